#include "core/synth/rhythm.h"

#include <math.h>

#define N_TONES 6
#define BAND_WIDTH_HZ 0.01
#define MAYER_HZ 0.1

/* A narrow band as a few tones with random phases: frequencies spread as the band's Gaussian. */
typedef struct
{
  double frequency[N_TONES];
  double phase[N_TONES];
  double amplitude;
} Band;

static void
band_init (Band *self, double centre_hz, double deviation, EcgRng *rng)
{
  for (gsize i = 0; i < N_TONES; i++)
    {
      self->frequency[i] = centre_hz + BAND_WIDTH_HZ * ecg_rng_normal (rng);
      self->phase[i] = 2.0 * G_PI * ecg_rng_uniform (rng);
    }
  self->amplitude = deviation * sqrt (2.0 / N_TONES);
}

static double
band_value (const Band *self, double t)
{
  double sum = 0.0;

  for (gsize i = 0; i < N_TONES; i++)
    sum += sin (2.0 * G_PI * self->frequency[i] * t + self->phase[i]);
  return self->amplitude * sum;
}

static double
trend_rate (const EcgSynthActivity *activity, double mean, double t)
{
  const double left = exp (-fmax (t, 0.0) / activity->rate_tau_s);

  return mean + activity->rate_end + (activity->rate_begin - activity->rate_end) * left;
}

void
ecg_rhythm_init (EcgRhythm              *self,
                 const EcgSynthActivity *activity,
                 double                  resting_rate,
                 double                  seconds,
                 EcgRng                 *rng)
{
  const double mean =
    CLAMP (resting_rate + activity->rate_delta + activity->rate_spread * ecg_rng_normal (rng), 50.0,
           185.0);
  const double variance = activity->sd_rr_s * activity->sd_rr_s;
  const gsize  n_most = (gsize) (seconds * 4.0) + 16;
  Band         low, high;
  double       t = -1.5 - ecg_rng_uniform (rng);

  band_init (&low, MAYER_HZ, sqrt (variance * activity->lf_hf / (1.0 + activity->lf_hf)), rng);
  band_init (&high, activity->breath_hz, sqrt (variance / (1.0 + activity->lf_hf)), rng);
  self->beats = g_new (double, n_most);
  self->rate = g_new (double, n_most);
  for (self->n_beats = 0; self->n_beats < n_most && t < seconds + 1.5; self->n_beats++)
    {
      const double rr = fmax (
        60.0 / trend_rate (activity, mean, t) + band_value (&low, t) + band_value (&high, t), 0.28);

      self->beats[self->n_beats] = t;
      self->rate[self->n_beats] = 60.0 / rr;
      t += rr;
    }
}

void
ecg_rhythm_clear (EcgRhythm *self)
{
  g_clear_pointer (&self->beats, g_free);
  g_clear_pointer (&self->rate, g_free);
}
