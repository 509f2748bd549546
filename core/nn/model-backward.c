/*
 * The backward pass, from both losses to every gradient. Where the forward pass met for the
 * statistics of a batch norm, this one meets for the sums of its gradients. Workers add to
 * gradients of their own, which are added up in the order of the workers.
 *
 * Three maps are enough: ∂L of a stage's output (0), of its input (1), and of what lies between
 * (2); after a stage the first two change places.
 */

#include "core/base/block.h"
#include "core/nn/conv1d-shared.h"
#include "core/nn/dense.h"
#include "core/nn/dropout.h"
#include "core/nn/model-private.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/softmax-xent.h"
#include "core/nn/sum.h"
#include "core/nn/vectorise.h"

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

  /* a convolution's second half, where channels are shared */
  const EcgConvNorm *layer;
  float             *d_in;

  const int32_t *const *labels;       /* by task */
  const float          *task_weights; /* by task */
  EcgModelStep         *step;
} Pass;

static EcgModelSlice
take_slice (const Pass *pass, size_t worker)
{
  return ecg_model_slice_take (pass->work, pass->values, pass->x, pass->batch, worker);
}

static float *
worker_gradients (const Pass *pass, size_t worker)
{
  return worker == 0 ? pass->gradients
                     : pass->work->partial + (worker - 1) * pass->work->layout.params.total;
}

/* Layers on a slice, whose part of each map is given. */

static void
sum_gradient (const EcgModelSlice *slice,
              double              *sums,
              const float         *d_out,
              const float         *in,
              const EcgConvNorm   *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n * layer->out_length, layer->shape.out_channels };

  ecg_batchnorm1d_sum_gradient (sums + slice->worker * 2 * shape.channels, d_out, in, &shape);
}

/* ∂L/∂scale and ∂L/∂shift of the whole batch stand in the first worker's gradients by now. */
static void
backward_norm (const Pass          *pass,
               const EcgModelSlice *slice,
               float               *d_in,
               const float         *d_out,
               const float         *in,
               const EcgConvNorm   *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n * layer->out_length, layer->shape.out_channels };
  const EcgBatchnorm1d      norm = ecg_model_norm (slice->work, slice->values, layer);

  ecg_batchnorm1d_backward (d_in, d_out, in, pass->gradients + layer->scale,
                            pass->gradients + layer->shift, &norm, pass->batch * layer->out_length,
                            &shape);
}

/* Adds to @d_in, which may be NULL; to the filters' gradient in @slot but for the first part of a
 * slice. Where channels are shared, all that can be done before the others' examples are there. */
static void
backward_conv (const EcgModelSlice *slice,
               float               *d_in,
               EcgModelSlot         slot,
               bool                 adds,
               const float         *d_out,
               const float         *in,
               const EcgConvNorm   *layer)
{
  EcgModelWork  *work = slice->work;
  EcgConv1dShape shape = layer->shape;

  if (ecg_model_shares (work, layer, slice->batch))
    {
      shape.batch = slice->batch;
      ecg_conv1d_shared_evaluate (work->samples, in, slice->begin, slice->n, slice->scratch->kernel,
                                  &shape);
      ecg_conv1d_shared_evaluate_gradient (work->d_outputs, d_out, slice->begin, slice->n,
                                           slice->scratch->kernel, &shape);
      return;
    }
  shape.batch = slice->n;
  ecg_conv1d_backward (d_in, work->d_filters[slot][slice->worker], adds, d_out, in,
                       work->transposed[layer->index], slice->scratch->kernel, &shape);
}

/* A worker's own sum of squares; behind the sum a cache line of its own. */
static double *
worker_squares (const Pass *pass, size_t worker)
{
  return pass->work->squares + worker * ECG_CACHE_LINE;
}

/* A worker's share of ∂L/∂weight: in the segment after the one that made all workers' gradients of
 * filters. A worker without examples made none. */
