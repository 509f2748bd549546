#include "tests/support/nn-oracle.h"

#include "core/base/rng.h"

#include <math.h>
#include <string.h>

void
oracle_conv1d (double *out, const double *in, const double *weight, const EcgConv1dShape *shape)
{
  const gssize length = (gssize) shape->in_length;
  const gsize  n_out = (shape->in_length + 2 * shape->padding - shape->kernel) / shape->stride + 1;

  for (gsize b = 0; b < shape->batch; b++)
    for (gsize o = 0; o < shape->out_channels; o++)
      for (gsize t = 0; t < n_out; t++)
        {
          double sum = 0.0;

          for (gsize c = 0; c < shape->in_channels; c++)
            for (gsize k = 0; k < shape->kernel; k++)
              {
                const gssize at = (gssize) (t * shape->stride + k) - (gssize) shape->padding;

                if (at >= 0 && at < length)
                  sum += weight[(o * shape->in_channels + c) * shape->kernel + k] *
                         in[(gssize) (b * shape->in_channels + c) * length + at];
              }
          out[(b * shape->out_channels + o) * n_out + t] = sum;
        }
}

void
oracle_batchnorm (
  double *out, const double *in, const double *scale, const double *shift, const OracleNorm *shape)
{
  const double n = (double) (shape->batch * shape->length);

  for (gsize c = 0; c < shape->channels; c++)
    {
      double mean = 0.0, variance = 0.0;

      for (gsize b = 0; b < shape->batch; b++)
        for (gsize t = 0; t < shape->length; t++)
          mean += in[(b * shape->channels + c) * shape->length + t] / n;
      for (gsize b = 0; b < shape->batch; b++)
        for (gsize t = 0; t < shape->length; t++)
          variance += pow (in[(b * shape->channels + c) * shape->length + t] - mean, 2.0) / n;
      for (gsize b = 0; b < shape->batch; b++)
        for (gsize t = 0; t < shape->length; t++)
          {
            const gsize i = (b * shape->channels + c) * shape->length + t;

            out[i] = (in[i] - mean) / sqrt (variance + 1e-5) * scale[c] + shift[c];
          }
    }
}

void
oracle_max_pool (double *out, const double *in, gsize n_rows, gsize length)
{
  const gsize n_out = (length + 2 - 3) / 2 + 1;

  for (gsize row = 0; row < n_rows; row++)
    for (gsize t = 0; t < n_out; t++)
      {
        double largest = -INFINITY;

        for (gsize k = 0; k < 3; k++)
          if (2 * t + k >= 1 && 2 * t + k - 1 < length)
            largest = fmax (largest, in[row * length + 2 * t + k - 1]);
        out[row * n_out + t] = largest;
      }
}

void
oracle_mean_pool (double *out, const double *in, gsize n_rows, gsize length)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      out[row] = 0.0;
      for (gsize t = 0; t < length; t++)
        out[row] += in[row * length + t] / (double) length;
    }
}

void
oracle_dense (double              *out,
              const double        *in,
              const double        *weight,
              const double        *bias,
              const EcgDenseShape *shape)
{
  for (gsize b = 0; b < shape->batch; b++)
    for (gsize o = 0; o < shape->out; o++)
      out[b * shape->out + o] =
        bias[o] + oracle_dot (weight + o * shape->in, in + b * shape->in, shape->in);
}

gsize
oracle_sca_n_weights (const EcgScaShape *shape)
{
  return 2 * shape->hidden * shape->channels + shape->hidden + shape->channels + shape->kernel + 1;
}

