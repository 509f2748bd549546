/*
 * What is exported, and how. Where to is asked afterwards, by the desktop's own dialog.
 */

#include "app/export-dialog.h"

#include <glib/gi18n.h>

struct _EcgExportDialog
{
  AdwWindow parent_instance;

  /* template children */
  AdwWindowTitle *title;
  AdwComboRow    *what;
  AdwComboRow    *form;
  GtkLabel       *limits;
  GtkSwitch      *deidentify;
  AdwComboRow    *dates;

  /* owned */
  GPtrArray *sessions;
};

enum
{
  CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgExportDialog, ecg_export_dialog, ADW_TYPE_WINDOW)

static EcgExportWhat
get_what (EcgExportDialog *self)
{
  return (EcgExportWhat) MIN (adw_combo_row_get_selected (self->what), ECG_N_EXPORTS - 1);
}

static const EcgExportForm *
get_form (EcgExportDialog *self)
{
  guint                n;
  const EcgExportForm *forms = ecg_export_list_forms (get_what (self), &n);

  return &forms[MIN (adw_combo_row_get_selected (self->form), n - 1)];
}

static void
form_cb (EcgExportDialog *self)
{
  gtk_label_set_text (self->limits, _ (get_form (self)->limits));
}

/* Labels keep no date of their own where they are de-identified. */
static void
deidentify_cb (EcgExportDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->dates), gtk_switch_get_active (self->deidentify) &&
                                                        get_what (self) == ECG_EXPORT_SIGNALS);
}

static void
what_cb (EcgExportDialog *self)
{
  guint                n;
  const EcgExportForm *forms = ecg_export_list_forms (get_what (self), &n);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("%s (%s)", _ (forms[i].title), forms[i].suffix);

      gtk_string_list_append (titles, title);
    }
  adw_combo_row_set_model (self->form, G_LIST_MODEL (titles));
  form_cb (self);
  deidentify_cb (self);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (EcgExportDialog) self = g_object_ref (ECG_EXPORT_DIALOG (widget));

  g_signal_emit (self, signals[CHOSEN], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ecg_export_dialog_dispose (GObject *object)
{
  g_clear_pointer (&ECG_EXPORT_DIALOG (object)->sessions, g_ptr_array_unref);
  G_OBJECT_CLASS (ecg_export_dialog_parent_class)->dispose (object);
}

static void
ecg_export_dialog_class_init (EcgExportDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_export_dialog_dispose;

  /**
   * EcgExportDialog::chosen:
   *
   * It is said what shall be exported; the dialog closes afterwards.
   */
  signals[CHOSEN] = g_signal_new ("chosen", ECG_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgExportDialog, title);
  gtk_widget_class_bind_template_child (widget_class, EcgExportDialog, what);
  gtk_widget_class_bind_template_child (widget_class, EcgExportDialog, form);
  gtk_widget_class_bind_template_child (widget_class, EcgExportDialog, limits);
  gtk_widget_class_bind_template_child (widget_class, EcgExportDialog, deidentify);
  gtk_widget_class_bind_template_child (widget_class, EcgExportDialog, dates);
  gtk_widget_class_bind_template_callback (widget_class, what_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_cb);
  gtk_widget_class_bind_template_callback (widget_class, deidentify_cb);
  gtk_widget_class_install_action (widget_class, "export.choose", NULL, choose_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ecg_export_dialog_init (EcgExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  what_cb (self);
}

static char *
describe (GPtrArray *sessions)
{
  if (sessions->len == 1)
    return g_filename_display_basename (ecg_session_get_path (sessions->pdata[0]));
  return g_strdup_printf (ngettext ("%u session", "%u sessions", sessions->len), sessions->len);
}

GtkWidget *
ecg_export_dialog_new (GtkWindow *parent, GPtrArray *sessions, EcgExportWhat what)
{
  EcgExportDialog *self = g_object_new (ECG_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  g_autofree char *subtitle = describe (sessions);

  self->sessions = g_ptr_array_ref (sessions);
  adw_window_title_set_subtitle (self->title, subtitle);
  adw_combo_row_set_selected (self->what, what);
  gtk_widget_grab_focus (GTK_WIDGET (self->what));
  return GTK_WIDGET (self);
}

void
ecg_export_dialog_get_order (EcgExportDialog *self, EcgExportOrder *order)
{
  g_return_if_fail (ECG_IS_EXPORT_DIALOG (self));

  *order = (EcgExportOrder){
    .what = get_what (self),
    .form = get_form (self),
    .settings = { .deidentify = gtk_switch_get_active (self->deidentify),
                  .dates = (EcgDates) adw_combo_row_get_selected (self->dates) },
  };
}

GPtrArray *
ecg_export_dialog_get_sessions (EcgExportDialog *self)
{
  g_return_val_if_fail (ECG_IS_EXPORT_DIALOG (self), NULL);
  return self->sessions;
}
