#pragma once

#include "core/recording/wfdb-data.h"

/**
 * ecg_wfdb_segments_open:
 * @header: of a record of several segments; its signals are filled in, from the layout segment or
 * the first that is there
 *
 * Reads the segments one after the other into one recording; of a record of more than
 * %ECG_LIMIT_IN_MEMORY samples it sees only that they can be read, and leaves the samples where
 * they are. A segment that is not there, or cannot be read, is a gap and a warning; the recording
 * ends with the last that is there. In a variable layout signals are found by name, in a fixed one
 * by their place.
 *
 * Returns: (transfer full) (nullable): as ecg_wfdb_data_open()
 */
EcgWfdbData *ecg_wfdb_segments_open (EcgWfdbHeader  *header,
                                     const char     *folder,
                                     EcgWfdbTellFunc tell,
                                     gpointer        user_data,
                                     GCancellable   *cancellable,
                                     GError        **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_segments_verify: Reads all samples of all segments and keeps none, as
 * ecg_wfdb_data_verify() does. */
EcgWfdbData *ecg_wfdb_segments_verify (EcgWfdbHeader  *header,
                                       const char     *folder,
                                       EcgWfdbTellFunc tell,
                                       gpointer        user_data,
                                       GCancellable   *cancellable,
                                       GError        **error) G_GNUC_WARN_UNUSED_RESULT;
