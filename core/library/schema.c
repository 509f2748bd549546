/*
 * The schema, as numbered steps: step n brings version n to n + 1. A step that was released is
 * never edited.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>

/* "ECG1" in ASCII: tells our files from other databases. */
#define APPLICATION_ID 0x45434731

static const char *const steps[] = {
  "CREATE TABLE subjects (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE TABLE activities (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE TABLE sessions ("
  "  id INTEGER PRIMARY KEY,"
  "  path TEXT NOT NULL,"
  "  fingerprint TEXT NOT NULL UNIQUE,"
  "  format TEXT NOT NULL,"
  "  rate_hz REAL NOT NULL,"
  "  n_samples INTEGER NOT NULL,"
  "  leads TEXT NOT NULL," /* names, one a line */
  "  subject INTEGER REFERENCES subjects (id),"
  "  activity INTEGER REFERENCES activities (id),"
  "  notes TEXT,"
  "  removed INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE INDEX sessions_by_subject ON sessions (subject, activity);"
  "CREATE TABLE runs ("
  "  id INTEGER PRIMARY KEY,"
  "  name TEXT NOT NULL UNIQUE,"
  "  created TEXT NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  protocol TEXT NOT NULL,"
  "  settings TEXT NOT NULL,"
  "  checkpoint TEXT NOT NULL,"
  "  curves TEXT,"
  "  evaluation TEXT,"
  "  removed INTEGER NOT NULL DEFAULT 0) STRICT;"
  "CREATE TABLE edits ("
  "  id INTEGER PRIMARY KEY,"
  "  kind TEXT NOT NULL," /* labels, remove-session, remove-run */
  "  target INTEGER NOT NULL,"
  "  text TEXT NOT NULL,"
  "  subject_before TEXT, activity_before TEXT, notes_before TEXT,"
  "  subject_after TEXT, activity_after TEXT, notes_after TEXT,"
  "  undone INTEGER NOT NULL DEFAULT 0) STRICT;",
};

static gboolean
is_empty (EcgStore *self, gboolean *empty, GError **error)
{
  gint64 n;

  if (!ecg_store_query_int (self, &n, 0, error, "SELECT count(*) FROM sqlite_schema", ""))
    return FALSE;
  *empty = n == 0;
  return TRUE;
}

/* Looks before anything is written: a file that is not ours stays as it is. */
static gboolean
check_ours (EcgStore *self, gint64 *version, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  gint64           application;
  gboolean         empty;

  if (!is_empty (self, &empty, error) ||
      !ecg_store_query_int (self, &application, 0, error, "PRAGMA application_id", "") ||
      !ecg_store_query_int (self, version, 0, error, "PRAGMA user_version", ""))
    return FALSE;
  if (!empty && application != APPLICATION_ID)
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY,
                   _ ("%s is a database of another program, not a library of DT4ECG."), name);
      return FALSE;
    }
  if (*version > (gint64) G_N_ELEMENTS (steps))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NEWER,
                   _ ("%s was made by a newer DT4ECG (schema %d; this one knows up to %d). It was "
                      "left as it is; update the program to open it."),
                   name, (int) *version, (int) G_N_ELEMENTS (steps));
      return FALSE;
    }
  return TRUE;
}

static gboolean
execute (EcgStore *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->connection, sql, NULL, NULL, NULL) == SQLITE_OK ||
         ecg_store_fail (self, error);
}

/* A PRAGMA takes no bound values; both numbers are constants of this file. */
static gboolean
set_version (EcgStore *self, gsize version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                          APPLICATION_ID, (int) version);

  return execute (self, sql, error);
}

static gboolean
climb (EcgStore *self, GError **error)
{
  gint64 version; /* read again: another program may have climbed while we waited for the lock */

  if (!ecg_store_query_int (self, &version, 0, error, "PRAGMA user_version", ""))
    return FALSE;
  for (gsize step = (gsize) version; step < G_N_ELEMENTS (steps); step++)
    if (!execute (self, steps[step], error) || !set_version (self, step + 1, error))
      return FALSE;
  return TRUE;
}

gboolean
ecg_schema_update (EcgStore *self, GError **error)
{
  gint64 version;

  if (!check_ours (self, &version, error))
    return FALSE;
  if (!execute (self,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
                error))
    return FALSE;
  if (version == (gint64) G_N_ELEMENTS (steps))
    return TRUE;
  return ecg_store_begin (self, error) && ecg_store_end (self, climb (self, error), error);
}
