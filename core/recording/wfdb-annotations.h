#pragma once

#include <gio/gio.h>

#include "core/recording/annotation.h"

/**
 * ecg_wfdb_annotations_parse:
 * @bytes: a file of annotations (annot.5), `.atr` or any other annotator's
 * @complete: (out) (optional): whether it ended with its end mark; what stands before a break is
 * kept
 *
 * Texts that are not UTF-8 are taken as Latin-1. Notes at the start that tell the time resolution
 * or define codes go to the list's own fields.
 *
 * Returns: (transfer full): what it says; never NULL, for every word means something
 */
EcgAnnotations *ecg_wfdb_annotations_parse (const guint8 *bytes,
                                            gsize         n,
                                            gboolean     *complete) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_annotations_load: Returns: (transfer full) (nullable): the annotations of the file
 * @path; NULL with TOO_LARGE or a %G_IO_ERROR. @complete as in ecg_wfdb_annotations_parse(). */
EcgAnnotations *ecg_wfdb_annotations_load (const char   *path,
                                           gboolean     *complete,
                                           GCancellable *cancellable,
                                           GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_wfdb_annotations_print:
 * @lost: (out) (optional): how many the format cannot hold whole: texts beyond 255 bytes are cut,
 * lengths dropped, codes other than 1 to 49 left out
 *
 * Returns: (transfer full): the bytes of a file that parses as the same, in the order given
 */
GBytes *ecg_wfdb_annotations_print (const EcgAnnotations *annotations,
                                    guint                *lost) G_GNUC_WARN_UNUSED_RESULT;
