#pragma once

#include "core/recording/wfdb-data.h"

/**
 * ecg_wfdb_segments_read:
 * @header: of a record of several segments; its signals are filled in, from the layout segment or
 * the first that is there
 *
 * Reads the segments one after the other into one recording. A segment that is not there, or
 * cannot be read, is a gap and a warning; the recording ends with the last that is there. In a
 * variable layout signals are found by name, in a fixed one by their place.
 *
 * Returns: (transfer full) (nullable): as ecg_wfdb_data_read()
 */
EcgWfdbData *ecg_wfdb_segments_read (EcgWfdbHeader  *header,
                                     const char     *folder,
                                     EcgWfdbTellFunc tell,
                                     gpointer        user_data,
                                     GCancellable   *cancellable,
                                     GError        **error) G_GNUC_WARN_UNUSED_RESULT;
