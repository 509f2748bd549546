#pragma once

#include "core/base/rng.h"
#include "core/synth/activity.h"

G_BEGIN_DECLS

/**
 * ecg_artefact_render:
 * @electrode: (out caller-allocates): mV, @n samples: what one electrode adds
 * @deviation: standard deviation of wander, muscle and motion together, mV
 *
 * Noise of one electrode during an activity: baseline wander (1/f^1.5), muscle (20–100 Hz), motion
 * in the rhythm of the steps with transients, mains hum, and a constant offset. Made per electrode,
 * not per lead, so that Einthoven's law holds for noise as well.
 */
void ecg_artefact_render (double                 *electrode,
                          gsize                   n,
                          double                  rate_hz,
                          double                  deviation,
                          const EcgSynthActivity *activity,
                          EcgRng                 *rng);

G_END_DECLS
