/*
 * The backward pass, from both losses to every gradient. Where the forward pass met for the
 * statistics of a batch norm, this one meets for the sums of its gradients. Workers add to
 * gradients of their own, which are added up in the order of the workers.
 *
 * Three maps are enough: ∂L of a stage's output (0), of its input (1), and of what lies between
 * (2); after a stage the first two change places.
 */

#include "core/nn/model-backward.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/sum.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static size_t
stage_input_size (const EcgModelWork *work, size_t stage)
{
  const EcgConv1dShape *shape = &work->layout.stages[stage].conv1.shape;

  return shape->in_channels * shape->in_length;
}

/* The segments between two barriers. d_map[0] is of the stage's output, d_map[2] becomes that of F
 * before its ReLU. */

static void
run_stage_gates (void *data, size_t worker, size_t width)
{
  const EcgBackward         *pass = data;
  const EcgModelSlice        slice = ecg_backward_slice (pass, worker);
  EcgModelWork              *work = pass->work;
  const EcgStageLayer       *layer = &work->layout.stages[pass->stage];
  const EcgStageActivations *a = &work->stages[pass->stage];
  const size_t               size = ecg_model_map_size (&layer->conv2);

  if (pass->stage + 1 < work->layout.config.n_stages)
    ecg_backward_write_weights (pass, worker, ECG_MODEL_SLOT_CONV1, &layer[1].conv1);
  else
    ecg_backward_embed (pass, &slice);
  ecg_model_slice_clear_sums (&slice, work->sums, &layer->conv2);
  if (layer->has_proj)
    ecg_model_slice_clear_sums (&slice, work->sums_proj, &layer->proj);
  for (size_t i = 0; i < slice.n; i++)
    {
      const EcgModelSlice one = ecg_model_slice_part (&slice, i, 1);
      float              *d_residual = ecg_model_slice_enter (&one, work->d_map[2], size);

      ecg_backward_sca (pass, &one, d_residual, ecg_model_slice_enter (&one, work->d_map[0], size),
                        pass->stage);
      ecg_relu_backward (d_residual, ecg_model_slice_enter (&one, a->residual, size), size);
      ecg_backward_sum (&one, work->sums, d_residual, ecg_model_slice_enter (&one, a->conv2, size),
                        &layer->conv2);
      if (layer->has_proj)
        ecg_backward_sum (&one, work->sums_proj, d_residual,
                          ecg_model_slice_enter (&one, a->proj, size), &layer->proj);
    }
}

/* The shortcut's share of ∂L/∂input, d_map[1], which conv1's is added to later. */
static void
backward_shortcut (const EcgBackward *pass, const EcgModelSlice *part, bool adds)
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
  ecg_backward_norm (pass, part, gradient, d_residual, ecg_model_slice_enter (part, a->proj, size),
                     &layer->proj);
  ecg_backward_conv (
    part, d_in, ECG_MODEL_SLOT_PROJ, adds, gradient,
    ecg_model_slice_enter (part, ecg_model_stage_input (work, pass->stage), in_size), &layer->proj);
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
backward_conv2 (const EcgBackward *pass, const EcgModelSlice *part, const float *hidden, bool adds)
{
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *layer = &work->layout.stages[pass->stage];
  const size_t         size = ecg_model_map_size (&layer->conv2); /* of conv1 too */
  float               *d_map = ecg_model_slice_enter (part, work->d_map[2], size);
  float               *gradient = part->scratch->gradient;

  ecg_backward_norm (pass, part, gradient, d_map,
                     ecg_model_slice_enter (part, work->stages[pass->stage].conv2, size),
                     &layer->conv2);
  memset (d_map, 0, part->n * size * sizeof *d_map);
  ecg_backward_conv (part, d_map, ECG_MODEL_SLOT_CONV2, adds, gradient, hidden, &layer->conv2);
}

/* From there to what bn1 gave. */
static void
backward_hidden (const EcgBackward *pass, const EcgModelSlice *part, const float *hidden)
{
  EcgModelWork      *work = pass->work;
  const EcgConvNorm *layer = &work->layout.stages[pass->stage].conv1;
  const size_t       size = ecg_model_map_size (layer);
  float             *d_map = ecg_model_slice_enter (part, work->d_map[2], size);

  ecg_relu_backward (d_map, hidden, part->n * size);
  ecg_backward_sum (part, work->sums, d_map,
                    ecg_model_slice_enter (part, work->stages[pass->stage].conv1, size), layer);
}

static void
run_stage_conv2 (void *data, size_t worker, size_t width)
{
  const EcgBackward   *pass = data;
  const EcgModelSlice  slice = ecg_backward_slice (pass, worker);
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
  const EcgBackward  *pass = data;
  const EcgModelSlice slice = ecg_backward_slice (pass, worker);
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
  const EcgBackward   *pass = data;
  const EcgModelSlice  slice = ecg_backward_slice (pass, worker);
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *stage = &work->layout.stages[pass->stage];
  const EcgConvNorm   *layer = &stage->conv1;
  const size_t         size = ecg_model_map_size (layer);
  const size_t         in_size = stage_input_size (work, pass->stage);
  const size_t         step = ecg_model_slice_group (&slice, layer);

  ecg_backward_write_weights (pass, worker, ECG_MODEL_SLOT_CONV2, &stage->conv2);
  if (stage->has_proj)
    ecg_backward_write_weights (pass, worker, ECG_MODEL_SLOT_PROJ, &stage->proj);
  for (size_t i = 0; i < slice.n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (&slice, i, step);
      float              *gradient = part.scratch->gradient;

      ecg_backward_norm (pass, &part, gradient, ecg_model_slice_enter (&part, work->d_map[2], size),
                         ecg_model_slice_enter (&part, work->stages[pass->stage].conv1, size),
                         layer);
      ecg_backward_conv (
        &part, ecg_model_slice_enter (&part, work->d_map[1], in_size), ECG_MODEL_SLOT_CONV1, i > 0,
        gradient, ecg_model_slice_enter (&part, ecg_model_stage_input (work, pass->stage), in_size),
        layer);
    }
}

