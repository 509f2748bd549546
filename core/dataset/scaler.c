/*
 * Amplitudes made comparable: by median and interquartile range, which a few artefacts do not move.
 */

#include "core/dataset/scaler.h"

#include <math.h>
#include <string.h>

static int
compare_floats (const void *a, const void *b)
{
  const float x = *(const float *) a;
  const float y = *(const float *) b;

  return (x > y) - (x < y);
}

/* The quantile as NumPy's default: linear between the two nearest ranks. */
static float
quantile (const float *sorted, gsize n, double share)
{
  const double position = share * (double) (n - 1);
  const gsize  below = (gsize) position;
  const double rest = position - (double) below;

  if (below + 1 >= n)
    return sorted[n - 1];
  return (float) ((double) sorted[below] +
                  rest * ((double) sorted[below + 1] - (double) sorted[below]));
}

static gsize
gather (float *out, const EcgFeatures *features, gsize lead, const EcgSpan *spans, gsize n_spans)
{
  const float *values = features->values + lead * features->n_samples;
  gsize        n = 0;

  for (gsize s = 0; s < n_spans; s++)
    {
      const EcgSpan span =
        ecg_span_intersect (spans[s], (EcgSpan){ 0, (gint64) features->n_samples });

      for (gint64 i = span.begin; i < span.end; i++)
        if (features->missing == NULL || !features->missing[i])
          out[n++] = values[i];
    }
  return n;
}

void
ecg_scaler_fit (EcgScaler *self, const EcgFeatures *features, const EcgSpan *spans, gsize n_spans)
{
  g_autofree float *sorted = NULL;
  gsize             n_max = 0;

  g_return_if_fail (features->n_leads <= ECG_SCALER_MAX_LEADS);

  for (gsize s = 0; s < n_spans; s++)
    n_max += (gsize) ecg_span_length (spans[s]);
  sorted = g_new (float, MAX (n_max, 1));
  for (gsize lead = 0; lead < features->n_leads; lead++)
    {
      const gsize n = gather (sorted, features, lead, spans, n_spans);
      float       width = 0.0f;

      self->centre[lead] = 0.0f;
      if (n > 0)
        {
          qsort (sorted, n, sizeof *sorted, compare_floats);
          self->centre[lead] = quantile (sorted, n, 0.5);
          width = quantile (sorted, n, 0.75) - quantile (sorted, n, 0.25);
        }
      self->width[lead] = width > 1e-6f ? width : 1.0f;
    }
}

/* Mean 0 and standard deviation 1; a flat window stays flat. */
static void
standardise (float *x, gsize n)
{
  double sum = 0.0, squares = 0.0, deviation;

  for (gsize i = 0; i < n; i++)
    sum += (double) x[i];
  for (gsize i = 0; i < n; i++)
    squares += ((double) x[i] - sum / (double) n) * ((double) x[i] - sum / (double) n);
  deviation = sqrt (squares / (double) n);
  for (gsize i = 0; i < n; i++)
    x[i] = (float) (((double) x[i] - sum / (double) n) / (deviation > 1e-6 ? deviation : 1.0));
}

void
ecg_window_cut (float                *x,
                const EcgFeatures    *features,
                const EcgScaler      *scaler,
                const EcgPreparation *preparation,
                gint64                start)
{
  const gsize length = preparation->window;

  g_return_if_fail (start >= 0 && (gsize) start + length <= features->n_samples);

  for (gsize lead = 0; lead < features->n_leads; lead++)
    {
      const float *values = features->values + lead * features->n_samples + start;
      float       *row = x + lead * length;

      if (preparation->normalisation == ECG_NORMALISE_WINDOW)
        {
          memcpy (row, values, length * sizeof *row);
          standardise (row, length);
          continue;
        }
      for (gsize t = 0; t < length; t++)
        row[t] = (values[t] - scaler->centre[lead]) / scaler->width[lead];
    }
}
