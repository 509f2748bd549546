/*
 * Sequence Channel Attention, one example at a time: an example's map stays in the cache from the
 * first pooling to the output. What is saved of an example: z (1 or 2 rows of C), the hidden units
 * behind them (likewise), and q (T).
 */

#include "core/nn/sca.h"

#include "core/nn/sum.h"
#include "core/nn/vectorise.h"

#include <math.h>
#include <string.h>

/* Where the parts of an example's saved floats lie. */
typedef struct
{
  size_t n_pools; /* 1, or 2 with maxima */
  size_t z;
  size_t hidden;
  size_t q;
  size_t total;
} SavedLayout;

static SavedLayout
lay_out (const EcgScaShape *shape)
{
  SavedLayout layout = { .n_pools = shape->mean_max ? 2 : 1 };

  layout.hidden = layout.n_pools * shape->channels;
  layout.q = layout.hidden + layout.n_pools * shape->hidden;
  layout.total = layout.q + shape->length;
  return layout;
}

size_t
ecg_sca_saved_size (const EcgScaShape *shape)
{
  return lay_out (shape).total;
}

size_t
ecg_sca_work_size (const EcgScaShape *shape)
{
  return 3 * shape->channels + shape->hidden + 2 * shape->length;
}

static float
sigmoid (float x)
{
  return 1.0f / (1.0f + expf (-x));
}

ECG_VECTORISED static void
pool_channels (float *z, const float *in, const EcgScaShape *shape)
{
  const size_t n = shape->channels;
  float       *largest = z + n;

  memset (z, 0, n * sizeof *z);
  for (size_t t = 0; t < shape->length; t++)
    for (size_t c = 0; c < n; c++)
      z[c] += in[t * n + c];
  for (size_t c = 0; c < n; c++)
    z[c] /= (float) shape->length;
  if (!shape->mean_max)
    return;
  memcpy (largest, in, n * sizeof *largest);
  for (size_t t = 1; t < shape->length; t++)
    for (size_t c = 0; c < n; c++)
      largest[c] = in[t * n + c] > largest[c] ? in[t * n + c] : largest[c];
}

ECG_VECTORISED static void
gate_channels (float               *a,
               float               *z,
               float               *hidden,
               const float         *in,
               const EcgScaWeights *w,
               const EcgScaShape   *shape)
{
  const size_t n_pools = shape->mean_max ? 2 : 1;

  pool_channels (z, in, shape);
  for (size_t p = 0; p < n_pools; p++)
    for (size_t h = 0; h < shape->hidden; h++)
      {
        const float sum = w->fc1_bias[h] + ecg_dot (w->fc1 + h * shape->channels,
                                                    z + p * shape->channels, shape->channels);

        hidden[p * shape->hidden + h] = sum > 0.0f ? sum : 0.0f;
      }
  for (size_t c = 0; c < shape->channels; c++)
    {
      float logit = 0.0f;

      for (size_t p = 0; p < n_pools; p++)
        logit += w->fc2_bias[c] +
                 ecg_dot (w->fc2 + c * shape->hidden, hidden + p * shape->hidden, shape->hidden);
      a[c] = sigmoid (logit);
    }
}

/* q_t = mean_c a_c F[t,c], and the maximum beside it. */
ECG_VECTORISED static void
pool_sequence (float *q, const float *a, const float *in, const EcgScaShape *shape)
{
  const size_t n = shape->channels;

  for (size_t t = 0; t < shape->length; t++)
    q[t] = ecg_dot (a, in + t * n, n) / (float) n;
  if (!shape->mean_max)
    return;
  for (size_t t = 0; t < shape->length; t++)
    {
      float largest = a[0] * in[t * n];

      for (size_t c = 1; c < n; c++)
        largest = fmaxf (largest, a[c] * in[t * n + c]);
      q[t] += largest;
    }
}

static void
gate_sequence (float *b, const float *q, const EcgScaWeights *w, const EcgScaShape *shape)
{
  const size_t pad = shape->kernel / 2;
  const float  bias = *w->conv_bias * (shape->mean_max ? 2.0f : 1.0f);

  for (size_t t = 0; t < shape->length; t++)
    {
      const size_t first = t < pad ? pad - t : 0;
      float        logit = bias;

      for (size_t k = first; k < shape->kernel && t + k - pad < shape->length; k++)
        logit += w->conv[k] * q[t + k - pad];
      b[t] = sigmoid (logit);
    }
}

static void
fill (float *x, float value, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] = value;
}

ECG_VECTORISED static void
weigh (float *out, const float *a, const float *b, const float *in, const EcgScaShape *shape)
{
  const float  skip = shape->skip ? 1.0f : 0.0f;
  const size_t n = shape->channels;

  for (size_t t = 0; t < shape->length; t++)
    for (size_t c = 0; c < n; c++)
      out[t * n + c] = in[t * n + c] * (skip + a[c] * b[t]);
}

