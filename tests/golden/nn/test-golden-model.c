/*
 * The whole network against PyTorch: logits, losses, gradient norms, every gradient, running
 * statistics, and ten steps of training with Adam, clipping and GradNorm. make.py wrote golden.bin;
 * weights and inputs come from a formula that both sides compute.
 */

#include "core/nn/adam.h"
#include "core/nn/gradnorm.h"
#include "core/nn/model.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define LEADS 3
#define LENGTH 96
#define BATCH 6
#define N_STEPS 10

/* Float sums in another order; ten steps of a normalised optimiser amplify them where gradients are
 * near 0. */
#define TOLERANCE 1e-4
#define TRAINED_TOLERANCE 2e-3

static const size_t classes[ECG_N_TASKS] = { 5, 3 };

typedef struct
{
  float *values;
  gsize  n;
  gsize  next;
} Golden;

static const float *
take (Golden *golden, gsize n)
{
  const float *values = golden->values + golden->next;

  golden->next += n;
  g_assert_cmpuint (golden->next, <=, golden->n);
  return values;
}

static void
load (Golden *golden)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "nn", "golden.bin", NULL);
  g_autoptr (GError) error = NULL;
  gsize bytes;

  g_file_get_contents (path, (char **) &golden->values, &bytes, &error);
  g_assert_no_error (error);
  golden->n = bytes / sizeof (float);
  golden->next = 0;
}

/* As far from the expected ones as @tolerance times the largest of them, tensor by tensor. */
static void
assert_close (const float *got, const float *expected, gsize n, double tolerance, const char *what)
{
  double largest = 1e-3, worst = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      largest = MAX (largest, fabs ((double) expected[i]));
      g_assert_true (isfinite (got[i]));
      worst = MAX (worst, fabs ((double) got[i] - (double) expected[i]));
    }
  if (worst > tolerance * largest)
    g_error ("%s: off by %g of %g", what, worst, largest);
}

/* @values as the model has them, @expected as PyTorch does. */
static void
assert_tensors_close (const EcgParams *params,
                      const float     *values,
                      const float     *expected,
                      double           tolerance)
{
  g_autofree float *got = g_new (float, params->total);

  ecg_params_export (params, got, values);
  for (size_t i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];

      assert_close (got + param->offset, expected + param->offset, param->size, tolerance,
                    param->name);
    }
}

static float
formula (size_t i, size_t salt)
{
  const double x = (double) i;

  return (float) (sin (0.7 * x + 1.3 * (double) salt) * cos (0.013 * x * x + (double) salt));
}

static float
shape_value (const EcgParam *param, float v)
{
  const gboolean norm = strstr (param->name, "_bn.") != NULL || strstr (param->name, ".bn") != NULL;

  if (strstr (param->name, "running_var") != NULL)
    return 1.0f + 0.5f * v * v;
  if (norm && g_str_has_suffix (param->name, ".weight"))
    return 1.0f + 0.2f * v;
  if (param->rank > 1)
    return v * sqrtf (2.0f / (float) (param->size / param->shape[0]));
  return 0.1f * v;
}

static void
fill_model (EcgModel *model)
{
  const EcgParams *params = ecg_model_params (model);

  for (size_t p = 0; p < params->n_items; p++)
    for (size_t i = 0; i < params->items[p].size; i++)
      ecg_model_values (model)[params->items[p].offset + ecg_param_at (&params->items[p], i)] =
        shape_value (&params->items[p], formula (i, p));
}

static EcgModel *
new_model (EcgScaMode sca, EcgScaPooling pooling, bool skip)
{
  const EcgModelConfig config = {
    .leads = LEADS,
    .length = LENGTH,
    .n_stages = 3,
    .widths = { 8, 8, 12 },
    .kernel = 7,
    .stem_kernel = 15,
    .embedding = 10,
    .n_classes = { classes[0], classes[1] },
    .sca = sca,
    .pooling = pooling,
    .sca_skip = skip,
  };
  EcgModel *model;

  g_assert_true (ecg_model_config_is_valid (&config));
  model = ecg_model_new (&config);
  fill_model (model);
  return model;
}

