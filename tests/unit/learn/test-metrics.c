/* Metrics of a worked case. */

#include "core/learn/metrics.h"

#include <math.h>

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

/* By hand, of the same matrix: recalls 4/5, 4/5, 3/5; p_o = 11/15, p_e = (5·6 + 5·5 + 5·4) / 15².
 */
static void
test_worked_case_more (void)
{
  const double expected = 75.0 / 225.0;

  g_assert_cmpfloat_with_epsilon (ecg_metrics_balanced_accuracy (confusion, 4),
                                  (0.8 + 0.8 + 0.6) / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_metrics_kappa (confusion, 4),
                                  (11.0 / 15.0 - expected) / (1.0 - expected), 1e-12);
  g_assert_cmpuint (ecg_metrics_count_classes (confusion, 4), ==, 3);
}

/* Two bins: 4 windows at 0.9 of which 3 are right, 2 at 0.5 of which 1 is: 4/6·0.15 + 2/6·0. */
static void
test_ece (void)
{
  EcgReliabilityBin bins[ECG_RELIABILITY_BINS] = { { 0.0 } };

  g_assert_cmpfloat_with_epsilon (ecg_metrics_ece (bins), 0.0, 1e-12);
  bins[13] = (EcgReliabilityBin){ 4.0, 3.6, 3.0 };
  bins[7] = (EcgReliabilityBin){ 2.0, 1.0, 1.0 };
  g_assert_cmpfloat_with_epsilon (ecg_metrics_ece (bins), 0.1, 1e-12);
}

typedef struct
{
  const guint *right;
  const guint *all;
  gsize        n;
} Groups;

static void
measure_groups (double *figures, const guint *weights, gconstpointer data)
{
  const Groups *groups = data;
  double        right = 0.0, all = 0.0;

  for (gsize g = 0; g < groups->n; g++)
    {
      right += weights[g] * groups->right[g];
      all += weights[g] * groups->all[g];
    }
  figures[0] = right / all;
  figures[1] = NAN;
}

static void
test_bootstrap (void)
{
  const guint right[] = { 10, 10, 10, 10, 0 }, all[] = { 10, 10, 10, 10, 0 };
  const guint half[] = { 10, 0, 10, 0, 10, 0, 10, 0 }, tens[] = { 10, 10, 10, 10, 10, 10, 10, 10 };
  const gboolean present[8] = { TRUE, TRUE, TRUE, TRUE, FALSE };
  const gboolean all_present[8] = { TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE };
  double         intervals[2][2];
  EcgRng         rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_metrics_bootstrap (intervals, 2, present, 5, measure_groups, &(Groups){ right, all, 5 },
                         &rng);
  g_assert_cmpfloat_with_epsilon (intervals[0][0], 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (intervals[0][1], 1.0, 1e-12);
  g_assert_true (isnan (intervals[1][0]) && isnan (intervals[1][1]));
  /* Eight people, half of them all right: a binomial of 8, whose 2.5th and 97.5th percentiles are 1
   * and 7 (P(X <= 0) = 0.4 %, P(X <= 1) = 3.5 %). */
  ecg_metrics_bootstrap (intervals, 2, all_present, 8, measure_groups, &(Groups){ half, tens, 8 },
                         &rng);
  g_assert_cmpfloat_with_epsilon (intervals[0][0], 1.0 / 8.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (intervals[0][1], 7.0 / 8.0, 1e-12);
}

static void
count_calls (double *figures, const guint *weights, gconstpointer data)
{
  guint *const *counter = data;

  figures[0] = (double) (**counter)++;
}

/* Of a thousand different numbers, 25 lie below the interval and 25 above. */
static void
test_percentiles (void)
{
  const gboolean present[] = { TRUE, TRUE };
  double         intervals[1][2];
  guint          counter = 0, *place = &counter;
  EcgRng         rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_metrics_bootstrap (intervals, 1, present, 2, count_calls, &place, &rng);
  g_assert_cmpuint (counter, ==, 1000);
  g_assert_cmpfloat_with_epsilon (intervals[0][0], 25.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (intervals[0][1], 974.0, 1e-12);
}

/* Of one person no resample is another: that is no certainty. */
static void
test_bootstrap_of_one (void)
{
  const guint    right[] = { 5, 7 }, all[] = { 10, 10 };
  const gboolean present[] = { FALSE, TRUE };
  double         intervals[2][2] = { { 0.0 } };
  EcgRng         rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_metrics_bootstrap (intervals, 2, present, 2, measure_groups, &(Groups){ right, all, 2 },
                         &rng);
  g_assert_true (isnan (intervals[0][0]) && isnan (intervals[0][1]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/metrics/worked-case", test_worked_case);
  g_test_add_func ("/learn/metrics/worked-case-more", test_worked_case_more);
  g_test_add_func ("/learn/metrics/ece", test_ece);
  g_test_add_func ("/learn/metrics/bootstrap", test_bootstrap);
  g_test_add_func ("/learn/metrics/percentiles", test_percentiles);
  g_test_add_func ("/learn/metrics/bootstrap-of-one", test_bootstrap_of_one);
  return g_test_run ();
}
