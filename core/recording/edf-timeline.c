#include "core/recording/edf-timeline.h"

EcgEdfTimeline *
ecg_edf_timeline_new (void)
{
  EcgEdfTimeline *self = g_new (EcgEdfTimeline, 1);

  self->runs = g_array_new (FALSE, FALSE, sizeof (EcgEdfRun));
  return self;
}

void
ecg_edf_timeline_free (EcgEdfTimeline *self)
{
  g_array_unref (self->runs);
  g_free (self);
}

static EcgEdfRun *
last_run (const EcgEdfTimeline *self)
{
  return self->runs->len > 0 ? &g_array_index (self->runs, EcgEdfRun, self->runs->len - 1) : NULL;
}

static gint64
end_of (const EcgEdfRun *run)
{
  return run->sample + ecg_span_length (run->stored);
}

gint64
ecg_edf_timeline_end (const EcgEdfTimeline *self)
{
  const EcgEdfRun *last = last_run (self);

  return last != NULL ? end_of (last) : 0;
}

gboolean
ecg_edf_timeline_add (EcgEdfTimeline *self, gint64 n, gint64 sample, gint64 limit)
{
  EcgEdfRun     *last = last_run (self);
  const gint64   end = ecg_edf_timeline_end (self);
  const gboolean believed = sample >= end && sample <= limit - n;

  if (last != NULL && (!believed || sample == end))
    {
      last->stored.end += n;
      return believed;
    }

  const gint64    begin = last != NULL ? last->stored.end : 0;
  const EcgEdfRun run = { { begin, begin + n }, believed ? sample : 0 };

  g_array_append_val (self->runs, run);
  return believed;
}

guint
ecg_edf_timeline_find (const EcgEdfTimeline *self, gint64 sample)
{
  guint low = 0, high = self->runs->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (end_of (ecg_edf_timeline_get (self, middle)) <= sample)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const EcgEdfRun *
ecg_edf_timeline_get (const EcgEdfTimeline *self, guint index)
{
  return &g_array_index (self->runs, EcgEdfRun, index);
}
