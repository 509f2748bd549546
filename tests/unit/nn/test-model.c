/*
 * What the model promises beside its numbers, which tests/golden/nn compares with PyTorch: names
 * and shapes, initial values, slices of a batch, the same bits for the same team.
 */

#include "core/nn/model.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define LENGTH 80
#define BATCH 7

static void
make_config (EcgModelConfig *config, gsize leads)
{
  ecg_model_config_default (config, leads, LENGTH, 5, 3);
  config->n_stages = 2;
  config->widths[0] = 8;
  config->widths[1] = 12;
  config->embedding = 10;
}

typedef struct
{
  EcgModelConfig config;
  EcgModel      *model;
  float         *gradients;
  float         *x;
  gint32         labels[ECG_N_TASKS][BATCH];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer leads)
{
  EcgRng rng;
  gsize  n;

  make_config (&fixture->config, GPOINTER_TO_SIZE (leads));
  fixture->model = ecg_model_new (&fixture->config);
  ecg_rng_init (&rng, 3, 0);
  ecg_model_init_weights (fixture->model, &rng);
  fixture->gradients = g_new (float, ecg_model_params (fixture->model)->total);
  n = BATCH * fixture->config.leads * LENGTH;
  fixture->x = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    fixture->x[i] = (float) ecg_rng_normal (&rng);
  for (gsize b = 0; b < BATCH; b++)
    {
      fixture->labels[0][b] = (gint32) (b % 5);
      fixture->labels[1][b] = (gint32) (b % 3);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer leads)
{
  ecg_model_free (fixture->model);
  g_free (fixture->gradients);
  g_free (fixture->x);
}

/* A step with dropout, from the fixture's weights; leaves gradients in the fixture. */
static EcgModelStep
run_step (Fixture *fixture, EcgModel *model, gsize width, gsize batch)
{
  const gint32 *const labels[ECG_N_TASKS] = { fixture->labels[0], fixture->labels[1] };
  EcgTeam            *team = ecg_team_new (width);
  EcgModelWork       *work = ecg_model_work_new (&fixture->config, BATCH, true, team);
  EcgModelStep        step;
  EcgRng              rng;

  ecg_rng_init (&rng, 4, 0);
  ecg_model_step (model, work, fixture->gradients, &step, fixture->x, labels, batch,
                  (const float[]){ 1.2f, 0.8f }, &rng);
  ecg_model_work_free (work);
  ecg_team_free (team);
  return step;
}

/* Few examples share channels, many share examples: a batch that has each example twice over has
 * the same statistics, losses and gradients. */
static void
test_sharing (void)
{
  enum
  {
    FEW = 8
  };
  EcgModelConfig config;
  EcgTeam       *team = ecg_team_new (2);
  EcgModel      *model;
  float         *x, *gradients[2];
  gint32         labels[2 * FEW];
  EcgModelStep   step[2];
  EcgRng         rng;
  double         difference = 0.0;

  ecg_model_config_default (&config, 3, 1000, 5, 5);
  model = ecg_model_new (&config);
  ecg_rng_init (&rng, 3, 0);
  ecg_model_init_weights (model, &rng);
  x = g_new (float, 2 * FEW * 3000);
  for (gsize i = 0; i < FEW * 3000; i++)
    x[i] = x[FEW * 3000 + i] = (float) ecg_rng_normal (&rng);
  for (gsize b = 0; b < 2 * FEW; b++)
    labels[b] = (gint32) (b % FEW % 5);
  for (gsize i = 0; i < 2; i++)
    {
      const gsize   batch = i == 0 ? FEW : 2 * FEW;
      EcgModelWork *work = ecg_model_work_new (&config, batch, true, team);

      gradients[i] = g_new (float, ecg_model_params (model)->total);
      ecg_model_step (model, work, gradients[i], &step[i], x,
                      (const gint32 *const[]){ labels, labels }, batch,
                      (const float[]){ 1.2f, 0.8f }, NULL);
      ecg_model_work_free (work);
    }
  for (gsize i = 0; i < ecg_model_params (model)->total; i++)
    {
      const double d = (double) gradients[0][i] - (double) gradients[1][i];

      difference += d * d;
    }
  g_assert_cmpfloat (step[0].norm, >, 0.0);
  g_assert_cmpfloat (sqrt (difference), <, 1e-4 * step[0].norm);
  g_assert_cmpfloat_with_epsilon (step[0].norm, step[1].norm, 1e-4 * step[0].norm);
  g_assert_cmpfloat_with_epsilon (step[0].loss[0], step[1].loss[0], 1e-5);

  for (gsize i = 0; i < 2; i++)
    g_free (gradients[i]);
  g_free (x);
  ecg_model_free (model);
  ecg_team_free (team);
}

/* What clipping looks at: running statistics are not learnt, and have no gradient. */
static void
test_norm (Fixture *fixture, gconstpointer leads)
{
  const EcgModelStep step = run_step (fixture, fixture->model, 2, BATCH);
  double             squares = 0.0;

  for (gsize i = 0; i < ecg_model_params (fixture->model)->total; i++)
    squares += (double) fixture->gradients[i] * (double) fixture->gradients[i];
  g_assert_cmpfloat_with_epsilon (step.norm, sqrt (squares), 1e-9 * sqrt (squares));
}

static void
assert_tensor (
  const EcgParams *params, const char *name, EcgParamKind kind, gsize a, gsize b, gsize c)
{
  const EcgParam *param = ecg_params_find (params, name);
  const gsize     shape[3] = { a, b, c };

  if (param == NULL)
    g_error ("no tensor %s", name);
  g_assert_cmpint (param->kind, ==, kind);
  g_assert_cmpuint (param->rank, ==, (a > 0) + (b > 0) + (c > 0));
  for (gsize i = 0; i < param->rank; i++)
    g_assert_cmpuint (param->shape[i], ==, shape[i]);
}

static void
test_names (void)
{
  EcgModelConfig   config;
  EcgModel        *model;
  const EcgParams *params;
  gsize            end = 0;

  ecg_model_config_default (&config, 3, 1000, 25, 5);
  model = ecg_model_new (&config);
  params = ecg_model_params (model);
  assert_tensor (params, "stem.weight", ECG_PARAM_WEIGHT, 32, 3, 15);
  assert_tensor (params, "stem_bn.weight", ECG_PARAM_BIAS, 32, 0, 0);
  assert_tensor (params, "stem_bn.running_var", ECG_PARAM_RUNNING, 32, 0, 0);
  assert_tensor (params, "stages.1.conv1.weight", ECG_PARAM_WEIGHT, 64, 32, 7);
  assert_tensor (params, "stages.1.conv2.weight", ECG_PARAM_WEIGHT, 64, 64, 7);
  assert_tensor (params, "stages.3.bn2.running_mean", ECG_PARAM_RUNNING, 256, 0, 0);
  assert_tensor (params, "stages.2.proj.weight", ECG_PARAM_WEIGHT, 128, 64, 1);
  assert_tensor (params, "stages.2.proj_bn.bias", ECG_PARAM_BIAS, 128, 0, 0);
  assert_tensor (params, "sca.3.fc1.weight", ECG_PARAM_WEIGHT, 32, 256, 0);
  assert_tensor (params, "sca.3.fc2.bias", ECG_PARAM_BIAS, 256, 0, 0);
  assert_tensor (params, "sca.0.conv.weight", ECG_PARAM_WEIGHT, 1, 1, 7);
  assert_tensor (params, "sca.0.conv.bias", ECG_PARAM_BIAS, 1, 0, 0);
  assert_tensor (params, "embed.weight", ECG_PARAM_WEIGHT, 128, 256, 0);
  assert_tensor (params, "id_head.weight", ECG_PARAM_WEIGHT, 25, 128, 0);
  assert_tensor (params, "act_head.bias", ECG_PARAM_BIAS, 5, 0, 0);
  g_assert_null (ecg_params_find (params, "stages.0.proj.weight"));

  for (gsize i = 0; i < params->n_items; i++)
    {
      g_assert_cmpuint (params->items[i].offset, ==, end);
      end += params->items[i].size;
    }
  g_assert_cmpuint (end, ==, params->total);
  ecg_model_free (model);
}

static void
test_invalid_sizes (void)
{
  EcgModelConfig good, bad;

  ecg_model_config_lite (&good, 12, 1000, 25, 5);
  g_assert_true (ecg_model_config_is_valid (&good));
  g_assert_cmpuint (good.widths[3], ==, 128);
  g_assert_cmpuint (good.embedding, ==, 64);

#define REFUSE(member, value)                                                                      \
  bad = good;                                                                                      \
  bad.member = value;                                                                              \
  g_assert_false (ecg_model_config_is_valid (&bad));                                               \
  g_assert_null (ecg_model_new (&bad));                                                            \
  g_assert_null (ecg_model_work_new (&bad, 1, false, NULL))

  REFUSE (leads, 0);
  REFUSE (length, 0);
  REFUSE (n_stages, 0);
  REFUSE (n_stages, ECG_MODEL_MAX_STAGES + 1);
  REFUSE (widths[2], 0);
  REFUSE (widths[2], G_MAXSIZE);
  REFUSE (widths[2], 1 << 20);
  REFUSE (kernel, 4);
  REFUSE (stem_kernel, 0);
  REFUSE (embedding, G_MAXSIZE / 2);
  REFUSE (n_classes[0], 0);
  REFUSE (n_classes[1], 1 << 24);
  REFUSE (dropout, 1.0f);
  REFUSE (dropout, NAN);
#undef REFUSE
}

/* The variance of what ReLU follows is 2 / fan_in; the rest stays within 1 / sqrt (fan_in). */
static void
test_init (void)
{
  EcgModelConfig   config;
  EcgModel        *model;
  const EcgParams *params;
  const float     *values;
  EcgRng           rng;

  ecg_model_config_default (&config, 3, 1000, 25, 5);
  model = ecg_model_new (&config);
  params = ecg_model_params (model);
  values = ecg_model_const_values (model);
  ecg_rng_init (&rng, 5, 0);
  ecg_model_init_weights (model, &rng);

  for (gsize i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];
      const double    bound = 1.0 / sqrt ((double) MAX (param->fan_in, 1));
      double          squares = 0.0;

      for (gsize j = 0; j < param->size; j++)
        {
          const double value = (double) values[param->offset + j];

          squares += value * value / (double) param->size;
          if (strstr (param->name, "head") != NULL || g_str_has_prefix (param->name, "sca."))
            g_assert_cmpfloat (fabs (value), <=, bound * (1.0 + 1e-6));
          if (strstr (param->name, "bn") != NULL)
            g_assert_cmpfloat_with_epsilon (value,
                                            g_str_has_suffix (param->name, ".weight") ||
                                                g_str_has_suffix (param->name, "_var")
                                              ? 1.0
                                              : 0.0,
                                            1e-12);
        }
      if (g_str_has_prefix (param->name, "stages") && param->rank == 3)
        g_assert_cmpfloat_with_epsilon (squares * (double) param->fan_in / 2.0, 1.0,
                                        8.0 * sqrt (2.0 / (double) param->size));
    }
  ecg_model_free (model);
}

