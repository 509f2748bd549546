/*
 * Labels and provenance of a session.
 */

#include "app/session-panel.h"

#include "app/name-menu.h"
#include "app/session-text.h"
#include "core/jobs/job.h"
#include "core/recording/lead-name.h"

#include <glib/gi18n.h>

/* After so long without a key, notes are written. */
#define PAUSE_MS 2000

struct _EcgSessionPanel
{
  AdwBin parent_instance;

  /* template children */
  AdwPreferencesGroup *warnings;
  AdwEntryRow         *subject;
  AdwEntryRow         *activity;
  AdwEntryRow         *tags;
  GtkTextView         *notes;
  GtkGrid             *facts;
  GtkWidget           *comments;
  GtkLabel            *comment_text;

  /* owned */
  EcgLibrary *library;
  EcgSession *session;
  GPtrArray  *warning_rows; /* of GtkWidget, borrowed */

  /* plain state */
  guint pause; /* source that applies notes after a pause; 0 where none waits */
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
apply_tags_cb (EcgSessionPanel *self)
{
  g_auto (GStrv) tags = ecg_tags_parse (gtk_editable_get_text (GTK_EDITABLE (self->tags)));

  edit (self, &(EcgSessionEdit){ .tags = (const char *const *) tags });
}

static char *
dup_notes (EcgSessionPanel *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* Notes have lines: Enter belongs to them. They are applied when they are left, and in a pause. */
static void
apply_notes_cb (EcgSessionPanel *self)
{
  g_autofree char *notes = dup_notes (self);
  const char *now = self->session == NULL ? NULL : ecg_session_get_fields (self->session)->notes;

  if (self->session != NULL && !g_str_equal (notes, now != NULL ? now : ""))
    edit (self, &(EcgSessionEdit){ .notes = notes });
}

static gboolean
pause_cb (gpointer user_data)
{
  EcgSessionPanel *self = user_data;

  self->pause = 0;
  apply_notes_cb (self);
  return G_SOURCE_REMOVE;
}

static void
wait_for_pause (EcgSessionPanel *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
}

static void
names_changed_cb (EcgSessionPanel *self)
{
  ecg_name_menu_set_names (self->subject, ecg_library_get_subjects (self->library));
  ecg_name_menu_set_names (self->activity, ecg_library_get_activities (self->library));
}

static void
ecg_session_panel_dispose (GObject *object)
{
  EcgSessionPanel *self = ECG_SESSION_PANEL (object);

  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_object (&self->library);
  g_clear_object (&self->session);
  g_clear_pointer (&self->warning_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ecg_session_panel_parent_class)->dispose (object);
}

static void
ecg_session_panel_class_init (EcgSessionPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_session_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/session-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, warnings);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, subject);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, activity);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, tags);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, notes);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, comments);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionPanel, comment_text);
  gtk_widget_class_bind_template_callback (widget_class, apply_subject_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_activity_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_tags_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_notes_cb);
}

static void
ecg_session_panel_init (EcgSessionPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->warning_rows = g_ptr_array_new ();
  ecg_name_menu_add (self->subject);
  ecg_name_menu_add (self->activity);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->notes), "changed",
                            G_CALLBACK (wait_for_pause), self);
}

void
ecg_session_panel_set_library (EcgSessionPanel *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_SESSION_PANEL (self));

  if (self->library == library)
    return;
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_set_object (&self->library, library);
  if (library == NULL)
    return;
  g_signal_connect_swapped (library, "notify::subjects", G_CALLBACK (names_changed_cb), self);
  g_signal_connect_swapped (library, "notify::activities", G_CALLBACK (names_changed_cb), self);
  names_changed_cb (self);
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
set_notes (EcgSessionPanel *self, const char *text)
{
  g_autofree char *shown = dup_notes (self);

  text = text != NULL ? text : "";
  if (!g_str_equal (shown, text))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes), text, -1);
}

/* Facts */

static GtkWidget *
create_fact_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_yalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
add_fact (EcgSessionPanel *self, int *row, const char *title, const char *value)
{
  GtkWidget *name, *text;

  if (value == NULL || *value == '\0')
    return;
  name = create_fact_label (title);
  text = create_fact_label (value);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (self->facts, name, 0, *row, 1, 1);
  gtk_grid_attach (self->facts, text, 1, *row, 1, 1);
  (*row)++;
}

static void
clear_facts (EcgSessionPanel *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_grid_remove (self->facts, child);
}

static char *
describe_leads (EcgRecording *recording)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      g_string_append_printf (text, "%s%s (%s)", i > 0 ? ", " : "", ecg_series_get_name (lead),
                              ecg_series_get_unit (lead));
    }
  return g_string_free (text, FALSE);
}

/* Times are kept in UTC and read in the reader's own. */
static char *
describe_time (const char *iso)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = iso == NULL ? NULL : g_date_time_new_from_iso8601 (iso, utc);
  g_autoptr (GDateTime) local = time == NULL ? NULL : g_date_time_to_local (time);

  return local == NULL ? g_strdup (iso) : g_date_time_format (local, "%c");
}

static char *
describe_quality (const EcgSessionFields *fields)
{
  return fields->has_quality
           ? g_strdup_printf (_ ("in %.1f %% of the time"), 100.0 * fields->quality)
           : NULL;
}

