/* Level 0 holds one extent per FACTOR samples, each further level one per FACTOR of the level
 * below, up to a level of one block. What a span covers is whole blocks of some level and, at both
 * ends, fewer than FACTOR blocks of each level below. */

#include "core/series/envelope.h"

#include "core/dsp/minmax.h"

#include <math.h>

#define FACTOR 16
#define MAX_LEVELS 16 /* 16 to the power of 16 exceeds every length */
#define CHUNK (FACTOR * 4096)

typedef struct
{
  float *lo;
  float *hi;
  gsize  n;
} Level;

struct _EcgEnvelope
{
  EcgSeries *series;
  Level      levels[MAX_LEVELS];
  guint      n_levels;
  EcgExtent  extent;
};

G_DEFINE_BOXED_TYPE (EcgEnvelope, ecg_envelope, ecg_envelope_ref, ecg_envelope_unref)

static const EcgExtent no_extent = { NAN, NAN };

static gsize
blocks_of (gsize n)
{
  return n / FACTOR + (n % FACTOR != 0);
}

static void
make_level (Level *level, gsize n)
{
  level->n = n;
  level->lo = g_new (float, n);
  level->hi = g_new (float, n);
}

static gboolean
build_first_level (EcgEnvelope *self, GCancellable *cancellable, GError **error)
{
  const gint64      length = ecg_series_get_length (self->series);
  g_autofree float *chunk = g_new (float, CHUNK);
  Level            *level = &self->levels[0];

  make_level (level, blocks_of ((gsize) length));
  self->n_levels = 1;
  for (gint64 begin = 0; begin < length; begin += CHUNK)
    {
      EcgSpan span = { begin, MIN (begin + CHUNK, length) };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      ecg_series_read (self->series, span, chunk);
      ecg_minmax_blocks (level->lo + begin / FACTOR, level->hi + begin / FACTOR, chunk,
                         (gsize) ecg_span_length (span), FACTOR);
    }
  return TRUE;
}

static void
build_upper_levels (EcgEnvelope *self)
{
  while (self->levels[self->n_levels - 1].n > 1)
    {
      Level *below = &self->levels[self->n_levels - 1];
      Level *level = &self->levels[self->n_levels++];

      make_level (level, blocks_of (below->n));
      ecg_minmax_reduce (level->lo, level->hi, below->lo, below->hi, below->n, FACTOR);
    }
}

EcgEnvelope *
ecg_envelope_new (EcgSeries *series, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgEnvelope) self = NULL;

  g_return_val_if_fail (series != NULL, NULL);

  self = g_atomic_rc_box_new0 (EcgEnvelope);
  self->series = ecg_series_ref (series);
  self->extent = no_extent;
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !build_first_level (self, cancellable, error))
    return NULL;
  build_upper_levels (self);
  if (ecg_series_get_length (series) > 0)
    {
      const Level *top = &self->levels[self->n_levels - 1];

      self->extent = (EcgExtent){ top->lo[0], top->hi[0] };
    }
  return g_steal_pointer (&self);
}

EcgEnvelope *
ecg_envelope_ref (EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_envelope (EcgEnvelope *self)
{
  for (guint i = 0; i < self->n_levels; i++)
    {
      g_free (self->levels[i].lo);
      g_free (self->levels[i].hi);
    }
  ecg_series_unref (self->series);
}

void
ecg_envelope_unref (EcgEnvelope *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_envelope);
}

EcgSeries *
ecg_envelope_get_series (const EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->series;
}

EcgExtent
ecg_envelope_get_extent (const EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, no_extent);

  return self->extent;
}

/* fminf and fmaxf take the number where the other is NaN: a gap widens nothing. */
static void
widen (EcgExtent *extent, float lo, float hi)
{
  extent->lo = fminf (extent->lo, lo);
  extent->hi = fmaxf (extent->hi, hi);
}

static void
widen_by_samples (const EcgEnvelope *self, EcgExtent *extent, gint64 begin, gint64 end)
{
  float samples[2 * FACTOR];

  g_assert (end - begin <= (gint64) G_N_ELEMENTS (samples));

  ecg_series_read (self->series, (EcgSpan){ begin, end }, samples);
  for (gint64 i = 0; i < end - begin; i++)
    widen (extent, samples[i], samples[i]);
}

static void
widen_by_blocks (const Level *level, EcgExtent *extent, gint64 begin, gint64 end)
{
  for (gint64 i = begin; i < end; i++)
    widen (extent, level->lo[i], level->hi[i]);
}

/* Blocks [begin, end) of the first level and upwards. */
static void
widen_by_levels (const EcgEnvelope *self, EcgExtent *extent, gint64 begin, gint64 end)
{
  for (guint i = 0; begin < end; i++)
    {
      const Level *level = &self->levels[i];
      const gint64 above_begin = (begin + FACTOR - 1) / FACTOR;
      const gint64 above_end = end / FACTOR;

      if (i + 1 == self->n_levels || above_begin >= above_end)
        {
          widen_by_blocks (level, extent, begin, end);
          return;
        }
      widen_by_blocks (level, extent, begin, above_begin * FACTOR);
      widen_by_blocks (level, extent, above_end * FACTOR, end);
      begin = above_begin;
      end = above_end;
    }
}

EcgExtent
ecg_envelope_measure (const EcgEnvelope *self, EcgSpan span)
{
  EcgExtent extent = no_extent;
  gint64    block_begin, block_end;

  g_return_val_if_fail (self != NULL, no_extent);

  span = ecg_span_intersect (span, (EcgSpan){ 0, ecg_series_get_length (self->series) });
  if (ecg_span_is_empty (span))
    return extent;

  block_begin = (span.begin + FACTOR - 1) / FACTOR;
  block_end = span.end / FACTOR;
  if (block_begin >= block_end)
    {
      widen_by_samples (self, &extent, span.begin, span.end);
      return extent;
    }
  widen_by_samples (self, &extent, span.begin, block_begin * FACTOR);
  widen_by_samples (self, &extent, block_end * FACTOR, span.end);
  widen_by_levels (self, &extent, block_begin, block_end);
  return extent;
}

/* The first sample at or after @position, held within the series. */
static gint64
first_sample_from (double position, gint64 length)
{
  return (gint64) CLAMP (ceil (position), 0.0, (double) length);
}

void
ecg_envelope_columns (const EcgEnvelope *self,
                      double             begin,
                      double             samples_per_column,
                      EcgExtent         *columns,
                      gsize              n_columns)
{
  gint64 length;

  g_return_if_fail (self != NULL);
  g_return_if_fail (isfinite (begin) && isfinite (samples_per_column) && samples_per_column > 0.0);
  g_return_if_fail (columns != NULL || n_columns == 0);

  length = ecg_series_get_length (self->series);
  for (gsize i = 0; i < n_columns; i++)
    {
      /* Both edges from the index: neighbours share an edge to the last bit. */
      const double left = begin + (double) i * samples_per_column;
      const double right = begin + (double) (i + 1) * samples_per_column;

      columns[i] = ecg_envelope_measure (
        self, (EcgSpan){ first_sample_from (left, length), first_sample_from (right, length) });
    }
}
