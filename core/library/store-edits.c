/*
 * What people do to sessions, one or many at once: each call is one step of undo.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>

static char *
dup_name (EcgSession *session)
{
  return g_path_get_basename (ecg_session_get_path (session));
}

static const char *
edited (const char *edit, const char *now)
{
  return edit != NULL ? edit : now;
}

/* @name: (out): of the session's file */
static gboolean
edit_session (EcgStore *self, const EcgSessionChange *change, char **name, GError **error)
{
  g_autoptr (EcgSession) session = ecg_store_read_session (self, change->id, error);
  const EcgSessionEdit   *edit = &change->edit;
  const EcgSessionFields *now;

  if (session == NULL)
    return FALSE;
  now = ecg_session_get_fields (session);
  g_free (*name);
  *name = dup_name (session);
  return ecg_store_write_labels (self, change->id, edited (edit->subject, now->subject),
                                 edited (edit->activity, now->activity),
                                 edited (edit->notes, now->notes), error) &&
         (edit->tags == NULL || ecg_store_write_tags (self, change->id, edit->tags, error));
}

static gboolean
edit_sessions (
  EcgStore *self, const EcgSessionChange *changes, gsize n, EcgStep *step, GError **error)
{
  g_autofree char *name = NULL;

  for (gsize i = 0; i < n; i++)
    if (!edit_session (self, &changes[i], &name, error))
      return FALSE;
  step->text =
    n == 1 ? g_strdup_printf (_ ("labels of %s"), name)
           : g_strdup_printf (
               ngettext ("labels of %u session", "labels of %u sessions", (gulong) n), (guint) n);
  return TRUE;
}

gboolean
ecg_store_edit_sessions (EcgStore *self, const EcgSessionChange *changes, gsize n, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "session", .session = n == 1 ? changes[0].id : 0 };

  return n == 0 ||
         (ecg_step_begin (self, &step, error) &&
          ecg_step_end (self, &step, edit_sessions (self, changes, n, &step, error), error));
}

gboolean
ecg_store_edit_session (EcgStore *self, gint64 id, const EcgSessionEdit *edit, GError **error)
{
  return ecg_store_edit_sessions (self, &(EcgSessionChange){ id, *edit }, 1, error);
}

/* Removal */

static gboolean
set_removed (EcgStore *self, gint64 id, gboolean removed, GError **error)
{
  return ecg_store_run (self, error, "UPDATE sessions SET removed = ? WHERE id = ?", "ii",
                        (gint64) removed, id);
}

static gboolean
remove_sessions (EcgStore *self, const gint64 *ids, gsize n, EcgStep *step, GError **error)
{
  g_autofree char *name = NULL;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = ecg_store_read_session (self, ids[i], error);

      if (session == NULL || !set_removed (self, ids[i], TRUE, error))
        return FALSE;
      g_free (name);
      name = dup_name (session);
    }
  step->text =
    n == 1 ? g_strdup_printf (_ ("removal of %s"), name)
           : g_strdup_printf (
               ngettext ("removal of %u session", "removal of %u sessions", (gulong) n), (guint) n);
  return TRUE;
}

gboolean
ecg_store_remove_sessions (EcgStore *self, const gint64 *ids, gsize n, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "remove-session", .session = n == 1 ? ids[0] : 0 };

  return n == 0 ||
         (ecg_step_begin (self, &step, error) &&
          ecg_step_end (self, &step, remove_sessions (self, ids, n, &step, error), error));
}

gboolean
ecg_store_remove_session (EcgStore *self, gint64 id, GError **error)
{
  return ecg_store_remove_sessions (self, &id, 1, error);
}

/* Imports */

/* Each session came in a transaction of its own, so that nothing is lost on the way; what is
 * recorded is that they are on the lists. */
static gboolean
record_arrival (EcgStore *self, const gint64 *ids, gsize n, EcgStep *step, GError **error)
{
  g_autofree char *name = NULL;

  sqlite3session_enable (step->recorder, FALSE);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = ecg_store_read_session (self, ids[i], error);

      if (session == NULL || !set_removed (self, ids[i], TRUE, error))
        return FALSE;
      g_free (name);
      name = dup_name (session);
    }
  sqlite3session_enable (step->recorder, TRUE);
  for (gsize i = 0; i < n; i++)
    if (!set_removed (self, ids[i], FALSE, error))
      return FALSE;
  step->text =
    n == 1
      ? g_strdup_printf (_ ("import of %s"), name)
      : g_strdup_printf (ngettext ("import of %u recording", "import of %u recordings", (gulong) n),
                         (guint) n);
  return TRUE;
}

gboolean
ecg_store_record_import (EcgStore *self, const gint64 *ids, gsize n, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "import", .session = n == 1 ? ids[0] : 0 };

  return n == 0 || (ecg_step_begin (self, &step, error) &&
                    ecg_step_end (self, &step, record_arrival (self, ids, n, &step, error), error));
}

/* How files are read */

gboolean
ecg_store_refresh_session (EcgStore *self, const EcgSessionFields *fields, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_begin (self, error) &&
         ecg_store_end (self, ecg_store_write_reading (self, fields->id, fields, error), error);
}

gboolean
ecg_store_distrust_file (EcgStore *self, const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);

  return ecg_store_run (
    self, error, "UPDATE sessions SET size = NULL, mtime_us = NULL WHERE path = ?", "s", whole);
}
