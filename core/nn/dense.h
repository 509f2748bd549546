#pragma once

#include <stddef.h>

/** EcgDenseShape: @batch rows of @in values become rows of @out values. */
typedef struct
{
  size_t batch;
  size_t in;
  size_t out;
} EcgDenseShape;

/**
 * ecg_dense_forward:
 * @out: (out caller-allocates): (B, out)
 * @in: (B, in)
 * @weight: (out, in)
 * @bias: (out)
 *
 *   out[b,o] = bias[o] + Σ_i weight[o,i] · in[b,i]
 */
void ecg_dense_forward (
  float *out, const float *in, const float *weight, const float *bias, const EcgDenseShape *shape);

/**
 * ecg_dense_backward:
 * @d_in: (out caller-allocates) (nullable): (B, in)
 * @d_weight: (inout): ∂L/∂weight is added to it
 * @d_bias: (inout) (nullable): likewise
 * @d_out: (B, out)
 */
void ecg_dense_backward (float               *d_in,
                         float               *d_weight,
                         float               *d_bias,
                         const float         *d_out,
                         const float         *in,
                         const float         *weight,
                         const EcgDenseShape *shape);
