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
  gboolean is_floating;
  guint    shift; /* libsndfile gives numbers of 32 bits */
  gint32   missing;
  gint64   at;     /* frame; −1 where that is not known */
  GArray  *frames; /* of int, or of float: scratch */
} Audio;

static void
free_audio (gpointer data)
{
  Audio *self = data;

  sf_close (self->file);
  g_array_unref (self->frames);
  g_free (self);
}

static sf_count_t
take_frames (Audio *self, sf_count_t n)
{
  gpointer frames = self->frames->data;

  return self->is_floating ? sf_readf_float (self->file, frames, n)
                           : sf_readf_int (self->file, frames, n);
}

static gboolean
read_frames (Audio *self, EcgSpan span)
{
  const sf_count_t n = ecg_span_length (span);

  g_array_set_size (self->frames, (guint) n * self->n_channels);
  if ((self->at != span.begin && sf_seek (self->file, span.begin, SEEK_SET) != span.begin) ||
      take_frames (self, n) != n)
    {
      self->at = -1;
      return FALSE;
    }
  self->at = span.end;
  return TRUE;
}

/* One channel of what was read. */
static void
deal (const Audio *self, gint32 *counts, guint channel, gsize n)
{
  const gint32 *sample = (const gint32 *) (gconstpointer) self->frames->data + channel;
  const float  *value = (const float *) (gconstpointer) self->frames->data + channel;

  for (gsize i = 0; i < n; i++, sample += self->n_channels, value += self->n_channels)
    if (self->is_floating)
      counts[i] = ecg_sample_source_pack (*value);
    else
      counts[i] =
        *sample >> self->shift == self->missing ? ECG_COUNT_MISSING : *sample >> self->shift;
}

static gboolean
read_audio (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  Audio *self = data;

  if (!read_frames (self, span))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("The audio file can no longer be read: %s"), sf_strerror (self->file));
      return FALSE;
    }
  for (guint c = 0; c < self->n_channels; c++)
    deal (self, counts[c], c, (gsize) ecg_span_length (span));
  return TRUE;
}

EcgSampleSource *
ecg_audio_source_new (SNDFILE *file, gint64 frames, guint n_channels, guint bits, gint32 missing)
{
  Audio *self = g_new0 (Audio, 1);

  self->file = file;
  self->n_channels = n_channels;
  self->is_floating = bits == 0;
  self->shift = self->is_floating ? 0 : 32 - bits;
  self->missing = missing;
  self->frames = g_array_new (FALSE, FALSE, sizeof (int));
  self->at = -1;
  if (frames > 0 && read_frames (self, (EcgSpan){ frames - 1, frames }))
    return ecg_sample_source_new (n_channels, frames, read_audio, self, free_audio);
  free_audio (self);
  return NULL;
}
