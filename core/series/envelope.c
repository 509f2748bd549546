/* Level 0 holds one extent per block of samples, each further level one per FACTOR of the level
 * below, up to a level of one. What a span covers is whole blocks of some level and, at both ends,
 * fewer than FACTOR blocks of each level below.
 *
 * All levels have their full size from the beginning. A cell is written before @known passes its
 * last sample and never after, and is read only once it has: the atomic @known is all the
 * synchronisation there is. */

#include "core/series/envelope.h"

#include "core/dsp/minmax.h"

#include <math.h>
#include <string.h>

#define FACTOR 16
#define MAX_LEVELS 16 /* 16 to the power of 16 exceeds every length */
#define CHUNK (1 << 16)

typedef struct
{
  float *lo;
  float *hi;
  gsize  n;
} Level;

struct _EcgEnvelope
{
  EcgSeries *series;
  gint64     length;
  gint64     block; /* samples of a block of the first level */
  gboolean   fine;  /* whether samples may be looked at */
  Level      levels[MAX_LEVELS];
  guint      n_levels;
  gsize      known; /* samples; atomic */
};

G_DEFINE_BOXED_TYPE (EcgEnvelope, ecg_envelope, ecg_envelope_ref, ecg_envelope_unref)

static const EcgExtent no_extent = { NAN, NAN };

static gint64
divide_up (gint64 n, gint64 by)
{
  return n / by + (n % by != 0);
}

static void
make_level (EcgEnvelope *self, gsize n)
{
  Level *level = &self->levels[self->n_levels++];

  level->n = n;
  level->lo = g_new (float, n);
  level->hi = g_new (float, n);
}

static gint64
choose_block (gint64 length)
{
  gint64 block = ECG_ENVELOPE_COARSE;

  while (length / block >= ECG_ENVELOPE_BLOCKS)
    block *= 2;
  return block;
}

EcgEnvelope *
ecg_envelope_new_growing (EcgSeries *series)
{
  EcgEnvelope *self;

  g_return_val_if_fail (series != NULL, NULL);

  self = g_atomic_rc_box_new0 (EcgEnvelope);
  self->series = ecg_series_ref (series);
  self->length = ecg_series_get_length (series);
  self->fine = ecg_series_is_in_memory (series);
  self->block = self->fine ? FACTOR : choose_block (self->length);
  make_level (self, (gsize) divide_up (self->length, self->block));
  while (self->levels[self->n_levels - 1].n > 1)
    make_level (self, (gsize) divide_up ((gint64) self->levels[self->n_levels - 1].n, FACTOR));
  return self;
}

gint64
ecg_envelope_get_known (const EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (gint64) (gsize) g_atomic_pointer_get (&((EcgEnvelope *) self)->known);
}

/* Brings the levels above up to what the first one holds of the samples from @begin to @end. A cell
 * that is not full yet is made again when it is. */
static void
raise_levels (EcgEnvelope *self, gint64 begin, gint64 end)
{
  gint64 first = begin / self->block;
  gint64 last = divide_up (end, self->block);

  for (guint i = 1; i < self->n_levels; i++)
    {
      const Level *below = &self->levels[i - 1];
      const Level *level = &self->levels[i];
      const gint64 n_below = last;

      first /= FACTOR;
      last = divide_up (last, FACTOR);
      ecg_minmax_reduce (level->lo + first, level->hi + first, below->lo + first * FACTOR,
                         below->hi + first * FACTOR, (gsize) (n_below - first * FACTOR), FACTOR);
    }
}

/* Whole blocks of the series' source at once: it reads all leads of a block together. */
static gint64
choose_step (const EcgEnvelope *self)
{
  EcgSampleSource *source = ecg_series_get_source (self->series);
  const gint64     step = source != NULL ? ecg_sample_source_get_block (source) : CHUNK;

  return divide_up (step, self->block) * self->block;
}

gboolean
ecg_envelope_grow (EcgEnvelope *self)
{
  g_autofree float *chunk = NULL;
  gint64            begin, end;

  g_return_val_if_fail (self != NULL, FALSE);

  begin = ecg_envelope_get_known (self);
  end = MIN (begin + choose_step (self), self->length);
  if (begin == end)
    return FALSE;
  chunk = g_new (float, end - begin);
  ecg_series_read (self->series, (EcgSpan){ begin, end }, chunk);
  ecg_minmax_blocks (self->levels[0].lo + begin / self->block,
                     self->levels[0].hi + begin / self->block, chunk, (gsize) (end - begin),
                     (size_t) self->block);
  raise_levels (self, begin, end);
  g_atomic_pointer_set (&self->known, (gsize) end);
  return TRUE;
}

EcgEnvelope *
ecg_envelope_new (EcgSeries *series, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgEnvelope) self = ecg_envelope_new_growing (series);

  do
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  while (ecg_envelope_grow (self));
  return g_steal_pointer (&self);
}

gsize
ecg_envelope_peek (const EcgEnvelope *self, const float **lo, const float **hi)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (ecg_envelope_get_known (self) == self->length, 0);

  *lo = self->levels[0].lo;
  *hi = self->levels[0].hi;
  return self->levels[0].n;
}

gsize
ecg_envelope_count_blocks (const EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->levels[0].n;
}

gint64
ecg_envelope_get_block (const EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, 1);

  return self->block;
}

static gboolean
are_extents (const float *lo, const float *hi, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!(isnan (lo[i]) && isnan (hi[i])) &&
        !(isfinite (lo[i]) && isfinite (hi[i]) && lo[i] <= hi[i]))
      return FALSE;
  return TRUE;
}

