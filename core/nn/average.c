#include "core/nn/average.h"

#include "core/nn/vectorise.h"

#include <assert.h>

ECG_VECTORISED static void
move_towards (float *average, const float *values, size_t n, float share)
{
  for (size_t i = 0; i < n; i++)
    average[i] += share * (values[i] - average[i]);
}

void
ecg_average_update (float *average, const float *values, size_t n, size_t n_steps, double decay)
{
  const double bound = (double) (n_steps - 1) / (double) (n_steps + 9);

  assert (n_steps > 0 && decay >= 0.0 && decay < 1.0);

  move_towards (average, values, n, (float) (1.0 - (decay < bound ? decay : bound)));
}
