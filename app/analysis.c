/*
 * The jobs behind the Recording page.
 */

#include "app/analysis.h"

#include "core/dsp/leads.h"
#include "core/dsp/sos-filter.h"
#include "core/dsp/spectrum.h"
#include "core/jobs/pool.h"
#include "core/recording/excerpt.h"
#include "core/series/filtered.h"

#include <glib/gi18n.h>
#include <math.h>

#define SEGMENT_S 4.0
#define SHORT_SEGMENT_S 1.0

/* Where the offset of a long lead is measured, and how many samples at each place. */
#define N_SPOTS 8
#define SPOT_SAMPLES 1024

/* What a network may prepare at once, in samples of all leads. */
#define MOST_EXPLAINED ((gint64) 1 << 24)
/* Of a longer one, what is prepared at either side of the page: its amplitudes are made comparable
 * by an hour's. */
#define EXPLAINED_AROUND_S 1800.0

G_DEFINE_BOXED_TYPE (EcgAnalysis, ecg_analysis, ecg_analysis_ref, ecg_analysis_unref)
G_DEFINE_BOXED_TYPE (EcgDetail, ecg_detail, ecg_detail_ref, ecg_detail_unref)

static void
free_envelopes (EcgEnvelope **envelopes, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&envelopes[i], ecg_envelope_unref);
  g_free (envelopes);
}

