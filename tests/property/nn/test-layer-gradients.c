/*
 * Every layer's backward pass against 4-point central differences of its forward pass, along random
 * directions, for its input and for each of its weights: d/dh L (x + h·u) = Σ ∂L/∂x · u with L = Σ
 * w · out for random w.
 *
 * Kernels are float: with steps of 0.01 rounding leaves about 1e-4 of the derivative, hence the
 * tolerance. Kinks of ReLU and max pooling are kept out of reach by values that lie farther apart
 * than the steps.
 */

#include "core/base/rng.h"
#include "core/nn/batchnorm1d.h"
#include "core/nn/conv1d.h"
#include "core/nn/dense.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/sca.h"
#include "core/nn/softmax-xent.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define MAX_VALUES 4096
#define STEP 0.01
#define TOLERANCE 2e-3

/* A function of up to four variables, each of which is differentiated in turn. */
typedef struct
{
  const char *name;
  gsize       n_variables;
  gsize       sizes[4];
  gsize       n_out;
  gboolean    separated; /* the first variable's values are to lie apart */
  void (*forward) (float *out, float *const variables[4]);
  void (*backward) (float *const d_variables[4], const float *d_out, float *const variables[4]);
} Layer;

static const EcgConv1dShape conv_shape = { .batch = 3,
                                           .in_channels = 2,
                                           .in_length = 17,
                                           .out_channels = 3,
                                           .kernel = 5,
                                           .stride = 2,
                                           .padding = 2 };

static void
forward_conv (float *out, float *const v[4])
{
  float work[MAX_VALUES];

  g_assert_cmpuint (ecg_conv1d_work_size (&conv_shape), <=, MAX_VALUES);
  ecg_conv1d_forward (out, v[0], v[1], work, &conv_shape);
}

static void
backward_conv (float *const d[4], const float *d_out, float *const v[4])
{
  float work[MAX_VALUES];

  ecg_conv1d_backward (d[0], d[1], d_out, v[0], v[1], work, &conv_shape);
}

static const EcgDenseShape dense_shape = { .batch = 4, .in = 5, .out = 3 };

static void
forward_dense (float *out, float *const v[4])
{
  ecg_dense_forward (out, v[0], v[1], v[2], &dense_shape);
}

static void
backward_dense (float *const d[4], const float *d_out, float *const v[4])
{
  ecg_dense_backward (d[0], d[1], d[2], d_out, v[0], v[1], &dense_shape);
}

/* Two slices, as two workers would take them. */
#define NORM_CHANNELS 3
#define NORM_LENGTH 7
#define NORM_BATCH 5
#define NORM_FIRST 2

static void
find_statistics (float mean[], float inv_std[], const float *x)
{
  const EcgBatchnorm1dShape first = { NORM_FIRST, NORM_CHANNELS, NORM_LENGTH };
  const EcgBatchnorm1dShape rest = { NORM_BATCH - NORM_FIRST, NORM_CHANNELS, NORM_LENGTH };
  double                    sums[4 * NORM_CHANNELS];
  float                     running[2 * NORM_CHANNELS] = { 0 };

  ecg_batchnorm1d_sum (sums, x, &first);
  ecg_batchnorm1d_sum (sums + 2 * NORM_CHANNELS, x + NORM_FIRST * NORM_CHANNELS * NORM_LENGTH,
                       &rest);
  ecg_batchnorm1d_statistics (mean, inv_std, running, running + NORM_CHANNELS, sums, 2,
                              NORM_CHANNELS, NORM_BATCH * NORM_LENGTH);
}

static void
forward_norm (float *out, float *const v[4])
{
  const EcgBatchnorm1dShape shape = { NORM_BATCH, NORM_CHANNELS, NORM_LENGTH };
  float                     mean[NORM_CHANNELS], inv_std[NORM_CHANNELS];
  const EcgBatchnorm1d      norm = { mean, inv_std, v[1], v[2] };

  find_statistics (mean, inv_std, v[0]);
  ecg_batchnorm1d_forward (out, v[0], &norm, &shape);
}

