/* Signals that leave the library: written, read again, compared. */

#include "core/library/exporter.h"

#include "core/library/pseudonyms.h"
#include "core/library/store-names.h"
#include "core/recording/comparison.h"
#include "core/recording/loader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

void
ecg_export_report_free (EcgExportReport *self)
{
  g_strfreev (self->warnings);
  g_clear_pointer (&self->removals, g_array_unref);
  g_free (self);
}

EcgRecording *
ecg_export_relabel (EcgRecording *recording, const char *subject, const char *activity)
{
  const guint n_leads = ecg_recording_get_n_leads (recording);
  g_autoptr (GPtrArray) leads = g_ptr_array_new ();
  EcgRecordingInfo info;

  ecg_recording_describe (recording, &info);
  if (subject != NULL)
    info.subject = subject;
  if (activity != NULL)
    info.activity = activity;
  for (guint i = 0; i < n_leads; i++)
    g_ptr_array_add (leads, ecg_recording_get_lead (recording, i));
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, n_leads);
}

EcgRecording *
ecg_export_open_session (EcgSession   *session,
                         EcgProgress  *progress,
                         GCancellable *cancellable,
                         GError      **error)
{
  g_autoptr (EcgRecording) recording =
    ecg_recording_load (ecg_session_get_path (session), progress, cancellable, error);

  return recording == NULL ? NULL
                           : ecg_export_relabel (recording, ecg_session_get_subject (session),
                                                 ecg_session_get_activity (session));
}

/* One export. */
typedef struct
{
  EcgRecording *source;
  EcgProgress  *progress;
  GCancellable *cancellable;
  GStrvBuilder *warnings;
  EcgDisguise  *disguise; /* (nullable) */
  char         *folder;   /* of its own, beside the place; (nullable) */
} Export;

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_unlink (child);
    }
  g_rmdir (path);
}

static void
clear_export (Export *self)
{
  g_clear_pointer (&self->warnings, g_strv_builder_unref);
  g_clear_pointer (&self->disguise, ecg_disguise_free);
  if (self->folder != NULL)
    remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Export, clear_export)

/* Reads @path again. What the format could not hold is added to the warnings. */
static EcgExportReport *
prove_samples (Export *self, EcgRecording *written, const char *path, GError **error)
{
  g_autoptr (EcgRecording) read = ecg_recording_load (path, NULL, self->cancellable, error);
  g_autoptr (EcgComparison) with_source = NULL;
  g_autoptr (EcgComparison) with_written = NULL;
  EcgExportReport *report;

  if (read == NULL)
    return NULL;
  with_source = ecg_recording_compare (self->source, read, self->cancellable, error);
  if (with_source == NULL)
    return NULL;
  with_written = ecg_recording_compare (written, read, self->cancellable, error);
  if (with_written == NULL)
    return NULL;
  g_strv_builder_addv (self->warnings, (const char **) with_written->differences);
  report = g_new0 (EcgExportReport, 1);
  report->same_samples = with_source->same_samples;
  report->n_leads = ecg_recording_get_n_leads (read);
  report->n_samples = ecg_recording_get_length (read);
  report->warnings = g_strv_builder_end (self->warnings);
  return report;
}

/* A file that lies beside the place and would be read with what is written there. */
static gboolean
check_neighbours (const char *path, gboolean has_annotations, GError **error)
{
  const gsize      length = strlen (path);
  g_autofree char *stem = g_strndup (path, length > 4 ? length - 4 : length);
  g_autofree char *marks = g_strconcat (stem, ".atr", NULL);
  g_autofree char *name = g_filename_display_basename (marks);

  if (length <= 4 || g_ascii_strcasecmp (path + length - 4, ".hea") != 0 || has_annotations ||
      !g_file_test (marks, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               _ ("“%s”, which is there already, would be read with the copy: choose another "
                  "name."),
               name);
  return FALSE;
}

static EcgExportReport *
export_plainly (Export *self, const char *path, GError **error)
{
  ecg_progress_set_range (self->progress, 0.0, 0.8);
  if (!ecg_recording_save (self->source, path, self->progress, self->warnings, self->cancellable,
                           error))
    return NULL;
  ecg_progress_set_range (self->progress, 0.8, 1.0);
  return prove_samples (self, self->source, path, error);
}

/* De-identified */

/* The pseudonym that the user has chosen for a subject of the library; NULL where there is none. */
static gboolean
find_chosen (EcgStore *store, const char *subject, char **pseudonym, GError **error)
{
  g_autoptr (GPtrArray) entries = ecg_store_list_subject_entries (store, error);

  *pseudonym = NULL;
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const EcgSubject *entry = entries->pdata[i];

      if (strcmp (entry->name, subject) == 0)
        *pseudonym = g_strdup (entry->pseudonym);
    }
  return entries != NULL;
}

