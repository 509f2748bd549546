/*
 * A part of a recording from near.
 */

#include "app/detail.h"

#include "core/jobs/pool.h"

G_DEFINE_BOXED_TYPE (EcgDetail, ecg_detail, ecg_detail_ref, ecg_detail_unref)

typedef struct
{
  EcgAnalysis *analysis;
  EcgSpan      span;
} DetailJob;

static void
detail_job_free (gpointer data)
{
  DetailJob *job = data;

  ecg_analysis_unref (job->analysis);
  g_free (job);
}

EcgDetail *
ecg_detail_ref (EcgDetail *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_detail (gpointer data)
{
  EcgDetail *self = data;

  ecg_envelopes_free (self->raw, self->n_leads);
  ecg_envelopes_free (self->filtered, self->n_leads);
}

void
ecg_detail_unref (EcgDetail *self)
{
  g_atomic_rc_box_release_full (self, clear_detail);
}

/* The same samples, in memory. */
static EcgEnvelope *
hold (EcgEnvelope *from, EcgSpan span, GCancellable *cancellable, GError **error)
{
  EcgSeries  *series = ecg_envelope_get_series (from);
  const gsize n = (gsize) ecg_span_length (span);
  float      *values = g_new (float, MAX (n, 1));
  g_autoptr (EcgSeries) held = NULL;

  ecg_series_read (series, span, values);
  held = ecg_series_new_physical (ecg_series_get_name (series), ecg_series_get_unit (series),
                                  ecg_series_get_rate (series), values, n);
  return ecg_envelope_new (held, cancellable, error);
}

static void
run_detail (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const DetailJob *job = task_data;
  const guint      n = job->analysis->n_leads;
  g_autoptr (EcgDetail) self = g_atomic_rc_box_new0 (EcgDetail);
  GError *error = NULL;

  self->span = job->span;
  self->n_leads = n;
  self->raw = g_new0 (EcgEnvelope *, n);
  self->filtered = g_new0 (EcgEnvelope *, n);
  for (guint i = 0; i < n && error == NULL; i++)
    {
      self->raw[i] = hold (job->analysis->raw[i], job->span, cancellable, &error);
      if (error == NULL)
        self->filtered[i] = hold (job->analysis->filtered[i], job->span, cancellable, &error);
    }
  if (error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) ecg_detail_unref);
  else
    g_task_return_error (task, error);
}

void
ecg_detail_async (EcgAnalysis        *analysis,
                  EcgSpan             span,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  DetailJob *job = g_new0 (DetailJob, 1);

  job->analysis = ecg_analysis_ref (analysis);
  job->span = span;
  g_task_set_source_tag (task, ecg_detail_async);
  g_task_set_task_data (task, job, detail_job_free);
  ecg_pool_run (ECG_POOL_IO, task, run_detail);
}

EcgDetail *
ecg_detail_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_detail_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
