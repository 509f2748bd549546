#pragma once

#include "core/recording/recording.h"

G_BEGIN_DECLS

/*
 * How files are read. The same bytes give other amplitudes, or another rate, where the user has set
 * a scale or a recipe since.
 */

/** ecg_reading_stamp: Returns: (transfer full): a text that changes with the user's scales and
 * recipes, whichever program sets them. */
char *ecg_reading_stamp (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_reading_describe:
 * @leads: NULL-terminated, as ecg_recording_find_lead() takes them
 *
 * Returns: (transfer full): how these leads of @recording were read, in the same words wherever it
 * is read in the same way: `360 Hz; MLII 200(1024)/mV`
 */
char *ecg_reading_describe (EcgRecording      *recording,
                            const char *const *leads) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
