/* In pieces, each with as much on both sides as the filter remembers. */

#include "core/series/filtered.h"

#include "core/dsp/sos-filter.h"

#include <math.h>
#include <string.h>

/* Samples that are filtered at once: what lies beside them is filtered as well, for nothing. */
#define PIECE (1 << 16)

/* How far a gap is followed, in samples. */
#define LONGEST_GAP (1 << 19)

typedef struct
{
  EcgSeries *lead;
  EcgFilter  filter;
  gint64     margin;
} Filtered;

static void
free_filtered (gpointer data)
{
  Filtered *self = data;

  ecg_series_unref (self->lead);
  g_free (self);
}

static gboolean
is_missing (const EcgSeries *lead, gint64 at)
{
  float value;

  ecg_series_read (lead, (EcgSpan){ at, at + 1 }, &value);
  return isnan (value);
}

/* The filter bridges gaps from one side to the other, so that it must see both. */
static EcgSpan
find_context (const Filtered *self, EcgSpan piece)
{
  const gint64  length = ecg_series_get_length (self->lead);
  const EcgSpan most = ecg_span_intersect (
    (EcgSpan){ piece.begin - self->margin - LONGEST_GAP, piece.end + self->margin + LONGEST_GAP },
    (EcgSpan){ 0, length });
  EcgSpan context = ecg_span_intersect (
    (EcgSpan){ piece.begin - self->margin, piece.end + self->margin }, (EcgSpan){ 0, length });

  while (context.begin > most.begin && is_missing (self->lead, context.begin))
    context.begin--;
  while (context.end < most.end && is_missing (self->lead, context.end - 1))
    context.end++;
  return context;
}

static gboolean
all_missing (const float *values, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    if (!isnan (values[i]))
      return FALSE;
  return TRUE;
}

static void
filter_piece (const Filtered *self, float *values, EcgSpan piece)
{
  ecg_series_read (self->lead, piece, values);
  if (all_missing (values, ecg_span_length (piece)))
    return;

  const EcgSpan      context = find_context (self, piece);
  const gsize        n = (gsize) ecg_span_length (context);
  g_autofree float  *around = g_new (float, n);
  g_autofree double *work = g_new (double, ecg_filter_zero_phase_work_size (&self->filter, n));

  ecg_series_read (self->lead, context, around);
  ecg_filter_zero_phase (around, around, work, &self->filter, n);
  memcpy (values, around + (piece.begin - context.begin),
          (gsize) ecg_span_length (piece) * sizeof *values);
}

static void
read_filtered (gpointer data, float *values, EcgSpan span)
{
  for (gint64 begin = span.begin; begin < span.end; begin += PIECE)
    {
      const EcgSpan piece = { begin, MIN (begin + PIECE, span.end) };

      filter_piece (data, values, piece);
      values += ecg_span_length (piece);
    }
}

EcgSeries *
ecg_filtered_series_new (EcgSeries *lead, const EcgFilter *filter)
{
  Filtered *self;

  g_return_val_if_fail (lead != NULL && filter != NULL, NULL);

  self = g_new (Filtered, 1);
  self->lead = ecg_series_ref (lead);
  self->filter = *filter;
  self->margin = (gint64) ecg_filter_settling (filter, ECG_FILTERED_TOLERANCE);
  return ecg_series_new_computed (ecg_series_get_name (lead), ecg_series_get_unit (lead),
                                  ecg_series_get_rate (lead), ecg_series_get_length (lead),
                                  read_filtered, self, free_filtered);
}
