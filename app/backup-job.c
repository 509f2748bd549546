/*
 * Backups of the library as the window sees them: jobs, and words for people.
 */

#include "app/backup-job.h"

#include "core/jobs/pool.h"

#include <glib/gi18n.h>

typedef struct
{
  char *library;
  char *backup; /* NULL where none is restored */
} BackupJob;

static void
free_backup_job (BackupJob *job)
{
  g_free (job->library);
  g_free (job->backup);
  g_free (job);
}

static void
submit (const char         *library,
        const char         *backup,
        GTaskThreadFunc     run,
        gpointer            tag,
        GAsyncReadyCallback callback,
        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  BackupJob *job = g_new (BackupJob, 1);

  job->library = g_strdup (library);
  job->backup = g_strdup (backup);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, (GDestroyNotify) free_backup_job);
  ecg_pool_run (ECG_POOL_IO, task, run);
}

static void
list_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const BackupJob *job = data;

  g_task_return_pointer (task, ecg_backup_list (job->library), (GDestroyNotify) g_ptr_array_unref);
}

void
ecg_backup_list_async (const char *library, GAsyncReadyCallback callback, gpointer user_data)
{
  submit (library, NULL, list_in_worker, ecg_backup_list_async, callback, user_data);
}

GPtrArray *
ecg_backup_list_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_backup_list_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
check_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const BackupJob *job = data;
  GError          *error = NULL;
  char           **problems = ecg_backup_check (job->library, TRUE, &error);

  if (problems != NULL)
    g_task_return_pointer (task, problems, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

void
ecg_backup_check_async (const char *library, GAsyncReadyCallback callback, gpointer user_data)
{
  submit (library, NULL, check_in_worker, ecg_backup_check_async, callback, user_data);
}

char **
ecg_backup_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_backup_check_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
restore_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const BackupJob *job = data;
  g_autofree char *kept = NULL;
  GError          *error = NULL;

  if (ecg_backup_restore (job->library, job->backup, &kept, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ecg_backup_restore_async (const char         *library,
                          const char         *backup,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  submit (library, backup, restore_in_worker, ecg_backup_restore_async, callback, user_data);
}

gboolean
ecg_backup_restore_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_backup_restore_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static const struct
{
  const char *reason;
  const char *words;
} reasons[] = {
  { "daily", NC_ ("backup", "made once a day") },
  { "schema", NC_ ("backup", "before an update of the program") },
  { "restore", NC_ ("backup", "before another backup was restored") },
  { "damaged", NC_ ("backup", "as it was found damaged") },
  { "manual", NC_ ("backup", "made on request") },
};

char *
ecg_backup_describe (const EcgBackup *backup)
{
  g_autofree char *size = g_format_size ((guint64) backup->size);
  const char      *why = backup->reason;

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].reason, backup->reason))
      why = g_dpgettext2 (NULL, "backup", reasons[i].words);
  return g_strdup_printf (C_ ("backup: its size, why it was made", "%s, %s"), size, why);
}

char *
ecg_backup_dup_date (const EcgBackup *backup)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (backup->time, utc);
  g_autoptr (GDateTime) local = time == NULL ? NULL : g_date_time_to_local (time);

  return local == NULL ? g_strdup (backup->time) : g_date_time_format (local, "%c");
}