typedef struct
{
  float   x[BATCH * LEADS * LENGTH];
  int32_t labels[ECG_N_TASKS][BATCH];
} Examples;

static void
make_examples (Examples *examples)
{
  for (size_t i = 0; i < G_N_ELEMENTS (examples->x); i++)
    examples->x[i] = formula (i, 99);
  for (size_t task = 0; task < ECG_N_TASKS; task++)
    for (size_t b = 0; b < BATCH; b++)
      examples->labels[task][b] = (int32_t) (b % classes[task]);
}

static void
check_predictions (Golden         *golden,
                   const EcgModel *model,
                   EcgModelWork   *work,
                   const Examples *examples)
{
  float          identity[BATCH * 5], activity[BATCH * 3];
  EcgModelOutput output = { .logit = { identity, activity } };

  ecg_model_predict (model, work, &output, examples->x, BATCH);
  assert_close (identity, take (golden, BATCH * 5), BATCH * 5, TOLERANCE, "identity logits");
  assert_close (activity, take (golden, BATCH * 3), BATCH * 3, TOLERANCE, "activity logits");
}

static void
run_step (EcgModel       *model,
          EcgModelWork   *work,
          float          *gradients,
          EcgModelStep   *step,
          const Examples *examples,
          const float     weights[2])
{
  const int32_t *const labels[ECG_N_TASKS] = { examples->labels[0], examples->labels[1] };

  ecg_model_step (model, work, gradients, step, examples->x, labels, BATCH, weights, NULL);
}

static void
check_variant (Golden *golden, EcgModel *model, EcgModelWork *work, const Examples *examples)
{
  const EcgParams  *params = ecg_model_params (model);
  g_autofree float *gradients = g_new (float, params->total);
  const float      *figures;
  EcgModelStep      step;

  check_predictions (golden, model, work, examples);
  run_step (model, work, gradients, &step, examples, (const float[]){ 1.25f, 0.75f });
  figures = take (golden, 4);
  assert_close (step.loss, figures, 2, TOLERANCE, "losses");
  assert_close (step.gradient_norm, figures + 2, 2, TOLERANCE, "gradient norms");
  assert_tensors_close (params, gradients, take (golden, params->total), TOLERANCE);
  assert_tensors_close (params, ecg_model_const_values (model), take (golden, params->total),
                        TOLERANCE);
}

static void
check_training (Golden *golden, EcgModel *model, EcgModelWork *work, const Examples *examples)
{
  const EcgParams  *params = ecg_model_params (model);
  g_autofree float *gradients = g_new (float, params->total);
  g_autofree float *moments = g_new (float, 2 * params->total);
  EcgAdam           adam;
  EcgGradNorm       gradnorm;

  ecg_adam_init (&adam, moments, moments + params->total, params, 1e-4, NULL);
  ecg_gradnorm_init (&gradnorm, ECG_BALANCE_GRADNORM, 0.5, classes, NULL);
  for (gsize i = 0; i < N_STEPS; i++)
    {
      const float  weights[2] = { (float) gradnorm.weight[0], (float) gradnorm.weight[1] };
      const float *figures = take (golden, 6);
      EcgModelStep step;
      float        w[2];

      run_step (model, work, gradients, &step, examples, weights);
      ecg_adam_step (&adam, ecg_model_values (model), gradients, params, 1e-3,
                     ecg_adam_clip (step.norm, 5.0));
      ecg_gradnorm_update (&gradnorm, step.loss, step.gradient_norm);
      w[0] = (float) gradnorm.weight[0];
      w[1] = (float) gradnorm.weight[1];
      assert_close (step.loss, figures, 2, TRAINED_TOLERANCE, "losses");
      assert_close (step.gradient_norm, figures + 2, 2, TRAINED_TOLERANCE, "gradient norms");
      assert_close (w, figures + 4, 2, TOLERANCE, "task weights");
    }
  assert_tensors_close (params, ecg_model_const_values (model), take (golden, params->total),
                        TRAINED_TOLERANCE);
}