static double
sigmoid (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

/* Adds fc2 (relu (fc1 z)) to @logit. */
static void
add_channel_logits (double *logit, const double *z, const double *weights, const EcgScaShape *shape)
{
  const gsize         C = shape->channels, H = shape->hidden;
  const EcgDenseShape squeeze = { 1, C, H }, widen = { 1, H, C };
  g_autofree double  *hidden = g_new (double, H);
  g_autofree double  *more = g_new (double, C);
  const double       *fc2 = weights + H * C + H;

  oracle_dense (hidden, z, weights, weights + H * C, &squeeze);
  for (gsize h = 0; h < H; h++)
    hidden[h] = fmax (hidden[h], 0.0);
  oracle_dense (more, hidden, fc2, fc2 + C * H, &widen);
  for (gsize c = 0; c < C; c++)
    logit[c] += more[c];
}

static void
find_channel_gate (double *a, const double *in, const double *weights, const EcgScaShape *shape)
{
  const gsize        C = shape->channels, T = shape->length;
  g_autofree double *z = g_new (double, C);

  memset (a, 0, C * sizeof *a);
  oracle_mean_pool (z, in, C, T);
  add_channel_logits (a, z, weights, shape);
  if (shape->mean_max)
    {
      for (gsize c = 0; c < C; c++)
        {
          z[c] = -INFINITY;
          for (gsize t = 0; t < T; t++)
            z[c] = fmax (z[c], in[c * T + t]);
        }
      add_channel_logits (a, z, weights, shape);
    }
  for (gsize c = 0; c < C; c++)
    a[c] = sigmoid (a[c]);
}

static void
find_sequence_gate (double *b, const double *gated, const double *conv, const EcgScaShape *shape)
{
  const gsize          C = shape->channels, T = shape->length;
  const EcgConv1dShape along = { 1, 1, T, 1, shape->kernel, 1, shape->kernel / 2 };
  g_autofree double   *mean = g_new0 (double, T);
  g_autofree double   *largest = g_new (double, T);
  g_autofree double   *more = g_new0 (double, T);

  for (gsize t = 0; t < T; t++)
    {
      largest[t] = -INFINITY;
      for (gsize c = 0; c < C; c++)
        {
          mean[t] += gated[c * T + t] / (double) C;
          largest[t] = fmax (largest[t], gated[c * T + t]);
        }
    }
  oracle_conv1d (b, mean, conv, &along);
  if (shape->mean_max)
    oracle_conv1d (more, largest, conv, &along);
  for (gsize t = 0; t < T; t++)
    b[t] = sigmoid (b[t] + more[t] + conv[shape->kernel] * (shape->mean_max ? 2.0 : 1.0));
}

static void
attend_one (double            *out,
            double            *a,
            double            *b,
            const double      *in,
            const double      *weights,
            const EcgScaShape *shape)
{
  const gsize        C = shape->channels, T = shape->length;
  const double      *conv = weights + 2 * shape->hidden * C + shape->hidden + C;
  g_autofree double *gated = g_new (double, C *T);

  for (gsize c = 0; c < C; c++)
    a[c] = 1.0;
  for (gsize t = 0; t < T; t++)
    b[t] = 1.0;
  if (shape->channel_gate)
    find_channel_gate (a, in, weights, shape);
  for (gsize i = 0; i < C * T; i++)
    gated[i] = a[i / T] * in[i];
  if (shape->sequence_gate)
    find_sequence_gate (b, gated, conv, shape);
  for (gsize i = 0; i < C * T; i++)
    out[i] = (shape->skip ? in[i] : 0.0) + b[i % T] * gated[i];
}

void
oracle_sca (double            *out,
            double            *a,
            double            *b,
            const double      *in,
            const double      *weights,
            const EcgScaShape *shape)
{
  const gsize        map = shape->channels * shape->length;
  g_autofree double *own_a = g_new (double, shape->channels);
  g_autofree double *own_b = g_new (double, shape->length);

  for (gsize i = 0; i < shape->batch; i++)
    {
      attend_one (out + i * map, own_a, own_b, in + i * map, weights, shape);
      if (a != NULL)
        memcpy (a + i * shape->channels, own_a, shape->channels * sizeof *a);
      if (b != NULL)
        memcpy (b + i * shape->length, own_b, shape->length * sizeof *b);
    }
}

double
oracle_xent (const double *logit, const gint32 *labels, gsize batch, gsize n_classes)
{
  double loss = 0.0, n_known = 0.0;

  for (gsize b = 0; b < batch; b++)
    {
      double sum = 0.0;

      if (labels[b] < 0)
        continue;
      for (gsize i = 0; i < n_classes; i++)
        sum += exp (logit[b * n_classes + i]);
      loss -= log (exp (logit[b * n_classes + (gsize) labels[b]]) / sum);
      n_known += 1.0;
    }
  return n_known > 0.0 ? loss / n_known : 0.0;
}

void
oracle_differentiate (double *gradient, double *x, gsize n, OracleLoss loss, gconstpointer data)
{
  const double step = 1e-4;

  for (gsize i = 0; i < n; i++)
    {
      const double kept = x[i];
      double       at[4];

      for (gsize j = 0; j < 4; j++)
        {
          x[i] = kept + step * (const double[]){ -2.0, -1.0, 1.0, 2.0 }[j];
          at[j] = loss (x, data);
        }
      x[i] = kept;
      gradient[i] = (8.0 * (at[2] - at[1]) - (at[3] - at[0])) / (12.0 * step);
    }
}

void
oracle_draw (double *x, gsize n, guint64 seed)
{
  EcgRng rng;

  ecg_rng_init (&rng, seed, 0);
  for (gsize i = 0; i < n; i++)
    x[i] = ecg_rng_normal (&rng);
}

float *
oracle_to_floats (const double *x, gsize n)
{
  float *copy = g_new (float, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    copy[i] = (float) x[i];
  return copy;
}

double
oracle_dot (const double *x, const double *y, gsize n)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += x[i] * y[i];
  return sum;
}
