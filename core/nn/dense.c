#include "core/nn/dense.h"

#include <cblas.h>
#include <string.h>

void
ecg_dense_forward (
  float *out, const float *in, const float *weight, const float *bias, const EcgDenseShape *shape)
{
  for (size_t b = 0; b < shape->batch; b++)
    memcpy (out + b * shape->out, bias, shape->out * sizeof *out);

  /* (B, in) × (in, out), added to the bias already in place. */
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) shape->batch, (int) shape->out,
               (int) shape->in, 1.0f, in, (int) shape->in, weight, (int) shape->in, 1.0f, out,
               (int) shape->out);
}

void
ecg_dense_backward (float               *d_in,
                    float               *d_weight,
                    float               *d_bias,
                    const float         *d_out,
                    const float         *in,
                    const float         *weight,
                    const EcgDenseShape *shape)
{
  for (size_t b = 0; b < shape->batch; b++)
    for (size_t o = 0; o < shape->out; o++)
      d_bias[o] += d_out[b * shape->out + o];

  /* (out, B) × (B, in) */
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) shape->out, (int) shape->in,
               (int) shape->batch, 1.0f, d_out, (int) shape->out, in, (int) shape->in, 1.0f,
               d_weight, (int) shape->in);

  /* (B, out) × (out, in) */
  if (d_in != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) shape->batch, (int) shape->in,
                 (int) shape->out, 1.0f, d_out, (int) shape->out, weight, (int) shape->in, 0.0f,
                 d_in, (int) shape->in);
}
