/* Training on waves that anyone can tell apart: it learns, the same seed gives the same bytes, and
 * a run that was stopped ends as the run that never stopped. */

#include "core/learn/evaluation.h"
#include "core/learn/trainer-private.h"
#include "tests/support/dataset.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define WINDOW 128

typedef struct
{
  EcgDataset      *dataset;
  EcgSplit        *split;
  EcgTrainSettings settings;
  char            *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->dataset = test_dataset_new (2, 2, 1, 6000, WINDOW);
  self->split = ecg_split_new (self->dataset, ECG_PROTOCOL_BLOCKED, 1, 0, &error);
  g_assert_no_error (error);
  ecg_train_settings_init (&self->settings);
  self->settings.epochs = 3;
  self->settings.batch = 16;
  self->settings.threads = 2;
  self->settings.averaging = 0.9;
  self->folder = g_dir_make_tmp ("dt4ecg-trainer-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  ecg_split_unref (self->split);
  ecg_dataset_unref (self->dataset);
}

static EcgTrainer *
new_trainer (Fixture *self)
{
  const EcgModelConfig config = {
    .leads = 1,
    .length = WINDOW,
    .n_stages = 2,
    .widths = { 8, 12 },
    .kernel = 7,
    .stem_kernel = 7,
    .embedding = 16,
    .n_classes = { 2, 2 },
    .dropout = 0.3f,
    .sca_skip = true,
  };
  g_autoptr (GError) error = NULL;
  EcgTrainer *trainer =
    ecg_trainer_new_with_config (self->dataset, self->split, &self->settings, &config, &error);

  g_assert_no_error (error);
  return trainer;
}

static char *
place (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
run (EcgTrainer *trainer, const char *path)
{
  g_autoptr (GError) error = NULL;

  ecg_trainer_run (trainer, path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_same_weights (EcgTrainer *a, EcgTrainer *b)
{
  const gsize bytes = ecg_model_params (a->model)->total * sizeof (float);

  g_assert_cmpmem (ecg_model_values (a->model), bytes, ecg_model_values (b->model), bytes);
  g_assert_cmpmem (ecg_model_values (a->best), bytes, ecg_model_values (b->best), bytes);
  g_assert_true ((a->average == NULL) == (b->average == NULL));
  if (a->average != NULL)
    g_assert_cmpmem (ecg_model_values (a->average), bytes, ecg_model_values (b->average), bytes);
  g_assert_cmpmem (a->moments, 2 * bytes, b->moments, 2 * bytes);
  g_assert_cmpmem (a->gradnorm.weight, sizeof a->gradnorm.weight, b->gradnorm.weight,
                   sizeof b->gradnorm.weight);
  g_assert_cmpuint (a->points->len, ==, b->points->len);
}

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

/* Cancels after so many steps. */
typedef struct
{
  GCancellable *cancellable;
  guint         left;
} Stopper;

static void
count_down (const EcgCurvePoint *point, gpointer data)
{
  Stopper *stopper = data;

  if (--stopper->left == 0)
    g_cancellable_cancel (stopper->cancellable);
}

static void
compare_stopped (Fixture *self, EcgTrainer *whole, guint n_steps)
{
  g_autoptr (EcgTrainer) stopped = new_trainer (self);
  g_autoptr (EcgTrainer) resumed = new_trainer (self);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char       *path = place (self, "stopped.safetensors");
  Stopper                stopper = { cancellable, n_steps };
  const EcgTrainObserver observer = { .point = count_down, .data = &stopper };

  g_assert_false (ecg_trainer_run (stopped, path, &observer, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (ecg_trainer_resume (resumed, path, &error));
  g_assert_no_error (error);
  run (resumed, path);
  assert_same_weights (whole, resumed);
}

/* At the first batch and the last, where an epoch is judged, and half-way to the next. */
static void
test_resume (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) whole = NULL;
  g_autofree char *path = place (self, "whole.safetensors");
  guint            n_batches;

  self->settings.threads = GPOINTER_TO_UINT (data);
  whole = new_trainer (self);
  run (whole, path);
  n_batches = whole->points->len / self->settings.epochs;
  g_assert_cmpuint (n_batches, >=, 10);
  compare_stopped (self, whole, 1);
  for (guint i = 0; i <= 2; i++)
    compare_stopped (self, whole, n_batches + i * n_batches / 2);
  compare_stopped (self, whole, 3 * n_batches - 1);
}

/* What somebody might have written into a checkpoint, through a training that is made to stand
 * there.
 */
static void
stand_nowhere (EcgTrainer *trainer)
{
  trainer->position = (EcgTrainPosition){ .batch = 1000000 };
}

static void
stand_past_the_batches (EcgTrainer *trainer)
{
  trainer->position.batch += 1000000;
  trainer->position.step += 1000000;
}

static void
stand_past_the_end (EcgTrainer *trainer)
{
  trainer->position.epoch = G_MAXINT64;
}

static void
stand_before_the_start (EcgTrainer *trainer)
{
  trainer->position.epoch = -1;
}

static void
lose_points (EcgTrainer *trainer)
{
  g_array_set_size (trainer->points, 0);
}

static void
spoil_points (EcgTrainer *trainer)
{
  g_array_index (trainer->points, EcgCurvePoint, 0).loss[1] = NAN;
}

static void
spoil_values (EcgTrainer *trainer)
{
  ecg_model_values (trainer->model)[3] = NAN;
}

static void
spoil_average (EcgTrainer *trainer)
{
  ecg_model_values (trainer->average)[3] = INFINITY;
}

static void
spoil_moments (EcgTrainer *trainer)
{
  trainer->moments[3] = NAN;
}

static void
spoil_score (EcgTrainer *trainer)
{
  trainer->best_score = NAN;
}

static void
spoil_balance (EcgTrainer *trainer)
{
  trainer->gradnorm.weight[0] = NAN;
}

static void
turn_balance (EcgTrainer *trainer)
{
  trainer->gradnorm.weight[0] = -1.0;
}

static void
spoil_optimiser (EcgTrainer *trainer)
{
  trainer->adam.n_steps = 0;
}

typedef void (*Spoil) (EcgTrainer *);

static const Spoil spoils[] = {
  stand_nowhere, stand_past_the_batches, stand_past_the_end, stand_before_the_start, lose_points,
  spoil_points,  spoil_values,           spoil_average,      spoil_moments,          spoil_score,
  spoil_balance, spoil_optimiser,        turn_balance,
};

/* Refused with a sentence, whatever is wrong: taken up, some of these would be read from where no
 * memory is. */
static void
test_resume_hostile (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_autoptr (EcgTrainer) stopped = new_trainer (self);
      g_autoptr (EcgTrainer) resumed = new_trainer (self);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char       *path = place (self, "hostile.safetensors");
      Stopper                stopper = { cancellable, 17 };
      const EcgTrainObserver observer = { .point = count_down, .data = &stopper };

      g_assert_false (ecg_trainer_run (stopped, path, &observer, NULL, cancellable, NULL));
      spoils[i](stopped);
      g_assert_true (ecg_trainer_save (stopped, path, &error));
      g_assert_no_error (error);
      g_assert_false (ecg_trainer_resume (resumed, path, &error));
      g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
    }
}

/* The state of one network beside the weights of a smaller one. */
static void
test_resume_of_another_size (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgTrainer) small = new_trainer (self);
  g_autoptr (EcgTrainer) resumed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = place (self, "small.safetensors");
  EcgModelConfig   config = *ecg_model_config (small->model);

  g_assert_true (ecg_trainer_save (small, path, &error));
  g_assert_no_error (error);
  config.widths[1] = 24;
  resumed =
    ecg_trainer_new_with_config (self->dataset, self->split, &self->settings, &config, &error);
  g_assert_no_error (error);
  g_assert_false (ecg_trainer_resume (resumed, path, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
  g_assert_nonnull (strstr (error->message, "size"));
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

/* What a checkpoint holds under the network's own names must be numbers. */
static void
test_checkpoint_without_numbers (Fixture *self, gconstpointer data)
{
  const float wrong[] = { NAN, INFINITY, -INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (EcgTrainer) trainer = new_trainer (self);
      g_autoptr (GError) error = NULL;
      g_autofree char *path = place (self, "wrong.safetensors");
      const EcgParams *params = ecg_model_params (trainer->average);

      memcpy (ecg_model_values (trainer->average), ecg_model_values (trainer->model),
              params->total * sizeof (float));
      ecg_model_values (trainer->average)[ecg_params_find (params, "embed.bias")->offset] =
        wrong[i];
      g_assert_true (ecg_trainer_save (trainer, path, &error));
      g_assert_no_error (error);
      g_assert_null (ecg_predictor_load (path, &error));
      g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
      g_assert_nonnull (strstr (error->message, "embed.bias"));
    }
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

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/learn/trainer/static-weights", NULL, test_static_weights);
  ADD ("/learn/trainer/learns", NULL, test_learns);
  ADD ("/learn/trainer/same-seed", NULL, test_same_seed);
  ADD ("/learn/trainer/resume/1", GUINT_TO_POINTER (1), test_resume);
  ADD ("/learn/trainer/resume/2", GUINT_TO_POINTER (2), test_resume);
  ADD ("/learn/trainer/resume-hostile", NULL, test_resume_hostile);
  ADD ("/learn/trainer/resume-of-another-size", NULL, test_resume_of_another_size);
  ADD ("/learn/trainer/keeps-average", NULL, test_keeps_average);
  ADD ("/learn/trainer/patience", NULL, test_patience);
  ADD ("/learn/trainer/keeps-least-loss", NULL, test_keeps_least_loss);
  ADD ("/learn/trainer/diverges-in-the-last-batch", NULL, test_diverges_in_the_last_batch);
  ADD ("/learn/trainer/checkpoint-without-numbers", NULL, test_checkpoint_without_numbers);
  ADD ("/learn/trainer/shift-reads-training-alone", NULL, test_shift_reads_training_alone);
  ADD ("/learn/trainer/levels-classes", NULL, test_levels_classes);
  ADD ("/learn/trainer/cosine-and-clipping", NULL, test_cosine_and_clipping);
  ADD ("/learn/trainer/no-numbers", NULL, test_no_numbers);
  ADD ("/learn/trainer/ties", NULL, test_ties);
  ADD ("/learn/trainer/watching-changes-nothing", NULL, test_watching_changes_nothing);
  return g_test_run ();
}
