/*
 * What can be restored. There are few backups: a row is made for each.
 */

#include "app/backups-window.h"

#include "app/backup-job.h"

#include <glib/gi18n.h>

struct _EcgBackupsWindow
{
  AdwWindow parent_instance;

  /* template children */
  GtkStack   *stack;
  GtkListBox *list;
};

enum
{
  RESTORE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgBackupsWindow, ecg_backups_window, ADW_TYPE_WINDOW)

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (EcgBackupsWindow) self = g_object_ref (ECG_BACKUPS_WINDOW (widget));

  g_signal_emit (self, signals[RESTORE], 0, g_variant_get_bytestring (parameter));
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
build_button (const EcgBackup *backup, const char *date)
{
  GtkWidget       *button = gtk_button_new_with_mnemonic (_ ("_Restore"));
  g_autofree char *description = g_strdup_printf (_ ("Restore the backup of %s"), date);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          g_variant_new_bytestring (backup->path));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "backups.restore");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
  return button;
}

/* What was found damaged is there to be seen: it cannot be restored. */
static void
add_row (EcgBackupsWindow *self, const EcgBackup *backup)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *date = ecg_backup_dup_date (backup);
  g_autofree char *description = ecg_backup_describe (backup);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), date);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), description);
  gtk_widget_set_tooltip_text (row, backup->path);
  if (!g_str_equal (backup->reason, "damaged"))
    {
      GtkWidget *button = build_button (backup, date);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
    }
  gtk_list_box_append (self->list, row);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgBackupsWindow) self = user_data;
  g_autoptr (GPtrArray) backups = ecg_backup_list_finish (result, NULL);

  if (self->list == NULL) /* closed meanwhile */
    return;
  for (guint i = 0; backups != NULL && i < backups->len; i++)
    add_row (self, backups->pdata[i]);
  gtk_stack_set_visible_child_name (self->stack,
                                    backups != NULL && backups->len > 0 ? "list" : "none");
}

static void
ecg_backups_window_dispose (GObject *object)
{
  ECG_BACKUPS_WINDOW (object)->list = NULL;
  G_OBJECT_CLASS (ecg_backups_window_parent_class)->dispose (object);
}

static void
ecg_backups_window_class_init (EcgBackupsWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_backups_window_dispose;

  /**
   * EcgBackupsWindow::restore:
   * @path: (type filename): of the backup
   *
   * This one shall take the library's place.
   */
  signals[RESTORE] = g_signal_new ("restore", ECG_TYPE_BACKUPS_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/backups-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgBackupsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgBackupsWindow, list);
  gtk_widget_class_install_action (widget_class, "backups.restore", "ay", restore_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ecg_backups_window_init (EcgBackupsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ecg_backups_window_new (GtkWindow *parent, const char *library)
{
  EcgBackupsWindow *self = g_object_new (ECG_TYPE_BACKUPS_WINDOW, "transient-for", parent, NULL);

  ecg_backup_list_async (library, listed_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
