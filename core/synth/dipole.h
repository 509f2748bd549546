#pragma once

#include "core/synth/rhythm.h"

G_BEGIN_DECLS

#define ECG_DIPOLE_MAX_KERNELS 11

/** EcgDipoleKernel: one Gaussian of one axis: height in mV, centre and width in seconds around the
 * R peak at 75/min. */
typedef struct
{
  double height;
  double centre_s;
  double width_s;
} EcgDipoleKernel;

/**
 * EcgDipole:
 * @kernels: by axis (x left, y foot, z back)
 * @n_kernels: by axis
 * @gain: by axis
 * @angle: of the heart about each axis, rad
 * @resting_rate: /min
 *
 * A person's heart as a moving dipole (Sameni et al. 2007): what makes its ECG its own.
 */
typedef struct
{
  EcgDipoleKernel kernels[3][ECG_DIPOLE_MAX_KERNELS];
  gsize           n_kernels[3];
  double          gain[3];
  double          angle[3];
  double          resting_rate;
} EcgDipole;

/** ecg_dipole_init_person: Draws a person around the published adult. */
void ecg_dipole_init_person (EcgDipole *self, EcgRng *rng);

/** ecg_dipole_init_session: The same person on another day, with electrodes put on anew. */
void ecg_dipole_init_session (EcgDipole *self, const EcgDipole *person, EcgRng *rng);

/**
 * ecg_dipole_render:
 * @lead_i: (out caller-allocates): mV, @n samples
 * @lead_ii: (out caller-allocates): likewise
 * @rate_hz: samples per second
 *
 * Draws leads I and II of a session, by Dower's rows; III is II − I.
 */
void ecg_dipole_render (double                 *lead_i,
                        double                 *lead_ii,
                        gsize                   n,
                        double                  rate_hz,
                        const EcgDipole        *self,
                        const EcgRhythm        *rhythm,
                        const EcgSynthActivity *activity,
                        EcgRng                 *rng);

G_END_DECLS
