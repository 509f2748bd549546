/*
 * Undo as stored edits. SQLite's session extension records what each step changes, whatever it is,
 * as a changeset that can be inverted; it lies in the database beside what it changes, written in
 * the same transaction, so that it survives whatever the edit survives.
 *
 * Steps from schema 1 to 4 hold the labels before and after instead, and are still taken back.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>

#define EDIT_COLUMNS                                                                               \
  "SELECT id, kind, target, text, subject_before, activity_before, notes_before, "                 \
  "subject_after, activity_after, notes_after, changes FROM edits "
#define LATEST_DONE EDIT_COLUMNS "WHERE undone = 0 ORDER BY id DESC LIMIT 1"
#define LATEST_UNDONE EDIT_COLUMNS "WHERE undone = 1 ORDER BY id ASC LIMIT 1"

/* What people edit. Not `folders` and not `edits`: those are the program's own. */
static const char *const edited_tables[] = { "subjects", "attributes", "activities", "sessions",
                                             "tags",     "labels",     "runs" };

static gboolean
start_recording (EcgStore *self, EcgStep *step, GError **error)
{
  int code = sqlite3session_create (self->connection, "main", &step->recorder);

  for (gsize i = 0; code == SQLITE_OK && i < G_N_ELEMENTS (edited_tables); i++)
    code = sqlite3session_attach (step->recorder, edited_tables[i]);
  return code == SQLITE_OK || ecg_store_fail_with (self, code, error);
}

gboolean
ecg_step_begin (EcgStore *self, EcgStep *step, GError **error)
{
  if (!ecg_store_begin (self, error))
    return FALSE;
  return start_recording (self, step, error) || ecg_store_end (self, FALSE, error);
}

