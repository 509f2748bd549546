/*
 * Every layer's forward pass against the formula in double, and its backward pass against 4-point
 * differences of that formula. The loss is Σ r · out with random r, so that no error can cancel.
 *
 * The seeds are fixed, and leave no value within the differences' reach of a kink (a ReLU at 0, two
 * equal maxima).
 */

#include "core/nn/batchnorm1d.h"
#include "core/base/team.h"
#include "core/nn/conv1d-shared.h"
#include "core/nn/dense.h"
#include "core/nn/dropout.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/sca.h"
#include "core/nn/softmax-xent.h"
#include "tests/support/golden.h"
#include "tests/support/nn-oracle.h"

#include <math.h>
#include <string.h>

/* Of the largest value: sums of some hundred floats, each rounded by 6e-8. */
#define TOLERANCE 1e-5

/* One case: the variables, and what weighs the outputs. */
typedef struct
{
  gconstpointer shape;
  gsize         n_out;
  double       *x;
  double       *r;
  double       *gradient;
  double       *out;
} Case;

static Case
new_case (gconstpointer shape, gsize n, gsize n_out, OracleLoss loss, guint64 seed)
{
  Case self = { .shape = shape, .n_out = n_out };

  self.x = g_new (double, n);
  self.r = g_new (double, n_out);
  self.gradient = g_new (double, n);
  self.out = g_new (double, n_out);
  oracle_draw (self.x, n, seed);
  oracle_draw (self.r, n_out, seed + 1000);
  oracle_differentiate (self.gradient, self.x, n, loss, &self);
  (void) loss (self.x, &self); /* leaves the outputs in self.out */
  return self;
}

