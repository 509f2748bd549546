#pragma once

#include <glib.h>

#include "core/base/rng.h"
#include "core/synth/rhythm.h"

/** ECG_DIPOLE_KERNELS: Gaussians of the three axes together. */
#define ECG_DIPOLE_KERNELS 30

/** EcgWave: which deflection a Gaussian is part of. */
typedef enum
{
  ECG_WAVE_P,
  ECG_WAVE_Q,
  ECG_WAVE_R,
  ECG_WAVE_S,
  ECG_WAVE_T,
} EcgWave;

/**
 * EcgKernel:
 * @axis: 0 to the left, 1 to the feet, 2 to the back
 * @amplitude: in mV
 * @time: of its centre after the R peak at 60 beats per minute, in seconds
 * @width: standard deviation there, in seconds
 */
typedef struct
{
  guint   axis;
  EcgWave wave;
  double  amplitude;
  double  time;
  double  width;
} EcgKernel;

/**
 * EcgDipole:
 * @kernels: the dipole of one beat
 * @angles: by which the heart is turned about each axis, in radians
 * @drift: by which that changes over the recording
 * @gain: factor along each axis
 * @gain_drift: by which all of them change over the recording
 * @rest_bpm: heart rate at which effort is 0
 *
 * The heart of a person as three leads see it (Sameni et al. 2007):
 *
 *   s_k(t) = Σ_i α_{k,i} exp(−(t − t_i)² / 2σ_i²),  lead = H · R · Λ · s
 *
 * summed over the beats, with H the rows of Dower (1980) for I and II, R a rotation that sways with
 * the breath and Λ the gains.
 */
typedef struct
{
  EcgKernel kernels[ECG_DIPOLE_KERNELS];
  double    angles[3];
  double    drift[3];
  double    gain[3];
  double    gain_drift;
  double    rest_bpm;
} EcgDipole;

/** ecg_dipole_default: Sameni's default adult. */
void ecg_dipole_default (EcgDipole *dipole);

/** ecg_dipole_draw_person: Makes one person of the default: amplitudes, widths and times, axis and
 * build. */
void ecg_dipole_draw_person (EcgDipole *dipole, EcgRng *rng);

/** ecg_dipole_draw_session: Places that person's electrodes anew: axis, gain and T wave. */
void ecg_dipole_draw_session (EcgDipole *dipole, EcgRng *rng);

/** ecg_dipole_draw_drift: Draws how posture changes within a recording. */
void ecg_dipole_draw_drift (EcgDipole *dipole, EcgRng *rng);

/**
 * ecg_dipole_render:
 * @lead_i: (out caller-allocates): in mV, (n)
 * @lead_ii: (out caller-allocates): in mV, (n); III is II − I
 * @breath: −0.5 to 0.5, (n)
 * @breath_depth: factor on its sway
 * @beats: (element-type EcgBeat): as from ecg_rhythm_beats()
 *
 * With the rate, QRS keeps its width and its place in seconds, T moves with RR^0.6 and P with
 * RR^0.25; with effort P grows and comes nearer, T shrinks and the ST segment sinks (Simoons and
 * Hugenholtz 1975). Each beat varies each Gaussian by 5 %.
 */
void ecg_dipole_render (const EcgDipole *dipole,
                        float           *lead_i,
                        float           *lead_ii,
                        const float     *breath,
                        double           breath_depth,
                        const GArray    *beats,
                        double           rate_hz,
                        gsize            n,
                        EcgRng          *rng);
