/*
 * Amplitudes made comparable: those of a recording by median and interquartile range, those of a
 * window by its deviation or by the height of its beats.
 */

#include "core/dataset/scaler.h"

#include <math.h>
#include <string.h>

#define PEAK_SHARE 0.98
#define PEAK_HEIGHT 4.0f /* leaves what lies between the beats at about a unit */

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

/* Moves the value of @rank in order to its place, smaller ones before and larger ones behind it
 * (Hoare, 1961): sorting a window would take longer than all its augmentations. */
static void
select_rank (float *x, gsize n, gsize rank)
{
  gssize first = 0, last = (gssize) n - 1;

  while (first < last)
    {
      const float pivot = x[first + (last - first) / 2];
      gssize      i = first, j = last;

      while (i <= j)
        {
          while (x[i] < pivot)
            i++;
          while (x[j] > pivot)
            j--;
          if (i <= j)
            {
              const float swapped = x[i];

              x[i++] = x[j];
              x[j--] = swapped;
            }
        }
      if ((gssize) rank <= j)
        last = j;
      else if ((gssize) rank >= i)
        first = i;
      else
        return;
    }
}

/* As quantile(), of values in any order, which it puts into another. */
static float
find_quantile (float *x, gsize n, double share)
{
  const double position = share * (double) (n - 1);
  const gsize  below = (gsize) position;
  float        next;

  select_rank (x, n, below);
  if (below + 1 >= n)
    return x[below];
  next = x[below + 1];
  for (gsize i = below + 2; i < n; i++)
    next = MIN (next, x[i]);
  return (float) ((double) x[below] +
                  (position - (double) below) * ((double) next - (double) x[below]));
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

/* Median 0, and %PEAK_HEIGHT at what only one sample in fifty exceeds: QRS complexes fill several
 * times that share of a window, so that it is their height that is set, and neither what lies
 * between the beats nor a single spike moves it. */
static void
scale_to_peaks (float *x, gsize n)
{
  g_autofree float *scratch = g_memdup2 (x, n * sizeof *x);
  float             centre, height;

  centre = find_quantile (scratch, n, 0.5);
  for (gsize i = 0; i < n; i++)
    scratch[i] = fabsf (x[i] - centre);
  height = find_quantile (scratch, n, PEAK_SHARE);
  for (gsize i = 0; i < n; i++)
    x[i] = (x[i] - centre) * (height > 1e-6f ? PEAK_HEIGHT / height : 1.0f);
}

void
ecg_window_normalise (float *x, const EcgPreparation *preparation)
{
  const gsize n_leads = g_strv_length (preparation->leads);
  const gsize n = preparation->window;

  for (gsize lead = 0; lead < n_leads; lead++)
    switch (preparation->normalisation)
      {
      case ECG_NORMALISE_RECORDING:
        break;
      case ECG_NORMALISE_WINDOW:
        standardise (x + lead * n, n);
        break;
      case ECG_NORMALISE_PEAK:
        scale_to_peaks (x + lead * n, n);
        break;
      default:
        g_assert_not_reached ();
      }
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

      if (preparation->normalisation == ECG_NORMALISE_RECORDING)
        for (gsize t = 0; t < length; t++)
          row[t] = (values[t] - scaler->centre[lead]) / scaler->width[lead];
      else
        memcpy (row, values, length * sizeof *row);
    }
  ecg_window_normalise (x, preparation);
}
