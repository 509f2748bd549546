/* A run that was stopped ends as the run that never stopped; a checkpoint in which somebody has
 * written is refused. */

#include "tests/unit/learn/trainer-fixture.h"

#include <math.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/learn/trainer-state/resume/1", GUINT_TO_POINTER (1), test_resume);
  ADD ("/learn/trainer-state/resume/2", GUINT_TO_POINTER (2), test_resume);
  ADD ("/learn/trainer-state/hostile", NULL, test_resume_hostile);
  ADD ("/learn/trainer-state/of-another-size", NULL, test_resume_of_another_size);
  ADD ("/learn/trainer-state/without-numbers", NULL, test_checkpoint_without_numbers);
  return g_test_run ();
}