static void
write_weight_gradient (const Pass *pass, size_t worker, EcgModelSlot slot, const EcgConvNorm *layer)
{
  const size_t width = pass->work->width;

  if (ecg_model_shares (pass->work, layer, pass->batch))
    return; /* written by now */
  *worker_squares (pass, worker) += ecg_conv1d_weight_gradient (
    pass->gradients + layer->weight, pass->work->d_filters[slot],
    pass->batch < width ? pass->batch : width, worker, width, &layer->shape);
}

/* Some channels of all examples. */
static void
run_columns (void *data, size_t worker, size_t width)
{
  const Pass        *pass = data;
  EcgModelWork      *work = pass->work;
  const EcgConvNorm *layer = pass->layer;
  float             *kernel = work->scratch[worker].kernel;
  EcgConv1dShape     shape = layer->shape;

  shape.batch = pass->batch;
  ecg_conv1d_shared_backward (pass->d_in, work->d_outputs, pass->values + layer->weight, worker,
                              width, kernel, &shape);
  *worker_squares (pass, worker) += ecg_conv1d_shared_weight_gradient (
    pass->gradients + layer->weight, work->samples, work->d_outputs, worker, width, kernel, &shape);
}

/* After a segment that went back through a convolution. */
static void
finish_convolution (Pass *pass, float *d_in, const EcgConvNorm *layer)
{
  if (!ecg_model_shares (pass->work, layer, pass->batch))
    return;
  pass->layer = layer;
  pass->d_in = d_in;
  ecg_team_run (pass->work->team, run_columns, pass);
}

static size_t
stage_input_size (const EcgModelWork *work, size_t stage)
{
  const EcgConv1dShape *shape = &work->layout.stages[stage].conv1.shape;

  return shape->in_channels * shape->in_length;
}

/* Of one example. */
static void
backward_sca (
  const Pass *pass, const EcgModelSlice *one, float *d_in, const float *d_out, size_t stage)
{
  const EcgStageActivations *a = &one->work->stages[stage];
  const EcgScaLayer         *layer = &one->work->layout.stages[stage].sca;
  const EcgScaShape         *shape = &layer->shape;
  const EcgScaWeights        weights = ecg_model_sca_weights (one->values, layer);
  float                     *g = worker_gradients (pass, one->worker);
  const EcgScaGradients      gradients = {
         g + layer->fc1,      g + layer->fc1_bias, g + layer->fc2,
         g + layer->fc2_bias, g + layer->conv,     g + layer->conv_bias
  };

  ecg_sca_backward (d_in, &gradients, d_out,
                    ecg_model_slice_enter (one, a->residual, shape->channels * shape->length),
                    a->channel + one->begin * shape->channels,
                    a->sequence + one->begin * shape->length,
                    ecg_model_slice_enter (one, a->saved, ecg_sca_saved_size (shape)),
                    one->scratch->kernel, &weights, shape);
}

/* The two tasks, up to where they meet: a worker each. */

ECG_VECTORISED static double
sum_squares (const float *x, size_t n)
{
  return ecg_sum_squares (x, n);
}

static void
weigh (float *x, float weight, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] *= weight;
}

/* From a task's logits to its bare loss's share of ∂z, and its head's gradients. */
static void
backward_head (const Pass *pass, size_t worker, size_t task)
{
  EcgModelWork        *work = pass->work;
  EcgModelStep        *step = pass->step;
  const EcgDenseLayer *head = &work->layout.heads[task];
  const EcgDenseShape  shape = { pass->batch, head->in, head->out };
  float               *gradients = worker_gradients (pass, worker);
  const float          weight = pass->task_weights[task];
  const EcgXent xent = ecg_softmax_xent (work->d_logit[task], work->logit[task], pass->labels[task],
                                         pass->batch, head->out);
  const size_t  n_z = pass->batch * head->in;

  step->loss[task] = xent.loss;
  step->n_known[task] = xent.n_known;
  step->n_correct[task] = xent.n_correct;
  ecg_dense_backward (work->d_z[task], gradients + head->weight, gradients + head->bias,
                      work->d_logit[task], work->dropped, pass->values + head->weight, &shape);
  weigh (gradients + head->weight, weight, head->in * head->out);
  weigh (gradients + head->bias, weight, head->out);
  ecg_dropout_apply (work->d_z[task], work->d_z[task], work->mask, n_z);
  ecg_relu_backward (work->d_z[task], work->z, n_z);
}

