/*
 * Takes recordings into the library: finds the files, reads each, and asks a records.csv beside it
 * for the labels that the recording itself does not tell.
 */

#include "core/library/importer.h"

#include "core/library/file-facts.h"
#include "core/library/owned-files.h"
#include "core/library/quality.h"
#include "core/library/records-table.h"
#include "core/recording/format.h"
#include "core/recording/loader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Deeper than any sane collection. */
#define MAX_DEPTH 16

EcgImportReport *
ecg_import_report_new (void)
{
  EcgImportReport *self = g_new0 (EcgImportReport, 1);

  self->arrived = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->unlabelled = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->refused = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
ecg_import_report_free (EcgImportReport *self)
{
  g_array_unref (self->arrived);
  g_array_unref (self->unlabelled);
  g_ptr_array_unref (self->refused);
  g_free (self);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

typedef struct
{
  GPtrArray    *files;
  GHashTable   *folders; /* that were searched */
  GCancellable *cancellable;
} Search;

static void
search_folder (Search *search, const char *folder, guint depth)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (depth > MAX_DEPTH || g_cancellable_is_cancelled (search->cancellable) ||
      !ecg_file_facts_is_new_folder (search->folders, folder))
    return;
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        search_folder (search, path, depth + 1);
      else if (ecg_format_may_hold (path) && !ecg_records_table_is_table (path))
        g_ptr_array_add (search->files, g_strdup (path));
    }
}

GPtrArray *
ecg_import_list_files (const char *const *paths, GCancellable *cancellable)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search search = { files, folders, cancellable };

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        search_folder (&search, path, 0);
      else
        g_ptr_array_add (files, g_steal_pointer (&path));
    }
  return files;
}

char **
ecg_import_dup_leads (EcgRecording *recording)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    g_strv_builder_add (names, ecg_series_get_name (ecg_recording_get_lead (recording, i)));
  return g_strv_builder_end (names);
}

