#pragma once

#include <glib.h>

/* What a file may ask for before it is refused as too large: checked before memory is. */

/** ECG_LIMIT_SAMPLES: samples of all leads together: 12 leads at 500 Hz for a day. */
#define ECG_LIMIT_SAMPLES ((gint64) 1 << 29)

/** ECG_LIMIT_IN_MEMORY: samples of all leads together up to which a recording is read whole when it
 * is opened; a larger one is read where it is looked at. */
#define ECG_LIMIT_IN_MEMORY ((gint64) 1 << 22)

/** ECG_LIMIT_LEADS: leads of a recording. */
#define ECG_LIMIT_LEADS 256

/** ECG_LIMIT_RATE_HZ, ECG_LIMIT_LEAST_RATE_HZ: between them lies every sampling rate. */
#define ECG_LIMIT_RATE_HZ 1e6
#define ECG_LIMIT_LEAST_RATE_HZ 1e-6

/** ecg_limit_holds_rate: Returns: whether a converter could have this rate; not for NaN. */
static inline gboolean
ecg_limit_holds_rate (double rate_hz)
{
  return rate_hz >= ECG_LIMIT_LEAST_RATE_HZ && rate_hz <= ECG_LIMIT_RATE_HZ;
}

/** ECG_LIMIT_FILE: bytes of a file, as far as numbers in a header may point. */
#define ECG_LIMIT_FILE ((gint64) 1 << 48)

/** ECG_LIMIT_HEADER: bytes of a header or a sidecar. */
#define ECG_LIMIT_HEADER ((gint64) 1 << 20)

/** ECG_LIMIT_TEXT: bytes of a recording in text. */
#define ECG_LIMIT_TEXT ((gint64) 1 << 30)

/** ECG_LIMIT_EVENTS: bytes of a list of events. */
#define ECG_LIMIT_EVENTS ((gint64) 1 << 26)

/**
 * ecg_limit_unfolded:
 * @file_bytes: of the files that hold the samples, each counted once
 *
 * FLAC unfolds, and samples of slow signals are held: a day of silence is small, and so is a file
 * that was made to fill the memory.
 *
 * Returns: bytes that samples may take which are read whole
 */
static inline gint64
ecg_limit_unfolded (gint64 file_bytes)
{
  return MAX (CLAMP (file_bytes, 0, (gint64) 1 << 40) * 8192, (gint64) 4 << 20);
}
