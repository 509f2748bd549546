#include "core/nn/dropout.h"

#include <glib.h>
#include <math.h>

static void
test_share_and_mean (void)
{
  enum
  {
    N = 20000
  };
  static float mask[N];
  gsize        n_dropped = 0;
  EcgRng       rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_dropout_draw (mask, N, 0.3f, &rng);
  for (gsize i = 0; i < N; i++)
    if (mask[i] > 0.0f)
      g_assert_cmpfloat_with_epsilon (mask[i], 1.0 / 0.7, 1e-6);
    else
      n_dropped++;

  /* Five standard errors of a share of 0.3. */
  g_assert_cmpfloat_with_epsilon ((double) n_dropped / N, 0.3, 5.0 * sqrt (0.3 * 0.7 / N));
}

static void
test_no_chance (void)
{
  float  mask[8];
  EcgRng rng;

  ecg_dropout_draw (mask, 8, 0.3f, NULL);
  for (gsize i = 0; i < 8; i++)
    g_assert_cmpfloat_with_epsilon (mask[i], 1.0, 1e-12);

  ecg_rng_init (&rng, 2, 0);
  ecg_dropout_draw (mask, 8, 0.0f, &rng);
  for (gsize i = 0; i < 8; i++)
    g_assert_cmpfloat_with_epsilon (mask[i], 1.0, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/dropout/share-and-mean", test_share_and_mean);
  g_test_add_func ("/nn/dropout/no-chance", test_no_chance);
  return g_test_run ();
}