gboolean
ecg_envelope_fill (EcgEnvelope *self, const float *lo, const float *hi, gsize n)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail ((lo != NULL && hi != NULL) || n == 0, FALSE);
  g_return_val_if_fail (ecg_envelope_get_known (self) == 0, FALSE);

  if (n != self->levels[0].n || !are_extents (lo, hi, n))
    return FALSE;
  if (n == 0)
    return TRUE;
  memcpy (self->levels[0].lo, lo, n * sizeof *lo);
  memcpy (self->levels[0].hi, hi, n * sizeof *hi);
  raise_levels (self, 0, self->length);
  g_atomic_pointer_set (&self->known, (gsize) self->length);
  return TRUE;
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

/* What nothing has widened yet. */
#define NOTHING ((EcgExtent){ INFINITY, -INFINITY })

/* A comparison with NaN is false: a gap widens nothing. */
static inline void
widen (EcgExtent *extent, float lo, float hi)
{
  extent->lo = lo < extent->lo ? lo : extent->lo;
  extent->hi = hi > extent->hi ? hi : extent->hi;
}

static EcgExtent
finish (EcgExtent extent)
{
  return extent.lo <= extent.hi ? extent : no_extent;
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

/* Blocks [begin, end) of the first level, which are known, and upwards. */
static EcgExtent
widen_by_levels (const EcgEnvelope *self, gint64 begin, gint64 end)
{
  EcgExtent extent = NOTHING;

  for (guint i = 0; begin < end; i++)
    {
      const Level *level = &self->levels[i];
      const gint64 above_begin = divide_up (begin, FACTOR);
      /* The last cell of a level need not be full, but it is never looked at alone: the same is
       * below it. */
      const gint64 above_end = end / FACTOR;

      if (i + 1 == self->n_levels || above_begin >= above_end)
        {
          widen_by_blocks (level, &extent, begin, end);
          break;
        }
      widen_by_blocks (level, &extent, begin, above_begin * FACTOR);
      widen_by_blocks (level, &extent, above_end * FACTOR, end);
      begin = above_begin;
      end = above_end;
    }
  return extent;
}

/* How many blocks from the first on are known in all their samples. */
static gint64
known_blocks (const EcgEnvelope *self)
{
  const gint64 known = ecg_envelope_get_known (self);

  return known == self->length ? divide_up (known, self->block) : known / self->block;
}

/* To the sample; within the series. */
static EcgExtent
measure_finely (const EcgEnvelope *self, EcgSpan span)
{
  const gint64 begin = divide_up (span.begin, self->block);
  const gint64 end = span.end / self->block;
  EcgExtent    extent = NOTHING;

  if (begin < end)
    {
      extent = widen_by_levels (self, begin, end);
      widen_by_samples (self, &extent, span.begin, begin * self->block);
      widen_by_samples (self, &extent, end * self->block, span.end);
    }
  else
    widen_by_samples (self, &extent, span.begin, span.end);
  return finish (extent);
}

EcgExtent
ecg_envelope_measure (const EcgEnvelope *self, EcgSpan span)
{
  g_return_val_if_fail (self != NULL, no_extent);

  span = ecg_span_intersect (span, (EcgSpan){ 0, ecg_envelope_get_known (self) });
  if (ecg_span_is_empty (span))
    return no_extent;
  if (self->fine)
    return measure_finely (self, span);
  return finish (widen_by_levels (self, span.begin / self->block,
                                  MIN (divide_up (span.end, self->block), known_blocks (self))));
}

EcgExtent
ecg_envelope_get_extent (const EcgEnvelope *self)
{
  g_return_val_if_fail (self != NULL, no_extent);

  return ecg_envelope_measure (self, (EcgSpan){ 0, self->length });
}

/* The first sample at or after @position, held within the series. */
static gint64
first_sample_from (double position, gint64 length)
{
  return (gint64) CLAMP (ceil (position), 0.0, (double) length);
}

/* The border between blocks that stands for @position: the nearest, or the one to its left. */
static gint64
border_at (const EcgEnvelope *self, double position, gboolean nearest)
{
  const double blocks = position / (double) self->block;

  return (gint64) CLAMP (floor (nearest ? blocks + 0.5 : blocks), -1.0, (double) self->levels[0].n);
}

static EcgExtent
measure_coarsely (const EcgEnvelope *self, double left, double right, gint64 n_known)
{
  const gboolean wide = right - left >= (double) self->block;
  const gint64   begin = border_at (self, left, wide);
  gint64         end = border_at (self, right, wide);

  /* What little is left at the end of the recording goes to the column in which it ends. */
  if (right >= (double) self->length && left < (double) self->length)
    end = (gint64) self->levels[0].n;
  return finish (widen_by_levels (self, MAX (begin, 0), MIN (MAX (end, begin + 1), n_known)));
}

void
ecg_envelope_columns (const EcgEnvelope *self,
                      double             begin,
                      double             samples_per_column,
                      EcgExtent         *columns,
                      gsize              n_columns)
{
  gint64 known;

  g_return_if_fail (self != NULL);
  g_return_if_fail (isfinite (begin) && isfinite (samples_per_column) && samples_per_column > 0.0);
  g_return_if_fail (columns != NULL || n_columns == 0);

  known = self->fine ? ecg_envelope_get_known (self) : known_blocks (self);
  for (gsize i = 0; i < n_columns; i++)
    {
      /* Both edges from the index: neighbours share an edge to the last bit. */
      const double left = begin + (double) i * samples_per_column;
      const double right = begin + (double) (i + 1) * samples_per_column;

      if (!self->fine)
        columns[i] = measure_coarsely (self, left, right, known);
      else
        columns[i] = ecg_envelope_measure (
          self, (EcgSpan){ first_sample_from (left, known), first_sample_from (right, known) });
    }
}
