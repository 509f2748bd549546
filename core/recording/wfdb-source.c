/* Any span of a WFDB record: from each file the frames that hold it, a little more where signals of
 * the file lag by different numbers of frames. */

#include "core/recording/wfdb-source.h"

#include "core/recording/limits.h"
#include "core/series/series.h"

typedef struct
{
  guint  frame_samples;
  gint64 skew;
  gint32 missing;
} Signal;

typedef struct
{
  guint   factor;
  gint64  n_frames;
  Signal *signals;
  GArray *shares;  /* of EcgWfdbShare, owns the files */
  GArray *samples; /* of gint32: scratch */
} Source;

static void
clear_share (EcgWfdbShare *share)
{
  ecg_wfdb_file_free (share->file);
}

static void
free_source (gpointer data)
{
  Source *self = data;

  g_free (self->signals);
  g_array_unref (self->shares);
  g_array_unref (self->samples);
  g_free (self);
}

/* Deals one signal's samples of @span out. @samples: its first, of frame @from; @stride: samples of
 * a frame. */
static void
deal (const Source *self,
      const Signal *signal,
      gint32       *counts,
      EcgSpan       span,
      const gint32 *samples,
      gint64        from,
      gint64        stride)
{
  for (gint64 t = span.begin; t < span.end; t++)
    {
      const gint64  frame = t / self->factor + signal->skew;
      const guint64 k = (guint64) (t % self->factor) * signal->frame_samples / self->factor;
      gint32        count = ECG_COUNT_MISSING;

      if (frame >= 0 && frame < self->n_frames)
        count = samples[(frame - from) * stride + (gint64) k];
      counts[t - span.begin] = count == signal->missing ? ECG_COUNT_MISSING : count;
    }
}

static gboolean
read_share (
  Source *self, const EcgWfdbShare *share, gint32 *const *counts, EcgSpan span, GError **error)
{
  const Signal *signals = self->signals + share->first;
  const EcgSpan frames = { span.begin / self->factor, (span.end - 1) / self->factor + 1 };
  gint64        stride = 0, least = signals->skew, greatest = signals->skew, offset = 0;
  EcgSpan       wanted;

  for (guint i = 0; i < share->n; i++)
    {
      stride += signals[i].frame_samples;
      least = MIN (least, signals[i].skew);
      greatest = MAX (greatest, signals[i].skew);
    }
  wanted = ecg_span_intersect ((EcgSpan){ frames.begin + least, frames.end + greatest },
                               (EcgSpan){ 0, self->n_frames });
  g_array_set_size (self->samples, (guint) (ecg_span_length (wanted) * stride));
  if (!ecg_span_is_empty (wanted) &&
      !ecg_wfdb_file_read (share->file, (gint32 *) (gpointer) self->samples->data, wanted.begin,
                           wanted.end, NULL, error))
    return FALSE;
  for (guint i = 0; i < share->n; i++)
    {
      deal (self, &signals[i], counts[share->first + i], span,
            (const gint32 *) (gconstpointer) self->samples->data + offset, wanted.begin, stride);
      offset += signals[i].frame_samples;
    }
  return TRUE;
}

static gboolean
read_source (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  Source *self = data;

  for (guint i = 0; i < self->shares->len; i++)
    if (!read_share (self, &g_array_index (self->shares, EcgWfdbShare, i), counts, span, error))
      return FALSE;
  return TRUE;
}

gboolean
ecg_wfdb_source_is_possible (const EcgWfdbHeader *header)
{
  gint64 stride = 0, skew = 0;

  for (guint i = 0; i < header->n_signals; i++)
    {
      stride += header->signals[i].frame_samples;
      skew = MAX (skew, ABS (header->signals[i].skew));
    }
  /* All frames between the first and the last signal are read with every block. */
  return skew <= ECG_WFDB_SOURCE_SKEW && skew * stride <= ECG_LIMIT_IN_MEMORY;
}

EcgSampleSource *
ecg_wfdb_source_new (const EcgWfdbHeader *header,
                     guint                factor,
                     gint64               n_frames,
                     const EcgWfdbShare  *shares,
                     guint                n_shares)
{
  Source *self = g_new0 (Source, 1);

  self->factor = factor;
  self->n_frames = n_frames;
  self->signals = g_new (Signal, header->n_signals);
  self->shares = g_array_new (FALSE, FALSE, sizeof (EcgWfdbShare));
  self->samples = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_array_set_clear_func (self->shares, (GDestroyNotify) clear_share);
  g_array_append_vals (self->shares, shares, n_shares);
  for (guint i = 0; i < header->n_signals; i++)
    {
      const EcgWfdbSignal *signal = &header->signals[i];

      self->signals[i] =
        (Signal){ signal->frame_samples, signal->skew, ecg_wfdb_codec (signal->format)->missing };
    }
  return ecg_sample_source_new (header->n_signals, n_frames * factor, read_source, self,
                                free_source);
}
