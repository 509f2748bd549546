/* Reduces samples to their extremes. A comparison with NaN is false, so a missing sample never
 * wins; many lanes side by side let the compiler use vectors without being allowed to reorder
 * floats. */

#include "core/dsp/minmax.h"

#include <assert.h>
#include <math.h>

#define N_LANES 16

static inline float
least (float a, float b)
{
  return a < b ? a : b;
}

static inline float
greatest (float a, float b)
{
  return a > b ? a : b;
}

/* The extremes of @lows and @highs, which may be the same samples. */
static inline void
reduce (float *lo, float *hi, const float *lows, const float *highs, size_t n)
{
  float  low[N_LANES], high[N_LANES];
  size_t i = 0;

  for (size_t j = 0; j < N_LANES; j++)
    {
      low[j] = INFINITY;
      high[j] = -INFINITY;
    }
  for (; i + N_LANES <= n; i += N_LANES)
    for (size_t j = 0; j < N_LANES; j++)
      {
        low[j] = least (lows[i + j], low[j]);
        high[j] = greatest (highs[i + j], high[j]);
      }
  for (size_t j = 0; i + j < n; j++)
    {
      low[j] = least (lows[i + j], low[j]);
      high[j] = greatest (highs[i + j], high[j]);
    }
  for (size_t j = 1; j < N_LANES; j++)
    {
      low[0] = least (low[0], low[j]);
      high[0] = greatest (high[0], high[j]);
    }
  /* Nothing was below +∞ nor above −∞: nothing was there. */
  *lo = low[0] <= high[0] ? low[0] : NAN;
  *hi = low[0] <= high[0] ? high[0] : NAN;
}

void
ecg_minmax (float *lo, float *hi, const float *x, size_t n)
{
  reduce (lo, hi, x, x, n);
}

void
ecg_minmax_blocks (float *lo, float *hi, const float *x, size_t n, size_t block)
{
  ecg_minmax_reduce (lo, hi, x, x, n, block);
}

void
ecg_minmax_reduce (
  float *lo, float *hi, const float *lo_below, const float *hi_below, size_t n, size_t factor)
{
  size_t out = 0;

  assert (factor > 0);

  for (size_t i = 0; i < n; i += factor, out++)
    {
      const size_t count = n - i < factor ? n - i : factor;

      reduce (&lo[out], &hi[out], lo_below + i, hi_below + i, count);
    }
}
