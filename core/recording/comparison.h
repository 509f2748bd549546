#pragma once

#include "core/recording/recording.h"

/**
 * EcgComparison:
 * @same_samples: whether every lead has as many samples and the same counts, or without counts the
 * same values
 * @differences: NULL-terminated sentences for the user, one for each thing that is not the same
 *
 * What a file that was written does not hold of its recording.
 */
typedef struct
{
  gboolean same_samples;
  char   **differences;
} EcgComparison;

/**
 * ecg_recording_compare:
 * @written: a recording
 * @read: what was read from the file that it was written to
 *
 * Compares samples one by one, scales, names, units, rate, start, subject, activity, comments and
 * annotations. What @read holds beyond @written is a difference of its samples only: a format may
 * add comments that say what the others do.
 *
 * Returns: (transfer full) (nullable): NULL where it was cancelled
 */
EcgComparison *ecg_recording_compare (EcgRecording *written,
                                      EcgRecording *read,
                                      GCancellable *cancellable,
                                      GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void           ecg_comparison_free (EcgComparison *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgComparison, ecg_comparison_free)
