#include "core/recording/csv-rate.h"

#include <math.h>
#include <stdlib.h>

#define MAX_PAIRS 8192

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
find_median (double *values, gsize n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

/* The median step over @distance samples, per sample. */
static double
find_period (const double *seconds, gsize n, gsize distance)
{
  const gsize        n_pairs = MIN (n - distance, MAX_PAIRS);
  g_autofree double *slopes = g_new (double, n_pairs);

  for (gsize k = 0; k < n_pairs; k++)
    {
      const gsize i = k * (n - distance) / n_pairs;

      slopes[k] = (seconds[i + distance] - seconds[i]) / (double) distance;
    }
  return find_median (slopes, n_pairs);
}

static double
find_step_deviation (const double *seconds, gsize n, double period)
{
  const gsize        n_steps = MIN (n - 1, MAX_PAIRS);
  g_autofree double *deviations = g_new (double, n_steps);

  for (gsize k = 0; k < n_steps; k++)
    {
      const gsize i = k * (n - 1) / n_steps;

      deviations[k] = fabs (seconds[i + 1] - seconds[i] - period);
    }
  return find_median (deviations, n_steps);
}

/* How much the slope may be wrong, relatively: the width of the band around the line, over its
 * length. */
static double
find_uncertainty (const double *seconds, gsize n, double period)
{
  double lo = G_MAXDOUBLE, hi = -G_MAXDOUBLE;

  for (gsize i = 0; i < n; i++)
    {
      const double rest = seconds[i] - seconds[0] - (double) i * period;

      lo = fmin (lo, rest);
      hi = fmax (hi, rest);
    }
  return CLAMP ((hi - lo) / (period * (double) (n - 1)), 1e-6, 0.01);
}

/* The coarsest decimal place to which all times were rounded; 0 for none. */
static double
find_resolution (const double *seconds, gsize n)
{
  const gsize n_looked_at = MIN (n, MAX_PAIRS);

  for (double per_second = 1.0; per_second < 1e5; per_second *= 10.0)
    {
      gboolean rounded = TRUE;

      for (gsize i = 0; i < n_looked_at && rounded; i++)
        rounded = fabs (seconds[i] * per_second - rint (seconds[i] * per_second)) < 1e-4;
      if (rounded)
        return 1.0 / per_second;
    }
  return 0.0;
}

static double
find_usual (double rate_hz, double tolerance)
{
  static const double usual[] = { 50,   100,  120,  125,  128,  130,  200,  240,  250,  256,
                                  257,  300,  320,  360,  400,  480,  500,  512,  600,  800,
                                  1000, 1024, 1200, 2000, 2048, 4000, 4096, 5000, 10000 };

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (fabs (usual[i] - rate_hz) <= tolerance * rate_hz)
      return usual[i];
  return 0.0;
}

static gint64
find_jump (const double *seconds, gsize n, double period)
{
  for (gsize i = 1; i < n; i++)
    if (seconds[i] - seconds[i - 1] > 2.5 * period)
      return (gint64) i;
  return -1;
}

static gboolean
ever_falls (const double *seconds, gsize n)
{
  for (gsize i = 1; i < n; i++)
    if (seconds[i] <= seconds[i - 1])
      return TRUE;
  return FALSE;
}

gboolean
ecg_csv_rate_estimate (EcgCsvRate *rate, const double *seconds, gsize n)
{
  double period, uncertainty, resolution, usual;

  if (n < 2)
    return FALSE;
  period = find_period (seconds, n, MAX (n / 2, 1));
  if (!(period > 0.0) || !isfinite (period))
    return FALSE;
  uncertainty = find_uncertainty (seconds, n, period);
  resolution = find_resolution (seconds, n);
  rate->measured_hz = 1.0 / period;
  rate->rate_hz = rate->measured_hz;
  rate->jitters = FALSE;
  rate->falls = ever_falls (seconds, n);
  rate->jump_row = find_jump (seconds, n, period + resolution);

  usual = find_usual (rate->measured_hz, uncertainty);
  if (usual <= 0.0 && find_step_deviation (seconds, n, period) > fmax (0.002 * period, resolution))
    {
      usual = find_usual (rate->measured_hz, 0.01);
      rate->jitters = usual > 0.0;
    }
  if (usual > 0.0)
    rate->rate_hz = usual;
  else if (fabs (rint (rate->measured_hz) - rate->measured_hz) <= uncertainty * rate->measured_hz &&
           uncertainty * rate->measured_hz < 0.25)
    rate->rate_hz = rint (rate->measured_hz);
  return TRUE;
}
