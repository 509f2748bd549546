#include "core/nn/pool1d.h"

#include "core/nn/sum.h"

#include <string.h>

size_t
ecg_max_pool1d_out_length (size_t length)
{
  return (length + 1) / 2;
}

void
ecg_max_pool1d_forward (float *out, const float *in, size_t n_rows, size_t length)
{
  const size_t out_length = ecg_max_pool1d_out_length (length);

  for (size_t row = 0; row < n_rows; row++, in += length, out += out_length)
    for (size_t t = 0; t < out_length; t++)
      {
        const float here = in[2 * t];
        const float before = t > 0 ? in[2 * t - 1] : here;
        const float after = 2 * t + 1 < length ? in[2 * t + 1] : here;
        const float larger = here > before ? here : before;

        out[t] = after > larger ? after : larger;
      }
}

void
ecg_max_pool1d_backward (
  float *d_in, const float *d_out, const float *in, size_t n_rows, size_t length)
{
  const size_t out_length = ecg_max_pool1d_out_length (length);

  memset (d_in, 0, n_rows * length * sizeof *d_in);

  for (size_t row = 0; row < n_rows; row++, in += length, d_in += length, d_out += out_length)
    for (size_t t = 0; t < out_length; t++)
      {
        size_t best = t > 0 ? 2 * t - 1 : 0;

        if (in[2 * t] > in[best])
          best = 2 * t;
        if (2 * t + 1 < length && in[2 * t + 1] > in[best])
          best = 2 * t + 1;
        d_in[best] += d_out[t];
      }
}

void
ecg_mean_pool1d_forward (float *out, const float *in, size_t n_rows, size_t length)
{
  for (size_t row = 0; row < n_rows; row++)
    out[row] = ecg_sum (in + row * length, length) / (float) length;
}

void
ecg_mean_pool1d_backward (float *d_in, const float *d_out, size_t n_rows, size_t length)
{
  for (size_t row = 0; row < n_rows; row++)
    for (size_t t = 0; t < length; t++)
      d_in[row * length + t] = d_out[row] / (float) length;
}
