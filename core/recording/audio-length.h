#pragma once

#include <gio/gio.h>

/** ecg_audio_is_cut_off: Returns: whether the file at @path is shorter than its container says:
 * WAV, RF64, W64, AIFF or CAF. libsndfile reads such a file as if it had been shorter from the
 * beginning; FLAC knows by itself. */
gboolean ecg_audio_is_cut_off (const char *path, GCancellable *cancellable);
