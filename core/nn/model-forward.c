/*
 * Forward passes. Training stops at every batch norm for the statistics of the whole batch;
 * inference has running ones, so that a worker takes its slice through all layers without meeting
 * the others.
 */

#include "core/nn/dense.h"
#include "core/nn/dropout.h"
#include "core/nn/model-private.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/softmax-xent.h"

#include <assert.h>
#include <string.h>

/* What a call of the team needs to know. */
typedef struct
{
  const float  *values;
  EcgModelWork *work;
  const float  *x;
  size_t        batch;
  size_t        stage;
} Pass;

/* A worker's part of it. */
typedef struct
{
  const float  *values;
  EcgModelWork *work;
  size_t        begin;
  size_t        n;
  float        *scratch;
  size_t        worker;
} Slice;

static Slice
take_slice (const Pass *pass, size_t worker, size_t width)
{
  Slice slice = { .values = pass->values, .work = pass->work, .worker = worker };

  slice.n = ecg_model_work_slice (&slice.begin, pass->batch, worker, width);
  slice.scratch = pass->work->scratch + worker * pass->work->scratch_size;
  return slice;
}

/* Layers on a slice: maps are given whole, and entered at the slice. */

static void
convolve (const Slice *slice, float *out, const float *in, const EcgConvNorm *layer)
{
  EcgConv1dShape shape = layer->shape;

  if (slice->n == 0)
    return;
  shape.batch = slice->n;
  ecg_conv1d_forward (out + slice->begin * shape.out_channels * layer->out_length,
                      in + slice->begin * shape.in_channels * shape.in_length,
                      slice->values + layer->weight, slice->scratch, &shape);
}

static void
sum (const Slice *slice, double *sums, const float *map, const EcgConvNorm *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n, layer->shape.out_channels, layer->out_length };

  ecg_batchnorm1d_sum (sums + slice->worker * 2 * shape.channels,
                       map + slice->begin * shape.channels * shape.length, &shape);
}

static void
normalise (const Slice *slice, float *out, const float *in, const EcgConvNorm *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n, layer->shape.out_channels, layer->out_length };
  const EcgBatchnorm1d      norm = ecg_model_norm (slice->work, slice->values, layer);
  const size_t              offset = slice->begin * shape.channels * shape.length;

  ecg_batchnorm1d_forward (out + offset, in + offset, &norm, &shape);
}

static void
rectify (const Slice *slice, float *map, const EcgConvNorm *layer)
{
  const size_t size = layer->shape.out_channels * layer->out_length;

  ecg_relu_forward (map + slice->begin * size, slice->n * size);
}

static void
pool_stem (const Slice *slice)
{
  EcgModelWork         *work = slice->work;
  const EcgModelLayout *layout = &work->layout;
  const size_t          channels = layout->stem.shape.out_channels;

  normalise (slice, work->stem_norm, work->stem_conv, &layout->stem);
  rectify (slice, work->stem_norm, &layout->stem);
  ecg_max_pool1d_forward (work->stem_pool + slice->begin * channels * layout->pooled_length,
                          work->stem_norm + slice->begin * channels * layout->stem.out_length,
                          slice->n * channels, layout->stem.out_length);
}

static const float *
stage_input (const EcgModelWork *work, size_t stage)
{
  return stage == 0 ? work->stem_pool : work->stages[stage - 1].out;
}

static void
begin_stage (const Slice *slice, size_t stage)
{
  EcgModelWork        *work = slice->work;
  const EcgStageLayer *layer = &work->layout.stages[stage];

  convolve (slice, work->stages[stage].conv1, stage_input (work, stage), &layer->conv1);
  if (layer->has_proj)
    convolve (slice, work->stages[stage].proj, stage_input (work, stage), &layer->proj);
}

static void
continue_stage (const Slice *slice, size_t stage)
{
  EcgStageActivations *a = &slice->work->stages[stage];
  const EcgStageLayer *layer = &slice->work->layout.stages[stage];

  normalise (slice, a->norm1, a->conv1, &layer->conv1);
  rectify (slice, a->norm1, &layer->conv1);
  convolve (slice, a->conv2, a->norm1, &layer->conv2);
}

/* F = relu (bn2 (conv2) + shortcut). The projection is normalised into the stage's output, which
 * SCA overwrites after. */
