#pragma once

#include <glib.h>

#include "core/base/rng.h"
#include "core/synth/activity.h"

/**
 * EcgBeat:
 * @time: of the R peak, in seconds; may lie before the recording or after it
 * @rr: to the next one, in seconds
 * @bpm: the rate that activity and time ask for, without variability
 */
typedef struct
{
  double time;
  double rr;
  double bpm;
} EcgBeat;

/**
 * EcgRhythm:
 * @mean_bpm: over two minutes
 * @breath_hz: where the fast variability follows the breath
 * @variability: factor on the deviations of the activity
 */
typedef struct
{
  double mean_bpm;
  double breath_hz;
  double variability;
} EcgRhythm;

/**
 * ecg_rhythm_beats:
 * @seconds: how long
 *
 * Draws the beats of a recording. RR is 60 / rate plus a stationary process whose spectrum is
 * McSharry's: Gaussian peaks of 0.01 Hz at 0.1 Hz (Mayer waves) and at the breath, here as sums of
 * sinusoids of random frequency and phase, and one at 0.02 Hz for what is slower.
 *
 * Returns: (transfer full) (element-type EcgBeat): from 2 s before to 2 s after the recording
 */
GArray *ecg_rhythm_beats (const EcgRhythm        *rhythm,
                          const EcgSynthActivity *activity,
                          double                  seconds,
                          EcgRng                 *rng) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_rhythm_breathe:
 * @wave: (out caller-allocates): −0.5 to 0.5, (n)
 *
 * The breath (fecgsyn, after Leanderson et al. 2003): three harmonics whose depth and phase sway at
 * 0.1 Hz.
 */
void ecg_rhythm_breathe (float *wave, gsize n, double rate_hz, double breath_hz, EcgRng *rng);