static void
backward_norm (float *const d[4], const float *d_out, float *const v[4])
{
  const EcgBatchnorm1dShape shape = { NORM_BATCH, NORM_CHANNELS, NORM_LENGTH };
  float                     mean[NORM_CHANNELS], inv_std[NORM_CHANNELS];
  const EcgBatchnorm1d      norm = { mean, inv_std, v[1], v[2] };
  double                    sums[2 * NORM_CHANNELS];

  find_statistics (mean, inv_std, v[0]);
  ecg_batchnorm1d_sum_gradient (sums, d_out, v[0], &norm, &shape);
  for (gsize c = 0; c < NORM_CHANNELS; c++)
    {
      d[2][c] = (float) sums[c];
      d[1][c] = (float) sums[NORM_CHANNELS + c];
    }
  ecg_batchnorm1d_backward (d[0], d_out, v[0], d[1], d[2], &norm, NORM_BATCH * NORM_LENGTH, &shape);
}

#define ROWS 4
#define ROW_LENGTH 9

static void
forward_relu (float *out, float *const v[4])
{
  memcpy (out, v[0], ROWS * ROW_LENGTH * sizeof *out);
  ecg_relu_forward (out, ROWS * ROW_LENGTH);
}

static void
backward_relu (float *const d[4], const float *d_out, float *const v[4])
{
  float out[ROWS * ROW_LENGTH];

  forward_relu (out, v);
  memcpy (d[0], d_out, sizeof out);
  ecg_relu_backward (d[0], out, ROWS * ROW_LENGTH);
}

static void
forward_max (float *out, float *const v[4])
{
  ecg_max_pool1d_forward (out, v[0], ROWS, ROW_LENGTH);
}

static void
backward_max (float *const d[4], const float *d_out, float *const v[4])
{
  ecg_max_pool1d_backward (d[0], d_out, v[0], ROWS, ROW_LENGTH);
}

static void
forward_mean (float *out, float *const v[4])
{
  ecg_mean_pool1d_forward (out, v[0], ROWS, ROW_LENGTH);
}

static void
backward_mean (float *const d[4], const float *d_out, float *const v[4])
{
  ecg_mean_pool1d_backward (d[0], d_out, ROWS, ROW_LENGTH);
}

/* SCA: variables are the map, both layers of the channel gate with their biases in one, and the
 * filter with its. */
#define SCA_CHANNELS 6
#define SCA_LENGTH 11
#define SCA_HIDDEN 4
#define SCA_KERNEL 7
#define SCA_BATCH 2
#define FC1 (SCA_HIDDEN * SCA_CHANNELS)

static EcgScaShape sca_shape;

static EcgScaWeights
sca_weights (float *const v[4])
{
  return (EcgScaWeights){ v[1], v[1] + FC1, v[2], v[2] + FC1, v[3], v[3] + SCA_KERNEL };
}

typedef struct
{
  float a[SCA_BATCH * SCA_CHANNELS];
  float b[SCA_BATCH * SCA_LENGTH];
  float saved[256];
} ScaState;

static void
run_sca (float *out, ScaState *state, float *const v[4])
{
  const EcgScaWeights weights = sca_weights (v);

  g_assert_cmpuint (SCA_BATCH * ecg_sca_saved_size (&sca_shape), <=, G_N_ELEMENTS (state->saved));
  ecg_sca_forward (out, state->a, state->b, state->saved, v[0], &weights, &sca_shape);
}

static void
forward_sca (float *out, float *const v[4])
{
  ScaState state;

  run_sca (out, &state, v);
}

