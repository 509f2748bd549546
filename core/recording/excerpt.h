#pragma once

#include "core/recording/recording.h"

/**
 * ecg_recording_excerpt:
 * @span: within @recording, not empty
 *
 * A part of a recording, to be looked at by what takes recordings whole: its leads are values
 * without counts, read from @recording when they are asked for. Annotations stay behind. Whether
 * all samples could be read says ecg_recording_check() of @recording.
 *
 * Returns: (transfer full)
 */
EcgRecording *ecg_recording_excerpt (EcgRecording *recording,
                                     EcgSpan       span) G_GNUC_WARN_UNUSED_RESULT;