/* GradNorm's g_i, of the bare loss; and the task's share of ∂z is weighed. */
static void
find_task_norm (const Pass *pass, size_t task)
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgDenseShape  shape = { pass->batch, layer->in, layer->out };
  float               *d_embed = work->d_embed[task];
  const size_t         n_weight = layer->in * layer->out;

  memset (d_embed, 0, n_weight * sizeof *d_embed);
  ecg_dense_backward (NULL, d_embed, NULL, work->d_z[task], work->pooled,
                      pass->values + layer->weight, &shape);
  pass->step->gradient_norm[task] = (float) sqrt (sum_squares (d_embed, n_weight));
  weigh (work->d_z[task], pass->task_weights[task], pass->batch * layer->out);
}

/* What convolutions do not write is added up by the workers, who begin with 0. */
static void
clear_gradients (const Pass *pass, size_t worker)
{
  const EcgParams *params = &pass->work->layout.params;
  float           *gradients = worker_gradients (pass, worker);

  for (size_t i = 0; i < params->n_items; i++)
    if (!pass->work->is_filter[i])
      memset (gradients + params->items[i].offset, 0, params->items[i].size * sizeof *gradients);
}

static void
run_tasks (void *data, size_t worker, size_t width)
{
  const Pass *pass = data;

  *worker_squares (pass, worker) = 0.0;
  clear_gradients (pass, worker);
  for (size_t task = worker; task < ECG_N_TASKS; task += width)
    {
      backward_head (pass, worker, task);
      find_task_norm (pass, task);
    }
}

/* The segments between two barriers. d_map[0] is of the stage's output, d_map[2] becomes that of F
 * before its ReLU. */

/* From both tasks' ∂z to the last stage's output, whose means over time went into the embedding. */
static void
backward_embed (const Pass *pass, const EcgModelSlice *slice)
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgConvNorm   *last = &work->layout.stages[pass->stage].conv2;
  const EcgDenseShape  shape = { slice->n, layer->in, layer->out };
  const EcgPool1dShape pool = { slice->n, last->out_length, last->shape.out_channels };
  float               *gradients = worker_gradients (pass, slice->worker);
  float               *d_z = work->d_z[0] + slice->begin * layer->out;
  const float         *more = work->d_z[1] + slice->begin * layer->out;
  float               *d_pooled = work->d_pooled + slice->begin * layer->in;

  for (size_t i = 0; i < slice->n * layer->out; i++)
    d_z[i] += more[i];
  ecg_dense_backward (d_pooled, gradients + layer->weight, gradients + layer->bias, d_z,
                      work->pooled + slice->begin * layer->in, pass->values + layer->weight,
                      &shape);
  ecg_mean_pool1d_backward (
    ecg_model_slice_enter (slice, work->d_map[0], ecg_model_map_size (last)), d_pooled, &pool);
}

static void
run_stage_gates (void *data, size_t worker, size_t width)
{
  const Pass                *pass = data;
  const EcgModelSlice        slice = take_slice (pass, worker);
  EcgModelWork              *work = pass->work;
  const EcgStageLayer       *layer = &work->layout.stages[pass->stage];
  const EcgStageActivations *a = &work->stages[pass->stage];
  const size_t               size = ecg_model_map_size (&layer->conv2);

  if (pass->stage + 1 < work->layout.config.n_stages)
    write_weight_gradient (pass, worker, ECG_MODEL_SLOT_CONV1, &layer[1].conv1);
  else
    backward_embed (pass, &slice);
  ecg_model_slice_clear_sums (&slice, work->sums, &layer->conv2);
  if (layer->has_proj)
    ecg_model_slice_clear_sums (&slice, work->sums_proj, &layer->proj);
  for (size_t i = 0; i < slice.n; i++)
    {
      const EcgModelSlice one = ecg_model_slice_part (&slice, i, 1);
      float              *d_residual = ecg_model_slice_enter (&one, work->d_map[2], size);

      backward_sca (pass, &one, d_residual, ecg_model_slice_enter (&one, work->d_map[0], size),
                    pass->stage);
      ecg_relu_backward (d_residual, ecg_model_slice_enter (&one, a->residual, size), size);
      sum_gradient (&one, work->sums, d_residual, ecg_model_slice_enter (&one, a->conv2, size),
                    &layer->conv2);
      if (layer->has_proj)
        sum_gradient (&one, work->sums_proj, d_residual,
                      ecg_model_slice_enter (&one, a->proj, size), &layer->proj);
    }
}

