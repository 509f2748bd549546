#include "core/recording/loader.h"

#include "core/jobs/pool.h"
#include "core/recording/file-input.h"
#include "core/recording/format.h"
#include "core/recording/review.h"

#include <glib/gi18n.h>

static EcgRecording *
open_recording (const char   *path,
                gboolean      glance,
                EcgProgress  *progress,
                GCancellable *cancellable,
                GError      **error)
{
  const EcgFormat *format;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  format = ecg_format_probe (path, error);
  if (format == NULL)
    return NULL;
  name = g_filename_display_basename (path);
  text = g_strdup_printf (_ ("Reading “%s”"), name);
  ecg_progress_set (progress, 0.0, text);
  recording = (glance && format->glance != NULL ? format->glance : format->load) (
    path, progress, cancellable, error);
  return recording != NULL ? ecg_recording_review (recording, cancellable, error) : NULL;
}

EcgRecording *
ecg_recording_load (const char   *path,
                    EcgProgress  *progress,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return open_recording (path, FALSE, progress, cancellable, error);
}

EcgRecording *
ecg_recording_glance (const char   *path,
                      EcgProgress  *progress,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return open_recording (path, TRUE, progress, cancellable, error);
}

static gboolean
has_source (EcgRecording *recording)
{
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    if (ecg_series_get_source (ecg_recording_get_lead (recording, i)) != NULL)
      return TRUE;
  return FALSE;
}

/* Takes out of @sentences what the recording has said before. */
static char **
keep_news (EcgRecording *recording, char **sentences)
{
  const char *const *known = ecg_recording_get_warnings (recording);
  g_autoptr (GStrvBuilder) news = g_strv_builder_new ();

  for (guint i = 0; sentences[i] != NULL; i++)
    if (known == NULL || !g_strv_contains (known, sentences[i]))
      g_strv_builder_add (news, sentences[i]);
  return g_strv_builder_end (news);
}

char **
ecg_recording_verify (EcgRecording *recording,
                      EcgProgress  *progress,
                      GCancellable *cancellable,
                      GError      **error)
{
  const EcgFormat *format;
  g_auto (GStrv) sentences = NULL;

  g_return_val_if_fail (recording != NULL, NULL);

  format = ecg_format_by_id (ecg_recording_get_format (recording));
  if (format == NULL || format->verify == NULL || !has_source (recording))
    return g_new0 (char *, 1);
  sentences = format->verify (ecg_recording_get_path (recording), progress, cancellable, error);
  return sentences != NULL ? keep_news (recording, sentences) : NULL;
}

typedef struct
{
  char        *path;
  EcgProgress *progress;
} GlanceJob;

static void
free_glance_job (GlanceJob *job)
{
  g_free (job->path);
  g_clear_object (&job->progress);
  g_free (job);
}

static void
glance_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GlanceJob    *job = data;
  GError       *error = NULL;
  EcgRecording *recording = ecg_recording_glance (job->path, job->progress, cancellable, &error);

  if (recording != NULL)
    g_task_return_pointer (task, recording, (GDestroyNotify) ecg_recording_unref);
  else
    g_task_return_error (task, error);
}

void
ecg_recording_glance_async (const char         *path,
                            EcgProgress        *progress,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  GlanceJob *job;

  g_return_if_fail (path != NULL);

  job = g_new (GlanceJob, 1);
  job->path = g_strdup (path);
  job->progress = progress != NULL ? g_object_ref (progress) : NULL;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ecg_recording_glance_async);
  g_task_set_task_data (task, job, (GDestroyNotify) free_glance_job);
  ecg_pool_run (ECG_POOL_IO, task, glance_in_worker);
}

EcgRecording *
ecg_recording_glance_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_recording_glance_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static const EcgFormat *
find_writer (const char *path)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  for (const EcgFormat *format = ecg_formats (); format->id != NULL; format++)
    for (guint i = 0; format->suffixes[i] != NULL; i++)
      if (format->save != NULL && g_str_has_suffix (folded, format->suffixes[i]))
        return format;
  return NULL;
}

gboolean
ecg_recording_may_save (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return find_writer (path) != NULL;
}

gboolean
ecg_recording_save (EcgRecording *recording,
                    const char   *path,
                    EcgProgress  *progress,
                    GStrvBuilder *warnings,
                    GCancellable *cancellable,
                    GError      **error)
{
  const EcgFormat *format;

  g_return_val_if_fail (recording != NULL && path != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  format = find_writer (path);
  if (format == NULL)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (
        error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
        _ ("“%s” does not end like a format that can be written: .hea, .edf, .bdf, .wav, "
           ".flac or .csv."),
        name);
      return FALSE;
    }
  return format->save (recording, path, progress, warnings, cancellable, error);
}

static gboolean
add_file (GChecksum *checksum, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *chunk = g_malloc (1 << 16);
  gint64             size;
  gssize             n;

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL)
    return FALSE;
  while ((n = g_input_stream_read (stream, chunk, 1 << 16, cancellable, error)) > 0)
    g_checksum_update (checksum, chunk, n);
  return n == 0;
}

char *
ecg_recording_fingerprint (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *const *files;

  g_return_val_if_fail (recording != NULL, NULL);

  files = ecg_recording_get_files (recording);
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (!add_file (checksum, files[i], cancellable, error))
      return NULL;
  return g_strdup (g_checksum_get_string (checksum));
}
