/*
 * What comes into the library by the window: recordings that are chosen or dropped, labels for the
 * session on show; and what is said when they are in.
 */

#include "app/window-private.h"

#include "app/label-dialog.h"
#include "core/jobs/job.h"
#include "core/library/label-exchange.h"
#include "core/recording/format.h"

#include <glib/gi18n.h>

/* Choices of the desktop's own dialog. */
#define DEIDENTIFY "deidentify"
#define DATES "dates"

void
ecg_window_import (EcgWindow *self, const char *const *paths, const EcgImportManner *manner)
{
  g_return_if_fail (ECG_IS_WINDOW (self));

  adw_flap_set_reveal_flap (self->flap, TRUE);
  ecg_import_bar_start (self->import_bar, self->library, paths, manner);
}

static char **
list_paths (GListModel *files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) != NULL)
        g_strv_builder_add (builder, g_file_peek_path (file));
    }
  return g_strv_builder_end (builder);
}

static void
read_manner (GtkFileChooser *chooser, EcgImportManner *manner)
{
  const char *dates = gtk_file_chooser_get_choice (chooser, DATES);

  manner->deidentify = g_strcmp0 (gtk_file_chooser_get_choice (chooser, DEIDENTIFY), "true") == 0;
  if (dates == NULL || !ecg_dates_from_name (dates, &manner->dates))
    manner->dates = ECG_DATES_SHIFT;
}

static void
chosen_cb (EcgWindow *self, int response, GtkFileChooserNative *native)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (native);
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (chooser);
  g_auto (GStrv) paths = list_paths (files);
  EcgImportManner manner;

  read_manner (chooser, &manner);
  g_clear_object (&self->chooser);
  if (response == GTK_RESPONSE_ACCEPT && paths[0] != NULL)
    ecg_window_import (self, (const char *const *) paths, &manner);
}

static void
add_choices (GtkFileChooser *chooser)
{
  const char *names[] = { "shift", "time", "fixed", "drop", NULL };
  const char *titles[] = { _ ("Shifted by secret days"), _ ("Time of day only"),
                           _ ("1 January 2001"), _ ("Removed"), NULL };

  gtk_file_chooser_add_choice (chooser, DEIDENTIFY, _ ("Import de-identified copies"), NULL, NULL);
  gtk_file_chooser_set_choice (chooser, DEIDENTIFY, "false");
  gtk_file_chooser_add_choice (chooser, DATES, _ ("Their dates"), names, titles);
  gtk_file_chooser_set_choice (chooser, DATES, names[0]);
}

static void
add_recording_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) recordings = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (recordings, _ ("Recordings"));
  for (const EcgFormat *format = ecg_formats (); format->id != NULL; format++)
    for (gsize i = 0; format->suffixes[i] != NULL; i++)
      gtk_file_filter_add_suffix (recordings, format->suffixes[i] + 1);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, recordings);
  gtk_file_chooser_add_filter (chooser, all);
}

void
ecg_window_choose_import (EcgWindow *self, gboolean folders)
{
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
    folders ? _ ("Import Folders") : _ ("Import Recordings"), GTK_WINDOW (self),
    folders ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"),
    _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  add_choices (GTK_FILE_CHOOSER (self->chooser));
  if (!folders)
    add_recording_filters (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The end of an import */

static void
tell_counts (EcgWindow *self, EcgImportReport *report)
{
  g_autofree char *added = g_strdup_printf (
    ngettext ("%u recording added", "%u recordings added", report->added), report->added);
  g_autofree char *known = g_strdup_printf (
    ngettext ("%u was there already", "%u were there already", report->known), report->known);
  g_autofree char *both = g_strdup_printf (C_ ("counts of an import", "%s, %s"), added, known);

  ecg_window_tell (self, report->known > 0 ? both : added);
}

/* The first of them as the library lists them. */
static void
select_first_arrived (EcgWindow *self, GArray *arrived)
{
  GListModel *sessions = ecg_library_get_sessions (self->library);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < arrived->len; i++)
    g_hash_table_add (ids, &g_array_index (arrived, gint64, i));
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);
      const gint64 id = ecg_session_get_id (session);

      if (g_hash_table_contains (ids, &id))
        {
          ecg_library_page_select (self->library_page, id);
          return;
        }
    }
}