/* A window's answer does not depend on its companions, nor on who computes it. */
static void
test_predict_slices (Fixture *fixture, gconstpointer leads)
{
  const gsize       n_a = 12, n_b = ecg_model_stage_length (&fixture->config, 1);
  const gsize       window = fixture->config.leads * LENGTH;
  const gsize       n_values = ecg_model_params (fixture->model)->total;
  EcgTeam          *team = ecg_team_new (3);
  EcgModelWork     *many = ecg_model_work_new (&fixture->config, BATCH, false, team);
  EcgModelWork     *one = ecg_model_work_new (&fixture->config, 1, false, NULL);
  g_autofree float *kept =
    g_memdup2 (ecg_model_const_values (fixture->model), n_values * sizeof (float));
  g_autofree float    *a = g_new (float, (BATCH + 1) * n_a);
  g_autofree float    *b = g_new (float, (BATCH + 1) * n_b);
  float                p[(BATCH + 1) * 5], z[(BATCH + 1) * 10];
  const EcgModelOutput all = {
    .probability = { p }, .embedding = z, .channel = { NULL, a }, .sequence = { NULL, b }
  };

  ecg_model_predict (fixture->model, many, &all, fixture->x, BATCH);
  for (gsize i = 0; i < BATCH; i++)
    {
      const EcgModelOutput single = { .probability = { p + BATCH * 5 },
                                      .embedding = z + BATCH * 10,
                                      .channel = { NULL, a + BATCH * n_a },
                                      .sequence = { NULL, b + BATCH * n_b } };
      double               sum = 0.0;

      ecg_model_predict (fixture->model, one, &single, fixture->x + i * window, 1);
      for (gsize j = 0; j < 5; j++)
        {
          sum += (double) p[i * 5 + j];
          g_assert_cmpfloat_with_epsilon (p[i * 5 + j], p[BATCH * 5 + j], 1e-5);
        }
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-5);
      for (gsize j = 0; j < 10; j++)
        g_assert_cmpfloat_with_epsilon (z[i * 10 + j], z[BATCH * 10 + j], 1e-4);
      for (gsize j = 0; j < n_a; j++)
        g_assert_cmpfloat_with_epsilon (a[i * n_a + j], a[BATCH * n_a + j], 1e-5);
      for (gsize j = 0; j < n_b; j++)
        {
          g_assert_true (b[i * n_b + j] > 0.0f && b[i * n_b + j] < 1.0f);
          g_assert_cmpfloat_with_epsilon (b[i * n_b + j], b[BATCH * n_b + j], 1e-5);
        }
    }
  g_assert_cmpmem (kept, n_values * sizeof (float), ecg_model_const_values (fixture->model),
                   n_values * sizeof (float));
  ecg_model_work_free (many);
  ecg_model_work_free (one);
  ecg_team_free (team);
}

