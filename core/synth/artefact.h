#pragma once

#include <glib.h>

#include "core/base/rng.h"
#include "core/synth/activity.h"

/**
 * ecg_artefact_add:
 * @lead_i: (inout): in mV, (n)
 * @lead_ii: (inout): in mV, (n)
 * @motion: FALSE leaves out all that differs between activities: only a faint wander remains
 *
 * Adds what electrodes and amplifier add: baseline wander (1/f^1.5), the rhythm of the steps with
 * half, double and higher frequencies, muscles (from 20 Hz on), slips of an electrode, the mains.
 * All arises at the three electrodes, so that II − I is III with it as without. Scaled to the
 * signal-to-noise ratio of @activity.
 */
void ecg_artefact_add (float                  *lead_i,
                       float                  *lead_ii,
                       const EcgSynthActivity *activity,
                       gboolean                motion,
                       double                  rate_hz,
                       gsize                   n,
                       EcgRng                 *rng);
