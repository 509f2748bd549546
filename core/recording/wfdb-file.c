/* Plain formats are read where they lie; FLAC goes through libsndfile, which sees the file from the
 * header's byte offset on. */

#include "core/recording/wfdb-file.h"

#include "core/recording/file-input.h"
#include "core/recording/flac-check.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <sndfile.h>
#include <string.h>

/* So many frames of format 8 lie between two places at which its sums are kept, and so many samples
 * are summed at once. */
#define KEPT_FRAMES 65536
#define SUMMED_SAMPLES 65536

struct _EcgWfdbFile
{
  const EcgWfdbCodec *codec;
  char               *path;
  GInputStream       *stream;
  gint64              size;
  gint64              offset;
  SNDFILE            *flac; /* NULL for a plain format */
  guint               flac_shift;
  guint               n_signals;
  guint              *frame_samples;
  guint               per_frame; /* samples of all signals */
  gint64              n_frames;

  /* Format 8 only: where its sums stand, and where they have stood. */
  gint64  at;
  gint64 *initial;
  gint32 *levels; /* of the frame before @at */
  GArray *kept;   /* of gint32: levels of all signals before each KEPT_FRAMES-th frame */
};

static gboolean
fail (const EcgWfdbFile *self, int code, const char *what, GError **error)
{
  g_autofree char *name = g_filename_display_basename (self->path);

  g_set_error (error, ECG_RECORDING_ERROR, code, "“%s”: %s", name, what);
  return FALSE;
}

static sf_count_t
flac_length_cb (void *data)
{
  const EcgWfdbFile *self = data;

  return MAX (self->size - self->offset, 0);
}

static sf_count_t
flac_tell_cb (void *data)
{
  const EcgWfdbFile *self = data;

  return g_seekable_tell (G_SEEKABLE (self->stream)) - self->offset;
}

static sf_count_t
flac_seek_cb (sf_count_t to, int whence, void *data)
{
  const EcgWfdbFile *self = data;
  const sf_count_t   base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? flac_tell_cb (data)
                                                 : flac_length_cb (data);

  if (to < -base || to > G_MAXINT64 / 2 ||
      !g_seekable_seek (G_SEEKABLE (self->stream), self->offset + base + to, G_SEEK_SET, NULL,
                        NULL))
    return -1;
  return base + to;
}

static sf_count_t
flac_read_cb (void *bytes, sf_count_t n, void *data)
{
  const EcgWfdbFile *self = data;
  gsize              n_read = 0;

  if (n > 0)
    g_input_stream_read_all (self->stream, bytes, (gsize) n, &n_read, NULL, NULL);
  return (sf_count_t) n_read;
}

static guint
bits_of_subtype (int format)
{
  const int subtype = format & SF_FORMAT_SUBMASK;

  return subtype == SF_FORMAT_PCM_S8   ? 8
         : subtype == SF_FORMAT_PCM_16 ? 16
         : subtype == SF_FORMAT_PCM_24 ? 24
                                       : 0;
}

static gboolean
check_flac (EcgWfdbFile *self, const SF_INFO *info, GError **error)
{
  const guint bits = bits_of_subtype (info->format);

  if ((info->format & SF_FORMAT_TYPEMASK) != SF_FORMAT_FLAC || bits == 0)
    return fail (self, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("its header says FLAC of 8, 16 or 24 bits, which it is not."), error);
  if ((guint) info->channels != self->n_signals)
    return fail (self, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("its FLAC stream has not as many channels as the header names signals."),
                 error);
  if (bits > self->codec->bits)
    return fail (self, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("its FLAC samples are wider than the header's format."), error);
  /* libsndfile left-justifies. */
  self->flac_shift = 32 - bits;
  self->n_frames = MAX (info->frames, 0) / self->frame_samples[0];
  return TRUE;
}