/* Same weights, team and dropout: same bits of gradients and running statistics. Another width
 * rounds differently, and draws the same dropout. */
static void
test_step_bits (Fixture *fixture, gconstpointer leads)
{
  static const gsize widths[] = { 1, 2, 3, 9 };
  const gsize        n = ecg_model_params (fixture->model)->total;
  EcgModelStep       reference = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      EcgModel          *first = ecg_model_copy (fixture->model);
      EcgModel          *second = ecg_model_copy (fixture->model);
      const EcgModelStep step = run_step (fixture, first, widths[i], BATCH);
      g_autofree float  *kept = g_memdup2 (fixture->gradients, n * sizeof (float));
      const EcgModelStep again = run_step (fixture, second, widths[i], BATCH);

      g_assert_cmpmem (&step, sizeof step, &again, sizeof again);
      g_assert_cmpmem (kept, n * sizeof (float), fixture->gradients, n * sizeof (float));
      g_assert_cmpmem (ecg_model_values (first), n * sizeof (float), ecg_model_values (second),
                       n * sizeof (float));
      if (i == 0)
        reference = step;
      for (gsize task = 0; task < ECG_N_TASKS; task++)
        {
          g_assert_cmpfloat_with_epsilon (step.loss[task], reference.loss[task], 1e-4);
          g_assert_cmpuint (step.n_correct[task], ==, reference.n_correct[task]);
        }
      ecg_model_free (first);
      ecg_model_free (second);
    }
}

