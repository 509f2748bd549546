/*
 * Exports as the window sees them: a job and the sentence about its end.
 */

#include "app/export-job.h"

#include "core/jobs/pool.h"

#include <glib/gi18n.h>

typedef struct
{
  EcgStore         *store;
  EcgSession       *session;
  char             *path;
  EcgExportSettings settings;
  EcgProgress      *progress;
} ExportJob;

static void
free_export_job (ExportJob *job)
{
  g_object_unref (job->store);
  g_object_unref (job->session);
  g_free (job->path);
  g_clear_object (&job->progress);
  g_free (job);
}

static void
export_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ExportJob *job = data;
  GError    *error = NULL;
  g_autoptr (EcgRecording) recording =
    ecg_export_open_session (job->session, NULL, cancellable, &error);
  EcgExportReport *report =
    recording == NULL ? NULL
                      : ecg_export_signals (job->store, recording, job->path, &job->settings,
                                            job->progress, cancellable, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) ecg_export_report_free);
  else
    g_task_return_error (task, error);
}

void
ecg_export_session_async (EcgLibrary              *library,
                          EcgSession              *session,
                          const char              *path,
                          const EcgExportSettings *settings,
                          EcgProgress             *progress,
                          GCancellable            *cancellable,
                          GAsyncReadyCallback      callback,
                          gpointer                 user_data)
{
  g_autoptr (GTask) task = NULL;
  ExportJob *job;

  g_return_if_fail (ECG_IS_LIBRARY (library) && ECG_IS_SESSION (session) && path != NULL);

  job = g_new (ExportJob, 1);
  job->store = g_object_ref (ecg_library_get_store (library));
  job->session = g_object_ref (session);
  job->path = g_strdup (path);
  job->settings = *settings;
  job->progress = progress != NULL ? g_object_ref (progress) : NULL;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ecg_export_session_async);
  g_task_set_task_data (task, job, (GDestroyNotify) free_export_job);
  ecg_pool_run (ECG_POOL_IO, task, export_in_worker);
}

EcgExportReport *
ecg_export_session_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_export_session_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
ecg_export_describe (const EcgExportReport *report, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  const guint      n = g_strv_length (report->warnings);

  if (n > 0)
    return g_strdup_printf (ngettext ("Exported to “%s”. %s", "Exported to “%s”. %s (and more)", n),
                            name, report->warnings[0]);
  if (report->removals != NULL)
    return g_strdup_printf (_ ("Exported to “%s”: every sample is there, and none of %u texts of "
                               "the source."),
                            name, report->n_secrets);
  return g_strdup_printf (_ ("Exported to “%s”: reading it gives what was written."), name);
}
