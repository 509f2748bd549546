/*
 * The jobs behind the Recording page.
 */

#include "app/analysis.h"

#include "core/dsp/hrv.h"
#include "core/dsp/leads.h"
#include "core/dsp/rpeaks.h"
#include "core/dsp/sos-filter.h"
#include "core/dsp/spectrum.h"
#include "core/jobs/pool.h"

#include <glib/gi18n.h>
#include <math.h>

#define SEGMENT_S 4.0
#define SHORT_SEGMENT_S 1.0

G_DEFINE_BOXED_TYPE (EcgAnalysis, ecg_analysis, ecg_analysis_ref, ecg_analysis_unref)

EcgAnalysis *
ecg_analysis_ref (EcgAnalysis *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_analysis (gpointer data)
{
  EcgAnalysis *self = data;

  for (guint i = 0; i < self->n_leads; i++)
    {
      g_clear_pointer (&self->raw[i], ecg_envelope_unref);
      g_clear_pointer (&self->filtered[i], ecg_envelope_unref);
    }
  g_free (self->raw);
  g_free (self->filtered);
  g_free (self->offsets);
  g_clear_pointer (&self->beats, g_array_unref);
  g_clear_pointer (&self->rates, g_array_unref);
}

void
ecg_analysis_unref (EcgAnalysis *self)
{
  g_atomic_rc_box_release_full (self, clear_analysis);
}

/* The filtered recording */

typedef struct
{
  EcgRecording *recording;
  EcgBandId     band;
  double        mains_hz;
} AnalysisJob;

static void
analysis_job_free (gpointer data)
{
  AnalysisJob *job = data;

  ecg_recording_unref (job->recording);
  g_free (job);
}

static int
compare_floats (const void *a, const void *b)
{
  const float x = *(const float *) a;
  const float y = *(const float *) b;

  return (x > y) - (x < y);
}

/* Of every 16th sample: an electrode offset needs no more, and a long record sorts no longer than a
 * short one matters. */
static double
find_median (const float *values, gsize n)
{
  g_autofree float *sorted = g_new (float, n / 16 + 1);
  gsize             n_sorted = 0;

  for (gsize i = 0; i < n; i += 16)
    if (isfinite (values[i]))
      sorted[n_sorted++] = values[i];
  if (n_sorted == 0)
    return 0.0;
  qsort (sorted, n_sorted, sizeof *sorted, compare_floats);
  return (double) sorted[n_sorted / 2];
}

static EcgSeries *
filter_lead (EcgSeries *lead, const EcgFilter *filter, const float *raw)
{
  const gsize        n = (gsize) ecg_series_get_length (lead);
  float             *values = g_new (float, n);
  g_autofree double *work = g_new (double, ecg_filter_zero_phase_work_size (filter, n));

  ecg_filter_zero_phase (values, raw, work, filter, n);
  return ecg_series_new_physical (ecg_series_get_name (lead), ecg_series_get_unit (lead),
                                  ecg_series_get_rate (lead), values, n);
}

static gboolean
analyse_lead (
  EcgAnalysis *self, guint index, const AnalysisJob *job, GCancellable *cancellable, GError **error)
{
  EcgSeries        *lead = ecg_recording_get_lead (job->recording, index);
  const gsize       n = (gsize) ecg_series_get_length (lead);
  g_autofree float *raw = g_new (float, n);
  g_autoptr (EcgSeries) filtered = NULL;
  EcgFilter filter;

  if (!ecg_band_design (&filter, ecg_band_get (job->band), job->mains_hz,
                        ecg_series_get_rate (lead), true))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _ ("A recording at %g Hz cannot be filtered to this band."),
                   ecg_series_get_rate (lead));
      return FALSE;
    }
  ecg_series_read (lead, (EcgSpan){ 0, (gint64) n }, raw);
  self->offsets[index] = find_median (raw, n);
  filtered = filter_lead (lead, &filter, raw);
  self->raw[index] = ecg_envelope_new (lead, cancellable, error);
  if (self->raw[index] != NULL)
    self->filtered[index] = ecg_envelope_new (filtered, cancellable, error);
  return self->filtered[index] != NULL;
}

/* Lead II shows beats best; else the first lead that is an ECG by its name, which the first mostly
 * is. */
