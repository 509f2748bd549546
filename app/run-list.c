/*
 * The list of runs beside the training.
 */

#include "app/run-list.h"

#include "app/run-text.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

struct _EcgRunList
{
  AdwBin parent_instance;

  /* owned */
  GtkWidget  *list;
  EcgLibrary *library;
};

enum
{
  RUN_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgRunList, ecg_run_list, ADW_TYPE_BIN)

static EcgRun *
get_run (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "run");
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRunList) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ecg_library_change_finish (ECG_LIBRARY (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell-undo", "s", _ ("Run deleted"));
  else if (ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
remove_cb (GtkWidget *button, EcgRunList *self)
{
  ecg_library_remove_run_async (self->library, ecg_run_get_id (get_run (button)), removed_cb,
                                g_object_ref (self));
}

static GtkWidget *
create_button (EcgRun *run, const char *icon_name, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  g_object_set_data_full (G_OBJECT (button), "run", g_object_ref (run), g_object_unref);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static void
add_results_button (GtkWidget *row, EcgRun *run)
{
  g_autofree char *tooltip = g_strdup_printf (_ ("Results of %s"), ecg_run_get_name (run));
  GtkWidget       *button = create_button (run, "view-grid-symbolic", tooltip);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-run");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", ecg_run_get_name (run));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_resume_button (GtkWidget *row, EcgRun *run)
{
  g_autofree char *tooltip = g_strdup_printf (_ ("Go on with %s"), ecg_run_get_name (run));
  GtkWidget       *button;

  if (ecg_run_get_state (run) == ECG_RUN_FINISHED)
    return;
  button = create_button (run, "media-playback-start-symbolic", tooltip);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "training.resume");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", ecg_run_get_name (run));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_remove_button (EcgRunList *self, GtkWidget *row, EcgRun *run)
{
  g_autofree char *tooltip = g_strdup_printf (_ ("Delete %s"), ecg_run_get_name (run));
  GtkWidget       *button = create_button (run, "user-trash-symbolic", tooltip);

  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
activated_cb (GtkWidget *row, EcgRunList *self)
{
  g_signal_emit (self, signals[RUN_ACTIVATED], 0, get_run (row));
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  EcgRun          *run = item;
  EcgRunList      *self = data;
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *summary = ecg_run_dup_summary (run);

  /* Names are what people typed: no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), ecg_run_get_name (run));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Show the curves"));
  g_object_set_data_full (G_OBJECT (row), "run", g_object_ref (run), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (activated_cb), self);
  add_resume_button (row, run);
  add_results_button (row, run);
  add_remove_button (self, row, run);
  return row;
}

static void
ecg_run_list_dispose (GObject *object)
{
  EcgRunList *self = ECG_RUN_LIST (object);

  ecg_run_list_set_library (self, NULL);
  G_OBJECT_CLASS (ecg_run_list_parent_class)->dispose (object);
}

static void
ecg_run_list_class_init (EcgRunListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ecg_run_list_dispose;
  signals[RUN_ACTIVATED] = g_signal_new ("run-activated", ECG_TYPE_RUN_LIST, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, ECG_TYPE_RUN);
}

static GtkWidget *
create_placeholder (void)
{
  GtkWidget *label = gtk_label_new (_ ("No run yet"));

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_top (label, 18);
  gtk_widget_set_margin_bottom (label, 18);
  return label;
}

static void
ecg_run_list_init (EcgRunList *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), create_placeholder ());
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Runs"), -1);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Runs"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->list);
  adw_bin_set_child (ADW_BIN (self), group);
}

GtkWidget *
ecg_run_list_new (void)
{
  return g_object_new (ECG_TYPE_RUN_LIST, NULL);
}

void
ecg_run_list_set_library (EcgRunList *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_RUN_LIST (self));

  if (self->library == library)
    return;
  g_clear_object (&self->library);
  if (library != NULL)
    {
      self->library = g_object_ref (library);
      gtk_list_box_bind_model (GTK_LIST_BOX (self->list), ecg_library_get_runs (library),
                               create_row, self, NULL);
    }
  else
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
}
