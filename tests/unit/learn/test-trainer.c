/* Training on waves that anyone can tell apart: it learns, the same seed gives the same bytes, what
 * is kept is the best, and what is shown is what the settings say. */

#include "core/learn/evaluation.h"
#include "tests/unit/learn/trainer-fixture.h"

#include <math.h>

static void
test_learns (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgTrainer) trainer = NULL;
  g_autoptr (EcgPredictor) predictor = NULL;
  g_autoptr (EcgEvaluation) evaluation = NULL;
  g_autoptr (EcgPredictions) predictions = NULL;
  g_autofree char *path = place (self, "run.safetensors");

  self->settings.epochs = 12;
  self->settings.learning_rate = 3e-3;
  trainer = new_trainer (self);
  run (trainer, path);
  predictor = ecg_predictor_load (path, &error);
  g_assert_no_error (error);
  predictions = ecg_predictions_new (self->dataset);
  ecg_predictions_add_fold (predictions, predictor, self->dataset, self->split, ECG_PART_TEST, 2,
                            NULL, NULL, &error);
  g_assert_no_error (error);
  evaluation = ecg_evaluation_new (
    predictions, &self->settings,
    (char *const *const[]){ self->dataset->class_names[0], self->dataset->class_names[1] });
  g_assert_cmpfloat (ecg_evaluation_get_accuracy (evaluation, ECG_TASK_IDENTITY)->value, >=, 0.95);
  g_assert_cmpfloat (ecg_evaluation_get_accuracy (evaluation, ECG_TASK_ACTIVITY)->value, >=, 0.95);
  g_assert_cmpfloat_with_epsilon (
    ecg_evaluation_get_accuracy (evaluation, ECG_TASK_ACTIVITY)->chance, 0.5, 1e-9);
  g_assert_cmpfloat (evaluation->verification.eer.value, <=, 0.1);
  g_assert_cmpfloat (evaluation->cmc[1].value, >=, 1.0); /* of two people one is among two */
}

static void
test_same_seed (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) a = new_trainer (self);
  g_autoptr (EcgTrainer) b = new_trainer (self);
  g_autofree char *path_a = place (self, "a.safetensors");
  g_autofree char *path_b = place (self, "b.safetensors");
  g_autofree char *bytes_a = NULL;
  g_autofree char *bytes_b = NULL;
  gsize            n_a, n_b;

  run (a, path_a);
  run (b, path_b);
  assert_same_weights (a, b);
  g_assert_true (g_file_get_contents (path_a, &bytes_a, &n_a, NULL));
  g_assert_true (g_file_get_contents (path_b, &bytes_b, &n_b, NULL));
  g_assert_cmpmem (bytes_a, n_a, bytes_b, n_b);
}

/* What is judged and kept is the average, as this test averages by itself in double precision. */
typedef struct
{
  EcgTrainer *trainer;
  double     *average;
  guint64     n;
} Averager;

static void
average_cb (const EcgCurvePoint *point, gpointer data)
{
  Averager    *self = data;
  const float *values = ecg_model_const_values (self->trainer->model);
  const gsize  total = ecg_model_params (self->trainer->model)->total;
  const double keep = MIN (0.9, (double) self->n / (double) (self->n + 10));

  self->n++;
  for (gsize i = 0; i < total; i++)
    self->average[i] = keep * self->average[i] + (1.0 - keep) * (double) values[i];
}