EcgAnalysis *
ecg_analysis_ref (EcgAnalysis *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_analysis (gpointer data)
{
  EcgAnalysis *self = data;

  free_envelopes (self->raw, self->n_leads);
  free_envelopes (self->filtered, self->n_leads);
  g_free (self->offsets);
  g_free (self->filter_name);
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
  EcgAnalysis  *before;
  EcgBandId     band;
  double        mains_hz;
} AnalysisJob;

static void
analysis_job_free (gpointer data)
{
  AnalysisJob *job = data;

  ecg_recording_unref (job->recording);
  g_clear_pointer (&job->before, ecg_analysis_unref);
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

/* From places spread over the whole. */
static double
find_sparse_median (EcgSeries *lead)
{
  g_autofree float *values = g_new (float, N_SPOTS *SPOT_SAMPLES);
  const gint64      length = ecg_series_get_length (lead);

  for (gint64 i = 0; i < N_SPOTS; i++)
    {
      const gint64 begin = length / N_SPOTS * i;

      ecg_series_read (lead, (EcgSpan){ begin, begin + SPOT_SAMPLES }, values + i * SPOT_SAMPLES);
    }
  return find_median (values, N_SPOTS * SPOT_SAMPLES);
}

/* A lead in memory, filtered as a whole. */
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
analyse_in_memory (EcgAnalysis     *self,
                   guint            index,
                   EcgSeries       *lead,
                   const EcgFilter *filter,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const gsize       n = (gsize) ecg_series_get_length (lead);
  g_autofree float *raw = g_new (float, n);
  g_autoptr (EcgSeries) filtered = NULL;

  ecg_series_read (lead, (EcgSpan){ 0, (gint64) n }, raw);
  filtered = filter_lead (lead, filter, raw);
  if (self->raw[index] == NULL)
    {
      self->offsets[index] = find_median (raw, n);
      self->raw[index] = ecg_envelope_new (lead, cancellable, error);
    }
  if (self->raw[index] != NULL)
    self->filtered[index] = ecg_envelope_new (filtered, cancellable, error);
  return self->filtered[index] != NULL;
}

static void
analyse_in_file (EcgAnalysis *self, guint index, EcgSeries *lead, const EcgFilter *filter)
{
  g_autoptr (EcgSeries) filtered = ecg_filtered_series_new (lead, filter);

  self->whole = FALSE;
  if (self->raw[index] == NULL)
    {
      self->offsets[index] = find_sparse_median (lead);
      self->raw[index] = ecg_envelope_new_growing (lead);
    }
  self->filtered[index] = ecg_envelope_new_growing (filtered);
}

static gboolean
analyse_lead (
  EcgAnalysis *self, guint index, const AnalysisJob *job, GCancellable *cancellable, GError **error)
{
  EcgSeries *lead = ecg_recording_get_lead (job->recording, index);
  EcgFilter  filter;

  if (!ecg_band_design (&filter, ecg_band_get (job->band), job->mains_hz,
                        ecg_series_get_rate (lead), true))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _ ("A recording at %g Hz cannot be filtered to this band."),
                   ecg_series_get_rate (lead));
      return FALSE;
    }
  if (job->before != NULL)
    {
      self->offsets[index] = job->before->offsets[index];
      self->raw[index] = ecg_envelope_ref (job->before->raw[index]);
    }
  if (ecg_series_is_in_memory (lead))
    return analyse_in_memory (self, index, lead, &filter, cancellable, error);
  analyse_in_file (self, index, lead, &filter);
  return TRUE;
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

static gboolean
fill_analysis (EcgAnalysis *self, const AnalysisJob *job, GCancellable *cancellable, GError **error)
{
  self->n_leads = ecg_recording_get_n_leads (job->recording);
  self->raw = g_new0 (EcgEnvelope *, self->n_leads);
  self->filtered = g_new0 (EcgEnvelope *, self->n_leads);
  self->offsets = g_new0 (double, self->n_leads);
  self->beat_lead = choose_beat_lead (job->recording);
  self->filter_name = g_strdup_printf ("%s %g", ecg_band_get (job->band)->name, job->mains_hz);
  self->whole = TRUE;
  for (guint i = 0; i < self->n_leads; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !analyse_lead (self, i, job, cancellable, error))
      return FALSE;
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
                   EcgAnalysis        *before,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AnalysisJob *job = g_new0 (AnalysisJob, 1);

  job->recording = ecg_recording_ref (recording);
  job->before = before != NULL ? ecg_analysis_ref (before) : NULL;
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

/* A part of it from near */

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

  free_envelopes (self->raw, self->n_leads);
  free_envelopes (self->filtered, self->n_leads);
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

/* The part of a recording that is prepared: all of it or, of a long one, an hour around the page.
 * It begins where a window of the whole would. FALSE where even the page is too long. */
static gboolean
choose_part (const ExplainJob     *job,
             const EcgPreparation *preparation,
             EcgSpan              *part,
             GError              **error)
{
  const double rate_hz = ecg_recording_get_rate (job->recording);
  const gint64 length = ecg_recording_get_length (job->recording);
  const gint64 most = MOST_EXPLAINED / ecg_recording_get_n_leads (job->recording);
  const gint64 around = MIN ((gint64) (EXPLAINED_AROUND_S * rate_hz), most / 4);
  const double window = (double) preparation->window * rate_hz / preparation->rate_hz;

  *part = (EcgSpan){ 0, length };
  if (length <= most)
    return TRUE;
  if (ecg_span_length (job->span) > most / 2)
    {
      g_set_error (
        error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
        _ ("Attention is shown of up to %.1f hours of so long a recording at once; zoom in."),
        (double) (most / 2) / rate_hz / 3600.0);
      return FALSE;
    }
  part->begin =
    (gint64) rint (floor ((double) MAX (job->span.begin - around, 0) / window) * window);
  part->end = MIN (length, job->span.end + around + (gint64) ceil (window));
  return TRUE;
}

static void
move_windows (GPtrArray *windows, gint64 by)
{
  for (guint i = 0; windows != NULL && i < windows->len; i++)
    {
      EcgAttention *window = windows->pdata[i];

      window->span.begin += by;
      window->span.end += by;
    }
}

static GPtrArray *
explain (const ExplainJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgPredictor) predictor = ecg_predictor_load (job->checkpoint, error);
  g_autoptr (EcgRecording) excerpt = NULL;
  g_autoptr (GPtrArray) windows = NULL;
  EcgSpan part, wanted;

  if (predictor == NULL ||
      !choose_part (job, ecg_predictor_get_preparation (predictor), &part, error))
    return NULL;
  excerpt = ecg_span_length (part) < ecg_recording_get_length (job->recording)
              ? ecg_recording_excerpt (job->recording, part)
              : ecg_recording_ref (job->recording);
  wanted = (EcgSpan){ job->span.begin - part.begin, job->span.end - part.begin };
  windows =
    ecg_predictor_explain_recording (predictor, excerpt, 0, &wanted, NULL, cancellable, error);
  if (windows == NULL || !ecg_recording_check (job->recording, error))
    return NULL;
  move_windows (windows, part.begin);
  return g_steal_pointer (&windows);
}

static void
run_explain (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError    *error = NULL;
  GPtrArray *windows = explain (task_data, cancellable, &error);

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
