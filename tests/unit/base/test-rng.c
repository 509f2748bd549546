/*
 * Known words come from tests/golden/base/make-rng.py, which shares no code with the generator.
 */

#include "core/base/rng.h"

#include <glib.h>
#include <math.h>

static void
test_known_words (void)
{
  static const guint64 expected[] = {
    41943041u,
    58720359u,
    3588806011781223u,
    3591011842654386u,
    9228616714210784205u,
    9973669472204895162u,
  };
  EcgRng rng = { { 1, 2, 3, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (ecg_rng_next (&rng), ==, expected[i]);
}

static void
test_known_seeds (void)
{
  static const struct
  {
    guint64 seed, stream, words[4];
  } cases[] = {
    { 0, 0, { 0x84f09bf307c1073a, 0xc82ffb597ceee51b, 0xadf96905c5df4417, 0xe9d9a8489d042c93 } },
    { 42, 0, { 0x5b5e4a1bffcbb2f3, 0xdad6b47570f6111d, 0xaa41d8357b710b2f, 0xf02f3789cdc59c40 } },
    { 42, 1, { 0x4d508bae6104bff7, 0x534b2b63a88304f1, 0x3ac1b4daf5b49882, 0x34ba4dc49afa3b91 } },
  };

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      EcgRng rng;

      ecg_rng_init (&rng, cases[c].seed, cases[c].stream);
      for (gsize i = 0; i < 4; i++)
        g_assert_cmpuint (ecg_rng_next (&rng), ==, cases[c].words[i]);
    }
}

/* Moments of 10^5 draws lie within five standard errors. */
static void
test_uniform_moments (void)
{
  const gsize n = 100000;
  double      sum = 0.0, squares = 0.0;
  EcgRng      rng;

  ecg_rng_init (&rng, 7, 0);
  for (gsize i = 0; i < n; i++)
    {
      const double u = ecg_rng_uniform (&rng);

      g_assert_true (u >= 0.0 && u < 1.0);
      sum += u;
      squares += u * u;
    }

  g_assert_cmpfloat_with_epsilon (sum / n, 0.5, 5.0 * sqrt (1.0 / 12.0 / n));
  g_assert_cmpfloat_with_epsilon (squares / n, 1.0 / 3.0, 5.0 * sqrt (4.0 / 45.0 / n));
}

static void
test_normal_moments (void)
{
  const gsize n = 100000;
  double      power[4] = { 0.0 };
  EcgRng      rng;

  ecg_rng_init (&rng, 8, 0);
  for (gsize i = 0; i < n; i++)
    {
      const double x = ecg_rng_normal (&rng);

      g_assert_true (isfinite (x));
      for (gsize k = 0; k < 4; k++)
        power[k] += pow (x, (double) (k + 1)) / n;
    }

  /* Variances of x, x², x³ and x⁴ are 1, 2, 15 and 96. */
  g_assert_cmpfloat_with_epsilon (power[0], 0.0, 5.0 * sqrt (1.0 / n));
  g_assert_cmpfloat_with_epsilon (power[1], 1.0, 5.0 * sqrt (2.0 / n));
  g_assert_cmpfloat_with_epsilon (power[2], 0.0, 5.0 * sqrt (15.0 / n));
  g_assert_cmpfloat_with_epsilon (power[3], 3.0, 5.0 * sqrt (96.0 / n));
}

/* χ² with 6 degrees of freedom exceeds 22.5 once in a thousand seeds; this seed is fixed. */
static void
test_below_is_even (void)
{
  const gsize n = 70000;
  gsize       count[7] = { 0 };
  double      chi_squared = 0.0;
  EcgRng      rng;

  ecg_rng_init (&rng, 9, 0);
  for (gsize i = 0; i < n; i++)
    {
      const guint64 k = ecg_rng_below (&rng, 7);

      g_assert_cmpuint (k, <, 7);
      count[k]++;
    }
  for (gsize k = 0; k < 7; k++)
    chi_squared += pow ((double) count[k] - 10000.0, 2.0) / 10000.0;

  g_assert_cmpfloat (chi_squared, <, 22.5);
  g_assert_cmpuint (ecg_rng_below (&rng, 1), ==, 0);
}

static void
test_shuffle_permutes (void)
{
  gsize    indices[100];
  gboolean seen[100] = { FALSE };
  gsize    n_fixed = 0;
  EcgRng   rng;

  for (gsize i = 0; i < 100; i++)
    indices[i] = i;
  ecg_rng_init (&rng, 10, 0);
  ecg_rng_shuffle (&rng, indices, 100);

  for (gsize i = 0; i < 100; i++)
    {
      g_assert_false (seen[indices[i]]);
      seen[indices[i]] = TRUE;
      n_fixed += indices[i] == i;
    }
  g_assert_cmpuint (n_fixed, <, 10);

  ecg_rng_shuffle (&rng, indices, 0);
}

/* All six orders of three turn up equally often: χ² with 5 degrees of freedom, one in a thousand.
 */
static void
test_shuffle_is_even (void)
{
  gsize  count[9] = { 0 };
  double chi_squared = 0.0;
  EcgRng rng;

  ecg_rng_init (&rng, 11, 0);
  for (gsize i = 0; i < 60000; i++)
    {
      gsize order[3] = { 0, 1, 2 };

      ecg_rng_shuffle (&rng, order, 3);
      count[order[0] * 3 + order[1]]++;
    }
  for (gsize k = 0; k < 9; k++)
    if (k % 4 != 0)
      chi_squared += pow ((double) count[k] - 10000.0, 2.0) / 10000.0;

  g_assert_cmpfloat (chi_squared, <, 20.5);
}

static void
test_copy_continues (void)
{
  EcgRng rng, copy;

  ecg_rng_init (&rng, 12, 3);
  (void) ecg_rng_normal (&rng);
  copy = rng;
  for (gsize i = 0; i < 10; i++)
    g_assert_cmpuint (ecg_rng_next (&rng), ==, ecg_rng_next (&copy));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/rng/known-words", test_known_words);
  g_test_add_func ("/base/rng/known-seeds", test_known_seeds);
  g_test_add_func ("/base/rng/uniform-moments", test_uniform_moments);
  g_test_add_func ("/base/rng/normal-moments", test_normal_moments);
  g_test_add_func ("/base/rng/below-is-even", test_below_is_even);
  g_test_add_func ("/base/rng/shuffle-permutes", test_shuffle_permutes);
  g_test_add_func ("/base/rng/shuffle-is-even", test_shuffle_is_even);
  g_test_add_func ("/base/rng/copy-continues", test_copy_continues);
  return g_test_run ();
}
