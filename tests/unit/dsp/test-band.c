#include "core/dsp/band.h"

#include <glib.h>
#include <math.h>

static void
test_table (void)
{
  static const double expected[ECG_N_BANDS][2] = {
    { 0.05, 150 }, { 0.05, 40 }, { 0.5, 40 }, { 1, 20 }
  };

  for (guint i = 0; i < ECG_N_BANDS; i++)
    {
      const EcgBand *band = ecg_band_get ((EcgBandId) i);

      g_assert_cmpuint (band->id, ==, i);
      g_assert_cmpfloat_with_epsilon (band->low_hz, expected[i][0], 1e-12);
      g_assert_cmpfloat_with_epsilon (band->high_hz, expected[i][1], 1e-12);
    }
}

/* In the way that it runs, a band is −3 dB at its corners and 1 inside. */
static void
test_corners (void)
{
  for (guint i = 0; i < ECG_N_BANDS; i++)
    for (int passes = 1; passes <= 2; passes++)
      {
        const EcgBand *band = ecg_band_get ((EcgBandId) i);
        EcgFilter      filter;

        g_assert_true (ecg_band_design (&filter, band, 0, 1000, passes == 2));
        g_assert_cmpfloat_with_epsilon (
          pow (ecg_filter_magnitude (&filter, band->low_hz, 1000), passes), M_SQRT1_2, 1e-6);
        g_assert_cmpfloat_with_epsilon (
          pow (ecg_filter_magnitude (&filter, band->high_hz, 1000), passes), M_SQRT1_2, 1e-6);
      }
}

static void
test_limited (void)
{
  const EcgBand *band = ecg_band_get (ECG_BAND_DIAGNOSTIC);
  EcgFilter      filter;

  g_assert_true (ecg_band_is_limited (band, 250));
  g_assert_true (ecg_band_is_limited (band, 300));
  g_assert_false (ecg_band_is_limited (band, 360));
  g_assert_true (ecg_band_design (&filter, band, 0, 250, true));
  g_assert_cmpfloat_with_epsilon (ecg_filter_magnitude (&filter, 124.9, 250), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (ecg_filter_magnitude (&filter, 0, 250), 0, 1e-9);
  g_assert_false (ecg_band_design (&filter, band, 0, 0.1, true));
  g_assert_cmpuint (filter.n_sections, ==, 0);
}

static void
test_mains (void)
{
  const EcgBand *band = ecg_band_get (ECG_BAND_MONITOR);
  EcgFilter      filter;

  g_assert_true (ecg_band_design (&filter, band, 50, 250, true));
  g_assert_cmpfloat_with_epsilon (ecg_filter_magnitude (&filter, 50, 250), 0, 1e-9);
  /* Mains beyond half the rate is not there to be taken out. */
  g_assert_true (ecg_band_design (&filter, band, 60, 100, true));
  g_assert_cmpuint (filter.n_sections, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/band/table", test_table);
  g_test_add_func ("/dsp/band/corners", test_corners);
  g_test_add_func ("/dsp/band/limited", test_limited);
  g_test_add_func ("/dsp/band/mains", test_mains);
  return g_test_run ();
}