void
ecg_sca_forward (float               *out,
                 float               *channel,
                 float               *sequence,
                 float               *saved,
                 const float         *in,
                 const EcgScaWeights *weights,
                 const EcgScaShape   *shape)
{
  const SavedLayout layout = lay_out (shape);
  const size_t      map = shape->channels * shape->length;

  for (size_t i = 0; i < shape->batch; i++)
    {
      float *a = channel + i * shape->channels;
      float *b = sequence + i * shape->length;
      float *kept = saved + i * layout.total;

      fill (a, 1.0f, shape->channels);
      fill (b, 1.0f, shape->length);
      if (shape->channel_gate)
        gate_channels (a, kept + layout.z, kept + layout.hidden, in + i * map, weights, shape);
      if (shape->sequence_gate)
        {
          pool_sequence (kept + layout.q, a, in + i * map, shape);
          gate_sequence (b, kept + layout.q, weights, shape);
        }
      weigh (out + i * map, a, b, in + i * map, shape);
    }
}

/* Backward. @d_in holds ∂L/∂F1 until the channel gate turns it into ∂L/∂F. */

/* Of @factors[i] · x[i]. */
static size_t
find_largest_channel (const float *x, const float *factors, size_t n)
{
  size_t largest = 0;

  for (size_t c = 1; c < n; c++)
    if (factors[c] * x[c] > factors[largest] * x[largest])
      largest = c;
  return largest;
}

static size_t
find_largest_sample (const float *x, size_t n, size_t stride)
{
  size_t largest = 0;

  for (size_t t = 1; t < n; t++)
    if (x[t * stride] > x[largest * stride])
      largest = t;
  return largest;
}

/* ∂L/∂logit of the sequence gate, from ∂L/∂b_t = Σ_c d_out · F1. */
ECG_VECTORISED static void
find_sequence_logits (float             *d_logit,
                      const float       *d_out,
                      const float       *in,
                      const float       *a,
                      const float       *b,
                      const EcgScaShape *shape)
{
  const size_t n = shape->channels;

  for (size_t t = 0; t < shape->length; t++)
    d_logit[t] = ecg_dot3 (d_out + t * n, in + t * n, a, n) * b[t] * (1.0f - b[t]);
}

/* Through the filter, to its weights and to q. */
static void
backward_conv (float                 *d_q,
               const EcgScaGradients *gradients,
               const float           *d_logit,
               const float           *q,
               const EcgScaWeights   *w,
               const EcgScaShape     *shape)
{
  const size_t pad = shape->kernel / 2;

  memset (d_q, 0, shape->length * sizeof *d_q);
  for (size_t k = 0; k < shape->kernel; k++)
    for (size_t t = k < pad ? pad - k : 0; t < shape->length && t + k - pad < shape->length; t++)
      {
        gradients->conv[k] += d_logit[t] * q[t + k - pad];
        d_q[t + k - pad] += d_logit[t] * w->conv[k];
      }
  *gradients->conv_bias += ecg_sum (d_logit, shape->length) * (shape->mean_max ? 2.0f : 1.0f);
}

/* d_in = d_out · b + d_q / C: what reaches F1; without a sequence gate @d_q is NULL and b = 1. */
ECG_VECTORISED static void
leave_sequence (
  float *d_in, const float *d_out, const float *b, const float *d_q, const EcgScaShape *shape)
{
  const size_t n = shape->channels;

  for (size_t t = 0; t < shape->length; t++)
    {
      const float offset = d_q == NULL ? 0.0f : d_q[t] / (float) n;

      for (size_t c = 0; c < n; c++)
        d_in[t * n + c] = d_out[t * n + c] * b[t] + offset;
    }
}

static void
backward_sequence (float                 *d_in,
                   const EcgScaGradients *gradients,
                   const float           *d_out,
                   const float           *in,
                   const float           *a,
                   const float           *b,
                   const float           *q,
                   float                 *work,
                   const EcgScaWeights   *w,
                   const EcgScaShape     *shape)
{
  const size_t n = shape->channels;
  float       *d_logit = work;
  float       *d_q = work + shape->length;

  find_sequence_logits (d_logit, d_out, in, a, b, shape);
  backward_conv (d_q, gradients, d_logit, q, w, shape);
  leave_sequence (d_in, d_out, b, d_q, shape);
  if (shape->mean_max)
    for (size_t t = 0; t < shape->length; t++)
      d_in[t * n + find_largest_channel (in + t * n, a, n)] += d_q[t];
}

