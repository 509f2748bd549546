#pragma once

#include "core/recording/recording.h"

/**
 * ecg_recording_review:
 * @recording: as its format read it
 *
 * Looks at a recording as a whole, whatever its format: sets the scales that the user has set,
 * doubts amplitudes that cannot be a heart's and limb leads that do not agree, and takes up events
 * that stand beside it. Nothing of it changes a sample unless the user has asked for it.
 *
 * Returns: (transfer full) (nullable): @recording, referenced, or one that says more; NULL where
 * the user's scales cannot be read, or on cancellation
 */
EcgRecording *ecg_recording_review (EcgRecording *recording,
                                    GCancellable *cancellable,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;