static void
add_shortcut (const Slice *slice, size_t stage)
{
  EcgStageActivations *a = &slice->work->stages[stage];
  const EcgStageLayer *layer = &slice->work->layout.stages[stage];
  const size_t         size = layer->conv2.shape.out_channels * layer->conv2.out_length;
  const size_t         begin = slice->begin * size, end = begin + slice->n * size;
  const float         *shortcut = layer->has_proj ? a->out : stage_input (slice->work, stage);

  normalise (slice, a->residual, a->conv2, &layer->conv2);
  if (layer->has_proj)
    normalise (slice, a->out, a->proj, &layer->proj);
  for (size_t i = begin; i < end; i++)
    a->residual[i] += shortcut[i];
  ecg_relu_forward (a->residual + begin, end - begin);
}

static void
end_stage (const Slice *slice, size_t stage)
{
  EcgStageActivations *a = &slice->work->stages[stage];
  const EcgScaLayer   *layer = &slice->work->layout.stages[stage].sca;
  const EcgScaWeights  weights = ecg_model_sca_weights (slice->values, layer);
  EcgScaShape          shape = layer->shape;
  const size_t         size = shape.channels * shape.length;

  add_shortcut (slice, stage);
  shape.batch = slice->n;
  ecg_sca_forward (a->out + slice->begin * size, a->channel + slice->begin * shape.channels,
                   a->sequence + slice->begin * shape.length,
                   a->saved + slice->begin * ecg_sca_saved_size (&shape),
                   a->residual + slice->begin * size, &weights, &shape);
}

static void
embed (const Slice *slice)
{
  EcgModelWork        *work = slice->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const size_t         last = work->layout.config.n_stages - 1;
  const size_t         length = work->layout.stages[last].conv2.out_length;
  const EcgDenseShape  shape = { slice->n, layer->in, layer->out };
  float               *z = work->z + slice->begin * layer->out;

  if (slice->n == 0)
    return;
  ecg_mean_pool1d_forward (work->pooled + slice->begin * layer->in,
                           work->stages[last].out + slice->begin * layer->in * length,
                           slice->n * layer->in, length);
  ecg_dense_forward (z, work->pooled + slice->begin * layer->in, slice->values + layer->weight,
                     slice->values + layer->bias, &shape);
  ecg_relu_forward (z, slice->n * layer->out);
}

static void
apply_heads (const Slice *slice, const float *embedding)
{
  for (size_t task = 0; task < ECG_N_TASKS && slice->n > 0; task++)
    {
      const EcgDenseLayer *layer = &slice->work->layout.heads[task];
      const EcgDenseShape  shape = { slice->n, layer->in, layer->out };

      ecg_dense_forward (slice->work->logit[task] + slice->begin * layer->out,
                         embedding + slice->begin * layer->in, slice->values + layer->weight,
                         slice->values + layer->bias, &shape);
    }
}

/* Training: the segments between two barriers. */

static void
run_stem (void *data, size_t worker, size_t width)
{
  const Pass   *pass = data;
  const Slice   slice = take_slice (pass, worker, width);
  EcgModelWork *work = pass->work;

  convolve (&slice, work->stem_conv, pass->x, &work->layout.stem);
  sum (&slice, work->sums, work->stem_conv, &work->layout.stem);
}

static void
run_stage_begin (void *data, size_t worker, size_t width)
{
  const Pass          *pass = data;
  const Slice          slice = take_slice (pass, worker, width);
  EcgStageActivations *a = &pass->work->stages[pass->stage];
  const EcgStageLayer *layer = &pass->work->layout.stages[pass->stage];

  if (pass->stage == 0)
    pool_stem (&slice);
  else
    end_stage (&slice, pass->stage - 1);
  begin_stage (&slice, pass->stage);
  sum (&slice, pass->work->sums, a->conv1, &layer->conv1);
  if (layer->has_proj)
    sum (&slice, pass->work->sums_proj, a->proj, &layer->proj);
}

static void
run_stage_middle (void *data, size_t worker, size_t width)
{
  const Pass   *pass = data;
  const Slice   slice = take_slice (pass, worker, width);
  EcgModelWork *work = pass->work;

  continue_stage (&slice, pass->stage);
  sum (&slice, work->sums, work->stages[pass->stage].conv2,
       &work->layout.stages[pass->stage].conv2);
}

static void
run_tail (void *data, size_t worker, size_t width)
{
  const Pass   *pass = data;
  const Slice   slice = take_slice (pass, worker, width);
  EcgModelWork *work = pass->work;
  const size_t  n_z = work->layout.embed.out;

  end_stage (&slice, work->layout.config.n_stages - 1);
  embed (&slice);
  ecg_dropout_apply (work->dropped + slice.begin * n_z, work->z + slice.begin * n_z,
                     work->mask + slice.begin * n_z, slice.n * n_z);
  apply_heads (&slice, work->dropped);
}