static EcgDisguise *
put_on_disguise (EcgStore *store, EcgRecording *source, EcgDates dates, GError **error)
{
  const char         *subject = ecg_recording_get_subject (source);
  EcgDeidentification how = { .dates = dates };
  g_autoptr (EcgPseudonyms) table = ecg_pseudonyms_open (ecg_store_get_path (store), error);
  g_auto (GStrv) activities = table == NULL ? NULL : ecg_store_list_activities (store, error);
  g_autofree char *chosen = NULL;

  if (activities == NULL || (subject != NULL && !find_chosen (store, subject, &chosen, error)))
    return NULL;
  how.kept_texts = (const char *const *) activities;
  if (subject != NULL)
    {
      const EcgPseudonym *entry = ecg_pseudonyms_get (table, subject, chosen, error);

      if (entry == NULL)
        return NULL;
      how.pseudonym = entry->pseudonym;
      how.shift_days = entry->shift_days;
    }
  return ecg_recording_deidentify (source, &how);
}

static gboolean
make_folder (Export *self, const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_filename_display_basename (path);
  char            *folder = g_build_filename (parent, ".dt4ecg-XXXXXX", NULL);

  if (g_mkdtemp (folder) != NULL)
    {
      self->folder = folder;
      return TRUE;
    }
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("“%s” cannot be written: %s."),
               name, g_strerror (errno));
  g_free (folder);
  return FALSE;
}

/* Secrets in all files of a folder. */
static GPtrArray *
find_leaks (Export *self, const char *folder, gint64 *searched, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GPtrArray) found =
        ecg_disguise_find_leaks (self->disguise, path, searched, self->cancellable, error);

      if (found == NULL)
        return NULL;
      g_ptr_array_extend (all, found, NULL, NULL);
    }
  return g_steal_pointer (&all);
}

/* The leads alone. What is found in a file of these is found in samples, or in the words of the
 * format itself. */
static EcgRecording *
strip (EcgRecording *recording)
{
  const guint n_leads = ecg_recording_get_n_leads (recording);
  g_autoptr (GPtrArray) leads = g_ptr_array_new ();
  const EcgRecordingInfo info = { .format = ecg_recording_get_format (recording), .path = "" };

  for (guint i = 0; i < n_leads; i++)
    g_ptr_array_add (leads, ecg_recording_get_lead (recording, i));
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, n_leads);
}

static gboolean
forgive_coincidences (Export *self, GPtrArray *leaks, const char *path, GError **error)
{
  g_autoptr (EcgRecording) bare = strip (self->disguise->recording);
  g_autofree char *name = g_path_get_basename (path);
  g_auto (Export) control = { .source = bare, .cancellable = self->cancellable };
  g_autofree char *control_path = NULL;
  g_autoptr (GPtrArray) by_chance = NULL;

  if (!make_folder (&control, path, error))
    return FALSE;
  control_path = g_build_filename (control.folder, name, NULL);
  if (!ecg_recording_save (bare, control_path, NULL, NULL, self->cancellable, error))
    return FALSE;
  by_chance = find_leaks (self, control.folder, NULL, error);
  for (guint i = leaks->len; by_chance != NULL && i > 0; i--)
    if (g_ptr_array_find (by_chance, leaks->pdata[i - 1], NULL))
      g_ptr_array_remove_index (leaks, i - 1);
  return by_chance != NULL;
}

