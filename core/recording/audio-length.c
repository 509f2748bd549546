/* Where each container says how long it is. */

#include "core/recording/audio-length.h"

#include "core/recording/file-input.h"
#include "core/recording/reader.h"

#include <string.h>

/* Chunks of a CAF file before the samples. */
#define MOST_CHUNKS 64

typedef struct
{
  GInputStream *stream;
  const char   *path;
  gint64        size;
  GCancellable *cancellable;
} File;

static gboolean
read_at (const File *file, gint64 at, guint8 *bytes, gsize n)
{
  return at + (gint64) n <= file->size &&
         g_seekable_seek (G_SEEKABLE (file->stream), at, G_SEEK_SET, file->cancellable, NULL) &&
         ecg_file_read_exactly (file->stream, file->path, bytes, n, file->cancellable, NULL);
}

static guint64
read_length (const guint8 *bytes, gsize n, gboolean big_endian)
{
  guint64 length = 0;

  for (gsize i = 0; i < n; i++)
    length = length << 8 | bytes[big_endian ? i : n - 1 - i];
  return length;
}

/* Whether the file does not hold @length bytes from @at on. */
static gboolean
ends_before (const File *file, gint64 at, guint64 length)
{
  return at > file->size || length > (guint64) (file->size - at);
}

/* A type of four letters, a length of eight bytes, −1 where the samples go on to the end. */
static gboolean
is_caf_cut_off (const File *file)
{
  gint64 at = 8;

  for (guint i = 0; i < MOST_CHUNKS; i++)
    {
      guint8  head[12];
      guint64 length;

      if (!read_at (file, at, head, sizeof head))
        return TRUE;
      length = read_length (head + 4, 8, TRUE);
      if (memcmp (head, "data", 4) == 0 && length == G_MAXUINT64)
        return FALSE;
      if (ends_before (file, at + (gint64) sizeof head, length))
        return TRUE;
      if (memcmp (head, "data", 4) == 0)
        return FALSE;
      at += (gint64) sizeof head + (gint64) length;
    }
  return FALSE;
}

static gboolean
is_cut_off (const File *file)
{
  guint8  head[32];
  guint64 length;

  if (!read_at (file, 0, head, sizeof head))
    return FALSE;
  length = read_length (head + 4, 4, FALSE);
  if (memcmp (head, "RIFF", 4) == 0)
    return length != G_MAXUINT32 && ends_before (file, 8, length);
  if (memcmp (head, "RIFX", 4) == 0 || memcmp (head, "FORM", 4) == 0)
    return ends_before (file, 8, read_length (head + 4, 4, TRUE));
  if (memcmp (head, "RF64", 4) == 0 && memcmp (head + 12, "ds64", 4) == 0)
    return ends_before (file, 8, read_length (head + 20, 8, FALSE));
  /* W64 counts its own head of 16 bytes and the length. */
  if (memcmp (head, "riff", 4) == 0)
    return ends_before (file, 0, read_length (head + 16, 8, FALSE));
  return memcmp (head, "caff", 4) == 0 && is_caf_cut_off (file);
}

gboolean
ecg_audio_is_cut_off (const char *path, GCancellable *cancellable)
{
  g_autoptr (GInputStream) stream = NULL;
  File file = { .path = path, .cancellable = cancellable };

  stream = ecg_file_open (path, &file.size, cancellable, NULL);
  file.stream = stream;
  return stream != NULL && is_cut_off (&file);
}