/* A step moves running statistics alone, gives them no gradient, and takes smaller batches. */
static void
test_step_moves_statistics (Fixture *fixture, gconstpointer leads)
{
  EcgModel        *copy = ecg_model_copy (fixture->model);
  const EcgParams *params = ecg_model_params (copy);
  const float     *before = ecg_model_const_values (fixture->model);
  const float     *after = ecg_model_const_values (copy);

  run_step (fixture, copy, 2, BATCH - 2);
  for (gsize i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];
      const gboolean  same =
        memcmp (before + param->offset, after + param->offset, param->size * sizeof (float)) == 0;
      gboolean any = FALSE;

      for (gsize j = 0; j < param->size; j++)
        any = any || fabsf (fixture->gradients[param->offset + j]) > 0.0f;
      g_assert_cmpint (same, ==, param->kind != ECG_PARAM_RUNNING);
      g_assert_cmpint (any, ==, param->kind != ECG_PARAM_RUNNING);
    }
  ecg_model_free (copy);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/model/names", test_names);
  g_test_add_func ("/nn/model/invalid-sizes", test_invalid_sizes);
  g_test_add_func ("/nn/model/init", test_init);
  g_test_add_func ("/nn/model/sharing", test_sharing);
  for (gsize leads = 1; leads <= 3; leads += 2)
    {
      gconstpointer data = GSIZE_TO_POINTER (leads);

#define ADD(name, function)                                                                        \
  {                                                                                                \
    g_autofree char *path = g_strdup_printf ("/nn/model/%" G_GSIZE_FORMAT "/" name, leads);        \
                                                                                                   \
    g_test_add (path, Fixture, data, set_up, function, tear_down);                                 \
  }
      ADD ("predict-slices", test_predict_slices)
      ADD ("step-bits", test_step_bits)
      ADD ("norm", test_norm)
      ADD ("step-moves-statistics", test_step_moves_statistics)
#undef ADD
    }
  return g_test_run ();
}
