/* Migrations: libraries as each earlier schema left them (dumps under tests/golden/library, made by
 * the program of that time) are opened, hold what they held, and take their old undo steps back. */

#include "core/library/store-names.h"
#include "tests/support/store-fixture.h"

#define NEWEST_SCHEMA 5

static void
restore_dump (StoreFixture *self, gconstpointer name)
{
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "golden", "library", name, NULL);
  g_autofree char *sql = NULL;
  sqlite3         *connection;
  char            *message = NULL;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  scratch_open (&self->scratch);
  self->path = scratch_path (&self->scratch, "library.db");
  g_assert_cmpint (sqlite3_open (self->path, &connection), ==, SQLITE_OK);
  sqlite3_exec (connection, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (connection);
}

static gint64
query (const char *path, const char *sql)
{
  sqlite3      *connection;
  sqlite3_stmt *row;
  gint64        value;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &row, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (row, 0);
  sqlite3_finalize (row);
  sqlite3_close (connection);
  return value;
}

static char *
describe (EcgStore *store, gint64 id)
{
  g_autoptr (EcgSession) session = ecg_store_get_session (store, id, NULL);
  const EcgSessionFields *fields;

  if (session == NULL)
    return g_strdup ("gone");
  fields = ecg_session_get_fields (session);
  return g_strdup_printf ("%s|%s|%s|%s", fields->path, fields->subject, fields->activity,
                          fields->notes);
}

static void
assert_session (EcgStore *store, gint64 id, const char *expected)
{
  g_autofree char *text = describe (store, id);

  g_assert_cmpstr (text, ==, expected);
}

/* What make-schema.sh did. */
static void
assert_contents (EcgStore *store)
{
  g_auto (GStrv) activities = ecg_store_list_activities (store, NULL);
  g_autofree char *names = g_strjoinv (",", activities);
  g_autoptr (EcgRun) run = ecg_store_find_run (store, "first", NULL);

  assert_session (store, 1, "/golden/cohort/s01_hand_bike_1.hea|S01|stairs|first\nsecond line");
  assert_session (store, 2, "/golden/cohort/s01_hand_bike_2.hea|(null)|hand bike|nobody's");
  assert_session (store, 3, "gone");
  assert_session (store, 4, "/golden/cohort/s01_jogging_2.hea|S01|jogging|(null)");
  g_assert_cmpstr (names, ==, "hand bike,jogging,mental arithmetic,stairs");
  g_assert_cmpint (ecg_run_get_state (run), ==, ECG_RUN_FINISHED);
}

static void
test_climb (StoreFixture *self, gconstpointer name)
{
  g_autoptr (GError) error = NULL;

  store_fixture_reopen (self);
  g_assert_cmpint (query (self->path, "PRAGMA user_version"), ==, NEWEST_SCHEMA);
  g_assert_cmpint (query (self->path, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
  assert_contents (self->store);
  store_fixture_reopen (self); /* again, from the newest */
  assert_contents (self->store);

  for (guint i = 0; i < 4; i++)
    g_assert_true (ecg_store_undo (self->store, NULL, NULL));
  g_assert_false (ecg_store_undo (self->store, NULL, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
  assert_session (self->store, 1, "/golden/cohort/s01_hand_bike_1.hea|S01|hand bike|(null)");
  assert_session (self->store, 2, "/golden/cohort/s01_hand_bike_2.hea|S01|hand bike|(null)");
  assert_session (self->store, 3, "/golden/cohort/s01_jogging_1.hea|S01|jogging|(null)");
  for (guint i = 0; i < 4; i++)
    g_assert_true (ecg_store_redo (self->store, NULL, NULL));
  assert_contents (self->store);
}

/* A step that fails leaves the library at the schema that it had, and unharmed. */
static void
test_failed_step (StoreFixture *self, gconstpointer name)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *connection;

  g_assert_cmpint (sqlite3_open (self->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, "CREATE TABLE labels (x)", NULL, NULL, NULL), ==,
                   SQLITE_OK); /* stands in the way of step 4 */
  sqlite3_close (connection);
  g_assert_null (ecg_store_open (self->path, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED);
  g_assert_cmpint (query (self->path, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query (self->path, "SELECT count(*) FROM sqlite_schema WHERE name = 'tags'"), ==,
                   0);
  g_assert_cmpint (query (self->path, "SELECT count(*) FROM sessions"), ==, 5);
}

#define ADD(path, dump, func)                                                                      \
  g_test_add (path, StoreFixture, dump, restore_dump, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/library/schema/climb-1", "schema-1.sql", test_climb);
  ADD ("/library/schema/climb-5", "schema-5.sql", test_climb);
  ADD ("/library/schema/failed-step", "schema-1.sql", test_failed_step);
  return g_test_run ();
}
