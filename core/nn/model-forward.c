/*
 * Forward passes. Training stops at every batch norm for the statistics of the whole batch;
 * inference has running ones, so that a worker takes its slice through all layers without meeting
 * the others.
 */

#include "core/nn/conv1d-shared.h"
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

  /* a convolution's second half, where channels are shared */
  const EcgConvNorm *layer;
  float             *out;
  double            *sums;
} Pass;

static EcgModelSlice
take_slice (const Pass *pass, size_t worker)
{
  return ecg_model_slice_take (pass->work, pass->values, pass->x, pass->batch, worker);
}

/* Layers on a slice, whose part of each map is given. */

/* Where channels are shared, all that can be done before the others' examples are there. Without
 * @sums, as in inference, nothing is shared or summed. */
static void
convolve (
  const EcgModelSlice *slice, double *sums, float *out, const float *in, const EcgConvNorm *layer)
{
  const EcgBatchnorm1dShape norm = { slice->n * layer->out_length, layer->shape.out_channels };
  EcgConv1dShape            shape = layer->shape;

  if (sums != NULL && ecg_model_shares (slice->work, layer, slice->batch))
    {
      shape.batch = slice->batch;
      ecg_conv1d_shared_evaluate (slice->work->samples, in, slice->begin, slice->n,
                                  slice->scratch->kernel, &shape);
      return;
    }
  shape.batch = slice->n;
  ecg_conv1d_forward (out, in, slice->work->filters[layer->index], slice->scratch->kernel, &shape);
  if (sums != NULL)
    ecg_batchnorm1d_sum (sums + slice->worker * 2 * norm.channels, out, &norm);
}

static void
convolve_stem (const EcgModelSlice *slice, double *sums)
{
  EcgModelWork      *work = slice->work;
  const EcgConvNorm *layer = &work->layout.stem;
  const size_t       step = ecg_model_slice_group (slice, layer);

  for (size_t i = 0; i < slice->n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (slice, i, step);
      float *out = ecg_model_slice_enter (&part, work->stem_conv, ecg_model_map_size (layer));

      ecg_model_slice_read_x (&part, part.scratch->hidden);
      convolve (&part, sums, out, part.scratch->hidden, layer);
    }
}

static void
pool_stem (const EcgModelSlice *slice)
{
  EcgModelWork        *work = slice->work;
  const EcgConvNorm   *layer = &work->layout.stem;
  const EcgPool1dShape shape = { 1, layer->out_length, layer->shape.out_channels };
  const size_t         size = ecg_model_map_size (layer);

  for (size_t i = 0; i < slice->n; i++)
    {
      const EcgModelSlice one = ecg_model_slice_part (slice, i, 1);
      float              *hidden = slice->scratch->hidden;

      ecg_model_slice_normalise (&one, hidden, ecg_model_slice_enter (&one, work->stem_conv, size),
                                 layer);
      ecg_relu_forward (hidden, size);
      ecg_max_pool1d_forward (
        ecg_model_slice_enter (&one, work->stem_pool, work->layout.pooled_length * shape.channels),
        hidden, &shape);
    }
}

/* conv1, and beside it the projection. */
static void
begin_stage (const EcgModelSlice *slice, size_t stage, double *sums, double *sums_proj)
{
  EcgModelWork        *work = slice->work;
  const EcgStageLayer *layer = &work->layout.stages[stage];
  EcgStageActivations *a = &work->stages[stage];
  const EcgConvNorm   *conv = &layer->conv1;
  const size_t         step = ecg_model_slice_group (slice, conv);

  for (size_t i = 0; i < slice->n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (slice, i, step);
      const float        *in = ecg_model_slice_enter (&part, ecg_model_stage_input (work, stage),
                                                      conv->shape.in_length * conv->shape.in_channels);
      float              *out = ecg_model_slice_enter (&part, a->conv1, ecg_model_map_size (conv));

      convolve (&part, sums, out, in, conv);
      if (!layer->has_proj)
        continue;
      out = ecg_model_slice_enter (&part, a->proj, ecg_model_map_size (&layer->proj));
      convolve (&part, sums_proj, out, in, &layer->proj);
    }
}

