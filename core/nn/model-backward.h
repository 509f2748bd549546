#pragma once

#include "core/base/block.h"
#include "core/nn/model-private.h"

/*
 * What the files of the backward pass share: model-backward.c walks from segment to segment,
 * model-backward-tasks.c makes the first, model-backward-layers.c what they are made of.
 */

/**
 * EcgBackward:
 * @gradients: of the first worker, and at the end of all
 * @labels: by task
 * @task_weights: by task
 * @layer, @d_in: of a convolution's second half, where channels are shared
 *
 * A pass, as a call of the team sees it.
 */
typedef struct
{
  const float          *values;
  EcgModelWork         *work;
  const float          *x;
  size_t                batch;
  size_t                stage;
  float                *gradients;
  const int32_t *const *labels;
  const float          *task_weights;
  EcgModelStep         *step;
  const EcgConvNorm    *layer;
  float                *d_in;
} EcgBackward;

static inline EcgModelSlice
ecg_backward_slice (const EcgBackward *pass, size_t worker)
{
  return ecg_model_slice_take (pass->work, pass->values, pass->x, pass->batch, worker);
}

/** ecg_backward_gradients: Returns: the worker's own. */
static inline float *
ecg_backward_gradients (const EcgBackward *pass, size_t worker)
{
  return worker == 0 ? pass->gradients
                     : pass->work->partial + (worker - 1) * pass->work->layout.params.total;
}

/** ecg_backward_squares: Returns: the worker's own sum of squares of gradients; behind it a cache
 * line of its own. */
static inline double *
ecg_backward_squares (const EcgBackward *pass, size_t worker)
{
  return pass->work->squares + worker * ECG_CACHE_LINE;
}

/** ecg_backward_tasks: The segment from both losses to ∂z, a worker a task; clears what is added
 * up later. */
void ecg_backward_tasks (void *data, size_t worker, size_t width);

/** ecg_backward_embed: From both tasks' ∂z to the last stage's output, whose means over time went
 * into the embedding. */
void ecg_backward_embed (const EcgBackward *pass, const EcgModelSlice *slice);

/** ecg_backward_sum: Sums what batch norm's gradients want; @d_out and @in begin with the slice's
 * own. */
void ecg_backward_sum (const EcgModelSlice *slice,
                       double              *sums,
                       const float         *d_out,
                       const float         *in,
                       const EcgConvNorm   *layer);

/** ecg_backward_take_norm: ∂L/∂scale and ∂L/∂shift of the workers' sums, in their order. */
void ecg_backward_take_norm (const EcgBackward *pass, const double *sums, const EcgConvNorm *layer);

/** ecg_backward_norm: Through batch norm, whose gradients of the whole batch stand in the first
 * worker's by now. */
void ecg_backward_norm (const EcgBackward   *pass,
                        const EcgModelSlice *slice,
                        float               *d_in,
                        const float         *d_out,
                        const float         *in,
                        const EcgConvNorm   *layer);

/** ecg_backward_conv: Adds to @d_in, which may be NULL; to the filters' gradient in @slot but for
 * the first part of a slice. Where channels are shared, all that can be done before the others'
 * examples are there. */
void ecg_backward_conv (const EcgModelSlice *slice,
                        float               *d_in,
                        EcgModelSlot         slot,
                        bool                 adds,
                        const float         *d_out,
                        const float         *in,
                        const EcgConvNorm   *layer);

/** ecg_backward_finish_conv: After a segment that went through the convolution of @layer: the rest
 * where channels are shared. */
void ecg_backward_finish_conv (EcgBackward *pass, float *d_in, const EcgConvNorm *layer);

/** ecg_backward_write_weights: A worker's share of ∂L/∂weight: in the segment after the one that
 * made all workers' gradients of filters. */
void ecg_backward_write_weights (const EcgBackward *pass,
                                 size_t             worker,
                                 EcgModelSlot       slot,
                                 const EcgConvNorm *layer);

/** ecg_backward_sca: Through the gates of @stage, of one example. */
void ecg_backward_sca (
  const EcgBackward *pass, const EcgModelSlice *one, float *d_in, const float *d_out, size_t stage);
