#include "core/recording/flac-check.h"

#include "core/recording/file-input.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* RFC 9639, 8.1. */
enum
{
  BLOCK_STREAM,
  BLOCK_PADDING,
  BLOCK_APPLICATION,
  BLOCK_SEEK_TABLE,
  BLOCK_COMMENTS,
  BLOCK_CUE_SHEET,
  BLOCK_PICTURE,
};

#define STREAM_BYTES 34
#define SEEK_POINT_BYTES 18

/* libFLAC's own limit, beyond which it stands within the block. */
#define MOST_COMMENTS 100000

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

static gboolean
skip_comment (const Check *check, gint64 *at, gint64 end)
{
  guint8 bytes[4];

  if (end - *at < 4)
    return fail (check, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("the comments in its FLAC header end within their own lengths."));
  if (!read_at (check, *at, bytes, sizeof bytes))
    return FALSE;
  EcgReader reader = ecg_reader_over (bytes, sizeof bytes);

  *at += 4 + (gint64) ecg_reader_uint32 (&reader);
  return *at <= end ||
         fail (check, ECG_RECORDING_ERROR_MALFORMED,
               _ ("a comment in its FLAC header says that it is larger than its block."));
}

/* Vendor, number, comments (RFC 9639, 8.6). */
static gboolean
check_comments (const Check *check, gint64 at, gint64 end)
{
  guint8  bytes[4];
  guint32 n;

  if (!skip_comment (check, &at, end))
    return FALSE;
  if (end - at < 4)
    return fail (check, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("the comments in its FLAC header end within their own lengths."));
  if (!read_at (check, at, bytes, sizeof bytes))
    return FALSE;
  EcgReader reader = ecg_reader_over (bytes, sizeof bytes);

  n = ecg_reader_uint32 (&reader);
  if (n > MOST_COMMENTS)
    return fail (check, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("its FLAC header promises more comments than can be read."));
  at += 4;
  for (guint32 i = 0; i < n; i++)
    if (!skip_comment (check, &at, end))
      return FALSE;
  return TRUE;
}

/* Where libFLAC finds a block not in order it stops within it, and would take samples for the
 * next one. */
static gboolean
check_block (const Check *check, guint type, gint64 at, gint64 length)
{
  switch (type)
    {
    case BLOCK_STREAM:
      return length == STREAM_BYTES ||
             fail (check, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("its FLAC header does not begin with 34 bytes that describe the stream."));
    case BLOCK_PADDING:
      return TRUE;
    case BLOCK_APPLICATION:
      return length >= 4 || fail (check, ECG_RECORDING_ERROR_MALFORMED,
                                  _ ("a block of its FLAC header is shorter than its own name."));
    case BLOCK_SEEK_TABLE:
      return length % SEEK_POINT_BYTES == 0 ||
             fail (check, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("the seek table of its FLAC header is not of whole points."));
    case BLOCK_COMMENTS:
      return check_comments (check, at, at + length);
    case BLOCK_PICTURE:
      return check_picture (check, at, at + length);
    case BLOCK_CUE_SHEET:
    default:
      return fail (check, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("its FLAC stream holds a cue sheet or blocks of unknown kind."));
    }
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
      /* The first describes the stream, none after it does. */
      if (((head[0] & 0x7f) == BLOCK_STREAM) != (at == offset + 8))
        return fail (&check, ECG_RECORDING_ERROR_MALFORMED,
                     _ ("its FLAC header does not begin with 34 bytes that describe the stream."));
      if (!check_block (&check, head[0] & 0x7f, at, length))
        return FALSE;
      at += length;
    }
  return TRUE;
}
