/*
 * The plain way: the K · Cin samples that one output reads are laid side by side, and all outputs
 * are one product. Prepared filters are (K, Cin, Cout).
 */

#include "core/nn/conv1d-private.h"

#include <string.h>

#define ROWS_WANTED 256

size_t
ecg_conv1d_direct_group (const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);

  return (ROWS_WANTED + out_length - 1) / out_length;
}

static size_t
patch_size (const EcgConv1dShape *shape)
{
  return shape->kernel * shape->in_channels;
}

size_t
ecg_conv1d_direct_work_size (const EcgConv1dShape *shape)
{
  return shape->batch * ecg_conv1d_out_length (shape) * patch_size (shape);
}

size_t
ecg_conv1d_direct_filters_size (const EcgConv1dShape *shape)
{
  return patch_size (shape) * shape->out_channels;
}

void
ecg_conv1d_direct_prepare (
  float *filters, const float *weight, size_t begin, size_t end, const EcgConv1dShape *shape)
{
  for (size_t o = 0; o < shape->out_channels; o++)
    for (size_t c = begin; c < end; c++)
      for (size_t k = 0; k < shape->kernel; k++)
        filters[(k * shape->in_channels + c) * shape->out_channels + o] =
          weight[(o * shape->in_channels + c) * shape->kernel + k];
}

/* The samples of output @t that lie within the signal: *@n floats at *@at of the signal, which
 * stand at *@skipped of the patch. */
static void
find_patch (size_t *at, size_t *skipped, size_t *n, size_t t, const EcgConv1dShape *shape)
{
  const size_t first = t * shape->stride; /* of the padded signal */
  const size_t begin = first < shape->padding ? shape->padding : first;
  const size_t last = shape->padding + shape->in_length;
  const size_t end = first + shape->kernel < last ? first + shape->kernel : last;

  *at = (begin - shape->padding) * shape->in_channels;
  *skipped = (begin - first) * shape->in_channels;
  *n = end > begin ? (end - begin) * shape->in_channels : 0;
}

static void
gather (float *patches, const float *in, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t size = patch_size (shape);

  for (size_t b = 0; b < shape->batch; b++, in += shape->in_length * shape->in_channels)
    for (size_t t = 0; t < out_length; t++, patches += size)
      {
        size_t at, skipped, n;

        find_patch (&at, &skipped, &n, t, shape);
        memset (patches, 0, skipped * sizeof *patches);
        memcpy (patches + skipped, in + at, n * sizeof *patches);
        memset (patches + skipped + n, 0, (size - skipped - n) * sizeof *patches);
      }
}

static void
scatter (float *d_in, const float *d_patches, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);

  for (size_t b = 0; b < shape->batch; b++, d_in += shape->in_length * shape->in_channels)
    for (size_t t = 0; t < out_length; t++, d_patches += patch_size (shape))
      {
        size_t at, skipped, n;

        find_patch (&at, &skipped, &n, t, shape);
        for (size_t i = 0; i < n; i++)
          d_in[at + i] += d_patches[skipped + i];
      }
}

void
ecg_conv1d_direct_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape)
{
  gather (work, in, shape);
  ecg_conv1d_product (&(EcgConv1dProduct){ .m = shape->batch * ecg_conv1d_out_length (shape),
                                           .n = shape->out_channels,
                                           .k = patch_size (shape),
                                           .a_row = patch_size (shape),
                                           .b_row = shape->out_channels,
                                           .c_row = shape->out_channels },
                      out, work, filters);
}

void
ecg_conv1d_direct_backward (float                *d_in,
                            float                *d_filters,
                            const float          *d_out,
                            const float          *in,
                            const float          *filters,
                            float                *work,
                            const EcgConv1dShape *shape)
{
  const size_t n_rows = shape->batch * ecg_conv1d_out_length (shape);
  const size_t n_out = shape->out_channels, patch = patch_size (shape);

  gather (work, in, shape);
  ecg_conv1d_product (&(EcgConv1dProduct){ .m = patch,
                                           .n = n_out,
                                           .k = n_rows,
                                           .a_row = patch,
                                           .b_row = n_out,
                                           .c_row = n_out,
                                           .transpose_a = true,
                                           .accumulate = true },
                      d_filters, work, d_out);
  if (d_in == NULL)
    return;
  ecg_conv1d_product (&(EcgConv1dProduct){ .m = n_rows,
                                           .n = patch,
                                           .k = n_out,
                                           .a_row = n_out,
                                           .b_row = n_out,
                                           .c_row = patch,
                                           .transpose_b = true },
                      work, d_out, filters);
  scatter (d_in, work, shape);
}

void
ecg_conv1d_direct_weight_gradient (float                *d_weight,
                                   const float          *d_filters,
                                   const EcgConv1dShape *shape)
{
  for (size_t o = 0; o < shape->out_channels; o++)
    for (size_t c = 0; c < shape->in_channels; c++)
      for (size_t k = 0; k < shape->kernel; k++)
        d_weight[(o * shape->in_channels + c) * shape->kernel + k] +=
          d_filters[(k * shape->in_channels + c) * shape->out_channels + o];
}
