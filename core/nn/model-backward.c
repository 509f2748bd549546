/*
 * The backward pass, from both losses to every gradient. Where the forward pass met for the
 * statistics of a batch norm, this one meets for the sums of its gradients. Workers add to
 * gradients of their own, which are added up in the order of the workers.
 *
 * Three maps are enough: ∂L of a stage's output (0), of its input (1), and of what lies between
 * (2); after a stage the first two change places.
 */

#include "core/nn/dense.h"
#include "core/nn/dropout.h"
#include "core/nn/model-private.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/softmax-xent.h"

#include <assert.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const float  *values;
  EcgModelWork *work;
  const float  *x;
  size_t        batch;
  size_t        stage;
  float        *gradients; /* of the first worker, and at the end of all */
} Pass;

typedef struct
{
  const Pass   *pass;
  EcgModelWork *work;
  size_t        begin;
  size_t        n;
  size_t        worker;
  float        *scratch;
  float        *gradients;
} Slice;

static Slice
take_slice (const Pass *pass, size_t worker, size_t width)
{
  EcgModelWork *work = pass->work;
  Slice         slice = { .pass = pass, .work = work, .worker = worker };

  slice.n = ecg_model_work_slice (&slice.begin, pass->batch, worker, width);
  slice.scratch = work->scratch + worker * work->scratch_size;
  slice.gradients =
    worker == 0 ? pass->gradients : work->partial + (worker - 1) * work->layout.params.total;
  return slice;
}

static size_t
map_size (const EcgConvNorm *layer)
{
  return layer->shape.out_channels * layer->out_length;
}

/* Layers on a slice */

static void
sum_gradient (
  const Slice *slice, double *sums, const float *d_out, const float *in, const EcgConvNorm *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n, layer->shape.out_channels, layer->out_length };
  const EcgBatchnorm1d      norm = ecg_model_norm (slice->work, slice->pass->values, layer);
  const size_t              offset = slice->begin * map_size (layer);

  ecg_batchnorm1d_sum_gradient (sums + slice->worker * 2 * shape.channels, d_out + offset,
                                in + offset, &norm, &shape);
}

/* ∂L/∂scale and ∂L/∂shift of the whole batch stand in the first worker's gradients by now. */
static void
backward_norm (
  const Slice *slice, float *d_in, const float *d_out, const float *in, const EcgConvNorm *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n, layer->shape.out_channels, layer->out_length };
  const EcgBatchnorm1d      norm = ecg_model_norm (slice->work, slice->pass->values, layer);
  const size_t              offset = slice->begin * map_size (layer);

  ecg_batchnorm1d_backward (
    d_in + offset, d_out + offset, in + offset, slice->pass->gradients + layer->scale,
    slice->pass->gradients + layer->shift, &norm, slice->pass->batch * layer->out_length, &shape);
}

/* Adds to @d_in, which may be NULL. */
static void
backward_conv (
  const Slice *slice, float *d_in, const float *d_out, const float *in, const EcgConvNorm *layer)
{
  EcgConv1dShape shape = layer->shape;
  const size_t   in_size = shape.in_channels * shape.in_length;

  if (slice->n == 0)
    return;
  shape.batch = slice->n;
  ecg_conv1d_backward (d_in == NULL ? NULL : d_in + slice->begin * in_size,
                       slice->gradients + layer->weight, d_out + slice->begin * map_size (layer),
                       in + slice->begin * in_size, slice->pass->values + layer->weight,
                       slice->scratch, &shape);
}

static const float *
stage_input (const EcgModelWork *work, size_t stage)
{
  return stage == 0 ? work->stem_pool : work->stages[stage - 1].out;
}

static size_t
stage_input_size (const EcgModelWork *work, size_t stage)
{
  const EcgConv1dShape *shape = &work->layout.stages[stage].conv1.shape;

  return shape->in_channels * shape->in_length;
}

static void
clear_slice (const Slice *slice, float *map, size_t size)
{
  memset (map + slice->begin * size, 0, slice->n * size * sizeof *map);
}

