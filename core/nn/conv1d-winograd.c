/*
 * Minimal filtering (Winograd 1980; for networks Lavin and Gray, arXiv 1509.09308), in one
 * dimension: ten samples of a channel become the values of a polynomial at ten points, filters
 * likewise, and the convolution becomes ten products of matrices over the channels. One set of
 * points serves both of the network's convolutions:
 *
 *   stride 1: 7 taps, 4 outputs a tile;
 *   stride 2: two samples are one row of twice the channels; 4 taps, 7 outputs a tile.
 *
 * The points are 0, ∞ and four pairs ±p, chosen for the least rounding error among small fractions.
 * A pair shares its sums over even and over odd samples. The backward pass is the forward pass
 * transposed, step by step. tests/golden/nn/make-winograd.py makes the tables.
 *
 * Values of a group of examples: (tiles, 10, channels); prepared filters (10, rows' channels,
 * Cout).
 */

#include "core/nn/conv1d-private.h"
#include "core/nn/vectorise.h"

#include <string.h>

#define N_POINTS 10
#define N_PAIRS 4
#define INFINITE (N_POINTS - 1) /* the last point; the first is 0 */
#define MOST_TAPS 7

/* Tiles in a group: enough rows for a product to run at full speed, few enough for the cache. */
#define TILES_WANTED 128

/* What samples 2, 4, 6, 8 and samples 1, 3, 5, 7 add to the values at a pair of points. */
static const float sample_even[N_PAIRS][4] = {
  { 4.95352164f, -12.5269058f, 6.96673068f, -0.626222982f },
  { -0.588911893f, 4.1230376f, -2.80649234f, 0.261738619f },
  { 0.0248487844f, -0.202241496f, 0.298262107f, -0.0306775116f },
  { -1.40830591e-05f, 0.000122068826f, -0.000228834062f, 0.000100146198f },
};
static const float sample_odd[N_PAIRS][4] = {
  { 1.98140865f, -5.01076233f, 2.78669227f, -0.250489193f },
  { -0.44168392f, 3.0922782f, -2.10486926f, 0.196303964f },
  { 0.0310609805f, -0.252801869f, 0.372827634f, -0.0383468896f },
  { -4.22491772e-05f, 0.000366206479f, -0.000686502186f, 0.000300438593f },
};
/* Even samples at 0, odd samples at ∞. */
static const float sample_zero[5] = { 1.0f, -8.77888889f, 17.2119753f, -8.91654321f, 0.790123457f };
static const float sample_infinite[5] = { 1.265625f, -11.1107813f, 21.7839063f, -11.285f, 1.0f };
/* Powers of the points 2/5, 3/4, 5/4 and 3. */
static const float powers[N_PAIRS][MOST_TAPS] = {
  { 1.0f, 0.4f, 0.16f, 0.064f, 0.0256f, 0.01024f, 0.004096f },
  { 1.0f, 0.75f, 0.5625f, 0.421875f, 0.31640625f, 0.237304688f, 0.177978516f },
  { 1.0f, 1.25f, 1.5625f, 1.953125f, 2.44140625f, 3.05175781f, 3.81469727f },
  { 1.0f, 3.0f, 9.0f, 27.0f, 81.0f, 243.0f, 729.0f },
};

/* How a shape is cut: a row is @phases samples, a tile reads ten rows from @lead before its first
 * output's own. */
typedef struct
{
  size_t phases;
  size_t channels; /* of a row */
  size_t lead;
  size_t n_taps;
  size_t n_outputs;
  size_t n_tiles; /* of one example */
  size_t total;   /* of the batch */
} Tiling;

static Tiling
find_tiling (const EcgConv1dShape *shape)
{
  Tiling tiling = { .phases = shape->stride };

  tiling.channels = shape->stride * shape->in_channels;
  tiling.lead = shape->stride == 1 ? 3 : 2;
  tiling.n_taps = shape->stride == 1 ? 7 : 4;
  tiling.n_outputs = N_POINTS + 1 - tiling.n_taps;
  tiling.n_tiles = (ecg_conv1d_out_length (shape) + tiling.n_outputs - 1) / tiling.n_outputs;
  tiling.total = shape->batch * tiling.n_tiles;
  return tiling;
}

bool
ecg_conv1d_winograd_fits (const EcgConv1dShape *shape)
{
  return shape->kernel == 7 && shape->padding == 3 && (shape->stride == 1 || shape->stride == 2);
}

