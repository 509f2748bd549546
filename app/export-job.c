/*
 * Exports as the window sees them: of one session to a file, of several to a folder; and the
 * sentence about their end.
 */

#include "app/export-job.h"

#include "core/jobs/pool.h"
#include "core/library/label-exchange.h"
#include "core/library/pseudonyms.h"

#include <glib/gi18n.h>
#include <string.h>

static const EcgExportForm signal_forms[] = {
  { N_ ("WFDB"), ".hea",
    N_ ("Holds all samples, scales and annotations. Names may have letters, digits, “-”, “_” "
        "and “.” only.") },
  { N_ ("EDF+"), ".edf",
    N_ ("Holds 16 bits a sample and 16 letters a name; scales are rounded to 8 digits.") },
  { N_ ("BDF+"), ".bdf",
    N_ ("Holds 24 bits a sample and 16 letters a name; scales are rounded to 8 digits.") },
  { N_ ("FLAC"), ".flac",
    N_ ("Holds 24 bits a sample, but no annotations; names and scales go to a JSON file beside "
        "it.") },
  { N_ ("WAV"), ".wav",
    N_ ("Holds all samples, but no annotations; names and scales go to a JSON file beside it.") },
  { N_ ("CSV"), ".csv", N_ ("A line a sample, in figures: a large file without annotations.") },
};

static const EcgExportForm label_forms[] = {
  { N_ ("WFDB annotations"), ".atr", N_ ("A note of it holds 255 bytes of text.") },
  { N_ ("EDF+ annotations"), "_labels.edf", N_ ("Times are told in seconds as well.") },
  { N_ ("BIDS events"), "_events.tsv", N_ ("Every column of a label, for spreadsheets too.") },
  { N_ ("CSV"), "_labels.csv", N_ ("Every column of a label, for spreadsheets too.") },
};

const EcgExportForm *
ecg_export_list_forms (EcgExportWhat what, guint *n)
{
  *n = what == ECG_EXPORT_SIGNALS ? G_N_ELEMENTS (signal_forms) : G_N_ELEMENTS (label_forms);
  return what == ECG_EXPORT_SIGNALS ? signal_forms : label_forms;
}

void
ecg_export_outcome_free (EcgExportOutcome *self)
{
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->refused);
  g_free (self);
}

typedef struct
{
  EcgStore         *store;
  GPtrArray        *sessions;
  char             *target;
  EcgExportOrder    order;
  EcgProgress      *progress;
  GCancellable     *cancellable; /* borrowed: the task's */
  EcgExportOutcome *outcome;
} ExportJob;

static void
free_export_job (ExportJob *job)
{
  g_object_unref (job->store);
  g_ptr_array_unref (job->sessions);
  g_free (job->target);
  g_clear_object (&job->progress);
  g_clear_pointer (&job->outcome, ecg_export_outcome_free);
  g_free (job);
}

/* With the name of the file where there are several. */
static void
add_note (ExportJob *job, GPtrArray *notes, const char *path, const char *sentence)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_ptr_array_add (notes, job->sessions->len == 1 ? g_strdup (sentence)
                                                  : g_strdup_printf ("%s: %s", name, sentence));
}

static void
add_notes (ExportJob *job, const char *path, char **sentences)
{
  for (gsize i = 0; sentences[i] != NULL; i++)
    add_note (job, job->outcome->notes, path, sentences[i]);
}

/* What is written */

static gboolean
export_signals (ExportJob *job, EcgSession *session, const char *path, GError **error)
{
  g_autoptr (EcgRecording) recording =
    ecg_export_open_session (session, NULL, job->cancellable, error);
  g_autoptr (EcgExportReport) report = NULL;

  if (recording == NULL)
    return FALSE;
  report =
    ecg_export_signals (job->store, recording, path, &job->order.settings,
                        job->sessions->len == 1 ? job->progress : NULL, job->cancellable, error);
  if (report == NULL)
    return FALSE;
  job->outcome->n_secrets += report->n_secrets;
  add_notes (job, path, report->warnings);
  return TRUE;
}

