/*
 * The connection, and the only ways to speak to SQLite: every return code passes through
 * ecg_store_fail().
 */

#include "core/library/store-private.h"

#include "core/library/backup.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

/* How long a write waits for another program's. */
#define BUSY_TIMEOUT_MS 10000

/* Of one value: curves, evaluations, the changes of one edit. */
#define MOST_BYTES (256 << 20)

G_DEFINE_FINAL_TYPE (EcgStore, ecg_store, G_TYPE_OBJECT)

static void
ecg_store_finalize (GObject *object)
{
  EcgStore *self = ECG_STORE (object);

  sqlite3_close (self->connection);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  G_OBJECT_CLASS (ecg_store_parent_class)->finalize (object);
}

static void
ecg_store_class_init (EcgStoreClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ecg_store_finalize;
}

static void
ecg_store_init (EcgStore *self)
{
  g_mutex_init (&self->lock);
}

char *
ecg_store_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "dt4ecg", "library.db", NULL);
}

const char *
ecg_store_get_path (EcgStore *self)
{
  g_return_val_if_fail (ECG_IS_STORE (self), NULL);
  return self->path;
}

char *
ecg_store_dup_runs_folder (EcgStore *self)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (ECG_IS_STORE (self), NULL);

  folder = g_path_get_dirname (self->path);
  return g_build_filename (folder, "runs", NULL);
}

gboolean
ecg_store_fail_with (EcgStore *self, int code, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  const char *said = sqlite3_errcode (self->connection) == code ? sqlite3_errmsg (self->connection)
                                                                : sqlite3_errstr (code);

  if (code == SQLITE_NOTADB)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY,
                 _ ("%s is not a library of DT4ECG: it is no database."), name);
  else if (code == SQLITE_CORRUPT)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED,
                 _ ("The library %s is damaged: %s."), name, said);
  else if (code == SQLITE_CANTOPEN)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED,
                 _ ("The library %s cannot be opened or made there."), self->path);
  else
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED, _ ("The library %s: %s."),
                 name, said);
  return FALSE;
}

gboolean
ecg_store_fail (EcgStore *self, GError **error)
{
  return ecg_store_fail_with (self, sqlite3_errcode (self->connection), error);
}

static int
bind_bytes (sqlite3_stmt *statement, int position, va_list *values)
{
  const void *bytes = va_arg (*values, const void *);
  const int   n_bytes = va_arg (*values, int);

  return sqlite3_bind_blob (statement, position, bytes, n_bytes, SQLITE_TRANSIENT);
}

static int
bind_value (sqlite3_stmt *statement, int position, char type, va_list *values)
{
  switch (type)
    {
    case 's':
      return sqlite3_bind_text (statement, position, va_arg (*values, const char *), -1,
                                SQLITE_TRANSIENT);
    case 'i':
      return sqlite3_bind_int64 (statement, position, va_arg (*values, gint64));
    case 'd':
      return sqlite3_bind_double (statement, position, va_arg (*values, double));
    case 'b':
      return bind_bytes (statement, position, values);
    default:
      g_assert_not_reached ();
    }
}

static sqlite3_stmt *
prepare (EcgStore *self, GError **error, const char *sql, const char *types, va_list *values)
{
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (sqlite3_prepare_v2 (self->connection, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      ecg_store_fail (self, error);
      return NULL;
    }
  for (int i = 0; types[i] != '\0'; i++)
    if (bind_value (statement, i + 1, types[i], values) != SQLITE_OK)
      {
        ecg_store_fail (self, error);
        return NULL;
      }
  return g_steal_pointer (&statement);
}

sqlite3_stmt *
ecg_store_prepare (EcgStore *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list       values;

  va_start (values, types);
  statement = prepare (self, error, sql, types, &values);
  va_end (values);
  return statement;
}

gboolean
ecg_store_step (EcgStore *self, sqlite3_stmt *statement, gboolean *row, GError **error)
{
  const int code = sqlite3_step (statement);

  *row = code == SQLITE_ROW;
  return code == SQLITE_ROW || code == SQLITE_DONE || ecg_store_fail (self, error);
}

gboolean
ecg_store_step_to_row (
  EcgStore *self, sqlite3_stmt *statement, const char *format, gint64 id, GError **error)
{
  gboolean row;

  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return FALSE;
  if (!row)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND, format, id);
  return row;
}

