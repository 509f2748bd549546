/*
 * What the window shows of the store: read as a whole, and the lists brought up to date by the
 * least splices: objects of sessions that did not change stay, and with them selections and scroll
 * positions.
 */

#include "core/library/library-private.h"

#include "core/jobs/thread.h"

void
ecg_contents_free (EcgContents *contents)
{
  g_clear_pointer (&contents->sessions, g_ptr_array_unref);
  g_clear_pointer (&contents->runs, g_ptr_array_unref);
  g_strfreev (contents->subjects);
  g_strfreev (contents->activities);
  g_clear_pointer (&contents->subject_entries, g_ptr_array_unref);
  g_clear_pointer (&contents->activity_entries, g_ptr_array_unref);
  g_free (contents->undo_text);
  g_free (contents->redo_text);
  g_free (contents);
}

static gboolean
read_names (EcgContents *contents, EcgStore *store, GError **error)
{
  contents->subject_entries = ecg_store_list_subject_entries (store, error);
  if (contents->subject_entries == NULL)
    return FALSE;
  contents->activity_entries = ecg_store_list_activity_entries (store, error);
  return contents->activity_entries != NULL &&
         ecg_store_get_history (store, &contents->undo_text, &contents->redo_text, error);
}

EcgContents *
ecg_contents_read_names (EcgStore *store, GError **error)
{
  g_autoptr (EcgContents) contents = g_new0 (EcgContents, 1);

  return read_names (contents, store, error) ? g_steal_pointer (&contents) : NULL;
}

EcgContents *
ecg_contents_read (EcgStore *store, GError **error)
{
  g_autoptr (EcgContents) contents = g_new0 (EcgContents, 1);

  contents->sessions = ecg_store_list_sessions (store, error);
  if (contents->sessions == NULL)
    return NULL;
  contents->runs = ecg_store_list_runs (store, error);
  if (contents->runs == NULL)
    return NULL;
  contents->subjects = ecg_store_list_subjects (store, error);
  if (contents->subjects == NULL)
    return NULL;
  contents->activities = ecg_store_list_activities (store, error);
  if (contents->activities == NULL)
    return NULL;
  if (!read_names (contents, store, error))
    return NULL;
  return g_steal_pointer (&contents);
}

static gboolean
same_session (gpointer a, gpointer b)
{
  return ecg_session_equal (a, b);
}

static gboolean
same_run (gpointer a, gpointer b)
{
  const EcgRunFields *x = ecg_run_get_fields (a);
  const EcgRunFields *y = ecg_run_get_fields (b);

  return x->id == y->id && x->state == y->state && g_strcmp0 (x->curves, y->curves) == 0 &&
         g_strcmp0 (x->evaluation, y->evaluation) == 0;
}

static gboolean
holds (GListStore *store, guint position, gpointer item, gboolean (*same) (gpointer, gpointer))
{
  g_autoptr (GObject) held = g_list_model_get_item (G_LIST_MODEL (store), position);

  return same (held, item);
}

/* One splice over the range that differs. Returns: (transfer full): what it took out. */
static GPtrArray *
update_list (GListStore *store, GPtrArray *items, gboolean (*same) (gpointer, gpointer))
{
  GPtrArray  *removed = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  const guint n_least = MIN (n_old, items->len);
  guint       head = 0, tail = 0;

  while (head < n_least && holds (store, head, items->pdata[head], same))
    head++;
  while (tail < n_least - head &&
         holds (store, n_old - 1 - tail, items->pdata[items->len - 1 - tail], same))
    tail++;
  for (guint i = head; i < n_old - tail; i++)
    g_ptr_array_add (removed, g_list_model_get_item (G_LIST_MODEL (store), i));
  if (removed->len > 0 || items->len - head - tail > 0)
    g_list_store_splice (store, head, removed->len, items->pdata + head, items->len - head - tail);
  return removed;
}

