#include "core/dsp/spectrum.h"

#include <glib.h>
#include <math.h>

#include "core/base/rng.h"

static void
test_config (void)
{
  EcgWelchConfig config;

  ecg_welch_config_init (&config, 250, 4);
  g_assert_cmpuint (config.segment, ==, 1000);
  g_assert_cmpuint (config.hop, ==, 500);
  g_assert_cmpuint (config.n_fft, ==, 1024);
  g_assert_cmpuint (ecg_welch_bins (&config), ==, 513);
  g_assert_cmpfloat_with_epsilon (ecg_welch_step_hz (&config), 250.0 / 1024, 1e-12);
  g_assert_true (ecg_welch_config_is_valid (&config));
  config.n_fft = 999;
  g_assert_false (ecg_welch_config_is_valid (&config));
}

static double
integrate (const float *x, gsize n, const EcgWelchConfig *config, gsize *n_segments)
{
  g_autofree double *density = g_new (double, ecg_welch_bins (config));
  double             total = 0;

  g_assert_true (ecg_welch (density, n_segments, x, n, config));
  for (gsize k = 0; k < ecg_welch_bins (config); k++)
    total += density[k] * ecg_welch_step_hz (config);
  return total;
}

static double
variance_of (const float *x, gsize n)
{
  double sum = 0, square = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += x[i];
      square += (double) x[i] * x[i];
    }
  return square / (double) n - sum / (double) n * (sum / (double) n);
}

/* 2000 s of noise: 1000 segments spread the estimate by about 0.1 %. */
static void
test_variance (void)
{
  const gsize       n = 500000;
  g_autofree float *x = g_new (float, n);
  EcgWelchConfig    config;
  gsize             n_segments;
  EcgRng            rng;

  ecg_rng_init (&rng, 7, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = (float) (3 + 0.5 * ecg_rng_normal (&rng) + 0.4 * sin (0.3 * (double) i));
  ecg_welch_config_init (&config, 250, 4);
  g_assert_cmpfloat_with_epsilon (integrate (x, n, &config, &n_segments) / variance_of (x, n), 1,
                                  0.01);
  g_assert_cmpuint (n_segments, ==, 999);
}

static void
test_gaps (void)
{
  const gsize       n = 2000;
  g_autofree float *x = g_new (float, n);
  EcgWelchConfig    config = { 250, 200, 100, 256 };
  gsize             n_segments;

  for (gsize i = 0; i < n; i++)
    x[i] = (float) sin (0.2 * (double) i);
  integrate (x, n, &config, &n_segments);
  g_assert_cmpuint (n_segments, ==, 19);
  /* Sample 550 lies in the segments that begin at 400 and at 500. */
  x[550] = NAN;
  g_assert_cmpfloat_with_epsilon (integrate (x, n, &config, &n_segments), 0.5, 0.005);
  g_assert_cmpuint (n_segments, ==, 17);
}

static void
test_nothing (void)
{
  const EcgWelchConfig config = { 250, 4, 2, 4 };
  const float          x[6] = { 1, 2, NAN, 3, 4, 5 };
  double               density[3] = { 9, 9, 9 };
  gsize                n_segments = 9;

  g_assert_false (ecg_welch (density, &n_segments, x, 6, &config));
  g_assert_cmpuint (n_segments, ==, 0);
  for (gsize k = 0; k < 3; k++)
    g_assert_cmpfloat_with_epsilon (density[k], 0, 1e-12);
  g_assert_false (ecg_welch (density, &n_segments, x, 0, &config));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/spectrum/config", test_config);
  g_test_add_func ("/dsp/spectrum/variance", test_variance);
  g_test_add_func ("/dsp/spectrum/gaps", test_gaps);
  g_test_add_func ("/dsp/spectrum/nothing", test_nothing);
  return g_test_run ();
}
