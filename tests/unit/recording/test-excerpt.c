#include "core/recording/excerpt.h"

#include <math.h>

#define LENGTH 5000

static EcgRecording *
make_recording (void)
{
  static const char *const names[] = { "I", "II" };
  const EcgScale           scale = { 200.0, 0.0, 16 };
  const EcgRecordingInfo   info = { .format = "none", .path = "/none", .subject = "S01" };
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);

  for (gint32 k = 0; k < 2; k++)
    {
      gint32 *counts = g_new (gint32, LENGTH);

      for (gint32 i = 0; i < LENGTH; i++)
        counts[i] = i == 1234 ? ECG_COUNT_MISSING : (k + 1) * i;
      g_ptr_array_add (leads,
                       ecg_series_new_digital (names[k], "mV", 250.0, counts, LENGTH, &scale));
    }
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

/* Outlives what it was cut from, and derives what that derives. */
static void
test_excerpt (void)
{
  const EcgSpan span = { 1000, 1500 };
  EcgRecording *recording = make_recording ();
  g_autoptr (EcgRecording) excerpt = ecg_recording_excerpt (recording, span);
  float values[502];

  ecg_recording_unref (recording);
  g_assert_cmpint (ecg_recording_get_length (excerpt), ==, 500);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (excerpt), 250.0, 1e-12);
  g_assert_cmpstr (ecg_recording_get_subject (excerpt), ==, "S01");
  g_assert_nonnull (ecg_recording_find_lead (excerpt, "III"));
  for (gint32 k = 0; k < 2; k++)
    {
      ecg_series_read (ecg_recording_get_lead (excerpt, (guint) k), (EcgSpan){ -1, 501 }, values);
      g_assert_true (isnan (values[0]) && isnan (values[501]));
      for (gint32 i = 0; i < 500; i++)
        if (1000 + i == 1234)
          g_assert_true (isnan (values[i + 1]));
        else
          g_assert_cmpfloat_with_epsilon ((double) values[i + 1], (k + 1) * (1000 + i) / 200.0,
                                          1e-5);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/excerpt/excerpt", test_excerpt);
  return g_test_run ();
}
