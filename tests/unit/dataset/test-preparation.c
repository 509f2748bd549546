/* Features are the same, bit for bit, whether they lie in memory or, beyond the budget, in a file;
 * and they hold the band that was asked for. */

#include "core/dataset/preparation.h"

#include <math.h>

#define N 5000

static EcgRecording *
new_recording (void)
{
  const EcgRecordingInfo info = { .format = "csv", .path = "/nowhere.csv" };
  float                 *values = g_new (float, N);
  g_autoptr (EcgSeries) lead = NULL;

  for (gsize i = 0; i < N; i++)
    values[i] = (float) (sin (0.05 * (double) i) + 0.3 * sin (0.4 * (double) i));
  values[2000] = NAN;
  lead = ecg_series_new_physical ("I", "mV", 500.0, values, N);
  return ecg_recording_new (&info, &lead, 1);
}

static EcgFeatures *
prepare (EcgRecording *recording)
{
  g_auto (EcgPreparation) preparation = { 0 };
  g_autoptr (GError) error = NULL;
  EcgFeatures *features;

  ecg_preparation_init (&preparation, (const char *const[]){ "I", NULL });
  features = ecg_features_prepare (recording, &preparation, NULL, &error);
  g_assert_no_error (error);
  return features;
}

static void
test_budget (void)
{
  g_autoptr (EcgRecording) recording = new_recording ();
  g_autoptr (EcgFeatures) roomy = NULL;
  g_autoptr (EcgFeatures) tight = NULL;
  g_autoptr (EcgFeatures) roomy_again = NULL;

  ecg_features_set_budget (1 << 20);
  roomy = prepare (recording);
  ecg_features_set_budget (1);
  tight = prepare (recording);
  ecg_features_set_budget (1 << 20);
  roomy_again = prepare (recording);

  g_assert_cmpuint (roomy->n_mapped, ==, 0);
  g_assert_cmpuint (tight->n_mapped, >=, roomy->n_samples * sizeof (float));
  g_assert_cmpuint (roomy_again->n_mapped, ==, 0); /* what lies in files does not count */
  g_assert_cmpuint (roomy->n_samples, ==, N / 2);
  g_assert_cmpmem (roomy->values, roomy->n_samples * sizeof (float), tight->values,
                   tight->n_samples * sizeof (float));
  g_assert_true (tight->missing[1000]);
}

/* The amplitude that a sine of 1 mV has left when prepared in that band: √2 times its root mean
 * square over whole periods, away from the ends. */
static double
measure_sine (double low_hz, double high_hz, double hz)
{
  const EcgRecordingInfo info = { .format = "csv", .path = "/nowhere.csv" };
  const gsize            n = 40 * 500;
  float                 *values = g_new (float, n);
  g_autoptr (EcgSeries) lead = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (EcgFeatures) features = NULL;
  g_auto (EcgPreparation) preparation = { 0 };
  g_autoptr (GError) error = NULL;
  double squares = 0.0;

  for (gsize i = 0; i < n; i++)
    values[i] = (float) sin (2.0 * G_PI * hz * (double) i / 500.0);
  lead = ecg_series_new_physical ("I", "mV", 500.0, values, n);
  recording = ecg_recording_new (&info, &lead, 1);
  ecg_preparation_init (&preparation, (const char *const[]){ "I", NULL });
  preparation.low_hz = low_hz;
  preparation.high_hz = high_hz;
  features = ecg_features_prepare (recording, &preparation, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (features->n_samples, ==, 10000);
  for (gsize i = 2500; i < 7500; i++)
    squares += (double) features->values[i] * (double) features->values[i];
  return sqrt (2.0 * squares / 5000.0);
}

/* A Butterworth filter of second order there and back, set to −3 dB at both corners, leaves
 * 1 / (1 + (√2 − 1) (f / corner)⁴) of what lies well to one side of it. */
static void
test_band (void)
{
  g_assert_cmpfloat_with_epsilon (measure_sine (0.5, 40.0, 10.0), 1.0, 0.02);
  g_assert_cmpfloat_with_epsilon (measure_sine (0.5, 40.0, 0.5), sqrt (0.5), 0.01);
  g_assert_cmpfloat_with_epsilon (measure_sine (0.5, 40.0, 0.2), 0.058, 0.01);
  g_assert_cmpfloat (measure_sine (0.5, 40.0, 80.0), <, 0.15);

  g_assert_cmpfloat_with_epsilon (measure_sine (0.1, 95.0, 0.1), sqrt (0.5), 0.01);
  g_assert_cmpfloat_with_epsilon (measure_sine (0.1, 95.0, 0.2), 0.975, 0.01);
  g_assert_cmpfloat (measure_sine (0.1, 95.0, 80.0), >, 0.75);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/preparation/budget", test_budget);
  g_test_add_func ("/dataset/preparation/band", test_band);
  return g_test_run ();
}