static void
show_session_facts (EcgSessionPanel *self, int *row)
{
  const EcgSessionFields *fields = ecg_session_get_fields (self->session);
  g_autofree char        *folder = g_path_get_dirname (fields->path);
  g_autofree char        *name = g_filename_display_basename (fields->path);
  g_autofree char        *shown_folder = g_filename_display_name (folder);
  g_autofree char        *length = ecg_session_dup_length (self->session);
  g_autofree char        *rate = g_strdup_printf (_ ("%g Hz"), fields->rate_hz);
  g_autofree char        *size = fields->size > 0 ? g_format_size ((guint64) fields->size) : NULL;
  g_autofree char        *quality = describe_quality (fields);
  g_autofree char        *started = describe_time (fields->started);
  g_autofree char        *imported = describe_time (fields->imported);

  add_fact (self, row, _ ("File"), name);
  add_fact (self, row, _ ("Folder"), shown_folder);
  if (g_strcmp0 (fields->origin, folder) != 0)
    add_fact (self, row, _ ("Came from"), fields->origin);
  add_fact (self, row, _ ("Format"), fields->format);
  add_fact (self, row, _ ("Size"), size);
  add_fact (self, row, _ ("Rate"), rate);
  add_fact (self, row, _ ("Length"), length);
  add_fact (self, row, _ ("Signal"), quality);
  add_fact (self, row, _ ("Recorded by"), fields->device);
  add_fact (self, row, _ ("Recorded"), started);
  add_fact (self, row, _ ("Imported"), imported);
  add_fact (self, row, _ ("Read by"), fields->importer);
}

/* Modified leads that are read where a standard one is asked for: by the network, and for beats. */
static char *
describe_stand_ins (EcgRecording *recording)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      EcgSeries       *lead = ecg_recording_get_lead (recording, i);
      const char      *name = ecg_series_get_name (lead);
      const char      *place = ecg_lead_stands_in_for (name);
      g_autofree char *line = NULL;

      if (place == NULL || ecg_recording_find_lead (recording, place) != lead)
        continue;
      line = g_strdup_printf (_ ("%s is read as %s"), name, place);
      g_strv_builder_add (builder, line);
    }
  lines = g_strv_builder_end (builder);
  return g_strjoinv ("\n", lines);
}

static char *
join_comments (EcgRecording *recording)
{
  g_auto (GStrv) lines = g_strdupv ((char **) ecg_recording_get_comments (recording));

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    g_strstrip (lines[i]);
  return lines == NULL ? NULL : g_strjoinv ("\n", lines);
}

static void
show_facts (EcgSessionPanel *self, EcgRecording *recording)
{
  g_autofree char *leads = recording == NULL ? NULL : describe_leads (recording);
  g_autofree char *stand_ins = recording == NULL ? NULL : describe_stand_ins (recording);
  g_autofree char *comments = recording == NULL ? NULL : join_comments (recording);
  int              row = 0;

  clear_facts (self);
  if (self->session != NULL)
    show_session_facts (self, &row);
  add_fact (self, &row, _ ("Leads"), leads);
  add_fact (self, &row, _ ("Stand-ins"), stand_ins);
  gtk_label_set_text (self->comment_text, comments != NULL ? comments : "");
  gtk_widget_set_visible (self->comments, comments != NULL && *comments != '\0');
}

static void
add_warning (EcgSessionPanel *self, const char *sentence)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (self->warnings, row);
  g_ptr_array_add (self->warning_rows, row);
}

static void
show_warnings (EcgSessionPanel *self, EcgRecording *recording)
{
  const char *const *sentences = recording == NULL ? NULL : ecg_recording_get_warnings (recording);

  for (guint i = 0; i < self->warning_rows->len; i++)
    adw_preferences_group_remove (self->warnings, self->warning_rows->pdata[i]);
  g_ptr_array_set_size (self->warning_rows, 0);
  for (guint i = 0; sentences != NULL && sentences[i] != NULL; i++)
    add_warning (self, sentences[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), self->warning_rows->len > 0);
}

void
ecg_session_panel_show (EcgSessionPanel *self, EcgSession *session, EcgRecording *recording)
{
  const EcgSessionFields *fields = session != NULL ? ecg_session_get_fields (session) : NULL;
  g_autofree char        *tags = NULL;
  gboolean                same;

  g_return_if_fail (ECG_IS_SESSION_PANEL (self));

  same = self->session != NULL && session != NULL &&
         ecg_session_get_id (session) == ecg_session_get_id (self->session);
  if (fields != NULL && fields->tags != NULL)
    tags = g_strjoinv (", ", (char **) fields->tags);
  /* What was written about the one before belongs to that one. */
  if (!same)
    apply_notes_cb (self);
  g_set_object (&self->session, session);
  set_text (self->subject, fields != NULL ? fields->subject : NULL);
  set_text (self->activity, fields != NULL ? fields->activity : NULL);
  set_text (self->tags, tags);
  /* Whoever is writing knows more than the library. */
  if (!same || !gtk_widget_has_focus (GTK_WIDGET (self->notes)))
    set_notes (self, fields != NULL ? fields->notes : NULL);
  show_warnings (self, recording);
  show_facts (self, recording);
}
