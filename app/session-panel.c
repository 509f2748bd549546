/*
 * Labels and provenance of a session.
 */

#include "app/session-panel.h"

#include "core/jobs/job.h"

#include <glib/gi18n.h>

struct _EcgSessionPanel
{
  AdwBin parent_instance;

  /* template children */
  AdwEntryRow *subject;
  AdwEntryRow *activity;
  AdwEntryRow *notes;
  GtkLabel    *facts;

  /* owned */
  EcgLibrary *library;
  EcgSession *session;
};

G_DEFINE_FINAL_TYPE (EcgSessionPanel, ecg_session_panel, ADW_TYPE_BIN)

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgSessionPanel) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error) &&
      ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
edit (EcgSessionPanel *self, const EcgSessionEdit *change)
{
  if (self->session != NULL && self->library != NULL)
    ecg_library_edit_session_async (self->library, ecg_session_get_id (self->session), change,
                                    edited_cb, g_object_ref (self));
}

static void
apply_subject_cb (EcgSessionPanel *self)
{
  edit (self, &(EcgSessionEdit){ .subject = gtk_editable_get_text (GTK_EDITABLE (self->subject)) });
}

static void
apply_activity_cb (EcgSessionPanel *self)
{
  edit (self,
        &(EcgSessionEdit){ .activity = gtk_editable_get_text (GTK_EDITABLE (self->activity)) });
}

static void
apply_notes_cb (EcgSessionPanel *self)
{
  edit (self, &(EcgSessionEdit){ .notes = gtk_editable_get_text (GTK_EDITABLE (self->notes)) });
}

static void
ecg_session_panel_dispose (GObject *object)
{
  EcgSessionPanel *self = ECG_SESSION_PANEL (object);

  g_clear_object (&self->library);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ecg_session_panel_parent_class)->dispose (object);
}

static void
ecg_session_panel_class_init (EcgSessionPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_session_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/session-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, subject);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, activity);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, notes);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, facts);
  gtk_widget_class_bind_template_callback (widget_class, apply_subject_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_activity_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_notes_cb);
}

static void
ecg_session_panel_init (EcgSessionPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ecg_session_panel_set_library (EcgSessionPanel *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_SESSION_PANEL (self));
  g_set_object (&self->library, library);
}

/* Writing the text that stands there already would move the cursor of whoever is typing. */
static void
set_text (AdwEntryRow *row, const char *text)
{
  text = text != NULL ? text : "";
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text) == 0)
    return;
  /* A text that the program sets is not an edit to be applied. */
  adw_entry_row_set_show_apply_button (row, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (row, TRUE);
}

static void
append_strings (GString *text, const char *title, const char *const *strings)
{
  for (gsize i = 0; strings != NULL && strings[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? title : "", strings[i]),
      g_string_append_c (text, '\n');
}

static char *
describe (EcgRecording *recording)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("File: %s\n"), ecg_recording_get_path (recording));
  g_string_append_printf (text, _ ("Format: %s\n"), ecg_recording_get_format (recording));
  g_string_append_printf (text, _ ("Rate: %g Hz\n"), ecg_recording_get_rate (recording));
  g_string_append_printf (text, _ ("Length: %.1f s\n"), ecg_recording_get_seconds (recording));
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      g_string_append_printf (text, _ ("Lead: %s (%s)\n"), ecg_series_get_name (lead),
                              ecg_series_get_unit (lead));
    }
  append_strings (text, _ ("\nThe file says:\n"), ecg_recording_get_comments (recording));
  append_strings (text, _ ("\nOdd about it:\n"), ecg_recording_get_warnings (recording));
  return g_string_free (text, FALSE);
}

void
ecg_session_panel_show (EcgSessionPanel *self, EcgSession *session, EcgRecording *recording)
{
  g_autofree char *facts = recording != NULL ? describe (recording) : g_strdup ("");

  g_return_if_fail (ECG_IS_SESSION_PANEL (self));

  g_set_object (&self->session, session);
  set_text (self->subject, session != NULL ? ecg_session_get_subject (session) : NULL);
  set_text (self->activity, session != NULL ? ecg_session_get_activity (session) : NULL);
  set_text (self->notes, session != NULL ? ecg_session_get_fields (session)->notes : NULL);
  gtk_label_set_text (self->facts, facts);
}