static gboolean
take_label_report (ExportJob *job, const char *path, EcgLabelExport *report)
{
  if (report == NULL)
    return FALSE;
  job->outcome->n_labels += report->n_labels;
  add_notes (job, path, report->warnings);
  ecg_label_export_free (report);
  return TRUE;
}

static gboolean
export_labels (ExportJob *job, EcgSession *session, const char *path, GError **error)
{
  return take_label_report (
    job, path,
    ecg_export_labels (job->store, session, path, job->order.settings.deidentify, error));
}

static gboolean
export_marks (ExportJob *job, EcgSession *session, const char *path, GError **error)
{
  g_autoptr (EcgRecording) recording =
    ecg_export_open_session (session, NULL, job->cancellable, error);

  return recording != NULL &&
         take_label_report (job, path,
                            ecg_export_annotations (job->store, recording, path,
                                                    job->order.settings.deidentify, error));
}

static gboolean
export_session (ExportJob *job, EcgSession *session, const char *path, GError **error)
{
  switch (job->order.what)
    {
    case ECG_EXPORT_SIGNALS:
      return export_signals (job, session, path, error);
    case ECG_EXPORT_LABELS:
      return export_labels (job, session, path, error);
    case ECG_EXPORT_MARKS:
      return export_marks (job, session, path, error);
    case ECG_N_EXPORTS:
    default:
      g_assert_not_reached ();
    }
}

/* Names in a folder */

