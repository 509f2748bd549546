/* Libraries that somebody else made: what would run when they are read is refused. */

#include "core/library/store.h"

#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

static Scratch scratch;

/* A new library, changed by @sql. */
static char *
make_library (const char *sql)
{
  char *path = scratch_path (&scratch, "library.db");
  g_autoptr (EcgStore) store = NULL;
  sqlite3 *connection;

  g_unlink (path);
  store = ecg_store_open (path, NULL);
  g_assert_nonnull (store);
  g_clear_object (&store);
  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  if (sqlite3_exec (connection, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (connection));
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  return path;
}

static void
test_programs (void)
{
  static const char *const rows[] = {
    "DROP TABLE tags; CREATE VIEW tags AS WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 "
    "FROM c) SELECT x AS session, 'a' AS name FROM c",
    "CREATE TRIGGER t AFTER INSERT ON sessions BEGIN DELETE FROM runs; END",
    "ALTER TABLE sessions ADD COLUMN more TEXT AS (hex (zeroblob (500000000)))",
    "CREATE INDEX more ON sessions (hex (zeroblob (length (path))))",
    "ALTER TABLE sessions RENAME TO s; CREATE TABLE \"SESSIONS\" (id INTEGER PRIMARY KEY)",
    "DROP TABLE folders; CREATE VIRTUAL TABLE folders USING fts5 (path, used)",
    "CREATE VIEW more AS SELECT 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = make_library (rows[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_store_open (path, &error));
      g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY);
      g_assert_nonnull (strstr (error->message, "library.db"));
    }
}

static void
test_harmless (void)
{
  static const char *const rows[] = {
    "ANALYZE",
    "CREATE TABLE notes_of_my_own (x); CREATE INDEX my_own ON notes_of_my_own (x)",
    "VACUUM",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = make_library (rows[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgStore) store = ecg_store_open (path, &error);

      g_assert_no_error (error);
      g_assert_nonnull (store);
    }
}

static void
test_schema_below_zero (void)
{
  g_autofree char *path = make_library ("PRAGMA user_version = -1");
  g_autoptr (GError) error = NULL;

  g_assert_null (ecg_store_open (path, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open (&scratch);
  g_test_add_func ("/library/hostile/programs", test_programs);
  g_test_add_func ("/library/hostile/harmless", test_harmless);
  g_test_add_func ("/library/hostile/schema-below-zero", test_schema_below_zero);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
