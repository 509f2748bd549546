#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

#include <string.h>

static Scratch scratch;

static EcgRecording *
load_beside (const char *events)
{
  g_autofree char *path = scratch_path (&scratch, "a.csv");
  g_autofree char *beside = scratch_write (&scratch, "a_events.tsv", events, -1);

  g_free (scratch_write (&scratch, "a.csv", "# rate: 100\nI\n1\n2\n3\n", -1));
  return ecg_recording_load (path, NULL, NULL, NULL);
}

static void
test_events (void)
{
  g_autoptr (EcgRecording) recording =
    load_beside ("onset\tduration\ttrial_type\n0.01\t0.02\twalk\n-9\t1\tgone\n");
  const EcgAnnotations *annotations = ecg_recording_get_annotations (recording);

  g_assert_nonnull (annotations);
  g_assert_cmpuint (annotations->items->len, ==, 1);
  g_assert_cmpint (ecg_annotations_get (annotations, 0)->sample, ==, 1);
  g_assert_cmpint (ecg_annotations_get (annotations, 0)->length, ==, 2);
  g_assert_cmpstr (ecg_annotations_get (annotations, 0)->aux, ==, "walk");
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 1);
  /* They are no part of what the recording is known by. */
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_files (recording)), ==, 1);
}

static void
test_bad_events (void)
{
  g_autoptr (EcgRecording) recording = load_beside ("walk\n");

  g_assert_nonnull (recording);
  g_assert_null (ecg_recording_get_annotations (recording));
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 1);
}

/* Three samples at 100 Hz end at 0.03 s; what lasts longer may have been rounded, by a second. */
static void
test_stale_events (void)
{
  static const char *const stale[] = {
    "onset\tduration\ttrial_type\n0.01\t0.01\twalk\n0.5\tn/a\trun\n",
    "onset\tduration\ttrial_type\n0\t60\twalk\n",
  };
  g_autoptr (EcgRecording) rounded =
    load_beside ("onset\tduration\ttrial_type\n0\t0.5\twalk\n0.03\t0\tend\n");

  g_assert_nonnull (ecg_recording_get_annotations (rounded));
  for (gsize i = 0; i < G_N_ELEMENTS (stale); i++)
    {
      g_autoptr (EcgRecording) recording = load_beside (stale[i]);
      const char *const *warnings = ecg_recording_get_warnings (recording);

      g_assert_null (ecg_recording_get_annotations (recording));
      g_assert_cmpuint (g_strv_length ((char **) warnings), ==, 1);
      g_assert_nonnull (strstr (warnings[0], "does not belong to this recording"));
      g_assert_nonnull (strstr (warnings[0], i == 0 ? "0.5 s" : "60.0 s"));
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&scratch);
  g_test_add_func ("/review/events", test_events);
  g_test_add_func ("/review/bad-events", test_bad_events);
  g_test_add_func ("/review/stale-events", test_stale_events);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