static gboolean
prove_silence (Export *self, EcgExportReport *report, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GPtrArray) leaks = find_leaks (self, self->folder, &report->n_searched, error);

  if (leaks == NULL || (leaks->len > 0 && !forgive_coincidences (self, leaks, path, error)))
    return FALSE;
  report->n_secrets = self->disguise->secrets->len;
  if (leaks->len == 0)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED,
               ngettext ("“%s” would still have held %u text that tells who it is of: it was not "
                         "written.",
                         "“%s” would still have held %u texts that tell who it is of: it was not "
                         "written.",
                         leaks->len),
               name, leaks->len);
  return FALSE;
}

static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf of_a, of_b;

  return g_stat (a, &of_a) == 0 && g_stat (b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
         of_a.st_ino == of_b.st_ino;
}

static gboolean
check_not_source (Export *self, const char *path, GError **error)
{
  const char *const *files = ecg_recording_get_files (self->source);
  g_autofree char   *name = g_filename_display_basename (path);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (is_same_file (files[i], path))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                     _ ("The recording was read from “%s”: it is not overwritten."), name);
        return FALSE;
      }
  return TRUE;
}

static char **
list_names (const char *folder, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_strv_builder_add (names, name);
  return dir != NULL ? g_strv_builder_end (names) : NULL;
}

static gboolean
move_file (Export *self, const char *name, const char *parent, GError **error)
{
  g_autofree char *from = g_build_filename (self->folder, name, NULL);
  g_autofree char *to = g_build_filename (parent, name, NULL);

  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("“%s” cannot be written: %s."),
               name, g_strerror (errno));
  return FALSE;
}

/* The file that leads to the others comes last. */
static gboolean
move_files (Export *self, const char *path, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *last = g_path_get_basename (path);
  g_auto (GStrv) names = list_names (self->folder, error);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *to = g_build_filename (parent, names[i], NULL);

      if (!check_not_source (self, to, error))
        return FALSE;
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (strcmp (names[i], last) != 0 && !move_file (self, names[i], parent, error))
      return FALSE;
  return names != NULL && move_file (self, last, parent, error);
}

static gboolean
check_exact (const EcgExportReport *report, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (report->same_samples)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("“%s” would not have held the samples as they are: %s"), name,
               report->warnings[0] != NULL ? report->warnings[0] : "");
  return FALSE;
}

static EcgExportReport *
export_disguised (Export                  *self,
                  EcgStore                *store,
                  const char              *path,
                  const EcgExportSettings *settings,
                  GError                 **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *inside = NULL;
  g_autoptr (EcgExportReport) report = NULL;

  self->disguise = put_on_disguise (store, self->source, settings->dates, error);
  if (self->disguise == NULL || !ecg_disguise_check_name (self->disguise, path, error) ||
      !make_folder (self, path, error))
    return NULL;
  inside = g_build_filename (self->folder, name, NULL);
  ecg_progress_set_range (self->progress, 0.0, 0.6);
  if (!ecg_recording_save (self->disguise->recording, inside, self->progress, self->warnings,
                           self->cancellable, error))
    return NULL;
  ecg_progress_set_range (self->progress, 0.6, 1.0);
  report = prove_samples (self, self->disguise->recording, inside, error);
  if (report == NULL || (settings->exact && !check_exact (report, path, error)) ||
      !prove_silence (self, report, path, error) || !move_files (self, path, error))
    return NULL;
  report->removals = g_array_ref (self->disguise->removals);
  return g_steal_pointer (&report);
}

EcgExportReport *
ecg_export_signals (EcgStore                *store,
                    EcgRecording            *recording,
                    const char              *path,
                    const EcgExportSettings *settings,
                    EcgProgress             *progress,
                    GCancellable            *cancellable,
                    GError                 **error)
{
  g_auto (Export) self = { .source = recording,
                           .progress = progress,
                           .cancellable = cancellable,
                           .warnings = g_strv_builder_new () };
  EcgExportReport *report;

  g_return_val_if_fail (recording != NULL && path != NULL && settings != NULL, NULL);
  g_return_val_if_fail (!settings->deidentify || ECG_IS_STORE (store), NULL);

  if (!check_neighbours (path, ecg_recording_get_annotations (recording) != NULL, error))
    return NULL;
  report = settings->deidentify ? export_disguised (&self, store, path, settings, error)
                                : export_plainly (&self, path, error);
  ecg_progress_set_range (progress, 0.0, 1.0);
  return report;
}