static const struct
{
  EcgScaMode    sca;
  EcgScaPooling pooling;
  bool          skip;
} variants[] = {
  { ECG_SCA_NONE, ECG_SCA_POOL_MEAN, true },     { ECG_SCA_CHANNEL, ECG_SCA_POOL_MEAN, true },
  { ECG_SCA_SEQUENCE, ECG_SCA_POOL_MEAN, true }, { ECG_SCA_FULL, ECG_SCA_POOL_MEAN_MAX, true },
  { ECG_SCA_FULL, ECG_SCA_POOL_MEAN, false },    { ECG_SCA_FULL, ECG_SCA_POOL_MEAN, true },
};

static void
test_golden (gconstpointer data)
{
  const size_t width = GPOINTER_TO_SIZE (data);
  EcgTeam     *team = ecg_team_new (width);
  Golden       golden;
  Examples     examples;

  load (&golden);
  make_examples (&examples);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      EcgModel     *model = new_model (variants[i].sca, variants[i].pooling, variants[i].skip);
      EcgModelWork *work = ecg_model_work_new (ecg_model_config (model), BATCH + 1, true, team);

      check_variant (&golden, model, work, &examples);
      if (i + 1 == G_N_ELEMENTS (variants))
        check_training (&golden, model, work, &examples);
      ecg_model_work_free (work);
      ecg_model_free (model);
    }
  g_assert_cmpuint (golden.next, ==, golden.n);
  g_free (golden.values);
  ecg_team_free (team);
}

static void
test_default_size (void)
{
  EcgModelConfig config;
  EcgModel      *model;

  ecg_model_config_default (&config, 3, 1000, 25, 5);
  model = ecg_model_new (&config);
  g_assert_cmpuint (ecg_params_learnt (ecg_model_params (model)), ==, 1023930);
  g_assert_cmpuint (ecg_model_stage_length (&config, 0), ==, 250);
  g_assert_cmpuint (ecg_model_stage_length (&config, 1), ==, 125);
  g_assert_cmpuint (ecg_model_stage_length (&config, 2), ==, 63);
  g_assert_cmpuint (ecg_model_stage_length (&config, 3), ==, 32);
  ecg_model_free (model);
}

/* A label that is not known adds nothing: the gradients are those of the batch without that task's
 * part. */
static void
test_unknown_labels (void)
{
  EcgModel         *model = new_model (ECG_SCA_FULL, ECG_SCA_POOL_MEAN, true);
  EcgModelWork     *work = ecg_model_work_new (ecg_model_config (model), BATCH, true, NULL);
  const EcgParam   *head = ecg_params_find (ecg_model_params (model), "act_head.weight");
  g_autofree float *gradients = g_new (float, ecg_model_params (model)->total);
  Examples          examples;
  EcgModelStep      step;

  make_examples (&examples);
  for (gsize b = 0; b < BATCH; b++)
    examples.labels[ECG_TASK_ACTIVITY][b] = -1;
  run_step (model, work, gradients, &step, &examples, (const float[]){ 1.0f, 1.0f });
  g_assert_cmpuint (step.n_known[ECG_TASK_ACTIVITY], ==, 0);
  g_assert_cmpuint (step.n_known[ECG_TASK_IDENTITY], ==, BATCH);
  g_assert_true (fabsf (step.loss[ECG_TASK_ACTIVITY]) <= 0.0f);
  g_assert_true (fabsf (step.gradient_norm[ECG_TASK_ACTIVITY]) <= 0.0f);
  g_assert_cmpfloat (step.gradient_norm[ECG_TASK_IDENTITY], >, 0.0f);
  for (size_t i = 0; i < head->size; i++)
    g_assert_true (fabsf (gradients[head->offset + i]) <= 0.0f);
  ecg_model_work_free (work);
  ecg_model_free (model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/nn/model/golden/1", GSIZE_TO_POINTER (1), test_golden);
  g_test_add_data_func ("/nn/model/golden/2", GSIZE_TO_POINTER (2), test_golden);
  g_test_add_data_func ("/nn/model/golden/8", GSIZE_TO_POINTER (8), test_golden);
  g_test_add_func ("/nn/model/default-size", test_default_size);
  g_test_add_func ("/nn/model/unknown-labels", test_unknown_labels);
  return g_test_run ();
}
