#include "core/recording/recording.h"

#include <math.h>

#define N 5000 /* beyond one chunk of what is derived at once */

static EcgSeries *
make_lead (const char *name, const char *unit, double gain, gint32 step)
{
  const EcgScale scale = { gain, 0.0, 16 };
  gint32        *counts = g_new (gint32, N);

  for (gint32 i = 0; i < N; i++)
    counts[i] = i == 7 ? ECG_COUNT_MISSING : (i % 100) * step;
  return ecg_series_new_digital (name, unit, 500.0, counts, N, &scale);
}

static EcgRecording *
make_pair (const char *name_a, const char *unit_a, const char *name_b, const char *unit_b)
{
  g_autoptr (EcgSeries) a = make_lead (name_a, unit_a, 1000.0, 2);
  g_autoptr (EcgSeries) b = make_lead (name_b, unit_b, 1000.0, 5);
  EcgSeries             *leads[] = { a, b };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };

  return ecg_recording_new (&info, leads, 2);
}

static void
assert_value (EcgRecording *recording, const char *name, double per_count, const char *unit)
{
  EcgSeries *lead = ecg_recording_find_lead (recording, name);
  float      values[N + 2];

  g_assert_nonnull (lead);
  g_assert_true (ecg_series_is_derived (lead));
  g_assert_false (ecg_series_get_scale (lead, NULL));
  g_assert_cmpstr (ecg_series_get_unit (lead), ==, unit);
  ecg_series_read (lead, (EcgSpan){ -1, N + 1 }, values);
  g_assert_true (isnan (values[0]) && isnan (values[8]) && isnan (values[N + 1]));
  g_assert_cmpfloat_with_epsilon (values[1 + 99], 99 * per_count, 1e-5);
  g_assert_cmpfloat_with_epsilon (values[1 + 4199], 99 * per_count, 1e-5);
}

/* By hand: with I = 2 and II = 5, III = 3, aVR = −3.5, aVL = −0.5, aVF = 4. */
static void
test_two (void)
{
  g_autoptr (EcgRecording) recording = make_pair ("ECG I", "mV", "Lead II", "mV");

  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 2);
  g_assert_cmpuint (ecg_recording_get_n_derived (recording), ==, 4);
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_derived (recording, 0)), ==,
                   "III (derived)");
  g_assert_false (ecg_series_is_derived (ecg_recording_find_lead (recording, "I")));
  assert_value (recording, "III", 3e-3, "mV");
  assert_value (recording, "avr", -3.5e-3, "mV");
  assert_value (recording, "ECG aVL", -0.5e-3, "mV");
  assert_value (recording, "aVF (derived)", 4e-3, "mV");
}

/* Lead II in microvolts: a thousandth of what it seems. */
static void
test_units (void)
{
  g_autoptr (EcgRecording) recording = make_pair ("I", "mV", "II", "uV");
  g_autoptr (EcgRecording) counts = make_pair ("I", "count", "II", "count");
  g_autoptr (EcgRecording) mixed = make_pair ("I", "count", "II", "mV");

  assert_value (recording, "III", 5e-6 - 2e-3, "mV");
  assert_value (counts, "III", 3e-3, "count");
  g_assert_cmpuint (ecg_recording_get_n_derived (mixed), ==, 0);
}

static void
test_none (void)
{
  g_autoptr (EcgRecording) modified = make_pair ("MLI", "mV", "MLII", "mV");
  g_autoptr (EcgRecording) one = make_pair ("I", "mV", "I filtered", "mV");

  g_assert_cmpuint (ecg_recording_get_n_derived (modified), ==, 0);
  g_assert_null (ecg_recording_find_lead (modified, "III"));
  g_assert_nonnull (ecg_recording_find_lead (modified, "II"));
  g_assert_cmpuint (ecg_recording_get_n_derived (one), ==, 0);
}

/* What was derived and written is there, and not derived again. */
static void
test_written (void)
{
  g_autoptr (EcgSeries) a = make_lead ("I", "mV", 1000.0, 1);
  g_autoptr (EcgSeries) b = make_lead ("II", "mV", 1000.0, 2);
  g_autoptr (EcgSeries) c = make_lead ("III (derived)", "mV", 1000.0, 1);
  EcgSeries             *leads[] = { a, b, c };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  g_autoptr (EcgRecording) recording = ecg_recording_new (&info, leads, 3);

  g_assert_cmpuint (ecg_recording_get_n_derived (recording), ==, 3);
  g_assert_true (ecg_recording_find_lead (recording, "III") == c);
}

static void
assert_complete (const char *name_a, const char *name_b, const char *order)
{
  g_autoptr (EcgRecording) recording = make_pair (name_a, "mV", name_b, "mV");
  g_autoptr (EcgRecording) complete = ecg_recording_complete (recording);
  g_autoptr (EcgRecording) again = ecg_recording_complete (complete);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < ecg_recording_get_n_leads (complete); i++)
    g_string_append_printf (found, "%s%s", i > 0 ? "," : "",
                            ecg_series_get_name (ecg_recording_get_lead (complete, i)));
  g_assert_cmpstr (found->str, ==, order);
  g_assert_true (again == complete);
}

static void
test_complete (void)
{
  assert_complete ("I", "II", "I,II,III (derived)");
  assert_complete ("II", "III", "I (derived),II,III");
  assert_complete ("I", "III", "I,II (derived),III");
  assert_complete ("III", "II", "I (derived),III,II");
  assert_complete ("I", "aVF", "I,aVF");
  assert_complete ("MLII", "V5", "MLII,V5");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/derived-leads/two", test_two);
  g_test_add_func ("/derived-leads/units", test_units);
  g_test_add_func ("/derived-leads/none", test_none);
  g_test_add_func ("/derived-leads/complete", test_complete);
  g_test_add_func ("/derived-leads/written", test_written);
  return g_test_run ();
}
