/*
 * The schema, as numbered steps: step n brings version n to n + 1. A step that was released is
 * never edited.
 */

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

  /* 2: what is known of people and activities. Names that are not `kept` are shown while something
   * uses them. (`removed` was for names that were merged; nothing sets it.) */
  "ALTER TABLE subjects ADD COLUMN pseudonym TEXT;"
  "ALTER TABLE subjects ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE subjects ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;"
  "CREATE UNIQUE INDEX subjects_by_pseudonym ON subjects (pseudonym);"
  "CREATE TABLE attributes ("
  "  subject INTEGER NOT NULL REFERENCES subjects (id),"
  "  name TEXT NOT NULL,"
  "  value TEXT NOT NULL,"
  "  PRIMARY KEY (subject, name)) STRICT, WITHOUT ROWID;"
  "ALTER TABLE activities ADD COLUMN colour TEXT;" /* #rrggbb; NULL: the window chooses */
  "ALTER TABLE activities ADD COLUMN letter TEXT;" /* NULL: one of its name */
  "ALTER TABLE activities ADD COLUMN position INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE activities ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE activities ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;"
  "UPDATE activities SET position = id;",

  /* 3: where sessions come from. `files` and `original_names` hold one name a line; `size` and
   * `mtime_us` are the sum and the newest of the files, as they were when they were read. */
  "ALTER TABLE sessions ADD COLUMN imported TEXT;"
  "ALTER TABLE sessions ADD COLUMN importer TEXT;"
  "ALTER TABLE sessions ADD COLUMN origin TEXT;"
  "ALTER TABLE sessions ADD COLUMN original_names TEXT;"
  "ALTER TABLE sessions ADD COLUMN device TEXT;"
  "ALTER TABLE sessions ADD COLUMN started TEXT;"
  "ALTER TABLE sessions ADD COLUMN files TEXT;"
  "ALTER TABLE sessions ADD COLUMN size INTEGER;"
  "ALTER TABLE sessions ADD COLUMN mtime_us INTEGER;"
  "ALTER TABLE sessions ADD COLUMN quality REAL;"
  "CREATE INDEX sessions_by_path ON sessions (path);"
  "CREATE INDEX sessions_by_size ON sessions (size);"
  "CREATE TABLE tags ("
  "  session INTEGER NOT NULL REFERENCES sessions (id),"
  "  name TEXT NOT NULL,"
  "  PRIMARY KEY (session, name)) STRICT, WITHOUT ROWID;"
  "CREATE INDEX tags_by_name ON tags (name);"
  "CREATE TABLE folders (path TEXT PRIMARY KEY, used TEXT NOT NULL) STRICT, WITHOUT ROWID;",

  /* 4: intervals. `level` is the least l with to_sample − from_sample ≤ 2^l: by it, all that
   * overlaps a span is found without reading what ends before. */
  "CREATE TABLE labels ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  session INTEGER NOT NULL REFERENCES sessions (id),"
  "  from_sample INTEGER NOT NULL CHECK (from_sample >= 0),"
  "  to_sample INTEGER NOT NULL CHECK (to_sample >= from_sample)," /* not part of it */
  "  level INTEGER NOT NULL,"
  "  activity INTEGER REFERENCES activities (id),"
  "  text TEXT,"
  "  layer TEXT NOT NULL,"
  "  author TEXT NOT NULL,"
  "  created TEXT NOT NULL,"
  "  confidence REAL CHECK (confidence BETWEEN 0 AND 1),"
  "  CHECK (activity IS NOT NULL OR text IS NOT NULL)) STRICT;"
  "CREATE INDEX labels_by_level ON labels (session, level, from_sample);"
  "CREATE INDEX labels_by_place ON labels (session, from_sample, to_sample, layer);"
  "CREATE INDEX labels_by_activity ON labels (activity);",

  /* 5: undo steps of any kind: what changed, as a changeset of SQLite's session extension. */
  "ALTER TABLE edits ADD COLUMN changes BLOB;"
  "ALTER TABLE edits ADD COLUMN made TEXT;",
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
  if (*version < 0)
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY,
                   _ ("%s is not a library of DT4ECG: its schema has the number %d."), name,
                   (int) *version);
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
refuse_schema (EcgStore *self, const char *type, const char *object, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY,
               _ ("%s is not a library as DT4ECG makes it: its %s “%s” was expected to be another, "
                  "or not to be there."),
               name, type, object);
  return FALSE;
}