/* From ∂L/∂logit of the channel gate through both layers to ∂L/∂z of one pooling. */
ECG_VECTORISED static void
backward_layers (float                 *d_z,
                 float                 *d_hidden,
                 const EcgScaGradients *gradients,
                 const float           *d_logit,
                 const float           *z,
                 const float           *hidden,
                 const EcgScaWeights   *w,
                 const EcgScaShape     *shape)
{
  memset (d_hidden, 0, shape->hidden * sizeof *d_hidden);
  memset (d_z, 0, shape->channels * sizeof *d_z);
  for (size_t c = 0; c < shape->channels; c++)
    {
      gradients->fc2_bias[c] += d_logit[c];
      for (size_t h = 0; h < shape->hidden; h++)
        {
          gradients->fc2[c * shape->hidden + h] += d_logit[c] * hidden[h];
          d_hidden[h] += d_logit[c] * w->fc2[c * shape->hidden + h];
        }
    }
  for (size_t h = 0; h < shape->hidden; h++)
    {
      if (hidden[h] <= 0.0f)
        continue;
      gradients->fc1_bias[h] += d_hidden[h];
      for (size_t c = 0; c < shape->channels; c++)
        {
          gradients->fc1[h * shape->channels + c] += d_hidden[h] * z[c];
          d_z[c] += d_hidden[h] * w->fc1[h * shape->channels + c];
        }
    }
}

/* ∂L/∂logit of the channel gate, from ∂L/∂a_c = Σ_t d_F1 · F. */
ECG_VECTORISED static void
find_channel_logits (
  float *d_logit, const float *d_f1, const float *in, const float *a, const EcgScaShape *shape)
{
  const size_t n = shape->channels;

  memset (d_logit, 0, n * sizeof *d_logit);
  for (size_t t = 0; t < shape->length; t++)
    for (size_t c = 0; c < n; c++)
      d_logit[c] += d_f1[t * n + c] * in[t * n + c];
  for (size_t c = 0; c < n; c++)
    d_logit[c] *= a[c] * (1.0f - a[c]);
}

/* d_in = d_F1 · a + d_z / T + skip · d_out; without a channel gate a = 1 and @d_z is 0. */
ECG_VECTORISED static void
leave_channel (
  float *d_in, const float *d_out, const float *a, const float *d_z, const EcgScaShape *shape)
{
  const size_t n = shape->channels;
  const float  share = 1.0f / (float) shape->length;
  const float  skip = shape->skip ? 1.0f : 0.0f;

  for (size_t t = 0; t < shape->length; t++)
    for (size_t c = 0; c < n; c++)
      d_in[t * n + c] = d_in[t * n + c] * a[c] + d_z[c] * share + skip * d_out[t * n + c];
}

static void
backward_channel (float                 *d_in,
                  const EcgScaGradients *gradients,
                  const float           *d_out,
                  const float           *in,
                  const float           *a,
                  const float           *saved,
                  const SavedLayout     *layout,
                  float                 *work,
                  const EcgScaWeights   *w,
                  const EcgScaShape     *shape)
{
  const size_t n = shape->channels;
  float       *d_logit = work;
  float       *d_z = work + n;
  float       *d_largest = work + 2 * n;
  float       *d_hidden = work + 3 * n;

  find_channel_logits (d_logit, d_in, in, a, shape);
  backward_layers (d_z, d_hidden, gradients, d_logit, saved + layout->z, saved + layout->hidden, w,
                   shape);
  if (shape->mean_max)
    backward_layers (d_largest, d_hidden, gradients, d_logit, saved + layout->z + n,
                     saved + layout->hidden + shape->hidden, w, shape);
  leave_channel (d_in, d_out, a, d_z, shape);
  for (size_t c = 0; shape->mean_max && c < n; c++)
    d_in[find_largest_sample (in + c, shape->length, n) * n + c] += d_largest[c];
}

static void
backward_example (float                 *d_in,
                  const EcgScaGradients *gradients,
                  const float           *d_out,
                  const float           *in,
                  const float           *a,
                  const float           *b,
                  const float           *saved,
                  float                 *work,
                  const EcgScaWeights   *w,
                  const EcgScaShape     *shape)
{
  const SavedLayout layout = lay_out (shape);

  if (shape->sequence_gate)
    backward_sequence (d_in, gradients, d_out, in, a, b, saved + layout.q, work, w, shape);
  else
    leave_sequence (d_in, d_out, b, NULL, shape);
  if (shape->channel_gate)
    backward_channel (d_in, gradients, d_out, in, a, saved, &layout, work, w, shape);
  else
    {
      memset (work, 0, shape->channels * sizeof *work);
      leave_channel (d_in, d_out, a, work, shape);
    }
}

void
ecg_sca_backward (float                 *d_in,
                  const EcgScaGradients *gradients,
                  const float           *d_out,
                  const float           *in,
                  const float           *channel,
                  const float           *sequence,
                  const float           *saved,
                  float                 *work,
                  const EcgScaWeights   *weights,
                  const EcgScaShape     *shape)
{
  const size_t map = shape->channels * shape->length;
  const size_t kept = ecg_sca_saved_size (shape);

  for (size_t i = 0; i < shape->batch; i++)
    backward_example (d_in + i * map, gradients, d_out + i * map, in + i * map,
                      channel + i * shape->channels, sequence + i * shape->length, saved + i * kept,
                      work, weights, shape);
}