size_t
ecg_conv1d_winograd_group (const EcgConv1dShape *shape)
{
  const size_t n_tiles = find_tiling (shape).n_tiles;

  return (TILES_WANTED + n_tiles - 1) / n_tiles;
}

static size_t
largest (size_t a, size_t b)
{
  return a > b ? a : b;
}

/* The scratch: values of samples, values of outputs, and one tile's rows at the edge of a signal.
 */
size_t
ecg_conv1d_winograd_work_size (const EcgConv1dShape *shape)
{
  const Tiling tiling = find_tiling (shape);

  return N_POINTS * tiling.total * (tiling.channels + shape->out_channels) +
         N_POINTS * largest (tiling.channels, shape->out_channels);
}

size_t
ecg_conv1d_winograd_filters_size (const EcgConv1dShape *shape)
{
  return N_POINTS * shape->stride * shape->in_channels * shape->out_channels;
}

/* Tiles. @stride: floats from the value at one point to that at the next; @n: channels. */

ECG_VECTORISED static void
evaluate_samples (float *restrict values, size_t stride, const float *restrict rows, size_t n)
{
  for (size_t c = 0; c < n; c++)
    {
      float x[N_POINTS];

#pragma GCC unroll 10
      for (size_t k = 0; k < N_POINTS; k++)
        x[k] = rows[k * n + c];
      values[c] = sample_zero[0] * x[0] + sample_zero[1] * x[2] + sample_zero[2] * x[4] +
                  sample_zero[3] * x[6] + sample_zero[4] * x[8];
      values[INFINITE * stride + c] = sample_infinite[0] * x[1] + sample_infinite[1] * x[3] +
                                      sample_infinite[2] * x[5] + sample_infinite[3] * x[7] +
                                      sample_infinite[4] * x[9];
#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          const float even = sample_even[i][0] * x[2] + sample_even[i][1] * x[4] +
                             sample_even[i][2] * x[6] + sample_even[i][3] * x[8];
          const float odd = sample_odd[i][0] * x[1] + sample_odd[i][1] * x[3] +
                            sample_odd[i][2] * x[5] + sample_odd[i][3] * x[7];

          values[(1 + 2 * i) * stride + c] = even + odd;
          values[(2 + 2 * i) * stride + c] = even - odd;
        }
    }
}

/* Its transpose, added to @d_rows. */
ECG_VECTORISED static void
add_sample_gradients (float *restrict d_rows,
                      const float *restrict d_values,
                      size_t stride,
                      size_t n)
{
  for (size_t c = 0; c < n; c++)
    {
      const float zero = d_values[c], infinite = d_values[INFINITE * stride + c];
      float       even[N_PAIRS], odd[N_PAIRS];

#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          const float plus = d_values[(1 + 2 * i) * stride + c];
          const float minus = d_values[(2 + 2 * i) * stride + c];

          even[i] = plus + minus;
          odd[i] = plus - minus;
        }
      d_rows[c] += sample_zero[0] * zero;
      d_rows[9 * n + c] += sample_infinite[4] * infinite;
#pragma GCC unroll 4
      for (size_t k = 0; k < 4; k++)
        {
          d_rows[(2 + 2 * k) * n + c] += sample_zero[1 + k] * zero + sample_even[0][k] * even[0] +
                                         sample_even[1][k] * even[1] + sample_even[2][k] * even[2] +
                                         sample_even[3][k] * even[3];
          d_rows[(1 + 2 * k) * n + c] += sample_infinite[k] * infinite + sample_odd[0][k] * odd[0] +
                                         sample_odd[1][k] * odd[1] + sample_odd[2][k] * odd[2] +
                                         sample_odd[3][k] * odd[3];
        }
    }
}