static void
backward_sca (const Slice *slice, float *d_in, const float *d_out, size_t stage)
{
  const EcgStageActivations *a = &slice->work->stages[stage];
  const EcgScaLayer         *layer = &slice->work->layout.stages[stage].sca;
  const EcgScaWeights        weights = ecg_model_sca_weights (slice->pass->values, layer);
  float                     *g = slice->gradients;
  const EcgScaGradients      gradients = {
         g + layer->fc1,      g + layer->fc1_bias, g + layer->fc2,
         g + layer->fc2_bias, g + layer->conv,     g + layer->conv_bias
  };
  EcgScaShape  shape = layer->shape;
  const size_t size = shape.channels * shape.length;

  shape.batch = slice->n;
  ecg_sca_backward (d_in + slice->begin * size, &gradients, d_out + slice->begin * size,
                    a->residual + slice->begin * size, a->channel + slice->begin * shape.channels,
                    a->sequence + slice->begin * shape.length,
                    a->saved + slice->begin * ecg_sca_saved_size (&shape), slice->scratch, &weights,
                    &shape);
}

/* The segments between two barriers. d_map[0] is of the stage's output, d_map[2] becomes that of F
 * before its ReLU. */

static void
run_stage_gates (void *data, size_t worker, size_t width)
{
  const Pass                *pass = data;
  const Slice                slice = take_slice (pass, worker, width);
  EcgModelWork              *work = pass->work;
  const EcgStageLayer       *layer = &work->layout.stages[pass->stage];
  const EcgStageActivations *a = &work->stages[pass->stage];
  const size_t               size = map_size (&layer->conv2);

  backward_sca (&slice, work->d_map[2], work->d_map[0], pass->stage);
  ecg_relu_backward (work->d_map[2] + slice.begin * size, a->residual + slice.begin * size,
                     slice.n * size);
  sum_gradient (&slice, work->sums, work->d_map[2], a->conv2, &layer->conv2);
  if (layer->has_proj)
    sum_gradient (&slice, work->sums_proj, work->d_map[2], a->proj, &layer->proj);
}

/* The shortcut's share of ∂L/∂input comes first; then conv2, with d_map[0] between its batch norm
 * and d_map[2] after. */
static void
run_stage_conv2 (void *data, size_t worker, size_t width)
{
  const Pass                *pass = data;
  const Slice                slice = take_slice (pass, worker, width);
  EcgModelWork              *work = pass->work;
  const EcgStageLayer       *layer = &work->layout.stages[pass->stage];
  const EcgStageActivations *a = &work->stages[pass->stage];
  const size_t               size = map_size (&layer->conv2);
  const size_t               in_size = stage_input_size (work, pass->stage);

  if (layer->has_proj)
    {
      clear_slice (&slice, work->d_map[1], in_size);
      backward_norm (&slice, work->d_map[0], work->d_map[2], a->proj, &layer->proj);
      backward_conv (&slice, work->d_map[1], work->d_map[0], stage_input (work, pass->stage),
                     &layer->proj);
    }
  else
    memcpy (work->d_map[1] + slice.begin * in_size, work->d_map[2] + slice.begin * in_size,
            slice.n * in_size * sizeof (float));

  backward_norm (&slice, work->d_map[0], work->d_map[2], a->conv2, &layer->conv2);
  clear_slice (&slice, work->d_map[2], map_size (&layer->conv1));
  backward_conv (&slice, work->d_map[2], work->d_map[0], a->norm1, &layer->conv2);
  ecg_relu_backward (work->d_map[2] + slice.begin * size, a->norm1 + slice.begin * size,
                     slice.n * size);
  sum_gradient (&slice, work->sums, work->d_map[2], a->conv1, &layer->conv1);
}

