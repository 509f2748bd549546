/*
 * Runs in the store.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define RUN_COLUMNS                                                                                \
  "SELECT id, name, created, state, protocol, settings, checkpoint, curves, evaluation FROM runs "

static EcgRun *
new_run (sqlite3_stmt *row)
{
  const EcgRunFields fields = {
    .id = sqlite3_column_int64 (row, 0),
    .name = ecg_store_column_text (row, 1),
    .created = ecg_store_column_text (row, 2),
    .state = (EcgRunState) sqlite3_column_int (row, 3),
    .protocol = ecg_store_column_text (row, 4),
    .settings = ecg_store_column_text (row, 5),
    .checkpoint = ecg_store_column_text (row, 6),
    .curves = ecg_store_column_text (row, 7),
    .evaluation = ecg_store_column_text (row, 8),
  };

  return ecg_run_new (&fields);
}

static gboolean
check_name_is_free (EcgStore *self, const char *name, GError **error)
{
  gint64 taken;

  if (!ecg_store_query_int (self, &taken, 0, error, "SELECT id FROM runs WHERE name = ?", "s",
                            name))
    return FALSE;
  if (taken == 0)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS,
               _ ("There is a run called “%s” already; choose another name."), name);
  return FALSE;
}

gint64
ecg_store_add_run (EcgStore *self, const EcgRunFields *fields, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!check_name_is_free (self, fields->name, error))
    return 0;
  if (!ecg_store_run (self, error,
                      "INSERT INTO runs (name, created, state, protocol, settings, checkpoint, "
                      "curves, evaluation)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                      "ssisssss", fields->name, fields->created, (gint64) fields->state,
                      fields->protocol, fields->settings, fields->checkpoint, fields->curves,
                      fields->evaluation))
    return 0;
  return sqlite3_last_insert_rowid (self->connection);
}

gboolean
ecg_store_update_run (EcgStore *self, const EcgRunFields *fields, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_run (self, error,
                        "UPDATE runs SET state = ?, curves = coalesce (?, curves), evaluation = "
                        "nullif (coalesce (?, evaluation), '')"
                        " WHERE id = ?",
                        "issi", (gint64) fields->state, fields->curves, fields->evaluation,
                        fields->id);
}

static GPtrArray *
list_runs (EcgStore *self, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, RUN_COLUMNS "WHERE removed = 0 ORDER BY id DESC", "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&runs);
      g_ptr_array_add (runs, new_run (statement));
    }
  return NULL;
}

GPtrArray *
ecg_store_list_runs (EcgStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return list_runs (self, error);
}

static void
fail_not_found (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) runs = list_runs (self, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; runs != NULL && i < MIN (runs->len, 8); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ecg_run_get_name (runs->pdata[i]));
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
               _ ("There is no run called “%s”. Runs that are there: %s."), name,
               names->len > 0 ? names->str : _ ("none"));
}

EcgRun *
ecg_store_find_run (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    RUN_COLUMNS
    "WHERE removed = 0 AND (name = ?1 OR CAST (id AS TEXT) = ?1) ORDER BY name = ?1 DESC",
    "s", name);
  gboolean row;

  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return NULL;
  if (row)
    return new_run (statement);
  fail_not_found (self, name, error);
  return NULL;
}

static gboolean
remove_run (EcgStore *self, gint64 id, EcgStep *step, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, RUN_COLUMNS "WHERE id = ? AND removed = 0", "i", id);

  if (!ecg_store_step_to_row (self, statement, _ ("There is no run %" PRId64 "."), id, error))
    return FALSE;
  step->text = g_strdup_printf (_ ("removal of run %s"), ecg_store_column_text (statement, 1));
  return ecg_store_run (self, error, "UPDATE runs SET removed = 1 WHERE id = ?", "i", id);
}

gboolean
ecg_store_remove_run (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = { .kind = "remove-run", .session = id };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, remove_run (self, id, &step, error), error);
}
