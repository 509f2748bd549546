/*
 * What both passes do with a worker's examples.
 */

#include "core/nn/model-private.h"

#include <string.h>

EcgModelSlice
ecg_model_slice_take (
  EcgModelWork *work, const float *values, const float *x, size_t batch, size_t worker)
{
  EcgModelSlice slice = { .values = values,
                          .x = x,
                          .work = work,
                          .batch = batch,
                          .worker = worker,
                          .scratch = &work->scratch[worker] };
  size_t        end;

  ecg_team_slice (batch, worker, work->width, &slice.begin, &end);
  slice.at = slice.begin;
  slice.n = end - slice.begin;
  return slice;
}

EcgModelSlice
ecg_model_slice_part (const EcgModelSlice *slice, size_t offset, size_t n)
{
  EcgModelSlice part = *slice;

  part.begin += offset;
  part.at += offset;
  part.n = slice->n - offset < n ? slice->n - offset : n;
  return part;
}

size_t
ecg_model_slice_group (const EcgModelSlice *slice, const EcgConvNorm *layer)
{
  EcgConv1dShape shape = layer->shape;

  shape.batch = slice->n > 0 ? slice->n : 1;
  return ecg_conv1d_group (&shape);
}

void
ecg_model_slice_clear_sums (const EcgModelSlice *slice, double *sums, const EcgConvNorm *layer)
{
  const size_t n = 2 * layer->shape.out_channels;

  memset (sums + slice->worker * n, 0, n * sizeof *sums);
}

void
ecg_model_slice_read_x (const EcgModelSlice *slice, float *map)
{
  const EcgConv1dShape *shape = &slice->work->layout.stem.shape;
  const size_t          n_leads = shape->in_channels, length = shape->in_length;

  for (size_t i = 0; i < slice->n; i++, map += n_leads * length)
    for (size_t lead = 0; lead < n_leads; lead++)
      {
        const float *row = slice->x + ((slice->begin + i) * n_leads + lead) * length;

        for (size_t t = 0; t < length; t++)
          map[t * n_leads + lead] = row[t];
      }
}

void
ecg_model_slice_normalise (const EcgModelSlice *slice,
                           float               *out,
                           const float         *in,
                           const EcgConvNorm   *layer)
{
  const EcgBatchnorm1d norm = ecg_model_norm (slice->work, slice->values, layer);

  ecg_batchnorm1d_forward (
    out, in, &norm,
    &(EcgBatchnorm1dShape){ slice->n * layer->out_length, layer->shape.out_channels });
}

float *
ecg_model_stage_input (const EcgModelWork *work, size_t stage)
{
  return stage == 0 ? work->stem_pool : work->stages[stage - 1].out;
}
