/* Features are the same, bit for bit, whether they lie in memory or, beyond the budget, in a file.
 */

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/preparation/budget", test_budget);
  return g_test_run ();
}
