/* An export as the window makes it: off the main thread, told of, stopped. */

#include "app/export-job.h"
#include "core/jobs/thread.h"
#include "core/recording/loader.h"
#include "tests/support/small-library.h"

#include <string.h>

typedef struct
{
  gboolean         ended;
  EcgExportReport *report;
  GError          *error;
} Story;

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Story *story = user_data;

  g_assert_true (ecg_thread_is_main ());
  story->report = ecg_export_session_finish (result, &story->error);
  story->ended = TRUE;
}

static gboolean
has_ended (gpointer data)
{
  return ((Story *) data)->ended;
}

static EcgSession *
first_session (TestLibrary *library)
{
  EcgSession *session = g_list_model_get_item (ecg_library_get_sessions (library->library), 0);

  g_assert_nonnull (session);
  return session;
}

static void
test_deidentified (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autoptr (EcgSession) session = first_session (library);
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  const EcgExportSettings settings = { .deidentify = TRUE };
  g_autofree char        *path = g_build_filename (library->folder, "copy.edf", NULL);
  g_autofree char        *sentence = NULL;
  g_autoptr (EcgRecording) copy = NULL;
  Story story = { FALSE };

  ecg_export_session_async (library->library, session, path, &settings, progress, NULL, exported_cb,
                            &story);
  test_wait_until (has_ended, &story);
  g_assert_no_error (story.error);
  g_assert_true (story.report->same_samples);
  copy = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_cmpstr (ecg_recording_get_subject (copy), !=, ecg_session_get_subject (session));
  g_assert_cmpstr (ecg_recording_get_activity (copy), ==, ecg_session_get_activity (session));
  sentence = ecg_export_describe (story.report, path);
  g_assert_nonnull (strstr (sentence, "copy.edf"));
  ecg_export_report_free (story.report);
}

static void
test_stopped (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autoptr (EcgSession) session = first_session (library);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const EcgExportSettings settings = { .deidentify = FALSE };
  g_autofree char        *path = g_build_filename (library->folder, "stopped.csv", NULL);
  Story                   story = { FALSE };

  g_cancellable_cancel (cancellable);
  ecg_export_session_async (library->library, session, path, &settings, NULL, cancellable,
                            exported_cb, &story);
  test_wait_until (has_ended, &story);
  g_assert_null (story.report);
  g_assert_error (story.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&story.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export-job/deidentified", test_deidentified);
  g_test_add_func ("/export-job/stopped", test_stopped);
  return g_test_run ();
}