/* The workers' sums, in the order of the workers. */
static void
take_statistics (
  EcgModel *model, EcgModelWork *work, const double *sums, const EcgConvNorm *layer, size_t batch)
{
  const EcgNormState *norm = &work->norms[layer->index];

  ecg_batchnorm1d_statistics (norm->mean, norm->inv_std, model->values + layer->running_mean,
                              model->values + layer->running_var, sums, work->width,
                              layer->shape.out_channels, batch * layer->out_length);
}

void
ecg_model_forward_training (
  EcgModel *model, EcgModelWork *work, const float *x, size_t batch, EcgRng *rng)
{
  Pass pass = { .values = model->values, .work = work, .x = x, .batch = batch };

  /* Drawn here and whole, so that it does not depend on the team. */
  ecg_dropout_draw (work->mask, batch * work->layout.embed.out, work->layout.config.dropout, rng);
  ecg_team_run (work->team, run_stem, &pass);
  take_statistics (model, work, work->sums, &work->layout.stem, batch);
  for (pass.stage = 0; pass.stage < work->layout.config.n_stages; pass.stage++)
    {
      const EcgStageLayer *stage = &work->layout.stages[pass.stage];

      ecg_team_run (work->team, run_stage_begin, &pass);
      take_statistics (model, work, work->sums, &stage->conv1, batch);
      if (stage->has_proj)
        take_statistics (model, work, work->sums_proj, &stage->proj, batch);
      ecg_team_run (work->team, run_stage_middle, &pass);
      take_statistics (model, work, work->sums, &stage->conv2, batch);
    }
  ecg_team_run (work->team, run_tail, &pass);
}

/* Inference */

static void
use_running (const EcgModel *model, EcgModelWork *work, const EcgConvNorm *layer)
{
  ecg_batchnorm1d_use_running (work->norms[layer->index].mean, work->norms[layer->index].inv_std,
                               model->values + layer->running_mean,
                               model->values + layer->running_var, layer->shape.out_channels);
}

static void
run_inference (void *data, size_t worker, size_t width)
{
  const Pass   *pass = data;
  const Slice   slice = take_slice (pass, worker, width);
  EcgModelWork *work = pass->work;

  if (slice.n == 0)
    return;
  convolve (&slice, work->stem_conv, pass->x, &work->layout.stem);
  pool_stem (&slice);
  for (size_t stage = 0; stage < work->layout.config.n_stages; stage++)
    {
      begin_stage (&slice, stage);
      continue_stage (&slice, stage);
      end_stage (&slice, stage);
    }
  embed (&slice);
  apply_heads (&slice, work->z);
}

static void
copy_out (float *to, const float *from, size_t n)
{
  if (to != NULL)
    memcpy (to, from, n * sizeof *to);
}

static void
write_output (const EcgModelOutput *output, const EcgModelWork *work, size_t batch)
{
  const EcgModelLayout *layout = &work->layout;

  for (size_t task = 0; task < ECG_N_TASKS; task++)
    {
      copy_out (output->logit[task], work->logit[task], batch * layout->heads[task].out);
      if (output->probability[task] != NULL)
        ecg_softmax (output->probability[task], work->logit[task], batch, layout->heads[task].out);
    }
  copy_out (output->embedding, work->z, batch * layout->embed.out);
  for (size_t stage = 0; stage < layout->config.n_stages; stage++)
    {
      copy_out (output->channel[stage], work->stages[stage].channel,
                batch * layout->stages[stage].sca.shape.channels);
      copy_out (output->sequence[stage], work->stages[stage].sequence,
                batch * layout->stages[stage].sca.shape.length);
    }
}

void
ecg_model_predict (const EcgModel       *model,
                   EcgModelWork         *work,
                   const EcgModelOutput *output,
                   const float          *x,
                   size_t                batch)
{
  Pass pass = { .values = model->values, .work = work, .x = x, .batch = batch };

  assert (batch >= 1 && batch <= work->max_batch);

  use_running (model, work, &work->layout.stem);
  for (size_t stage = 0; stage < work->layout.config.n_stages; stage++)
    {
      const EcgStageLayer *layer = &work->layout.stages[stage];

      use_running (model, work, &layer->conv1);
      use_running (model, work, &layer->conv2);
      if (layer->has_proj)
        use_running (model, work, &layer->proj);
    }
  ecg_team_run (work->team, run_inference, &pass);
  write_output (output, work, batch);
}
