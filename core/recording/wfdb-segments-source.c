/* A long record of segments: a segment is opened when some of it is asked for. */

#include "core/recording/wfdb-segments-private.h"

#include <string.h>

/* Segments that are open at once. */
#define N_OPEN 2

typedef struct
{
  gint64       part;
  EcgWfdbData *data; /* nullable */
} Opened;

typedef struct
{
  char     *folder;
  GArray   *parts; /* of EcgWfdbPart */
  guint     factor;
  guint     n_signals;
  EcgScale *scales;
  Opened    opened[N_OPEN]; /* the last one first */
} Segments;

static void
free_segments (gpointer data)
{
  Segments *self = data;

  for (guint i = 0; i < N_OPEN; i++)
    g_clear_pointer (&self->opened[i].data, ecg_wfdb_data_free);
  g_array_unref (self->parts);
  g_free (self->scales);
  g_free (self->folder);
  g_free (self);
}

static const EcgWfdbData *
open_part (Segments *self, gint64 index, GError **error)
{
  const EcgWfdbPart *part = &g_array_index (self->parts, EcgWfdbPart, index);
  guint              k = 0;

  while (k < N_OPEN && (self->opened[k].data == NULL || self->opened[k].part != index))
    k++;
  if (k < N_OPEN)
    {
      const Opened found = self->opened[k];

      memmove (&self->opened[1], &self->opened[0], k * sizeof found);
      self->opened[0] = found;
      return found.data;
    }
  g_clear_pointer (&self->opened[N_OPEN - 1].data, ecg_wfdb_data_free);
  memmove (&self->opened[1], &self->opened[0], (N_OPEN - 1) * sizeof *self->opened);
  self->opened[0].part = index;
  self->opened[0].data = ecg_wfdb_data_open (part->header, self->folder, NULL, NULL, NULL, error);
  return self->opened[0].data;
}

static gboolean
read_from_part (Segments *self, gint64 index, gint32 *const *counts, EcgSpan span, GError **error)
{
  const EcgWfdbPart *part = &g_array_index (self->parts, EcgWfdbPart, index);
  const EcgSpan      both = ecg_span_intersect (span, ecg_wfdb_part_span (part, self->factor));
  const EcgWfdbData *from;
  EcgWfdbCopy        copy;

  if (ecg_span_is_empty (both))
    return TRUE;
  from = open_part (self, index, error);
  if (from == NULL)
    return FALSE;
  copy = (EcgWfdbCopy){ part, from, self->scales, self->factor, both };
  ecg_wfdb_part_copy (&copy, counts, span.begin);
  if (from->source != NULL && (*error = ecg_sample_source_dup_error (from->source)) != NULL)
    {
      g_clear_pointer (&self->opened[0].data, ecg_wfdb_data_free);
      return FALSE;
    }
  return TRUE;
}

/* The first part that begins after @frame is the one after that in which it lies. */
static gint64
find_part (const Segments *self, gint64 frame)
{
  gint64 low = 0, high = self->parts->len;

  while (low < high)
    {
      const gint64 middle = low + (high - low) / 2;

      if (g_array_index (self->parts, EcgWfdbPart, middle).begin <= frame)
        low = middle + 1;
      else
        high = middle;
    }
  return MAX (low - 1, 0);
}

static gboolean
read_segments (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  Segments *self = data;
  GError   *failure = NULL;

  for (guint s = 0; s < self->n_signals; s++)
    for (gint64 i = 0; i < ecg_span_length (span); i++)
      counts[s][i] = ECG_COUNT_MISSING;
  for (gint64 i = find_part (self, span.begin / self->factor); i < self->parts->len; i++)
    {
      const EcgWfdbPart *part = &g_array_index (self->parts, EcgWfdbPart, i);

      if (part->begin * self->factor >= span.end)
        break;
      if (part->header != NULL && !read_from_part (self, i, counts, span, &failure))
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
    }
  return TRUE;
}

EcgSampleSource *
ecg_wfdb_segments_source_new (const EcgWfdbJob *job, EcgScale *scales)
{
  Segments *self = g_new0 (Segments, 1);

  self->folder = g_strdup (job->folder);
  self->parts = g_array_ref (job->parts);
  self->factor = job->data->factor;
  self->n_signals = job->header->n_signals;
  self->scales = scales;
  return ecg_sample_source_new (self->n_signals, job->data->n_frames * self->factor, read_segments,
                                self, free_segments);
}
