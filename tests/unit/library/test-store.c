/* The store: what was acknowledged is there, also after kill -9; undo is there after a restart;
 * what is not ours stays as it is. */

#include "core/library/store-labels.h"
#include "core/library/store.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("dt4ecg-store-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "library.db", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static EcgStore *
open_store (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  EcgStore *store = ecg_store_open (self->path, &error);

  g_assert_no_error (error);
  return store;
}

static gint64
add (EcgStore *store, const char *fingerprint, const char *path, gboolean *existed)
{
  static const char *const leads[] = { "I", "II", NULL };
  const EcgSessionFields   fields = { .path = path,
                                      .fingerprint = fingerprint,
                                      .format = "wfdb",
                                      .rate_hz = 250.0,
                                      .n_samples = 500,
                                      .leads = leads,
                                      .subject = "Anna" };
  g_autoptr (GError) error = NULL;
  const gint64 id = ecg_store_add_session (store, &fields, existed, &error);

  g_assert_no_error (error);
  return id;
}

static void
edit (EcgStore *store, gint64 id, const char *activity)
{
  const EcgSessionEdit change = { .activity = activity };
  g_autoptr (GError) error = NULL;

  ecg_store_edit_session (store, id, &change, &error);
  g_assert_no_error (error);
}

static void
assert_activity (EcgStore *store, gint64 id, const char *activity)
{
  g_autoptr (EcgSession) session = ecg_store_get_session (store, id, NULL);

  g_assert_cmpstr (ecg_session_get_activity (session), ==, activity);
}

static void
test_sessions (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgStore) store = open_store (self);
  g_autoptr (GPtrArray) sessions = NULL;
  gboolean     existed = TRUE;
  const gint64 id = add (store, "f1", "/a.hea", &existed);

  g_assert_false (existed);
  edit (store, id, "walking");
  g_assert_cmpint (add (store, "f1", "/moved/a.hea", &existed), ==, id);
  g_assert_true (existed);
  sessions = ecg_store_list_sessions (store, NULL);
  g_assert_cmpuint (sessions->len, ==, 1);
  g_assert_cmpstr (ecg_session_get_path (sessions->pdata[0]), ==, "/moved/a.hea");
  g_assert_cmpstr (ecg_session_get_subject (sessions->pdata[0]), ==, "Anna");
  assert_activity (store, id, "walking");
  g_assert_cmpfloat_with_epsilon (ecg_session_get_seconds (sessions->pdata[0]), 2.0, 1e-12);
}

static void
test_undo (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgStore) store = open_store (self);
  const gint64     id = add (store, "f1", "/a.hea", NULL);
  g_autofree char *undo = NULL;
  g_autofree char *redo = NULL;
  g_autoptr (GError) error = NULL;
  EcgUndone whose;

  edit (store, id, "walking");
  edit (store, id, "running");
  g_clear_object (&store);
  store = open_store (self); /* undo outlives the program */
  g_assert_true (ecg_store_undo (store, &whose, &error));
  g_assert_cmpint (whose.session, ==, id);
  g_assert_false (whose.labels);
  assert_activity (store, id, "walking");
  g_assert_true (ecg_store_undo (store, NULL, &error));
  assert_activity (store, id, NULL);
  g_assert_false (ecg_store_undo (store, NULL, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
  g_assert_true (ecg_store_redo (store, NULL, NULL));
  assert_activity (store, id, "walking");
  edit (store, id, "resting"); /* a new edit ends what could be redone */
  g_assert_true (ecg_store_get_history (store, &undo, &redo, NULL));
  g_assert_nonnull (undo);
  g_assert_null (redo);
  g_assert_true (ecg_store_remove_session (store, id, NULL));
  g_assert_null (ecg_store_get_session (store, id, NULL));
  g_assert_true (ecg_store_undo (store, NULL, NULL));
  assert_activity (store, id, "resting");
}

static void
test_runs (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgStore) store = open_store (self);
  EcgRunFields fields = { .name = "r",
                          .created = "2026-01-01T00:00:00Z",
                          .state = ECG_RUN_RUNNING,
                          .protocol = "blocked",
                          .settings = "{}",
                          .checkpoint = "/r" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRun) run = NULL;

  fields.id = ecg_store_add_run (store, &fields, &error);
  g_assert_cmpint (ecg_store_add_run (store, &fields, &error), ==, 0);
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS);
  fields.state = ECG_RUN_FINISHED;
  fields.evaluation = "{\"x\":1}";
  g_assert_true (ecg_store_update_run (store, &fields, NULL));
  fields.evaluation = NULL; /* leaves it */
  g_assert_true (ecg_store_update_run (store, &fields, NULL));
  run = ecg_store_find_run (store, "r", NULL);
  g_assert_cmpint (ecg_run_get_state (run), ==, ECG_RUN_FINISHED);
  g_assert_cmpstr (ecg_run_get_fields (run)->evaluation, ==, "{\"x\":1}");
}

