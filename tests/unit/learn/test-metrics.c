/* Metrics of a worked case. */

#include "core/learn/metrics.h"

/* Rows are truth. By hand: accuracy 11/15; F1 of the classes 2·4/(5+6), 2·4/(5+5), 2·3/(5+4); a
 * class that never occurs counts for nothing. */
static const guint64 confusion[16] = { 4, 1, 0, 0, 0, 4, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0 };

static void
test_worked_case (void)
{
  g_assert_cmpfloat_with_epsilon (ecg_metrics_accuracy (confusion, 4), 11.0 / 15.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_metrics_macro_f1 (confusion, 4),
                                  (8.0 / 11.0 + 8.0 / 10.0 + 6.0 / 9.0) / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_metrics_chance (confusion, 4), 5.0 / 15.0, 1e-12);
}

static void
test_bootstrap (void)
{
  const guint64 right[] = { 10, 10, 10, 10, 0 }, all[] = { 10, 10, 10, 10, 0 };
  const guint64 half[] = { 10, 0, 10, 0, 10, 0, 10, 0 },
                tens[] = { 10, 10, 10, 10, 10, 10, 10, 10 };
  double interval[2];
  EcgRng rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_metrics_bootstrap (interval, right, all, 5, &rng);
  g_assert_cmpfloat_with_epsilon (interval[0], 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (interval[1], 1.0, 1e-12);
  /* Eight people, half of them all right: a binomial of 8, whose 2.5th and 97.5th percentiles are 1
   * and 7 (P(X <= 0) = 0.4 %, P(X <= 1) = 3.5 %). */
  ecg_metrics_bootstrap (interval, half, tens, 8, &rng);
  g_assert_cmpfloat_with_epsilon (interval[0], 1.0 / 8.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (interval[1], 7.0 / 8.0, 1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/metrics/worked-case", test_worked_case);
  g_test_add_func ("/learn/metrics/bootstrap", test_bootstrap);
  return g_test_run ();
}