static gboolean
store_step (EcgStore *self, EcgStep *step, GError **error)
{
  int       n_bytes = 0;
  void     *changes = NULL;
  const int code = sqlite3session_changeset (step->recorder, &n_bytes, &changes);
  gboolean  stored;

  if (code != SQLITE_OK)
    return ecg_store_fail_with (self, code, error);
  if (n_bytes == 0) /* nothing has changed: nothing to take back */
    return TRUE;
  sqlite3session_enable (step->recorder, FALSE);
  stored = ecg_store_run (self, error, "DELETE FROM edits WHERE undone = 1", "") &&
           ecg_store_run (self, error,
                          "INSERT INTO edits (kind, target, text, changes, made) "
                          "VALUES (?, ?, ?, ?, strftime ('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                          "sisb", step->kind, step->session, step->text, changes, n_bytes);
  sqlite3_free (changes);
  return stored;
}

gboolean
ecg_step_end (EcgStore *self, EcgStep *step, gboolean done, GError **error)
{
  done = done && store_step (self, step, error);
  g_clear_pointer (&step->recorder, sqlite3session_delete);
  return ecg_store_end (self, done, error);
}

void
ecg_step_clear (EcgStep *step)
{
  g_clear_pointer (&step->recorder, sqlite3session_delete);
  g_clear_pointer (&step->text, g_free);
}

/* An edit as it was read. */
typedef struct
{
  gint64  id;
  char   *kind;
  gint64  target;
  char   *text;
  char   *labels[6]; /* subject, activity, notes before; then after */
  GBytes *changes;   /* NULL for a step of an old schema */
} Edit;

static void
edit_clear (Edit *edit)
{
  g_free (edit->kind);
  g_free (edit->text);
  for (gsize i = 0; i < G_N_ELEMENTS (edit->labels); i++)
    g_free (edit->labels[i]);
  g_clear_pointer (&edit->changes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Edit, edit_clear)

static void
fill_edit (Edit *edit, sqlite3_stmt *row)
{
  edit->id = sqlite3_column_int64 (row, 0);
  edit->kind = g_strdup (ecg_store_column_text (row, 1));
  edit->target = sqlite3_column_int64 (row, 2);
  edit->text = g_strdup (ecg_store_column_text (row, 3));
  for (gsize i = 0; i < G_N_ELEMENTS (edit->labels); i++)
    edit->labels[i] = g_strdup (ecg_store_column_text (row, 4 + (int) i));
  if (sqlite3_column_type (row, 10) == SQLITE_BLOB)
    edit->changes =
      g_bytes_new (sqlite3_column_blob (row, 10), (gsize) sqlite3_column_bytes (row, 10));
}

static gboolean
read_edit (EcgStore *self, Edit *edit, gboolean undoing, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, undoing ? LATEST_DONE : LATEST_UNDONE, "");
  gboolean row;

  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return FALSE;
  if (row)
    fill_edit (edit, statement);
  else
    g_set_error_literal (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
                         undoing ? _ ("There is nothing to undo.")
                                 : _ ("There is nothing to redo."));
  return row;
}

/* Names that a step takes out, which something imported since may have come to use. */
typedef struct
{
  gboolean of_activity;
  gint64   id;
  char    *name;
  gint64   position; /* of an activity */
} LostName;

static void
lost_name_free (LostName *lost)
{
  g_free (lost->name);
  g_free (lost);
}

static gint64
get_old_int (sqlite3_changeset_iter *change, int column)
{
  sqlite3_value *value = NULL;

  return sqlite3changeset_old (change, column, &value) == SQLITE_OK && value != NULL
           ? sqlite3_value_int64 (value)
           : 0;
}

static void
add_lost_name (GPtrArray *lost, sqlite3_changeset_iter *change)
{
  sqlite3_value *value = NULL;
  const char    *table;
  int            n_columns, operation, indirect;
  LostName      *name;

  if (sqlite3changeset_op (change, &table, &n_columns, &operation, &indirect) != SQLITE_OK ||
      operation != SQLITE_DELETE ||
      (!g_str_equal (table, "subjects") && !g_str_equal (table, "activities")) ||
      sqlite3changeset_old (change, 1, &value) != SQLITE_OK || value == NULL)
    return;
  name = g_new0 (LostName, 1);
  name->of_activity = g_str_equal (table, "activities");
  name->id = get_old_int (change, 0);
  name->name = g_strdup ((const char *) sqlite3_value_text (value));
  name->position = name->of_activity ? get_old_int (change, 4) : 0;
  g_ptr_array_add (lost, name);
}

static GPtrArray *
find_lost_names (void *changes, int n_bytes)
{
  GPtrArray              *lost = g_ptr_array_new_with_free_func ((GDestroyNotify) lost_name_free);
  sqlite3_changeset_iter *change = NULL;

  if (sqlite3changeset_start (&change, n_bytes, changes) == SQLITE_OK)
    while (sqlite3changeset_next (change) == SQLITE_ROW)
      add_lost_name (lost, change);
  sqlite3changeset_finalize (change);
  return lost;
}

static gboolean
put_back_if_used (EcgStore *self, const LostName *lost, GError **error)
{
  if (lost->of_activity)
    return ecg_store_run (self, error,
                          "INSERT INTO activities (id, name, position) SELECT ?1, ?2, ?3 WHERE "
                          "EXISTS (SELECT 1 FROM sessions WHERE activity = ?1) OR "
                          "EXISTS (SELECT 1 FROM labels WHERE activity = ?1)",
                          "isi", lost->id, lost->name, lost->position);
  return ecg_store_run (self, error,
                        "INSERT INTO subjects (id, name) SELECT ?1, ?2 WHERE "
                        "EXISTS (SELECT 1 FROM sessions WHERE subject = ?1)",
                        "is", lost->id, lost->name);
}

/* Imports write beside the history: a session that was removed, then imported again, is there when
 * its removal is taken back. What the step says then is what shall be; a name that is used is put
 * back afterwards; only a name that is taken cannot be argued with. */
static int
resolve_conflict (gpointer data, int conflict, sqlite3_changeset_iter *change)
{
  GPtrArray *lost = data;

  switch (conflict)
    {
    case SQLITE_CHANGESET_DATA:
    case SQLITE_CHANGESET_CONFLICT:
      return SQLITE_CHANGESET_REPLACE;
    case SQLITE_CHANGESET_NOTFOUND:
      return SQLITE_CHANGESET_OMIT;
    case SQLITE_CHANGESET_FOREIGN_KEY:
      return lost->len > 0 ? SQLITE_CHANGESET_OMIT : SQLITE_CHANGESET_ABORT;
    default:
      return SQLITE_CHANGESET_ABORT;
    }
}

/* Returns: what SQLite said; SQLITE_ABORT where the step cannot be made any more. */
static int
apply_bytes (EcgStore *self, void *changes, int n_bytes)
{
  g_autoptr (GPtrArray) lost = find_lost_names (changes, n_bytes);
  int code =
    sqlite3changeset_apply (self->connection, n_bytes, changes, NULL, resolve_conflict, lost);

  for (guint i = 0; code == SQLITE_OK && i < lost->len; i++)
    if (!put_back_if_used (self, lost->pdata[i], NULL))
      code = SQLITE_ABORT;
  return code;
}

static int
apply_changes (EcgStore *self, const Edit *edit, gboolean undoing)
{
  gsize n_bytes;
  void *changes = (void *) g_bytes_get_data (edit->changes, &n_bytes);
  void *inverse = NULL;
  int   n_inverse = (int) n_bytes;
  int   code = SQLITE_OK;

  if (undoing)
    code = sqlite3changeset_invert ((int) n_bytes, changes, &n_inverse, &inverse);
  if (code == SQLITE_OK)
    code = apply_bytes (self, undoing ? inverse : changes, n_inverse);
  sqlite3_free (inverse);
  return code;
}

static gboolean
apply_old_edit (EcgStore *self, const Edit *edit, gboolean undoing, GError **error)
{
  char *const *labels = edit->labels + (undoing ? 0 : 3);

  if (g_str_equal (edit->kind, "labels"))
    return ecg_store_write_labels (self, edit->target, labels[0], labels[1], labels[2], error);
  if (g_str_equal (edit->kind, "remove-session"))
    return ecg_store_run (self, error, "UPDATE sessions SET removed = ? WHERE id = ?", "ii",
                          (gint64) !undoing, edit->target);
  return ecg_store_run (self, error, "UPDATE runs SET removed = ? WHERE id = ?", "ii",
                        (gint64) !undoing, edit->target);
}

/* A step that cannot be made any more is dropped, so that it does not bar the way to those before
 * it. */
static gboolean
drop_step (EcgStore *self, const Edit *edit, char **dropped, GError **error)
{
  *dropped = g_strdup (edit->text);
  return ecg_store_run (self, error, "DELETE FROM edits WHERE id = ?", "i", edit->id);
}

static gboolean
move (EcgStore *self, gboolean undoing, EcgUndone *what, char **dropped, GError **error)
{
  g_auto (Edit) edit = { 0 };
  int code = SQLITE_OK;

  if (!read_edit (self, &edit, undoing, error))
    return FALSE;
  what->session = g_str_equal (edit.kind, "remove-run") ? 0 : edit.target;
  what->labels = g_str_equal (edit.kind, "label");
  if (edit.changes == NULL && !apply_old_edit (self, &edit, undoing, error))
    return FALSE;
  if (!ecg_store_run (self, error, "SAVEPOINT step", ""))
    return FALSE;
  if (edit.changes != NULL)
    code = apply_changes (self, &edit, undoing);
  if (code == SQLITE_ABORT || code == SQLITE_CONSTRAINT)
    return ecg_store_run (self, error, "ROLLBACK TO step", "") &&
           drop_step (self, &edit, dropped, error);
  if (code != SQLITE_OK)
    return ecg_store_fail_with (self, code, error);
  return ecg_store_run (self, error, "UPDATE edits SET undone = ? WHERE id = ?", "ii",
                        (gint64) undoing, edit.id);
}

static gboolean
move_in_transaction (EcgStore *self, gboolean undoing, EcgUndone *what, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *dropped = NULL;
  EcgUndone        unused;

  if (what == NULL)
    what = &unused;
  if (!ecg_store_begin (self, error) ||
      !ecg_store_end (self, move (self, undoing, what, &dropped, error), error))
    return FALSE;
  if (dropped == NULL)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_CONFLICT,
               undoing ? _ ("“%s” cannot be undone: what was imported since stands against it. The "
                            "step was dropped; the next undo takes the one before it.")
                       : _ ("“%s” cannot be redone: what was imported since stands against it. The "
                            "step was dropped."),
               dropped);
  return FALSE;
}

gboolean
ecg_store_undo (EcgStore *self, EcgUndone *what, GError **error)
{
  g_return_val_if_fail (ECG_IS_STORE (self), FALSE);
  return move_in_transaction (self, TRUE, what, error);
}

gboolean
ecg_store_redo (EcgStore *self, EcgUndone *what, GError **error)
{
  g_return_val_if_fail (ECG_IS_STORE (self), FALSE);
  return move_in_transaction (self, FALSE, what, error);
}

static gboolean
read_text (EcgStore *self, const char *sql, char **text, GError **error)
{
  g_autoptr (sqlite3_stmt) edit = ecg_store_prepare (self, error, sql, "");
  gboolean row;

  if (edit == NULL || !ecg_store_step (self, edit, &row, error))
    return FALSE;
  *text = row ? g_strdup (ecg_store_column_text (edit, 3)) : NULL;
  return TRUE;
}

gboolean
ecg_store_get_history (EcgStore *self, char **undo_text, char **redo_text, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return (undo_text == NULL || read_text (self, LATEST_DONE, undo_text, error)) &&
         (redo_text == NULL || read_text (self, LATEST_UNDONE, redo_text, error));
}
