/*
 * Asks who and what, of new sessions whose files do not tell, and of any that are selected. One
 * answer for all of them.
 */

#include "app/label-dialog.h"

#include "app/name-menu.h"
#include "app/session-text.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWindow  *parent; /* borrowed: the dialog is transient for it and goes first */
  EcgLibrary *library;
  GArray     *ids;
  GtkWidget  *subject;
  GtkWidget  *activity;
  GtkWidget  *tags;
  char       *common_subject; /* what stood in the dialog at first; NULL for a gap to be filled */
  char       *common_activity;
  char      **common_tags; /* that all of them carry */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->library);
  g_array_unref (question->ids);
  g_free (question->common_subject);
  g_free (question->common_activity);
  g_strfreev (question->common_tags);
  g_free (question);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error) &&
      ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (parent, "win.tell", "s", error->message);
}

/* Where a text stood already, a change of it counts; else it fills gaps only. */
static const char *
answer (GtkWidget *row, const char *common, const char *now)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  if (common != NULL)
    return g_str_equal (text, common) ? NULL : text;
  return now == NULL && *text != '\0' ? text : NULL;
}

/* What the library's thread writes: one edit of many sessions. */
typedef struct
{
  gint64 id;
  char  *subject;
  char  *activity;
  char **tags;
} Answer;

static void
answer_clear (gpointer data)
{
  Answer *written = data;

  g_free (written->subject);
  g_free (written->activity);
  g_strfreev (written->tags);
}

static gboolean
write_answers (EcgStore *store, gpointer data, GError **error)
{
  const GArray                *answers = data;
  g_autofree EcgSessionChange *changes = g_new0 (EcgSessionChange, answers->len);

  for (guint i = 0; i < answers->len; i++)
    {
      const Answer *written = &g_array_index (answers, Answer, i);

      changes[i].id = written->id;
      changes[i].edit = (EcgSessionEdit){ .subject = written->subject,
                                          .activity = written->activity,
                                          .tags = (const char *const *) written->tags };
    }
  return ecg_store_edit_sessions (store, changes, answers->len, error);
}

static gboolean
contains (char **tags, const char *tag)
{
  return tags != NULL && g_strv_contains ((const char *const *) tags, tag);
}

/* What is new in the dialog is added to what the session carries, what has gone from there goes.
 * Returns: (transfer full) (nullable): NULL where that changes nothing. */
static char **
answer_tags (Question *question, EcgSession *session)
{
  char **carried = (char **) ecg_session_get_fields (session)->tags;
  g_auto (GStrv) said = ecg_tags_parse (gtk_editable_get_text (GTK_EDITABLE (question->tags)));
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();
  guint n_changed = 0;

  for (gsize i = 0; carried != NULL && carried[i] != NULL; i++)
    if (contains (question->common_tags, carried[i]) && !contains (said, carried[i]))
      n_changed++;
    else
      g_strv_builder_add (tags, carried[i]);
  for (gsize i = 0; said[i] != NULL; i++)
    if (!contains (carried, said[i]))
      {
        g_strv_builder_add (tags, said[i]);
        n_changed++;
      }
  return n_changed > 0 ? g_strv_builder_end (tags) : NULL;
}

static void
label (Question *question, EcgSession *session, GArray *answers)
{
  Answer written = { .id = ecg_session_get_id (session) };

  written.subject = g_strdup (
    answer (question->subject, question->common_subject, ecg_session_get_subject (session)));
  written.activity = g_strdup (
    answer (question->activity, question->common_activity, ecg_session_get_activity (session)));
  written.tags = answer_tags (question, session);
  if (written.subject != NULL || written.activity != NULL || written.tags != NULL)
    g_array_append_val (answers, written);
}

static void
response_cb (Question *question, const char *response)
{
  GListModel *sessions = ecg_library_get_sessions (question->library);
  g_autoptr (GHashTable) asked_for = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *answers;

  if (!g_str_equal (response, "label"))
    return;
  for (guint i = 0; i < question->ids->len; i++)
    g_hash_table_add (asked_for, &g_array_index (question->ids, gint64, i));
  answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  g_array_set_clear_func (answers, answer_clear);
  /* As they are now; there may be thousands, so that each is met once. */
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);
      const gint64 id = ecg_session_get_id (session);

      if (g_hash_table_contains (asked_for, &id))
        label (question, session, answers);
    }
  ecg_library_edit_async (question->library, write_answers, answers, (GDestroyNotify) g_array_unref,
                          edited_cb, g_object_ref (question->parent));
}

