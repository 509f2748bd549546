#pragma once

#include <gio/gio.h>

#include "core/jobs/progress.h"

/**
 * EcgLineFunc:
 * @line: without its end; ends with a byte 0
 * @number: from 1
 *
 * Returns: FALSE with an error, which ends the reading
 */
typedef gboolean (*EcgLineFunc) (const char *line,
                                 gsize       number,
                                 gpointer    user_data,
                                 GError    **error);

/**
 * ecg_gzip_lines_read:
 * @complete: (out): FALSE where the file ends before its text does; the line that is cut is left
 * out
 *
 * Unpacks a text file line by line, so that no more of it is in memory than a line: what a small
 * file unfolds to may be a thousand times as much.
 *
 * Returns: FALSE with MALFORMED where it is not gzip, its checksum is wrong or it holds a byte 0;
 * with TOO_LARGE for a line beyond 64 KiB or a text beyond %ECG_LIMIT_TEXT; with what @take or the
 * file says
 */
gboolean ecg_gzip_lines_read (const char   *path,
                              EcgLineFunc   take,
                              gpointer      user_data,
                              gboolean     *complete,
                              EcgProgress  *progress,
                              GCancellable *cancellable,
                              GError      **error);
