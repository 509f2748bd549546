/* A data record holds the samples of one signal after those of the other: each read is a piece of
 * one data record, by position, so that threads share the file without a lock. */

#include "core/recording/edf-file.h"

#include "core/recording/file-input.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <unistd.h>

#define PIECE_SAMPLES 4096

struct _EcgEdfFile
{
  char         *path;
  int           fd;
  gint64        data_bytes; /* after the header */
  EcgEdfHeader *header;
};

static gboolean
fail_to_read (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("“%s” cannot be read: %s."),
               name, g_strerror (code));
  return FALSE;
}

static gboolean
fail_short (GError **error, const char *path, gint64 size, gsize needed)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
               _ ("“%s” holds %" PRId64 " bytes, but its header takes %zu."), name, size, needed);
  return FALSE;
}

static gboolean
read_header (EcgEdfFile   *self,
             GInputStream *stream,
             gint64        size,
             GStrvBuilder *warnings,
             GCancellable *cancellable,
             GError      **error)
{
  g_autofree char   *name = g_filename_display_basename (self->path);
  g_autofree guint8 *bytes = g_malloc (ECG_EDF_HEADER);
  gsize              n;

  if (size < ECG_EDF_HEADER)
    return fail_short (error, self->path, size, ECG_EDF_HEADER);
  if (!ecg_file_read_exactly (stream, self->path, bytes, ECG_EDF_HEADER, cancellable, error))
    return FALSE;
  n = ecg_edf_header_size (bytes, name, error);
  if (n == 0)
    return FALSE;
  if ((gint64) n > size)
    return fail_short (error, self->path, size, n);
  bytes = g_realloc (bytes, n);
  if (!ecg_file_read_exactly (stream, self->path, bytes + ECG_EDF_HEADER, n - ECG_EDF_HEADER,
                              cancellable, error))
    return FALSE;
  self->header = ecg_edf_header_parse (bytes, n, name, warnings, error);
  self->data_bytes = size - (gint64) n;
  return self->header != NULL;
}

EcgEdfFile *
ecg_edf_file_open (const char   *path,
                   GStrvBuilder *warnings,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (EcgEdfFile) self = g_atomic_rc_box_new0 (EcgEdfFile);
  g_autoptr (GInputStream) stream = NULL;
  gint64 size;

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  self->fd = -1;
  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL || !read_header (self, stream, size, warnings, cancellable, error))
    return NULL;
  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0)
    {
      fail_to_read (error, path, errno);
      return NULL;
    }
  return g_steal_pointer (&self);
}

EcgEdfFile *
ecg_edf_file_ref (EcgEdfFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_file (EcgEdfFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_clear_pointer (&self->header, ecg_edf_header_free);
}

void
ecg_edf_file_unref (EcgEdfFile *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_file);
}

const EcgEdfHeader *
ecg_edf_file_header (const EcgEdfFile *self)
{
  return self->header;
}

const char *
ecg_edf_file_path (const EcgEdfFile *self)
{
  return self->path;
}

gint64
ecg_edf_file_n_records (const EcgEdfFile *self)
{
  const gint64 bytes = self->header->record_bytes;

  return self->data_bytes / bytes + (self->data_bytes % bytes != 0);
}

gint64
ecg_edf_file_size (const EcgEdfFile *self)
{
  return self->header->bytes + self->data_bytes;
}

gint64
ecg_edf_file_n_samples (const EcgEdfFile *self, guint signal)
{
  const EcgEdfSignal *of = &self->header->signals[signal];
  const gint64        whole = self->data_bytes / self->header->record_bytes;
  const gint64        rest = self->data_bytes % self->header->record_bytes;

  return whole * of->samples +
         CLAMP ((rest - of->offset) / self->header->sample_bytes, 0, of->samples);
}

/* Returns how many bytes there were until the end of the file; -1 with an error. */
static gssize
read_at (const EcgEdfFile *self, guint8 *bytes, gsize n, gint64 position, GError **error)
{
  gsize n_read = 0;

  while (n_read < n)
    {
      const gssize now = pread (self->fd, bytes + n_read, n - n_read, position + (gint64) n_read);

      if (now < 0 && errno == EINTR)
        continue;
      if (now < 0)
        {
          fail_to_read (error, self->path, errno);
          return -1;
        }
      if (now == 0)
        break;
      n_read += (gsize) now;
    }
  return (gssize) n_read;
}

static gint64
position_of (const EcgEdfFile *self, guint signal, gint64 record)
{
  return self->header->bytes + record * self->header->record_bytes +
         self->header->signals[signal].offset;
}

static void
decode (gint32 *counts, const guint8 *bytes, gsize n, guint sample_bytes)
{
  EcgReader reader = ecg_reader_over (bytes, n * sample_bytes);

  for (gsize i = 0; i < n; i++)
    counts[i] = sample_bytes == 3 ? ecg_reader_int24 (&reader) : ecg_reader_int16 (&reader);
}

/* @n samples of one data record. */
static gboolean
read_piece (const EcgEdfFile *self,
            guint             signal,
            gint64            record,
            gint64            first,
            gint64            n,
            gint32           *counts,
            GError          **error)
{
  const guint  sample_bytes = self->header->sample_bytes;
  guint8       bytes[PIECE_SAMPLES * 3];
  const gssize n_read = read_at (self, bytes, (gsize) n * sample_bytes,
                                 position_of (self, signal, record) + first * sample_bytes, error);

  if (n_read < 0)
    return FALSE;
  decode (counts, bytes, (gsize) n_read / sample_bytes, sample_bytes);
  for (gint64 i = n_read / sample_bytes; i < n; i++)
    counts[i] = ECG_COUNT_MISSING;
  return TRUE;
}

gboolean
ecg_edf_file_read (
  const EcgEdfFile *self, guint signal, gint64 begin, gint64 end, gint32 *counts, GError **error)
{
  const gint64 n_held = ecg_edf_file_n_samples (self, signal);
  const gint64 per_record = self->header->signals[signal].samples;

  g_return_val_if_fail (signal < self->header->n_signals && 0 <= begin && begin <= end, FALSE);

  while (begin < end)
    {
      const gint64 record = begin < n_held ? begin / per_record : 0;
      const gint64 first = begin - record * per_record;
      gint64       n = end - begin;

      if (begin < n_held)
        {
          n = MIN (MIN (n, per_record - first), PIECE_SAMPLES);
          if (!read_piece (self, signal, record, first, n, counts, error))
            return FALSE;
        }
      else
        for (gint64 i = 0; i < n; i++)
          counts[i] = ECG_COUNT_MISSING;
      begin += n;
      counts += n;
    }
  return TRUE;
}

gsize
ecg_edf_file_text_size (const EcgEdfFile *self, guint signal)
{
  const gint64 said = self->header->signals[signal].samples * self->header->sample_bytes;

  return (gsize) MIN (said, self->data_bytes);
}

gssize
ecg_edf_file_read_text (
  const EcgEdfFile *self, guint signal, gint64 record, guint8 *bytes, GError **error)
{
  return read_at (self, bytes, ecg_edf_file_text_size (self, signal),
                  position_of (self, signal, record), error);
}
