/*
 * Undo as stored edits: each holds what was before and what came after. It lives in the database
 * beside what it changes, in the same transaction, so that it survives whatever the edit survives.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>

#define EDIT_COLUMNS                                                                               \
  "SELECT id, kind, target, text, subject_before, activity_before, notes_before, "                 \
  "subject_after, activity_after, notes_after FROM edits "
#define LATEST_DONE EDIT_COLUMNS "WHERE undone = 0 ORDER BY id DESC LIMIT 1"
#define LATEST_UNDONE EDIT_COLUMNS "WHERE undone = 1 ORDER BY id ASC LIMIT 1"

gboolean
ecg_history_add (EcgStore             *self,
                 const char           *kind,
                 gint64                target,
                 const char           *text,
                 const EcgSessionEdit *before,
                 const EcgSessionEdit *after,
                 GError              **error)
{
  static const EcgSessionEdit nothing = { NULL, NULL, NULL };

  before = before != NULL ? before : &nothing;
  after = after != NULL ? after : &nothing;
  return ecg_store_run (self, error, "DELETE FROM edits WHERE undone = 1", "") &&
         ecg_store_run (
           self, error,
           "INSERT INTO edits (kind, target, text, subject_before, activity_before, notes_before,"
           " subject_after, activity_after, notes_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
           "sisssssss", kind, target, text, before->subject, before->activity, before->notes,
           after->subject, after->activity, after->notes);
}

/* @edit stands on an edit; @undoing chooses which of its sides is written. */
static gboolean
apply (EcgStore *self, sqlite3_stmt *edit, gboolean undoing, GError **error)
{
  const char  *kind = ecg_store_column_text (edit, 1);
  const gint64 target = sqlite3_column_int64 (edit, 2);
  const int    side = undoing ? 4 : 7;

  if (g_str_equal (kind, "labels"))
    return ecg_store_write_labels (self, target, ecg_store_column_text (edit, side),
                                   ecg_store_column_text (edit, side + 1),
                                   ecg_store_column_text (edit, side + 2), error);
  if (g_str_equal (kind, "remove-session"))
    return ecg_store_run (self, error, "UPDATE sessions SET removed = ? WHERE id = ?", "ii",
                          (gint64) !undoing, target);
  return ecg_store_run (self, error, "UPDATE runs SET removed = ? WHERE id = ?", "ii",
                        (gint64) !undoing, target);
}

static gboolean
move (EcgStore *self, gboolean undoing, gint64 *session, GError **error)
{
  g_autoptr (sqlite3_stmt) edit =
    ecg_store_prepare (self, error, undoing ? LATEST_DONE : LATEST_UNDONE, "");
  gboolean row;

  if (edit == NULL || !ecg_store_step (self, edit, &row, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
                           undoing ? _ ("There is nothing to undo.")
                                   : _ ("There is nothing to redo."));
      return FALSE;
    }
  if (session != NULL)
    *session = g_str_equal (ecg_store_column_text (edit, 1), "remove-run")
                 ? 0
                 : sqlite3_column_int64 (edit, 2);
  return apply (self, edit, undoing, error) &&
         ecg_store_run (self, error, "UPDATE edits SET undone = ? WHERE id = ?", "ii",
                        (gint64) undoing, (gint64) sqlite3_column_int64 (edit, 0));
}

gboolean
ecg_store_undo (EcgStore *self, gint64 *session, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_begin (self, error) &&
         ecg_store_end (self, move (self, TRUE, session, error), error);
}

gboolean
ecg_store_redo (EcgStore *self, gint64 *session, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_begin (self, error) &&
         ecg_store_end (self, move (self, FALSE, session, error), error);
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