/* The shortcut's share of ∂L/∂input, d_map[1], which conv1's is added to later. */
static void
backward_shortcut (const Pass *pass, const EcgModelSlice *part, bool adds)
{
  EcgModelWork              *work = pass->work;
  const EcgStageLayer       *layer = &work->layout.stages[pass->stage];
  const EcgStageActivations *a = &work->stages[pass->stage];
  const size_t               size = ecg_model_map_size (&layer->conv2);
  const size_t               in_size = stage_input_size (work, pass->stage);
  const float               *d_residual = ecg_model_slice_enter (part, work->d_map[2], size);
  float                     *d_in = ecg_model_slice_enter (part, work->d_map[1], in_size);
  float                     *gradient = part->scratch->gradient;

  if (!layer->has_proj)
    {
      memcpy (d_in, d_residual, part->n * size * sizeof *d_in);
      return;
    }
  memset (d_in, 0, part->n * in_size * sizeof *d_in);
  backward_norm (pass, part, gradient, d_residual, ecg_model_slice_enter (part, a->proj, size),
                 &layer->proj);
  backward_conv (part, d_in, ECG_MODEL_SLOT_PROJ, adds, gradient,
                 ecg_model_slice_enter (part, ecg_model_stage_input (work, pass->stage), in_size),
                 &layer->proj);
}

/* relu (bn1 (conv1)) once more. */
static float *
repeat_hidden (const EcgModelSlice *part, size_t stage)
{
  const EcgStageLayer *layer = &part->work->layout.stages[stage];
  const size_t         size = ecg_model_map_size (&layer->conv1);
  float               *hidden = part->scratch->hidden;

  ecg_model_slice_normalise (part, hidden,
                             ecg_model_slice_enter (part, part->work->stages[stage].conv1, size),
                             &layer->conv1);
  ecg_relu_forward (hidden, part->n * size);
  return hidden;
}

/* From F to conv2's input, @hidden, which replaces it in d_map[2]. */
static void
backward_conv2 (const Pass *pass, const EcgModelSlice *part, const float *hidden, bool adds)
{
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *layer = &work->layout.stages[pass->stage];
  const size_t         size = ecg_model_map_size (&layer->conv2); /* of conv1 too */
  float               *d_map = ecg_model_slice_enter (part, work->d_map[2], size);
  float               *gradient = part->scratch->gradient;

  backward_norm (pass, part, gradient, d_map,
                 ecg_model_slice_enter (part, work->stages[pass->stage].conv2, size),
                 &layer->conv2);
  memset (d_map, 0, part->n * size * sizeof *d_map);
  backward_conv (part, d_map, ECG_MODEL_SLOT_CONV2, adds, gradient, hidden, &layer->conv2);
}

/* From there to what bn1 gave. */
static void
backward_hidden (const Pass *pass, const EcgModelSlice *part, const float *hidden)
{
  EcgModelWork      *work = pass->work;
  const EcgConvNorm *layer = &work->layout.stages[pass->stage].conv1;
  const size_t       size = ecg_model_map_size (layer);
  float             *d_map = ecg_model_slice_enter (part, work->d_map[2], size);

  ecg_relu_backward (d_map, hidden, part->n * size);
  sum_gradient (part, work->sums, d_map,
                ecg_model_slice_enter (part, work->stages[pass->stage].conv1, size), layer);
}