static void
test_keeps_average (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char       *path = place (self, "run.safetensors");
  g_autofree double     *average = NULL;
  Averager               averager = { 0 };
  const EcgTrainObserver observer = { .point = average_cb, .data = &averager };
  gsize                  total;

  self->settings.epochs = 1;
  trainer = new_trainer (self);
  total = ecg_model_params (trainer->model)->total;
  average = g_new0 (double, total);
  averager.trainer = trainer;
  averager.average = average;
  g_assert_true (ecg_trainer_run (trainer, path, &observer, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (averager.n, >, 10);
  for (gsize i = 0; i < total; i++)
    {
      g_assert_cmpfloat_with_epsilon ((double) ecg_model_values (trainer->best)[i], average[i],
                                      1e-5 * (1.0 + fabs (average[i])));
    }
}

static void
collect_cb (const EcgCurvePoint *point, gpointer data)
{
  g_array_append_vals (data, point, 1);
}

/* Static weights stay what they are, and can be had from the curves that they left. */
static void
test_static_weights (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) trainer = NULL;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (EcgCurvePoint));
  g_autoptr (GError) error = NULL;
  g_autofree char       *path = place (self, "run.safetensors");
  const EcgTrainObserver observer = { .point = collect_cb, .data = points };

  self->settings.epochs = 1;
  self->settings.balance = ECG_BALANCE_STATIC;
  self->settings.identity_weight = 0.4;
  trainer = new_trainer (self);
  g_assert_true (ecg_trainer_run (trainer, path, &observer, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (points->len, >, 10);
  for (guint i = 0; i < points->len; i++)
    g_assert_cmpfloat_with_epsilon (
      g_array_index (points, EcgCurvePoint, i).weight[ECG_TASK_ACTIVITY], 1.6, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curves_mean_weight (points, ECG_TASK_IDENTITY), 0.4, 1e-12);

  /* A mean over points that differ. */
  g_array_index (points, EcgCurvePoint, 0).weight[ECG_TASK_IDENTITY] += points->len;
  g_assert_cmpfloat_with_epsilon (ecg_curves_mean_weight (points, ECG_TASK_IDENTITY), 1.4, 1e-9);
  g_array_set_size (points, 0);
  g_assert_true (isnan (ecg_curves_mean_weight (points, ECG_TASK_IDENTITY)));
}

/* What a validation is worth, and a run without a better one for so long, as model.md has it: the
 * mean of both accuracies, ties told apart by the losses. */
static gsize
count_epochs (const GArray *points, gsize *best)
{
  gsize  n = 0;
  double most = -INFINITY;

  for (guint i = 0; i < points->len; i++)
    {
      const EcgCurvePoint *point = &g_array_index (points, EcgCurvePoint, i);
      const double score = (point->validation_accuracy[0] + point->validation_accuracy[1]) / 2.0 -
                           (point->validation_loss[0] + point->validation_loss[1]) / 1000.0;

      if (!point->validated)
        continue;
      n++;
      if (score > most)
        {
          most = score;
          *best = n;
        }
    }
  return n;
}

static void
test_patience (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) hasty = NULL;
  g_autoptr (EcgTrainer) patient = NULL;
  g_autofree char *path = place (self, "run.safetensors");
  gsize            best = 0, n;

  /* Steps so large that validations are not one better than the other. */
  self->settings.epochs = 12;
  self->settings.learning_rate = 0.1;
  self->settings.averaging = 0.0;
  self->settings.patience = 2;
  self->settings.keep = ECG_KEEP_ACCURACY;
  hasty = new_trainer (self);
  run (hasty, path);
  n = count_epochs (ecg_trainer_get_points (hasty), &best);
  g_assert_cmpuint (n, <, 12);
  g_assert_cmpuint (n, ==, best + 2);

  self->settings.patience = 12;
  patient = new_trainer (self);
  run (patient, path);
  g_assert_cmpuint (count_epochs (ecg_trainer_get_points (patient), &best), ==, 12);
}

/* Cancels at the point that ends an epoch: what is trained is then what that epoch left. */
typedef struct
{
  GCancellable *cancellable;
  gsize         left;
} EpochStopper;

static void
count_epoch_cb (const EcgCurvePoint *point, gpointer data)
{
  EpochStopper *stopper = data;

  if (point->validated && --stopper->left == 0)
    g_cancellable_cancel (stopper->cancellable);
}

static void
stop_after (EcgTrainer *trainer, const char *path, gsize n_epochs)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  EpochStopper           stopper = { cancellable, n_epochs };
  const EcgTrainObserver observer = { .point = count_epoch_cb, .data = &stopper };

  if (!ecg_trainer_run (trainer, path, &observer, NULL, cancellable, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What is kept is what another training of the same seed has after the epoch of the least loss. */
static void
test_keeps_least_loss (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) whole = NULL;
  g_autoptr (EcgTrainer) until = NULL;
  g_autofree char *path = place (self, "run.safetensors");
  double           least = INFINITY;
  gsize            best = 0, n = 0, bytes;

  self->settings.epochs = 12;
  self->settings.learning_rate = 0.1;
  self->settings.averaging = 0.0;
  whole = new_trainer (self);
  run (whole, path);
  for (guint i = 0; i < whole->points->len; i++)
    {
      const EcgCurvePoint *point = &g_array_index (whole->points, EcgCurvePoint, i);

      if (!point->validated)
        continue;
      n++;
      if (point->validation_loss[0] + point->validation_loss[1] < least)
        {
          least = point->validation_loss[0] + point->validation_loss[1];
          best = n;
        }
    }
  g_assert_cmpuint (n, ==, 12);
  g_assert_cmpfloat_with_epsilon (whole->best_score, -least / 2.0, 1e-12);

  until = new_trainer (self);
  stop_after (until, path, best);
  bytes = ecg_model_params (whole->model)->total * sizeof (float);
  g_assert_cmpmem (ecg_model_values (whole->best), bytes, ecg_model_values (until->model), bytes);
}

/* A network that the last step of an epoch ruins is seen to be ruined before it is kept: with one
 * batch an epoch no other loss would tell. */
static void
test_diverges_in_the_last_batch (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = place (self, "run.safetensors");

  self->settings.batch = 4096;
  self->settings.learning_rate = 1e30;
  trainer = new_trainer (self);
  g_assert_false (ecg_trainer_run (trainer, path, NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_DIVERGED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Marks the samples of the windows of a part. */
static void
mark_part (gboolean *seen, const EcgSplit *split, EcgPart part, gsize item)
{
  for (guint i = 0; i < split->parts[part]->len; i++)
    {
      const EcgWindow *window = &g_array_index (split->parts[part], EcgWindow, i);

      for (gint64 t = 0; window->item == item && t < WINDOW; t++)
        seen[window->start + t] = TRUE;
    }
}

/* A shifted window reads no sample that is not of a training window: all others but those of the
 * validation are no numbers here, and a single one would make a loss that is none. At random,
 * windows of other parts lie side by side with those that train. */
static void
test_shift_reads_training_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = place (self, "run.safetensors");

  ecg_split_unref (self->split);
  self->split = ecg_split_new (self->dataset, ECG_PROTOCOL_RANDOM, 1, 0, &error);
  g_assert_no_error (error);
  for (gsize item = 0; item < self->dataset->n_items; item++)
    {
      EcgFeatures         *features = self->dataset->items[item].features;
      g_autofree gboolean *seen = g_new0 (gboolean, features->n_samples);

      mark_part (seen, self->split, ECG_PART_TRAIN, item);
      mark_part (seen, self->split, ECG_PART_VALIDATION, item);
      for (gsize t = 0; t < features->n_samples; t++)
        if (!seen[t])
          features->values[t] = NAN;
    }
  self->settings.epochs = 2;
  g_assert_true (self->settings.augment_shift);
  trainer = new_trainer (self);
  g_assert_true (ecg_trainer_run (trainer, path, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Half of the windows of the first person at the first activity are gone: an epoch still shows each
 * pair as often as another, give or take one; left as it is, it does not. */
static void
count_shown (Fixture *self, gboolean level, guint *least, guint *most)
{
  g_autoptr (EcgTrainer) trainer = NULL;
  g_autofree char *path = place (self, "run.safetensors");
  guint            shown[4] = { 0 };

  self->settings.epochs = 1;
  self->settings.level_classes = level;
  trainer = new_trainer (self);
  run (trainer, path);
  for (guint i = 0; i < self->split->parts[ECG_PART_TRAIN]->len; i++)
    {
      const EcgWindow *window =
        &g_array_index (self->split->parts[ECG_PART_TRAIN], EcgWindow, trainer->order[i]);

      shown[window->item]++;
    }
  *least = *most = shown[0];
  for (gsize i = 1; i < G_N_ELEMENTS (shown); i++)
    {
      *least = MIN (*least, shown[i]);
      *most = MAX (*most, shown[i]);
    }
}

static void
test_levels_classes (Fixture *self, gconstpointer data)
{
  guint least, most;

  g_assert_cmpuint (self->dataset->n_items, ==, 4);
  g_array_remove_range (self->split->parts[ECG_PART_TRAIN], 0, 20);
  count_shown (self, TRUE, &least, &most);
  g_assert_cmpuint (most - least, <=, 1);
  count_shown (self, FALSE, &least, &most);
  g_assert_cmpuint (most - least, ==, 20);
}

/* How far the largest weight of the embedding moves at the first and at the last step. */
typedef struct
{
  EcgTrainer *trainer;
  float      *before;
  double      first;
  double      last;
} Mover;

static void
measure_move_cb (const EcgCurvePoint *point, gpointer data)
{
  Mover          *self = data;
  const EcgParam *param = ecg_params_find (ecg_model_params (self->trainer->model), "embed.weight");
  const float    *values = ecg_model_const_values (self->trainer->model) + param->offset;

  self->last = 0.0;
  for (gsize i = 0; i < param->size; i++)
    self->last = MAX (self->last, fabs ((double) values[i] - (double) self->before[i]));
  self->first = point->step == 1 ? self->last : self->first;
  memcpy (self->before, values, param->size * sizeof *values);
}

static void
measure_moves (Fixture *self, Mover *mover)
{
  g_autoptr (EcgTrainer) trainer = new_trainer (self);
  const EcgParam   *param = ecg_params_find (ecg_model_params (trainer->model), "embed.weight");
  g_autofree float *before = g_memdup2 (ecg_model_const_values (trainer->model) + param->offset,
                                        param->size * sizeof (float));
  const EcgTrainObserver observer = { .point = measure_move_cb, .data = mover };
  g_autofree char       *path = place (self, "run.safetensors");
  g_autoptr (GError) error = NULL;

  mover->trainer = trainer;
  mover->before = before;
  g_assert_true (ecg_trainer_run (trainer, path, &observer, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Adam's first step is the learning rate itself, wherever there is a gradient; the cosine has
 * nothing left for the last. Gradients that are clipped to less than Adam's epsilon move nothing.
 */
static void
test_cosine_and_clipping (Fixture *self, gconstpointer data)
{
  Mover mover = { 0 };

  self->settings.weight_decay = 0.0;
  measure_moves (self, &mover);
  g_assert_cmpfloat_with_epsilon (mover.first, self->settings.learning_rate,
                                  0.01 * self->settings.learning_rate);
  g_assert_cmpfloat (mover.last, <, 0.02 * self->settings.learning_rate);

  self->settings.clip_norm = 1e-12;
  measure_moves (self, &mover);
  g_assert_cmpfloat (mover.first, <, 1e-3 * self->settings.learning_rate);
}

static EcgPredictions *
judge (Fixture *self, EcgPredictor *predictor, GError **error)
{
  g_autoptr (EcgPredictions) predictions = ecg_predictions_new (self->dataset);

  return ecg_predictions_add_fold (predictions, predictor, self->dataset, self->split,
                                   ECG_PART_TEST, 2, NULL, NULL, error)
           ? g_steal_pointer (&predictions)
           : NULL;
}

/* Weights that are numbers, and give none, are no network that could be judged. */
static void
test_no_numbers (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) trainer = new_trainer (self);
  g_autoptr (EcgPredictor) predictor = NULL;
  g_autoptr (GError) error = NULL;
  const EcgParams *params = ecg_model_params (trainer->average);

  memcpy (ecg_model_values (trainer->average), ecg_model_values (trainer->model),
          params->total * sizeof (float));
  for (gsize i = 0; i < ecg_params_find (params, "id_head.weight")->size; i++)
    ecg_model_values (trainer->average)[ecg_params_find (params, "id_head.weight")->offset + i] =
      i % 2 == 0 ? 3e38f : -3e38f;
  for (gsize i = 0; i < ecg_params_find (params, "embed.weight")->size; i++)
    ecg_model_values (trainer->average)[ecg_params_find (params, "embed.weight")->offset + i] =
      1e3f;
  predictor = ecg_trainer_dup_predictor (trainer);
  g_assert_null (judge (self, predictor, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_DIVERGED);
}

/* Where all people are equally likely the first is said: right for them, and for nobody else. */
static void
test_ties (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) trainer = new_trainer (self);
  g_autoptr (EcgPredictor) predictor = NULL;
  g_autoptr (EcgPredictions) predictions = NULL;
  g_autoptr (GError) error = NULL;

  memset (ecg_model_values (trainer->average), 0,
          ecg_model_params (trainer->average)->total * sizeof (float));
  predictor = ecg_trainer_dup_predictor (trainer);
  predictions = judge (self, predictor, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < predictions->windows->len; i++)
    {
      const EcgPrediction *window = &g_array_index (predictions->windows, EcgPrediction, i);

      g_assert_cmpint (window->said[ECG_TASK_IDENTITY], ==, 0);
      g_assert_cmpint (window->rank, ==, window->truth[ECG_TASK_IDENTITY]);
    }
}

static void
ignore_attention (EcgAttention *attention, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_watching_changes_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) alone = new_trainer (self);
  g_autoptr (EcgTrainer) watched = new_trainer (self);
  g_autoptr (GError) error = NULL;
  g_autofree char       *path = place (self, "run.safetensors");
  guint                  n = 0;
  const EcgTrainObserver observer = { .attention = ignore_attention, .data = &n };

  run (alone, path);
  ecg_trainer_run (watched, path, &observer, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, >=, self->settings.epochs);
  assert_same_weights (alone, watched);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/learn/trainer/static-weights", NULL, test_static_weights);
  ADD ("/learn/trainer/learns", NULL, test_learns);
  ADD ("/learn/trainer/same-seed", NULL, test_same_seed);
  ADD ("/learn/trainer/keeps-average", NULL, test_keeps_average);
  ADD ("/learn/trainer/patience", NULL, test_patience);
  ADD ("/learn/trainer/keeps-least-loss", NULL, test_keeps_least_loss);
  ADD ("/learn/trainer/diverges-in-the-last-batch", NULL, test_diverges_in_the_last_batch);
  ADD ("/learn/trainer/shift-reads-training-alone", NULL, test_shift_reads_training_alone);
  ADD ("/learn/trainer/levels-classes", NULL, test_levels_classes);
  ADD ("/learn/trainer/cosine-and-clipping", NULL, test_cosine_and_clipping);
  ADD ("/learn/trainer/no-numbers", NULL, test_no_numbers);
  ADD ("/learn/trainer/ties", NULL, test_ties);
  ADD ("/learn/trainer/watching-changes-nothing", NULL, test_watching_changes_nothing);
  return g_test_run ();
}
