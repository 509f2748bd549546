#include "core/synth/cohort.h"

#include "core/recording/loader.h"
#include "core/synth/activity.h"
#include "core/synth/artefact.h"

#include "tests/support/scratch.h"

#include <math.h>
#include <string.h>

static EcgCohortSettings
small_cohort (void)
{
  EcgCohortSettings settings;

  ecg_cohort_settings_default (&settings);
  settings.n_subjects = 2;
  settings.seconds = 10.0;
  return settings;
}

static void
write_cohort (Scratch *scratch, const EcgCohortSettings *settings)
{
  g_autoptr (GError) error = NULL;

  scratch_open (scratch);
  g_assert_true (ecg_cohort_write (settings, scratch->folder, NULL, NULL, &error));
  g_assert_no_error (error);
}

static GBytes *
read_bytes (const Scratch *scratch, const char *name)
{
  g_autofree char *path = scratch_path (scratch, name);
  char            *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  return g_bytes_new_take (bytes, n);
}

static void
compare_with (const EcgCohortSettings *settings, const char *name, gboolean same)
{
  const EcgCohortSettings first = small_cohort ();
  Scratch                 a, b;

  write_cohort (&a, &first);
  write_cohort (&b, settings);

  g_autoptr (GBytes) of_a = read_bytes (&a, name);
  g_autoptr (GBytes) of_b = read_bytes (&b, name);

  g_assert_true (g_bytes_equal (of_a, of_b) == same);
  scratch_close (&a);
  scratch_close (&b);
}

static void
test_seed (void)
{
  EcgCohortSettings settings = small_cohort ();

  compare_with (&settings, "s02_hand_bike_2.dat", TRUE);
  compare_with (&settings, "s02_hand_bike_2.hea", TRUE);
  settings.seed = 2;
  compare_with (&settings, "s02_hand_bike_2.dat", FALSE);
  /* Nor does a recording depend on what else is made. */
  settings = small_cohort ();
  settings.n_subjects = 3;
  compare_with (&settings, "s02_hand_bike_2.dat", TRUE);
  settings.artefacts = FALSE;
  compare_with (&settings, "s02_hand_bike_2.dat", FALSE);
}

static void
check_recording (EcgRecording *recording, const char *subject, const char *activity)
{
  const gint64 n = ecg_recording_get_length (recording);
  float        greatest = 0.0f;

  g_assert_cmpint (n, ==, 2500);
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 3);
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, subject);
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, activity);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
  for (gint64 t = 0; t < n; t++)
    {
      gint32 counts[3];
      float  value;

      for (guint i = 0; i < 3; i++)
        ecg_series_read_counts (ecg_recording_get_lead (recording, i), (EcgSpan){ t, t + 1 },
                                &counts[i]);
      g_assert_cmpint (ABS (counts[0] - counts[1] + counts[2]), <=, 1);
      ecg_series_read (ecg_recording_get_lead (recording, 1), (EcgSpan){ t, t + 1 }, &value);
      greatest = fmaxf (greatest, fabsf (value));
    }
  /* In mV. */
  g_assert_cmpfloat (greatest, >, 0.1);
  g_assert_cmpfloat (greatest, <, 5.0);
}

static void
test_recordings (void)
{
  const EcgCohortSettings settings = small_cohort ();
  Scratch                 scratch;

  write_cohort (&scratch, &settings);
  g_assert_cmpuint (ecg_cohort_n_recordings (&settings), ==, 20);
  g_assert_cmpuint (scratch_count (&scratch), ==, 40);
  for (guint a = 0; a < ECG_SYNTH_N_ACTIVITIES; a++)
    {
      g_autofree char *activity = g_strdelimit (g_strdup (ecg_synth_activity (a)->name), " ", '_');
      g_autofree char *name = g_strdup_printf ("s02_%s_1.hea", activity);
      g_autofree char *path = scratch_path (&scratch, name);
      g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);

      g_assert_nonnull (recording);
      check_recording (recording, "S02", ecg_synth_activity (a)->name);
    }
  /* Again over what is there. */
  g_assert_true (ecg_cohort_write (&settings, scratch.folder, NULL, NULL, NULL));
  g_assert_cmpuint (scratch_count (&scratch), ==, 40);
  scratch_close (&scratch);
}

static void
test_cancelled (void)
{
  const EcgCohortSettings settings = small_cohort ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Scratch scratch;

  scratch_open (&scratch);
  g_cancellable_cancel (cancellable);
  g_assert_false (ecg_cohort_write (&settings, scratch.folder, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (scratch_count (&scratch), ==, 0);
  scratch_close (&scratch);
}

static void
cancel_cb (EcgProgress *progress, GParamSpec *pspec, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gpointer
write_in_thread (gpointer data)
{
  gpointer               *all = data;
  const EcgCohortSettings settings = small_cohort ();

  return GINT_TO_POINTER (ecg_cohort_write (&settings, all[0], all[1], all[2], NULL));
}

static void
test_cancelled_midway (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  Scratch  scratch;
  GThread *thread;

  scratch_open (&scratch);
  g_signal_connect (progress, "notify::fraction", G_CALLBACK (cancel_cb), cancellable);
  thread =
    g_thread_new ("cohort", write_in_thread, (gpointer[]){ scratch.folder, progress, cancellable });
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  /* Whole recordings only. */
  g_assert_cmpuint (scratch_count (&scratch) % 2, ==, 0);
  scratch_close (&scratch);
}

static void
test_bad_folder (void)
{
  const EcgCohortSettings settings = small_cohort ();
  g_autoptr (GError) error = NULL;

  g_assert_false (ecg_cohort_write (&settings, "/dev/null/x", NULL, NULL, &error));
  g_assert_nonnull (error);
}

/* The noise has the power that the activity asks for. */
static void
test_noise_power (void)
{
  static float clean_i[30000], clean_ii[30000], i[30000], ii[30000];

  for (guint t = 0; t < 30000; t++)
    clean_i[t] = clean_ii[t] = (float) sin (0.03 * t);
  for (guint a = 0; a < ECG_SYNTH_N_ACTIVITIES; a++)
    {
      const EcgSynthActivity *activity = ecg_synth_activity (a);
      double                  noise = 0.0;
      EcgRng                  rng;

      memcpy (i, clean_i, sizeof i);
      memcpy (ii, clean_ii, sizeof ii);
      ecg_rng_init (&rng, 5, a);
      ecg_artefact_add (i, ii, activity, TRUE, 250.0, 30000, &rng);
      for (guint t = 0; t < 30000; t++)
        noise += 0.5 * (pow ((double) i[t] - (double) clean_i[t], 2.0) +
                        pow ((double) ii[t] - (double) clean_ii[t], 2.0));
      /* Means are not counted as noise, and the mains come on top. */
      g_assert_cmpfloat_with_epsilon (10.0 * log10 (0.5 * 30000.0 / noise), activity->snr_db, 3.0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cohort/seed", test_seed);
  g_test_add_func ("/cohort/recordings", test_recordings);
  g_test_add_func ("/cohort/cancelled", test_cancelled);
  g_test_add_func ("/cohort/cancelled-midway", test_cancelled_midway);
  g_test_add_func ("/cohort/bad-folder", test_bad_folder);
  g_test_add_func ("/cohort/noise-power", test_noise_power);
  return g_test_run ();
}
