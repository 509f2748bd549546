#pragma once

#include <sndfile.h>

#include "core/series/sample-source.h"

/**
 * ecg_audio_source_new:
 * @file: (transfer full): seekable; not even where NULL is returned does the
 * caller close it
 * @frames: that it promises
 * @n_channels: of a frame
 * @bits: of a sample that is a whole number; 0 for floats
 * @missing: what stands for a whole number that is not there
 *
 * Returns: (transfer full) (nullable): the channels of an audio file; NULL where its last frame
 * cannot be read
 */
EcgSampleSource *ecg_audio_source_new (SNDFILE *file,
                                       gint64   frames,
                                       guint    n_channels,
                                       guint    bits,
                                       gint32   missing) G_GNUC_WARN_UNUSED_RESULT;