static void
run_pool (void *data, size_t worker, size_t width)
{
  const EcgBackward   *pass = data;
  const EcgModelSlice  slice = ecg_backward_slice (pass, worker);
  EcgModelWork        *work = pass->work;
  const EcgConvNorm   *layer = &work->layout.stem;
  const EcgPool1dShape shape = { 1, layer->out_length, layer->shape.out_channels };
  const size_t         size = ecg_model_map_size (layer);
  const size_t         pooled_size = work->layout.pooled_length * shape.channels;
  float               *hidden = slice.scratch->hidden;

  ecg_backward_write_weights (pass, worker, ECG_MODEL_SLOT_CONV1, &work->layout.stages[0].conv1);
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
      ecg_backward_sum (&one, work->sums, d_norm, conv, layer);
    }
}

static void
run_stem (void *data, size_t worker, size_t width)
{
  const EcgBackward  *pass = data;
  const EcgModelSlice slice = ecg_backward_slice (pass, worker);
  EcgModelWork       *work = pass->work;
  const EcgConvNorm  *layer = &work->layout.stem;
  const size_t        size = ecg_model_map_size (layer);
  const size_t        step = ecg_model_slice_group (&slice, layer);

  for (size_t i = 0; i < slice.n; i += step)
    {
      const EcgModelSlice part = ecg_model_slice_part (&slice, i, step);
      float              *gradient = part.scratch->gradient;

      ecg_backward_norm (pass, &part, gradient, ecg_model_slice_enter (&part, work->d_map[2], size),
                         ecg_model_slice_enter (&part, work->stem_conv, size), layer);
      ecg_model_slice_read_x (&part, part.scratch->hidden);
      ecg_backward_conv (&part, NULL, ECG_MODEL_SLOT_CONV1, i > 0, gradient, part.scratch->hidden,
                         layer);
    }
}

static void
add_partial_gradients (const EcgBackward *pass, size_t begin, size_t end)
{
  for (size_t other = 1; other < pass->work->width; other++)
    {
      const float *partial = ecg_backward_gradients (pass, other);

      for (size_t i = begin; i < end; i++)
        pass->gradients[i] += partial[i];
    }
}

static void
run_reduction (void *data, size_t worker, size_t width)
{
  const EcgBackward *pass = data;
  const EcgParams   *params = &pass->work->layout.params;

  ecg_backward_write_weights (pass, worker, ECG_MODEL_SLOT_CONV1, &pass->work->layout.stem);
  for (size_t i = 0; i < params->n_items; i++)
    {
      size_t begin, end;

      ecg_team_slice (params->items[i].size, worker, width, &begin, &end);
      if (pass->work->is_filter[i])
        continue;
      begin += params->items[i].offset;
      end += params->items[i].offset;
      add_partial_gradients (pass, begin, end);
      *ecg_backward_squares (pass, worker) +=
        ecg_sum_squares (pass->gradients + begin, end - begin);
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
backward_stage (EcgBackward *pass, size_t stage)
{
  EcgModelWork        *work = pass->work;
  const EcgStageLayer *layer = &work->layout.stages[stage];

  pass->stage = stage;
  ecg_team_run (work->team, run_stage_gates, pass);
  ecg_backward_take_norm (pass, work->sums, &layer->conv2);
  if (layer->has_proj)
    ecg_backward_take_norm (pass, work->sums_proj, &layer->proj);
  ecg_team_run (work->team, run_stage_conv2, pass);
  ecg_backward_finish_conv (pass, work->d_map[2], &layer->conv2);
  if (ecg_model_shares (work, &layer->conv2, pass->batch))
    ecg_team_run (work->team, run_stage_hidden, pass);
  ecg_backward_take_norm (pass, work->sums, &layer->conv1);
  ecg_team_run (work->team, run_stage_conv1, pass);
  ecg_backward_finish_conv (pass, work->d_map[1], &layer->conv1);
  swap_maps (work);
}

/* The workers' sums, in the order of the workers. */
static double
find_norm (const EcgBackward *pass)
{
  double squares = 0.0;

  for (size_t worker = 0; worker < pass->work->width; worker++)
    squares += *ecg_backward_squares (pass, worker);
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
  EcgBackward pass = {
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
  ecg_team_run (work->team, ecg_backward_tasks, &pass);
  for (size_t stage = work->layout.config.n_stages; stage > 0; stage--)
    backward_stage (&pass, stage - 1);
  ecg_team_run (work->team, run_pool, &pass);
  ecg_backward_take_norm (&pass, work->sums, &work->layout.stem);
  ecg_team_run (work->team, run_stem, &pass);
  ecg_team_run (work->team, run_reduction, &pass);
  step->norm = find_norm (&pass);
}