/* conv2 of relu (bn1). */
static void
continue_stage (const EcgModelSlice *slice, size_t stage, double *sums)
{
  EcgStageActivations *a = &slice->work->stages[stage];
  const EcgStageLayer *layer = &slice->work->layout.stages[stage];
  const size_t         size = ecg_model_map_size (&layer->conv1); /* of conv2 too */
  const size_t         step = ecg_model_slice_group (slice, &layer->conv2);

  for (size_t i = 0; i < slice->n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (slice, i, step);
      float              *hidden = part.scratch->hidden;
      float              *out = ecg_model_slice_enter (&part, a->conv2, size);

      ecg_model_slice_normalise (&part, hidden, ecg_model_slice_enter (&part, a->conv1, size),
                                 &layer->conv1);
      ecg_relu_forward (hidden, part.n * size);
      convolve (&part, sums, out, hidden, &layer->conv2);
    }
}

/* F = relu (bn2 (conv2) + shortcut), of one example. The projection is normalised into the stage's
 * output, which SCA overwrites after. */
static void
add_shortcut (const EcgModelSlice *one, size_t stage)
{
  EcgModelWork        *work = one->work;
  EcgStageActivations *a = &work->stages[stage];
  const EcgStageLayer *layer = &work->layout.stages[stage];
  const size_t         size = ecg_model_map_size (&layer->conv2);
  float               *residual = ecg_model_slice_enter (one, a->residual, size);
  float               *shortcut = ecg_model_slice_enter (one, a->out, size);

  ecg_model_slice_normalise (one, residual, ecg_model_slice_enter (one, a->conv2, size),
                             &layer->conv2);
  if (layer->has_proj)
    ecg_model_slice_normalise (one, shortcut, ecg_model_slice_enter (one, a->proj, size),
                               &layer->proj);
  else
    shortcut = ecg_model_slice_enter (one, ecg_model_stage_input (work, stage), size);
  for (size_t i = 0; i < size; i++)
    residual[i] += shortcut[i];
  ecg_relu_forward (residual, size);
}

static void
end_stage (const EcgModelSlice *slice, size_t stage)
{
  EcgStageActivations *a = &slice->work->stages[stage];
  const EcgScaLayer   *layer = &slice->work->layout.stages[stage].sca;
  const EcgScaWeights  weights = ecg_model_sca_weights (slice->values, layer);
  const EcgScaShape   *shape = &layer->shape;
  const size_t         size = shape->channels * shape->length;

  for (size_t i = 0; i < slice->n; i++)
    {
      const EcgModelSlice one = ecg_model_slice_part (slice, i, 1);

      add_shortcut (&one, stage);
      ecg_sca_forward (ecg_model_slice_enter (&one, a->out, size),
                       a->channel + one.begin * shape->channels,
                       a->sequence + one.begin * shape->length,
                       ecg_model_slice_enter (&one, a->saved, ecg_sca_saved_size (shape)),
                       ecg_model_slice_enter (&one, a->residual, size), &weights, shape);
    }
}

static void
embed (const EcgModelSlice *slice)
{
  EcgModelWork        *work = slice->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const size_t         last = work->layout.config.n_stages - 1;
  const EcgPool1dShape pool = { slice->n, work->layout.stages[last].conv2.out_length, layer->in };
  const EcgDenseShape  shape = { slice->n, layer->in, layer->out };
  float               *z = work->z + slice->begin * layer->out;
  float               *pooled = work->pooled + slice->begin * layer->in;

  ecg_mean_pool1d_forward (
    pooled, ecg_model_slice_enter (slice, work->stages[last].out, pool.length * pool.channels),
    &pool);
  ecg_dense_forward (z, pooled, slice->values + layer->weight, slice->values + layer->bias, &shape);
  ecg_relu_forward (z, slice->n * layer->out);
}

