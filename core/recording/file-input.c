#include "core/recording/file-input.h"

#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define CHUNK ((gsize) 1 << 20)

static gboolean
check_type (GFileType type, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (type == G_FILE_TYPE_DIRECTORY)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                 _ ("“%s” is a folder, where a file was expected."), name);
  else if (type != G_FILE_TYPE_REGULAR)
    /* A pipe or a device may never end. */
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _ ("“%s” is not a regular file."),
                 name);
  return type == G_FILE_TYPE_REGULAR;
}

GInputStream *
ecg_file_open (const char *path, gint64 *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) local = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, &local);
  if (info == NULL && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no file “%s”."), name);
      return NULL;
    }
  if (info == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!check_type (g_file_info_get_file_type (info), path, error))
    return NULL;
  *size = g_file_info_get_size (info);
  return G_INPUT_STREAM (g_file_read (file, cancellable, error));
}

gboolean
ecg_file_read_exactly (GInputStream *stream,
                       const char   *path,
                       void         *buffer,
                       gsize         n,
                       GCancellable *cancellable,
                       GError      **error)
{
  gsize n_read = 0;

  while (n_read < n)
    {
      gsize n_now = 0;

      if (!g_input_stream_read_all (stream, (guint8 *) buffer + n_read, MIN (CHUNK, n - n_read),
                                    &n_now, cancellable, error))
        return FALSE;
      n_read += n_now;
      if (n_now == 0)
        {
          g_autofree char *name = g_filename_display_basename (path);

          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                       _ ("“%s” ended while it was being read."), name);
          return FALSE;
        }
    }
  return TRUE;
}

static char *
decode_text (char *bytes, gsize n, const char *path, GError **error)
{
  g_autofree char *owned = bytes;
  g_autofree char *name = g_filename_display_basename (path);

  if (memchr (bytes, '\0', n) != NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” is not a text file: it holds binary data."), name);
      return NULL;
    }
  if (g_str_has_prefix (bytes, "\xef\xbb\xbf"))
    memmove (owned, owned + 3, n - 3 + 1);
  if (g_utf8_validate (owned, -1, NULL))
    return g_steal_pointer (&owned);
  /* Every byte is a character of Latin-1. */
  return g_convert (owned, -1, "UTF-8", "ISO-8859-1", NULL, NULL, error);
}

char *
ecg_file_read_text (const char *path, gint64 limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *bytes = NULL;
  gint64           size;

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL)
    return NULL;
  if (size > limit)
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_autofree char *limit_text = g_format_size_full ((guint64) limit, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” is larger than %s, the most that is read of such a file."), name,
                   limit_text);
      return NULL;
    }
  bytes = g_try_malloc ((gsize) size + 1);
  if (bytes == NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("There is not enough memory to read “%s”."), path);
      return NULL;
    }
  if (!ecg_file_read_exactly (stream, path, bytes, (gsize) size, cancellable, error))
    return NULL;
  bytes[size] = '\0';
  return decode_text (g_steal_pointer (&bytes), (gsize) size, path, error);
}
