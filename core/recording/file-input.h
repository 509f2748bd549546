#pragma once

#include <gio/gio.h>

/** ecg_file_open: Opens a regular file. @size (out): its bytes. Returns: (transfer full)
 * (nullable): NULL with a %G_IO_ERROR. */
GInputStream *ecg_file_open (const char   *path,
                             gint64       *size,
                             GCancellable *cancellable,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_file_read_exactly: Fills @buffer. Returns: FALSE with MALFORMED where the file ends before,
 * or a %G_IO_ERROR. */
gboolean ecg_file_read_exactly (GInputStream *stream,
                                const char   *path,
                                void         *buffer,
                                gsize         n,
                                GCancellable *cancellable,
                                GError      **error);

/**
 * ecg_file_read_text:
 * @limit: most bytes it may have
 *
 * Reads a text file whole, without its byte order mark, as UTF-8; what is not is taken as Latin-1.
 *
 * Returns: (transfer full) (nullable): NULL with TOO_LARGE, MALFORMED where it is no text, or a
 * %G_IO_ERROR
 */
char *ecg_file_read_text (const char *path, gint64 limit, GCancellable *cancellable, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
