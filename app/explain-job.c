/*
 * What a network weighed in the windows of a part of a recording.
 */

#include "app/explain-job.h"

#include "core/jobs/pool.h"
#include "core/learn/predictor.h"
#include "core/recording/excerpt.h"

#include <glib/gi18n.h>
#include <math.h>

/* What a network may prepare at once, in samples of all leads. */
#define MOST_EXPLAINED ((gint64) 1 << 24)
/* Of a longer one, what is prepared at either side of the page: its amplitudes are made comparable
 * by an hour's. */
#define EXPLAINED_AROUND_S 1800.0

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
