#pragma once

#include <stdbool.h>
#include <stddef.h>

/** EcgConv1dShape: sizes of a convolution over time; every size but @padding is at least 1. */
typedef struct
{
  size_t batch;
  size_t in_channels;
  size_t in_length;
  size_t out_channels;
  size_t kernel;
  size_t stride;
  size_t padding;
} EcgConv1dShape;

/** ecg_conv1d_shape_is_valid: Returns: whether no size is 0 and at least one sample comes out. */
bool ecg_conv1d_shape_is_valid (const EcgConv1dShape *shape);

/** ecg_conv1d_out_length: Returns: Tout = ⌊(T + 2·padding − kernel) / stride⌋ + 1. */
size_t ecg_conv1d_out_length (const EcgConv1dShape *shape);

/** ecg_conv1d_work_size: Returns: floats of scratch; grows with the batch up to a point, never
 * shrinks with it. */
size_t ecg_conv1d_work_size (const EcgConv1dShape *shape);

/**
 * ecg_conv1d_forward:
 * @out: (out caller-allocates): activations, (B, Cout, Tout)
 * @in: input, (B, Cin, T); must not overlap @out
 * @weight: filters, (Cout, Cin, K)
 * @work: scratch, ecg_conv1d_work_size() floats; unspecified on return
 * @shape: sizes that ecg_conv1d_shape_is_valid() has accepted
 *
 * Correlates every example with every filter.
 *
 * With s = stride, p = padding, and samples outside the signal read as 0:
 *
 *   out[b,o,t] = Σ_{c,k} weight[o,c,k] · in[b, c, t·s + k − p]
 *
 * There is no bias: batch norm follows everywhere, and would take it away again. Cannot fail and
 * allocates nothing. Reentrant: threads may share @in and @weight, never @out or @work.
 */
void ecg_conv1d_forward (
  float *out, const float *in, const float *weight, float *work, const EcgConv1dShape *shape);

/**
 * ecg_conv1d_backward:
 * @d_in: (inout) (nullable): ∂L/∂in is added to it, (B, Cin, T)
 * @d_weight: (inout): ∂L/∂weight is added to it, (Cout, Cin, K)
 * @d_out: ∂L/∂out, (B, Cout, Tout)
 * @in: what the forward pass was given
 * @weight: likewise
 * @work: scratch, ecg_conv1d_work_size() floats
 *
 * The transpose of ecg_conv1d_forward(); same rules.
 */
void ecg_conv1d_backward (float                *d_in,
                          float                *d_weight,
                          const float          *d_out,
                          const float          *in,
                          const float          *weight,
                          float                *work,
                          const EcgConv1dShape *shape);
