/*
 * What a training thinks of its network after each epoch.
 */

#include "core/learn/classify.h"
#include "core/learn/trainer-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

EcgModel *
ecg_trainer_get_judged (EcgTrainer *self)
{
  return self->average != NULL ? self->average : self->model;
}

gboolean
ecg_trainer_fail_diverged (EcgTrainer *self, gint64 batch, GError **error)
{
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_DIVERGED,
               _ ("The training diverged at batch %d of epoch %d: a loss is no longer a "
                  "number. What the epoch before left is kept; try a lower learning rate."),
               (int) batch, (int) self->position.epoch + 1);
  return FALSE;
}

static void
score_validation (EcgTrainer *self, EcgTask task, double *loss, double *accuracy)
{
  const GArray *windows = ecg_trainer_get_windows (self, ECG_PART_VALIDATION);
  const gsize   n_classes = self->dataset->n_classes[task];
  gsize         n_known = 0, n_right = 0;
  double        sum = 0.0;

  for (guint i = 0; i < windows->len; i++)
    {
      const gint32 label =
        ecg_window_label (self->dataset, &g_array_index (windows, EcgWindow, i), task);
      const float *p = self->probability[task] + i * n_classes;

      if (label < 0)
        continue;
      n_known++;
      n_right += ecg_find_winner (p, n_classes) == (gsize) label ? 1 : 0;
      sum -= log (MAX ((double) p[label], 1e-30));
    }
  *loss = n_known == 0 ? 0.0 : sum / (double) n_known;
  *accuracy = n_known == 0 ? 0.0 : (double) n_right / (double) n_known;
}

/* Higher is better. Equal accuracies are told apart by their losses: with few validation windows
 * many epochs tie. */
static double
get_score (EcgTrainer *self, const EcgCurvePoint *point)
{
  double score = 0.0;

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      const double accuracy = point->validation_accuracy[task];
      const double loss = point->validation_loss[task];

      if (ecg_train_settings_learns (&self->settings, (EcgTask) task))
        score += self->settings.keep == ECG_KEEP_LOSS ? -0.5 * loss : 0.5 * accuracy - 1e-3 * loss;
    }
  return score;
}

static void
keep_best (EcgTrainer *self, double score)
{
  if (self->position.has_best && score <= self->best_score)
    {
      self->position.stale++;
      return;
    }
  self->best_score = score;
  self->position.has_best = 1;
  self->position.stale = 0;
  memcpy (ecg_model_values (self->best), ecg_model_values (ecg_trainer_get_judged (self)),
          ecg_model_params (self->model)->total * sizeof (float));
}

gboolean
ecg_trainer_validate (EcgTrainer *self, GCancellable *cancellable, GError **error)
{
  EcgCurvePoint *point = &g_array_index (self->points, EcgCurvePoint, self->points->len - 1);
  g_autoptr (GError) local_error = NULL;

  if (!ecg_classify_windows (self->probability, NULL, ecg_trainer_get_judged (self), self->work,
                             self->x, self->settings.batch, self->dataset, self->split,
                             ecg_trainer_get_windows (self, ECG_PART_VALIDATION), NULL, cancellable,
                             &local_error))
    {
      if (g_error_matches (local_error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_DIVERGED))
        return ecg_trainer_fail_diverged (self, self->position.batch, error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    score_validation (self, (EcgTask) task, &point->validation_loss[task],
                      &point->validation_accuracy[task]);
  point->validated = TRUE;
  keep_best (self, get_score (self, point));
  return TRUE;
}
