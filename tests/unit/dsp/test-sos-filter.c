#include "core/dsp/sos-filter.h"

#include <glib.h>
#include <math.h>

#include "core/dsp/band.h"
#include "tests/support/synthetic-ecg.h"

static void
filter_both_ways (float *out, const float *in, const EcgFilter *filter, gsize n)
{
  g_autofree double *work = g_new (double, ecg_filter_zero_phase_work_size (filter, n));

  ecg_filter_zero_phase (out, in, work, filter, n);
}

static void
design (EcgFilter *filter, EcgBandId id, double rate_hz)
{
  g_assert_true (ecg_band_design (filter, ecg_band_get (id), 50, rate_hz, true));
}

static gint64
highest_near (const float *x, gint64 at, gint64 reach)
{
  gint64 best = at - reach;

  for (gint64 i = at - reach; i <= at + reach; i++)
    if (x[i] > x[best])
      best = i;
  return best;
}

static void
test_peaks_stay (void)
{
  const TestEcg kind = { 250, 20, 75, 1, 0, 0, 1 };
  gsize         n;
  g_autoptr (GArray) peaks = NULL;
  g_autofree float *x = test_ecg_make (&kind, &n, &peaks);
  g_autofree float *out = g_new (float, n);

  for (guint id = 0; id < ECG_N_BANDS; id++)
    {
      EcgFilter filter;

      design (&filter, (EcgBandId) id, kind.rate_hz);
      filter_both_ways (out, x, &filter, n);
      for (guint i = 0; i < peaks->len; i++)
        {
          const gint64 peak = g_array_index (peaks, gint64, i);

          g_assert_cmpint (highest_near (out, peak, 20), ==, peak);
        }
    }
}

/* What lies beyond a gap is as it would be had the gap been a line. */
static void
test_gap (void)
{
  const TestEcg kind = { 250, 10, 75, 1, 0.02, 0.1, 2 };
  gsize         n;
  g_autoptr (GArray) peaks = NULL;
  g_autofree float *x = test_ecg_make (&kind, &n, &peaks);
  g_autofree float *line = g_memdup2 (x, n * sizeof *x);
  EcgFilter         filter;

  for (gsize i = 1000; i < 1100; i++)
    {
      line[i] = x[999] + (x[1100] - x[999]) * (float) (i - 999) / 101.0f;
      x[i] = NAN;
    }
  design (&filter, ECG_BAND_MONITOR, kind.rate_hz);
  filter_both_ways (x, x, &filter, n);
  filter_both_ways (line, line, &filter, n);
  for (gsize i = 0; i < n; i++)
    if (i >= 1000 && i < 1100)
      g_assert_true (isnan (x[i]));
    else
      g_assert_cmpfloat_with_epsilon (x[i], line[i], 1e-6);
}

static void
test_short (void)
{
  EcgFilter filter;
  float     x[3] = { 5, 5, 5 };
  float     missing[2] = { NAN, NAN };

  design (&filter, ECG_BAND_MONITOR, 250);
  for (gsize n = 0; n <= 3; n++)
    {
      float out[3] = { 1, 1, 1 };

      filter_both_ways (out, x, &filter, n);
      /* A constant has nothing in the band; what lies behind is not written. */
      for (gsize i = 0; i < 3; i++)
        g_assert_cmpfloat_with_epsilon (out[i], i < n ? 0 : 1, 1e-6);
    }
  filter_both_ways (missing, missing, &filter, 2);
  g_assert_true (isnan (missing[0]) && isnan (missing[1]));
}

static void
test_pad (void)
{
  EcgFilter slow;

  /* A second-order high-pass of ω falls by e in √2/ω seconds. */
  g_assert_true (ecg_filter_design_butterworth (&slow, ECG_FILTER_HIGH_PASS, 2, 0.05, 0, 1000));
  g_assert_cmpfloat_with_epsilon ((double) ecg_filter_zero_phase_pad (&slow, 1000000),
                                  3 * M_SQRT2 / (2 * G_PI * 0.05) * 1000, 10);
  g_assert_cmpuint (ecg_filter_zero_phase_pad (&slow, 100), ==, 99);
  g_assert_cmpuint (ecg_filter_zero_phase_pad (&slow, 0), ==, 0);
}

/* The slowest band at the highest rate: double keeps a constant at 0, and stays finite. */
static void
test_stable (void)
{
  const gsize       n = 200000;
  g_autofree float *x = g_new (float, n);
  EcgFilter         filter;

  for (gsize i = 0; i < n; i++)
    x[i] = 300;
  design (&filter, ECG_BAND_DIAGNOSTIC, 1000);
  filter_both_ways (x, x, &filter, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (x[i], 0, 1e-3);
}

static void
test_causal_gap (void)
{
  EcgFilter   filter;
  EcgSosState state;
  float       x[] = { 2, NAN, NAN, 2, 2 };

  g_assert_true (ecg_filter_design_butterworth (&filter, ECG_FILTER_LOW_PASS, 2, 0, 40, 250));
  ecg_sos_state_prime (&state, &filter, 2);
  ecg_sos_filter (x, x, &state, &filter, 5);
  g_assert_true (isnan (x[1]) && isnan (x[2]));
  g_assert_cmpfloat_with_epsilon (x[0], 2, 1e-6);
  g_assert_cmpfloat_with_epsilon (x[4], 2, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/sos-filter/peaks-stay", test_peaks_stay);
  g_test_add_func ("/dsp/sos-filter/gap", test_gap);
  g_test_add_func ("/dsp/sos-filter/short", test_short);
  g_test_add_func ("/dsp/sos-filter/pad", test_pad);
  g_test_add_func ("/dsp/sos-filter/stable", test_stable);
  g_test_add_func ("/dsp/sos-filter/causal-gap", test_causal_gap);
  return g_test_run ();
}