gboolean
ecg_store_run (EcgStore *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean row;
  va_list  values;

  va_start (values, types);
  statement = prepare (self, error, sql, types, &values);
  va_end (values);
  return statement != NULL && ecg_store_step (self, statement, &row, error);
}

gboolean
ecg_store_query_int (EcgStore   *self,
                     gint64     *value,
                     gint64      fallback,
                     GError    **error,
                     const char *sql,
                     const char *types,
                     ...)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean row;
  va_list  values;

  va_start (values, types);
  statement = prepare (self, error, sql, types, &values);
  va_end (values);
  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return FALSE;
  *value = row ? sqlite3_column_int64 (statement, 0) : fallback;
  return TRUE;
}

gboolean
ecg_store_begin (EcgStore *self, GError **error)
{
  return ecg_store_run (self, error, "BEGIN IMMEDIATE", "");
}

gboolean
ecg_store_end (EcgStore *self, gboolean done, GError **error)
{
  if (done && ecg_store_run (self, error, "COMMIT", ""))
    return TRUE;
  /* What failed is told already; a roll-back that fails as well leaves nothing behind either. */
  ecg_store_run (self, NULL, "ROLLBACK", "");
  return FALSE;
}

const char *
ecg_store_column_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED,
               _ ("The folder %s for the library cannot be made: %s."), folder, g_strerror (errno));
  return FALSE;
}

/* A library may come from somebody else: what stands in its schema is not trusted, a page is not
 * believed, and no value is larger than anything that we keep. */
static void
harden (EcgStore *self)
{
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_limit (self->connection, SQLITE_LIMIT_LENGTH, MOST_BYTES);
}

EcgStore *
ecg_store_connect (const char *path, int flags, GError **error)
{
  g_autoptr (EcgStore) self = g_object_new (ECG_TYPE_STORE, NULL);

  self->path = g_canonicalize_filename (path, NULL);
  if (sqlite3_open_v2 (self->path, &self->connection, flags, NULL) != SQLITE_OK ||
      sqlite3_busy_timeout (self->connection, BUSY_TIMEOUT_MS) != SQLITE_OK)
    {
      ecg_store_fail (self, error);
      return NULL;
    }
  harden (self);
  return g_steal_pointer (&self);
}

/* Whether it is one of ours and whole; damage is told with what can be restored. A file that SQLite
 * does not even take for a database was a library if there are backups of it. */
static gboolean
check_whole (EcgStore *self, gint64 *version, GError **error)
{
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) local_error = NULL;

  if (ecg_schema_check (self, version, &local_error))
    problems = ecg_backup_list_problems (self, FALSE, &local_error);
  if (problems != NULL && problems[0] == NULL)
    return TRUE;
  if (problems != NULL)
    return ecg_backup_fail_damaged (self->path, problems[0], error);
  if (g_error_matches (local_error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED))
    return ecg_backup_fail_damaged (self->path, sqlite3_errmsg (self->connection), error);
  if (g_error_matches (local_error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY))
    {
      g_autoptr (GPtrArray) backups = ecg_backup_list (self->path);

      if (backups->len > 0)
        return ecg_backup_fail_damaged (self->path, _ ("it does not begin as one"), error);
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

EcgStore *
ecg_store_open (const char *path, GError **error)
{
  const int        flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  g_autofree char *whole = NULL;
  g_autoptr (EcgStore) self = NULL;
  gint64 version;

  g_return_val_if_fail (path != NULL, NULL);

  whole = g_canonicalize_filename (path, NULL);
  if (!make_folder (whole, error))
    return NULL;
  self = ecg_store_connect (whole, flags, error);
  if (self == NULL || !check_whole (self, &version, error) ||
      !ecg_schema_update (self, version, error) ||
      !ecg_store_query_int (self, &self->data_version, 0, error, "PRAGMA data_version", ""))
    return NULL;
  ecg_backup_make_daily (self);
  return g_steal_pointer (&self);
}

gboolean
ecg_store_poll (EcgStore *self, gboolean *changed, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 version;

  if (!ecg_store_query_int (self, &version, 0, error, "PRAGMA data_version", ""))
    return FALSE;
  *changed = version != self->data_version;
  self->data_version = version;
  return TRUE;
}
