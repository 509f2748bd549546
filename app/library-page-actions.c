/*
 * What is asked of the sidebar's sessions: edits of what is selected, what is folded, and found.
 */

#include "app/library-page-private.h"

#include "app/label-dialog.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

static char *
describe_removed (guint n)
{
  return g_strdup_printf (ngettext ("%u session removed from the library; the file is untouched",
                                    "%u sessions removed from the library; the files are untouched",
                                    n),
                          n);
}

static gboolean
remove_all (EcgStore *store, gpointer ids, GError **error)
{
  const GArray *all = ids;

  return ecg_store_remove_sessions (store, (const gint64 *) (void *) all->data, all->len, error);
}

typedef struct
{
  EcgLibraryPage *page;
  guint           n;
} Removal;

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Removal *removal = user_data;
  g_autoptr (EcgLibraryPage) self = removal->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = describe_removed (removal->n);

  if (ecg_library_change_finish (ECG_LIBRARY (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell-undo", "s", sentence);
  else if (ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (widget);
  g_autoptr (GPtrArray) selected = ecg_session_list_dup_selected (self->list);
  GArray  *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Removal *removal = g_new0 (Removal, 1);

  for (guint i = 0; i < selected->len; i++)
    {
      const gint64 id = ecg_session_get_id (selected->pdata[i]);

      g_array_append_val (ids, id);
    }
  removal->page = g_object_ref (self);
  removal->n = ids->len;
  ecg_library_edit_async (self->library, remove_all, ids, (GDestroyNotify) g_array_unref,
                          removed_cb, removal);
}

static void
label_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (widget);
  g_autoptr (GPtrArray) selected = ecg_session_list_dup_selected (self->list);

  if (selected->len > 0)
    ecg_label_dialog_present_for (GTK_WINDOW (gtk_widget_get_root (widget)), self->library,
                                  selected);
}

static void
show_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) selected = ecg_session_list_dup_selected (ECG_LIBRARY_PAGE (widget)->list);
  g_autofree char *folder = NULL;
  g_autofree char *uri = NULL;

  if (selected->len == 0)
    return;
  folder = g_path_get_dirname (ecg_session_get_path (selected->pdata[0]));
  uri = g_filename_to_uri (folder, NULL, NULL);
  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (widget);
  GtkWidget      *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    ecg_session_list_pop_up (self->list, focus);
}

static void
unfold_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_session_list_set_all_unfolded (ECG_LIBRARY_PAGE (widget)->list, TRUE);
}

static void
fold_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_session_list_set_all_unfolded (ECG_LIBRARY_PAGE (widget)->list, FALSE);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_filter_bar_clear (ECG_LIBRARY_PAGE (widget)->filter_bar);
}

void
ecg_library_page_enable_edits (EcgLibraryPage *self, guint n_selected)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "library.label", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "library.remove", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "library.show-file", n_selected == 1);
}

void
ecg_library_page_class_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "library.label", NULL, label_action);
  gtk_widget_class_install_action (widget_class, "library.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "library.show-file", NULL, show_file_action);
  gtk_widget_class_install_action (widget_class, "library.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "library.unfold-all", NULL, unfold_all_action);
  gtk_widget_class_install_action (widget_class, "library.fold-all", NULL, fold_all_action);
  gtk_widget_class_install_action (widget_class, "library.show-all", NULL, show_all_action);
}