static void
assert_refused (Fixture *self, int code)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_before, n_after;

  g_assert_true (g_file_get_contents (self->path, &before, &n_before, NULL));
  g_assert_null (ecg_store_open (self->path, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, code);
  g_assert_true (g_file_get_contents (self->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_not_a_library (Fixture *self, gconstpointer data)
{
  g_assert_true (
    g_file_set_contents (self->path, "This is no database, however long one reads it.", -1, NULL));
  assert_refused (self, ECG_LIBRARY_ERROR_NOT_A_LIBRARY);
}

static void
make_database (Fixture *self, const char *sql)
{
  sqlite3 *connection;

  g_assert_cmpint (sqlite3_open (self->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (connection);
}

static void
test_other_program (Fixture *self, gconstpointer data)
{
  make_database (self, "CREATE TABLE recipes (name TEXT)");
  assert_refused (self, ECG_LIBRARY_ERROR_NOT_A_LIBRARY);
}

static void
test_newer (Fixture *self, gconstpointer data)
{
  g_object_unref (open_store (self));
  make_database (self, "PRAGMA user_version = 99");
  assert_refused (self, ECG_LIBRARY_ERROR_NEWER);
}

/* Edits and says so, until it is killed. */
static G_GNUC_NORETURN void
edit_forever (Fixture *self, gint64 id, int out)
{
  g_autoptr (EcgStore) store = ecg_store_open (self->path, NULL);

  for (gint32 i = 1;; i++)
    {
      g_autofree char     *notes = g_strdup_printf ("%d", i);
      const EcgSessionEdit change = { .notes = notes };

      if (!ecg_store_edit_session (store, id, &change, NULL) ||
          write (out, &i, sizeof i) != sizeof i)
        _exit (1);
    }
}

static gint32
read_last (int in)
{
  gint32 value, last = 0;

  while (read (in, &value, sizeof value) == sizeof value)
    last = value;
  return last;
}

static void
test_kill (Fixture *self, gconstpointer data)
{
  gint64 id;

  {
    g_autoptr (EcgStore) store = open_store (self);

    id = add (store, "f1", "/a.hea", NULL);
  }
  for (guint round = 0; round < 20; round++)
    {
      int    ends[2];
      pid_t  child;
      gint32 acknowledged;
      g_autoptr (EcgStore) store = NULL;
      g_autoptr (EcgSession) session = NULL;

      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      if (child == 0)
        edit_forever (self, id, ends[1]);
      close (ends[1]);
      g_usleep (5000 + 3137 * (gulong) round);
      kill (child, SIGKILL);
      waitpid (child, NULL, 0);
      acknowledged = read_last (ends[0]);
      close (ends[0]);

      store = open_store (self);
      session = ecg_store_get_session (store, id, NULL);
      /* The one under way may have become durable without having been acknowledged. */
      if (acknowledged > 0)
        g_assert_cmpint (g_ascii_strtoll (ecg_session_get_fields (session)->notes, NULL, 10), >=,
                         acknowledged);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static guint
count_sessions (EcgStore *store)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, NULL);

  return sessions->len;
}

static void
assert_undo (EcgStore *store, const char *text)
{
  g_autofree char *undo = NULL;

  g_assert_true (ecg_store_get_history (store, &undo, NULL, NULL));
  g_assert_cmpstr (undo, ==, text);
}

/* An edit of many is one step, and all or nothing. */
static void
test_many (Fixture *self, gconstpointer data)
{
  static const char *const tags[] = { "loud", NULL };
  g_autoptr (EcgStore) store = open_store (self);
  const gint64     ids[] = { add (store, "f1", "/a.hea", NULL), add (store, "f2", "/b.hea", NULL),
                             add (store, "f3", "/c.hea", NULL) };
  EcgSessionChange changes[3] = { { 0 } };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    changes[i] =
      (EcgSessionChange){ ids[i], { .activity = "walking", .tags = i == 1 ? tags : NULL } };
  g_assert_true (ecg_store_edit_sessions (store, changes, 3, &error));
  assert_undo (store, "labels of 3 sessions");
  assert_activity (store, ids[2], "walking");
  g_assert_true (ecg_store_undo (store, NULL, &error));
  for (guint i = 0; i < 3; i++)
    assert_activity (store, ids[i], NULL);
  assert_undo (store, NULL);

  changes[2].id = 99; /* is not there */
  g_assert_false (ecg_store_edit_sessions (store, changes, 3, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
  assert_activity (store, ids[0], NULL);

  g_assert_true (ecg_store_remove_sessions (store, ids, 3, NULL));
  g_assert_cmpuint (count_sessions (store), ==, 0);
  assert_undo (store, "removal of 3 sessions");
  g_assert_true (ecg_store_undo (store, NULL, NULL));
  g_assert_cmpuint (count_sessions (store), ==, 3);
  g_assert_true (ecg_store_redo (store, NULL, NULL));
  g_assert_cmpuint (count_sessions (store), ==, 0);
}

/* How a file is read may change: the session follows, but never ends before its labels. */
static void
test_refresh (Fixture *self, gconstpointer data)
{
  static const char *const leads[] = { "V1", NULL };
  g_autoptr (EcgStore) store = open_store (self);
  EcgSessionFields fields = {
    .id = add (store, "f1", "/a.csv", NULL), .rate_hz = 500.0, .n_samples = 300, .leads = leads
  };
  const EcgLabel label = {
    .session = fields.id, .begin = 100, .end = 400, .activity = "walking", .confidence = NAN
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgSession) short_one = NULL;
  g_autoptr (EcgSession) labelled = NULL;

  g_assert_true (ecg_store_refresh_session (store, &fields, &error));
  short_one = ecg_store_get_session (store, fields.id, NULL);
  g_assert_cmpint (ecg_session_get_fields (short_one)->n_samples, ==, 300);
  g_assert_cmpfloat_with_epsilon (ecg_session_get_fields (short_one)->rate_hz, 500.0, 1e-9);
  g_assert_cmpstr (ecg_session_get_fields (short_one)->leads[0], ==, "V1");

  fields.n_samples = 500;
  g_assert_true (ecg_store_refresh_session (store, &fields, &error));
  g_assert_cmpint (ecg_store_add_label (store, &label, ECG_LABEL_OVERLAP, &error), >, 0);
  fields.n_samples = 300;
  g_assert_true (ecg_store_refresh_session (store, &fields, &error));
  labelled = ecg_store_get_session (store, fields.id, NULL);
  g_assert_cmpint (ecg_session_get_fields (labelled)->n_samples, ==, 400);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/library/store/sessions", test_sessions);
  ADD ("/library/store/undo", test_undo);
  ADD ("/library/store/many", test_many);
  ADD ("/library/store/refresh", test_refresh);
  ADD ("/library/store/runs", test_runs);
  ADD ("/library/store/not-a-library", test_not_a_library);
  ADD ("/library/store/other-program", test_other_program);
  ADD ("/library/store/newer", test_newer);
  ADD ("/library/store/kill", test_kill);
  return g_test_run ();
}