/* Of the session's file, in letters that every format takes. */
static char *
dup_plain_stem (EcgSession *session)
{
  char *stem = g_path_get_basename (ecg_session_get_path (session));
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  return g_strcanon (stem, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.", '_');
}

static char *
dup_stem (ExportJob *job, EcgSession *session, GError **error)
{
  if (!job->order.settings.deidentify)
    return dup_plain_stem (session);
  return ecg_pseudonyms_name_copy (ecg_store_get_path (job->store),
                                   ecg_session_get_subject (session),
                                   ecg_session_get_fields (session)->fingerprint, error);
}

/* Neither the file nor what is written, or read, beside it. */
static gboolean
is_free (const char *stem, const char *suffix)
{
  static const char *const neighbours[] = { ".dat", ".atr" };
  g_autofree char         *path = g_strconcat (stem, suffix, NULL);
  g_autofree char         *sidecar = g_strconcat (path, ".json", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (sidecar, G_FILE_TEST_EXISTS))
    return FALSE;
  for (gsize i = 0; strcmp (suffix, ".hea") == 0 && i < G_N_ELEMENTS (neighbours); i++)
    {
      g_autofree char *neighbour = g_strconcat (stem, neighbours[i], NULL);

      if (g_file_test (neighbour, G_FILE_TEST_EXISTS))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_path (ExportJob *job, EcgSession *session, GError **error)
{
  const char      *suffix = job->order.form->suffix;
  g_autofree char *name = NULL;
  g_autofree char *whole = NULL;

  if (!g_file_test (job->target, G_FILE_TEST_IS_DIR))
    return g_strdup (job->target);
  name = dup_stem (job, session, error);
  if (name == NULL)
    return NULL;
  whole = g_build_filename (job->target, name, NULL);
  for (guint i = 1;; i++)
    {
      g_autofree char *stem = i == 1 ? g_strdup (whole) : g_strdup_printf ("%s-%u", whole, i);

      if (is_free (stem, suffix))
        return g_strconcat (stem, suffix, NULL);
    }
}

/* The job */

static void
show_progress (ExportJob *job, guint i)
{
  g_autofree char *name =
    g_filename_display_basename (ecg_session_get_path (job->sessions->pdata[i]));

  if (job->sessions->len > 1)
    ecg_progress_set (job->progress, (double) i / (double) job->sessions->len, name);
}

/* Returns: FALSE for what ends the export. */
static gboolean
export_or_refuse (ExportJob *job, EcgSession *session, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *path = dup_path (job, session, &local);

  if (path != NULL && export_session (job, session, path, &local))
    {
      job->outcome->n_written++;
      return TRUE;
    }
  if (job->sessions->len == 1 || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  add_note (job, job->outcome->refused, ecg_session_get_path (session), local->message);
  return TRUE;
}

static void
export_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ExportJob *job = data;
  GError    *error = NULL;

  job->cancellable = cancellable;
  for (guint i = 0; i < job->sessions->len && error == NULL; i++)
    {
      show_progress (job, i);
      if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
        export_or_refuse (job, job->sessions->pdata[i], &error);
    }
  if (error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&job->outcome),
                           (GDestroyNotify) ecg_export_outcome_free);
  else
    g_task_return_error (task, error);
}

void
ecg_export_sessions_async (EcgLibrary           *library,
                           GPtrArray            *sessions,
                           const char           *target,
                           const EcgExportOrder *order,
                           EcgProgress          *progress,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data)
{
  g_autoptr (GTask) task = NULL;
  ExportJob *job;

  g_return_if_fail (ECG_IS_LIBRARY (library) && sessions->len > 0 && target != NULL);
  g_return_if_fail (order->what < ECG_N_EXPORTS && order->form != NULL);

  job = g_new0 (ExportJob, 1);
  job->store = g_object_ref (ecg_library_get_store (library));
  job->sessions = g_ptr_array_ref (sessions);
  job->target = g_strdup (target);
  job->order = *order;
  job->progress = progress != NULL ? g_object_ref (progress) : NULL;
  job->outcome = g_new0 (EcgExportOutcome, 1);
  job->outcome->notes = g_ptr_array_new_with_free_func (g_free);
  job->outcome->refused = g_ptr_array_new_with_free_func (g_free);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ecg_export_sessions_async);
  g_task_set_task_data (task, job, (GDestroyNotify) free_export_job);
  ecg_pool_run (ECG_POOL_IO, task, export_in_worker);
}

EcgExportOutcome *
ecg_export_sessions_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_export_sessions_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The sentence */

static char *
describe_one (const EcgExportOutcome *outcome, const EcgExportOrder *order, const char *name)
{
  const guint n = outcome->notes->len;

  if (n > 0)
    return g_strdup_printf (ngettext ("Exported to “%s”. %s", "Exported to “%s”. %s (and more)", n),
                            name, (const char *) outcome->notes->pdata[0]);
  if (order->settings.deidentify && order->what == ECG_EXPORT_SIGNALS)
    return g_strdup_printf (_ ("Exported to “%s”: every sample is there, and none of %u texts of "
                               "the source."),
                            name, outcome->n_secrets);
  if (order->what != ECG_EXPORT_SIGNALS)
    return g_strdup_printf (
      order->settings.deidentify
        ? ngettext ("%u label exported to “%s”, without its author, time and free text.",
                    "%u labels exported to “%s”, without their authors, times and free texts.",
                    outcome->n_labels)
        : ngettext ("%u label exported to “%s”: reading it gives what was written.",
                    "%u labels exported to “%s”: reading it gives what was written.",
                    outcome->n_labels),
      outcome->n_labels, name);
  return g_strdup_printf (_ ("Exported to “%s”: reading it gives what was written."), name);
}

char *
ecg_export_describe (const EcgExportOutcome *outcome,
                     const EcgExportOrder   *order,
                     const char             *target)
{
  g_autofree char *name = g_filename_display_basename (target);
  g_autofree char *done = NULL;
  g_autofree char *refused = NULL;

  if (outcome->n_written + outcome->refused->len == 1)
    return describe_one (outcome, order, name);
  done = g_strdup_printf (
    ngettext ("%u session exported to “%s”", "%u sessions exported to “%s”", outcome->n_written),
    outcome->n_written, name);
  if (outcome->refused->len == 0)
    return g_steal_pointer (&done);
  refused = g_strdup_printf (ngettext ("%u could not be", "%u could not be", outcome->refused->len),
                             outcome->refused->len);
  return g_strdup_printf (C_ ("counts of an export", "%s; %s"), done, refused);
}
