/*
 * A trained network at work. The model is never written to after construction, so every thread may
 * read it; what differs between threads is in EcgAttentionWork.
 */

#include "core/learn/predictor.h"

#include "core/dataset/scaler.h"
#include "core/learn/checkpoint.h"
#include "core/learn/classify.h"
#include "core/learn/explain.h"
#include "core/learn/safetensors.h"

#include <glib/gi18n-lib.h>

struct _EcgPredictor
{
  EcgModel      *model;
  EcgPreparation preparation;
  char         **class_names[ECG_N_TASKS];
};

struct _EcgAttentionWork
{
  EcgModelWork *work;
};

G_DEFINE_BOXED_TYPE (EcgPredictor, ecg_predictor, ecg_predictor_ref, ecg_predictor_unref)

EcgPredictor *
ecg_predictor_new (EcgModel             *model,
                   const EcgPreparation *preparation,
                   char *const *const    class_names[ECG_N_TASKS])
{
  EcgPredictor *self = g_atomic_rc_box_new0 (EcgPredictor);

  self->model = model;
  ecg_preparation_copy (&self->preparation, preparation);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    self->class_names[task] = g_strdupv ((char **) class_names[task]);
  return self;
}

EcgPredictor *
ecg_predictor_load (const char *path, GError **error)
{
  g_autoptr (EcgSafetensors) file = ecg_safetensors_read (path, error);

  return file == NULL ? NULL : ecg_checkpoint_parse (file, error);
}

EcgPredictor *
ecg_predictor_ref (EcgPredictor *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_predictor (gpointer data)
{
  EcgPredictor *self = data;

  ecg_model_free (self->model);
  ecg_preparation_clear (&self->preparation);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    g_strfreev (self->class_names[task]);
}

void
ecg_predictor_unref (EcgPredictor *self)
{
  g_atomic_rc_box_release_full (self, clear_predictor);
}

const EcgModel *
ecg_predictor_get_model (const EcgPredictor *self)
{
  return self->model;
}

const EcgPreparation *
ecg_predictor_get_preparation (const EcgPredictor *self)
{
  return &self->preparation;
}

const char *const *
ecg_predictor_get_class_names (const EcgPredictor *self, EcgTask task)
{
  return (const char *const *) self->class_names[task];
}

EcgAttentionWork *
ecg_attention_work_new (const EcgPredictor *predictor)
{
  EcgAttentionWork *self = g_new0 (EcgAttentionWork, 1);

  self->work = ecg_model_work_new (ecg_model_config (predictor->model), 1, false, NULL);
  if (self->work == NULL)
    g_error ("no memory for the activations of one window");
  ecg_model_work_freeze (self->work, predictor->model);
  return self;
}

void
ecg_attention_work_free (EcgAttentionWork *self)
{
  ecg_model_work_free (self->work);
  g_free (self);
}

EcgAttention *
ecg_predictor_explain (EcgPredictor *self, EcgAttentionWork *work, const float *x, EcgSpan span)
{
  char *const *const class_names[ECG_N_TASKS] = { self->class_names[0], self->class_names[1] };

  return ecg_explain_window (self->model, work->work, class_names, x, span);
}

static gboolean
has_gap (const EcgFeatures *features, gint64 start, gsize length)
{
  for (gsize i = 0; features->missing != NULL && i < length; i++)
    if (features->missing[start + (gint64) i])
      return TRUE;
  return FALSE;
}

static gboolean
check_length (EcgPredictor      *self,
              EcgRecording      *recording,
              const EcgFeatures *features,
              GError           **error)
{
  g_autofree char *name = NULL;

  if (features->n_samples >= self->preparation.window)
    return TRUE;
  name = g_path_get_basename (ecg_recording_get_path (recording));
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
               _ ("%s lasts %.1f s; the network reads windows of %.1f s."), name,
               ecg_recording_get_seconds (recording),
               (double) self->preparation.window / self->preparation.rate_hz);
  return FALSE;
}

static gboolean
check_answers (const EcgAttention *window, GError **error)
{
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    if (!ecg_probabilities_check (window->probability[task], window->n_classes[task], error))
      return FALSE;
  return TRUE;
}

static gboolean
explain_windows (EcgPredictor      *self,
                 const EcgFeatures *features,
                 gsize              hop,
                 const EcgSpan     *wanted,
                 GPtrArray         *windows,
                 EcgProgress       *progress,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (EcgAttentionWork) work = ecg_attention_work_new (self);
  const gsize       length = self->preparation.window;
  g_autofree float *x = g_new (float, features->n_leads *length);
  const EcgSpan     whole = { 0, (gint64) features->n_samples };
  EcgScaler         scaler;

  ecg_scaler_fit (&scaler, features, &whole, 1);
  for (gint64 start = 0; start + (gint64) length <= whole.end; start += (gint64) hop)
    {
      const EcgSpan span = { ecg_features_to_source (features, &self->preparation, start),
                             ecg_features_to_source (features, &self->preparation,
                                                     start + (gint64) length) };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if ((wanted != NULL && ecg_span_is_empty (ecg_span_intersect (*wanted, span))) ||
          has_gap (features, start, length))
        continue;
      ecg_window_cut (x, features, &scaler, &self->preparation, start);
      g_ptr_array_add (windows, ecg_predictor_explain (self, work, x, span));
      if (!check_answers (windows->pdata[windows->len - 1], error))
        return FALSE;
      ecg_progress_set (progress, (double) start / (double) whole.end, NULL);
    }
  return TRUE;
}

GPtrArray *
ecg_predictor_explain_recording (EcgPredictor  *self,
                                 EcgRecording  *recording,
                                 gsize          hop,
                                 const EcgSpan *span,
                                 EcgProgress   *progress,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  g_autoptr (GPtrArray) windows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_attention_unref);
  g_autoptr (EcgFeatures) features =
    ecg_features_prepare (recording, &self->preparation, cancellable, error);

  if (features == NULL || !check_length (self, recording, features, error))
    return NULL;
  if (!explain_windows (self, features, hop > 0 ? hop : self->preparation.window, span, windows,
                        progress, cancellable, error))
    return NULL;
  return g_steal_pointer (&windows);
}
