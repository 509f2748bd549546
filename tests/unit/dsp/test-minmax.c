#include "core/dsp/minmax.h"

#include <glib.h>
#include <math.h>

#include "core/base/rng.h"

static void
assert_same (float got, float expected)
{
  g_assert_true (isnan (expected) ? isnan (got) : fabsf (got - expected) <= 0);
}

/* By fmin and fmax, which pass over NaN. */
static void
brute_force (float *lo, float *hi, const float *x, gsize n)
{
  *lo = NAN;
  *hi = NAN;
  for (gsize i = 0; i < n; i++)
    {
      *lo = fminf (*lo, x[i]);
      *hi = fmaxf (*hi, x[i]);
    }
}

static void
fill (float *x, gsize n, EcgRng *rng)
{
  for (gsize i = 0; i < n; i++)
    x[i] = ecg_rng_uniform (rng) < 0.3 ? NAN : (float) ecg_rng_normal (rng);
}

static void
test_lengths (void)
{
  float  x[70], lo, hi, expected_lo, expected_hi;
  EcgRng rng;

  ecg_rng_init (&rng, 1, 0);
  for (gsize n = 0; n <= 70; n++)
    {
      fill (x, n, &rng);
      ecg_minmax (&lo, &hi, x, n);
      brute_force (&expected_lo, &expected_hi, x, n);
      assert_same (lo, expected_lo);
      assert_same (hi, expected_hi);
    }
}

static void
test_special (void)
{
  const float missing[20] = { [0 ... 19] = NAN };
  const float infinite[2] = { INFINITY, NAN };
  float       lo, hi;

  ecg_minmax (&lo, &hi, missing, 20);
  g_assert_true (isnan (lo) && isnan (hi));
  ecg_minmax (&lo, &hi, infinite, 2);
  g_assert_true (isinf (lo) && isinf (hi));
}

static void
test_pyramid (void)
{
  float  x[1000], lo[63], hi[63], expected_lo, expected_hi;
  EcgRng rng;

  ecg_rng_init (&rng, 2, 0);
  fill (x, 1000, &rng);
  for (gsize i = 320; i < 400; i++)
    x[i] = NAN;
  ecg_minmax_blocks (lo, hi, x, 1000, 16);
  for (gsize i = 0; i < 63; i++)
    {
      brute_force (&expected_lo, &expected_hi, x + 16 * i, MIN (16, 1000 - 16 * i));
      assert_same (lo[i], expected_lo);
      assert_same (hi[i], expected_hi);
    }
  /* In place: 63 of 16 samples become 16 of 64. */
  ecg_minmax_reduce (lo, hi, lo, hi, 63, 4);
  for (gsize i = 0; i < 16; i++)
    {
      brute_force (&expected_lo, &expected_hi, x + 64 * i, MIN (64, 1000 - 64 * i));
      assert_same (lo[i], expected_lo);
      assert_same (hi[i], expected_hi);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/minmax/lengths", test_lengths);
  g_test_add_func ("/dsp/minmax/special", test_special);
  g_test_add_func ("/dsp/minmax/pyramid", test_pyramid);
  return g_test_run ();
}
