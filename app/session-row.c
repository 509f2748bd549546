/*
 * A row of the sidebar. An activity is told by letter and by name; its colour only helps.
 */

#include "app/session-row.h"

#include "app/activity-badge.h"
#include "app/session-text.h"

#include <glib/gi18n.h>

struct _EcgSessionRow
{
  GtkBox parent_instance;

  /* template children */
  EcgActivityBadge *badge;
  GtkLabel         *title;
  GtkLabel         *detail;
  GtkLabel         *subtitle;
  GtkLabel         *marks;
};

G_DEFINE_FINAL_TYPE (EcgSessionRow, ecg_session_row, GTK_TYPE_BOX)

static void
ecg_session_row_class_init (EcgSessionRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_ACTIVITY_BADGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/dt4ecg/ui/session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgSessionRow, badge);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionRow, title);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionRow, detail);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionRow, marks);
}

static void
ecg_session_row_init (EcgSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ecg_session_row_new (void)
{
  return g_object_new (ECG_TYPE_SESSION_ROW, NULL);
}

/* The item of the list is what a screen reader lands on; the labels in it are only its parts. */
static void
set_spoken (EcgSessionRow *self, const char *text)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  while (item != NULL && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (item)) !=
                           GTK_ACCESSIBLE_ROLE_LIST_ITEM)
    item = gtk_widget_get_parent (item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item != NULL ? item : GTK_WIDGET (self)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
ecg_session_row_show_subject (EcgSessionRow *self, EcgSubjectGroup *group)
{
  const char      *subject = ecg_subject_group_get_subject (group);
  const guint      n = g_list_model_get_n_items (ecg_subject_group_get_sessions (group));
  g_autofree char *detail = g_strdup_printf ("%u", n);
  g_autofree char *spoken = NULL;

  subject = subject != NULL ? subject : _ ("No subject yet");
  spoken = g_strdup_printf (ngettext ("%s, %u session", "%s, %u sessions", n), subject, n);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->marks), FALSE);
  gtk_label_set_text (self->title, subject);
  gtk_label_set_text (self->detail, detail);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), subject);
  set_spoken (self, spoken);
}

void
ecg_session_row_show_session (EcgSessionRow          *self,
                              EcgSession             *session,
                              const EcgActivityStyle *style)
{
  const char      *activity = ecg_session_get_activity (session);
  g_autofree char *name = g_filename_display_basename (ecg_session_get_path (session));
  g_autofree char *length = ecg_session_dup_length (session);
  g_autofree char *leads = ecg_session_dup_leads (session);
  g_autofree char *marks = ecg_session_dup_marks (session);
  g_autofree char *spoken = ecg_session_dup_sentence (session);
  /* Translators: leads of a recording and the name of its file */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s"), leads, name);

  ecg_activity_badge_set_style (self->badge, style);
  gtk_widget_set_visible (GTK_WIDGET (self->badge), TRUE);
  gtk_label_set_text (self->title, activity != NULL ? activity : _ ("No activity yet"));
  gtk_label_set_text (self->detail, length);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_text (self->marks, marks);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->marks), *marks != '\0');
  gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spoken);
  set_spoken (self, spoken);
}
