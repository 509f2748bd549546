/*
 * Figures from predictions.
 */

#include "core/learn/metrics.h"

#include <math.h>
#include <stdlib.h>

#define N_RESAMPLES 1000

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
ecg_metrics_balanced_accuracy (const guint64 *confusion, gsize n)
{
  double sum = 0.0;
  gsize  n_present = 0;

  for (gsize i = 0; i < n; i++)
    {
      const guint64 truth = sum_row (confusion, n, i);

      if (truth == 0)
        continue;
      sum += (double) confusion[i * n + i] / (double) truth;
      n_present++;
    }
  return n_present == 0 ? 0.0 : sum / (double) n_present;
}

double
ecg_metrics_kappa (const guint64 *confusion, gsize n)
{
  const double all = (double) sum_all (confusion, n);
  double       expected = 0.0;

  for (gsize i = 0; i < n && all > 0.0; i++)
    expected +=
      (double) sum_row (confusion, n, i) / all * (double) sum_column (confusion, n, i) / all;
  return expected < 1.0 && all > 0.0
           ? (ecg_metrics_accuracy (confusion, n) - expected) / (1.0 - expected)
           : 0.0;
}

gsize
ecg_metrics_count_classes (const guint64 *confusion, gsize n)
{
  gsize n_present = 0;

  for (gsize i = 0; i < n; i++)
    n_present += sum_row (confusion, n, i) > 0 ? 1 : 0;
  return n_present;
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

      if (sum_row (confusion, n, i) == 0)
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

double
ecg_metrics_ece (const EcgReliabilityBin bins[ECG_RELIABILITY_BINS])
{
  double n = 0.0, sum = 0.0;

  for (gsize b = 0; b < ECG_RELIABILITY_BINS; b++)
    {
      n += bins[b].n;
      sum += fabs (bins[b].n_right - bins[b].sum_confidence);
    }
  return n > 0.0 ? sum / n : 0.0;
}

/* Percentiles of what is a number. */
static void
find_interval (double interval[2], double *values, gsize n)
{
  gsize kept = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      values[kept++] = values[i];
  interval[0] = interval[1] = NAN;
  if (kept == 0)
    return;
  qsort (values, kept, sizeof *values, compare_doubles);
  interval[0] = values[kept * 25 / 1000];
  interval[1] = values[MAX (kept * 975 / 1000, 1) - 1];
}

void
ecg_metrics_bootstrap (double (*intervals)[2],
                       gsize           n_figures,
                       const gboolean *is_present,
                       gsize           n_groups,
                       EcgMeasure      measure,
                       gconstpointer   data,
                       EcgRng         *rng)
{
  g_autofree gsize  *groups = g_new (gsize, MAX (n_groups, 1));
  g_autofree guint  *weights = g_new (guint, MAX (n_groups, 1));
  g_autofree double *figures = g_new (double, n_figures);
  g_autofree double *drawn = g_new (double, n_figures *N_RESAMPLES);
  gsize              n = 0;

  for (gsize g = 0; g < n_groups; g++)
    if (is_present[g])
      groups[n++] = g;
  if (n < 2)
    {
      for (gsize f = 0; f < n_figures; f++)
        intervals[f][0] = intervals[f][1] = NAN;
      return;
    }
  for (gsize r = 0; r < N_RESAMPLES; r++)
    {
      memset (weights, 0, n_groups * sizeof *weights);
      for (gsize i = 0; i < n; i++)
        weights[groups[ecg_rng_below (rng, n)]]++;
      measure (figures, weights, data);
      for (gsize f = 0; f < n_figures; f++)
        drawn[f * N_RESAMPLES + r] = figures[f];
    }
  for (gsize f = 0; f < n_figures; f++)
    find_interval (intervals[f], drawn + f * N_RESAMPLES, N_RESAMPLES);
}
