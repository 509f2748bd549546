/*
 * Convolution over time, lowered to columns for SGEMM. Several short examples share one product:
 * deep in the network an example has 32 samples and 1800 rows, and a product that narrow would
 * spend its time on packing the weights.
 */

#include "core/nn/conv1d.h"

#include <assert.h>
#include <cblas.h>
#include <string.h>

#define COLUMNS_WANTED 256

bool
ecg_conv1d_shape_is_valid (const EcgConv1dShape *shape)
{
  return shape->batch > 0 && shape->in_channels > 0 && shape->in_length > 0 &&
         shape->out_channels > 0 && shape->kernel > 0 && shape->stride > 0 &&
         shape->in_length + 2 * shape->padding >= shape->kernel;
}

size_t
ecg_conv1d_out_length (const EcgConv1dShape *shape)
{
  return (shape->in_length + 2 * shape->padding - shape->kernel) / shape->stride + 1;
}

/* Examples per product. */
static size_t
group_size (const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t wanted = (COLUMNS_WANTED + out_length - 1) / out_length;

  return wanted < shape->batch ? wanted : shape->batch;
}

size_t
ecg_conv1d_work_size (const EcgConv1dShape *shape)
{
  const size_t n_columns = group_size (shape) * ecg_conv1d_out_length (shape);

  return (shape->in_channels * shape->kernel + shape->out_channels) * n_columns;
}

/* The outputs t for which tap @k reads a sample of the signal: [*@begin, *@end). */
static void
find_covered (size_t *begin, size_t *end, size_t k, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t s = shape->stride;
  const size_t last = shape->in_length + shape->padding; /* t·s + k < last */

  *begin = k < shape->padding ? (shape->padding - k + s - 1) / s : 0;
  *end = k < last ? (last - k + s - 1) / s : 0;
  if (*end > out_length)
    *end = out_length;
  if (*begin > *end)
    *begin = *end;
}

static void
lower_row (float *column, const float *in, size_t k, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  size_t       begin, end;

  find_covered (&begin, &end, k, shape);
  memset (column, 0, begin * sizeof *column);
  memset (column + end, 0, (out_length - end) * sizeof *column);
  if (begin == end)
    return;

  in += begin * shape->stride + k - shape->padding;
  if (shape->stride == 1)
    memcpy (column + begin, in, (end - begin) * sizeof *column);
  else if (shape->stride == 2)
    for (size_t t = 0; t < end - begin; t++)
      column[begin + t] = in[t * 2];
  else
    for (size_t t = 0; t < end - begin; t++)
      column[begin + t] = in[t * shape->stride];
}

static void
raise_row (float *d_in, const float *d_column, size_t k, const EcgConv1dShape *shape)
{
  size_t begin, end;

  find_covered (&begin, &end, k, shape);
  if (begin == end)
    return;

  d_in += begin * shape->stride + k - shape->padding;
  if (shape->stride == 1)
    for (size_t t = 0; t < end - begin; t++)
      d_in[t] += d_column[begin + t];
  else
    for (size_t t = 0; t < end - begin; t++)
      d_in[t * shape->stride] += d_column[begin + t];
}

/* columns[c·K + k][g·Tout + t] = in[g, c, t·s + k − p], for @n examples. */
static void
lower_to_columns (float *columns, const float *in, size_t n, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);

  for (size_t c = 0; c < shape->in_channels; c++)
    for (size_t k = 0; k < shape->kernel; k++)
      {
        float *row = columns + (c * shape->kernel + k) * n * out_length;

        for (size_t g = 0; g < n; g++)
          lower_row (row + g * out_length, in + (g * shape->in_channels + c) * shape->in_length, k,
                     shape);
      }
}

static void
raise_from_columns (float *d_in, const float *d_columns, size_t n, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);

  for (size_t c = 0; c < shape->in_channels; c++)
    for (size_t k = 0; k < shape->kernel; k++)
      {
        const float *row = d_columns + (c * shape->kernel + k) * n * out_length;

        for (size_t g = 0; g < n; g++)
          raise_row (d_in + (g * shape->in_channels + c) * shape->in_length, row + g * out_length,
                     k, shape);
      }
}

/* (outer, inner, length) to (inner, outer, length): examples by channels, and back. */
static void
swap_outer (float *to, const float *from, size_t outer, size_t inner, size_t length)
{
  for (size_t i = 0; i < inner; i++)
    for (size_t o = 0; o < outer; o++)
      memcpy (to + (i * outer + o) * length, from + (o * inner + i) * length, length * sizeof *to);
}

void
ecg_conv1d_forward (
  float *out, const float *in, const float *weight, float *work, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t patch = shape->in_channels * shape->kernel;
  const size_t group = group_size (shape);
  float       *columns = work;
  float       *rows = work + patch * group * out_length;

  assert (ecg_conv1d_shape_is_valid (shape));

  for (size_t b = 0; b < shape->batch; b += group)
    {
      const size_t n = shape->batch - b < group ? shape->batch - b : group;
      const int    n_columns = (int) (n * out_length);

      lower_to_columns (columns, in + b * shape->in_channels * shape->in_length, n, shape);

      /* (Cout, Cin·K) × (Cin·K, n·Tout) */
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) shape->out_channels, n_columns,
                   (int) patch, 1.0f, weight, (int) patch, columns, n_columns, 0.0f, rows,
                   n_columns);
      swap_outer (out + b * shape->out_channels * out_length, rows, shape->out_channels, n,
                  out_length);
    }
}

void
ecg_conv1d_backward (float                *d_in,
                     float                *d_weight,
                     const float          *d_out,
                     const float          *in,
                     const float          *weight,
                     float                *work,
                     const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t patch = shape->in_channels * shape->kernel;
  const size_t group = group_size (shape);
  const size_t in_size = shape->in_channels * shape->in_length;
  float       *columns = work;
  float       *rows = work + patch * group * out_length;

  assert (ecg_conv1d_shape_is_valid (shape));

  for (size_t b = 0; b < shape->batch; b += group)
    {
      const size_t n = shape->batch - b < group ? shape->batch - b : group;
      const int    n_columns = (int) (n * out_length);

      lower_to_columns (columns, in + b * in_size, n, shape);
      swap_outer (rows, d_out + b * shape->out_channels * out_length, n, shape->out_channels,
                  out_length);

      /* (Cout, n·Tout) × (n·Tout, Cin·K) */
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) shape->out_channels, (int) patch,
                   n_columns, 1.0f, rows, n_columns, columns, n_columns, 1.0f, d_weight,
                   (int) patch);
      if (d_in == NULL)
        continue;

      /* (Cin·K, Cout) × (Cout, n·Tout) */
      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) patch, n_columns,
                   (int) shape->out_channels, 1.0f, weight, (int) patch, rows, n_columns, 0.0f,
                   columns, n_columns);
      raise_from_columns (d_in + b * in_size, columns, n, shape);
    }
}
