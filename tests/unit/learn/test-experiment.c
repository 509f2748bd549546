/* The whole way from a library to a run and its verdict, on two synthetic people. */

#include "core/learn/experiment.h"
#include "core/learn/run-data.h"
#include "tests/support/small-library.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  TestLibrary     *library;
  EcgStore        *store;
  EcgTrainSettings settings;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->library = test_library_new (2);
  self->store = ecg_library_get_store (self->library->library);
  ecg_train_settings_init (&self->settings);
  self->settings.size = ECG_SIZE_LITE;
  self->settings.epochs = 2;
  self->settings.batch = 16;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_library_free (self->library);
}

static EcgRun *
train (Fixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  EcgRun *run =
    ecg_experiment_train (self->store, NULL, &self->settings, name, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ecg_run_get_state (run), ==, ECG_RUN_FINISHED);
  return run;
}

static void
stop_cb (const EcgCurvePoint *point, gpointer data)
{
  g_cancellable_cancel (data);
}

static EcgRun *
train_and_stop (Fixture *self, const char *name)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const EcgTrainObserver observer = { .point = stop_cb, .data = cancellable };
  g_autoptr (GError) error = NULL;
  EcgRun *run = ecg_experiment_train (self->store, NULL, &self->settings, name, &observer, NULL,
                                      cancellable, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ecg_run_get_state (run), ==, ECG_RUN_STOPPED);
  return run;
}

static void
evaluate (Fixture *self, EcgRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgEvaluation) evaluation =
    ecg_experiment_evaluate (self->store, run, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (evaluation);
}

static EcgRun *
find (Fixture *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  EcgRun *run = ecg_store_find_run (self->store, name, &error);

  g_assert_no_error (error);
  return run;
}

static void
assert_same_files (const char *a, const char *b)
{
  g_autofree char *bytes_a = NULL;
  g_autofree char *bytes_b = NULL;
  gsize            n_a, n_b;

  g_assert_true (g_file_get_contents (a, &bytes_a, &n_a, NULL));
  g_assert_true (g_file_get_contents (b, &bytes_b, &n_b, NULL));
  g_assert_cmpmem (bytes_a, n_a, bytes_b, n_b);
}

/* A verdict on the network that was stopped is none on the one that went on from there. */
static void
test_resumed_is_not_judged (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgRun) stopped = train_and_stop (self, "one");
  g_autoptr (EcgRun) judged = NULL;
  g_autoptr (EcgRun) resumed = NULL;
  g_autoptr (EcgRun) whole = NULL;
  g_autoptr (GError) error = NULL;

  evaluate (self, stopped);
  judged = find (self, "one");
  g_assert_nonnull (ecg_run_get_fields (judged)->evaluation);
  resumed = ecg_experiment_resume (self->store, judged, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ecg_run_get_state (resumed), ==, ECG_RUN_FINISHED);
  g_assert_null (ecg_run_get_fields (resumed)->evaluation);

  whole = train (self, "two");
  assert_same_files (ecg_run_get_fields (whole)->checkpoint,
                     ecg_run_get_fields (resumed)->checkpoint);
}

/* A checkpoint that cannot be taken up costs neither the curves nor the verdict that there are. */
static void
test_failed_resume_loses_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgRun) stopped = train_and_stop (self, "one");
  g_autoptr (EcgRun) judged = NULL;
  g_autoptr (EcgRun) failed = NULL;
  g_autoptr (GError) error = NULL;

  evaluate (self, stopped);
  judged = find (self, "one");
  g_assert_true (g_file_set_contents (ecg_run_get_fields (judged)->checkpoint, "no", 2, NULL));
  g_assert_null (ecg_experiment_resume (self->store, judged, NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT);
  failed = find (self, "one");
  g_assert_cmpstr (ecg_run_get_fields (failed)->evaluation, ==,
                   ecg_run_get_fields (judged)->evaluation);
  g_assert_cmpstr (ecg_run_get_fields (failed)->curves, ==, ecg_run_get_fields (judged)->curves);
}

/* The file of another library's run, in the same folder, is not ours to replace. */
static void
test_keeps_files_of_others (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = ecg_store_dup_runs_folder (self->store);
  g_autofree char *theirs = g_build_filename (folder, "one.safetensors", NULL);
  g_autofree char *kept = NULL;
  g_autoptr (EcgRun) run = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (theirs, "theirs", -1, NULL));
  run = train (self, "one");
  g_assert_true (g_file_get_contents (theirs, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "theirs");
  evaluate (self, run);
}

/* What a run was made of, as it is printed, makes the same run again. */
static void
test_repeat (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgRun) run = NULL;
  g_autoptr (EcgRun) again = NULL;
  g_autoptr (GError) error = NULL;
  const char *made_of;

  self->settings.alpha = 1.5;
  self->settings.sca_skip = FALSE;
  self->settings.seed = 7;
  run = train (self, "one");
  made_of = ecg_run_get_fields (run)->settings;
  again = ecg_experiment_repeat (self->store, made_of, "two", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ecg_run_get_fields (again)->settings, ==, made_of);
  g_assert_cmpstr (ecg_run_get_fields (again)->curves, ==, ecg_run_get_fields (run)->curves);
  assert_same_files (ecg_run_get_fields (run)->checkpoint, ecg_run_get_fields (again)->checkpoint);
}

static void
assert_not_repeated (Fixture *self, const char *made_of, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (made_of, from, -1);
  g_autofree char *other = g_strjoinv (to, parts);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  g_assert_null (ecg_experiment_repeat (self->store, other, "other", NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID);
  g_assert_null (ecg_store_find_run (self->store, "other", NULL));
}

/* Another recording, split or reading is no repetition. */
static void
test_repeat_of_something_else (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgRun) run = train (self, "one");
  const char *made_of = ecg_run_get_fields (run)->settings;

  assert_not_repeated (self, made_of, "\"fingerprint\":\"", "\"fingerprint\":\"0");
  assert_not_repeated (self, made_of, "\"sha256\":\"", "\"sha256\":\"0");
  assert_not_repeated (self, made_of, "\"reading\":\"", "\"reading\":\"0");
  assert_not_repeated (self, made_of, "\"batch\":16", "\"batch\":1");
  assert_not_repeated (self, made_of, "\"sessions\":", "\"others\":");
  assert_not_repeated (self, made_of, "{", "[");
}

/* Numbers that could not be read again would make a run that cannot be judged. */
static void
test_out_of_range (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->settings.batch = 1;
  g_assert_null (
    ecg_experiment_train (self->store, NULL, &self->settings, "one", NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "batch"));
  g_assert_null (ecg_store_find_run (self->store, "one", NULL));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/learn/experiment/resumed-is-not-judged", test_resumed_is_not_judged);
  ADD ("/learn/experiment/failed-resume-loses-nothing", test_failed_resume_loses_nothing);
  ADD ("/learn/experiment/keeps-files-of-others", test_keeps_files_of_others);
  ADD ("/learn/experiment/repeat", test_repeat);
  ADD ("/learn/experiment/repeat-of-something-else", test_repeat_of_something_else);
  ADD ("/learn/experiment/out-of-range", test_out_of_range);
  return g_test_run ();
}
