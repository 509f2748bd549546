#include "core/recording/quantise.h"

#include <math.h>

static double
find_gain (const float *values, gsize n, gint32 greatest_count)
{
  static const double steps[] = { 5.0, 2.0, 1.0 };
  double              greatest = 0.0;
  double              decade, limit;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      greatest = fmax (greatest, fabs ((double) values[i]));
  if (greatest <= 0.0)
    return 1000.0;
  limit = (double) greatest_count / greatest;
  decade = pow (10.0, floor (log10 (limit)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * decade <= limit)
      return steps[i] * decade;
  return decade / 2.0;
}

gint32 *
ecg_quantise (EcgSeries *series, guint bits, EcgScale *scale)
{
  const gsize       n = (gsize) ecg_series_get_length (series);
  const EcgSpan     all = { 0, (gint64) n };
  gint32           *counts = g_new (gint32, MAX (n, 1));
  g_autofree float *values = NULL;

  if (ecg_series_get_scale (series, scale))
    {
      ecg_series_read_counts (series, all, counts);
      return counts;
    }
  values = g_new (float, MAX (n, 1));
  ecg_series_read (series, all, values);
  *scale = (EcgScale){ find_gain (values, n, (1 << (bits - 1)) - 1), 0.0, bits };
  for (gsize i = 0; i < n; i++)
    counts[i] =
      isfinite (values[i]) ? (gint32) rint ((double) values[i] * scale->gain) : ECG_COUNT_MISSING;
  return counts;
}

gboolean
ecg_counts_fit (const gint32 *counts, gsize n, guint bits)
{
  const gint32 greatest = (gint32) (((gint64) 1 << (bits - 1)) - 1);

  for (gsize i = 0; i < n; i++)
    if (counts[i] != ECG_COUNT_MISSING && (counts[i] > greatest || counts[i] < -greatest))
      return FALSE;
  return TRUE;
}