static void
clear_case (Case *self)
{
  g_free (self->x);
  g_free (self->r);
  g_free (self->gradient);
  g_free (self->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, clear_case)

/* The formulas' maps are (B, C, T), the program's (B, T, C). Returns: (transfer full). */
static float *
to_map (const double *x, gsize batch, gsize channels, gsize length)
{
  float *map = g_new (float, batch *channels *length);

  for (gsize b = 0; b < batch; b++)
    for (gsize c = 0; c < channels; c++)
      for (gsize t = 0; t < length; t++)
        map[(b * length + t) * channels + c] = (float) x[(b * channels + c) * length + t];
  return map;
}

static void
assert_map_is_close (const float  *got,
                     const double *expected,
                     gsize         batch,
                     gsize         channels,
                     gsize         length,
                     double        tolerance)
{
  const gsize       n = batch * channels * length;
  g_autofree float *turned = g_new (float, n);

  for (gsize b = 0; b < batch; b++)
    for (gsize c = 0; c < channels; c++)
      for (gsize t = 0; t < length; t++)
        turned[(b * channels + c) * length + t] = got[(b * length + t) * channels + c];
  test_assert_close_floats (turned, expected, n, tolerance);
}

/* Convolution; x = in, weight. */

static gsize
conv_n_in (const EcgConv1dShape *shape)
{
  return shape->batch * shape->in_channels * shape->in_length;
}

static double
conv_loss (const double *x, gconstpointer data)
{
  const Case *self = data;

  oracle_conv1d (self->out, x, x + conv_n_in (self->shape), self->shape);
  return oracle_dot (self->out, self->r, self->n_out);
}

static void
fill (float *x, float value, gsize n)
{
  for (gsize i = 0; i < n; i++)
    x[i] = value;
}

/* Weights as the oracle has them, (Cout, Cin, K), and as layers do. */
static float *
to_weights (const double *x, const EcgConv1dShape *shape)
{
  const gsize n_in = shape->in_channels, n_taps = shape->kernel;
  float      *weights = g_new (float, shape->out_channels *n_in *n_taps);

  for (gsize o = 0; o < shape->out_channels; o++)
    for (gsize c = 0; c < n_in; c++)
      for (gsize k = 0; k < n_taps; k++)
        weights[ecg_conv1d_weight_at (o, c, k, shape->out_channels, n_in, n_taps)] =
          (float) x[(o * n_in + c) * n_taps + k];
  return weights;
}

static void
assert_weights_are_close (const float *got, const double *expected, const EcgConv1dShape *shape)
{
  const gsize       n = shape->out_channels * shape->in_channels * shape->kernel;
  const gsize       n_in = shape->in_channels, n_taps = shape->kernel;
  g_autofree float *row_major = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    row_major[i] = got[ecg_conv1d_weight_at (i / (n_in * n_taps), i / n_taps % n_in, i % n_taps,
                                             shape->out_channels, n_in, n_taps)];
  test_assert_close_floats (row_major, expected, n, TOLERANCE);
}

static void
check_conv (const EcgConv1dShape *shape, guint64 seed)
{
  const gsize n_in = conv_n_in (shape);
  const gsize n_weight = shape->out_channels * shape->in_channels * shape->kernel;
  const gsize n_out = shape->batch * shape->out_channels * ecg_conv1d_out_length (shape);
  g_auto (Case) self = new_case (shape, n_in + n_weight, n_out, conv_loss, seed);
  const gsize       length = shape->in_length, out_length = ecg_conv1d_out_length (shape);
  const gsize       n_filters = ecg_conv1d_filters_size (shape);
  g_autofree float *in = to_map (self.x, shape->batch, shape->in_channels, length);
  g_autofree float *weight = to_weights (self.x + n_in, shape);
  g_autofree float *r = to_map (self.r, shape->batch, shape->out_channels, out_length);
  g_autofree float *filters = g_new (float, n_filters);
  g_autofree float *transposed = g_new (float, ecg_conv1d_transposed_size (shape));
  g_autofree float *d_filters = g_new (float, n_filters);
  g_autofree float *d_filters_alone = g_new (float, n_filters);
  g_autofree float *out = g_new (float, n_out);
  g_autofree float *d_in = g_new0 (float, n_in);
  g_autofree float *d_weight = g_new (float, n_weight);
  g_autofree float *work = g_new (float, ecg_conv1d_work_size (shape));
  double            squares = 0.0, wanted_squares = 0.0;

  g_assert_true (ecg_conv1d_shape_is_valid (shape));
  for (gsize part = 0; part < 2; part++) /* as two threads would */
    {
      ecg_conv1d_prepare (filters, weight, part, 2, shape);
      ecg_conv1d_transpose (transposed, weight, part, 2, shape);
    }
  ecg_conv1d_forward (out, in, filters, work, shape);
  assert_map_is_close (out, self.out, shape->batch, shape->out_channels, out_length, TOLERANCE);

  fill (d_filters, 1e30f, n_filters); /* what is there is written over */
  ecg_conv1d_backward (d_in, d_filters, false, r, in, transposed, work, shape);
  for (gsize part = 0; part < 2; part++)
    squares += ecg_conv1d_weight_gradient (d_weight, &d_filters, 1, part, 2, shape);
  for (gsize i = 0; i < n_weight; i++)
    wanted_squares += (double) d_weight[i] * (double) d_weight[i];
  g_assert_cmpfloat_with_epsilon (squares, wanted_squares, 1e-12 * wanted_squares);
  assert_map_is_close (d_in, self.gradient, shape->batch, shape->in_channels, length, TOLERANCE);
  assert_weights_are_close (d_weight, self.gradient + n_in, shape);

  fill (d_filters_alone, 1e30f, n_filters);
  ecg_conv1d_backward (NULL, d_filters_alone, false, r, in, transposed, work, shape);
  g_assert_cmpmem (d_filters_alone, n_filters * sizeof (float), d_filters,
                   n_filters * sizeof (float));

  /* Added to, and beside another slice that is the same: three times. */
  ecg_conv1d_backward (NULL, d_filters, true, r, in, transposed, work, shape);
  ecg_conv1d_weight_gradient (d_weight, (float *[]){ d_filters_alone, d_filters }, 2, 0, 1, shape);
  for (gsize i = 0; i < n_weight; i++)
    d_weight[i] /= 3.0f;
  assert_weights_are_close (d_weight, self.gradient + n_in, shape);

  /* Of a team of four: seven times. */
  ecg_conv1d_weight_gradient (
    d_weight, (float *[]){ d_filters, d_filters_alone, d_filters, d_filters }, 4, 0, 1, shape);
  for (gsize i = 0; i < n_weight; i++)
    d_weight[i] /= 7.0f;
  assert_weights_are_close (d_weight, self.gradient + n_in, shape);
}

/* As a team of three would: examples, then channels. */
static void
check_shared (const EcgConv1dShape *shape, guint64 seed)
{
  enum
  {
    N_PARTS = 3
  };
  const gsize n_in = conv_n_in (shape);
  const gsize n_weight = shape->out_channels * shape->in_channels * shape->kernel;
  const gsize n_out = shape->batch * shape->out_channels * ecg_conv1d_out_length (shape);
  g_auto (Case) self = new_case (shape, n_in + n_weight, n_out, conv_loss, seed);
  const gsize       length = shape->in_length, out_length = ecg_conv1d_out_length (shape);
  g_autofree float *in = to_map (self.x, shape->batch, shape->in_channels, length);
  g_autofree float *weight = to_weights (self.x + n_in, shape);
  g_autofree float *r = to_map (self.r, shape->batch, shape->out_channels, out_length);
  g_autofree float *samples = g_new (float, ecg_conv1d_shared_samples_size (shape));
  g_autofree float *d_outputs = g_new (float, ecg_conv1d_shared_outputs_size (shape));
  g_autofree float *work = g_new (float, ecg_conv1d_shared_work_size (shape));
  g_autofree float *out = g_new (float, n_out);
  g_autofree float *d_in = g_new0 (float, n_in);
  g_autofree float *d_weight = g_new (float, n_weight);
  double            squares = 0.0, wanted_squares = 0.0;
  gsize             n_columns = 0;

  for (gsize part = 0; part < N_PARTS; part++)
    {
      gsize begin, end;

      ecg_team_slice (shape->batch, part, N_PARTS, &begin, &end);
      ecg_conv1d_shared_evaluate (samples, in + begin * shape->in_channels * length, begin,
                                  end - begin, work, shape);
      ecg_conv1d_shared_evaluate_gradient (d_outputs, r + begin * shape->out_channels * out_length,
                                           begin, end - begin, work, shape);
    }
  for (gsize part = 0; part < N_PARTS; part++)
    {
      gsize begin, end;

      ecg_conv1d_shared_columns (&begin, &end, part, N_PARTS, shape);
      g_assert_cmpuint (begin, ==, n_columns); /* no column twice, none left out */
      g_assert_cmpuint (end, >=, begin);
      n_columns = end;
      ecg_conv1d_shared_forward (out, samples, weight, part, N_PARTS, work, shape);
      ecg_conv1d_shared_backward (d_in, d_outputs, weight, part, N_PARTS, work, shape);
      squares += ecg_conv1d_shared_weight_gradient (d_weight, samples, d_outputs, part, N_PARTS,
                                                    work, shape);
    }
  for (gsize i = 0; i < n_weight; i++)
    wanted_squares += (double) d_weight[i] * (double) d_weight[i];
  g_assert_cmpfloat_with_epsilon (squares, wanted_squares, 1e-12 * wanted_squares);
  g_assert_cmpuint (n_columns, ==, shape->out_channels);
  assert_map_is_close (out, self.out, shape->batch, shape->out_channels, out_length, TOLERANCE);
  assert_map_is_close (d_in, self.gradient, shape->batch, shape->in_channels, length, TOLERANCE);
  assert_weights_are_close (d_weight, self.gradient + n_in, shape);
}

static void
test_conv1d_shared (void)
{
  guint64 seed = 200;

  for (gsize stride = 1; stride <= 2; stride++)
    for (gsize length = 1; length <= 22; length += 3)
      check_shared (&(EcgConv1dShape){ 4, 3, length, 5, 7, stride, 3, ECG_CONV1D_WINOGRAD },
                    seed++);
  check_shared (&(EcgConv1dShape){ 1, 3, 9, 98, 7, 1, 3, ECG_CONV1D_WINOGRAD }, seed++);
  check_shared (&(EcgConv1dShape){ 1, 40, 8, 3, 7, 2, 3, ECG_CONV1D_WINOGRAD }, seed++);
}

/* Few examples of many channels, and no others. */
static void
test_conv1d_shared_most (void)
{
  EcgConv1dShape       shape = { 64, 256, 32, 256, 7, 1, 3, ECG_CONV1D_WINOGRAD };
  const gsize          most = ecg_conv1d_shared_most (&shape);
  const EcgConv1dShape narrow = { 64, 32, 250, 32, 7, 1, 3, ECG_CONV1D_WINOGRAD };

  g_assert_cmpuint (most, >=, 8);
  g_assert_cmpuint (most, <, 64);
  shape.batch = most - 1;
  g_assert_cmpuint (ecg_conv1d_shared_most (&shape), ==, most - 1);
  g_assert_cmpuint (ecg_conv1d_shared_most (&narrow), ==, 0);
  shape.method = ECG_CONV1D_DIRECT;
  g_assert_cmpuint (ecg_conv1d_shared_most (&shape), ==, 0);
}

static void
test_conv1d_direct (void)
{
  static const EcgConv1dShape shapes[] = {
    { 2, 3, 11, 4, 7, 1, 3 },  /* as conv2 */
    { 3, 2, 10, 3, 7, 2, 3 },  /* as conv1, even length */
    { 3, 2, 11, 3, 7, 2, 3 },  /* and odd */
    { 3, 2, 11, 4, 1, 2, 0 },  /* as proj */
    { 2, 3, 30, 4, 15, 2, 7 }, /* as the stem */
    { 2, 1, 30, 4, 15, 2, 7 }, /* with one lead */
    { 2, 2, 9, 2, 3, 3, 1 },   /* a stride that the network does not have */
    { 2, 2, 1, 2, 7, 1, 3 },   /* signals shorter than the filter */
    { 2, 2, 3, 2, 7, 2, 3 },   { 1, 5, 5, 70, 3, 2, 1 }, /* more channels than a panel has */
    { 7, 1, 90, 2, 3, 1, 1 }, /* more than one group of examples, the last smaller */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_conv (&shapes[i], i);
}

/* Every way in which tiles can end, one above the other what vectors hold, and several groups. */
static void
test_conv1d_winograd (void)
{
  static const gsize lengths[] = { 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 14, 15, 27, 28 };
  guint64            seed = 10;

  for (gsize stride = 1; stride <= 2; stride++)
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
      check_conv (&(EcgConv1dShape){ 2, 3, lengths[i], 5, 7, stride, 3, ECG_CONV1D_WINOGRAD },
                  seed++);
  check_conv (&(EcgConv1dShape){ 1, 17, 9, 66, 7, 1, 3, ECG_CONV1D_WINOGRAD }, seed++);
  check_conv (&(EcgConv1dShape){ 1, 32, 2, 32, 7, 1, 3, ECG_CONV1D_WINOGRAD }, seed++);
  check_conv (&(EcgConv1dShape){ 1, 33, 3, 34, 7, 2, 3, ECG_CONV1D_WINOGRAD }, seed++);
  check_conv (&(EcgConv1dShape){ 70, 1, 9, 2, 7, 1, 3, ECG_CONV1D_WINOGRAD }, seed++);
  check_conv (&(EcgConv1dShape){ 70, 1, 27, 2, 7, 2, 3, ECG_CONV1D_WINOGRAD }, seed++);
}

/* Batch norm; x = in, scale, shift. */

static double
norm_loss (const double *x, gconstpointer data)
{
  const Case       *self = data;
  const OracleNorm *shape = self->shape;
  const gsize       n = shape->batch * shape->channels * shape->length;

  oracle_batchnorm (self->out, x, x + n, x + n + shape->channels, shape);
  return oracle_dot (self->out, self->r, self->n_out);
}

static void
check_norm (const OracleNorm *shape, gsize n_slices, guint64 seed)
{
  const gsize C = shape->channels, row = C * shape->length, n = shape->batch * row;
  const gsize count = shape->batch * shape->length;
  g_auto (Case) self = new_case (shape, n + 2 * C, n, norm_loss, seed);
  g_autofree float    *in = to_map (self.x, shape->batch, C, shape->length);
  g_autofree float    *affine = oracle_to_floats (self.x + n, 2 * C);
  g_autofree float    *map = to_map (self.r, shape->batch, C, shape->length); /* d_out, d_in */
  g_autofree float    *out = g_new (float, n);
  g_autofree float    *state = g_new0 (float, 6 * C);
  g_autofree double   *sums = g_new0 (double, n_slices * 2 * C);
  g_autofree double   *d_sums = g_new0 (double, n_slices * 2 * C);
  float               *running_mean = state + 2 * C, *running_var = state + 3 * C;
  float               *d_scale = state + 4 * C, *d_shift = state + 5 * C;
  const EcgBatchnorm1d norm = { state, state + C, affine, affine + C };

  for (gsize s = 0, begin = 0, end; s < n_slices; s++, begin = end)
    {
      end = shape->batch * (s + 1) / n_slices;
      ecg_batchnorm1d_sum (sums + s * 2 * C, in + begin * row,
                           &(EcgBatchnorm1dShape){ (end - begin) * shape->length, C });
    }
  ecg_batchnorm1d_statistics (state, state + C, running_mean, running_var, sums, n_slices, C,
                              count);
  for (gsize s = 0, begin = 0, end; s < n_slices; s++, begin = end)
    {
      EcgBatchnorm1dShape slice = { .channels = C };

      end = shape->batch * (s + 1) / n_slices;
      slice.rows = (end - begin) * shape->length;
      ecg_batchnorm1d_forward (out + begin * row, in + begin * row, &norm, &slice);
      ecg_batchnorm1d_sum_gradient (d_sums + s * 2 * C, map + begin * row, in + begin * row,
                                    &slice);
    }
  assert_map_is_close (out, self.out, shape->batch, C, shape->length, TOLERANCE);
  ecg_batchnorm1d_gradient (d_scale, d_shift, d_sums, n_slices, &norm, C);
  test_assert_close_floats (d_scale, self.gradient + n, C, TOLERANCE);
  test_assert_close_floats (d_shift, self.gradient + n + C, C, TOLERANCE);
  ecg_batchnorm1d_backward (map, map, in, d_scale, d_shift, &norm, count,
                            &(EcgBatchnorm1dShape){ count, C });
  /* A difference of sums. */
  assert_map_is_close (map, self.gradient, shape->batch, C, shape->length, 10.0 * TOLERANCE);
}

static void
test_batchnorm1d (void)
{
  check_norm (&(OracleNorm){ 5, 3, 19 }, 1, 20);
  check_norm (&(OracleNorm){ 5, 3, 19 }, 2, 21);
  check_norm (&(OracleNorm){ 5, 3, 19 }, 7, 22); /* slices without examples */
  check_norm (&(OracleNorm){ 1, 2, 8 }, 1, 23);
  check_norm (&(OracleNorm){ 6, 2, 1 }, 2, 24);
  check_norm (&(OracleNorm){ 2, 19, 3 }, 1, 25); /* more channels than are summed at once */
}

/* Pools; x = in. */

typedef struct
{
  gsize n_rows;
  gsize length;
} Rows;

static double
max_pool_loss (const double *x, gconstpointer data)
{
  const Case *self = data;
  const Rows *rows = self->shape;

  oracle_max_pool (self->out, x, rows->n_rows, rows->length);
  return oracle_dot (self->out, self->r, self->n_out);
}

static double
mean_pool_loss (const double *x, gconstpointer data)
{
  const Case *self = data;
  const Rows *rows = self->shape;

  oracle_mean_pool (self->out, x, rows->n_rows, rows->length);
  return oracle_dot (self->out, self->r, self->n_out);
}

static void
check_max_pool (const Rows *rows, guint64 seed)
{
  const gsize n = rows->n_rows * rows->length;
  const gsize n_out = rows->n_rows * ecg_max_pool1d_out_length (rows->length);
  g_auto (Case) self = new_case (rows, n, n_out, max_pool_loss, seed);
  const EcgPool1dShape shape = { 2, rows->length, rows->n_rows / 2 };
  const gsize          out_length = ecg_max_pool1d_out_length (rows->length);
  g_autofree float    *in = to_map (self.x, 2, shape.channels, rows->length);
  g_autofree float    *r = to_map (self.r, 2, shape.channels, out_length);
  g_autofree float    *out = g_new (float, n_out);
  g_autofree float    *d_in = g_new (float, n);

  ecg_max_pool1d_forward (out, in, &shape);
  assert_map_is_close (out, self.out, 2, shape.channels, out_length, TOLERANCE);
  ecg_max_pool1d_backward (d_in, r, in, &shape);
  assert_map_is_close (d_in, self.gradient, 2, shape.channels, rows->length, TOLERANCE);
}

static void
check_mean_pool (const Rows *rows, guint64 seed)
{
  const gsize n = rows->n_rows * rows->length;
  g_auto (Case) self = new_case (rows, n, rows->n_rows, mean_pool_loss, seed);
  const EcgPool1dShape shape = { 2, rows->length, rows->n_rows / 2 };
  g_autofree float    *in = to_map (self.x, 2, shape.channels, rows->length);
  g_autofree float    *r = oracle_to_floats (self.r, rows->n_rows);
  g_autofree float    *out = g_new (float, rows->n_rows);
  g_autofree float    *d_in = g_new (float, n);

  ecg_mean_pool1d_forward (out, in, &shape);
  test_assert_close_floats (out, self.out, rows->n_rows, TOLERANCE);
  ecg_mean_pool1d_backward (d_in, r, &shape);
  assert_map_is_close (d_in, self.gradient, 2, shape.channels, rows->length, TOLERANCE);
}

static void
test_pool1d (void)
{
  static const gsize lengths[] = { 1, 2, 3, 8, 33 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      check_max_pool (&(Rows){ 6, lengths[i] }, 30 + i);
      check_mean_pool (&(Rows){ 6, lengths[i] }, 40 + i);
    }
}

/* Of equal samples the first takes the gradient, as in PyTorch; a kink, so the value is listed. */
static void
test_max_pool1d_ties (void)
{
  const float  in[6] = { 1.0f, 1.0f, 1.0f, 0.0f, 0.0f, 0.0f };
  const float  d_out[3] = { 1.0f, 2.0f, 4.0f };
  const double expected[6] = { 1.0, 2.0, 0.0, 4.0, 0.0, 0.0 };
  float        d_in[6];

  ecg_max_pool1d_backward (d_in, d_out, in, &(EcgPool1dShape){ 1, 6, 1 });
  test_assert_close_floats (d_in, expected, 6, TOLERANCE);
}

/* Dense; x = in, weight, bias. */

static double
dense_loss (const double *x, gconstpointer data)
{
  const Case          *self = data;
  const EcgDenseShape *shape = self->shape;
  const double        *weight = x + shape->batch * shape->in;

  oracle_dense (self->out, x, weight, weight + shape->out * shape->in, shape);
  return oracle_dot (self->out, self->r, self->n_out);
}

static void
test_dense (void)
{
  const EcgDenseShape shape = { 5, 7, 3 };
  const gsize         n_in = 5 * 7, n_weight = 3 * 7, n_out = 5 * 3;
  g_auto (Case) self = new_case (&shape, n_in + n_weight + 3, n_out, dense_loss, 50);
  g_autofree float *x = oracle_to_floats (self.x, n_in + n_weight + 3);
  g_autofree float *r = oracle_to_floats (self.r, n_out);
  g_autofree float *out = g_new (float, n_out);
  g_autofree float *d_x = g_new0 (float, n_in + n_weight + 3);

  ecg_dense_forward (out, x, x + n_in, x + n_in + n_weight, &shape);
  test_assert_close_floats (out, self.out, n_out, TOLERANCE);
  ecg_dense_backward (d_x, d_x + n_in, d_x + n_in + n_weight, r, x, x + n_in, &shape);
  test_assert_close_floats (d_x, self.gradient, n_in, TOLERANCE);
  test_assert_close_floats (d_x + n_in, self.gradient + n_in, n_weight, TOLERANCE);
  test_assert_close_floats (d_x + n_in + n_weight, self.gradient + n_in + n_weight, 3, TOLERANCE);
}

/* ReLU and dropout; x = in, and the mask of the case's shape. */

static double
masked_relu_loss (const double *x, gconstpointer data)
{
  const Case  *self = data;
  const float *mask = self->shape;

  for (gsize i = 0; i < self->n_out; i++)
    self->out[i] = fmax (x[i], 0.0) * (double) mask[i];
  return oracle_dot (self->out, self->r, self->n_out);
}

static void
test_relu_and_dropout (void)
{
  float  mask[40];
  EcgRng rng;

  ecg_rng_init (&rng, 60, 0);
  ecg_dropout_draw (mask, 40, 0.3f, &rng);
  {
    g_auto (Case) self = new_case (mask, 40, 40, masked_relu_loss, 61);
    g_autofree float *x = oracle_to_floats (self.x, 40);
    g_autofree float *r = oracle_to_floats (self.r, 40);
    float             out[40];

    ecg_relu_forward (x, 40);
    ecg_dropout_apply (out, x, mask, 40);
    test_assert_close_floats (out, self.out, 40, TOLERANCE);
    ecg_dropout_apply (r, r, mask, 40);
    ecg_relu_backward (r, x, 40);
    test_assert_close_floats (r, self.gradient, 40, TOLERANCE);
  }
}

/* SCA; x = in, weights. */

static double
sca_loss (const double *x, gconstpointer data)
{
  const Case        *self = data;
  const EcgScaShape *shape = self->shape;

  oracle_sca (self->out, NULL, NULL, x, x + shape->batch * shape->channels * shape->length, shape);
  return oracle_dot (self->out, self->r, self->n_out);
}

/* The six tensors, one behind the other. */
static EcgScaGradients
split_weights (float *block, const EcgScaShape *shape)
{
  const gsize     n = shape->hidden * shape->channels;
  EcgScaGradients split = { .fc1 = block };

  split.fc1_bias = split.fc1 + n;
  split.fc2 = split.fc1_bias + shape->hidden;
  split.fc2_bias = split.fc2 + n;
  split.conv = split.fc2_bias + shape->channels;
  split.conv_bias = split.conv + shape->kernel;
  return split;
}

static void
check_sca (const EcgScaShape *shape, guint64 seed)
{
  const gsize n = shape->batch * shape->channels * shape->length;
  const gsize n_a = shape->batch * shape->channels, n_b = shape->batch * shape->length;
  const gsize n_weights = oracle_sca_n_weights (shape);
  g_auto (Case) self = new_case (shape, n + n_weights, n, sca_loss, seed);
  g_autofree double    *gates = g_new (double, n_a + n_b);
  g_autofree float     *in = to_map (self.x, shape->batch, shape->channels, shape->length);
  g_autofree float     *weights = oracle_to_floats (self.x + n, n_weights);
  g_autofree float     *r = to_map (self.r, shape->batch, shape->channels, shape->length);
  g_autofree float     *out = g_new (float, n);
  g_autofree float     *a = g_new (float, n_a);
  g_autofree float     *b = g_new (float, n_b);
  g_autofree float     *saved = g_new (float, shape->batch *ecg_sca_saved_size (shape));
  g_autofree float     *work = g_new (float, ecg_sca_work_size (shape));
  g_autofree float     *d_weights = g_new0 (float, n_weights);
  const EcgScaGradients split = split_weights (weights, shape);
  const EcgScaGradients d_split = split_weights (d_weights, shape);
  const EcgScaWeights   w = { split.fc1,      split.fc1_bias, split.fc2,
                              split.fc2_bias, split.conv,     split.conv_bias };

  oracle_sca (self.out, gates, gates + n_a, self.x, self.x + n, shape);
  ecg_sca_forward (out, a, b, saved, in, &w, shape);
  assert_map_is_close (out, self.out, shape->batch, shape->channels, shape->length, TOLERANCE);
  test_assert_close_floats (a, gates, n_a, TOLERANCE);
  test_assert_close_floats (b, gates + n_a, n_b, TOLERANCE);

  ecg_sca_backward (out, &d_split, r, in, a, b, saved, work, &w, shape);
  assert_map_is_close (out, self.gradient, shape->batch, shape->channels, shape->length, TOLERANCE);
  test_assert_close_floats (d_weights, self.gradient + n, n_weights, TOLERANCE);
}

static void
test_sca (void)
{
  static const gsize lengths[] = { 2, 21 };
  guint64            seed = 70;

  for (gsize bits = 0; bits < 16; bits++)
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        const EcgScaShape shape = {
          .batch = 2,
          .channels = 9,
          .length = lengths[i],
          .hidden = 4,
          .kernel = 7,
          .channel_gate = (bits & 1) != 0,
          .sequence_gate = (bits & 2) != 0,
          .mean_max = (bits & 4) != 0,
          .skip = (bits & 8) != 0,
        };

        check_sca (&shape, seed++);
      }
}

/* Cross-entropy; x = logits. */

#define N_CLASSES 4

static const gint32 some_labels[6] = { 0, 3, -1, 2, -1, 1 };

static double
xent_loss (const double *x, gconstpointer data)
{
  return oracle_xent (x, some_labels, 6, N_CLASSES);
}

static void
test_softmax_xent (void)
{
  double  x[6 * N_CLASSES], gradient[6 * N_CLASSES], loss;
  float   d_logit[6 * N_CLASSES], got;
  EcgXent xent;

  oracle_draw (x, G_N_ELEMENTS (x), 150);
  oracle_differentiate (gradient, x, G_N_ELEMENTS (x), xent_loss, NULL);
  {
    g_autofree float *logit = oracle_to_floats (x, G_N_ELEMENTS (x));

    xent = ecg_softmax_xent (d_logit, logit, some_labels, 6, N_CLASSES);
  }
  loss = xent_loss (x, NULL);
  got = xent.loss;
  test_assert_close_floats (&got, &loss, 1, TOLERANCE);
  test_assert_close_floats (d_logit, gradient, G_N_ELEMENTS (d_logit), TOLERANCE);
  g_assert_cmpuint (xent.n_known, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/gradients/conv1d-direct", test_conv1d_direct);
  g_test_add_func ("/nn/gradients/conv1d-shared", test_conv1d_shared);
  g_test_add_func ("/nn/gradients/conv1d-shared-most", test_conv1d_shared_most);
  g_test_add_func ("/nn/gradients/conv1d-winograd", test_conv1d_winograd);
  g_test_add_func ("/nn/gradients/batchnorm1d", test_batchnorm1d);
  g_test_add_func ("/nn/gradients/pool1d", test_pool1d);
  g_test_add_func ("/nn/gradients/max-pool1d-ties", test_max_pool1d_ties);
  g_test_add_func ("/nn/gradients/dense", test_dense);
  g_test_add_func ("/nn/gradients/relu-and-dropout", test_relu_and_dropout);
  g_test_add_func ("/nn/gradients/sca", test_sca);
  g_test_add_func ("/nn/gradients/softmax-xent", test_softmax_xent);
  return g_test_run ();
}