static void
run_stage_conv1 (void *data, size_t worker, size_t width)
{
  const Pass          *pass = data;
  const Slice          slice = take_slice (pass, worker, width);
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *layer = &work->layout.stages[pass->stage];

  backward_norm (&slice, work->d_map[0], work->d_map[2], work->stages[pass->stage].conv1,
                 &layer->conv1);
  backward_conv (&slice, work->d_map[1], work->d_map[0], stage_input (work, pass->stage),
                 &layer->conv1);
}

static void
run_pool (void *data, size_t worker, size_t width)
{
  const Pass           *pass = data;
  const Slice           slice = take_slice (pass, worker, width);
  EcgModelWork         *work = pass->work;
  const EcgModelLayout *layout = &work->layout;
  const size_t          channels = layout->stem.shape.out_channels;
  const size_t          size = map_size (&layout->stem);
  float                *d_norm = work->d_map[2] + slice.begin * size;

  ecg_max_pool1d_backward (d_norm, work->d_map[0] + slice.begin * channels * layout->pooled_length,
                           work->stem_norm + slice.begin * size, slice.n * channels,
                           layout->stem.out_length);
  ecg_relu_backward (d_norm, work->stem_norm + slice.begin * size, slice.n * size);
  sum_gradient (&slice, work->sums, work->d_map[2], work->stem_conv, &layout->stem);
}

static void
run_stem (void *data, size_t worker, size_t width)
{
  const Pass   *pass = data;
  const Slice   slice = take_slice (pass, worker, width);
  EcgModelWork *work = pass->work;

  backward_norm (&slice, work->d_map[0], work->d_map[2], work->stem_conv, &work->layout.stem);
  backward_conv (&slice, NULL, work->d_map[0], pass->x, &work->layout.stem);
}

static void
run_reduction (void *data, size_t worker, size_t width)
{
  const Pass  *pass = data;
  const size_t total = pass->work->layout.params.total;
  size_t       begin, end;

  ecg_team_slice (total, worker, width, &begin, &end);
  for (size_t other = 0; other + 1 < width; other++)
    for (size_t i = begin; i < end; i++)
      pass->gradients[i] += pass->work->partial[other * total + i];
}

/* ∂L/∂shift and ∂L/∂scale: the workers' sums, in the order of the workers. */
static void
take_norm_gradient (const Pass *pass, const double *sums, const EcgConvNorm *layer)
{
  const size_t channels = layer->shape.out_channels;

  for (size_t c = 0; c < channels; c++)
    {
      double shift = 0.0, scale = 0.0;

      for (size_t worker = 0; worker < pass->work->width; worker++)
        {
          shift += sums[worker * 2 * channels + c];
          scale += sums[worker * 2 * channels + channels + c];
        }
      pass->gradients[layer->shift + c] = (float) shift;
      pass->gradients[layer->scale + c] = (float) scale;
    }
}

static void
swap_maps (EcgModelWork *work)
{
  float *kept = work->d_map[0];

  work->d_map[0] = work->d_map[1];
  work->d_map[1] = kept;
}

static void
backward_stage (Pass *pass, size_t stage)
{
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *layer = &work->layout.stages[stage];

  pass->stage = stage;
  ecg_team_run (work->team, run_stage_gates, pass);
  take_norm_gradient (pass, work->sums, &layer->conv2);
  if (layer->has_proj)
    take_norm_gradient (pass, work->sums_proj, &layer->proj);
  ecg_team_run (work->team, run_stage_conv2, pass);
  take_norm_gradient (pass, work->sums, &layer->conv1);
  ecg_team_run (work->team, run_stage_conv1, pass);
  swap_maps (work);
}

/* The tail is small and belongs to both tasks: the calling thread does it alone. */

static double
norm_of (const float *x, size_t n)
{
  double squares = 0.0;

  for (size_t i = 0; i < n; i++)
    squares += (double) x[i] * (double) x[i];
  return sqrt (squares);
}

static void
weigh (float *x, float weight, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] *= weight;
}

