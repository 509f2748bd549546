/* Laws that hold for any signal: tried on seeded random ones. */

#include <glib.h>
#include <math.h>

#include "core/base/rng.h"
#include "core/dsp/band.h"
#include "core/dsp/fft-plan.h"
#include "core/dsp/sos-filter.h"

/* Lengths with small, large and mixed factors. */
static const gsize lengths[] = { 1, 2, 3, 7, 16, 97, 128, 250, 1000, 1024 };

static double *
make_signal (gsize n, EcgRng *rng)
{
  double *x = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    x[i] = ecg_rng_normal (rng);
  return x;
}

static double *
transform (const double *x, gsize n)
{
  EcgFftPlan *plan = ecg_fft_plan_new (n);
  double     *bins = g_new (double, 2 * ecg_fft_plan_get_bins (plan));

  g_assert_cmpuint (ecg_fft_plan_get_length (plan), ==, n);
  ecg_fft_plan_forward (plan, bins, x);
  ecg_fft_plan_free (plan);
  return bins;
}

/* An impulse at t turns by 2πkt/n in bin k. */
static void
test_fft_impulse (void)
{
  for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++)
    {
      const gsize        n = lengths[l];
      const gsize        at = n / 3;
      g_autofree double *x = g_new0 (double, n);
      g_autofree double *bins = NULL;

      x[at] = 1;
      bins = transform (x, n);
      for (gsize k = 0; k <= n / 2; k++)
        {
          const double turn = 2 * G_PI * (double) (k * at % n) / (double) n;

          g_assert_cmpfloat_with_epsilon (bins[2 * k], cos (turn), 1e-12);
          g_assert_cmpfloat_with_epsilon (bins[2 * k + 1], -sin (turn), 1e-12);
        }
    }
}

static void
test_fft_parseval (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 11, 0);
  for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++)
    {
      const gsize        n = lengths[l];
      g_autofree double *x = make_signal (n, &rng);
      g_autofree double *bins = transform (x, n);
      double             in_time = 0, in_frequency = 0;

      for (gsize i = 0; i < n; i++)
        in_time += x[i] * x[i];
      for (gsize k = 0; k <= n / 2; k++)
        in_frequency += (k == 0 || 2 * k == n ? 1 : 2) *
                        (bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1]);
      g_assert_cmpfloat_with_epsilon (in_frequency / (double) n, in_time, 1e-12 * in_time);
    }
}

static void
test_fft_inverse (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 12, 0);
  for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++)
    {
      const gsize        n = lengths[l];
      g_autofree double *x = make_signal (n, &rng);
      g_autofree double *bins = transform (x, n);
      g_autofree double *back = g_new (double, n);
      EcgFftPlan        *plan = ecg_fft_plan_new (n);

      ecg_fft_plan_inverse (plan, back, bins);
      ecg_fft_plan_free (plan);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (back[i], x[i], 1e-12);
    }
}

static void
filter_both_ways (float *out, const float *in, const EcgFilter *filter, gsize n)
{
  g_autofree double *work = g_new (double, ecg_filter_zero_phase_work_size (filter, n));

  ecg_filter_zero_phase (out, in, work, filter, n);
}

/* Filtering a sum is summing what was filtered; the rounding of three floats is left. */
static void
test_filter_linear (void)
{
  const gsize n = 700;
  EcgRng      rng;

  ecg_rng_init (&rng, 13, 0);
  for (guint id = 0; id < ECG_N_BANDS; id++)
    {
      g_autofree float *a = g_new (float, n);
      g_autofree float *b = g_new (float, n);
      g_autofree float *sum = g_new (float, n);
      EcgFilter         filter;

      g_assert_true (ecg_band_design (&filter, ecg_band_get ((EcgBandId) id), 50, 250, true));
      for (gsize i = 0; i < n; i++)
        {
          a[i] = (float) ecg_rng_normal (&rng);
          b[i] = (float) ecg_rng_normal (&rng);
          sum[i] = 2 * a[i] - 3 * b[i];
        }
      filter_both_ways (a, a, &filter, n);
      filter_both_ways (b, b, &filter, n);
      filter_both_ways (sum, sum, &filter, n);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (sum[i], 2 * a[i] - 3 * b[i], 1e-5);
    }
}

/* Zero phase: a signal read backward comes out backward. Only so far as the first pass has died
 * away in the padding (e^−3 of it is left at the ends), hence in the middle. */
static void
test_filter_reversible (void)
{
  const gsize       n = 4000;
  g_autofree float *x = g_new (float, n);
  g_autofree float *reversed = g_new (float, n);
  EcgFilter         filter;
  EcgRng            rng;

  ecg_rng_init (&rng, 14, 0);
  g_assert_true (ecg_band_design (&filter, ecg_band_get (ECG_BAND_MONITOR), 50, 250, true));
  for (gsize i = 0; i < n; i++)
    x[i] = (float) ecg_rng_normal (&rng);
  for (gsize i = 0; i < n; i++)
    reversed[i] = x[n - 1 - i];
  filter_both_ways (x, x, &filter, n);
  filter_both_ways (reversed, reversed, &filter, n);
  for (gsize i = 1500; i < n - 1500; i++)
    g_assert_cmpfloat_with_epsilon (x[i], reversed[n - 1 - i], 1e-5);
}

/* The impulse response, transformed, is the squared magnitude that the design promises. */
static void
test_filter_response (void)
{
  const gsize        n = 4096;
  g_autofree float  *impulse = g_new0 (float, n);
  g_autofree double *wide = g_new (double, n);
  g_autofree double *bins = NULL;
  EcgFilter          filter;

  g_assert_true (ecg_band_design (&filter, ecg_band_get (ECG_BAND_EXERCISE), 0, 250, true));
  impulse[n / 2] = 1;
  filter_both_ways (impulse, impulse, &filter, n);
  for (gsize i = 0; i < n; i++)
    wide[i] = impulse[i];
  bins = transform (wide, n);
  for (gsize k = 0; k <= n / 2; k++)
    {
      const double once = ecg_filter_magnitude (&filter, 250.0 * (double) k / (double) n, 250);

      /* The samples are float. */
      g_assert_cmpfloat_with_epsilon (hypot (bins[2 * k], bins[2 * k + 1]), once * once, 1e-5);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/property/dsp/fft/impulse", test_fft_impulse);
  g_test_add_func ("/property/dsp/fft/parseval", test_fft_parseval);
  g_test_add_func ("/property/dsp/fft/inverse", test_fft_inverse);
  g_test_add_func ("/property/dsp/filter/linear", test_filter_linear);
  g_test_add_func ("/property/dsp/filter/reversible", test_filter_reversible);
  g_test_add_func ("/property/dsp/filter/response", test_filter_response);
  return g_test_run ();
}