static GtkWidget *
add_row (GtkWidget *list, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_text_set_activates_default (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (row))), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

static GtkWidget *
build_form (Question *question)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  question->subject = add_row (list, _ ("Subject"));
  question->activity = add_row (list, _ ("Activity"));
  question->tags = add_row (list, _ ("Tags, with commas between them"));
  ecg_name_menu_add (ADW_ENTRY_ROW (question->subject));
  ecg_name_menu_add (ADW_ENTRY_ROW (question->activity));
  ecg_name_menu_set_names (ADW_ENTRY_ROW (question->subject),
                           ecg_library_get_subjects (question->library));
  ecg_name_menu_set_names (ADW_ENTRY_ROW (question->activity),
                           ecg_library_get_activities (question->library));
  return list;
}

static void
present (Question *question, GtkWidget *dialog, const char *skip)
{
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), build_form (question));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "skip", skip, "label",
                                    question->ids->len > 1 ? _ ("_Label All") : _ ("_Label"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "label",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "label");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "skip");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
ecg_label_dialog_present (GtkWindow *parent, EcgLibrary *library, GArray *ids)
{
  Question  *question = g_new0 (Question, 1);
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Who and What?"), NULL);

  question->parent = parent;
  question->library = g_object_ref (library);
  question->ids = g_array_copy (ids);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  ngettext ("%u new recording does not tell its subject and "
                                            "activity. Only labelled sessions train the network.",
                                            "%u new recordings do not tell their subject and "
                                            "activity. Only labelled sessions train the network.",
                                            ids->len),
                                  ids->len);
  present (question, dialog, _ ("_Later"));
}

/* Returns: (transfer full): what all @sessions have, else "". */
static char *
dup_common (GPtrArray *sessions, const char *(*get) (EcgSession *) )
{
  const char *common = get (sessions->pdata[0]);

  for (guint i = 1; i < sessions->len; i++)
    if (g_strcmp0 (get (sessions->pdata[i]), common) != 0)
      return g_strdup ("");
  return g_strdup (common != NULL ? common : "");
}

/* Returns: (transfer full): the tags of the first that all the others carry too. */
static char **
dup_common_tags (GPtrArray *sessions)
{
  const char *const *tags = ecg_session_get_fields (sessions->pdata[0])->tags;
  g_autoptr (GStrvBuilder) common = g_strv_builder_new ();

  for (gsize i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      gboolean of_all = TRUE;

      for (guint k = 1; k < sessions->len && of_all; k++)
        of_all = contains ((char **) ecg_session_get_fields (sessions->pdata[k])->tags, tags[i]);
      if (of_all)
        g_strv_builder_add (common, tags[i]);
    }
  return g_strv_builder_end (common);
}

void
ecg_label_dialog_present_for (GtkWindow *parent, EcgLibrary *library, GPtrArray *sessions)
{
  Question        *question = g_new0 (Question, 1);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  g_autofree char *tags = NULL;
  GtkWidget       *dialog;

  g_return_if_fail (sessions->len > 0);

  heading = g_strdup_printf (ngettext ("Label %u Session", "Label %u Sessions", sessions->len),
                             sessions->len);
  body = sessions->len == 1
           ? g_filename_display_basename (ecg_session_get_path (sessions->pdata[0]))
           : g_strdup (_ ("What is left as it is stays as it is in each of them."));
  dialog = adw_message_dialog_new (parent, heading, body);
  question->parent = parent;
  question->library = g_object_ref (library);
  question->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < sessions->len; i++)
    {
      const gint64 id = ecg_session_get_id (sessions->pdata[i]);

      g_array_append_val (question->ids, id);
    }
  question->common_subject = dup_common (sessions, ecg_session_get_subject);
  question->common_activity = dup_common (sessions, ecg_session_get_activity);
  question->common_tags = dup_common_tags (sessions);
  present (question, dialog, _ ("_Cancel"));
  gtk_editable_set_text (GTK_EDITABLE (question->subject), question->common_subject);
  gtk_editable_set_text (GTK_EDITABLE (question->activity), question->common_activity);
  tags = g_strjoinv (", ", question->common_tags);
  gtk_editable_set_text (GTK_EDITABLE (question->tags), tags);
}
