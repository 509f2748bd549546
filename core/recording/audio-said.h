#pragma once

#include "core/recording/sidecar.h"

/**
 * ecg_audio_said_complete:
 * @sidecar: (inout): what the file beside @path says; gets its leads where it had none
 * @path: of an audio file
 * @n_channels: of it
 * @floating: whether it holds values rather than counts: then no gain is taken
 * @text: (nullable): of its comment
 * @warnings: gets a sentence for what stood there and could not be used
 *
 * Looks for what an audio container cannot hold where there is no sidecar: in a WFDB header beside
 * it, `x.hea` for `x.wav`, as PhysioNet's mit2wav leaves it; then in the text that the container
 * carries, with lines such as `gain: 200/mV` and `leads: I, II`.
 *
 * Returns: (transfer full) (nullable): the header that was used, now one of the recording's files
 */
char *ecg_audio_said_complete (EcgSidecar   *sidecar,
                               const char   *path,
                               guint         n_channels,
                               gboolean      floating,
                               const char   *text,
                               GStrvBuilder *warnings) G_GNUC_WARN_UNUSED_RESULT;
