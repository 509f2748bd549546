/* A lead in memory: either the converter's counts with their scale, or computed values. */

#include "core/series/series.h"

#include <math.h>
#include <string.h>

struct _EcgSeries
{
  char    *name;
  char    *unit;
  double   rate_hz;
  gsize    length;
  gint32  *counts; /* owned; NULL for a series of computed values */
  EcgScale scale;  /* of the counts */
  float   *values; /* owned; NULL for a series of counts */
};

G_DEFINE_BOXED_TYPE (EcgSeries, ecg_series, ecg_series_ref, ecg_series_unref)

static EcgSeries *
make_series (const char *name, const char *unit, double rate_hz, gsize n)
{
  EcgSeries *self = g_atomic_rc_box_new0 (EcgSeries);

  self->name = g_strdup (name);
  self->unit = g_strdup (unit);
  self->rate_hz = rate_hz;
  self->length = n;
  return self;
}

EcgSeries *
ecg_series_new_digital (const char     *name,
                        const char     *unit,
                        double          rate_hz,
                        gint32         *counts,
                        gsize           n,
                        const EcgScale *scale)
{
  EcgSeries *self;

  g_return_val_if_fail (name != NULL && unit != NULL, NULL);
  g_return_val_if_fail (rate_hz > 0.0 && isfinite (rate_hz), NULL);
  g_return_val_if_fail (counts != NULL || n == 0, NULL);
  g_return_val_if_fail (scale != NULL && fabs (scale->gain) > 0.0, NULL);

  self = make_series (name, unit, rate_hz, n);
  self->counts = counts != NULL ? counts : g_new0 (gint32, 1);
  self->scale = *scale;
  return self;
}

EcgSeries *
ecg_series_new_physical (const char *name, const char *unit, double rate_hz, float *values, gsize n)
{
  EcgSeries *self;

  g_return_val_if_fail (name != NULL && unit != NULL, NULL);
  g_return_val_if_fail (rate_hz > 0.0 && isfinite (rate_hz), NULL);
  g_return_val_if_fail (values != NULL || n == 0, NULL);

  self = make_series (name, unit, rate_hz, n);
  self->values = values;
  return self;
}

EcgSeries *
ecg_series_ref (EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_series (EcgSeries *self)
{
  g_free (self->name);
  g_free (self->unit);
  g_free (self->counts);
  g_free (self->values);
}

void
ecg_series_unref (EcgSeries *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_series);
}

const char *
ecg_series_get_name (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

const char *
ecg_series_get_unit (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->unit;
}

double
ecg_series_get_rate (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->rate_hz;
}

gint64
ecg_series_get_length (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (gint64) self->length;
}

gboolean
ecg_series_get_scale (const EcgSeries *self, EcgScale *scale)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->counts == NULL)
    return FALSE;
  if (scale != NULL)
    *scale = self->scale;
  return TRUE;
}

static void
scale_counts (float *values, const gint32 *counts, gsize n, const EcgScale *scale)
{
  for (gsize i = 0; i < n; i++)
    values[i] = counts[i] == ECG_COUNT_MISSING
                  ? NAN
                  : (float) (((double) counts[i] - scale->baseline) / scale->gain);
}

/* The part of @span that the series holds; where it begins within @span is @skip. */
static EcgSpan
held_part (const EcgSeries *self, EcgSpan span, gsize *skip)
{
  EcgSpan held = ecg_span_intersect (span, (EcgSpan){ 0, (gint64) self->length });

  if (ecg_span_is_empty (held))
    held = (EcgSpan){ span.begin, span.begin };
  *skip = (gsize) (held.begin - span.begin);
  return held;
}

void
ecg_series_read (const EcgSeries *self, EcgSpan span, float *values)
{
  EcgSpan held;
  gsize   skip, n, n_held;

  g_return_if_fail (self != NULL);
  g_return_if_fail (span.begin <= span.end);
  g_return_if_fail (values != NULL || ecg_span_is_empty (span));

  held = held_part (self, span, &skip);
  n = (gsize) ecg_span_length (span);
  n_held = (gsize) ecg_span_length (held);

  for (gsize i = 0; i < skip; i++)
    values[i] = NAN;
  if (n_held > 0 && self->counts != NULL)
    scale_counts (values + skip, self->counts + held.begin, n_held, &self->scale);
  else if (n_held > 0)
    memcpy (values + skip, self->values + held.begin, n_held * sizeof *values);
  for (gsize i = skip + n_held; i < n; i++)
    values[i] = NAN;
}

void
ecg_series_read_counts (const EcgSeries *self, EcgSpan span, gint32 *counts)
{
  EcgSpan held;
  gsize   skip, n, n_held;

  g_return_if_fail (self != NULL && self->counts != NULL);
  g_return_if_fail (span.begin <= span.end);
  g_return_if_fail (counts != NULL || ecg_span_is_empty (span));

  held = held_part (self, span, &skip);
  n = (gsize) ecg_span_length (span);
  n_held = (gsize) ecg_span_length (held);

  for (gsize i = 0; i < skip; i++)
    counts[i] = ECG_COUNT_MISSING;
  if (n_held > 0)
    memcpy (counts + skip, self->counts + held.begin, n_held * sizeof *counts);
  for (gsize i = skip + n_held; i < n; i++)
    counts[i] = ECG_COUNT_MISSING;
}
