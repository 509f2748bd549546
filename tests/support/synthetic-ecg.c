#include "tests/support/synthetic-ecg.h"

#include <math.h>

#include "core/base/rng.h"

#define EDGE_SECONDS 0.5

/* Centre and width in seconds from R, height relative to R. */
static const struct
{
  double at;
  double width;
  double height;
} waves[] = {
  { -0.17, 0.020, 0.12 },  { -0.028, 0.008, -0.12 }, { 0, 0.010, 1 },
  { 0.030, 0.009, -0.20 }, { 0.26, 0.045, 0.25 },
};

static void
add_beat (float *x, gsize n, gint64 peak, const TestEcg *self)
{
  const gint64 reach = (gint64) (0.5 * self->rate_hz);

  for (gint64 i = MAX (0, peak - reach); i < MIN ((gint64) n, peak + reach); i++)
    for (gsize w = 0; w < G_N_ELEMENTS (waves); w++)
      {
        const double off = ((double) (i - peak) / self->rate_hz - waves[w].at) / waves[w].width;

        x[i] += (float) (self->gain_mv * waves[w].height * exp (-0.5 * off * off));
      }
}

float *
test_ecg_make (const TestEcg *self, gsize *n, GArray **peaks)
{
  float *x;
  double at = EDGE_SECONDS;
  EcgRng rng;

  ecg_rng_init (&rng, self->seed, 0);
  *n = (gsize) (self->seconds * self->rate_hz);
  *peaks = g_array_new (FALSE, FALSE, sizeof (gint64));
  x = g_new0 (float, *n);

  for (; at < self->seconds - EDGE_SECONDS;
       at += 60 / self->beats_per_min * (0.9 + 0.2 * ecg_rng_uniform (&rng)))
    {
      const gint64 peak = (gint64) round (at * self->rate_hz);

      add_beat (x, *n, peak, self);
      g_array_append_val (*peaks, peak);
    }
  for (gsize i = 0; i < *n; i++)
    x[i] += (float) (self->noise_mv * ecg_rng_normal (&rng) +
                     self->wander_mv * sin (2 * G_PI * 0.3 * (double) i / self->rate_hz));
  return x;
}
