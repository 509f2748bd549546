/* A lead: the converter's counts with their scale, in memory or in a source, or values, in memory
 * or computed, from two other series or by a function. */

#include "core/series/series.h"

#include <math.h>
#include <string.h>

/* Samples of a source, or of what a series is derived from, that are taken at once. */
#define CHUNK 2048

struct _EcgSeries
{
  char             *name;
  char             *unit;
  double            rate_hz;
  gsize             length;
  EcgScale          scale;      /* of counts, or of a source's floats */
  gint32           *counts;     /* owned; one of these five */
  EcgSampleSource  *source;     /* owned */
  float            *values;     /* owned */
  EcgSeries        *parents[2]; /* owned */
  EcgSeriesReadFunc read;
  guint             channel;    /* of the source */
  gboolean          has_floats; /* in the source */
  double            of_parents[2];
  gpointer          data; /* of @read */
  GDestroyNotify    destroy;
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
ecg_series_new_from_source (const char      *name,
                            const char      *unit,
                            double           rate_hz,
                            const EcgScale  *scale,
                            EcgSampleSource *source,
                            guint            channel)
{
  EcgSeries *self;

  g_return_val_if_fail (name != NULL && unit != NULL, NULL);
  g_return_val_if_fail (rate_hz > 0.0 && isfinite (rate_hz), NULL);
  g_return_val_if_fail (scale != NULL && fabs (scale->gain) > 0.0, NULL);
  g_return_val_if_fail (source != NULL && channel < ecg_sample_source_get_n_channels (source),
                        NULL);

  self = make_series (name, unit, rate_hz, (gsize) ecg_sample_source_get_length (source));
  self->source = ecg_sample_source_ref (source);
  self->channel = channel;
  self->scale = *scale;
  return self;
}

EcgSeries *
ecg_series_new_from_floats (const char      *name,
                            const char      *unit,
                            double           rate_hz,
                            const EcgScale  *scale,
                            EcgSampleSource *source,
                            guint            channel)
{
  EcgSeries *self = ecg_series_new_from_source (name, unit, rate_hz, scale, source, channel);

  if (self != NULL)
    self->has_floats = TRUE;
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
ecg_series_new_derived (
  const char *name, const char *unit, EcgSeries *a, double of_a, EcgSeries *b, double of_b)
{
  EcgSeries *self;

  g_return_val_if_fail (name != NULL && unit != NULL, NULL);
  g_return_val_if_fail (a != NULL && b != NULL && a->length == b->length, NULL);
  g_return_val_if_fail (!(a->rate_hz < b->rate_hz) && !(a->rate_hz > b->rate_hz), NULL);
  g_return_val_if_fail (isfinite (of_a) && isfinite (of_b), NULL);

  self = make_series (name, unit, a->rate_hz, a->length);
  self->parents[0] = ecg_series_ref (a);
  self->parents[1] = ecg_series_ref (b);
  self->of_parents[0] = of_a;
  self->of_parents[1] = of_b;
  return self;
}

EcgSeries *
ecg_series_new_computed (const char       *name,
                         const char       *unit,
                         double            rate_hz,
                         gint64            length,
                         EcgSeriesReadFunc read,
                         gpointer          data,
                         GDestroyNotify    destroy)
{
  EcgSeries *self;

  g_return_val_if_fail (name != NULL && unit != NULL, NULL);
  g_return_val_if_fail (rate_hz > 0.0 && isfinite (rate_hz), NULL);
  g_return_val_if_fail (length >= 0 && read != NULL, NULL);

  self = make_series (name, unit, rate_hz, (gsize) length);
  self->read = read;
  self->data = data;
  self->destroy = destroy;
  return self;
}

/* One scale after the other. */
static EcgSeries *
rescale_floats (EcgSeries *self, const char *unit, const EcgScale *scale)
{
  const EcgScale both = { .gain = self->scale.gain * scale->gain,
                          .baseline = self->scale.baseline + scale->baseline * self->scale.gain };

  return ecg_series_new_from_floats (self->name, unit, self->rate_hz, &both, self->source,
                                     self->channel);
}

EcgSeries *
ecg_series_rescale (EcgSeries *self, const char *unit, const EcgScale *scale)
{
  EcgSpan whole;
  float  *values;

  g_return_val_if_fail (self != NULL && unit != NULL, NULL);
  g_return_val_if_fail (scale != NULL && fabs (scale->gain) > 0.0, NULL);

  whole = (EcgSpan){ 0, (gint64) self->length };
  if (self->has_floats)
    return rescale_floats (self, unit, scale);
  if (self->source != NULL)
    return ecg_series_new_from_source (self->name, unit, self->rate_hz, scale, self->source,
                                       self->channel);
  if (self->counts != NULL)
    return ecg_series_new_digital (self->name, unit, self->rate_hz,
                                   g_memdup2 (self->counts, self->length * sizeof *self->counts),
                                   self->length, scale);
  values = g_new (float, self->length);
  ecg_series_read (self, whole, values);
  for (gsize i = 0; i < self->length; i++)
    values[i] = (float) (((double) values[i] - scale->baseline) / scale->gain);
  return ecg_series_new_physical (self->name, unit, self->rate_hz, values, self->length);
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
  g_clear_pointer (&self->source, ecg_sample_source_unref);
  g_free (self->values);
  for (guint k = 0; k < 2; k++)
    g_clear_pointer (&self->parents[k], ecg_series_unref);
  if (self->destroy != NULL)
    self->destroy (self->data);
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
ecg_series_is_derived (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->parents[0] != NULL;
}

EcgSampleSource *
ecg_series_get_source (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parents[0] != NULL ? ecg_series_get_source (self->parents[0]) : self->source;
}

gboolean
ecg_series_is_in_memory (const EcgSeries *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->parents[0] != NULL)
    return ecg_series_is_in_memory (self->parents[0]) && ecg_series_is_in_memory (self->parents[1]);
  return self->source == NULL && self->read == NULL;
}

gboolean
ecg_series_check (const EcgSeries *self, GError **error)
{
  GError *failure;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->parents[0] != NULL)
    return ecg_series_check (self->parents[0], error) && ecg_series_check (self->parents[1], error);
  failure = self->source != NULL ? ecg_sample_source_dup_error (self->source) : NULL;
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
has_counts (const EcgSeries *self)
{
  return self->counts != NULL || (self->source != NULL && !self->has_floats);
}

gboolean
ecg_series_get_scale (const EcgSeries *self, EcgScale *scale)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!has_counts (self))
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

static void
scale_floats (float *values, const gint32 *packed, gsize n, const EcgScale *scale)
{
  for (gsize i = 0; i < n; i++)
    values[i] =
      (float) (((double) ecg_sample_source_unpack (packed[i]) - scale->baseline) / scale->gain);
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

static void
read_source (const EcgSeries *self, EcgSpan span, float *values)
{
  gint32 counts[CHUNK];

  for (gint64 begin = span.begin; begin < span.end; begin += CHUNK)
    {
      const EcgSpan part = { begin, MIN (begin + CHUNK, span.end) };

      ecg_sample_source_read (self->source, self->channel, part, counts);
      (self->has_floats ? scale_floats : scale_counts) (
        values, counts, (gsize) ecg_span_length (part), &self->scale);
      values += ecg_span_length (part);
    }
}

static void
read_parents (const EcgSeries *self, EcgSpan span, float *values)
{
  float other[CHUNK];

  for (gint64 begin = span.begin; begin < span.end; begin += CHUNK)
    {
      const EcgSpan part = { begin, MIN (begin + CHUNK, span.end) };
      const gsize   n = (gsize) ecg_span_length (part);

      ecg_series_read (self->parents[0], part, values);
      ecg_series_read (self->parents[1], part, other);
      for (gsize i = 0; i < n; i++)
        values[i] = (float) (self->of_parents[0] * values[i] + self->of_parents[1] * other[i]);
      values += n;
    }
}

/* Within the series, not empty. */
static void
read_held (const EcgSeries *self, EcgSpan span, float *values)
{
  const gsize n = (gsize) ecg_span_length (span);

  if (self->source != NULL)
    read_source (self, span, values);
  else if (self->parents[0] != NULL)
    read_parents (self, span, values);
  else if (self->counts != NULL)
    scale_counts (values, self->counts + span.begin, n, &self->scale);
  else if (self->read != NULL)
    self->read (self->data, values, span);
  else
    memcpy (values, self->values + span.begin, n * sizeof *values);
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
  if (n_held > 0)
    read_held (self, held, values + skip);
  for (gsize i = skip + n_held; i < n; i++)
    values[i] = NAN;
}

void
ecg_series_read_counts (const EcgSeries *self, EcgSpan span, gint32 *counts)
{
  EcgSpan held;
  gsize   skip, n, n_held;

  g_return_if_fail (self != NULL && has_counts (self));
  g_return_if_fail (span.begin <= span.end);
  g_return_if_fail (counts != NULL || ecg_span_is_empty (span));

  held = held_part (self, span, &skip);
  n = (gsize) ecg_span_length (span);
  n_held = (gsize) ecg_span_length (held);

  for (gsize i = 0; i < skip; i++)
    counts[i] = ECG_COUNT_MISSING;
  if (n_held > 0 && self->source != NULL)
    ecg_sample_source_read (self->source, self->channel, held, counts + skip);
  else if (n_held > 0)
    memcpy (counts + skip, self->counts + held.begin, n_held * sizeof *counts);
  for (gsize i = skip + n_held; i < n; i++)
    counts[i] = ECG_COUNT_MISSING;
}
