#include "core/dsp/filter-design.h"

#include <glib.h>
#include <math.h>

static void
assert_refused (EcgFilterKind kind, gsize order, double low_hz, double high_hz, double rate_hz)
{
  EcgFilter filter = { .n_sections = 3 };
  double    low = low_hz;
  double    high = high_hz;

  g_assert_false (ecg_filter_design_butterworth (&filter, kind, order, low_hz, high_hz, rate_hz));
  g_assert_cmpuint (filter.n_sections, ==, 0);
  g_assert_false (ecg_filter_zero_phase_corners (&low, &high, kind, order, rate_hz));
}

static void
test_impossible (void)
{
  EcgFilter filter;

  assert_refused (ECG_FILTER_LOW_PASS, 2, 0, 125, 250);
  assert_refused (ECG_FILTER_LOW_PASS, 2, 0, 0, 250);
  assert_refused (ECG_FILTER_LOW_PASS, 2, 0, NAN, 250);
  assert_refused (ECG_FILTER_LOW_PASS, 2, 0, 40, INFINITY);
  assert_refused (ECG_FILTER_LOW_PASS, 0, 0, 40, 250);
  assert_refused (ECG_FILTER_LOW_PASS, ECG_FILTER_MAX_ORDER + 1, 0, 40, 250);
  assert_refused (ECG_FILTER_HIGH_PASS, 2, -0.5, 0, 250);
  assert_refused (ECG_FILTER_HIGH_PASS, 2, 200, 0, 250);
  assert_refused (ECG_FILTER_BAND_PASS, 2, 40, 0.5, 250);
  assert_refused (ECG_FILTER_BAND_PASS, 2, 40, 40, 250);
  assert_refused (ECG_FILTER_BAND_PASS, 2, 0.05, 150, 250);
  assert_refused ((EcgFilterKind) 7, 2, 0.5, 40, 250);
  g_assert_false (ecg_filter_design_notch (&filter, 125, 30, 250));
  g_assert_false (ecg_filter_design_notch (&filter, 0, 30, 250));
  g_assert_false (ecg_filter_design_notch (&filter, 50, 0, 250));
}

static void
assert_magnitude (const EcgFilter *filter, double frequency_hz, double rate_hz, double expected)
{
  g_assert_cmpfloat_with_epsilon (ecg_filter_magnitude (filter, frequency_hz, rate_hz), expected,
                                  1e-9);
}

/* Butterworth's own law: 1/√2 at the corners and 1 in the middle, for every order. */
static void
test_corners (void)
{
  EcgFilter filter;

  for (gsize order = 1; order <= ECG_FILTER_MAX_ORDER; order++)
    {
      g_assert_true (
        ecg_filter_design_butterworth (&filter, ECG_FILTER_LOW_PASS, order, 0, 40, 250));
      g_assert_cmpuint (filter.n_sections, ==, (order + 1) / 2);
      assert_magnitude (&filter, 0, 250, 1);
      assert_magnitude (&filter, 40, 250, M_SQRT1_2);
      assert_magnitude (&filter, 125, 250, 0);

      g_assert_true (
        ecg_filter_design_butterworth (&filter, ECG_FILTER_HIGH_PASS, order, 5, 0, 250));
      assert_magnitude (&filter, 0, 250, 0);
      assert_magnitude (&filter, 5, 250, M_SQRT1_2);
      assert_magnitude (&filter, 125, 250, 1);

      g_assert_true (
        ecg_filter_design_butterworth (&filter, ECG_FILTER_BAND_PASS, order, 5, 40, 250));
      g_assert_cmpuint (filter.n_sections, ==, order);
      assert_magnitude (&filter, 5, 250, M_SQRT1_2);
      assert_magnitude (&filter, 40, 250, M_SQRT1_2);
    }
}

static void
test_zero_phase_corners (void)
{
  for (int kind = ECG_FILTER_LOW_PASS; kind <= ECG_FILTER_BAND_PASS; kind++)
    for (gsize order = 1; order <= ECG_FILTER_MAX_ORDER; order++)
      {
        EcgFilter filter;
        double    low = 5;
        double    high = 40;

        g_assert_true (
          ecg_filter_zero_phase_corners (&low, &high, (EcgFilterKind) kind, order, 250));
        g_assert_true (
          ecg_filter_design_butterworth (&filter, (EcgFilterKind) kind, order, low, high, 250));
        /* Two passes, so the square is −3 dB. */
        if (kind != ECG_FILTER_LOW_PASS)
          assert_magnitude (&filter, 5, 250, sqrt (M_SQRT1_2));
        if (kind != ECG_FILTER_HIGH_PASS)
          assert_magnitude (&filter, 40, 250, sqrt (M_SQRT1_2));
      }
}

static void
test_notch (void)
{
  EcgFilter notch;

  g_assert_true (ecg_filter_design_notch (&notch, 50, 30, 250));
  assert_magnitude (&notch, 50, 250, 0);
  assert_magnitude (&notch, 0, 250, 1);
  assert_magnitude (&notch, 125, 250, 1);
}

static void
test_append (void)
{
  EcgFilter band, full;

  g_assert_true (ecg_filter_design_butterworth (&band, ECG_FILTER_BAND_PASS, 8, 0.5, 40, 250));
  full = band;
  g_assert_true (ecg_filter_append (&full, &full));
  g_assert_cmpuint (full.n_sections, ==, 16);
  g_assert_cmpfloat_with_epsilon (ecg_filter_magnitude (&full, 40, 250), 0.5, 1e-9);
  g_assert_false (ecg_filter_append (&full, &band));
  g_assert_cmpuint (full.n_sections, ==, 16);
}

static void
test_settling (void)
{
  EcgFilter filter;

  filter.n_sections = 0;
  g_assert_cmpuint (ecg_filter_settling (&filter, 0.01), ==, 0);

  /* One real pole at (1 − w) / (1 + w), w = tan (π / 250): that to the power 183 is 0.01. */
  g_assert_true (ecg_filter_design_butterworth (&filter, ECG_FILTER_HIGH_PASS, 1, 1, 0, 250));
  g_assert_cmpuint (ecg_filter_settling (&filter, 0.01), ==, 184);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/filter-design/impossible", test_impossible);
  g_test_add_func ("/dsp/filter-design/corners", test_corners);
  g_test_add_func ("/dsp/filter-design/zero-phase-corners", test_zero_phase_corners);
  g_test_add_func ("/dsp/filter-design/notch", test_notch);
  g_test_add_func ("/dsp/filter-design/append", test_append);
  g_test_add_func ("/dsp/filter-design/settling", test_settling);
  return g_test_run ();
}
