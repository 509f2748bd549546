#include "core/nn/relu.h"

#include "core/nn/vectorise.h"

ECG_VECTORISED void
ecg_relu_forward (float *x, size_t n)
{
  /* A NaN stays: the trainer must see that the network diverged. */
  for (size_t i = 0; i < n; i++)
    x[i] = x[i] < 0.0f ? 0.0f : x[i];
}

ECG_VECTORISED void
ecg_relu_backward (float *d_out, const float *out, size_t n)
{
  for (size_t i = 0; i < n; i++)
    d_out[i] = out[i] > 0.0f ? d_out[i] : 0.0f;
}
