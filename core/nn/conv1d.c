/*
 * What both methods of convolution share: shapes, the choice between them, and the walk over a
 * batch in groups that fit the cache.
 */

#include "core/nn/conv1d-private.h"

#include <assert.h>

bool
ecg_conv1d_shape_is_valid (const EcgConv1dShape *shape)
{
  return shape->batch > 0 && shape->in_channels > 0 && shape->in_length > 0 &&
         shape->out_channels > 0 && shape->kernel > 0 && shape->stride > 0 &&
         shape->in_length + 2 * shape->padding >= shape->kernel &&
         (shape->method == ECG_CONV1D_DIRECT || ecg_conv1d_winograd_fits (shape));
}

size_t
ecg_conv1d_out_length (const EcgConv1dShape *shape)
{
  return (shape->in_length + 2 * shape->padding - shape->kernel) / shape->stride + 1;
}

EcgConv1dMethod
ecg_conv1d_best_method (const EcgConv1dShape *shape)
{
  /* Few channels make products too small to be worth the way there and back. */
  return ecg_conv1d_winograd_fits (shape) && shape->in_channels >= 8 ? ECG_CONV1D_WINOGRAD
                                                                     : ECG_CONV1D_DIRECT;
}

size_t
ecg_conv1d_group (const EcgConv1dShape *shape)
{
  const size_t group = shape->method == ECG_CONV1D_WINOGRAD ? ecg_conv1d_winograd_group (shape)
                                                            : ecg_conv1d_direct_group (shape);

  return group < shape->batch ? group : shape->batch;
}

size_t
ecg_conv1d_work_size (const EcgConv1dShape *shape)
{
  EcgConv1dShape group = *shape;

  group.batch = ecg_conv1d_group (shape);
  return shape->method == ECG_CONV1D_WINOGRAD ? ecg_conv1d_winograd_work_size (&group)
                                              : ecg_conv1d_direct_work_size (&group);
}

size_t
ecg_conv1d_filters_size (const EcgConv1dShape *shape)
{
  return shape->method == ECG_CONV1D_WINOGRAD ? ecg_conv1d_winograd_filters_size (shape)
                                              : ecg_conv1d_direct_filters_size (shape);
}

size_t
ecg_conv1d_transposed_size (const EcgConv1dShape *shape)
{
  return shape->method == ECG_CONV1D_WINOGRAD ? ecg_conv1d_winograd_transposed_size (shape)
                                              : ecg_conv1d_direct_transposed_size (shape);
}

void
ecg_conv1d_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  if (shape->method == ECG_CONV1D_WINOGRAD)
    ecg_conv1d_winograd_prepare (filters, weight, part, n_parts, shape);
  else
    ecg_conv1d_direct_prepare (filters, weight, part, n_parts, shape);
}

void
ecg_conv1d_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  if (shape->method == ECG_CONV1D_WINOGRAD)
    ecg_conv1d_winograd_transpose (transposed, weight, part, n_parts, shape);
  else
    ecg_conv1d_direct_transpose (transposed, weight, part, n_parts, shape);
}

void
ecg_conv1d_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape)
{
  const size_t   in_size = shape->in_length * shape->in_channels;
  const size_t   out_size = ecg_conv1d_out_length (shape) * shape->out_channels;
  const size_t   step = ecg_conv1d_group (shape);
  EcgConv1dShape group = *shape;

  assert (ecg_conv1d_shape_is_valid (shape));

  for (size_t b = 0; b < shape->batch; b += step)
    {
      group.batch = shape->batch - b < step ? shape->batch - b : step;
      if (shape->method == ECG_CONV1D_WINOGRAD)
        ecg_conv1d_winograd_forward (out + b * out_size, in + b * in_size, filters, work, &group);
      else
        ecg_conv1d_direct_forward (out + b * out_size, in + b * in_size, filters, work, &group);
    }
}

void
ecg_conv1d_backward (float                *d_in,
                     float                *d_filters,
                     bool                  adds,
                     const float          *d_out,
                     const float          *in,
                     const float          *transposed,
                     float                *work,
                     const EcgConv1dShape *shape)
{
  const size_t   in_size = shape->in_length * shape->in_channels;
  const size_t   out_size = ecg_conv1d_out_length (shape) * shape->out_channels;
  const size_t   step = ecg_conv1d_group (shape);
  EcgConv1dShape group = *shape;

  assert (ecg_conv1d_shape_is_valid (shape));

  for (size_t b = 0; b < shape->batch; b += step)
    {
      float *d_part = d_in == NULL ? NULL : d_in + b * in_size;

      group.batch = shape->batch - b < step ? shape->batch - b : step;
      if (shape->method == ECG_CONV1D_WINOGRAD)
        ecg_conv1d_winograd_backward (d_part, d_filters, adds || b > 0, d_out + b * out_size,
                                      in + b * in_size, transposed, work, &group);
      else
        ecg_conv1d_direct_backward (d_part, d_filters, adds || b > 0, d_out + b * out_size,
                                    in + b * in_size, transposed, work, &group);
    }
}

double
ecg_conv1d_weight_gradient (float                *d_weight,
                            float *const         *d_filters,
                            size_t                n_slices,
                            size_t                part,
                            size_t                n_parts,
                            const EcgConv1dShape *shape)
{
  if (shape->method == ECG_CONV1D_WINOGRAD)
    return ecg_conv1d_winograd_weight_gradient (d_weight, d_filters, n_slices, part, n_parts,
                                                shape);
  return ecg_conv1d_direct_weight_gradient (d_weight, d_filters, n_slices, part, n_parts, shape);
}