static char **
list_original_names (EcgRecording *recording)
{
  const char *const *files = ecg_recording_get_files (recording);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (files[i]);

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

/* What a comment says of the device: `Device: NAME`, as recorders and converters write it. */
static const char *
find_device (EcgRecording *recording)
{
  static const char *const keys[] = { "device:", "recorder:", "equipment:" };
  const char *const       *comments = ecg_recording_get_comments (recording);

  for (guint i = 0; comments != NULL && comments[i] != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      {
        const char *comment = comments[i] + strspn (comments[i], " \t");

        if (g_ascii_strncasecmp (comment, keys[k], strlen (keys[k])) == 0)
          return comment + strlen (keys[k]) + strspn (comment + strlen (keys[k]), " \t");
      }
  return NULL;
}

static gboolean
store_recording (EcgStore         *store,
                 EcgRecording     *recording,
                 EcgRecordsTables *tables,
                 EcgImportReport  *report,
                 GCancellable     *cancellable,
                 GError          **error)
{
  g_autofree char *fingerprint = ecg_recording_fingerprint (recording, cancellable, error);
  g_autofree char *table_subject = NULL;
  g_autofree char *table_activity = NULL;
  g_auto (GStrv) leads = ecg_import_dup_leads (recording);
  g_auto (GStrv) original_names = list_original_names (recording);
  g_autofree char *folder = g_path_get_dirname (ecg_recording_get_path (recording));
  g_auto (GStrv) files = ecg_file_facts_relative (folder, ecg_recording_get_files (recording));
  GDateTime       *started = ecg_recording_get_started (recording);
  g_autofree char *started_text = started == NULL ? NULL : g_date_time_format_iso8601 (started);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *now_text = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  EcgFileFacts     facts = { 0 };
  const double     quality = ecg_quality_measure (recording, cancellable);
  EcgSessionFields fields = {
    .path = ecg_recording_get_path (recording),
    .fingerprint = fingerprint,
    .format = ecg_recording_get_format (recording),
    .rate_hz = ecg_recording_get_rate (recording),
    .n_samples = ecg_recording_get_length (recording),
    .leads = (const char *const *) leads,
    .subject = ecg_recording_get_subject (recording),
    .activity = ecg_recording_get_activity (recording),
    .imported = now_text,
    .importer = "dt4ecg " ECG_VERSION,
    .origin = folder,
    .original_names = (const char *const *) original_names,
    .device = find_device (recording),
    .started = started_text,
    .files = (const char *const *) files,
    .has_quality = quality >= 0.0,
    .quality = quality,
  };
  gboolean existed;
  gint64   id, known;

  if (fingerprint == NULL)
    return FALSE;
  if (ecg_file_facts_read (folder, fields.files, &facts))
    {
      fields.size = facts.size;
      fields.mtime_us = facts.mtime_us;
    }
  if (fields.subject == NULL || fields.activity == NULL)
    ecg_records_tables_look_up (tables, fields.path, &table_subject, &table_activity);
  if (fields.subject == NULL)
    fields.subject = table_subject;
  if (fields.activity == NULL)
    fields.activity = table_activity;

  /* One that was removed comes back: for people, it is new. */
  known = ecg_store_find_fingerprint (store, fingerprint, error);
  id = known < 0 ? 0 : ecg_store_add_session (store, &fields, &existed, error);
  if (id == 0)
    return FALSE;
  report->added += known == 0 ? 1 : 0;
  report->known += known != 0 ? 1 : 0;
  if (known == 0)
    g_array_append_val (report->arrived, id);
  if (!existed && (fields.subject == NULL || fields.activity == NULL))
    g_array_append_val (report->unlabelled, id);
  return TRUE;
}

/* Returns FALSE for what ends the import: a cancellation, or a library that cannot be written. */
static gboolean
import_file (EcgStore         *store,
             const char       *path,
             EcgRecordsTables *tables,
             EcgOwnedFiles    *owned,
             EcgImportReport  *report,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  gint64 known;

  if (!ecg_store_find_unchanged (store, path, &known, error))
    return FALSE;
  if (known != 0)
    {
      report->known++;
      report->unread++;
      return TRUE;
    }
  recording = ecg_recording_load (path, NULL, cancellable, &local_error);
  if (recording != NULL &&
      store_recording (store, recording, tables, report, cancellable, &local_error))
    return TRUE;
  if (local_error->domain == ECG_LIBRARY_ERROR ||
      g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  g_ptr_array_add (report->refused, g_strdup (local_error->message));
  ecg_owned_files_refuse (owned, path);
  return TRUE;
}

static gboolean
fail_empty (const char *const *paths, GError **error)
{
  g_autofree char *name = paths[0] == NULL ? g_strdup ("") : g_path_get_basename (paths[0]);

  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
               _ ("%s holds no recording: expected files such as .hea, .wav, .flac or .csv."),
               name);
  return FALSE;
}

static gboolean
import_all (EcgStore        *store,
            GPtrArray       *files,
            EcgImportReport *report,
            EcgProgress     *progress,
            GCancellable    *cancellable,
            GError         **error)
{
  g_autoptr (EcgRecordsTables) tables = ecg_records_tables_new ();
  g_autoptr (EcgOwnedFiles) owned = ecg_owned_files_new (files, cancellable);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_path_get_basename (files->pdata[i]);
      g_autofree char *text =
        g_strdup_printf (C_ ("progress of an import", "%u of %u: %s"), i + 1, files->len, name);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      ecg_progress_set (progress, (double) i / (double) files->len, text);
      if (!ecg_owned_files_is_taken (owned, files->pdata[i]) &&
          !import_file (store, files->pdata[i], tables, owned, report, cancellable, error))
        return FALSE;
    }
  ecg_progress_set (progress, 1.0, NULL);
  return TRUE;
}

EcgImportReport *
ecg_import (EcgStore          *store,
            const char *const *paths,
            EcgProgress       *progress,
            GCancellable      *cancellable,
            GError           **error)
{
  g_autoptr (EcgImportReport) report = ecg_import_report_new ();
  g_autoptr (GPtrArray) files = NULL;
  gboolean whole, recorded;

  g_return_val_if_fail (ECG_IS_STORE (store), NULL);

  files = ecg_import_list_files (paths, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (files->len == 0)
    {
      fail_empty (paths, error);
      return NULL;
    }
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (paths[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !ecg_store_add_folder (store, path, error))
        return NULL;
    }
  whole = import_all (store, files, report, progress, cancellable, error);
  /* What came before the end stays, so it can be taken back as well. */
  recorded = ecg_store_record_import (store, (const gint64 *) (void *) report->arrived->data,
                                      report->arrived->len, whole ? error : NULL);
  return whole && recorded ? g_steal_pointer (&report) : NULL;
}

GPtrArray *
ecg_import_find_files (const char *const *paths, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;

  g_return_val_if_fail (paths != NULL, NULL);

  files = ecg_import_list_files (paths, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (files->len > 0)
    return g_steal_pointer (&files);
  fail_empty (paths, error);
  return NULL;
}
