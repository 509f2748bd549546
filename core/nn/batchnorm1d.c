/*
 * Batch norm. Sums are kept in double: the variance is a difference of two of them.
 */

#include "core/nn/batchnorm1d.h"

#include <math.h>
#include <string.h>

#define EPSILON 1e-5
#define MOMENTUM 0.1
#define LANES 8

/* Adds Σ x to *@first and Σ x · y to *@second. */
static void
add_products (double *first, double *second, const float *x, const float *y, size_t n)
{
  double lane1[LANES] = { 0.0 };
  double lane2[LANES] = { 0.0 };
  size_t i = 0;

  for (; i + LANES <= n; i += LANES)
    for (size_t j = 0; j < LANES; j++)
      {
        lane1[j] += (double) x[i + j];
        lane2[j] += (double) x[i + j] * (double) y[i + j];
      }
  for (size_t j = 0; i < n; i++, j++)
    {
      lane1[j] += (double) x[i];
      lane2[j] += (double) x[i] * (double) y[i];
    }
  for (size_t j = 0; j < LANES; j++)
    {
      *first += lane1[j];
      *second += lane2[j];
    }
}

void
ecg_batchnorm1d_sum (double *sums, const float *in, const EcgBatchnorm1dShape *shape)
{
  memset (sums, 0, 2 * shape->channels * sizeof *sums);

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t c = 0; c < shape->channels; c++)
      {
        const float *x = in + (b * shape->channels + c) * shape->length;

        add_products (&sums[c], &sums[shape->channels + c], x, x, shape->length);
      }
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

void
ecg_batchnorm1d_forward (float                     *out,
                         const float               *in,
                         const EcgBatchnorm1d      *norm,
                         const EcgBatchnorm1dShape *shape)
{
  for (size_t b = 0; b < shape->batch; b++)
    for (size_t c = 0; c < shape->channels; c++)
      {
        const size_t row = (b * shape->channels + c) * shape->length;
        const float  mean = norm->mean[c];
        const float  gain = norm->inv_std[c] * norm->scale[c];
        const float  shift = norm->shift[c];

        for (size_t t = 0; t < shape->length; t++)
          out[row + t] = (in[row + t] - mean) * gain + shift;
      }
}

void
ecg_batchnorm1d_sum_gradient (double                    *sums,
                              const float               *d_out,
                              const float               *in,
                              const EcgBatchnorm1d      *norm,
                              const EcgBatchnorm1dShape *shape)
{
  double *d_shift = sums;
  double *d_scale = sums + shape->channels;

  memset (sums, 0, 2 * shape->channels * sizeof *sums);

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t c = 0; c < shape->channels; c++)
      {
        const size_t row = (b * shape->channels + c) * shape->length;

        add_products (&d_shift[c], &d_scale[c], d_out + row, in + row, shape->length);
      }

  /* Σ d · x̂ = (Σ d · x − mean · Σ d) · inv_std */
  for (size_t c = 0; c < shape->channels; c++)
    d_scale[c] = (d_scale[c] - (double) norm->mean[c] * d_shift[c]) * (double) norm->inv_std[c];
}

void
ecg_batchnorm1d_backward (float                     *d_in,
                          const float               *d_out,
                          const float               *in,
                          const float               *d_scale,
                          const float               *d_shift,
                          const EcgBatchnorm1d      *norm,
                          size_t                     count,
                          const EcgBatchnorm1dShape *shape)
{
  const float share = 1.0f / (float) count;

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t c = 0; c < shape->channels; c++)
      {
        const size_t row = (b * shape->channels + c) * shape->length;
        const float  mean = norm->mean[c];
        const float  gain = norm->scale[c] * norm->inv_std[c];
        const float  offset = d_shift[c] * share;
        const float  slope = d_scale[c] * share * norm->inv_std[c];

        for (size_t t = 0; t < shape->length; t++)
          d_in[row + t] = gain * (d_out[row + t] - offset - (in[row + t] - mean) * slope);
      }
}
