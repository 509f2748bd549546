/* A library with a few recordings, in a folder of its own. */
#include "tests/support/small-library.h"

#include "core/library/store-private.h"
#include "core/synth/cohort.h"
#include "tests/support/scratch.h"

void
test_wait_until (gboolean (*done) (gpointer data), gpointer data)
{
  const gint64 deadline_us = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
open_library (TestLibrary *self)
{
  g_autofree char *path = g_build_filename (self->folder, "library.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ecg_library_open_async (path, NULL, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  self->library = ecg_library_open_finish (result, &error);
  g_assert_no_error (error);
}

static void
import_cohort (TestLibrary *self, guint n_subjects)
{
  g_autofree char  *cohort = g_build_filename (self->folder, "cohort", NULL);
  const char       *paths[] = { cohort, NULL };
  EcgCohortSettings settings;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EcgImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  ecg_cohort_settings_default (&settings);
  settings.n_subjects = n_subjects;
  settings.n_activities = 2;
  settings.n_sessions = 1;
  settings.seconds = 80;
  ecg_cohort_write (&settings, cohort, NULL, NULL, &error);
  g_assert_no_error (error);
  ecg_library_import_async (self->library, paths, NULL, NULL, NULL, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  report = ecg_library_import_finish (self->library, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->added, ==, 2 * n_subjects);
}

TestLibrary *
test_library_new (guint n_subjects)
{
  TestLibrary *self = g_new0 (TestLibrary, 1);
  Scratch      scratch;

  scratch_open (&scratch);
  self->folder = scratch.folder;
  open_library (self);
  if (n_subjects > 0)
    import_cohort (self, n_subjects);
  return self;
}

void
test_library_free (TestLibrary *self)
{
  Scratch scratch = { self->folder };

  g_clear_object (&self->library);
  scratch_close (&scratch);
  g_free (self);
}

static void
add_session (EcgStore *store, guint i)
{
  const char *const leads[] = { "I", "II", "III", NULL };
  g_autofree char  *path = g_strdup_printf ("/nowhere/record-%05u.hea", i);
  g_autofree char  *fingerprint = g_strdup_printf ("%064x", i);
  g_autofree char  *subject = g_strdup_printf ("S%u", i / 10 + 1);
  g_autofree char  *activity = g_strdup_printf ("a%u", i % 5);
  g_autoptr (GError) error = NULL;
  const EcgSessionFields fields = {
    .path = path,
    .fingerprint = fingerprint,
    .format = "wfdb",
    .rate_hz = 250.0,
    .n_samples = 30000,
    .leads = leads,
    .subject = i % 100 == 99 ? NULL : subject,
    .activity = i % 100 == 99 ? NULL : activity,
  };

  ecg_store_add_session (store, &fields, NULL, &error);
  g_assert_no_error (error);
}

void
test_library_fill (TestLibrary *self, guint n_sessions)
{
  EcgStore *store = ecg_library_get_store (self->library);

  /* A test need not survive a power cut, and ten thousand transactions are many. */
  sqlite3_exec (store->connection, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
  for (guint i = 0; i < n_sessions; i++)
    add_session (store, i);
  test_library_reload (self);
}

void
test_library_reload (TestLibrary *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ecg_library_reload_async (self->library, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  ecg_library_change_finish (self->library, result, &error);
  g_assert_no_error (error);
}
