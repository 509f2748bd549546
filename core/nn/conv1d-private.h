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

/** ecg_conv1d_direct_transposed_size: As ecg_conv1d_transposed_size(). */
size_t ecg_conv1d_direct_transposed_size (const EcgConv1dShape *shape);

/** ecg_conv1d_direct_prepare: As ecg_conv1d_prepare(). */
void ecg_conv1d_direct_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/** ecg_conv1d_direct_transpose: As ecg_conv1d_transpose(). */
void ecg_conv1d_direct_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/** ecg_conv1d_direct_forward: As ecg_conv1d_forward(). */
void ecg_conv1d_direct_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape);

/** ecg_conv1d_direct_backward: As ecg_conv1d_backward(). */
void ecg_conv1d_direct_backward (float                *d_in,
                                 float                *d_filters,
                                 bool                  adds,
                                 const float          *d_out,
                                 const float          *in,
                                 const float          *transposed,
                                 float                *work,
                                 const EcgConv1dShape *shape);

/** ecg_conv1d_direct_weight_gradient: As ecg_conv1d_weight_gradient(). */
double ecg_conv1d_direct_weight_gradient (float                *d_weight,
                                          float *const         *d_filters,
                                          size_t                n_slices,
                                          size_t                part,
                                          size_t                n_parts,
                                          const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_group: As ecg_conv1d_group(), however large the batch. */
size_t ecg_conv1d_winograd_group (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_work_size: As ecg_conv1d_work_size(), for the batch of @shape. */
size_t ecg_conv1d_winograd_work_size (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_filters_size: As ecg_conv1d_filters_size(). */
size_t ecg_conv1d_winograd_filters_size (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_transposed_size: As ecg_conv1d_transposed_size(). */
size_t ecg_conv1d_winograd_transposed_size (const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_prepare: As ecg_conv1d_prepare(). */
void ecg_conv1d_winograd_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_transpose: As ecg_conv1d_transpose(). */
void ecg_conv1d_winograd_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_forward: As ecg_conv1d_forward(). */
void ecg_conv1d_winograd_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_backward: As ecg_conv1d_backward(). */
void ecg_conv1d_winograd_backward (float                *d_in,
                                   float                *d_filters,
                                   bool                  adds,
                                   const float          *d_out,
                                   const float          *in,
                                   const float          *transposed,
                                   float                *work,
                                   const EcgConv1dShape *shape);

/** ecg_conv1d_winograd_weight_gradient: As ecg_conv1d_weight_gradient(). */
double ecg_conv1d_winograd_weight_gradient (float                *d_weight,
                                            float *const         *d_filters,
                                            size_t                n_slices,
                                            size_t                part,
                                            size_t                n_parts,
                                            const EcgConv1dShape *shape);