void
ecg_window_import_ended (EcgWindow *self, EcgImportReport *report, GError *error)
{
  if (report == NULL)
    {
      if (ecg_error_is_worth_telling (error))
        ecg_window_tell (self, error->message);
      return;
    }
  if (report->added + report->known > 0)
    tell_counts (self, report);
  if (report->unlabelled->len > 0)
    ecg_label_dialog_present (GTK_WINDOW (self), self->library, report->unlabelled);
  if (report->arrived->len > 0)
    select_first_arrived (self, report->arrived);
  else if (ecg_library_page_get_selected (self->library_page) == NULL)
    ecg_window_select_first (self);
}

/* What is dropped on the window */

static gboolean
drop_cb (EcgWindow *self, const GValue *value)
{
  GSList *files = g_value_get_boxed (value);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  for (GSList *item = files; item != NULL; item = item->next)
    if (g_file_peek_path (item->data) != NULL)
      g_strv_builder_add (builder, g_file_peek_path (item->data));
  paths = g_strv_builder_end (builder);
  if (paths[0] == NULL)
    {
      ecg_window_tell (self, _ ("Only files on this computer can be imported."));
      return FALSE;
    }
  ecg_window_open (self, (const char *const *) paths);
  return TRUE;
}

void
ecg_window_accept_drops (EcgWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* Labels */

typedef struct
{
  EcgWindow      *window;
  EcgSession     *session;
  char           *path;
  EcgLabelImport *report;
} LabelRequest;

static void
label_request_free (LabelRequest *request)
{
  g_object_unref (request->window);
  g_object_unref (request->session);
  g_free (request->path);
  g_clear_pointer (&request->report, ecg_label_import_free);
  g_free (request);
}

static gboolean
read_labels (EcgStore *store, gpointer data, GError **error)
{
  LabelRequest *request = data;

  request->report = ecg_import_labels (store, request->session, request->path, NULL, error);
  return request->report != NULL;
}

static char *
describe_labels (const LabelRequest *request)
{
  const guint      n = request->report->n_added, n_known = request->report->n_known;
  g_autofree char *name = g_filename_display_basename (request->path);
  g_autofree char *added = g_strdup_printf (
    ngettext ("%u label added from “%s”", "%u labels added from “%s”", n), n, name);
  g_autofree char *known =
    g_strdup_printf (ngettext ("%u was there already", "%u were there already", n_known), n_known);

  return n_known == 0 ? g_steal_pointer (&added)
                      : g_strdup_printf (C_ ("counts of an import", "%s, %s"), added, known);
}

static void
labels_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LabelRequest *request = user_data; /* lives as long as the task */
  EcgWindow    *self = request->window;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error))
    {
      if (ecg_error_is_worth_telling (error))
        ecg_window_tell (self, error->message);
      return;
    }
  for (gsize i = 0; request->report->warnings[i] != NULL; i++)
    g_ptr_array_add (warnings, request->report->warnings[i]);
  sentence = describe_labels (request);
  ecg_window_tell_details (self, sentence, _ ("What Was Not Read"), warnings);
}

void
ecg_window_import_labels (EcgWindow *self, EcgSession *session, const char *path)
{
  LabelRequest *request = g_new0 (LabelRequest, 1);

  request->window = g_object_ref (self);
  request->session = g_object_ref (session);
  request->path = g_strdup (path);
  ecg_library_edit_labels_async (self->library, ecg_session_get_id (session), read_labels, request,
                                 (GDestroyNotify) label_request_free, labels_read_cb, request);
}

static void
labels_chosen_cb (EcgWindow *self, int response, GtkFileChooserNative *native)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  EcgSession *session = ecg_library_page_get_selected (self->library_page);

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || file == NULL || session == NULL)
    return;
  if (g_file_peek_path (file) == NULL)
    ecg_window_tell (self, _ ("Only files on this computer can be imported."));
  else
    ecg_window_import_labels (self, session, g_file_peek_path (file));
}

static void
add_filters (GtkFileChooser *chooser)
{
  static const char *const suffixes[] = { "atr", "edf", "bdf", "tsv", "csv" };
  g_autoptr (GtkFileFilter) labels = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (labels, _ ("Labels (.atr, EDF+, events.tsv, CSV)"));
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (labels, suffixes[i]);
  /* Annotators of WFDB may have any suffix. */
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, labels);
  gtk_file_chooser_add_filter (chooser, all);
}

void
ecg_window_choose_labels (EcgWindow *self)
{
  EcgSession      *session = ecg_library_page_get_selected (self->library_page);
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  if (session == NULL)
    return;
  name = g_filename_display_basename (ecg_session_get_path (session));
  title = g_strdup_printf (_ ("Import Labels into “%s”"), name);
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
    title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Import"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  add_filters (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (labels_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
