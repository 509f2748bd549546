/*
 * Exporting what is selected: what and how, where to, and how far it has come.
 */

#include "app/window-private.h"

#include "app/export-dialog.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

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
  EcgWindow     *window;
  AdwToast      *toast;
  char          *target;
  EcgExportOrder order;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->window);
  g_object_unref (waiting->toast);
  g_free (waiting->target);
  g_free (waiting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void
tell_outcome (EcgWindow *self, const Waiting *waiting, const EcgExportOutcome *outcome)
{
  g_autofree char *sentence = ecg_export_describe (outcome, &waiting->order, waiting->target);
  g_autoptr (GPtrArray) details = g_ptr_array_new ();

  g_ptr_array_extend (details, outcome->refused, NULL, NULL);
  g_ptr_array_extend (details, outcome->notes, NULL, NULL);
  ecg_window_tell_details (self, sentence, _ ("What Was Not Exported"), details);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) waiting = user_data;
  EcgWindow *self = waiting->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgExportOutcome) outcome = ecg_export_sessions_finish (result, &error);

  adw_toast_dismiss (waiting->toast);
  g_clear_object (&self->exporting);
  ecg_window_update_actions (self);
  if (outcome != NULL)
    tell_outcome (self, waiting, outcome);
  else if (ecg_error_is_worth_telling (error))
    ecg_window_tell (self, error->message);
}

void
ecg_window_export (EcgWindow            *self,
                   GPtrArray            *sessions,
                   const char           *target,
                   const EcgExportOrder *order)
{
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  Waiting *waiting = g_new (Waiting, 1);

  *waiting =
    (Waiting){ g_object_ref (self), show_progress (self, progress), g_strdup (target), *order };
  self->exporting = g_cancellable_new ();
  ecg_window_update_actions (self);
  ecg_export_sessions_async (self->library, sessions, target, order, progress, self->exporting,
                             exported_cb, waiting);
}

/* Where to */

/* What was chosen, while the place is asked for. */
typedef struct
{
  GPtrArray     *sessions;
  EcgExportOrder order;
} Choice;

#define CHOICE "ecg-export-choice"

static void
choice_free (Choice *choice)
{
  g_ptr_array_unref (choice->sessions);
  g_free (choice);
}

/* With the suffix of the format, unless the name has that of another: then this is what is meant.
 */
static char *
complete_path (const Choice *choice, const char *path)
{
  guint                n;
  const EcgExportForm *forms = ecg_export_list_forms (choice->order.what, &n);

  for (guint i = 0; i < n; i++)
    if (choice->sessions->len > 1 || g_str_has_suffix (path, strrchr (forms[i].suffix, '.')))
      return g_strdup (path);
  return g_strconcat (path, choice->order.form->suffix, NULL);
}

static void
target_chosen_cb (EcgWindow *self, int response, GtkFileChooserNative *native)
{
  const Choice *choice = g_object_get_data (G_OBJECT (native), CHOICE);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && self->exporting == NULL)
    {
      if (g_file_peek_path (file) == NULL)
        ecg_window_tell (self, _ ("Only files on this computer can be exported to."));
      else
        {
          path = complete_path (choice, g_file_peek_path (file));
          ecg_window_export (self, choice->sessions, path, &choice->order);
        }
    }
  g_clear_object (&self->chooser);
}

/* The name of the session's file, unless it could tell whose it is. */
static char *
suggest_name (const Choice *choice)
{
  const char      *suffix = choice->order.form->suffix;
  g_autofree char *name = g_path_get_basename (ecg_session_get_path (choice->sessions->pdata[0]));
  char            *dot = strrchr (name, '.');

  if (dot != NULL && dot > name)
    *dot = '\0';
  return g_strconcat (choice->order.settings.deidentify ? C_ ("name of a file", "recording") : name,
                      suffix, NULL);
}

static GtkFileChooserNative *
build_chooser (EcgWindow *self, const Choice *choice)
{
  const gboolean        one = choice->sessions->len == 1;
  g_autofree char      *name = one ? suggest_name (choice) : NULL;
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
    one ? _ ("Export to a File") : _ ("Export to a Folder"), GTK_WINDOW (self),
    one ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Export"),
    _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  if (one)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  return chooser;
}

static void
order_chosen_cb (EcgWindow *self, EcgExportDialog *dialog)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->sessions = g_ptr_array_ref (ecg_export_dialog_get_sessions (dialog));
  ecg_export_dialog_get_order (dialog, &choice->order);
  g_clear_object (&self->chooser);
  self->chooser = build_chooser (self, choice);
  g_object_set_data_full (G_OBJECT (self->chooser), CHOICE, choice, (GDestroyNotify) choice_free);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (target_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
ecg_window_choose_export (EcgWindow *self, EcgExportWhat what)
{
  g_autoptr (GPtrArray) sessions = ecg_library_page_dup_selection (self->library_page);
  GtkWidget *dialog;

  if (sessions->len == 0)
    return;
  dialog = ecg_export_dialog_new (GTK_WINDOW (self), sessions, what);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (order_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
