/* Imports that leave the people outside: each recording is copied without them, and the copy is
 * imported. */

#include "core/library/import-copies.h"

#include "core/library/owned-files.h"
#include "core/library/pseudonyms.h"
#include "core/library/records-table.h"
#include "core/recording/loader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

typedef struct
{
  EcgStore         *store;
  const char       *subject;
  EcgDates          dates;
  char             *folder;
  GPtrArray        *reports;
  GCancellable     *cancellable;
  EcgRecordsTables *tables;
  EcgOwnedFiles    *owned;
  GPtrArray        *copies;  /* paths */
  EcgImportReport  *refused; /* sentences about sources */
} Copying;

char *
ecg_import_copies_dup_folder (EcgStore *store)
{
  g_autofree char *parent = g_path_get_dirname (ecg_store_get_path (store));

  return g_build_filename (parent, "recordings", NULL);
}

static gboolean
make_folder (Copying *self, GError **error)
{
  if (g_mkdir_with_parents (self->folder, 0700) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _ ("The folder %s for copies cannot be made: %s."), self->folder,
               g_strerror (errno));
  return FALSE;
}

static EcgRecording *
open_source (Copying *self, const char *path, GError **error)
{
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, self->cancellable, error);
  g_autofree char *subject = NULL;
  g_autofree char *activity = NULL;

  if (recording == NULL)
    return NULL;
  ecg_records_tables_look_up (self->tables, path, &subject, &activity);
  if (ecg_recording_get_subject (recording) != NULL)
    g_clear_pointer (&subject, g_free);
  else if (subject == NULL)
    subject = g_strdup (self->subject);
  if (ecg_recording_get_activity (recording) != NULL)
    g_clear_pointer (&activity, g_free);
  return ecg_export_relabel (recording, subject, activity);
}

/* WFDB, or for values without counts WAV, which holds floats. */
static const char *
choose_suffix (EcgRecording *recording)
{
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    if (!ecg_series_get_scale (ecg_recording_get_lead (recording, i), NULL))
      return ".wav";
  return ".hea";
}

static char *
name_copy (Copying *self, EcgRecording *recording, GError **error)
{
  g_autofree char *fingerprint = ecg_recording_fingerprint (recording, self->cancellable, error);
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  if (fingerprint != NULL)
    stem = ecg_pseudonyms_name_copy (ecg_store_get_path (self->store),
                                     ecg_recording_get_subject (recording), fingerprint, error);
  if (stem == NULL)
    return NULL;
  name = g_strconcat (stem, choose_suffix (recording), NULL);
  return g_build_filename (self->folder, name, NULL);
}

static gboolean
copy (Copying *self, const char *source, GError **error)
{
  const EcgExportSettings settings = { .deidentify = TRUE, .dates = self->dates, .exact = TRUE };
  g_autoptr (EcgRecording) recording = open_source (self, source, error);
  g_autofree char *path = recording == NULL ? NULL : name_copy (self, recording, error);
  g_autoptr (EcgExportReport) report = NULL;

  if (path == NULL)
    return FALSE;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      report = ecg_export_signals (self->store, recording, path, &settings, NULL, self->cancellable,
                                   error);
      if (report == NULL)
        return FALSE;
      if (self->reports != NULL)
        g_ptr_array_add (self->reports, g_steal_pointer (&report));
    }
  g_ptr_array_add (self->copies, g_steal_pointer (&path));
  return TRUE;
}

/* Returns FALSE for what ends the import, not for a source that is refused. */
static gboolean
copy_or_refuse (Copying *self, const char *source, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (copy (self, source, &local))
    return TRUE;
  if (local->domain == ECG_LIBRARY_ERROR ||
      g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_ptr_array_add (self->refused->refused, g_strdup (local->message));
  ecg_owned_files_refuse (self->owned, source);
  return TRUE;
}

static gboolean
copy_all (Copying *self, GPtrArray *sources, EcgProgress *progress, GError **error)
{
  for (guint i = 0; i < sources->len; i++)
    {
      g_autofree char *name = g_filename_display_basename (sources->pdata[i]);
      g_autofree char *text =
        g_strdup_printf (C_ ("progress of an import", "%u of %u: %s"), i + 1, sources->len, name);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      ecg_progress_set (progress, (double) i / (double) sources->len, text);
      if (!ecg_owned_files_is_taken (self->owned, sources->pdata[i]) &&
          !copy_or_refuse (self, sources->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

/* Of the copies, with what was refused before. */
static EcgImportReport *
import_copies (Copying *self, EcgProgress *progress, GError **error)
{
  EcgImportReport *report;

  if (self->copies->len == 0)
    return g_steal_pointer (&self->refused);
  g_ptr_array_add (self->copies, NULL);
  report = ecg_import (self->store, (const char *const *) self->copies->pdata, progress,
                       self->cancellable, error);
  for (guint i = 0; report != NULL && i < self->refused->refused->len; i++)
    g_ptr_array_add (report->refused, g_strdup (self->refused->refused->pdata[i]));
  return report;
}

EcgImportReport *
ecg_import_copies (EcgStore          *store,
                   const char *const *paths,
                   const char        *subject,
                   EcgDates           dates,
                   GPtrArray         *reports,
                   EcgProgress       *progress,
                   GCancellable      *cancellable,
                   GError           **error)
{
  Copying          self = { .store = store,
                            .subject = subject,
                            .dates = dates,
                            .reports = reports,
                            .cancellable = cancellable };
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (EcgRecordsTables) tables = ecg_records_tables_new ();
  g_autoptr (EcgOwnedFiles) owned = NULL;
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_free);
  EcgImportReport *report = NULL;

  g_return_val_if_fail (ECG_IS_STORE (store) && paths != NULL, NULL);

  sources = ecg_import_find_files (paths, cancellable, error);
  if (sources == NULL)
    return NULL;
  folder = ecg_import_copies_dup_folder (store);
  self.folder = folder;
  self.copies = copies;
  self.tables = tables;
  self.owned = owned = ecg_owned_files_new (sources, cancellable);
  self.refused = ecg_import_report_new ();
  ecg_progress_set_range (progress, 0.0, 0.8);
  if (make_folder (&self, error) && copy_all (&self, sources, progress, error))
    {
      ecg_progress_set_range (progress, 0.8, 1.0);
      report = import_copies (&self, progress, error);
    }
  ecg_progress_set_range (progress, 0.0, 1.0);
  g_clear_pointer (&self.refused, ecg_import_report_free);
  return report;
}
