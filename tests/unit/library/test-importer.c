/* Importing many files: it can be stopped and goes on where it was, reads no file twice, and finds
 * again what moved. */

#include "core/library/importer.h"
#include "core/library/relocate.h"
#include "tests/support/store-fixture.h"

#include <glib/gstdio.h>

#define N_FILES 1000

/* Small recordings, each unlike the others. */
static void
write_recordings (const char *folder, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%04u.csv", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GString) text = g_string_new ("time,II\n");

      for (guint t = 0; t < 20; t++)
        g_string_append_printf (text, "%.3f,%.3f\n", t * 0.004, (i * 31 + t * 17) % 1000 / 1000.0);
      g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
    }
}

static char *
make_folder (StoreFixture *self, const char *name, guint n)
{
  char *folder = scratch_path (&self->scratch, name);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_recordings (folder, n);
  return folder;
}

static EcgImportReport *
import (StoreFixture *self, const char *folder)
{
  const char *paths[] = { folder, NULL };
  g_autoptr (GError) error = NULL;
  EcgImportReport *report = ecg_import (self->store, paths, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->refused->len; i++)
    g_test_message ("%s", (char *) report->refused->pdata[i]);
  g_assert_cmpuint (report->refused->len, ==, 0);
  return report;
}

static guint
count_sessions (EcgStore *store)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, NULL);

  return sessions->len;
}

typedef struct
{
  EcgProgress  *progress;
  GCancellable *cancellable;
} Stopping;

/* Presses stop in the middle. */
static gpointer
stop_in_the_middle (gpointer data)
{
  Stopping *stopping = data;

  while (ecg_progress_get_fraction (stopping->progress) < 0.5)
    g_usleep (200);
  g_cancellable_cancel (stopping->cancellable);
  return NULL;
}

static void
test_thousand (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = make_folder (self, "many", N_FILES);
  g_autofree char *changed = g_build_filename (folder, "r0007.csv", NULL);
  const char      *paths[] = { folder, NULL };
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stopping stopping = { progress, cancellable };
  GThread *thread = g_thread_new ("stop", stop_in_the_middle, &stopping);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgImportReport) stopped = NULL;
  g_autoptr (EcgImportReport) rest = NULL;
  g_autoptr (EcgImportReport) again = NULL;
  g_autoptr (EcgImportReport) one = NULL;
  g_autoptr (EcgImportReport) beside = NULL;
  g_autofree char *sidecar = NULL;
  guint            n_stopped;

  stopped = ecg_import (self->store, paths, progress, cancellable, &error);
  g_thread_join (thread);
  g_assert_null (stopped);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  n_stopped = count_sessions (self->store);
  g_assert_cmpuint (n_stopped, >=, N_FILES / 2);
  g_assert_cmpuint (n_stopped, <, N_FILES);

  rest = import (self, folder);
  g_assert_cmpuint (rest->added, ==, N_FILES - n_stopped);
  g_assert_cmpuint (rest->known, ==, n_stopped);
  g_assert_cmpuint (rest->unread, ==, n_stopped); /* known by name, size and time */
  again = import (self, folder);
  g_assert_cmpuint (again->added, ==, 0);
  g_assert_cmpuint (again->unread, ==, N_FILES);
  g_assert_cmpuint (count_sessions (self->store), ==, N_FILES);

  g_assert_true (
    g_file_set_contents (changed, "time,II\n0,1\n0.004,2\n0.008,4\n0.012,1\n", -1, NULL));
  one = import (self, folder);
  g_assert_cmpuint (one->added, ==, 1);
  g_assert_cmpuint (one->unread, ==, N_FILES - 1);

  sidecar = g_build_filename (folder, "r0008.csv.json", NULL); /* it may say more of the file */
  g_assert_true (g_file_set_contents (sidecar, "{}", -1, NULL));
  beside = import (self, folder);
  g_assert_cmpuint (beside->unread, ==, N_FILES - 1);
}

static void
test_provenance (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = make_folder (self, "few", 1);
  g_autofree char *path = g_build_filename (folder, "r0000.csv", NULL);
  g_autoptr (EcgImportReport) report = import (self, folder);
  g_autoptr (EcgSession) session = ecg_store_get_session (self->store, 1, NULL);
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  GStatBuf                status;

  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpstr (fields->origin, ==, folder);
  g_assert_cmpstr (fields->original_names[0], ==, "r0000.csv");
  g_assert_null (fields->original_names[1]);
  g_assert_cmpstr (fields->files[0], ==, "r0000.csv");
  g_assert_nonnull (fields->imported);
  g_assert_true (g_str_has_prefix (fields->importer, "dt4ecg "));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (fields->size, ==, status.st_size);
  g_assert_cmpint (fields->mtime_us / G_USEC_PER_SEC, ==, status.st_mtime);
}

