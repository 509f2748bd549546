/* Any span of an audio file. What follows the span before needs no seek, which in FLAC is a search
 * through the file. */

#include "core/recording/audio-source.h"

#include "core/recording/recording-error.h"
#include "core/series/series.h"

#include <glib/gi18n.h>

typedef struct
{
  SNDFILE *file;
  guint    n_channels;
  guint    shift; /* libsndfile gives numbers of 32 bits */
  gint32   missing;
  gint64   at;     /* frame; −1 where that is not known */
  GArray  *frames; /* of int: scratch */
} Audio;

static void
free_audio (gpointer data)
{
  Audio *self = data;

  sf_close (self->file);
  g_array_unref (self->frames);
  g_free (self);
}

static gboolean
read_frames (Audio *self, EcgSpan span)
{
  const sf_count_t n = ecg_span_length (span);

  g_array_set_size (self->frames, (guint) n * self->n_channels);
  if ((self->at != span.begin && sf_seek (self->file, span.begin, SEEK_SET) != span.begin) ||
      sf_readf_int (self->file, (int *) (gpointer) self->frames->data, n) != n)
    {
      self->at = -1;
      return FALSE;
    }
  self->at = span.end;
  return TRUE;
}

static gboolean
read_audio (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  Audio      *self = data;
  const guint n_channels = self->n_channels;

  if (!read_frames (self, span))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("The audio file can no longer be read: %s"), sf_strerror (self->file));
      return FALSE;
    }
  for (guint c = 0; c < n_channels; c++)
    {
      const int *sample = (const int *) (gconstpointer) self->frames->data + c;

      for (gint64 i = 0; i < ecg_span_length (span); i++, sample += n_channels)
        {
          const gint32 count = *sample >> self->shift;

          counts[c][i] = count == self->missing ? ECG_COUNT_MISSING : count;
        }
    }
  return TRUE;
}

EcgSampleSource *
ecg_audio_source_new (SNDFILE *file, gint64 frames, guint n_channels, guint bits, gint32 missing)
{
  Audio *self = g_new0 (Audio, 1);

  self->file = file;
  self->n_channels = n_channels;
  self->shift = 32 - bits;
  self->missing = missing;
  self->frames = g_array_new (FALSE, FALSE, sizeof (int));
  self->at = -1;
  if (frames > 0 && read_frames (self, (EcgSpan){ frames - 1, frames }))
    return ecg_sample_source_new (n_channels, frames, read_audio, self, free_audio);
  free_audio (self);
  return NULL;
}
