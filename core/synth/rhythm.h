#pragma once

#include "core/base/rng.h"
#include "core/synth/activity.h"

G_BEGIN_DECLS

/**
 * EcgRhythm:
 * @beats: (array length=n_beats): times of the R peaks, s; the first before 0, the last after the
 * end
 * @rate: (array length=n_beats): heart rate at each, /min
 * @n_beats: how many
 */
typedef struct
{
  double *beats;
  double *rate;
  gsize   n_beats;
} EcgRhythm;

/**
 * ecg_rhythm_init:
 * @resting_rate: of the person in this session, /min
 * @seconds: to be covered
 *
 * Draws when a heart beats: the activity's trend with the Mayer wave (0.1 Hz) and the respiratory
 * one on top (McSharry et al. 2003: two Gaussian bands of RR's spectrum).
 */
void ecg_rhythm_init (EcgRhythm              *self,
                      const EcgSynthActivity *activity,
                      double                  resting_rate,
                      double                  seconds,
                      EcgRng                 *rng);
void ecg_rhythm_clear (EcgRhythm *self);

G_END_DECLS
