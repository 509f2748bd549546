#include "core/recording/gzip-lines.h"

#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>
#include <zlib.h>

#define CHUNK 65536
#define LIMIT_LINE 65536

/* zlib: the largest window, and a gzip head and checksum. */
#define WINDOW_BITS (15 + 16)

typedef struct
{
  const char *name;
  EcgLineFunc take;
  gpointer    user_data;
  GString    *line;
  gsize       number; /* of the line at hand */
  gint64      n_unpacked;
  gboolean    ended; /* a member of the file did, and no other has begun */
  z_stream    zlib;
  guint8      packed[CHUNK];
  guint8      unpacked[CHUNK];
} Unpacker;

static gboolean
fail (const Unpacker *self, int code, const char *what, GError **error)
{
  g_set_error (error, ECG_RECORDING_ERROR, code, "“%s”: %s", self->name, what);
  return FALSE;
}

static gboolean
end_line (Unpacker *self, GError **error)
{
  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  self->number++;
  if (!self->take (self->line->str, self->number, self->user_data, error))
    return FALSE;
  g_string_truncate (self->line, 0);
  return TRUE;
}

static gboolean
take_text (Unpacker *self, gsize n, GError **error)
{
  const guint8 *at = self->unpacked, *end = self->unpacked + n;

  self->n_unpacked += (gint64) n;
  if (self->n_unpacked > ECG_LIMIT_TEXT)
    return fail (self, ECG_RECORDING_ERROR_TOO_LARGE, _ ("it unpacks to more than can be read."),
                 error);
  if (memchr (at, '\0', n) != NULL)
    return fail (self, ECG_RECORDING_ERROR_MALFORMED, _ ("it holds binary data, not text."), error);
  while (at < end)
    {
      const guint8 *newline = memchr (at, '\n', (gsize) (end - at));
      const guint8 *stop = newline != NULL ? newline : end;

      if (self->line->len + (gsize) (stop - at) > LIMIT_LINE)
        return fail (self, ECG_RECORDING_ERROR_TOO_LARGE, _ ("a line of it is too long."), error);
      g_string_append_len (self->line, (const char *) at, stop - at);
      if (newline != NULL && !end_line (self, error))
        return FALSE;
      at = stop + (newline != NULL);
    }
  return TRUE;
}

/* A gzip file may hold several members, one after the other (RFC 1952, 2.2). */
static gboolean
unpack (Unpacker *self, gsize n, GError **error)
{
  self->zlib.next_in = self->packed;
  self->zlib.avail_in = (uInt) n;
  while (self->zlib.avail_in > 0)
    {
      int result;

      if (self->ended && inflateReset (&self->zlib) != Z_OK)
        return fail (self, ECG_RECORDING_ERROR_MALFORMED, _ ("it cannot be unpacked."), error);
      self->ended = FALSE;
      do
        {
          self->zlib.next_out = self->unpacked;
          self->zlib.avail_out = CHUNK;
          result = inflate (&self->zlib, Z_NO_FLUSH);
          if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return fail (self, ECG_RECORDING_ERROR_MALFORMED,
                         _ ("it is no gzip file, or was changed since it was packed."), error);
          if (!take_text (self, CHUNK - self->zlib.avail_out, error))
            return FALSE;
        }
      while (result == Z_OK && self->zlib.avail_out == 0);
      self->ended = result == Z_STREAM_END;
    }
  return TRUE;
}

static gboolean
read_all (Unpacker     *self,
          GInputStream *stream,
          gint64        size,
          EcgProgress  *progress,
          GCancellable *cancellable,
          GError      **error)
{
  gint64 n_all = 0;
  gssize n;

  while ((n = g_input_stream_read (stream, self->packed, CHUNK, cancellable, error)) > 0)
    {
      if (!unpack (self, (gsize) n, error))
        return FALSE;
      n_all += n;
      ecg_progress_set (progress, size > 0 ? (double) n_all / (double) size : -1.0, NULL);
    }
  return n == 0;
}

gboolean
ecg_gzip_lines_read (const char   *path,
                     EcgLineFunc   take,
                     gpointer      user_data,
                     gboolean     *complete,
                     EcgProgress  *progress,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autofree char     *name = g_filename_display_basename (path);
  g_autofree Unpacker *self = g_new0 (Unpacker, 1);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GInputStream) stream = NULL;
  gint64   size;
  gboolean read;

  self->name = name;
  self->take = take;
  self->user_data = user_data;
  self->line = line;
  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL)
    return FALSE;
  if (inflateInit2 (&self->zlib, WINDOW_BITS) != Z_OK)
    return fail (self, ECG_RECORDING_ERROR_TOO_LARGE, _ ("there is no memory to unpack it."),
                 error);
  read = read_all (self, stream, size, progress, cancellable, error);
  inflateEnd (&self->zlib);
  *complete = self->ended;
  return read && (!self->ended || line->len == 0 || end_line (self, error));
}