/* @n_outputs is a constant wherever this is inlined. */
static inline __attribute__ ((always_inline)) void
interpolate (float *restrict rows,
             const float *restrict values,
             size_t       stride,
             size_t       n,
             const size_t n_outputs)
{
  for (size_t c = 0; c < n; c++)
    {
      float sum[2][N_PAIRS]; /* over a pair: for even powers, for odd ones */

#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          const float plus = values[(1 + 2 * i) * stride + c];
          const float minus = values[(2 + 2 * i) * stride + c];

          sum[0][i] = plus + minus;
          sum[1][i] = plus - minus;
        }
#pragma GCC unroll 7
      for (size_t k = 0; k < n_outputs; k++)
        {
          float y = powers[0][k] * sum[k % 2][0] + powers[1][k] * sum[k % 2][1] +
                    powers[2][k] * sum[k % 2][2] + powers[3][k] * sum[k % 2][3];

          if (k == 0)
            y += values[c];
          if (k == n_outputs - 1)
            y += values[INFINITE * stride + c];
          rows[k * n + c] = y;
        }
    }
}

/* Of a polynomial with @n_terms coefficients, one a row: gradients of outputs, and filters. */
static inline __attribute__ ((always_inline)) void
evaluate (
  float *restrict values, size_t stride, const float *restrict rows, size_t n, const size_t n_terms)
{
  for (size_t c = 0; c < n; c++)
    {
      values[c] = rows[c];
      values[INFINITE * stride + c] = rows[(n_terms - 1) * n + c];
#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          float even = 0.0f, odd = 0.0f;

#pragma GCC unroll 7
          for (size_t k = 0; k < n_terms; k++)
            if (k % 2 == 0)
              even += powers[i][k] * rows[k * n + c];
            else
              odd += powers[i][k] * rows[k * n + c];
          values[(1 + 2 * i) * stride + c] = even + odd;
          values[(2 + 2 * i) * stride + c] = even - odd;
        }
    }
}

ECG_VECTORISED static void
interpolate_4 (float *rows, const float *values, size_t stride, size_t n)
{
  interpolate (rows, values, stride, n, 4);
}

ECG_VECTORISED static void
interpolate_7 (float *rows, const float *values, size_t stride, size_t n)
{
  interpolate (rows, values, stride, n, 7);
}

ECG_VECTORISED static void
evaluate_4 (float *values, size_t stride, const float *rows, size_t n)
{
  evaluate (values, stride, rows, n, 4);
}

ECG_VECTORISED static void
evaluate_7 (float *values, size_t stride, const float *rows, size_t n)
{
  evaluate (values, stride, rows, n, 7);
}

static void
interpolate_rows (float *rows, const float *values, size_t stride, size_t n, size_t n_rows)
{
  (n_rows == 4 ? interpolate_4 : interpolate_7) (rows, values, stride, n);
}

static void
evaluate_rows (float *values, size_t stride, const float *rows, size_t n, size_t n_rows)
{
  (n_rows == 4 ? evaluate_4 : evaluate_7) (values, stride, rows, n);
}

/* Where a tile's rows lie in its signal. */
typedef struct
{
  size_t at;      /* first float within the signal */
  size_t skipped; /* floats of the tile before it */
  size_t n;       /* floats within */
  bool   is_whole;
} Place;

static Place
find_place (size_t tile, const Tiling *tiling, const EcgConv1dShape *shape)
{
  const size_t size = N_POINTS * tiling->channels;
  const size_t signal = shape->in_length * shape->in_channels;
  const size_t lead = tiling->lead * tiling->channels;
  const size_t first = tile * tiling->n_outputs * tiling->channels; /* lead floats too far */
  Place        place = { .skipped = first < lead ? lead - first : 0 };

  place.at = first + place.skipped - lead;
  if (place.at < signal)
    place.n = size - place.skipped < signal - place.at ? size - place.skipped : signal - place.at;
  place.is_whole = place.n == size;
  return place;
}

static void
evaluate_signals (
  float *values, const float *in, float *edge, const Tiling *tiling, const EcgConv1dShape *shape)
{
  const size_t n = tiling->channels;

  for (size_t b = 0; b < shape->batch; b++, in += shape->in_length * shape->in_channels)
    for (size_t tile = 0; tile < tiling->n_tiles; tile++, values += N_POINTS * n)
      {
        const Place  place = find_place (tile, tiling, shape);
        const float *rows = in + place.at;

        if (!place.is_whole)
          {
            memset (edge, 0, N_POINTS * n * sizeof *edge);
            memcpy (edge + place.skipped, in + place.at, place.n * sizeof *edge);
            rows = edge;
          }
        evaluate_samples (values, n, rows, n);
      }
}

