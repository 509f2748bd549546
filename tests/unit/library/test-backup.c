/* Copies of the library: made by themselves and on request, and put in its place again, also where
 * it is damaged. */

#include "core/library/backup.h"
#include "tests/support/store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static guint
count (const char *path, const char *reason)
{
  g_autoptr (GPtrArray) backups = ecg_backup_list (path);
  guint n = 0;

  for (guint i = 0; i < backups->len; i++)
    n += g_str_equal (((EcgBackup *) backups->pdata[i])->reason, reason);
  return n;
}

static guint
count_sessions (EcgStore *store)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, NULL);

  return sessions->len;
}

static void
assert_whole (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = ecg_backup_check (path, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (problems[0], ==, NULL);
}

static void
test_daily (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = scratch_path (&self->scratch, "backups");

  g_assert_cmpuint (count (self->path, "daily"), ==, 0); /* of an empty library there is none */
  store_fixture_add (self->store, "a", "Anna", "walking");
  store_fixture_reopen (self);
  store_fixture_reopen (self);
  g_assert_cmpuint (count (self->path, "daily"), ==, 1); /* a day */

  for (int day = 1; day <= 9; day++)
    {
      g_autofree char *name = g_strdup_printf ("library-2020-01-%02dT000000Z-daily.db", day);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_true (g_file_set_contents (path, "x", -1, NULL));
    }
  {
    g_autoptr (GPtrArray) backups = ecg_backup_list (self->path);

    g_remove (((EcgBackup *) backups->pdata[0])->path); /* today's */
  }
  store_fixture_reopen (self);
  g_assert_cmpuint (count (self->path, "daily"), ==, 7); /* a week of them */
}

static void
test_on_request (StoreFixture *self, gconstpointer data)
{
  g_autofree char *path = scratch_path (&self->scratch, "copy.db");
  g_autofree char *made = NULL;
  g_autofree char *again = NULL;
  g_autofree char *dated = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *present = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_add (self->store, "a", "Anna", "walking");
  made = ecg_backup_make (self->store, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (made, ==, path);
  assert_whole (path);
  again = ecg_backup_make (self->store, path, &error);
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS);
  g_clear_error (&error);
  dated = ecg_backup_make (self->store, NULL, NULL);
  g_assert_cmpuint (count (self->path, "manual"), ==, 1);

  before = store_fixture_dump (self->path);
  store_fixture_add (self->store, "b", "Bea", "resting");
  present = store_fixture_dump (self->path);
  /* While it is open: whoever has it open goes on with what is there then. */
  g_assert_true (ecg_backup_restore (self->path, path, &kept, &error));
  g_assert_no_error (error);
  after = store_fixture_dump (self->path);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (count_sessions (self->store), ==, 1);
  store_fixture_add (self->store, "c", "Clara", NULL);

  /* And back: what was there was kept. */
  g_free (path);
  path = g_steal_pointer (&kept);
  g_assert_true (ecg_backup_restore (self->path, path, &kept, &error));
  g_free (after);
  after = store_fixture_dump (self->path);
  g_assert_cmpstr (after, ==, present);
  assert_whole (self->path);
}

static void
test_refused (StoreFixture *self, gconstpointer data)
{
  g_autofree char *junk = scratch_write (&self->scratch, "junk.db", "no database at all", -1);
  g_autofree char *none = scratch_path (&self->scratch, "none.db");
  g_autofree char *newer = scratch_path (&self->scratch, "newer.db");
  g_autofree char *made = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *connection;

  store_fixture_add (self->store, "a", "Anna", "walking");
  made = ecg_backup_make (self->store, newer, NULL);
  g_assert_cmpint (sqlite3_open (newer, &connection), ==, SQLITE_OK);
  sqlite3_exec (connection, "PRAGMA user_version = 99", NULL, NULL, NULL);
  sqlite3_close (connection);
  before = store_fixture_dump (self->path);

  g_assert_false (ecg_backup_restore (self->path, junk, &kept, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY);
  g_clear_error (&error);
  g_assert_false (ecg_backup_restore (self->path, none, &kept, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ecg_backup_restore (self->path, newer, &kept, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NEWER);
  g_clear_error (&error);
  g_assert_false (ecg_backup_restore (self->path, self->path, &kept, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID);
  after = store_fixture_dump (self->path);
  g_assert_cmpstr (after, ==, before);
}

/* Overwrites what lies between two places of the file. */
static void
damage (const char *path, gsize begin, gsize end)
{
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, >, end);
  memset (bytes + begin, 0xa5, end - begin);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
}

static void
test_damaged (StoreFixture *self, gconstpointer data)
{
  /* Pages behind the first; the head of the file; the first page behind its head. */
  static const gsize places[][2] = { { 4096, 40000 }, { 0, 64 }, { 100, 4000 } };

  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%d", i);

      store_fixture_add (self->store, name, "Anna", "walking");
    }
  store_fixture_reopen (self); /* makes today's backup */
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *kept = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) backups = ecg_backup_list (self->path);
      const EcgBackup *whole = NULL;
      EcgStore        *store;

      for (guint b = 0; b < backups->len; b++)
        if (g_str_equal (((EcgBackup *) backups->pdata[b])->reason, "daily"))
          whole = backups->pdata[b];
      g_assert_nonnull (whole);
      g_clear_object (&self->store);
      damage (self->path, places[i][0], places[i][1]);

      store = ecg_store_open (self->path, &error);
      g_assert_null (store);
      g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED);
      g_assert_nonnull (strstr (error->message, whole->path)); /* says what can be restored */
      g_assert_null (strchr (error->message, '\n'));           /* one sentence */
      g_clear_error (&error);
      g_assert_cmpuint (count (self->path, "damaged"), >=, 1);
      g_assert_true (ecg_backup_restore (self->path, whole->path, &kept, &error));
      g_assert_no_error (error);
      g_assert_nonnull (kept);
      store_fixture_reopen (self);
      g_assert_cmpuint (count_sessions (self->store), ==, 40);
      assert_whole (self->path);
    }
}