/* SQLite keeps a statement as it was written; versions differ in blanks and quotes. */
static gboolean
same_statement (const char *a, const char *b)
{
  while (a != NULL && b != NULL)
    {
      a += strspn (a, " \t\r\n\"");
      b += strspn (b, " \t\r\n\"");
      if (*a != *b)
        return FALSE;
      if (*a == '\0')
        return TRUE;
      a++;
      b++;
    }
  return a == b;
}

/* The schema of @version as it should be, in memory. */
static sqlite3 *
make_reference (gint64 version)
{
  sqlite3 *reference = NULL;
  gboolean made = sqlite3_open (":memory:", &reference) == SQLITE_OK;

  for (gint64 step = 0; made && step < version; step++)
    made = sqlite3_exec (reference, steps[step], NULL, NULL, NULL) == SQLITE_OK;
  if (made)
    return reference;
  sqlite3_close (reference);
  return NULL;
}

static const char *
text_at (sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  return text != NULL ? text : "";
}

/* Whether one of our tables could mean or use the object of @row. @find: of the reference, by name:
 * its type and statement. */
static gboolean
check_object (EcgStore *self, sqlite3_stmt *row, sqlite3_stmt *find, GError **error)
{
  const char *type = text_at (row, 0), *object = text_at (row, 1);
  gboolean    known, same, of_ours;

  sqlite3_reset (find);
  sqlite3_bind_text (find, 1, object, -1, SQLITE_TRANSIENT);
  known = sqlite3_step (find) == SQLITE_ROW;
  same = known && g_str_equal (type, text_at (find, 0)) &&
         same_statement ((const char *) sqlite3_column_text (row, 3),
                         (const char *) sqlite3_column_text (find, 1));
  sqlite3_reset (find);
  sqlite3_bind_text (find, 1, text_at (row, 2), -1, SQLITE_TRANSIENT);
  of_ours = sqlite3_step (find) == SQLITE_ROW;
  if (same || (!known && !of_ours && (g_str_equal (type, "table") || g_str_equal (type, "index"))))
    return TRUE;
  return refuse_schema (self, type, object, error);
}

/* Views, triggers and computed columns are programs that run when a database is read: one that
 * somebody else made could compute without end, or fill the memory. */
static gboolean
check_schema (EcgStore *self, gint64 version, GError **error)
{
  sqlite3      *reference = make_reference (version);
  sqlite3_stmt *row = NULL, *find = NULL;
  gboolean      more = FALSE, checked = FALSE;

  if (reference != NULL &&
      sqlite3_prepare_v2 (reference,
                          "SELECT type, sql FROM sqlite_schema WHERE lower (name) = lower (?1)", -1,
                          &find, NULL) == SQLITE_OK)
    row = ecg_store_prepare (self, error,
                             "SELECT type, name, tbl_name, sql FROM sqlite_schema "
                             "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                             "");
  else
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED,
                 _ ("There is not enough memory to open the library %s."), self->path);
  if (row != NULL)
    {
      while ((checked = ecg_store_step (self, row, &more, error)) && more)
        if (!check_object (self, row, find, error))
          {
            checked = FALSE;
            break;
          }
    }
  sqlite3_finalize (row);
  sqlite3_finalize (find);
  sqlite3_close (reference);
  return checked;
}

gboolean
ecg_schema_check (EcgStore *self, gint64 *version, GError **error)
{
  return check_ours (self, version, error) && check_schema (self, *version, error);
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
ecg_schema_update (EcgStore *self, gint64 version, GError **error)
{
  if (!execute (self,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
                error))
    return FALSE;
  if (version == (gint64) G_N_ELEMENTS (steps))
    return TRUE;
  return (version == 0 || ecg_backup_before_schema (self, error)) &&
         ecg_store_begin (self, error) && ecg_store_end (self, climb (self, error), error);
}
