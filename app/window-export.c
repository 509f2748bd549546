/*
 * Exporting the session on show: where to and how, and how far it has come.
 */

#include "app/window-private.h"

#include "app/export-job.h"
#include "core/jobs/job.h"
#include "core/recording/loader.h"

#include <glib/gi18n.h>

#define DEIDENTIFY "deidentify"

/* What can be chosen; those that the program cannot write are left out. */
static const struct
{
  const char *name;
  const char *suffix;
} forms[] = {
  { N_ ("WFDB"), ".hea" },  { N_ ("EDF+"), ".edf" }, { N_ ("BDF+"), ".bdf" },
  { N_ ("FLAC"), ".flac" }, { N_ ("WAV"), ".wav" },  { N_ ("CSV"), ".csv" },
};

static void
progress_cb (AdwToast *toast, GParamSpec *pspec, EcgProgress *progress)
{
  const double     fraction = MAX (ecg_progress_get_fraction (progress), 0.0);
  g_autofree char *title = g_strdup_printf (_ ("Exporting: %.0f %%"), 100.0 * fraction);

  adw_toast_set_title (toast, title);
}

static AdwToast *
show_progress (EcgWindow *self, EcgProgress *progress)
{
  AdwToast *toast = adw_toast_new (_ ("Exporting"));

  adw_toast_set_timeout (toast, 0);
  adw_toast_set_button_label (toast, _ ("_Stop"));
  adw_toast_set_action_name (toast, "win.stop-export");
  g_signal_connect_object (progress, "notify::fraction", G_CALLBACK (progress_cb), toast,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
  return toast;
}

/* One export: ends with its answer. */
typedef struct
{
  EcgWindow *window;
  AdwToast  *toast;
  char      *path;
} Waiting;

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (EcgWindow) self = waiting->window;
  g_autoptr (AdwToast) toast = waiting->toast;
  g_autofree char *path = waiting->path;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgExportReport) report = ecg_export_session_finish (result, &error);
  g_autofree char *sentence = NULL;

  g_free (waiting);
  adw_toast_dismiss (toast);
  g_clear_object (&self->exporting);
  ecg_window_update_actions (self);
  if (report != NULL)
    sentence = ecg_export_describe (report, path);
  else if (ecg_error_is_worth_telling (error))
    sentence = g_strdup (error->message);
  if (sentence != NULL)
    ecg_window_tell (self, sentence);
}

void
ecg_window_export (EcgWindow               *self,
                   EcgSession              *session,
                   const char              *path,
                   const EcgExportSettings *settings)
{
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ g_object_ref (self), show_progress (self, progress), g_strdup (path) };
  self->exporting = g_cancellable_new ();
  ecg_window_update_actions (self);
  ecg_export_session_async (self->library, session, path, settings, progress, self->exporting,
                            exported_cb, waiting);
}

/* With the suffix of the filter where the name has none that can be written. */
static char *
complete_path (GtkFileChooser *chooser, const char *path)
{
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  const char    *suffix =
    filter != NULL ? g_object_get_data (G_OBJECT (filter), "suffix") : forms[0].suffix;

  return ecg_recording_may_save (path) ? g_strdup (path) : g_strconcat (path, suffix, NULL);
}

static void
chosen_cb (EcgWindow *self, int response, GtkFileChooserNative *native)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (native);
  EcgSession     *session = ecg_library_page_get_selected (self->library_page);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  const EcgExportSettings settings = {
    .deidentify = g_strcmp0 (gtk_file_chooser_get_choice (chooser, DEIDENTIFY), "true") == 0,
  };
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && session != NULL && self->exporting == NULL)
    {
      if (g_file_peek_path (file) == NULL)
        ecg_window_tell (self, _ ("Only a file on this computer can be exported to."));
      else
        {
          path = complete_path (chooser, g_file_peek_path (file));
          ecg_window_export (self, session, path, &settings);
        }
    }
  g_clear_object (&self->chooser);
}

static void
add_filters (GtkFileChooser *chooser)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_autofree char *name = g_strdup_printf ("%s (%s)", _ (forms[i].name), forms[i].suffix);

      if (!ecg_recording_may_save (forms[i].suffix))
        continue;
      gtk_file_filter_set_name (filter, name);
      gtk_file_filter_add_suffix (filter, forms[i].suffix + 1);
      g_object_set_data (G_OBJECT (filter), "suffix", (gpointer) forms[i].suffix);
      gtk_file_chooser_add_filter (chooser, filter);
    }
}

/* The name of the session's file, which the user may find too telling. */
static char *
suggest_name (EcgSession *session)
{
  g_autofree char *name = g_path_get_basename (ecg_session_get_path (session));
  char            *dot = strrchr (name, '.');

  if (dot != NULL && dot > name)
    *dot = '\0';
  return g_strconcat (name, forms[0].suffix, NULL);
}

void
ecg_window_choose_export (EcgWindow *self)
{
  EcgSession      *session = ecg_library_page_get_selected (self->library_page);
  g_autofree char *name = session != NULL ? suggest_name (session) : NULL;
  GtkFileChooser  *chooser;

  if (session == NULL)
    return;
  g_clear_object (&self->chooser);
  self->chooser =
    gtk_file_chooser_native_new (_ ("Export Signals"), GTK_WINDOW (self),
                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), _ ("_Cancel"));
  chooser = GTK_FILE_CHOOSER (self->chooser);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (chooser, name);
  add_filters (chooser);
  gtk_file_chooser_add_choice (
    chooser, DEIDENTIFY, _ ("De-identify: no name, comment or date of the source"), NULL, NULL);
  gtk_file_chooser_set_choice (chooser, DEIDENTIFY, "false");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