/* Tells of the sessions that are in @now as before, but not as they were. */
static void
tell_changed_sessions (EcgLibrary *self, GPtrArray *removed, GPtrArray *now, gint64 except)
{
  g_autoptr (GHashTable) before = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < removed->len; i++)
    {
      const EcgSessionFields *fields = ecg_session_get_fields (removed->pdata[i]);

      g_hash_table_insert (before, (gpointer) &fields->id, removed->pdata[i]);
    }
  for (guint i = 0; i < now->len && removed->len > 0; i++)
    {
      const gint64 id = ecg_session_get_id (now->pdata[i]);
      EcgSession  *session = id == except ? NULL : g_hash_table_lookup (before, &id);

      if (session != NULL && !ecg_session_equal (now->pdata[i], session))
        g_signal_emit (self, ecg_library_signals[ECG_LIBRARY_SESSION_CHANGED], 0, id);
    }
}

static gboolean
same_names (char **a, char **b)
{
  return a != NULL && b != NULL && g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static void
take_names (EcgLibrary *self, char ***kept, char ***names, const char *property)
{
  if (same_names (*kept, *names))
    return;
  g_strfreev (*kept);
  *kept = g_steal_pointer (names);
  g_object_notify (G_OBJECT (self), property);
}

static void
take_text (EcgLibrary *self, char **kept, char **text, const char *property)
{
  if (g_strcmp0 (*kept, *text) == 0)
    return;
  g_free (*kept);
  *kept = g_steal_pointer (text);
  g_object_notify (G_OBJECT (self), property);
}

static gboolean
same_subjects (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const EcgSubject *x = a->pdata[i];
      const EcgSubject *y = b->pdata[i];

      if (x->id != y->id || x->n_sessions != y->n_sessions || g_strcmp0 (x->name, y->name) != 0 ||
          g_strcmp0 (x->pseudonym, y->pseudonym) != 0 ||
          !g_strv_equal ((const char *const *) x->attributes, (const char *const *) y->attributes))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_activities (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const EcgActivity *x = a->pdata[i];
      const EcgActivity *y = b->pdata[i];

      if (x->id != y->id || x->n_sessions != y->n_sessions || x->n_labels != y->n_labels ||
          g_strcmp0 (x->name, y->name) != 0 || g_strcmp0 (x->colour, y->colour) != 0 ||
          g_strcmp0 (x->letter, y->letter) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Returns: whether anything of them has changed. */
static gboolean
take_entries (EcgLibrary *self, EcgContents *contents)
{
  const gboolean same = same_subjects (self->subject_entries, contents->subject_entries) &&
                        same_activities (self->activity_entries, contents->activity_entries);

  if (same)
    return FALSE;
  g_ptr_array_unref (self->subject_entries);
  self->subject_entries = g_steal_pointer (&contents->subject_entries);
  g_ptr_array_unref (self->activity_entries);
  self->activity_entries = g_steal_pointer (&contents->activity_entries);
  return TRUE;
}

/* Names come before the sessions that are shown by them. */
void
ecg_library_take (EcgLibrary *self, EcgContents *contents, gint64 told)
{
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  ecg_assert_main_thread ();

  if (take_entries (self, contents))
    g_signal_emit (self, ecg_library_signals[ECG_LIBRARY_NAMES_CHANGED], 0);
  take_names (self, &self->subjects, &contents->subjects, "subjects");
  take_names (self, &self->activities, &contents->activities, "activities");
  sessions = update_list (self->sessions, contents->sessions, same_session);
  runs = update_list (self->runs, contents->runs, same_run);
  take_text (self, &self->undo_text, &contents->undo_text, "undo-text");
  take_text (self, &self->redo_text, &contents->redo_text, "redo-text");
  tell_changed_sessions (self, sessions, contents->sessions, told);
}

void
ecg_library_take_session (EcgLibrary *self, EcgContents *contents, EcgSession *session)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions));

  ecg_assert_main_thread ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) held = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      if (ecg_session_get_id (held) != ecg_session_get_id (session))
        continue;
      if (!ecg_session_equal (held, session))
        g_list_store_splice (self->sessions, i, 1, (gpointer *) &session, 1);
      break;
    }
  if (take_entries (self, contents))
    g_signal_emit (self, ecg_library_signals[ECG_LIBRARY_NAMES_CHANGED], 0);
  take_text (self, &self->undo_text, &contents->undo_text, "undo-text");
  take_text (self, &self->redo_text, &contents->redo_text, "redo-text");
}