static void
apply_heads (const EcgModelSlice *slice, const float *embedding)
{
  for (size_t task = 0; task < ECG_N_TASKS; task++)
    {
      const EcgDenseLayer *layer = &slice->work->layout.heads[task];
      const EcgDenseShape  shape = { slice->n, layer->in, layer->out };

      ecg_dense_forward (slice->work->logit[task] + slice->begin * layer->out,
                         embedding + slice->begin * layer->in, slice->values + layer->weight,
                         slice->values + layer->bias, &shape);
    }
}

/* The weights, as the convolutions want them: every worker does a share of each layer's. Where a
 * step shares channels they are prepared on the way. */
static void
run_preparation (void *data, size_t worker, size_t width)
{
  const Pass   *pass = data;
  EcgModelWork *work = pass->work;

  for (size_t i = 0; i < work->layout.n_norms; i++)
    {
      const EcgConvNorm *layer = ecg_model_layout_conv (&work->layout, i);

      if (pass->x != NULL && ecg_model_shares (work, layer, pass->batch))
        continue;
      ecg_conv1d_prepare (work->filters[i], pass->values + layer->weight, worker, width,
                          &layer->shape);
      if (work->training)
        ecg_conv1d_transpose (work->transposed[i], pass->values + layer->weight, worker, width,
                              &layer->shape);
    }
}

/* Training: the segments between two barriers. */

static void
run_stem (void *data, size_t worker, size_t width)
{
  const Pass         *pass = data;
  const EcgModelSlice slice = take_slice (pass, worker);
  double             *sums = pass->work->sums;

  ecg_model_slice_clear_sums (&slice, sums, &pass->work->layout.stem);
  convolve_stem (&slice, sums);
}

static void
run_stage_begin (void *data, size_t worker, size_t width)
{
  const Pass          *pass = data;
  const EcgModelSlice  slice = take_slice (pass, worker);
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *layer = &work->layout.stages[pass->stage];

  ecg_model_slice_clear_sums (&slice, work->sums, &layer->conv1);
  if (layer->has_proj)
    ecg_model_slice_clear_sums (&slice, work->sums_proj, &layer->proj);
  if (pass->stage == 0)
    pool_stem (&slice);
  else
    end_stage (&slice, pass->stage - 1);
  begin_stage (&slice, pass->stage, work->sums, work->sums_proj);
}

static void
run_stage_middle (void *data, size_t worker, size_t width)
{
  const Pass         *pass = data;
  const EcgModelSlice slice = take_slice (pass, worker);
  EcgModelWork       *work = pass->work;

  ecg_model_slice_clear_sums (&slice, work->sums, &work->layout.stages[pass->stage].conv2);
  continue_stage (&slice, pass->stage, work->sums);
}

static void
run_tail (void *data, size_t worker, size_t width)
{
  const Pass         *pass = data;
  const EcgModelSlice slice = take_slice (pass, worker);
  EcgModelWork       *work = pass->work;
  const size_t        n_z = work->layout.embed.out;

  if (slice.n == 0)
    return;
  end_stage (&slice, work->layout.config.n_stages - 1);
  embed (&slice);
  ecg_dropout_apply (work->dropped + slice.begin * n_z, work->z + slice.begin * n_z,
                     work->mask + slice.begin * n_z, slice.n * n_z);
  apply_heads (&slice, work->dropped);
}

