#pragma once

#include "core/recording/format.h"

/** ecg_audio_save: As a format's save: whole numbers of 16, 24 or 32 bits, or floats where no lead
 * has counts, and a sidecar that says what the container cannot. */
gboolean ecg_audio_save (EcgRecording *recording,
                         const char   *path,
                         EcgProgress  *progress,
                         GStrvBuilder *warnings,
                         GCancellable *cancellable,
                         GError      **error);
