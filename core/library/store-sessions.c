/*
 * Sessions in the store: what a recording is, and what people say of it.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define SESSION_COLUMNS                                                                            \
  "SELECT s.id, s.path, s.fingerprint, s.format, s.rate_hz, s.n_samples, s.leads, u.name, "        \
  "a.name, s.notes "                                                                               \
  "FROM sessions s LEFT JOIN subjects u ON u.id = s.subject LEFT JOIN activities a ON a.id = "     \
  "s.activity "

static EcgSession *
new_session (sqlite3_stmt *row)
{
  g_auto (GStrv) leads = g_strsplit (ecg_store_column_text (row, 6), "\n", -1);
  const EcgSessionFields fields = {
    .id = sqlite3_column_int64 (row, 0),
    .path = ecg_store_column_text (row, 1),
    .fingerprint = ecg_store_column_text (row, 2),
    .format = ecg_store_column_text (row, 3),
    .rate_hz = sqlite3_column_double (row, 4),
    .n_samples = sqlite3_column_int64 (row, 5),
    .leads = (const char *const *) leads,
    .subject = ecg_store_column_text (row, 7),
    .activity = ecg_store_column_text (row, 8),
    .notes = ecg_store_column_text (row, 9),
  };

  return ecg_session_new (&fields);
}

EcgSession *
ecg_store_read_session (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, SESSION_COLUMNS "WHERE s.id = ? AND s.removed = 0", "i", id);
  gboolean row;

  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return NULL;
  if (row)
    return new_session (statement);
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
               _ ("The library has no session %" PRId64 "."), id);
  return NULL;
}

EcgSession *
ecg_store_get_session (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_read_session (self, id, error);
}

GPtrArray *
ecg_store_list_sessions (EcgStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    SESSION_COLUMNS "WHERE s.removed = 0 ORDER BY u.name NULLS LAST, a.name NULLS LAST, s.path",
    "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&sessions);
      g_ptr_array_add (sessions, new_session (statement));
    }
  return NULL;
}

static char **
list_names (EcgStore *self, const char *sql, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (self, error, sql, "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_strv_builder_end (names);
      g_strv_builder_add (names, ecg_store_column_text (statement, 0));
    }
  return NULL;
}

char **
ecg_store_list_subjects (EcgStore *self, GError **error)
{
  return list_names (self,
                     "SELECT name FROM subjects WHERE id IN (SELECT subject FROM sessions WHERE "
                     "removed = 0) ORDER BY name",
                     error);
}

char **
ecg_store_list_activities (EcgStore *self, GError **error)
{
  return list_names (self,
                     "SELECT name FROM activities WHERE id IN (SELECT activity FROM sessions WHERE "
                     "removed = 0) ORDER BY id",
                     error);
}

gint64
ecg_store_find_fingerprint (EcgStore *self, const char *fingerprint, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 id;

  if (!ecg_store_query_int (self, &id, 0, error,
                            "SELECT id FROM sessions WHERE fingerprint = ? AND removed = 0", "s",
                            fingerprint))
    return -1;
  return id;
}

static const char *
or_null (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

gboolean
ecg_store_write_labels (EcgStore   *self,
                        gint64      id,
                        const char *subject,
                        const char *activity,
                        const char *notes,
                        GError    **error)
{
  subject = or_null (subject);
  activity = or_null (activity);
  if (subject != NULL &&
      !ecg_store_run (self, error, "INSERT OR IGNORE INTO subjects (name) VALUES (?)", "s",
                      subject))
    return FALSE;
  if (activity != NULL &&
      !ecg_store_run (self, error, "INSERT OR IGNORE INTO activities (name) VALUES (?)", "s",
                      activity))
    return FALSE;
  return ecg_store_run (
    self, error,
    "UPDATE sessions SET subject = (SELECT id FROM subjects WHERE name = ?),"
    " activity = (SELECT id FROM activities WHERE name = ?), notes = ? WHERE id = ?",
    "sssi", subject, activity, or_null (notes), id);
}

static gint64
insert_session (EcgStore *self, const EcgSessionFields *fields, GError **error)
{
  g_autofree char *leads = g_strjoinv ("\n", (char **) fields->leads);
  gint64           id;

  if (!ecg_store_run (self, error,
                      "INSERT INTO sessions (path, fingerprint, format, rate_hz, n_samples, leads) "
                      "VALUES (?, ?, ?, ?, ?, ?)",
                      "sssdis", fields->path, fields->fingerprint, fields->format, fields->rate_hz,
                      fields->n_samples, leads))
    return 0;
  id = sqlite3_last_insert_rowid (self->connection);
  return ecg_store_write_labels (self, id, fields->subject, fields->activity, fields->notes, error)
           ? id
           : 0;
}

/* A session that was removed comes back with the labels that it had. */
static gint64
add_session (EcgStore *self, const EcgSessionFields *fields, gboolean *existed, GError **error)
{
  gint64 id;

  if (!ecg_store_query_int (self, &id, 0, error, "SELECT id FROM sessions WHERE fingerprint = ?",
                            "s", fields->fingerprint))
    return 0;
  *existed = id != 0;
  if (id == 0)
    return insert_session (self, fields, error);
  return ecg_store_run (self, error, "UPDATE sessions SET path = ?, removed = 0 WHERE id = ?", "si",
                        fields->path, id)
           ? id
           : 0;
}

gint64
ecg_store_add_session (EcgStore               *self,
                       const EcgSessionFields *fields,
                       gboolean               *existed,
                       GError                **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean was_there = FALSE;
  gint64   id;

  if (!ecg_store_begin (self, error))
    return 0;
  id = add_session (self, fields, &was_there, error);
  if (!ecg_store_end (self, id != 0, error))
    return 0;
  if (existed != NULL)
    *existed = was_there;
  return id;
}

static const char *
edited (const char *edit, const char *now)
{
  return edit != NULL ? edit : now;
}

static gboolean
edit_session (EcgStore *self, gint64 id, const EcgSessionEdit *edit, GError **error)
{
  g_autoptr (EcgSession) session = ecg_store_read_session (self, id, error);
  const EcgSessionFields *now;
  g_autofree char        *name = NULL;
  g_autofree char        *text = NULL;

  if (session == NULL)
    return FALSE;
  now = ecg_session_get_fields (session);

  const EcgSessionEdit before = { now->subject, now->activity, now->notes };
  const EcgSessionEdit after = {
    or_null (edited (edit->subject, now->subject)),
    or_null (edited (edit->activity, now->activity)),
    or_null (edited (edit->notes, now->notes)),
  };

  name = g_path_get_basename (now->path);
  text = g_strdup_printf (_ ("labels of %s"), name);
  return ecg_store_write_labels (self, id, after.subject, after.activity, after.notes, error) &&
         ecg_history_add (self, "labels", id, text, &before, &after, error);
}

gboolean
ecg_store_edit_session (EcgStore *self, gint64 id, const EcgSessionEdit *edit, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_begin (self, error) &&
         ecg_store_end (self, edit_session (self, id, edit, error), error);
}

static gboolean
remove_session (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (EcgSession) session = ecg_store_read_session (self, id, error);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (session == NULL)
    return FALSE;
  name = g_path_get_basename (ecg_session_get_path (session));
  text = g_strdup_printf (_ ("removal of %s"), name);
  return ecg_store_run (self, error, "UPDATE sessions SET removed = 1 WHERE id = ?", "i", id) &&
         ecg_history_add (self, "remove-session", id, text, NULL, NULL, error);
}

gboolean
ecg_store_remove_session (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_begin (self, error) &&
         ecg_store_end (self, remove_session (self, id, error), error);
}
