/*
 * Trains the network: epochs of shuffled batches (trainer-batches.c), a validation after each of
 * the average of the weights (trainer-validation.c), the best network kept, an early stop. A step
 * allocates nothing.
 */

#include "core/learn/trainer.h"

#include "core/base/block.h"
#include "core/learn/explain.h"
#include "core/learn/trainer-private.h"
#include "core/nn/average.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK (ecg - learn - error - quark, ecg_learn_error)

#define TELL_INTERVAL_US (G_TIME_SPAN_SECOND / 4)

static gboolean
check_classes (EcgDataset *dataset, const EcgTrainSettings *settings, GError **error)
{
  if (ecg_train_settings_learns (settings, ECG_TASK_IDENTITY) &&
      dataset->n_classes[ECG_TASK_IDENTITY] < 2)
    {
      g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                   _ ("All sessions are of %s: to tell people apart takes two or more. Label more "
                      "sessions, or learn activities alone."),
                   dataset->class_names[ECG_TASK_IDENTITY][0]);
      return FALSE;
    }
  if (ecg_train_settings_learns (settings, ECG_TASK_ACTIVITY) &&
      dataset->n_classes[ECG_TASK_ACTIVITY] < 2)
    {
      g_set_error (
        error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
        _ ("All sessions are of the activity “%s”: to tell activities apart takes two or "
           "more. Label more sessions, or learn identities alone."),
        dataset->class_names[ECG_TASK_ACTIVITY][0]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_data (EcgDataset *dataset, EcgSplit *split, const EcgTrainSettings *settings, GError **error)
{
  const gsize n_train = split->parts[ECG_PART_TRAIN]->len;

  if (!check_classes (dataset, settings, error))
    return FALSE;
  if (n_train >= 2)
    return TRUE;
  g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                       _ ("There are not enough labelled windows to learn from."));
  return FALSE;
}

static gboolean
allocate (EcgTrainer *self, const EcgModelConfig *config, GError **error)
{
  const guint threads =
    self->settings.threads > 0 ? self->settings.threads : g_get_num_processors ();

  self->model = ecg_model_new (config);
  self->best = ecg_model_new (config);
  self->average = self->settings.averaging > 0.0 ? ecg_model_new (config) : NULL;
  self->team = ecg_team_new (threads);
  self->work =
    self->team == NULL ? NULL : ecg_model_work_new (config, self->settings.batch, true, self->team);
  self->pinned_work = ecg_model_work_new (config, 1, false, NULL);
  if (self->model != NULL && self->best != NULL &&
      (self->average != NULL || self->settings.averaging <= 0.0) && self->work != NULL &&
      self->pinned_work != NULL)
    return TRUE;
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
               _ ("There is not enough memory for a network with batches of %u windows."),
               self->settings.batch);
  return FALSE;
}

static void
initialise (EcgTrainer *self, const EcgModelConfig *config)
{
  const EcgParams *params = ecg_model_params (self->model);
  const gsize      batch = self->settings.batch;
  EcgRng           rng;

  self->moments = ecg_block_new (2 * params->total);
  self->gradients = ecg_block_new (params->total);
  if (self->moments == NULL || self->gradients == NULL)
    g_error ("no memory for %zu values", params->total);
  self->x = g_new (float, batch * config->leads * config->length);
  self->order = g_new (size_t, ecg_trainer_get_windows (self, ECG_PART_TRAIN)->len);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      self->labels[task] = g_new (gint32, batch);
      self->probability[task] = g_new (
        float, ecg_trainer_get_windows (self, ECG_PART_VALIDATION)->len * config->n_classes[task]);
    }
  self->points = g_array_new (FALSE, FALSE, sizeof (EcgCurvePoint));
  self->pinned = g_array_index (ecg_trainer_get_windows (self, ECG_PART_TEST), EcgWindow, 0);
  ecg_trainer_find_shifts (self);

  ecg_rng_init (&rng, self->settings.seed, ECG_STREAM_INIT);
  ecg_model_init_weights (self->model, &rng);
  memcpy (ecg_model_values (self->best), ecg_model_values (self->model),
          params->total * sizeof (float));
  ecg_adam_init (&self->adam, self->moments, self->moments + params->total, params,
                 self->settings.weight_decay, self->team);
  ecg_gradnorm_init (
    &self->gradnorm, self->settings.balance, self->settings.alpha, config->n_classes,
    (const double[]){ self->settings.identity_weight, 2.0 - self->settings.identity_weight });
}