/* Of one task: from its logits to ∂L_i/∂embed.weight, unweighted. */
static void
backward_task (const Pass *pass, EcgModelStep *step, const int32_t *labels, size_t task)
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *head = &work->layout.heads[task];
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgDenseShape  head_shape = { pass->batch, head->in, head->out };
  const EcgXent        xent =
    ecg_softmax_xent (work->d_logit[task], work->logit[task], labels, pass->batch, head->out);
  const size_t n_z = pass->batch * layer->out;

  step->loss[task] = xent.loss;
  step->n_known[task] = xent.n_known;
  step->n_correct[task] = xent.n_correct;
  ecg_dense_backward (work->d_z[task], pass->gradients + head->weight, pass->gradients + head->bias,
                      work->d_logit[task], work->dropped, pass->values + head->weight, &head_shape);
  ecg_dropout_apply (work->d_z[task], work->d_z[task], work->mask, n_z);
  ecg_relu_backward (work->d_z[task], work->z, n_z);
}

static void
backward_embed (const Pass *pass, EcgModelStep *step, size_t task, float weight)
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *head = &work->layout.heads[task];
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgDenseShape  shape = { pass->batch, layer->in, layer->out };
  float               *d_embed = work->d_embed[task];
  const size_t         n_weight = layer->in * layer->out;

  memset (d_embed, 0, n_weight * sizeof *d_embed);
  /* The head's gradients so far are of the bare loss; so is what becomes the norm. */
  weigh (pass->gradients + head->weight, weight, head->in * head->out);
  weigh (pass->gradients + head->bias, weight, head->out);
  ecg_dense_backward (NULL, d_embed, work->d_pooled, work->d_z[task], work->pooled,
                      pass->values + layer->weight, &shape);
  step->gradient_norm[task] = (float) norm_of (d_embed, n_weight);
  weigh (work->d_z[task], weight, pass->batch * layer->out);
}

static void
backward_tail (const Pass          *pass,
               EcgModelStep        *step,
               const int32_t *const labels[ECG_N_TASKS],
               const float          task_weights[ECG_N_TASKS])
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgDenseShape  shape = { pass->batch, layer->in, layer->out };
  const size_t         last = work->layout.config.n_stages - 1;

  for (size_t task = 0; task < ECG_N_TASKS; task++)
    {
      backward_task (pass, step, labels[task], task);
      backward_embed (pass, step, task, task_weights[task]);
    }
  for (size_t i = 0; i < pass->batch * layer->out; i++)
    work->d_z[0][i] += work->d_z[1][i];
  ecg_dense_backward (work->d_pooled, pass->gradients + layer->weight,
                      pass->gradients + layer->bias, work->d_z[0], work->pooled,
                      pass->values + layer->weight, &shape);
  ecg_mean_pool1d_backward (work->d_map[0], work->d_pooled, pass->batch * layer->in,
                            work->layout.stages[last].conv2.out_length);
}

void
ecg_model_step (EcgModel            *model,
                EcgModelWork        *work,
                float               *gradients,
                EcgModelStep        *step,
                const float         *x,
                const int32_t *const labels[ECG_N_TASKS],
                size_t               batch,
                const float          task_weights[ECG_N_TASKS],
                EcgRng              *rng)
{
  const size_t total = work->layout.params.total;
  Pass         pass = {
            .values = model->values, .work = work, .x = x, .batch = batch, .gradients = gradients
  };

  assert (work->training && batch >= 1 && batch <= work->max_batch);

  memset (gradients, 0, total * sizeof *gradients);
  memset (work->partial, 0, (work->width - 1) * total * sizeof *gradients);
  ecg_model_forward_training (model, work, x, batch, rng);
  backward_tail (&pass, step, labels, task_weights);
  for (size_t stage = work->layout.config.n_stages; stage > 0; stage--)
    backward_stage (&pass, stage - 1);
  ecg_team_run (work->team, run_pool, &pass);
  take_norm_gradient (&pass, work->sums, &work->layout.stem);
  ecg_team_run (work->team, run_stem, &pass);
  ecg_team_run (work->team, run_reduction, &pass);
}
