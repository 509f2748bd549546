/*
 * A recording as it is drawn: as a whole where it is in memory, or else as envelopes to grow.
 */

#include "app/analysis.h"

#include "core/dsp/sos-filter.h"
#include "core/jobs/pool.h"
#include "core/series/filtered.h"

#include <glib/gi18n.h>
#include <math.h>

/* Where the offset of a long lead is measured, and how many samples at each place. */
#define N_SPOTS 8
#define SPOT_SAMPLES 1024

G_DEFINE_BOXED_TYPE (EcgAnalysis, ecg_analysis, ecg_analysis_ref, ecg_analysis_unref)

void
ecg_envelopes_free (EcgEnvelope **envelopes, guint n)
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

  ecg_envelopes_free (self->raw, self->n_leads);
  ecg_envelopes_free (self->filtered, self->n_leads);
  g_free (self->offsets);
  g_free (self->filter_name);
}

void
ecg_analysis_unref (EcgAnalysis *self)
{
  g_atomic_rc_box_release_full (self, clear_analysis);
}

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
