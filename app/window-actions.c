/*
 * What can be asked of the window, by button, menu, key or page.
 */

#include "app/window-private.h"

#include "app/names-window.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

static void
tell_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_tell (ECG_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_details_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_show_details (ECG_WINDOW (widget));
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_view_stack_set_visible_child_name (ECG_WINDOW (widget)->pages,
                                         g_variant_get_string (parameter, NULL));
}

static void
show_run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow *self = ECG_WINDOW (widget);

  ecg_results_page_show_run (self->results_page, g_variant_get_string (parameter, NULL));
  adw_view_stack_set_visible_child_name (self->pages, "results");
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow *self = ECG_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  ecg_library_page_focus_search (self->library_page);
}

static void
toggle_sidebar_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow *self = ECG_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
open_library_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_open_library (ECG_WINDOW (widget));
}

static void
restore_backup_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_choose_backup (ECG_WINDOW (widget));
}

static void
back_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_back_up (ECG_WINDOW (widget));
}

/* Imports */

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_choose_import (ECG_WINDOW (widget), FALSE);
}

static void
import_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_choose_import (ECG_WINDOW (widget), TRUE);
}

static void
import_labels_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_choose_labels (ECG_WINDOW (widget));
}

static void
make_demo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow       *self = ECG_WINDOW (widget);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "dt4ecg", "demo", NULL);

  if (!ecg_import_bar_start_demo (self->import_bar, self->library, folder))
    ecg_window_tell (self, _ ("An import is under way; wait for it or stop it first."));
}

/* Exports */

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_choose_export (ECG_WINDOW (widget), ECG_EXPORT_SIGNALS);
}

static void
export_labels_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_window_choose_export (ECG_WINDOW (widget), ECG_EXPORT_LABELS);
}

static void
stop_export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (ECG_WINDOW (widget)->exporting);
}

/* Edits */

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error) &&
      ecg_error_is_worth_telling (error))
    ecg_window_tell (self, error->message);
}

static char *
dup_history_text (EcgWindow *self, const char *property)
{
  char *text = NULL;

  if (self->library != NULL)
    g_object_get (self->library, property, &text, NULL);
  return text;
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow       *self = ECG_WINDOW (widget);
  g_autofree char *text = dup_history_text (self, "undo-text");
  g_autofree char *sentence = g_strdup_printf (_ ("Undone: %s"), text);

  ecg_library_undo_async (self->library, changed_cb, g_object_ref (self));
  ecg_window_tell (self, sentence);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow       *self = ECG_WINDOW (widget);
  g_autofree char *text = dup_history_text (self, "redo-text");
  g_autofree char *sentence = g_strdup_printf (_ ("Redone: %s"), text);

  ecg_library_redo_async (self->library, changed_cb, g_object_ref (self));
  ecg_window_tell (self, sentence);
}

static void
tell_undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *title = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);
  AdwToast        *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_overlay_add_toast (ECG_WINDOW (widget)->toasts, toast);
}

static void
remove_session_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (ECG_WINDOW (widget)->library_page), "library.remove",
                              NULL);
}

static void
edit_names_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgWindow *self = ECG_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (ecg_names_window_new (GTK_WINDOW (self), self->library)));
}

void
ecg_window_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_action);
  gtk_widget_class_install_action (widget_class, "win.tell-undo", "s", tell_undo_action);
  gtk_widget_class_install_action (widget_class, "win.show-details", NULL, show_details_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-run", "s", show_run_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, toggle_sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.open-library", NULL, open_library_action);
  gtk_widget_class_install_action (widget_class, "win.restore-backup", NULL, restore_backup_action);
  gtk_widget_class_install_action (widget_class, "win.back-up", NULL, back_up_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.import-folder", NULL, import_folder_action);
  gtk_widget_class_install_action (widget_class, "win.import-labels", NULL, import_labels_action);
  gtk_widget_class_install_action (widget_class, "win.make-demo", NULL, make_demo_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "win.remove-session", NULL, remove_session_action);
  gtk_widget_class_install_action (widget_class, "win.edit-names", NULL, edit_names_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.export-labels", NULL, export_labels_action);
  gtk_widget_class_install_action (widget_class, "win.stop-export", NULL, stop_export_action);
}

void
ecg_window_update_actions (EcgWindow *self)
{
  static const char *const of_library[] = { "win.import", "win.import-folder", "win.make-demo",
                                            "win.search", "win.edit-names",    "win.back-up" };
  static const char *const of_session[] = { "win.import-labels", "win.remove-session" };
  static const char *const exports[] = { "win.export", "win.export-labels" };
  const gboolean           has_session = ecg_library_page_get_selected (self->library_page) != NULL;
  g_autofree char         *undo = dup_history_text (self, "undo-text");
  g_autofree char         *redo = dup_history_text (self, "redo-text");

  for (gsize i = 0; i < G_N_ELEMENTS (of_library); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_library[i], self->library != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", undo != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo", redo != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.stop-export", self->exporting != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (of_session); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), of_session[i], has_session);
  for (gsize i = 0; i < G_N_ELEMENTS (exports); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), exports[i],
                                   has_session && self->exporting == NULL);
}
