#include "core/nn/pool1d.h"

#include "core/nn/vectorise.h"

#include <stdbool.h>
#include <string.h>

size_t
ecg_max_pool1d_out_length (size_t length)
{
  return (length + 1) / 2;
}

ECG_VECTORISED static void
take_largest (
  float *out, const float *before, const float *here, const float *after, size_t channels)
{
  for (size_t c = 0; c < channels; c++)
    {
      const float larger = here[c] > before[c] ? here[c] : before[c];

      out[c] = after[c] > larger ? after[c] : larger;
    }
}

void
ecg_max_pool1d_forward (float *out, const float *in, const EcgPool1dShape *shape)
{
  const size_t n = shape->channels;

  for (size_t b = 0; b < shape->batch; b++, in += shape->length * n)
    for (size_t t = 0; t < shape->length; t += 2, out += n)
      {
        const float *here = in + t * n;

        take_largest (out, t > 0 ? here - n : here, here, t + 1 < shape->length ? here + n : here,
                      n);
      }
}

/* A row before or behind @here is read only where there is one; both are constants wherever this is
 * inlined. */
static inline __attribute__ ((always_inline)) void
give (float       *d_in,
      const float *d_out,
      const float *here,
      const bool   has_before,
      const bool   has_after,
      size_t       channels)
{
  const float *before = has_before ? here - channels : here;
  const float *after = has_after ? here + channels : here;
  float       *d_before = has_before ? d_in - channels : d_in;
  float       *d_after = has_after ? d_in + channels : d_in;

#pragma GCC ivdep
  for (size_t c = 0; c < channels; c++)
    {
      const bool  here_is_larger = !has_before || here[c] > before[c];
      const float larger = here_is_larger ? here[c] : before[c];
      const bool  after_is_largest = has_after && after[c] > larger;

      d_in[c] += !here_is_larger || after_is_largest ? 0.0f : d_out[c];
      if (has_before)
        d_before[c] += here_is_larger || after_is_largest ? 0.0f : d_out[c];
      if (has_after)
        d_after[c] += after_is_largest ? d_out[c] : 0.0f;
    }
}

ECG_VECTORISED static void
give_to_largest (float       *d_in,
                 const float *d_out,
                 const float *here,
                 bool         has_before,
                 bool         has_after,
                 size_t       channels)
{
  if (has_before && has_after)
    give (d_in, d_out, here, true, true, channels);
  else if (has_before)
    give (d_in, d_out, here, true, false, channels);
  else if (has_after)
    give (d_in, d_out, here, false, true, channels);
  else
    give (d_in, d_out, here, false, false, channels);
}

void
ecg_max_pool1d_backward (float                *d_in,
                         const float          *d_out,
                         const float          *in,
                         const EcgPool1dShape *shape)
{
  const size_t n = shape->channels;

  memset (d_in, 0, shape->batch * shape->length * n * sizeof *d_in);

  for (size_t b = 0; b < shape->batch; b++, in += shape->length * n, d_in += shape->length * n)
    for (size_t t = 0; t < shape->length; t += 2, d_out += n)
      give_to_largest (d_in + t * n, d_out, in + t * n, t > 0, t + 1 < shape->length, n);
}

ECG_VECTORISED void
ecg_mean_pool1d_forward (float *out, const float *in, const EcgPool1dShape *shape)
{
  const size_t n = shape->channels;
  const float  share = 1.0f / (float) shape->length;

  for (size_t b = 0; b < shape->batch; b++, out += n)
    {
      memset (out, 0, n * sizeof *out);
      for (size_t t = 0; t < shape->length; t++, in += n)
        for (size_t c = 0; c < n; c++)
          out[c] += in[c];
      for (size_t c = 0; c < n; c++)
        out[c] *= share;
    }
}

void
ecg_mean_pool1d_backward (float *d_in, const float *d_out, const EcgPool1dShape *shape)
{
  const size_t n = shape->channels;
  const float  share = 1.0f / (float) shape->length;

  for (size_t b = 0; b < shape->batch; b++, d_out += n)
    for (size_t t = 0; t < shape->length; t++, d_in += n)
      for (size_t c = 0; c < n; c++)
        d_in[c] = d_out[c] * share;
}
