/* Two programs on one library: they write in turns and at once, nothing is lost, and the lists of
 * one follow what the other does. The other is this program, run again. */

#include "core/library/backup.h"
#include "core/library/library.h"
#include "tests/support/small-library.h"
#include "tests/support/store-fixture.h"

#include <math.h>

#define N_LABELS 60

/* The other program */

static int
write_notes (const char *path, const char *notes)
{
  g_autoptr (EcgStore) store = ecg_store_open (path, NULL);
  const EcgSessionEdit edit = { .notes = notes };

  return store != NULL && ecg_store_edit_session (store, 1, &edit, NULL) ? 0 : 1;
}

static int
write_labels (const char *path, const char *layer)
{
  g_autoptr (EcgStore) store = ecg_store_open (path, NULL);

  for (int i = 0; store != NULL && i < N_LABELS; i++)
    {
      const EcgLabel label = {
        .session = 1, .begin = i, .end = i + 10, .text = "x", .layer = layer, .confidence = NAN
      };

      if (ecg_store_add_label (store, &label, ECG_LABEL_OVERLAP, NULL) == 0)
        return 1;
    }
  return store == NULL;
}

static GSubprocess *
start_other (const char *what, const char *path, const char *argument)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *other = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", what,
                                         path, argument, NULL);

  g_assert_no_error (error);
  return other;
}

static void
run_other (const char *what, const char *path, const char *argument)
{
  g_autoptr (GSubprocess) other = start_other (what, path, argument);

  g_assert_true (g_subprocess_wait_check (other, NULL, NULL));
}

/* This one */

static void
test_at_once (StoreFixture *self, gconstpointer data)
{
  g_autoptr (GSubprocess) first = NULL;
  g_autoptr (GSubprocess) second = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  g_auto (GStrv) problems = NULL;
  EcgUndone what;
  guint     n_undone = 0;

  store_fixture_add (self->store, "a", "Anna", NULL);
  first = start_other ("labels", self->path, "first");
  second = start_other ("labels", self->path, "second");
  g_assert_true (g_subprocess_wait_check (first, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (second, NULL, NULL));
  labels = ecg_store_list_labels (self->store, 1, 0, 100000, NULL, NULL);
  g_assert_cmpuint (labels->len, ==, 2 * N_LABELS);
  problems = ecg_backup_check (self->path, TRUE, NULL);
  g_assert_cmpstr (problems[0], ==, NULL);
  while (ecg_store_undo (self->store, &what, NULL))
    n_undone++;
  g_assert_cmpuint (n_undone, ==, 2 * N_LABELS);
}

/* A library that does not exist yet is made by one of the two. */
static void
test_make_at_once (StoreFixture *self, gconstpointer data)
{
  for (int round = 0; round < 5; round++)
    {
      g_autofree char *name = g_strdup_printf ("new-%d.db", round);
      g_autofree char *path = scratch_path (&self->scratch, name);
      g_autoptr (GSubprocess) first = start_other ("open", path, "");
      g_autoptr (GSubprocess) second = start_other ("open", path, "");

      g_assert_true (g_subprocess_wait_check (first, NULL, NULL));
      g_assert_true (g_subprocess_wait_check (second, NULL, NULL));
    }
}

typedef struct
{
  guint  n_changed;
  gint64 id;
} Seen;

static void
session_changed_cb (EcgLibrary *library, gint64 id, Seen *seen)
{
  seen->n_changed++;
  seen->id = id;
}

static gboolean
is_seen (gpointer data)
{
  return ((Seen *) data)->n_changed > 0;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(EcgLibrary **) data = ecg_library_open_finish (result, NULL);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  ecg_library_change_finish (ECG_LIBRARY (source), result, &error);
  g_assert_no_error (error);
  *(gpointer *) data = source;
}

static void
test_follow (StoreFixture *self, gconstpointer data)
{
  g_autoptr (EcgLibrary) library = NULL;
  Seen notes = { 0 }, labels = { 0 };

  store_fixture_add (self->store, "a", "Anna", NULL);
  ecg_library_open_async (self->path, NULL, opened_cb, &library);
  test_wait_until (is_set, &library);
  g_signal_connect (library, "session-changed", G_CALLBACK (session_changed_cb), &notes);
  g_signal_connect (library, "labels-changed", G_CALLBACK (session_changed_cb), &labels);

  for (int turn = 0; turn < 3; turn++)
    {
      g_autofree char     *theirs = g_strdup_printf ("theirs %d", turn);
      g_autofree char     *ours = g_strdup_printf ("ours %d", turn);
      const EcgSessionEdit edit = { .notes = ours };
      EcgSession          *session = ecg_library_find_session (library, 1);
      gpointer             finished = NULL;

      notes.n_changed = 0;
      run_other ("notes", self->path, theirs);
      test_wait_until (is_seen, &notes);
      g_assert_cmpint (notes.id, ==, 1);
      session = ecg_library_find_session (library, 1);
      g_assert_cmpstr (ecg_session_get_fields (session)->notes, ==, theirs);
      ecg_library_edit_session_async (library, 1, &edit, finished_cb, &finished);
      test_wait_until (is_set, &finished);
      session = ecg_library_find_session (library, 1);
      g_assert_cmpstr (ecg_session_get_fields (session)->notes, ==, ours);
    }
  labels.n_changed = 0;
  run_other ("labels", self->path, "theirs");
  test_wait_until (is_seen, &labels);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "notes"))
    return write_notes (argv[2], argv[3]);
  if (argc == 4 && g_str_equal (argv[1], "labels"))
    return write_labels (argv[2], argv[3]);
  if (argc == 4 && g_str_equal (argv[1], "open"))
    {
      g_autoptr (EcgStore) store = ecg_store_open (argv[2], NULL);

      return store == NULL;
    }
  g_test_init (&argc, &argv, NULL);
  ADD_STORE_TEST ("/library/two-programs/at-once", test_at_once);
  ADD_STORE_TEST ("/library/two-programs/make-at-once", test_make_at_once);
  ADD_STORE_TEST ("/library/two-programs/follow", test_follow);
  return g_test_run ();
}
