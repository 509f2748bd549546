#pragma once

#include "core/nn/product.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Convolution over time, without bias: batch norm follows everywhere, and would take it away again.
 * Maps are (B, T, C): the channels of one sample lie side by side. With s = stride, p = padding,
 * and samples outside the signal read as 0:
 *
 *   out[b,t,o] = Σ_{c,k} weight[o,c,k] · in[b, t·s + k − p, c]
 *
 * Weights lie as they are used: a matrix (K · Cin, Cout) in panels of 32 columns, the last as
 * narrow as it comes; so do their gradients. Filters are a prepared form, which is made of the
 * weights once per training step. No call allocates or fails. All are reentrant: threads may share
 * what they only read.
 */

/**
 * EcgConv1dMethod:
 * @ECG_CONV1D_DIRECT: any shape: each output's samples are laid side by side for one product; the
 * reference
 * @ECG_CONV1D_WINOGRAD: filters of 7 taps with padding 3 and stride 1 or 2: about 2.5 times fewer
 * multiplications for about 4 times the rounding error (rms 1e-6 of the result's)
 */
typedef enum
{
  ECG_CONV1D_DIRECT,
  ECG_CONV1D_WINOGRAD,
} EcgConv1dMethod;

/** EcgConv1dShape: sizes of a convolution over time; every size but @padding is at least 1. */
typedef struct
{
  size_t          batch;
  size_t          in_channels;
  size_t          in_length;
  size_t          out_channels;
  size_t          kernel;
  size_t          stride;
  size_t          padding;
  EcgConv1dMethod method;
} EcgConv1dShape;

/** ecg_conv1d_weight_at: Returns: where weight[o,c,k] of (@n_out, @n_in, @n_taps) lies. */
static inline size_t
ecg_conv1d_weight_at (size_t o, size_t c, size_t k, size_t n_out, size_t n_in, size_t n_taps)
{
  const size_t first = o - o % ECG_PANEL;
  const size_t width = n_out - first < ECG_PANEL ? n_out - first : ECG_PANEL;

  return first * n_in * n_taps + (k * n_in + c) * width + o - first;
}

/** ecg_conv1d_shape_is_valid: Returns: whether no size is 0, at least one sample comes out, and the
 * method can do it. */
bool ecg_conv1d_shape_is_valid (const EcgConv1dShape *shape);

/** ecg_conv1d_out_length: Returns: Tout = ⌊(T + 2·padding − kernel) / stride⌋ + 1. */
size_t ecg_conv1d_out_length (const EcgConv1dShape *shape);

/** ecg_conv1d_best_method: Returns: the fastest method for these sizes. */
EcgConv1dMethod ecg_conv1d_best_method (const EcgConv1dShape *shape);

/** ecg_conv1d_group: Returns: how many examples, at most the batch, are worked on at once: a caller
 * who does other things to the same maps keeps them in the cache by going in such steps. */
size_t ecg_conv1d_group (const EcgConv1dShape *shape);

/** ecg_conv1d_work_size: Returns: floats of scratch; grows with the batch up to a point, never
 * shrinks with it. */
size_t ecg_conv1d_work_size (const EcgConv1dShape *shape);

/** ecg_conv1d_filters_size: Returns: floats of prepared filters, and of their gradient. */
size_t ecg_conv1d_filters_size (const EcgConv1dShape *shape);

/** ecg_conv1d_transposed_size: Returns: floats of transposed filters. */
size_t ecg_conv1d_transposed_size (const EcgConv1dShape *shape);

/**
 * ecg_conv1d_prepare:
 * @filters: (out caller-allocates): ecg_conv1d_filters_size() floats
 * @weight: Cout · Cin · K values
 * @part, @n_parts: what to make, of how many parts: threads share the work by making one each
 *
 * Makes what ecg_conv1d_forward() wants of the weights.
 */
void ecg_conv1d_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/**
 * ecg_conv1d_transpose:
 * @transposed: (out caller-allocates): ecg_conv1d_transposed_size() floats
 *
 * Makes what ecg_conv1d_backward() wants of the weights; otherwise as ecg_conv1d_prepare().
 */
void ecg_conv1d_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/**
 * ecg_conv1d_forward:
 * @out: (out caller-allocates): (B, Tout, Cout)
 * @in: (B, T, Cin); must not overlap @out
 * @filters: prepared
 * @work: scratch, ecg_conv1d_work_size() floats; unspecified on return
 */
void ecg_conv1d_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape);

/**
 * ecg_conv1d_backward:
 * @d_in: (inout) (nullable): ∂L/∂in is added to it, (B, T, Cin)
 * @d_filters: (inout): the gradient of prepared filters
 * @adds: whether @d_filters is added to, instead of written
 * @d_out: ∂L/∂out, (B, Tout, Cout)
 * @in: what the forward pass was given
 * @transposed: filters
 * @work: scratch, ecg_conv1d_work_size() floats
 */
void ecg_conv1d_backward (float                *d_in,
                          float                *d_filters,
                          bool                  adds,
                          const float          *d_out,
                          const float          *in,
                          const float          *transposed,
                          float                *work,
                          const EcgConv1dShape *shape);

/**
 * ecg_conv1d_weight_gradient:
 * @d_weight: (out caller-allocates): ∂L/∂weight
 * @d_filters: (array length=n_slices): what ecg_conv1d_backward() made of each slice of a batch;
 * they are added in this order
 * @part, @n_parts: what to make, of how many parts: threads share the work by making one each
 *
 * Returns: the sum of the part's squares, summed while the nearest cache still has them.
 */
double ecg_conv1d_weight_gradient (float                *d_weight,
                                   float *const         *d_filters,
                                   size_t                n_slices,
                                   size_t                part,
                                   size_t                n_parts,
                                   const EcgConv1dShape *shape);
