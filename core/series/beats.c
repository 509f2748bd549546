/* The detector looks at a stretch; a beat is judged by its neighbours, so that each stretch comes
 * with some seconds more than are kept of it. */

#include "core/series/beats.h"

#include "core/dsp/hrv.h"
#include "core/dsp/rpeaks.h"

#include <math.h>
#include <string.h>

#define STRETCH_SECONDS 3600.0
#define CONTEXT_SECONDS 15.0
#define SHORTEST_RR_SECONDS 0.3

G_DEFINE_BOXED_TYPE (EcgBeats, ecg_beats, ecg_beats_ref, ecg_beats_unref)

EcgBeats *
ecg_beats_ref (EcgBeats *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_beats (EcgBeats *self)
{
  g_free (self->peaks);
  g_free (self->rates);
}

void
ecg_beats_unref (EcgBeats *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_beats);
}

/* Returns: (element-type gint64): the beats of @span, in samples of the lead. */
static GArray *
detect (EcgSeries *lead, EcgSpan span)
{
  const double       rate = ecg_series_get_rate (lead);
  const gsize        n = (gsize) ecg_span_length (span);
  const gsize        capacity = ecg_rpeaks_capacity (n, rate);
  GArray            *peaks = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) capacity);
  g_autofree float  *values = g_new (float, MAX (n, 1));
  g_autofree double *work = g_new (double, MAX (ecg_rpeaks_work_size (n, rate), 1));
  gsize              n_peaks;

  ecg_series_read (lead, span, values);
  n_peaks = ecg_rpeaks_detect ((int64_t *) (gpointer) peaks->data, capacity, values, n, rate, work);
  g_array_set_size (peaks, (guint) n_peaks);
  for (guint i = 0; i < peaks->len; i++)
    g_array_index (peaks, gint64, i) += span.begin;
  return peaks;
}

/* Those of @found within @kept, after those of @before. A beat that both looks saw on either side
 * of the border comes once. */
static void
join (EcgBeats *self, const EcgBeats *before, const GArray *found, EcgSpan kept, gint64 closest)
{
  self->n = before != NULL ? before->n : 0;
  self->peaks = g_new (gint64, self->n + found->len + 1);
  if (self->n > 0)
    memcpy (self->peaks, before->peaks, self->n * sizeof *self->peaks);
  for (guint i = 0; i < found->len; i++)
    {
      const gint64 peak = g_array_index (found, gint64, i);

      if (ecg_span_contains (kept, peak) &&
          (self->n == 0 || peak - self->peaks[self->n - 1] >= closest))
        self->peaks[self->n++] = peak;
    }
}

EcgBeats *
ecg_beats_find (EcgSeries *lead, const EcgBeats *before)
{
  EcgBeats *self;
  gint64    length, context, closest;
  EcgSpan   kept, seen;
  double    rate;

  g_return_val_if_fail (lead != NULL, NULL);

  rate = ecg_series_get_rate (lead);
  length = ecg_series_get_length (lead);
  context = (gint64) ceil (CONTEXT_SECONDS * rate);
  closest = (gint64) ceil (SHORTEST_RR_SECONDS * rate);
  kept.begin = before != NULL ? before->known : 0;
  kept.end = MIN (length, kept.begin + (gint64) ceil (STRETCH_SECONDS * rate));
  seen = ecg_span_intersect ((EcgSpan){ kept.begin - context, kept.end + context },
                             (EcgSpan){ 0, length });

  g_autoptr (GArray) found = detect (lead, seen);

  self = g_atomic_rc_box_new0 (EcgBeats);
  self->known = kept.end;
  join (self, before, found, kept, closest);
  self->rates = g_new (float, self->n + 1);
  ecg_heart_rate (self->rates, (const int64_t *) self->peaks, self->n, rate);
  return self;
}