static void
backward_sca (float *const d[4], const float *d_out, float *const v[4])
{
  const EcgScaWeights   weights = sca_weights (v);
  const EcgScaGradients gradients = { d[1], d[1] + FC1, d[2], d[2] + FC1, d[3], d[3] + SCA_KERNEL };
  float                 out[SCA_BATCH * SCA_CHANNELS * SCA_LENGTH], work[256];
  ScaState              state;

  run_sca (out, &state, v);
  ecg_sca_backward (d[0], &gradients, d_out, v[0], state.a, state.b, state.saved, work, &weights,
                    &sca_shape);
}

/* Softmax cross-entropy has one output, the loss; one label is not known. */
#define XENT_BATCH 5
#define XENT_CLASSES 4

static const int32_t xent_labels[XENT_BATCH] = { 0, 3, -1, 2, 1 };

static void
forward_xent (float *out, float *const v[4])
{
  float d_logit[XENT_BATCH * XENT_CLASSES];

  out[0] = ecg_softmax_xent (d_logit, v[0], xent_labels, XENT_BATCH, XENT_CLASSES).loss;
}

static void
backward_xent (float *const d[4], const float *d_out, float *const v[4])
{
  ecg_softmax_xent (d[0], v[0], xent_labels, XENT_BATCH, XENT_CLASSES);
  for (gsize i = 0; i < XENT_BATCH * XENT_CLASSES; i++)
    d[0][i] *= d_out[0];
}

static const Layer conv = { "conv1d",     2,     { 3 * 2 * 17, 3 * 2 * 5 },
                            3 * 3 * 9,    FALSE, forward_conv,
                            backward_conv };
static const Layer dense = { "dense", 3, { 20, 15, 3 }, 12, FALSE, forward_dense, backward_dense };
static const Layer norm = { "batchnorm1d",
                            3,
                            { NORM_BATCH * NORM_CHANNELS * NORM_LENGTH, NORM_CHANNELS,
                              NORM_CHANNELS },
                            NORM_BATCH *NORM_CHANNELS *NORM_LENGTH,
                            FALSE,
                            forward_norm,
                            backward_norm };
static const Layer relu = { "relu",           1,    { ROWS * ROW_LENGTH },
                            ROWS *ROW_LENGTH, TRUE, forward_relu,
                            backward_relu };
static const Layer max_pool = { "max-pool", 1,           { ROWS * ROW_LENGTH }, ROWS * 5,
                                TRUE,       forward_max, backward_max };
static const Layer mean_pool = { "mean-pool",  1, { ROWS * ROW_LENGTH }, ROWS, FALSE, forward_mean,
                                 backward_mean };
static const Layer sca = { "sca",
                           4,
                           { SCA_BATCH * SCA_CHANNELS * SCA_LENGTH, FC1 + SCA_HIDDEN,
                             FC1 + SCA_CHANNELS, SCA_KERNEL + 1 },
                           SCA_BATCH *SCA_CHANNELS *SCA_LENGTH,
                           FALSE,
                           forward_sca,
                           backward_sca };
static const Layer xent = {
  "softmax-xent", 1, { XENT_BATCH * XENT_CLASSES }, 1, FALSE, forward_xent, backward_xent
};

static double
find_loss (const Layer *layer, float *const variables[4], const float *w)
{
  float  out[MAX_VALUES];
  double loss = 0.0;

  layer->forward (out, variables);
  for (gsize i = 0; i < layer->n_out; i++)
    loss += (double) w[i] * (double) out[i];
  return loss;
}

static double
find_loss_at (const Layer *layer,
              float *const variables[4],
              gsize        k,
              const float *start,
              const float *u,
              double       h,
              const float *w)
{
  for (gsize i = 0; i < layer->sizes[k]; i++)
    variables[k][i] = start[i] + (float) h * u[i];
  return find_loss (layer, variables, w);
}