static void
add_signal_gradients (float                *d_in,
                      const float          *d_values,
                      float                *edge,
                      const Tiling         *tiling,
                      const EcgConv1dShape *shape)
{
  const size_t n = tiling->channels;

  for (size_t b = 0; b < shape->batch; b++, d_in += shape->in_length * shape->in_channels)
    for (size_t tile = 0; tile < tiling->n_tiles; tile++, d_values += N_POINTS * n)
      {
        const Place place = find_place (tile, tiling, shape);

        if (place.is_whole)
          {
            add_sample_gradients (d_in + place.at, d_values, n, n);
            continue;
          }
        memset (edge, 0, N_POINTS * n * sizeof *edge);
        add_sample_gradients (edge, d_values, n, n);
        for (size_t i = 0; i < place.n; i++)
          d_in[place.at + i] += edge[place.skipped + i];
      }
}

/* Outputs of @tile that exist: fewer than a tile's at the end of a signal. */
static size_t
count_outputs (size_t tile, size_t out_length, const Tiling *tiling)
{
  const size_t left = out_length - tile * tiling->n_outputs;

  return left < tiling->n_outputs ? left : tiling->n_outputs;
}

static void
interpolate_outputs (
  float *out, const float *values, float *edge, const Tiling *tiling, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t n = shape->out_channels;

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t tile = 0; tile < tiling->n_tiles; tile++, values += N_POINTS * n)
      {
        const size_t n_rows = count_outputs (tile, out_length, tiling);
        const bool   is_whole = n_rows == tiling->n_outputs;

        interpolate_rows (is_whole ? out : edge, values, n, n, tiling->n_outputs);
        if (!is_whole)
          memcpy (out, edge, n_rows * n * sizeof *out);
        out += n_rows * n;
      }
}

static void
evaluate_output_gradients (
  float *values, const float *d_out, float *edge, const Tiling *tiling, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t n = shape->out_channels;

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t tile = 0; tile < tiling->n_tiles; tile++, values += N_POINTS * n)
      {
        const size_t n_rows = count_outputs (tile, out_length, tiling);
        const float *rows = d_out;

        if (n_rows < tiling->n_outputs)
          {
            memset (edge, 0, tiling->n_outputs * n * sizeof *edge);
            memcpy (edge, d_out, n_rows * n * sizeof *edge);
            rows = edge;
          }
        evaluate_rows (values, n, rows, n, tiling->n_outputs);
        d_out += n_rows * n;
      }
}

void
ecg_conv1d_winograd_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape)
{
  const Tiling tiling = find_tiling (shape);
  const size_t n_in = tiling.channels, n_out = shape->out_channels;
  float       *sums = work + N_POINTS * tiling.total * n_in;
  float       *edge = sums + N_POINTS * tiling.total * n_out;

  evaluate_signals (work, in, edge, &tiling, shape);
  for (size_t j = 0; j < N_POINTS; j++)
    ecg_conv1d_product (&(EcgConv1dProduct){ .m = tiling.total,
                                             .n = n_out,
                                             .k = n_in,
                                             .a_row = N_POINTS * n_in,
                                             .b_row = n_out,
                                             .c_row = N_POINTS * n_out },
                        sums + j * n_out, work + j * n_in, filters + j * n_in * n_out);
  interpolate_outputs (out, sums, edge, &tiling, shape);
}

void
ecg_conv1d_winograd_backward (float                *d_in,
                              float                *d_filters,
                              const float          *d_out,
                              const float          *in,
                              const float          *filters,
                              float                *work,
                              const EcgConv1dShape *shape)
{
  const Tiling           tiling = find_tiling (shape);
  const size_t           n_in = tiling.channels, n_out = shape->out_channels;
  float                 *d_sums = work + N_POINTS * tiling.total * n_in;
  float                 *edge = d_sums + N_POINTS * tiling.total * n_out;
  const EcgConv1dProduct to_filters = { .m = n_in,
                                        .n = n_out,
                                        .k = tiling.total,
                                        .a_row = N_POINTS * n_in,
                                        .b_row = N_POINTS * n_out,
                                        .c_row = n_out,
                                        .transpose_a = true,
                                        .accumulate = true };
  const EcgConv1dProduct to_samples = { .m = tiling.total,
                                        .n = n_in,
                                        .k = n_out,
                                        .a_row = N_POINTS * n_out,
                                        .b_row = n_out,
                                        .c_row = N_POINTS * n_in,
                                        .transpose_b = true };

  evaluate_signals (work, in, edge, &tiling, shape);
  evaluate_output_gradients (d_sums, d_out, edge, &tiling, shape);
  for (size_t j = 0; j < N_POINTS; j++)
    ecg_conv1d_product (&to_filters, d_filters + j * n_in * n_out, work + j * n_in,
                        d_sums + j * n_out);
  if (d_in == NULL)
    return;
  for (size_t j = 0; j < N_POINTS; j++)
    ecg_conv1d_product (&to_samples, work + j * n_in, d_sums + j * n_out,
                        filters + j * n_in * n_out);
  add_signal_gradients (d_in, work, edge, &tiling, shape);
}

