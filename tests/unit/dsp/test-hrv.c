#include "core/dsp/hrv.h"

#include <glib.h>
#include <math.h>

static void
test_excluded (void)
{
  /* Intervals of 800, 900, 5000 (a gap), 1000 and 100 ms (no heart). */
  const gint64 peaks[] = { 0, 800, 1700, 6700, 7700, 7800 };
  EcgHrv       hrv;

  ecg_hrv_measure (&hrv, peaks, G_N_ELEMENTS (peaks), 1000);
  g_assert_cmpuint (hrv.n_intervals, ==, 3);
  g_assert_cmpuint (hrv.n_excluded, ==, 2);
  g_assert_cmpfloat_with_epsilon (hrv.mean_rr_ms, 900, 1e-9);
  g_assert_cmpfloat_with_epsilon (hrv.rate_per_min, 60000.0 / 900, 1e-9);
  g_assert_cmpfloat_with_epsilon (hrv.sdnn_ms, 100, 1e-9);
  /* Only 800 and 900 follow each other. */
  g_assert_cmpfloat_with_epsilon (hrv.rmssd_ms, 100, 1e-9);
}

static void
test_few (void)
{
  const gint64 peaks[] = { 0, 250 };
  EcgHrv       hrv;

  ecg_hrv_measure (&hrv, peaks, 0, 250);
  g_assert_true (isnan (hrv.mean_rr_ms) && isnan (hrv.rate_per_min) && isnan (hrv.sdnn_ms));
  g_assert_cmpuint (hrv.n_excluded, ==, 0);
  ecg_hrv_measure (&hrv, peaks, 1, 250);
  g_assert_true (isnan (hrv.mean_rr_ms));
  ecg_hrv_measure (&hrv, peaks, 2, 250);
  g_assert_cmpfloat_with_epsilon (hrv.rate_per_min, 60, 1e-9);
  g_assert_true (isnan (hrv.sdnn_ms) && isnan (hrv.rmssd_ms));
}

static void
test_instantaneous (void)
{
  const gint64 peaks[] = { 0, 250, 375, 5000 };
  float        rate[4];

  ecg_heart_rate (rate, peaks, 4, 250);
  g_assert_true (isnan (rate[0]) && isnan (rate[3]));
  g_assert_cmpfloat_with_epsilon (rate[1], 60, 1e-5);
  g_assert_cmpfloat_with_epsilon (rate[2], 120, 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/hrv/excluded", test_excluded);
  g_test_add_func ("/dsp/hrv/few", test_few);
  g_test_add_func ("/dsp/hrv/instantaneous", test_instantaneous);
  return g_test_run ();
}
