/*
 * Figures from predictions.
 */

#include "core/learn/metrics.h"

#include <stdlib.h>

#define N_RESAMPLES 2000

static guint64
sum_row (const guint64 *confusion, gsize n, gsize row)
{
  guint64 sum = 0;

  for (gsize column = 0; column < n; column++)
    sum += confusion[row * n + column];
  return sum;
}

static guint64
sum_column (const guint64 *confusion, gsize n, gsize column)
{
  guint64 sum = 0;

  for (gsize row = 0; row < n; row++)
    sum += confusion[row * n + column];
  return sum;
}

static guint64
sum_all (const guint64 *confusion, gsize n)
{
  guint64 sum = 0;

  for (gsize row = 0; row < n; row++)
    sum += sum_row (confusion, n, row);
  return sum;
}

double
ecg_metrics_accuracy (const guint64 *confusion, gsize n)
{
  const guint64 all = sum_all (confusion, n);
  guint64       right = 0;

  for (gsize i = 0; i < n; i++)
    right += confusion[i * n + i];
  return all == 0 ? 0.0 : (double) right / (double) all;
}

double
ecg_metrics_macro_f1 (const guint64 *confusion, gsize n)
{
  double sum = 0.0;
  gsize  n_present = 0;

  for (gsize i = 0; i < n; i++)
    {
      /* 2 TP + FP + FN: what is true of the class and what is said of it. */
      const guint64 both = sum_row (confusion, n, i) + sum_column (confusion, n, i);

      if (both == 0)
        continue;
      sum += 2.0 * (double) confusion[i * n + i] / (double) both;
      n_present++;
    }
  return n_present == 0 ? 0.0 : sum / (double) n_present;
}

double
ecg_metrics_chance (const guint64 *confusion, gsize n)
{
  const guint64 all = sum_all (confusion, n);
  guint64       most = 0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, sum_row (confusion, n, i));
  return all == 0 ? 0.0 : (double) most / (double) all;
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a;
  const double y = *(const double *) b;

  return (x > y) - (x < y);
}

void
ecg_metrics_bootstrap (
  double interval[2], const guint64 *n_right, const guint64 *n_windows, gsize n_groups, EcgRng *rng)
{
  g_autofree double *accuracies = g_new (double, N_RESAMPLES);
  g_autofree gsize  *groups = g_new (gsize, MAX (n_groups, 1));
  gsize              n = 0;

  interval[0] = interval[1] = 0.0;
  for (gsize g = 0; g < n_groups; g++)
    if (n_windows[g] > 0)
      groups[n++] = g;
  if (n == 0)
    return;

  for (gsize r = 0; r < N_RESAMPLES; r++)
    {
      guint64 right = 0, all = 0;

      for (gsize i = 0; i < n; i++)
        {
          const gsize g = groups[ecg_rng_below (rng, n)];

          right += n_right[g];
          all += n_windows[g];
        }
      accuracies[r] = (double) right / (double) all;
    }
  qsort (accuracies, N_RESAMPLES, sizeof *accuracies, compare_doubles);
  interval[0] = accuracies[N_RESAMPLES * 25 / 1000];
  interval[1] = accuracies[N_RESAMPLES * 975 / 1000 - 1];
}