/* Some channels of all examples. */
static void
run_columns (void *data, size_t worker, size_t width)
{
  const Pass               *pass = data;
  const EcgConvNorm        *layer = pass->layer;
  const EcgBatchnorm1dShape norm = { pass->batch * layer->out_length, layer->shape.out_channels };
  EcgConv1dShape            shape = layer->shape;
  size_t                    begin, end;

  shape.batch = pass->batch;
  ecg_conv1d_shared_forward (pass->out, pass->work->samples, pass->values + layer->weight, worker,
                             width, pass->work->scratch[worker].kernel, &shape);
  ecg_conv1d_shared_columns (&begin, &end, worker, width, &shape);
  ecg_batchnorm1d_sum_columns (pass->sums + worker * 2 * norm.channels, pass->out, begin, end,
                               &norm);
}

/* After a segment that convolved. */
static void
finish_convolution (Pass *pass, float *out, double *sums, const EcgConvNorm *layer)
{
  if (!ecg_model_shares (pass->work, layer, pass->batch))
    return;
  pass->layer = layer;
  pass->out = out;
  pass->sums = sums;
  ecg_team_run (pass->work->team, run_columns, pass);
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
  ecg_team_run (work->team, run_preparation, &pass);
  ecg_team_run (work->team, run_stem, &pass);
  take_statistics (model, work, work->sums, &work->layout.stem, batch);
  for (pass.stage = 0; pass.stage < work->layout.config.n_stages; pass.stage++)
    {
      const EcgStageLayer       *stage = &work->layout.stages[pass.stage];
      const EcgStageActivations *a = &work->stages[pass.stage];

      ecg_team_run (work->team, run_stage_begin, &pass);
      finish_convolution (&pass, a->conv1, work->sums, &stage->conv1);
      take_statistics (model, work, work->sums, &stage->conv1, batch);
      if (stage->has_proj)
        take_statistics (model, work, work->sums_proj, &stage->proj, batch);
      ecg_team_run (work->team, run_stage_middle, &pass);
      finish_convolution (&pass, a->conv2, work->sums, &stage->conv2);
      take_statistics (model, work, work->sums, &stage->conv2, batch);
    }
  ecg_team_run (work->team, run_tail, &pass);
}

/* Inference */

static void
infer (const EcgModelSlice *slice)
{
  EcgModelWork *work = slice->work;

  convolve_stem (slice, NULL);
  pool_stem (slice);
  for (size_t stage = 0; stage < work->layout.config.n_stages; stage++)
    {
      begin_stage (slice, stage, NULL, NULL);
      continue_stage (slice, stage, NULL);
      end_stage (slice, stage);
    }
  embed (slice);
  apply_heads (slice, work->z);
}

static void
run_inference (void *data, size_t worker, size_t width)
{
  const Pass         *pass = data;
  const EcgModelSlice slice = take_slice (pass, worker);
  const bool          has_few_maps = pass->work->n_maps < pass->work->max_batch;

  for (size_t i = 0; i < slice.n; i += ECG_MODEL_INFERENCE_GROUP)
    {
      EcgModelSlice part = ecg_model_slice_part (&slice, i, ECG_MODEL_INFERENCE_GROUP);

      if (has_few_maps)
        part.at = worker * ECG_MODEL_INFERENCE_GROUP;
      infer (&part);
    }
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

/* Everything that inference makes of a model before it looks at a window. */
static void
prepare_inference (EcgModelWork *work, const EcgModel *model)
{
  Pass pass = { .values = model->values, .work = work };

  for (size_t i = 0; i < work->layout.n_norms; i++)
    {
      const EcgConvNorm *layer = ecg_model_layout_conv (&work->layout, i);

      ecg_batchnorm1d_use_running (work->norms[i].mean, work->norms[i].inv_std,
                                   model->values + layer->running_mean,
                                   model->values + layer->running_var, layer->shape.out_channels);
    }
  ecg_team_run (work->team, run_preparation, &pass);
}

void
ecg_model_work_freeze (EcgModelWork *work, const EcgModel *model)
{
  prepare_inference (work, model);
  work->is_frozen = true;
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

  if (!work->is_frozen)
    prepare_inference (work, model);
  ecg_team_run (work->team, run_inference, &pass);
  write_output (output, work, batch);
}