static void
test_damaged_without (StoreFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EcgStore *store;

  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%d", i);

      store_fixture_add (self->store, name, "Anna", "walking");
    }
  g_clear_object (&self->store);
  damage (self->path, 4096, 40000);
  store = ecg_store_open (self->path, &error);
  g_assert_null (store);
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED);
}

static void
test_before_schema (StoreFixture *self, gconstpointer data)
{
  g_autofree char *dump =
    g_test_build_filename (G_TEST_DIST, "golden", "library", "schema-1.sql", NULL);
  g_autofree char *path = scratch_path (&self->scratch, "old.db");
  g_autofree char *sql = NULL;
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (GPtrArray) backups = NULL;
  sqlite3      *connection;
  sqlite3_stmt *row;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
  store = ecg_store_open (path, NULL);
  g_assert_nonnull (store);
  g_assert_cmpuint (count (path, "schema"), ==, 1);
  g_assert_cmpuint (count (self->path, "schema"), ==, 0); /* another library of the same folder */

  backups = ecg_backup_list (path);
  for (guint i = 0; i < backups->len; i++)
    {
      const EcgBackup *backup = backups->pdata[i];

      if (!g_str_equal (backup->reason, "schema"))
        continue;
      g_assert_cmpint (sqlite3_open (backup->path, &connection), ==, SQLITE_OK);
      sqlite3_prepare_v2 (connection, "PRAGMA user_version", -1, &row, NULL);
      sqlite3_step (row);
      g_assert_cmpint (sqlite3_column_int (row, 0), ==, 1); /* as it was */
      sqlite3_finalize (row);
      sqlite3_close (connection);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_STORE_TEST ("/library/backup/daily", test_daily);
  ADD_STORE_TEST ("/library/backup/on-request", test_on_request);
  ADD_STORE_TEST ("/library/backup/refused", test_refused);
  ADD_STORE_TEST ("/library/backup/damaged", test_damaged);
  ADD_STORE_TEST ("/library/backup/damaged-without", test_damaged_without);
  ADD_STORE_TEST ("/library/backup/before-schema", test_before_schema);
  return g_test_run ();
}
