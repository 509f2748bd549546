#pragma once

#include "core/nn/conv1d.h"

/*
 * The two methods. Their forward and backward passes take a batch of at most one group.
 */

/** ecg_conv1d_winograd_fits: Returns: whether the method knows the shape. */
bool ecg_conv1d_winograd_fits (const EcgConv1dShape *shape);

/** ecg_conv1d_direct_group: As ecg_conv1d_group(), however large the batch. */
size_t ecg_conv1d_direct_group (const EcgConv1dShape *shape);

/** ecg_conv1d_direct_work_size: As ecg_conv1d_work_size(), for the batch of @shape. */
size_t ecg_conv1d_direct_work_size (const EcgConv1dShape *shape);

/** ecg_conv1d_direct_filters_size: As ecg_conv1d_filters_size(). */
size_t ecg_conv1d_direct_filters_size (const EcgConv1dShape *shape);

/** ecg_conv1d_direct_prepare: As ecg_conv1d_prepare(). */
void ecg_conv1d_direct_prepare (
  float *filters, const float *weight, size_t begin, size_t end, const EcgConv1dShape *shape);

/** ecg_conv1d_direct_forward: As ecg_conv1d_forward(). */
void ecg_conv1d_direct_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape);

/** ecg_conv1d_direct_backward: As ecg_conv1d_backward(). */
void ecg_conv1d_direct_backward (float                *d_in,
                                 float                *d_filters,
                                 const float          *d_out,
                                 const float          *in,
                                 const float          *filters,
                                 float                *work,
                                 const EcgConv1dShape *shape);

/** ecg_conv1d_direct_weight_gradient: As ecg_conv1d_weight_gradient(). */
void ecg_conv1d_direct_weight_gradient (float                *d_weight,
                                        const float          *d_filters,
                                        const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_group: As ecg_conv1d_group(), however large the batch. */
size_t ecg_conv1d_winograd_group (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_work_size: As ecg_conv1d_work_size(), for the batch of @shape. */
size_t ecg_conv1d_winograd_work_size (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_filters_size: As ecg_conv1d_filters_size(). */
size_t ecg_conv1d_winograd_filters_size (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_prepare: As ecg_conv1d_prepare(). */
void ecg_conv1d_winograd_prepare (
  float *filters, const float *weight, size_t begin, size_t end, const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_forward: As ecg_conv1d_forward(). */
void ecg_conv1d_winograd_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_backward: As ecg_conv1d_backward(). */
void ecg_conv1d_winograd_backward (float                *d_in,
                                   float                *d_filters,
                                   const float          *d_out,
                                   const float          *in,
                                   const float          *filters,
                                   float                *work,
                                   const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_weight_gradient: As ecg_conv1d_weight_gradient(). */
void ecg_conv1d_winograd_weight_gradient (float                *d_weight,
                                          const float          *d_filters,
                                          const EcgConv1dShape *shape);

/**
 * EcgConv1dProduct:
 * @m, @n, @k: C is m × n, A is m × k, B is k × n
 * @a_row, @b_row, @c_row: floats from one row, as it is stored, to the next
 * @transpose_a, @transpose_b: whether A is stored as k × m, B as n × k
 * @accumulate: whether C is added to, instead of written
 */
typedef struct
{
  size_t m;
  size_t n;
  size_t k;
  size_t a_row;
  size_t b_row;
  size_t c_row;
  bool   transpose_a;
  bool   transpose_b;
  bool   accumulate;
} EcgConv1dProduct;

/** ecg_conv1d_product: C = A · B, or C += A · B. */
void ecg_conv1d_product (const EcgConv1dProduct *shape, float *c, const float *a, const float *b);
