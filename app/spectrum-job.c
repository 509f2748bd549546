/*
 * The spectrum of a part of a lead.
 */

#include "app/spectrum-job.h"

#include "core/dsp/spectrum.h"
#include "core/jobs/pool.h"

#define SEGMENT_S 4.0
#define SHORT_SEGMENT_S 1.0

typedef struct
{
  EcgSeries *series;
  EcgSpan    span;
  char      *name;
} SpectrumJob;

static void
spectrum_job_free (gpointer data)
{
  SpectrumJob *job = data;

  ecg_series_unref (job->series);
  g_free (job->name);
  g_free (job);
}

static EcgSpectrumData *
measure_spectrum (const SpectrumJob *job)
{
  const gsize        n = (gsize) ecg_span_length (job->span);
  const double       rate = ecg_series_get_rate (job->series);
  const double       seconds = (double) n / rate;
  g_autofree float  *values = g_new (float, MAX (n, 1));
  g_autofree double *density = NULL;
  g_autofree char   *unit = g_strdup_printf ("%s²/Hz", ecg_series_get_unit (job->series));
  float             *bins;
  EcgWelchConfig     config;
  EcgSpectrumData   *data;
  gsize              n_bins, n_segments;
  double             sum = 0.0;

  ecg_welch_config_init (&config, rate, seconds >= SEGMENT_S ? SEGMENT_S : SHORT_SEGMENT_S);
  n_bins = ecg_welch_bins (&config);
  density = g_new (double, n_bins);
  ecg_series_read (job->series, job->span, values);
  if (!ecg_welch (density, &n_segments, values, n, &config))
    return NULL;
  bins = g_new (float, n_bins);
  for (gsize i = 0; i < n_bins; i++)
    {
      bins[i] = (float) density[i];
      sum += density[i] * ecg_welch_step_hz (&config);
    }
  data = ecg_spectrum_data_new (job->name, unit, ecg_welch_step_hz (&config), bins, n_bins);
  data->resolution_hz = rate / (double) config.segment;
  data->n_segments = (guint) n_segments;
  data->variance = sum;
  return data;
}

static void
run_spectrum (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, measure_spectrum (task_data),
                           (GDestroyNotify) ecg_spectrum_data_unref);
}

void
ecg_spectrum_async (EcgSeries          *series,
                    EcgSpan             span,
                    const char         *name,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  SpectrumJob *job = g_new0 (SpectrumJob, 1);

  job->series = ecg_series_ref (series);
  job->span = span;
  job->name = g_strdup (name);
  g_task_set_source_tag (task, ecg_spectrum_async);
  g_task_set_task_data (task, job, spectrum_job_free);
  ecg_pool_run (ECG_POOL_COMPUTE, task, run_spectrum);
}

EcgSpectrumData *
ecg_spectrum_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_spectrum_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