/* Filters, a block of output channels at a time: weights lie with their taps innermost, and those
 * of one input channel far apart. */

#define BLOCK 32

/* The tap of the weights that is tap @tap of phase @phase, or −1: of the two phases' eight taps the
 * first does not exist. */
static int
find_tap (size_t tap, size_t phase, const Tiling *tiling)
{
  return tiling->phases == 1 ? (int) tap : (int) (2 * tap + phase) - 1;
}

ECG_VECTORISED static void
prepare_block (float                *filters,
               const float          *weight,
               size_t                phase,
               size_t                channel,
               size_t                first,
               size_t                n,
               const Tiling         *tiling,
               const EcgConv1dShape *shape)
{
  const size_t step = tiling->channels * shape->out_channels;
  const size_t row = phase * shape->in_channels + channel;
  float        taps[MOST_TAPS * BLOCK], values[N_POINTS * BLOCK];

  weight += (first * shape->in_channels + channel) * MOST_TAPS;
  for (size_t tap = 0; tap < tiling->n_taps; tap++)
    {
      const int k = find_tap (tap, phase, tiling);

      for (size_t o = 0; o < n; o++)
        taps[tap * n + o] = k < 0 ? 0.0f : weight[o * shape->in_channels * MOST_TAPS + (size_t) k];
    }
  evaluate_rows (values, n, taps, n, tiling->n_taps);
  for (size_t j = 0; j < N_POINTS; j++)
    memcpy (filters + j * step + row * shape->out_channels + first, values + j * n,
            n * sizeof *filters);
}

void
ecg_conv1d_winograd_prepare (
  float *filters, const float *weight, size_t begin, size_t end, const EcgConv1dShape *shape)
{
  const Tiling tiling = find_tiling (shape);

  for (size_t o = 0; o < shape->out_channels; o += BLOCK)
    for (size_t phase = 0; phase < tiling.phases; phase++)
      for (size_t c = begin; c < end; c++)
        prepare_block (filters, weight, phase, c, o,
                       shape->out_channels - o < BLOCK ? shape->out_channels - o : BLOCK, &tiling,
                       shape);
}

static void
add_block_gradient (float                *d_weight,
                    const float          *d_filters,
                    size_t                phase,
                    size_t                channel,
                    size_t                first,
                    size_t                n,
                    const Tiling         *tiling,
                    const EcgConv1dShape *shape)
{
  const size_t step = tiling->channels * shape->out_channels;
  const size_t row = phase * shape->in_channels + channel;
  float        d_taps[MOST_TAPS * BLOCK];

  interpolate_rows (d_taps, d_filters + row * shape->out_channels + first, step, n, tiling->n_taps);
  d_weight += (first * shape->in_channels + channel) * MOST_TAPS;
  for (size_t tap = 0; tap < tiling->n_taps; tap++)
    {
      const int k = find_tap (tap, phase, tiling);

      for (size_t o = 0; k >= 0 && o < n; o++)
        d_weight[o * shape->in_channels * MOST_TAPS + (size_t) k] += d_taps[tap * n + o];
    }
}

void
ecg_conv1d_winograd_weight_gradient (float                *d_weight,
                                     const float          *d_filters,
                                     const EcgConv1dShape *shape)
{
  const Tiling tiling = find_tiling (shape);

  for (size_t o = 0; o < shape->out_channels; o += BLOCK)
    for (size_t phase = 0; phase < tiling.phases; phase++)
      for (size_t c = 0; c < shape->in_channels; c++)
        add_block_gradient (d_weight, d_filters, phase, c, o,
                            shape->out_channels - o < BLOCK ? shape->out_channels - o : BLOCK,
                            &tiling, shape);
}
