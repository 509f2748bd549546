#pragma once

#include <gio/gio.h>

/**
 * ecg_flac_check:
 * @stream: (inout): a seekable file; where it stands afterwards is not said
 * @path: of the file, for messages
 * @offset: where FLAC begins in it
 * @size: bytes of the file
 *
 * Looks through the header of a FLAC stream before libFLAC does, which takes the memory that a
 * picture's own lengths ask for, up to 4 GB, before it looks whether they are there; and which
 * stands somewhere within a block that is not in order, to take what follows for the next.
 *
 * Returns: FALSE with MALFORMED where it is not FLAC, or a length goes beyond its block or a block
 * beyond the file; with UNSUPPORTED for a block of unknown kind; or with a %G_IO_ERROR
 */
gboolean ecg_flac_check (GInputStream *stream,
                         const char   *path,
                         gint64        offset,
                         gint64        size,
                         GCancellable *cancellable,
                         GError      **error);
