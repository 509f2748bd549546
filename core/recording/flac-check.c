#include "core/recording/flac-check.h"

#include "core/recording/file-input.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Stream, padding, application, seek table, comments and cue sheet are 0 to 5 (RFC 9639, 8.1). */
#define BLOCK_PICTURE 6

typedef struct
{
  GInputStream *stream;
  const char   *path;
  GCancellable *cancellable;
  GError      **error;
} Check;

static gboolean
fail (const Check *check, int code, const char *what)
{
  g_autofree char *name = g_filename_display_basename (check->path);

  g_set_error (check->error, ECG_RECORDING_ERROR, code, "“%s”: %s", name, what);
  return FALSE;
}

static gboolean
read_at (const Check *check, gint64 at, guint8 *bytes, gsize n)
{
  return g_seekable_seek (G_SEEKABLE (check->stream), at, G_SEEK_SET, check->cancellable,
                          check->error) &&
         ecg_file_read_exactly (check->stream, check->path, bytes, n, check->cancellable,
                                check->error);
}

/* Moves past a length of four bytes and as many bytes as it says. */
static gboolean
skip_text (const Check *check, gint64 *at, gint64 end)
{
  guint8 bytes[4];

  if (end - *at < 4)
    return fail (check, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("a picture in its FLAC header ends within its own lengths."));
  if (!read_at (check, *at, bytes, sizeof bytes))
    return FALSE;
  EcgReader reader = ecg_reader_over (bytes, sizeof bytes);

  *at += 4 + (gint64) ecg_reader_uint32_be (&reader);
  return *at <= end ||
         fail (check, ECG_RECORDING_ERROR_MALFORMED,
               _ ("a picture in its FLAC header says that it is larger than its block."));
}

/* Type, media type, description, width, height, depth, colours, picture (RFC 9639, 8.8). */
static gboolean
check_picture (const Check *check, gint64 at, gint64 end)
{
  at += 4;
  if (!skip_text (check, &at, end) || !skip_text (check, &at, end))
    return FALSE;
  at += 16;
  return skip_text (check, &at, end);
}

gboolean
ecg_flac_check (GInputStream *stream,
                const char   *path,
                gint64        offset,
                gint64        size,
                GCancellable *cancellable,
                GError      **error)
{
  const Check check = { stream, path, cancellable, error };
  gint64      at = offset + 4;
  gboolean    last = FALSE;
  guint8      head[4];

  if (!read_at (&check, offset, head, sizeof head))
    return FALSE;
  if (memcmp (head, "fLaC", sizeof head) != 0)
    return fail (&check, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("it should hold FLAC, but does not begin like it."));
  while (!last)
    {
      gint64 length;

      if (!read_at (&check, at, head, sizeof head))
        return FALSE;
      last = (head[0] & 0x80) != 0;
      length = head[1] << 16 | head[2] << 8 | head[3];
      at += 4;
      if (at + length > size)
        return fail (&check, ECG_RECORDING_ERROR_MALFORMED,
                     _ ("its FLAC stream ends within its own header."));
      if ((head[0] & 0x7f) > BLOCK_PICTURE)
        return fail (&check, ECG_RECORDING_ERROR_UNSUPPORTED,
                     _ ("its FLAC stream holds blocks of unknown kind."));
      if ((head[0] & 0x7f) == BLOCK_PICTURE && !check_picture (&check, at, at + length))
        return FALSE;
      at += length;
    }
  return TRUE;
}
