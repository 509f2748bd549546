#include "core/synth/rhythm.h"

#include <math.h>

#define MARGIN_SECONDS 2.0
#define PEAK_WIDTH_HZ 0.01
#define LINES_PER_PEAK 16
#define LEAST_RR 0.3
#define GREATEST_RR 1.7

/* A narrow peak of a spectrum: lines of one amplitude and random frequency and phase. */
typedef struct
{
  double amplitude;
  double hz[LINES_PER_PEAK];
  double phase[LINES_PER_PEAK];
} Peak;

static void
draw_peak (Peak *peak, double centre_hz, double deviation, EcgRng *rng)
{
  peak->amplitude = deviation * sqrt (2.0 / LINES_PER_PEAK);
  for (guint i = 0; i < LINES_PER_PEAK; i++)
    {
      peak->hz[i] = fabs (centre_hz + PEAK_WIDTH_HZ * ecg_rng_normal (rng));
      peak->phase[i] = 2.0 * G_PI * ecg_rng_uniform (rng);
    }
}

static double
evaluate_peak (const Peak *peak, double seconds)
{
  double sum = 0.0;

  for (guint i = 0; i < LINES_PER_PEAK; i++)
    sum += sin (2.0 * G_PI * peak->hz[i] * seconds + peak->phase[i]);
  return peak->amplitude * sum;
}

GArray *
ecg_rhythm_beats (const EcgRhythm        *rhythm,
                  const EcgSynthActivity *activity,
                  double                  seconds,
                  EcgRng                 *rng)
{
  const double fast = 1e-3 * activity->fast_ms * rhythm->variability;
  const double slow = 1e-3 * activity->slow_ms * rhythm->variability;
  const double hf_share = 1.0 / (1.0 + activity->lf_to_hf);
  GArray      *beats = g_array_new (FALSE, FALSE, sizeof (EcgBeat));
  Peak         peaks[3];
  double       time;

  draw_peak (&peaks[0], 0.02, slow, rng);
  draw_peak (&peaks[1], 0.1, fast * sqrt (1.0 - hf_share), rng);
  draw_peak (&peaks[2], rhythm->breath_hz, fast * sqrt (hf_share), rng);

  time = -MARGIN_SECONDS + ecg_rng_uniform (rng) * 60.0 / rhythm->mean_bpm;
  while (time < seconds + MARGIN_SECONDS)
    {
      EcgBeat beat = { .time = time };

      beat.bpm = rhythm->mean_bpm + activity->trend_bpm (fmax (time, 0.0));
      beat.rr = 60.0 / beat.bpm;
      for (guint i = 0; i < G_N_ELEMENTS (peaks); i++)
        beat.rr += evaluate_peak (&peaks[i], time);
      beat.rr = CLAMP (beat.rr, LEAST_RR, GREATEST_RR);
      g_array_append_val (beats, beat);
      time += beat.rr;
    }
  return beats;
}

void
ecg_rhythm_breathe (float *wave, gsize n, double rate_hz, double breath_hz, EcgRng *rng)
{
  const double start = 100.0 * ecg_rng_uniform (rng);
  double       lo = INFINITY, hi = -INFINITY;

  for (gsize i = 0; i < n; i++)
    {
      const double t = start + (double) i / rate_hz;
      const double sway = sin (2.0 * G_PI * 0.1 * t);
      double       sum = 0.0;

      for (guint k = 1; k <= 3; k++)
        sum +=
          2.0 / (k * G_PI) * (1.0 + 0.3 * sway) * sin (2.0 * G_PI * k * breath_hz * t + 0.5 * sway);
      wave[i] = (float) (0.5 - sum);
      lo = fmin (lo, (double) wave[i]);
      hi = fmax (hi, (double) wave[i]);
    }
  for (gsize i = 0; i < n; i++)
    wave[i] = hi > lo ? (float) (((double) wave[i] - lo) / (hi - lo) - 0.5) : 0.0f;
}