static void
run_stage_conv2 (void *data, size_t worker, size_t width)
{
  const Pass          *pass = data;
  const EcgModelSlice  slice = take_slice (pass, worker);
  const EcgStageLayer *layer = &pass->work->layout.stages[pass->stage];
  const size_t         step = ecg_model_slice_group (&slice, &layer->conv2);
  const bool           is_shared = ecg_model_shares (pass->work, &layer->conv2, pass->batch);

  ecg_model_slice_clear_sums (&slice, pass->work->sums, &layer->conv1);
  for (size_t i = 0; i < slice.n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (&slice, i, step);
      const float        *hidden;

      backward_shortcut (pass, &part, i > 0);
      hidden = repeat_hidden (&part, pass->stage);
      backward_conv2 (pass, &part, hidden, i > 0);
      if (!is_shared)
        backward_hidden (pass, &part, hidden);
    }
}

/* Where conv2's channels are shared: examples again. */
static void
run_stage_hidden (void *data, size_t worker, size_t width)
{
  const Pass         *pass = data;
  const EcgModelSlice slice = take_slice (pass, worker);
  const EcgConvNorm  *layer = &pass->work->layout.stages[pass->stage].conv1;
  const size_t        step = ecg_model_slice_group (&slice, layer);

  for (size_t i = 0; i < slice.n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (&slice, i, step);

      backward_hidden (pass, &part, repeat_hidden (&part, pass->stage));
    }
}

static void
run_stage_conv1 (void *data, size_t worker, size_t width)
{
  const Pass          *pass = data;
  const EcgModelSlice  slice = take_slice (pass, worker);
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *stage = &work->layout.stages[pass->stage];
  const EcgConvNorm   *layer = &stage->conv1;
  const size_t         size = ecg_model_map_size (layer);
  const size_t         in_size = stage_input_size (work, pass->stage);
  const size_t         step = ecg_model_slice_group (&slice, layer);

  write_weight_gradient (pass, worker, ECG_MODEL_SLOT_CONV2, &stage->conv2);
  if (stage->has_proj)
    write_weight_gradient (pass, worker, ECG_MODEL_SLOT_PROJ, &stage->proj);
  for (size_t i = 0; i < slice.n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (&slice, i, step);
      float              *gradient = part.scratch->gradient;

      backward_norm (pass, &part, gradient, ecg_model_slice_enter (&part, work->d_map[2], size),
                     ecg_model_slice_enter (&part, work->stages[pass->stage].conv1, size), layer);
      backward_conv (
        &part, ecg_model_slice_enter (&part, work->d_map[1], in_size), ECG_MODEL_SLOT_CONV1, i > 0,
        gradient, ecg_model_slice_enter (&part, ecg_model_stage_input (work, pass->stage), in_size),
        layer);
    }
}

static void
run_pool (void *data, size_t worker, size_t width)
{
  const Pass          *pass = data;
  const EcgModelSlice  slice = take_slice (pass, worker);
  EcgModelWork        *work = pass->work;
  const EcgConvNorm   *layer = &work->layout.stem;
  const EcgPool1dShape shape = { 1, layer->out_length, layer->shape.out_channels };
  const size_t         size = ecg_model_map_size (layer);
  const size_t         pooled_size = work->layout.pooled_length * shape.channels;
  float               *hidden = slice.scratch->hidden;

  write_weight_gradient (pass, worker, ECG_MODEL_SLOT_CONV1, &work->layout.stages[0].conv1);
  ecg_model_slice_clear_sums (&slice, work->sums, layer);
  for (size_t i = 0; i < slice.n; i++)
    {
      const EcgModelSlice one = ecg_model_slice_part (&slice, i, 1);
      const float        *conv = ecg_model_slice_enter (&one, work->stem_conv, size);
      float              *d_norm = ecg_model_slice_enter (&one, work->d_map[2], size);

      ecg_model_slice_normalise (&one, hidden, conv, layer);
      ecg_relu_forward (hidden, size);
      ecg_max_pool1d_backward (d_norm, ecg_model_slice_enter (&one, work->d_map[0], pooled_size),
                               hidden, &shape);
      ecg_relu_backward (d_norm, hidden, size);
      sum_gradient (&one, work->sums, d_norm, conv, layer);
    }
}

