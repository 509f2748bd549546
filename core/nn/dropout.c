#include "core/nn/dropout.h"

#include <assert.h>

void
ecg_dropout_draw (float *mask, size_t n, float share, EcgRng *rng)
{
  const float kept = 1.0f / (1.0f - share);

  assert (share >= 0.0f && share < 1.0f);

  for (size_t i = 0; i < n; i++)
    if (rng == NULL)
      mask[i] = 1.0f;
    else
      mask[i] = ecg_rng_uniform (rng) < (double) share ? 0.0f : kept;
}

void
ecg_dropout_apply (float *out, const float *in, const float *mask, size_t n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = in[i] * mask[i];
}