static void
check_variable (const Layer *layer,
                gsize        k,
                float *const variables[4],
                float *const d[4],
                const float *w,
                EcgRng      *rng)
{
  float  start[MAX_VALUES], u[MAX_VALUES];
  double expected, got = 0.0, scale = 1e-3;

  memcpy (start, variables[k], layer->sizes[k] * sizeof *start);
  for (gsize i = 0; i < layer->sizes[k]; i++)
    {
      u[i] = (float) (2.0 * ecg_rng_uniform (rng) - 1.0);
      got += (double) d[k][i] * (double) u[i];
      scale += fabs ((double) d[k][i] * (double) u[i]);
    }
  expected = (8.0 * (find_loss_at (layer, variables, k, start, u, STEP, w) -
                     find_loss_at (layer, variables, k, start, u, -STEP, w)) -
              (find_loss_at (layer, variables, k, start, u, 2 * STEP, w) -
               find_loss_at (layer, variables, k, start, u, -2 * STEP, w))) /
             (12.0 * STEP);
  memcpy (variables[k], start, layer->sizes[k] * sizeof *start);
  if (fabs (got - expected) > TOLERANCE * scale)
    g_error ("%s, variable %u: %g where differences give %g", layer->name, (guint) k, got,
             expected);
}

/* Farther apart, and from 0, than four steps: 0.1 · a shuffled odd number. */
static void
fill_separated (float *x, gsize n, EcgRng *rng)
{
  size_t order[MAX_VALUES];

  for (gsize i = 0; i < n; i++)
    order[i] = i;
  ecg_rng_shuffle (rng, order, n);
  for (gsize i = 0; i < n; i++)
    x[i] = 0.1f * (float) (2 * (int) order[i] + 1 - (int) n / 2 * 2);
}

static void
check (const Layer *layer, guint64 seed)
{
  static float values[4][MAX_VALUES], gradients[4][MAX_VALUES];
  float *const variables[4] = { values[0], values[1], values[2], values[3] };
  float *const d[4] = { gradients[0], gradients[1], gradients[2], gradients[3] };
  float        w[MAX_VALUES];
  EcgRng       rng;

  ecg_rng_init (&rng, seed, 0);
  memset (gradients, 0, sizeof gradients);
  for (gsize k = 0; k < layer->n_variables; k++)
    for (gsize i = 0; i < layer->sizes[k]; i++)
      values[k][i] = (float) ecg_rng_normal (&rng);
  if (layer->separated)
    fill_separated (values[0], layer->sizes[0], &rng);
  for (gsize i = 0; i < layer->n_out; i++)
    w[i] = (float) ecg_rng_normal (&rng);

  layer->backward (d, w, variables);
  for (gsize k = 0; k < layer->n_variables; k++)
    check_variable (layer, k, variables, d, w, &rng);
}

static void
test_layer (gconstpointer data)
{
  for (guint64 seed = 1; seed <= 10; seed++)
    check (data, seed);
}

/* Hidden units sit near their kink now and then: where pooling or ReLU may switch within a step,
 * the seed is one where they do not. */
static void
test_sca (void)
{
  for (guint variant = 0; variant < 8; variant++)
    {
      sca_shape = (EcgScaShape){
        .batch = SCA_BATCH,
        .channels = SCA_CHANNELS,
        .length = SCA_LENGTH,
        .hidden = SCA_HIDDEN,
        .kernel = SCA_KERNEL,
        .channel_gate = (variant & 1) != 0,
        .sequence_gate = (variant & 2) != 0,
        .skip = (variant & 4) != 0,
      };
      check (&sca, 4);
    }
}

int
main (int argc, char **argv)
{
  static const Layer *const layers[] = {
    &conv, &dense, &norm, &relu, &max_pool, &mean_pool, &xent
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autofree char *path = g_strconcat ("/nn/gradients/", layers[i]->name, NULL);

      g_test_add_data_func (path, layers[i], test_layer);
    }
  g_test_add_func ("/nn/gradients/sca", test_sca);
  return g_test_run ();
}
