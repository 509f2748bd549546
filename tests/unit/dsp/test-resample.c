#include "core/dsp/resample.h"

#include <glib.h>
#include <math.h>

static double
tone (double seconds)
{
  return 0.7 + 0.2 * seconds + sin (2 * G_PI * 9 * seconds) + 0.3 * cos (2 * G_PI * 31 * seconds);
}

static float *
make_tone (gsize n, double rate_hz)
{
  float *x = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    x[i] = (float) tone ((double) i / rate_hz);
  return x;
}

/* In the middle, where the sinc sees no end, the error is that of float tables, about 1e-4 of the
 * amplitude; sample j stays at j / rate for all of the record, so nothing drifts. */
static void
assert_aligned (double from_hz, double to_hz)
{
  const gsize       n = (gsize) (20 * from_hz);
  g_autofree float *x = make_tone (n, from_hz);
  const gsize       n_out = ecg_resample_length (n, from_hz, to_hz);
  g_autofree float *out = g_new (float, n_out);

  g_assert_true (ecg_resample (out, x, n, from_hz, to_hz));
  g_assert_cmpfloat_with_epsilon ((double) n_out, 20 * to_hz, 0.5);
  for (gsize j = (gsize) to_hz; j < n_out - (gsize) to_hz; j++)
    g_assert_cmpfloat_with_epsilon (out[j], tone ((double) j / to_hz), 1e-3);
  /* At the ends it stays near the signal instead of falling to 0. */
  g_assert_cmpfloat_with_epsilon (out[0], x[0], 0.2);
  g_assert_cmpfloat_with_epsilon (out[n_out - 1], tone ((double) (n_out - 1) / to_hz), 0.5);
}

static void
test_aligned (void)
{
  assert_aligned (500, 250);
  assert_aligned (360, 250);
  assert_aligned (256, 250);
  assert_aligned (250, 360);
  assert_aligned (128, 250);
  assert_aligned (1000, 250);
}

static void
test_line (void)
{
  float x[100];
  float out[50];

  for (gsize i = 0; i < 100; i++)
    x[i] = 5 - 0.01f * (float) i;
  g_assert_true (ecg_resample (out, x, 100, 500, 250));
  for (gsize j = 0; j < 50; j++)
    g_assert_cmpfloat_with_epsilon (out[j], 5 - 0.02 * (double) j, 1e-5);
}

static void
test_gap (void)
{
  g_autofree float *x = make_tone (1000, 500);
  float             out[500];

  for (gsize i = 400; i < 500; i++)
    x[i] = NAN;
  g_assert_true (ecg_resample (out, x, 1000, 500, 250));
  for (gsize j = 0; j < 500; j++)
    g_assert_cmpint (isnan (out[j]) != 0, ==, j >= 200 && j < 250);
}

static void
test_edges (void)
{
  const float x[3] = { 1, NAN, 3 };
  float       out[8];

  g_assert_cmpuint (ecg_resample_length (0, 500, 250), ==, 0);
  g_assert_true (ecg_resample (out, x, 0, 500, 250));
  g_assert_true (ecg_resample (out, x, 3, 250, 250));
  g_assert_true (isnan (out[1]));
  g_assert_cmpfloat_with_epsilon (out[2], 3, 1e-6);
  g_assert_cmpuint (ecg_resample_length (1, 250, 1000), ==, 4);
  g_assert_true (ecg_resample (out, x, 1, 250, 1000));
  g_assert_cmpfloat_with_epsilon (out[0], 1, 1e-6);

  g_assert_false (ecg_resample (out, x, 3, 0, 250));
  g_assert_false (ecg_resample (out, x, 3, 250, NAN));
  g_assert_false (ecg_resample (out, x, 3, 1, 1000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/resample/aligned", test_aligned);
  g_test_add_func ("/dsp/resample/line", test_line);
  g_test_add_func ("/dsp/resample/gap", test_gap);
  g_test_add_func ("/dsp/resample/edges", test_edges);
  return g_test_run ();
}