/* One step takes a whole import back; what comes again is new. */
static void
test_undo (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = make_folder (self, "few", 3);
  g_autoptr (EcgImportReport) report = import (self, folder);
  g_autoptr (EcgImportReport) again = NULL;
  g_autofree char *undo = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (report->arrived->len, ==, 3);
  g_assert_true (ecg_store_get_history (self->store, &undo, NULL, NULL));
  g_assert_cmpstr (undo, ==, "import of 3 recordings");
  g_assert_true (ecg_store_undo (self->store, NULL, &error));
  g_assert_cmpuint (count_sessions (self->store), ==, 0);
  g_assert_true (ecg_store_redo (self->store, NULL, &error));
  g_assert_cmpuint (count_sessions (self->store), ==, 3);
  g_assert_true (ecg_store_undo (self->store, NULL, &error));

  again = import (self, folder);
  g_assert_cmpuint (again->added, ==, 3);
  g_assert_cmpuint (again->known, ==, 0);
  g_assert_cmpuint (count_sessions (self->store), ==, 3);
  g_assert_true (ecg_store_undo (self->store, NULL, &error));
  g_assert_cmpuint (count_sessions (self->store), ==, 0);
  g_assert_false (ecg_store_undo (self->store, NULL, &error));
}

/* The same bytes under two names are one session. */
static void
test_twice (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = make_folder (self, "first", 3);
  g_autofree char *copy = make_folder (self, "copy", 3);
  g_autoptr (EcgImportReport) first = import (self, folder);
  g_autoptr (EcgImportReport) second = import (self, copy);

  g_assert_cmpuint (first->added, ==, 3);
  g_assert_cmpuint (second->added, ==, 0);
  g_assert_cmpuint (second->known, ==, 3);
  g_assert_cmpuint (count_sessions (self->store), ==, 3);
}

static void
write_file (const char *folder, const char *name, const void *bytes, gssize n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
}

/* RIFF, 16 bits, one channel: 44 bytes of header before the samples. */
static void
write_wav (const char *folder, const char *name, guint n_samples)
{
  const guint32 sizes[] = { GUINT32_TO_LE (36 + 2 * n_samples), GUINT32_TO_LE (16),
                            GUINT32_TO_LE (250), GUINT32_TO_LE (500),
                            GUINT32_TO_LE (2 * n_samples) };
  const guint16 form[] = { GUINT16_TO_LE (1), GUINT16_TO_LE (1), GUINT16_TO_LE (2),
                           GUINT16_TO_LE (16) };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) "RIFF", 4);
  g_byte_array_append (bytes, (const guint8 *) &sizes[0], 4);
  g_byte_array_append (bytes, (const guint8 *) "WAVEfmt ", 8);
  g_byte_array_append (bytes, (const guint8 *) &sizes[1], 4);
  g_byte_array_append (bytes, (const guint8 *) &form[0], 4);
  g_byte_array_append (bytes, (const guint8 *) &sizes[2], 8);
  g_byte_array_append (bytes, (const guint8 *) &form[2], 4);
  g_byte_array_append (bytes, (const guint8 *) "data", 4);
  g_byte_array_append (bytes, (const guint8 *) &sizes[4], 4);
  for (guint i = 0; i < n_samples; i++)
    {
      const guint16 count = GUINT16_TO_LE (i * 37 % 500);

      g_byte_array_append (bytes, (const guint8 *) &count, 2);
    }
  write_file (folder, name, bytes->data, bytes->len);
}

/* A header speaks for the audio file that it names, and a record for its segments; what a header
 * that cannot be read names is a recording of its own. */
