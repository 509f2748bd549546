/* An audio file, opened with care and read block by block. */

#include "core/recording/audio-file.h"

#include "core/recording/file-input.h"
#include "core/recording/flac-check.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
check_info (const SF_INFO *info, const char *name, GError **error)
{
  if (!ecg_audio_is_known (info->format))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("“%s” is compressed audio or of a rare kind: only plain samples, as in WAV "
                      "or FLAC, can be read."),
                   name);
      return FALSE;
    }
  if (info->channels < 1 || info->channels > ECG_LIMIT_LEADS)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” has %d channels; from 1 to %d can be read."), name, info->channels,
                   ECG_LIMIT_LEADS);
      return FALSE;
    }
  if (info->samplerate < 1)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” gives no sampling rate."), name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_head (const char *path, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  guint8 head[12];
  gsize  n_head;
  gint64 size;

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL ||
      !g_input_stream_read_all (stream, head, sizeof head, &n_head, cancellable, error))
    return FALSE;
  if (!ecg_audio_probe (path, head, n_head))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” does not begin like audio: WAV, RF64, W64, FLAC, AIFF or CAF was "
                      "expected."),
                   name);
      return FALSE;
    }
  return memcmp (head, "fLaC", 4) != 0 ||
         ecg_flac_check (stream, path, 0, size, cancellable, error);
}

/* What the file may hold: it must be large enough to be believed. */
static gint64
find_most_frames (const SF_INFO *info, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) about =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  const gint64 size = about != NULL ? g_file_info_get_size (about) : 0;

  return MIN (ECG_LIMIT_SAMPLES, ecg_limit_unfolded (size) / (gint64) sizeof (gint32)) /
         info->channels;
}

gboolean
ecg_audio_file_open (EcgAudioFile *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SNDFILE) file = NULL;

  g_clear_pointer (&self->file, sf_close);
  if (!check_head (self->path, self->name, cancellable, error))
    return FALSE;
  memset (&self->info, 0, sizeof self->info);
  file = sf_open (self->path, SFM_READ, &self->info);
  if (file == NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” cannot be read as audio: %s"), self->name, sf_strerror (NULL));
      return FALSE;
    }
  if (!check_info (&self->info, self->name, error))
    return FALSE;
  self->most_frames = find_most_frames (&self->info, self->path);
  self->file = g_steal_pointer (&file);
  return TRUE;
}

void
ecg_audio_file_clear (EcgAudioFile *self)
{
  g_clear_pointer (&self->file, sf_close);
  g_clear_pointer (&self->name, g_free);
}

static sf_count_t
read_block (EcgAudioFile *self, EcgAudioBlock *block)
{
  const sf_count_t n = ECG_AUDIO_BLOCK / self->info.channels;
  const guint      bits = ecg_audio_bits (self->info.format);
  sf_count_t       n_read;

  if (ecg_audio_is_floating (self->info.format))
    return sf_readf_float (self->file, block->real, n);
  n_read = sf_readf_int (self->file, block->whole, n);
  for (sf_count_t i = 0; i < n_read * self->info.channels; i++)
    block->whole[i] >>= 32 - bits;
  return n_read;
}

static GPtrArray *
new_channels (const EcgAudioFile *self)
{
  GPtrArray   *channels = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  const gint64 n_expected = CLAMP (self->info.frames, 0, self->most_frames);

  for (int i = 0; i < self->info.channels; i++)
    g_ptr_array_add (channels, g_array_sized_new (FALSE, FALSE, 4, (guint) n_expected));
  return channels;
}

/* Deals @n frames to their channels. */
static void
deal (GPtrArray *channels, const EcgAudioBlock *block, gsize n)
{
  for (gsize c = 0; c < channels->len; c++)
    {
      GArray *channel = channels->pdata[c];
      guint   begin = channel->len;

      g_array_set_size (channel, begin + (guint) n);
      for (gsize t = 0; t < n; t++)
        memcpy (channel->data + 4 * (begin + t), &block->whole[t * channels->len + c], 4);
    }
}

static gboolean
check_end (const EcgAudioFile *self, sf_count_t n_all, GError **error)
{
  if (n_all > 0 && n_all >= self->info.frames)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR,
               n_all == 0 && self->info.frames == 0 ? ECG_RECORDING_ERROR_EMPTY
                                                    : ECG_RECORDING_ERROR_MALFORMED,
               n_all == 0 ? _ ("“%s” holds no samples.")
                          : _ ("“%s” ends before the last of the samples that it promises."),
               self->name);
  return FALSE;
}

/* What is promised is not believed: compressed, it may be far more than the file's bytes. */
GPtrArray *
ecg_audio_file_read (EcgAudioFile *self,
                     EcgProgress  *progress,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (GPtrArray) channels = new_channels (self);
  g_autofree EcgAudioBlock *block = g_new (EcgAudioBlock, 1);
  const double              promised = (double) self->info.frames;
  sf_count_t                n, n_all = 0;

  while ((n = read_block (self, block)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      n_all += n;
      if (n_all > self->most_frames)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                       _ ("“%s” holds more samples than can be read, or than so small a file would "
                          "hold in honesty."),
                       self->name);
          return NULL;
        }
      deal (channels, block, (gsize) n);
      ecg_progress_set (progress, promised > 0.0 ? (double) n_all / promised : -1.0, NULL);
    }
  return check_end (self, n_all, error) ? g_steal_pointer (&channels) : NULL;
}