static gboolean
open_flac (EcgWfdbFile *self, GCancellable *cancellable, GError **error)
{
  SF_VIRTUAL_IO io = { flac_length_cb, flac_seek_cb, flac_read_cb, NULL, flac_tell_cb };
  SF_INFO       info = { .format = 0 };

  for (guint i = 1; i < self->n_signals; i++)
    if (self->frame_samples[i] != self->frame_samples[0])
      return fail (self, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("the signals of one FLAC file must be of one rate."), error);
  /* libsndfile would try every format that it knows. */
  if (!ecg_flac_check (self->stream, self->path, self->offset, self->size, cancellable, error) ||
      !g_seekable_seek (G_SEEKABLE (self->stream), self->offset, G_SEEK_SET, cancellable, error))
    return FALSE;
  self->flac = sf_open_virtual (&io, SFM_READ, &info, self);
  if (self->flac == NULL)
    return fail (self, ECG_RECORDING_ERROR_MALFORMED, sf_strerror (NULL), error);
  return check_flac (self, &info, error);
}

EcgWfdbFile *
ecg_wfdb_file_open (const char          *path,
                    const EcgWfdbLayout *layout,
                    GCancellable        *cancellable,
                    GError             **error)
{
  g_autoptr (EcgWfdbFile) self = g_new0 (EcgWfdbFile, 1);
  const guint n = layout->n_signals;

  self->codec = layout->codec;
  self->path = g_strdup (path);
  self->offset = layout->offset;
  self->n_signals = n;
  self->frame_samples = g_memdup2 (layout->frame_samples, n * sizeof *layout->frame_samples);
  self->initial = g_memdup2 (layout->initial, n * sizeof *layout->initial);
  self->levels = g_new0 (gint32, n);
  self->kept = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (guint i = 0; i < n; i++)
    {
      const gint32 level = (gint32) self->initial[i];

      g_array_append_val (self->kept, level);
    }
  self->at = -1;
  for (guint i = 0; i < n; i++)
    self->per_frame += layout->frame_samples[i];
  self->stream = ecg_file_open (path, &self->size, cancellable, error);
  if (self->stream == NULL)
    return NULL;
  if (self->codec->group_bytes == 0)
    return open_flac (self, cancellable, error) ? g_steal_pointer (&self) : NULL;
  self->n_frames =
    ecg_wfdb_codec_samples (self->codec, MAX (self->size - self->offset, 0)) / self->per_frame;
  return g_steal_pointer (&self);
}

void
ecg_wfdb_file_free (EcgWfdbFile *self)
{
  if (self->flac != NULL)
    sf_close (self->flac);
  g_clear_object (&self->stream);
  g_free (self->path);
  g_free (self->frame_samples);
  g_free (self->initial);
  g_free (self->levels);
  g_array_unref (self->kept);
  g_free (self);
}

gint64
ecg_wfdb_file_n_frames (const EcgWfdbFile *self)
{
  return self->n_frames;
}

gint64
ecg_wfdb_file_size (const EcgWfdbFile *self)
{
  return self->size;
}

/* A channel's samples of one frame follow each other in time: FLAC deals them out by turns. */
static void
gather_frames (const EcgWfdbFile *self, gint32 *samples, const gint32 *turns, gint64 n_frames)
{
  const guint per_signal = self->frame_samples[0];

  for (gint64 t = 0; t < n_frames; t++)
    for (guint i = 0; i < self->n_signals; i++)
      for (guint k = 0; k < per_signal; k++)
        *samples++ = turns[(t * per_signal + k) * self->n_signals + i] >> self->flac_shift;
}

static gboolean
read_flac (EcgWfdbFile *self, gint32 *samples, gint64 begin, gint64 end, GError **error)
{
  const sf_count_t   n = (end - begin) * self->frame_samples[0];
  const sf_count_t   first = begin * self->frame_samples[0];
  g_autofree gint32 *turns = g_new (gint32, (gsize) (n * self->n_signals));

  if ((begin != self->at && sf_seek (self->flac, first, SEEK_SET) != first) ||
      sf_readf_int (self->flac, turns, n) != n)
    {
      self->at = -1;
      return fail (self, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("its FLAC stream is damaged, or ends before the last of its samples."),
                   error);
    }
  self->at = end;
  gather_frames (self, samples, turns, end - begin);
  return TRUE;
}

