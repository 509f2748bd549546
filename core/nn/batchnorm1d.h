#pragma once

#include <stddef.h>

/*
 * Batch norm over the examples and samples of each channel (Ioffe and Szegedy, 2015). A batch is
 * worked on in slices: each slice is summed by its worker, the slices' sums are added in their
 * order, and what follows is again done slice by slice. With N = B · T over the whole batch:
 *
 *   mean[c] = Σ x / N,   inv_std[c] = 1 / sqrt (Σ x² / N − mean² + ε),   ε = 1e-5
 *   out = (x − mean[c]) · inv_std[c] · scale[c] + shift[c]
 */

/** EcgBatchnorm1dShape: of some examples' maps, (rows, C); a row is one sample of one example. */
typedef struct
{
  size_t rows;
  size_t channels;
} EcgBatchnorm1dShape;

/**
 * ecg_batchnorm1d_sum:
 * @sums: (inout): Σ x and Σ x² are added to it, (2, C)
 * @in: (rows, C)
 */
void ecg_batchnorm1d_sum (double *sums, const float *in, const EcgBatchnorm1dShape *shape);

/** ecg_batchnorm1d_sum_columns: Likewise, of channels @begin to before @end alone. */
void ecg_batchnorm1d_sum_columns (
  double *sums, const float *in, size_t begin, size_t end, const EcgBatchnorm1dShape *shape);

/**
 * ecg_batchnorm1d_statistics:
 * @mean: (out caller-allocates): (C)
 * @inv_std: (out caller-allocates): (C)
 * @running_mean: (inout): moves by momentum 0.1 towards the mean, (C)
 * @running_var: (inout): likewise, towards the unbiased variance, (C)
 * @sums: of every slice, (S, 2, C)
 * @n_slices: S
 * @channels: C
 * @count: N
 */
void ecg_batchnorm1d_statistics (float        *mean,
                                 float        *inv_std,
                                 float        *running_mean,
                                 float        *running_var,
                                 const double *sums,
                                 size_t        n_slices,
                                 size_t        channels,
                                 size_t        count);

/** ecg_batchnorm1d_use_running: Gives the statistics for inference. */
void ecg_batchnorm1d_use_running (float       *mean,
                                  float       *inv_std,
                                  const float *running_mean,
                                  const float *running_var,
                                  size_t       channels);

/** EcgBatchnorm1d: what normalises: four times (C). */
typedef struct
{
  const float *mean;
  const float *inv_std;
  const float *scale;
  const float *shift;
} EcgBatchnorm1d;

/** ecg_batchnorm1d_forward: @out may be @in. */
void ecg_batchnorm1d_forward (float                     *out,
                              const float               *in,
                              const EcgBatchnorm1d      *norm,
                              const EcgBatchnorm1dShape *shape);

/**
 * ecg_batchnorm1d_sum_gradient:
 * @sums: (inout): Σ d_out and Σ d_out · in are added to it, (2, C)
 */
void ecg_batchnorm1d_sum_gradient (double                    *sums,
                                   const float               *d_out,
                                   const float               *in,
                                   const EcgBatchnorm1dShape *shape);

/**
 * ecg_batchnorm1d_gradient:
 * @d_scale: (out caller-allocates): ∂L/∂scale = Σ d_out · x̂ with x̂ = (in − mean) · inv_std, (C)
 * @d_shift: (out caller-allocates): ∂L/∂shift = Σ d_out, (C)
 * @sums: of every slice, from ecg_batchnorm1d_sum_gradient(), (S, 2, C)
 * @n_slices: S
 * @channels: C
 */
void ecg_batchnorm1d_gradient (float                *d_scale,
                               float                *d_shift,
                               const double         *sums,
                               size_t                n_slices,
                               const EcgBatchnorm1d *norm,
                               size_t                channels);

/**
 * ecg_batchnorm1d_backward:
 * @d_in: (out caller-allocates): (rows, C); may be @d_out
 * @d_scale: ∂L/∂scale over the whole batch, (C)
 * @d_shift: ∂L/∂shift, likewise
 * @count: N
 *
 *   d_in = scale · inv_std · (d_out − d_shift / N − x̂ · d_scale / N)
 */
void ecg_batchnorm1d_backward (float                     *d_in,
                               const float               *d_out,
                               const float               *in,
                               const float               *d_scale,
                               const float               *d_shift,
                               const EcgBatchnorm1d      *norm,
                               size_t                     count,
                               const EcgBatchnorm1dShape *shape);