static guint
choose_beat_lead (EcgRecording *recording)
{
  EcgSeries *second = ecg_recording_find_lead (recording, "II");

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    if (ecg_recording_get_lead (recording, i) == second)
      return i;
  return 0;
}

static void
find_beats (EcgAnalysis *self, EcgRecording *recording)
{
  const double       rate = ecg_recording_get_rate (recording);
  const gsize        n = (gsize) ecg_recording_get_length (recording);
  const gsize        capacity = ecg_rpeaks_capacity (n, rate);
  g_autofree float  *values = g_new (float, n);
  g_autofree double *work = g_new (double, ecg_rpeaks_work_size (n, rate));
  gsize              n_beats;

  self->beat_lead = choose_beat_lead (recording);
  self->beats = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) capacity);
  ecg_series_read (ecg_recording_get_lead (recording, self->beat_lead), (EcgSpan){ 0, (gint64) n },
                   values);
  n_beats =
    ecg_rpeaks_detect ((int64_t *) (gpointer) self->beats->data, capacity, values, n, rate, work);
  g_array_set_size (self->beats, (guint) n_beats);
  self->rates = g_array_sized_new (FALSE, FALSE, sizeof (float), (guint) n_beats);
  g_array_set_size (self->rates, (guint) n_beats);
  ecg_heart_rate ((float *) (gpointer) self->rates->data,
                  (const int64_t *) (gpointer) self->beats->data, n_beats, rate);
}

static gboolean
fill_analysis (EcgAnalysis *self, const AnalysisJob *job, GCancellable *cancellable, GError **error)
{
  self->n_leads = ecg_recording_get_n_leads (job->recording);
  self->raw = g_new0 (EcgEnvelope *, self->n_leads);
  self->filtered = g_new0 (EcgEnvelope *, self->n_leads);
  self->offsets = g_new0 (double, self->n_leads);
  for (guint i = 0; i < self->n_leads; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !analyse_lead (self, i, job, cancellable, error))
      return FALSE;
  find_beats (self, job->recording);
  return TRUE;
}

static void
analyse (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (EcgAnalysis) self = g_atomic_rc_box_new0 (EcgAnalysis);
  GError *error = NULL;

  if (fill_analysis (self, task_data, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) ecg_analysis_unref);
  else
    g_task_return_error (task, error);
}

void
ecg_analyse_async (EcgRecording       *recording,
                   EcgBandId           band,
                   double              mains_hz,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AnalysisJob *job = g_new0 (AnalysisJob, 1);

  job->recording = ecg_recording_ref (recording);
  job->band = band;
  job->mains_hz = mains_hz;
  g_task_set_source_tag (task, ecg_analyse_async);
  g_task_set_task_data (task, job, analysis_job_free);
  ecg_pool_run (ECG_POOL_COMPUTE, task, analyse);
}

EcgAnalysis *
ecg_analyse_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_analyse_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The spectrum of a span */

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

/* Attention */

typedef struct
{
  char         *checkpoint;
  EcgRecording *recording;
  EcgSpan       span;
} ExplainJob;

static void
explain_job_free (gpointer data)
{
  ExplainJob *job = data;

  g_free (job->checkpoint);
  ecg_recording_unref (job->recording);
  g_free (job);
}

static void
run_explain (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const ExplainJob *job = task_data;
  GError           *error = NULL;
  g_autoptr (EcgPredictor) predictor = ecg_predictor_load (job->checkpoint, &error);
  GPtrArray *windows = NULL;

  if (predictor != NULL)
    windows = ecg_predictor_explain_recording (predictor, job->recording, 0, &job->span, NULL,
                                               cancellable, &error);
  if (windows != NULL)
    g_task_return_pointer (task, windows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
ecg_explain_async (const char         *checkpoint,
                   EcgRecording       *recording,
                   EcgSpan             span,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  ExplainJob *job = g_new0 (ExplainJob, 1);

  job->checkpoint = g_strdup (checkpoint);
  job->recording = ecg_recording_ref (recording);
  job->span = span;
  g_task_set_source_tag (task, ecg_explain_async);
  g_task_set_task_data (task, job, explain_job_free);
  ecg_pool_run (ECG_POOL_COMPUTE, task, run_explain);
}

GPtrArray *
ecg_explain_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_explain_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