static void
run_stem (void *data, size_t worker, size_t width)
{
  const Pass         *pass = data;
  const EcgModelSlice slice = take_slice (pass, worker);
  EcgModelWork       *work = pass->work;
  const EcgConvNorm  *layer = &work->layout.stem;
  const size_t        size = ecg_model_map_size (layer);
  const size_t        step = ecg_model_slice_group (&slice, layer);

  for (size_t i = 0; i < slice.n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (&slice, i, step);
      float              *gradient = part.scratch->gradient;

      backward_norm (pass, &part, gradient, ecg_model_slice_enter (&part, work->d_map[2], size),
                     ecg_model_slice_enter (&part, work->stem_conv, size), layer);
      ecg_model_slice_read_x (&part, part.scratch->hidden);
      backward_conv (&part, NULL, ECG_MODEL_SLOT_CONV1, i > 0, gradient, part.scratch->hidden,
                     layer);
    }
}

static void
add_partial_gradients (const Pass *pass, size_t begin, size_t end)
{
  for (size_t other = 1; other < pass->work->width; other++)
    {
      const float *partial = worker_gradients (pass, other);

      for (size_t i = begin; i < end; i++)
        pass->gradients[i] += partial[i];
    }
}

static void
run_reduction (void *data, size_t worker, size_t width)
{
  const Pass      *pass = data;
  const EcgParams *params = &pass->work->layout.params;

  write_weight_gradient (pass, worker, ECG_MODEL_SLOT_CONV1, &pass->work->layout.stem);
  for (size_t i = 0; i < params->n_items; i++)
    {
      size_t begin, end;

      ecg_team_slice (params->items[i].size, worker, width, &begin, &end);
      if (pass->work->is_filter[i])
        continue;
      begin += params->items[i].offset;
      end += params->items[i].offset;
      add_partial_gradients (pass, begin, end);
      *worker_squares (pass, worker) += sum_squares (pass->gradients + begin, end - begin);
    }
}

/* The workers' sums, in the order of the workers. */
static void
take_norm_gradient (const Pass *pass, const double *sums, const EcgConvNorm *layer)
{
  const EcgBatchnorm1d norm = ecg_model_norm (pass->work, pass->values, layer);

  ecg_batchnorm1d_gradient (pass->gradients + layer->scale, pass->gradients + layer->shift, sums,
                            pass->work->width, &norm, layer->shape.out_channels);
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
  finish_convolution (pass, work->d_map[2], &layer->conv2);
  if (ecg_model_shares (work, &layer->conv2, pass->batch))
    ecg_team_run (work->team, run_stage_hidden, pass);
  take_norm_gradient (pass, work->sums, &layer->conv1);
  ecg_team_run (work->team, run_stage_conv1, pass);
  finish_convolution (pass, work->d_map[1], &layer->conv1);
  swap_maps (work);
}

/* The workers' sums, in the order of the workers. */
static double
find_norm (const Pass *pass)
{
  double squares = 0.0;

  for (size_t worker = 0; worker < pass->work->width; worker++)
    squares += *worker_squares (pass, worker);
  return sqrt (squares);
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
  Pass pass = {
    .values = model->values,
    .work = work,
    .x = x,
    .batch = batch,
    .gradients = gradients,
    .labels = labels,
    .task_weights = task_weights,
    .step = step,
  };

  assert (work->training && !work->is_frozen && batch >= 1 && batch <= work->max_batch);

  ecg_model_forward_training (model, work, x, batch, rng);
  ecg_team_run (work->team, run_tasks, &pass);
  for (size_t stage = work->layout.config.n_stages; stage > 0; stage--)
    backward_stage (&pass, stage - 1);
  ecg_team_run (work->team, run_pool, &pass);
  take_norm_gradient (&pass, work->sums, &work->layout.stem);
  ecg_team_run (work->team, run_stem, &pass);
  ecg_team_run (work->team, run_reduction, &pass);
  step->norm = find_norm (&pass);
}
