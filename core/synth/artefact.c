#include "core/synth/artefact.h"

#include <math.h>
#include <string.h>

#define MAINS_HZ 50.0
#define N_HARMONICS 4
#define N_WANDER_TONES 24

static double
uniform (EcgRng *rng, double least, double most)
{
  return least + (most - least) * ecg_rng_uniform (rng);
}

/* Adds @x, scaled to the power that is its share. */
static void
add_scaled (double *sum, const double *x, gsize n, double deviation)
{
  double mean = 0.0, power = 0.0, factor;

  for (gsize i = 0; i < n; i++)
    mean += x[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    power += (x[i] - mean) * (x[i] - mean) / (double) n;
  factor = power > 0.0 ? deviation / sqrt (power) : 0.0;
  for (gsize i = 0; i < n; i++)
    sum[i] += factor * (x[i] - mean);
}

static void
add_tone (double *x, gsize n, double rate_hz, double frequency, double amplitude, double phase)
{
  const double step = 2.0 * G_PI * frequency / rate_hz;

  for (gsize i = 0; i < n; i++)
    x[i] += amplitude * sin (step * (double) i + phase);
}

/* Power falls as f^−1.5 from 0.05 to 2 Hz. */
static void
render_wander (double *x, gsize n, double rate_hz, EcgRng *rng)
{
  for (gsize k = 0; k < N_WANDER_TONES; k++)
    {
      const double frequency =
        .05 * pow (40.0, ((double) k + ecg_rng_uniform (rng)) / N_WANDER_TONES);

      add_tone (x, n, rate_hz, frequency, pow (frequency, -.25),
                2.0 * G_PI * ecg_rng_uniform (rng));
    }
}

/* White noise less its slow part, under an envelope that comes and goes. */
static void
render_muscle (double *x, gsize n, double rate_hz, EcgRng *rng)
{
  const double keep = exp (-2.0 * G_PI * 20.0 / rate_hz);
  const double phase = 2.0 * G_PI * ecg_rng_uniform (rng);
  double       slow = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      const double white = ecg_rng_normal (rng);

      slow = keep * slow + (1.0 - keep) * white;
      x[i] += (white - slow) * (1.0 + .6 * sin (2.0 * G_PI * .23 * (double) i / rate_hz + phase));
    }
}

/* A step shakes the electrode at the step's frequency, half of it and its harmonics; the phase
 * wanders from step to step. */
static void
render_steps (double *x, gsize n, double rate_hz, double step_hz, EcgRng *rng)
{
  double amplitude[N_HARMONICS + 1], offset[N_HARMONICS + 1],
    phase = 2.0 * G_PI * ecg_rng_uniform (rng);

  for (gsize h = 0; h <= N_HARMONICS; h++)
    {
      amplitude[h] = uniform (rng, .4, 1.0) / (h == 0 ? 2.0 : (double) h);
      offset[h] = 2.0 * G_PI * ecg_rng_uniform (rng);
    }
  for (gsize i = 0; i < n; i++)
    {
      phase += 2.0 * G_PI * step_hz / rate_hz * (1.0 + .3 * ecg_rng_normal (rng));
      for (gsize h = 0; h <= N_HARMONICS; h++)
        x[i] += amplitude[h] * sin ((h == 0 ? .5 : (double) h) * phase + offset[h]);
    }
}

/* Now and then an electrode slips: a step that decays. */
static void
render_transients (double *x, gsize n, double rate_hz, EcgRng *rng)
{
  const gsize n_transients = (gsize) ((double) n / rate_hz / 8.0);

  for (gsize k = 0; k < n_transients; k++)
    {
      const gsize  at = ecg_rng_below (rng, n);
      const double height = 4.0 * ecg_rng_normal (rng);
      const double tau = uniform (rng, .05, .4) * rate_hz;

      for (gsize i = at; i < n && (double) (i - at) < 6.0 * tau; i++)
        x[i] += height * exp (-(double) (i - at) / tau);
    }
}

void
ecg_artefact_render (double                 *electrode,
                     gsize                   n,
                     double                  rate_hz,
                     double                  deviation,
                     const EcgSynthActivity *activity,
                     EcgRng                 *rng)
{
  g_autofree double *x = g_new0 (double, n);
  const double       offset = .1 * ecg_rng_normal (rng);

  for (gsize i = 0; i < n; i++)
    electrode[i] = offset;
  render_wander (x, n, rate_hz, rng);
  add_scaled (electrode, x, n, deviation * sqrt (activity->wander));

  memset (x, 0, n * sizeof *x);
  render_muscle (x, n, rate_hz, rng);
  add_scaled (electrode, x, n, deviation * sqrt (activity->muscle));

  if (activity->motion > 0.0)
    {
      memset (x, 0, n * sizeof *x);
      render_steps (x, n, rate_hz, activity->step_hz + .1 * ecg_rng_normal (rng), rng);
      render_transients (x, n, rate_hz, rng);
      add_scaled (electrode, x, n, deviation * sqrt (activity->motion));
    }
  add_tone (electrode, n, rate_hz, MAINS_HZ, uniform (rng, .005, .015),
            2.0 * G_PI * ecg_rng_uniform (rng));
}
