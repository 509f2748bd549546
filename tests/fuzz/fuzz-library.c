/* A library.db that somebody else made: opened, listed, undone and written to. An input that does
 * not begin like a database is SQL that changes a new library, so that it is still a database. */

#include "tests/fuzz/fuzz.h"

#include "core/library/store.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define MAGIC "SQLite format 3"
#define MOST_STEPS 10000

static int
stop_cb (void *data)
{
  return 1;
}

static void
write_file (const char *path, const void *bytes, gsize n)
{
  g_assert (
    g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* A library without sessions, made once. */
static void
write_new_library (const char *path)
{
  static char *bytes;
  static gsize n;

  if (bytes == NULL)
    {
      g_autoptr (EcgStore) store = ecg_store_open (path, NULL);

      g_assert (store != NULL);
      g_clear_object (&store);
      g_assert (g_file_get_contents (path, &bytes, &n, NULL));
      g_unlink (path);
    }
  write_file (path, bytes, n);
}

static void
write_database (const char *path, const uint8_t *bytes, size_t n)
{
  g_autofree char *sql = g_strndup ((const char *) bytes, n);
  sqlite3         *connection;

  if (n >= strlen (MAGIC) && memcmp (bytes, MAGIC, strlen (MAGIC)) == 0)
    {
      write_file (path, bytes, n);
      return;
    }
  write_new_library (path);
  g_assert (sqlite3_open (path, &connection) == SQLITE_OK);
  sqlite3_limit (connection, SQLITE_LIMIT_LENGTH, 1 << 20);
  sqlite3_limit (connection, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_progress_handler (connection, MOST_STEPS, stop_cb, NULL);
  sqlite3_exec (connection, sql, NULL, NULL, NULL);
  sqlite3_close (connection);
}

static void
use (EcgStore *store)
{
  static const char *const leads[] = { "I", NULL };
  const EcgSessionFields   fields = { .path = "/x",
                                      .fingerprint = "f",
                                      .format = "csv",
                                      .rate_hz = 1.0,
                                      .n_samples = 1,
                                      .leads = leads,
                                      .subject = "A" };
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, NULL);
  g_autoptr (GPtrArray) runs = ecg_store_list_runs (store, NULL);
  g_auto (GStrv) subjects = ecg_store_list_subjects (store, NULL);
  g_auto (GStrv) activities = ecg_store_list_activities (store, NULL);
  g_autofree char *undo = NULL;
  g_autofree char *redo = NULL;
  gboolean         existed;

  ecg_store_get_history (store, &undo, &redo, NULL);
  ecg_store_undo (store, NULL, NULL);
  ecg_store_redo (store, NULL, NULL);
  ecg_store_add_session (store, &fields, &existed, NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  Scratch          scratch;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  EcgStore *store;

  scratch_open (&scratch);
  path = scratch_path (&scratch, "library.db");
  write_database (path, bytes, n);
  store = ecg_store_open (path, &error);
  g_assert ((store == NULL) == (error != NULL));
  if (store != NULL)
    use (store);
  g_clear_object (&store);
  scratch_close (&scratch);
  return 0;
}
