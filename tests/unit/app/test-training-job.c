#include "app/training-job.h"
#include "core/jobs/thread.h"
#include "tests/support/small-library.h"

/* What a job told. */
typedef struct
{
  EcgTrainingJob *job;
  guint           n_points;
  double          last_epoch;
  guint           n_attentions;
  gboolean        stop_at_first_point;
  gboolean        evaluated;
  gboolean        ended;
  EcgRunState     state; /* of the run, where there is one */
  gboolean        has_run;
  GError         *error;
} Story;

static void
points_cb (Story *story, GArray *points)
{
  g_assert_true (ecg_thread_is_main ());
  story->n_points += points->len;
  for (guint i = 0; i < points->len; i++)
    {
      const double epoch = g_array_index (points, EcgCurvePoint, i).epoch;

      g_assert_cmpfloat (epoch, >, story->last_epoch);
      story->last_epoch = epoch;
    }
  if (story->stop_at_first_point)
    ecg_training_job_stop (story->job);
}

static void
attention_cb (Story *story, EcgAttention *attention)
{
  g_assert_cmpuint (attention->n_stages, >, 0);
  story->n_attentions++;
}

static void
evaluating_cb (Story *story)
{
  story->evaluated = TRUE;
}

static void
ended_cb (Story *story, EcgRun *run, GError *error)
{
  story->ended = TRUE;
  story->has_run = run != NULL;
  if (run != NULL)
    story->state = ecg_run_get_state (run);
  if (error != NULL)
    story->error = g_error_copy (error);
}

static gboolean
has_ended (gpointer data)
{
  return ((Story *) data)->ended;
}

static void
run_job (Story *story, TestLibrary *library, const EcgTrainSettings *settings, const char *name)
{
  g_autoptr (GPtrArray) sessions =
    ecg_store_list_sessions (ecg_library_get_store (library->library), NULL);

  story->job =
    ecg_training_job_new (ecg_library_get_store (library->library), sessions, settings, name);
  g_signal_connect_swapped (story->job, "points", G_CALLBACK (points_cb), story);
  g_signal_connect_swapped (story->job, "attention", G_CALLBACK (attention_cb), story);
  g_signal_connect_swapped (story->job, "notify::evaluating", G_CALLBACK (evaluating_cb), story);
  g_signal_connect_swapped (story->job, "ended", G_CALLBACK (ended_cb), story);
  ecg_training_job_start (story->job);
  test_wait_until (has_ended, story);
  g_object_unref (story->job);
}

static void
init_settings (EcgTrainSettings *settings, guint epochs)
{
  ecg_train_settings_init (settings);
  settings->size = ECG_SIZE_LITE;
  settings->epochs = epochs;
  settings->batch = 16;
}

/* To the end: points in order, attention, a run in the library, judged. */
static void
test_finishes (void)
{
  g_autoptr (TestLibrary) library = test_library_new (2);
  g_autoptr (EcgRun) run = NULL;
  EcgTrainSettings settings;
  Story            story = { 0 };

  init_settings (&settings, 1);
  run_job (&story, library, &settings, "one");
  g_assert_no_error (story.error);
  g_assert_cmpint (story.state, ==, ECG_RUN_FINISHED);
  g_assert_cmpuint (story.n_points, >, 0);
  g_assert_cmpuint (story.n_attentions, >, 0);
  g_assert_true (story.evaluated);
  run = ecg_store_find_run (ecg_library_get_store (library->library), "one", NULL);
  g_assert_nonnull (ecg_run_get_fields (run)->evaluation);
}

/* Stopped: kept, not judged. */
static void
test_stops (void)
{
  g_autoptr (TestLibrary) library = test_library_new (2);
  EcgTrainSettings settings;
  Story            story = { .stop_at_first_point = TRUE };

  init_settings (&settings, 1000);
  run_job (&story, library, &settings, NULL);
  g_assert_no_error (story.error);
  g_assert_true (story.has_run);
  g_assert_cmpint (story.state, ==, ECG_RUN_STOPPED);
  g_assert_false (story.evaluated);
}

/* Without anything to learn from: refused with a sentence. */
static void
test_fails (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  EcgTrainSettings settings;
  Story            story = { 0 };

  init_settings (&settings, 1);
  run_job (&story, library, &settings, NULL);
  g_assert_false (story.has_run);
  g_assert_nonnull (story.error);
  g_clear_error (&story.error);
}

int
main (int argc, char **argv)
{
  ecg_thread_set_main ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training-job/finishes", test_finishes);
  g_test_add_func ("/training-job/stops", test_stops);
  g_test_add_func ("/training-job/fails", test_fails);
  return g_test_run ();
}