EcgTrainer *
ecg_trainer_new_with_config (EcgDataset             *dataset,
                             EcgSplit               *split,
                             const EcgTrainSettings *settings,
                             const EcgModelConfig   *config,
                             GError                **error)
{
  g_autoptr (EcgTrainer) self = NULL;

  if (!check_data (dataset, split, settings, error))
    return NULL;
  self = g_new0 (EcgTrainer, 1);
  self->dataset = ecg_dataset_ref (dataset);
  self->split = ecg_split_ref (split);
  self->settings = *settings;
  if (!allocate (self, config, error))
    return NULL;
  initialise (self, config);
  return g_steal_pointer (&self);
}

EcgTrainer *
ecg_trainer_new (EcgDataset             *dataset,
                 EcgSplit               *split,
                 const EcgTrainSettings *settings,
                 GError                **error)
{
  const gsize    n_leads = g_strv_length (dataset->preparation.leads);
  EcgModelConfig config;

  if (settings->size == ECG_SIZE_LITE)
    ecg_model_config_lite (&config, n_leads, dataset->preparation.window, dataset->n_classes[0],
                           dataset->n_classes[1]);
  else
    ecg_model_config_default (&config, n_leads, dataset->preparation.window, dataset->n_classes[0],
                              dataset->n_classes[1]);
  config.dropout = (float) settings->dropout;
  config.sca = settings->sca;
  config.pooling = settings->pooling;
  config.sca_skip = settings->sca_skip;
  return ecg_trainer_new_with_config (dataset, split, settings, &config, error);
}

void
ecg_trainer_free (EcgTrainer *self)
{
  ecg_model_work_free (self->pinned_work);
  ecg_model_work_free (self->work);
  ecg_team_free (self->team);
  ecg_model_free (self->model);
  ecg_model_free (self->best);
  ecg_model_free (self->average);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      g_free (self->labels[task]);
      g_free (self->probability[task]);
    }
  free (self->moments);
  free (self->gradients);
  g_free (self->x);
  g_free (self->order);
  g_free (self->shifts);
  g_clear_pointer (&self->points, g_array_unref);
  ecg_split_unref (self->split);
  ecg_dataset_unref (self->dataset);
  g_free (self);
}

void
ecg_trainer_pin (EcgTrainer *self, const EcgWindow *window)
{
  self->pinned = window != NULL
                   ? *window
                   : g_array_index (ecg_trainer_get_windows (self, ECG_PART_TEST), EcgWindow, 0);
}

GArray *
ecg_trainer_get_points (EcgTrainer *self)
{
  return self->points;
}

EcgPredictor *
ecg_trainer_dup_predictor (EcgTrainer *self)
{
  EcgModel *model =
    ecg_model_copy (self->position.has_best ? self->best : ecg_trainer_get_judged (self));

  if (model == NULL)
    g_error ("no memory for a copy of the network");
  return ecg_predictor_new (
    model, &self->dataset->preparation,
    (char *const *const[]){ self->dataset->class_names[0], self->dataset->class_names[1] });
}

/* Steps */

static double
get_learning_rate (EcgTrainer *self)
{
  const double total = (double) ecg_trainer_count_batches (self) * (double) self->settings.epochs;

  return 0.5 * self->settings.learning_rate *
         (1.0 + cos (G_PI * (double) self->position.step / total));
}

static gboolean
check_finite (EcgTrainer *self, const EcgModelStep *step, GError **error)
{
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    if (!isfinite (step->loss[task]) || !isfinite (step->gradient_norm[task]) ||
        !isfinite (step->norm))
      return ecg_trainer_fail_diverged (self, self->position.batch + 1, error);
  return TRUE;
}

static void
add_point (EcgTrainer *self, const EcgModelStep *step)
{
  EcgCurvePoint point = {
    .fold = self->split->fold,
    .step = (guint64) self->position.step,
    .epoch = (double) self->position.epoch +
             (double) self->position.batch / (double) ecg_trainer_count_batches (self),
  };

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      point.loss[task] = (double) step->loss[task];
      point.accuracy[task] = step->n_known[task] == 0
                               ? 0.0
                               : (double) step->n_correct[task] / (double) step->n_known[task];
      point.weight[task] = self->gradnorm.weight[task];
      point.norm[task] = (double) step->gradient_norm[task];
      point.rate[task] = self->gradnorm.rate[task];
    }
  g_array_append_val (self->points, point);
}