static void
test_owned (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = scratch_path (&self->scratch, "owned");
  const char      *paths[] = { folder, NULL };
  g_autoptr (EcgImportReport) report = NULL;
  g_autoptr (EcgImportReport) again = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_wav (folder, "x.wav", 1000);
  write_file (folder, "x.hea", "x 1 250 1000\nx.wav 16+44 200 16 0 0 0 0 II\n", -1);
  write_wav (folder, "bad.wav", 900);
  write_file (folder, "bad.hea", "bad 2 250 900\nbad.wav 16+44 200 16\nnone.dat 16 200 16\n", -1);
  write_wav (folder, "alone.wav", 800);
  write_wav (folder, "0part.wav", 700);
  write_file (folder, "0part.hea", "0part 1 250 700\n0part.wav 16+44 200 16 0 0 0 0 II\n", -1);
  write_file (folder, "whole.hea", "whole/1 1 250 700\n0part 700\n", -1);

  report = ecg_import (self->store, paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->refused->len, ==, 1); /* bad.hea */
  g_assert_cmpuint (report->added, ==, 4);        /* x.hea, bad.wav, alone.wav, whole.hea */
  sessions = ecg_store_list_sessions (self->store, NULL);
  for (guint i = 0; i < sessions->len; i++)
    {
      g_autofree char  *name = g_path_get_basename (ecg_session_get_path (sessions->pdata[i]));
      const char *const expected[] = { "x.hea", "bad.wav", "alone.wav", "whole.hea", NULL };

      g_assert_true (g_strv_contains (expected, name));
    }
  again = ecg_import (self->store, paths, NULL, NULL, &error);
  g_assert_cmpuint (again->added, ==, 0);
  g_assert_cmpuint (again->known, ==, 4);
}

static void
move_file (const char *from_folder, const char *name, const char *to_folder, const char *new_name)
{
  g_autofree char *from = g_build_filename (from_folder, name, NULL);
  g_autofree char *to = g_build_filename (to_folder, new_name, NULL);

  g_assert_cmpint (g_rename (from, to), ==, 0);
}

static void
test_relocate (StoreFixture *self, gconstpointer data)
{
  g_autofree char *folder = make_folder (self, "here", 6);
  g_autofree char *there = scratch_path (&self->scratch, "there");
  g_autofree char *deeper = g_build_filename (there, "deeper", NULL);
  g_autoptr (EcgImportReport) report = import (self, folder);
  g_autofree char *impostor = NULL;
  g_autofree char *found_path = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;
  EcgRelocation found;

  g_assert_cmpuint (report->added, ==, 6);
  g_assert_cmpint (g_mkdir_with_parents (deeper, 0700), ==, 0);
  move_file (folder, "r0000.csv", deeper, "r0000.csv"); /* moved */
  move_file (folder, "r0001.csv", there, "renamed.csv");
  move_file (folder, "r0002.csv", deeper, "r0003.csv"); /* bears the name of another */
  impostor = g_build_filename (there, "r0002.csv", NULL);
  g_assert_true (g_file_set_contents (impostor, "time,II\n0,1\n0.004,2\n0.008,4\n", -1, NULL));
  move_file (folder, "r0004.csv", self->scratch.folder, "gone.txt"); /* not where one looks */

  g_assert_true (ecg_relocate (self->store, there, &found, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (found.n_missing, ==, 4);
  g_assert_cmpuint (found.n_found, ==, 3);
  for (gint64 id = 1; id <= 6; id++)
    {
      g_autoptr (EcgSession) session = ecg_store_get_session (self->store, id, NULL);
      const gboolean there_is = g_file_test (ecg_session_get_path (session), G_FILE_TEST_EXISTS);

      g_assert_cmpint (there_is, ==, id != 5);
    }

  /* One is looked for beside what the library knows. */
  move_file (folder, "r0005.csv", there, "r0005.csv");
  expected = g_build_filename (there, "r0005.csv", NULL);
  found_path = ecg_relocate_session (self->store, 6, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found_path, ==, expected);
  g_free (found_path);
  found_path = ecg_relocate_session (self->store, 5, NULL, NULL, NULL); /* one above, renamed */
  g_assert_true (g_str_has_suffix (found_path, "/gone.txt"));
  g_assert_cmpint (g_remove (found_path), ==, 0);
  g_assert_null (ecg_relocate_session (self->store, 5, NULL, NULL, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ecg_relocate (self->store, "/no/such/folder", &found, NULL, NULL, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_STORE_TEST ("/library/importer/thousand", test_thousand);
  ADD_STORE_TEST ("/library/importer/provenance", test_provenance);
  ADD_STORE_TEST ("/library/importer/undo", test_undo);
  ADD_STORE_TEST ("/library/importer/owned", test_owned);
  ADD_STORE_TEST ("/library/importer/twice", test_twice);
  ADD_STORE_TEST ("/library/importer/relocate", test_relocate);
  return g_test_run ();
}
