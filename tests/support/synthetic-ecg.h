#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TestEcg:
 * @rate_hz: samples a second
 * @seconds: length
 * @beats_per_min: mean rate; each interval is off by up to 10 %
 * @gain_mv: height of R; below 0 points down
 * @noise_mv: standard deviation of white noise
 * @wander_mv: amplitude of a baseline wander of 0.3 Hz
 * @seed: of everything random
 *
 * What a synthetic lead is like: a Gaussian each for P, Q, R, S and T, R exactly on a sample.
 */
typedef struct
{
  double  rate_hz;
  double  seconds;
  double  beats_per_min;
  double  gain_mv;
  double  noise_mv;
  double  wander_mv;
  guint64 seed;
} TestEcg;

/**
 * test_ecg_make:
 * @n: (out): how many samples
 * @peaks: (out) (transfer full) (element-type gint64): where the R peaks are; none within half a
 *   second of either end
 *
 * Returns: (transfer full): samples in millivolts
 */
float *test_ecg_make (const TestEcg *self, gsize *n, GArray **peaks) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