static gboolean
run_step (EcgTrainer *self, GError **error)
{
  const EcgParams *params = ecg_model_params (self->model);
  const double     rate = get_learning_rate (self);
  const gsize      n = ecg_trainer_cut_batch (self);
  const float      weights[ECG_N_TASKS] = { (float) self->gradnorm.weight[0],
                                            (float) self->gradnorm.weight[1] };
  EcgModelStep     step;
  EcgRng           rng;

  ecg_rng_init (&rng, self->settings.seed, ECG_STREAM_DROPOUT + (guint64) self->position.step);
  ecg_model_step (self->model, self->work, self->gradients, &step, self->x,
                  (const int32_t *const[]){ self->labels[0], self->labels[1] }, n, weights, &rng);
  if (!check_finite (self, &step, error))
    return FALSE;
  ecg_adam_step (&self->adam, ecg_model_values (self->model), self->gradients, params, rate,
                 ecg_adam_clip (step.norm, self->settings.clip_norm));
  ecg_gradnorm_update (&self->gradnorm, step.loss, step.gradient_norm);
  self->position.step++;
  self->position.batch++;
  if (self->average != NULL)
    ecg_average_update (ecg_model_values (self->average), ecg_model_values (self->model),
                        params->total, (size_t) self->position.step, self->settings.averaging,
                        self->team);
  add_point (self, &step);
  return TRUE;
}

/* Those who watch */

static EcgAttention *
explain_pinned (EcgTrainer *self)
{
  const EcgPreparation *preparation = &self->dataset->preparation;
  const EcgFeatures    *features = self->dataset->items[self->pinned.item].features;
  g_autofree float     *x = g_new (float, features->n_leads * preparation->window);
  const EcgSpan         span = { ecg_features_to_source (features, preparation, self->pinned.start),
                                 ecg_features_to_source (features, preparation,
                                                         self->pinned.start +
                                                           (gint64) preparation->window) };

  ecg_window_cut (x, features, &self->split->scalers[self->pinned.item], preparation,
                  self->pinned.start);
  return ecg_explain_window (
    self->model, self->pinned_work,
    (char *const *const[]){ self->dataset->class_names[0], self->dataset->class_names[1] }, x,
    span);
}

/* Watching reads the network and touches nothing that is learnt: whoever watches changes no bit. */
static void
tell_attention (EcgTrainer *self, const EcgTrainObserver *observer)
{
  g_autoptr (EcgAttention) attention = NULL;

  if (observer == NULL || observer->attention == NULL)
    return;
  attention = explain_pinned (self);
  observer->attention (attention, observer->data);
  self->told_at_us = g_get_monotonic_time ();
}

static void
tell_step (EcgTrainer *self, const EcgTrainObserver *observer, EcgProgress *progress)
{
  const double     n_batches = (double) ecg_trainer_count_batches (self);
  const double     done = (double) self->position.epoch + (double) self->position.batch / n_batches;
  g_autofree char *text = g_strdup_printf (_ ("Training, epoch %d of at most %u"),
                                           (int) self->position.epoch + 1, self->settings.epochs);

  ecg_progress_set (progress, done / (double) self->settings.epochs, text);
  if (observer != NULL && observer->point != NULL)
    observer->point (&g_array_index (self->points, EcgCurvePoint, self->points->len - 1),
                     observer->data);
  if (g_get_monotonic_time () - self->told_at_us >= TELL_INTERVAL_US)
    tell_attention (self, observer);
}

/* A cancelled validation leaves the epoch open: resuming validates again, from the same weights. */
static gboolean
run_epoch (EcgTrainer             *self,
           const EcgTrainObserver *observer,
           EcgProgress            *progress,
           GCancellable           *cancellable,
           GError                **error)
{
  const gint64 n_batches = (gint64) ecg_trainer_count_batches (self);

  ecg_trainer_shuffle_epoch (self);
  while (self->position.batch < n_batches)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !run_step (self, error))
        return FALSE;
      if (self->position.batch < n_batches)
        tell_step (self, observer, progress);
    }
  if (!ecg_trainer_validate (self, cancellable, error))
    return FALSE;
  tell_step (self, observer, progress);
  tell_attention (self, observer);
  self->position.epoch++;
  self->position.batch = 0;
  return TRUE;
}

static gboolean
is_done (EcgTrainer *self)
{
  return self->position.epoch >= (gint64) self->settings.epochs ||
         self->position.stale >= (gint64) self->settings.patience;
}

gboolean
ecg_trainer_run (EcgTrainer             *self,
                 const char             *checkpoint,
                 const EcgTrainObserver *observer,
                 EcgProgress            *progress,
                 GCancellable           *cancellable,
                 GError                **error)
{
  while (!is_done (self))
    {
      g_autoptr (GError) local_error = NULL;
      const gboolean done = run_epoch (self, observer, progress, cancellable, &local_error);
      const gboolean stopped = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      /* A diverged network is no good checkpoint: the last epoch's stays. */
      if ((done || stopped) && !ecg_trainer_save (self, checkpoint, error))
        return FALSE;
      if (!done)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  ecg_progress_set (progress, 1.0, NULL);
  return TRUE;
}