static gboolean
read_plain (EcgWfdbFile  *self,
            gint32       *samples,
            gint64        begin,
            gint64        end,
            GCancellable *cancellable,
            GError      **error)
{
  const EcgWfdbCodec *codec = self->codec;
  const gint64        first = begin * self->per_frame;
  const gint64        group = first / codec->group_samples;
  const gsize         skip = (gsize) (first % codec->group_samples);
  const gsize         n = (gsize) ((end - begin) * self->per_frame) + skip;
  const gsize         n_bytes = (gsize) ecg_wfdb_codec_bytes (codec, (gint64) n);
  g_autofree guint8  *bytes = g_malloc (n_bytes + 1);
  g_autofree gint32  *decoded = g_new (gint32, n + 1);

  if (!g_seekable_seek (G_SEEKABLE (self->stream), self->offset + group * codec->group_bytes,
                        G_SEEK_SET, cancellable, error) ||
      !ecg_file_read_exactly (self->stream, self->path, bytes, n_bytes, cancellable, error))
    return FALSE;
  ecg_wfdb_decode (codec, decoded, n, bytes);
  memcpy (samples, decoded + skip, (n - skip) * sizeof *samples);
  return TRUE;
}

/* Moves to where the sums are known, at @begin or before. */
static void
rewind_sums (EcgWfdbFile *self, gint64 begin)
{
  const gint64 n_kept = self->kept->len / self->n_signals;
  const gint64 nearest = MIN (begin / KEPT_FRAMES, n_kept - 1);

  if (self->at >= nearest * KEPT_FRAMES && self->at <= begin)
    return;
  self->at = nearest * KEPT_FRAMES;
  memcpy (self->levels, &g_array_index (self->kept, gint32, nearest * self->n_signals),
          self->n_signals * sizeof *self->levels);
}

/* Turns the differences of the frames from where the sums stand to @end into levels. */
static void
sum_frames (EcgWfdbFile *self, gint32 *samples, gint64 end)
{
  for (; self->at < end; self->at++)
    {
      if (self->at / KEPT_FRAMES * self->n_signals == self->kept->len)
        g_array_append_vals (self->kept, self->levels, self->n_signals);
      for (guint i = 0; i < self->n_signals; i++)
        for (guint k = 0; k < self->frame_samples[i]; k++, samples++)
          {
            self->levels[i] = (gint32) ((guint32) self->levels[i] + (guint32) *samples);
            *samples = self->levels[i];
          }
    }
}

static gboolean
read_differences (EcgWfdbFile  *self,
                  gint32       *samples,
                  gint64        begin,
                  gint64        end,
                  GCancellable *cancellable,
                  GError      **error)
{
  const gint64       n_summed = MAX (SUMMED_SAMPLES / self->per_frame, 1);
  g_autofree gint32 *before = NULL;

  rewind_sums (self, begin);
  if (self->at < begin)
    before = g_new (gint32, (gsize) n_summed * self->per_frame);
  while (self->at < begin)
    {
      const gint64 stop = MIN (begin, self->at + n_summed);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !read_plain (self, before, self->at, stop, cancellable, error))
        return FALSE;
      sum_frames (self, before, stop);
    }
  if (!read_plain (self, samples, begin, end, cancellable, error))
    return FALSE;
  sum_frames (self, samples, end);
  return TRUE;
}

gboolean
ecg_wfdb_file_read (EcgWfdbFile  *self,
                    gint32       *samples,
                    gint64        begin,
                    gint64        end,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_return_val_if_fail (begin >= 0 && begin <= end && end <= self->n_frames, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (begin == end)
    return TRUE;
  if (self->flac != NULL)
    return read_flac (self, samples, begin, end, error);
  if (self->codec->differences)
    return read_differences (self, samples, begin, end, cancellable, error);
  return read_plain (self, samples, begin, end, cancellable, error);
}
