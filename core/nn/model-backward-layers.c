/*
 * Layers of the backward pass on a slice, whose part of each map is given.
 */

#include "core/nn/conv1d-shared.h"
#include "core/nn/model-backward.h"

void
ecg_backward_sum (const EcgModelSlice *slice,
                  double              *sums,
                  const float         *d_out,
                  const float         *in,
                  const EcgConvNorm   *layer)
{
  const EcgBatchnorm1dShape shape = { slice->n * layer->out_length, layer->shape.out_channels };

  ecg_batchnorm1d_sum_gradient (sums + slice->worker * 2 * shape.channels, d_out, in, &shape);
}

/* ∂L/∂scale and ∂L/∂shift of the whole batch stand in the first worker's gradients by now. */
void
ecg_backward_norm (const EcgBackward   *pass,
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
void
ecg_backward_conv (const EcgModelSlice *slice,
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

/* A worker's share of ∂L/∂weight: in the segment after the one that made all workers' gradients of
 * filters. A worker without examples made none. */
void
ecg_backward_write_weights (const EcgBackward *pass,
                            size_t             worker,
                            EcgModelSlot       slot,
                            const EcgConvNorm *layer)
{
  const size_t width = pass->work->width;

  if (ecg_model_shares (pass->work, layer, pass->batch))
    return; /* written by now */
  *ecg_backward_squares (pass, worker) += ecg_conv1d_weight_gradient (
    pass->gradients + layer->weight, pass->work->d_filters[slot],
    pass->batch < width ? pass->batch : width, worker, width, &layer->shape);
}

/* Some channels of all examples. */
static void
run_columns (void *data, size_t worker, size_t width)
{
  const EcgBackward *pass = data;
  EcgModelWork      *work = pass->work;
  const EcgConvNorm *layer = pass->layer;
  float             *kernel = work->scratch[worker].kernel;
  EcgConv1dShape     shape = layer->shape;

  shape.batch = pass->batch;
  ecg_conv1d_shared_backward (pass->d_in, work->d_outputs, pass->values + layer->weight, worker,
                              width, kernel, &shape);
  *ecg_backward_squares (pass, worker) += ecg_conv1d_shared_weight_gradient (
    pass->gradients + layer->weight, work->samples, work->d_outputs, worker, width, kernel, &shape);
}

/* After a segment that went back through a convolution. */
void
ecg_backward_finish_conv (EcgBackward *pass, float *d_in, const EcgConvNorm *layer)
{
  if (!ecg_model_shares (pass->work, layer, pass->batch))
    return;
  pass->layer = layer;
  pass->d_in = d_in;
  ecg_team_run (pass->work->team, run_columns, pass);
}

/* Of one example. */
void
ecg_backward_sca (
  const EcgBackward *pass, const EcgModelSlice *one, float *d_in, const float *d_out, size_t stage)
{
  const EcgStageActivations *a = &one->work->stages[stage];
  const EcgScaLayer         *layer = &one->work->layout.stages[stage].sca;
  const EcgScaShape         *shape = &layer->shape;
  const EcgScaWeights        weights = ecg_model_sca_weights (one->values, layer);
  float                     *g = ecg_backward_gradients (pass, one->worker);
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

/* The workers' sums, in the order of the workers. */
void
ecg_backward_take_norm (const EcgBackward *pass, const double *sums, const EcgConvNorm *layer)
{
  const EcgBatchnorm1d norm = ecg_model_norm (pass->work, pass->values, layer);

  ecg_batchnorm1d_gradient (pass->gradients + layer->scale, pass->gradients + layer->shift, sums,
                            pass->work->width, &norm, layer->shape.out_channels);
}
