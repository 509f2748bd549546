#pragma once

#include "core/nn/conv1d.h"

/*
 * A convolution that a team shares by channels instead of by examples.
 *
 * Sharing by examples, every worker reads all prepared filters, and makes a gradient of all of
 * them: with few examples and many channels that is more than the examples' own work. Here the
 * workers first evaluate examples of their own, wait for each other, and then each makes some
 * channels of all examples, with filters that it prepares 32 columns at a time, where and when they
 * are wanted: in the nearest cache. Nothing is added up between workers, so that the team's size
 * changes no bit.
 *
 * It is ecg_conv1d_forward() and ecg_conv1d_backward() cut in two; only %ECG_CONV1D_WINOGRAD does
 * it. @shape is of the whole batch.
 */

/** ecg_conv1d_shared_most: Returns: the largest batch, at most that of @shape, for which this is
 * the better way; 0 for none. */
size_t ecg_conv1d_shared_most (const EcgConv1dShape *shape);

/** ecg_conv1d_shared_samples_size: Returns: floats of evaluated samples of the whole batch. */
size_t ecg_conv1d_shared_samples_size (const EcgConv1dShape *shape);

/** ecg_conv1d_shared_outputs_size: Returns: floats of evaluated gradients of outputs. */
size_t ecg_conv1d_shared_outputs_size (const EcgConv1dShape *shape);

/** ecg_conv1d_shared_work_size: Returns: floats of scratch of each worker. */
size_t ecg_conv1d_shared_work_size (const EcgConv1dShape *shape);

/**
 * ecg_conv1d_shared_evaluate:
 * @samples: (inout): of the whole batch; those of the examples are written
 * @in: (n, T, Cin)
 * @first: the first of the examples in the batch
 * @n: how many
 * @work: scratch
 */
void ecg_conv1d_shared_evaluate (float                *samples,
                                 const float          *in,
                                 size_t                first,
                                 size_t                n,
                                 float                *work,
                                 const EcgConv1dShape *shape);

/** ecg_conv1d_shared_evaluate_gradient: Likewise @d_outputs of @d_out, (n, Tout, Cout). */
void ecg_conv1d_shared_evaluate_gradient (float                *d_outputs,
                                          const float          *d_out,
                                          size_t                first,
                                          size_t                n,
                                          float                *work,
                                          const EcgConv1dShape *shape);

/** ecg_conv1d_shared_columns: @part's share of Cout: from @begin to before @end. */
void ecg_conv1d_shared_columns (
  size_t *begin, size_t *end, size_t part, size_t n_parts, const EcgConv1dShape *shape);

/**
 * ecg_conv1d_shared_forward:
 * @out: (inout): (B, Tout, Cout); @part's columns are written
 * @samples: evaluated, of all examples
 * @weight: as in ecg_conv1d_prepare()
 * @work: scratch
 */
void ecg_conv1d_shared_forward (float                *out,
                                const float          *samples,
                                const float          *weight,
                                size_t                part,
                                size_t                n_parts,
                                float                *work,
                                const EcgConv1dShape *shape);

/**
 * ecg_conv1d_shared_backward:
 * @d_in: (inout): ∂L/∂in, (B, T, Cin); is added to, in columns that are @part's alone
 * @d_outputs: evaluated, of all examples
 */
void ecg_conv1d_shared_backward (float                *d_in,
                                 const float          *d_outputs,
                                 const float          *weight,
                                 size_t                part,
                                 size_t                n_parts,
                                 float                *work,
                                 const EcgConv1dShape *shape);

/**
 * ecg_conv1d_shared_weight_gradient:
 * @d_weight: (inout): ∂L/∂weight; @part's columns are written
 *
 * Returns: the sum of the part's squares.
 */
double ecg_conv1d_shared_weight_gradient (float                *d_weight,
                                          const float          *samples,
                                          const float          *d_outputs,
                                          size_t                part,
                                          size_t                n_parts,
                                          float                *work,
                                          const EcgConv1dShape *shape);
