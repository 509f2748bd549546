/*
 * Batch norm. Sums are kept in double: the variance is a difference of two of them.
 */

#include "core/nn/batchnorm1d.h"

#include "core/nn/vectorise.h"

#include <math.h>
#include <string.h>

#define EPSILON 1e-5
#define MOMENTUM 0.1

/* Channels that are summed at once, each in a lane of its own. */
#define LANES 8

typedef float Floats __attribute__ ((vector_size (LANES * sizeof (float)), aligned (4), may_alias));
typedef double Doubles
  __attribute__ ((vector_size (LANES * sizeof (double)), aligned (8), may_alias));

/* Adds Σ x to @first and Σ x · y to @second, channel by channel, of @n channels of @stride. */
ECG_VECTORISED static void
add_products (double      *first,
              double      *second,
              const float *x,
              const float *y,
              size_t       rows,
              size_t       n,
              size_t       stride)
{
  size_t c = 0;

  for (; c + LANES <= n; c += LANES)
    {
      Doubles sum = { 0.0 }, product = { 0.0 };

      for (size_t row = 0; row < rows; row++)
        {
          const Doubles a =
            __builtin_convertvector(*(const Floats *) (x + row * stride + c), Doubles);
          const Doubles b =
            __builtin_convertvector(*(const Floats *) (y + row * stride + c), Doubles);

          sum += a;
          product += a * b;
        }
      *(Doubles *) (first + c) += sum;
      *(Doubles *) (second + c) += product;
    }
  for (; c < n; c++)
    for (size_t row = 0; row < rows; row++)
      {
        first[c] += (double) x[row * stride + c];
        second[c] += (double) x[row * stride + c] * (double) y[row * stride + c];
      }
}

void
ecg_batchnorm1d_sum (double *sums, const float *in, const EcgBatchnorm1dShape *shape)
{
  ecg_batchnorm1d_sum_columns (sums, in, 0, shape->channels, shape);
}

void
ecg_batchnorm1d_sum_columns (
  double *sums, const float *in, size_t begin, size_t end, const EcgBatchnorm1dShape *shape)
{
  add_products (sums + begin, sums + shape->channels + begin, in + begin, in + begin, shape->rows,
                end - begin, shape->channels);
}

void
ecg_batchnorm1d_statistics (float        *mean,
                            float        *inv_std,
                            float        *running_mean,
                            float        *running_var,
                            const double *sums,
                            size_t        n_slices,
                            size_t        channels,
                            size_t        count)
{
  for (size_t c = 0; c < channels; c++)
    {
      const double n = (double) count;
      double       sum = 0.0;
      double       squares = 0.0;
      double       variance, unbiased;

      for (size_t s = 0; s < n_slices; s++)
        {
          sum += sums[s * 2 * channels + c];
          squares += sums[s * 2 * channels + channels + c];
        }

      /* Rounding can leave a constant channel a trace below 0. */
      variance = fmax (squares / n - (sum / n) * (sum / n), 0.0);
      unbiased = count > 1 ? variance * n / (n - 1.0) : variance;
      mean[c] = (float) (sum / n);
      inv_std[c] = (float) (1.0 / sqrt (variance + EPSILON));
      running_mean[c] = (float) ((1.0 - MOMENTUM) * running_mean[c] + MOMENTUM * sum / n);
      running_var[c] = (float) ((1.0 - MOMENTUM) * running_var[c] + MOMENTUM * unbiased);
    }
}

void
ecg_batchnorm1d_use_running (
  float *mean, float *inv_std, const float *running_mean, const float *running_var, size_t channels)
{
  memcpy (mean, running_mean, channels * sizeof *mean);
  for (size_t c = 0; c < channels; c++)
    inv_std[c] = (float) (1.0 / sqrt ((double) running_var[c] + EPSILON));
}

ECG_VECTORISED void
ecg_batchnorm1d_forward (float                     *out,
                         const float               *in,
                         const EcgBatchnorm1d      *norm,
                         const EcgBatchnorm1dShape *shape)
{
  const float *mean = norm->mean, *inv_std = norm->inv_std;
  const float *scale = norm->scale, *shift = norm->shift;
  const size_t n = shape->channels;

  for (size_t row = 0; row < shape->rows; row++)
    for (size_t c = 0; c < n; c++)
      out[row * n + c] = (in[row * n + c] - mean[c]) * (inv_std[c] * scale[c]) + shift[c];
}

void
ecg_batchnorm1d_sum_gradient (double                    *sums,
                              const float               *d_out,
                              const float               *in,
                              const EcgBatchnorm1dShape *shape)
{
  add_products (sums, sums + shape->channels, d_out, in, shape->rows, shape->channels,
                shape->channels);
}

void
ecg_batchnorm1d_gradient (float                *d_scale,
                          float                *d_shift,
                          const double         *sums,
                          size_t                n_slices,
                          const EcgBatchnorm1d *norm,
                          size_t                channels)
{
  for (size_t c = 0; c < channels; c++)
    {
      double sum = 0.0, product = 0.0;

      for (size_t s = 0; s < n_slices; s++)
        {
          sum += sums[s * 2 * channels + c];
          product += sums[s * 2 * channels + channels + c];
        }
      /* Σ d · x̂ = (Σ d · x − mean · Σ d) · inv_std */
      d_scale[c] = (float) ((product - (double) norm->mean[c] * sum) * (double) norm->inv_std[c]);
      d_shift[c] = (float) sum;
    }
}

ECG_VECTORISED void
ecg_batchnorm1d_backward (float                     *d_in,
                          const float               *d_out,
                          const float               *in,
                          const float               *d_scale,
                          const float               *d_shift,
                          const EcgBatchnorm1d      *norm,
                          size_t                     count,
                          const EcgBatchnorm1dShape *shape)
{
  const float *mean = norm->mean, *inv_std = norm->inv_std, *scale = norm->scale;
  const float  share = 1.0f / (float) count;
  const size_t n = shape->channels;

  for (size_t row = 0; row < shape->rows; row++)
    for (size_t c = 0; c < n; c++)
      {
        const float slope = d_scale[c] * share * inv_std[c];

        d_in[row * n + c] =
          scale[c] * inv_std[c] *
          (d_out[row * n + c] - d_shift[c] * share - (in[row * n + c] - mean[c]) * slope);
      }
}
