/*
 * One allocation holds every float of a pass. The layout is walked twice: first to count, then to
 * carve.
 */

#include "core/nn/model-private.h"

#include "core/base/size.h"

#include <stdlib.h>
#include <string.h>

/* Vectors of the machine want their data on cache lines. */
#define ALIGNMENT 16

typedef struct
{
  float *block; /* NULL while counting */
  size_t used;
  bool   failed;
} Carver;

static float *
carve (Carver *carver, size_t n)
{
  float *piece = carver->block == NULL ? NULL : carver->block + carver->used;

  if (n > SIZE_MAX / sizeof (float) / 2 ||
      !ecg_size_add (&carver->used, carver->used, (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT))
    carver->failed = true;
  return piece;
}

static float *
carve_batch (Carver *carver, const EcgModelWork *self, size_t per_example)
{
  size_t n = 0;

  if (!ecg_size_mul (&n, self->max_batch, per_example))
    carver->failed = true;
  return carve (carver, n);
}

static size_t
map_size (const EcgConvNorm *layer)
{
  return layer->shape.out_channels * layer->out_length;
}

static size_t
largest (size_t a, size_t b)
{
  return a > b ? a : b;
}

static size_t
largest_map (const EcgModelLayout *layout)
{
  size_t most = map_size (&layout->stem);

  for (size_t i = 0; i < layout->config.n_stages; i++)
    most = largest (
      most, largest (map_size (&layout->stages[i].conv1), map_size (&layout->stages[i].conv2)));
  return most;
}

static size_t
conv_scratch (const EcgConvNorm *layer, size_t batch)
{
  EcgConv1dShape shape = layer->shape;

  shape.batch = batch;
  return ecg_conv1d_work_size (&shape);
}

/* Of one worker: the largest that any of its kernels wants. */
static size_t
find_scratch (const EcgModelLayout *layout, size_t batch)
{
  size_t most = conv_scratch (&layout->stem, batch);

  for (size_t i = 0; i < layout->config.n_stages; i++)
    {
      const EcgStageLayer *stage = &layout->stages[i];

      most = largest (most, conv_scratch (&stage->conv1, batch));
      most = largest (most, conv_scratch (&stage->conv2, batch));
      if (stage->has_proj)
        most = largest (most, conv_scratch (&stage->proj, batch));
      most = largest (most, ecg_sca_work_size (&stage->sca.shape));
    }
  return (most + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void
carve_norm (Carver *carver, EcgModelWork *self, const EcgConvNorm *layer)
{
  self->norms[layer->index].mean = carve (carver, layer->shape.out_channels);
  self->norms[layer->index].inv_std = carve (carver, layer->shape.out_channels);
}

static void
carve_stage (Carver *carver, EcgModelWork *self, size_t index)
{
  const EcgStageLayer *stage = &self->layout.stages[index];
  EcgStageActivations *a = &self->stages[index];

  a->conv1 = carve_batch (carver, self, map_size (&stage->conv1));
  a->norm1 = carve_batch (carver, self, map_size (&stage->conv1));
  a->conv2 = carve_batch (carver, self, map_size (&stage->conv2));
  a->proj = stage->has_proj ? carve_batch (carver, self, map_size (&stage->proj)) : NULL;
  a->residual = carve_batch (carver, self, map_size (&stage->conv2));
  a->out = carve_batch (carver, self, map_size (&stage->conv2));
  a->channel = carve_batch (carver, self, stage->sca.shape.channels);
  a->sequence = carve_batch (carver, self, stage->sca.shape.length);
  a->saved = carve_batch (carver, self, ecg_sca_saved_size (&stage->sca.shape));
  carve_norm (carver, self, &stage->conv1);
  carve_norm (carver, self, &stage->conv2);
  if (stage->has_proj)
    carve_norm (carver, self, &stage->proj);
}

static void
carve_gradients (Carver *carver, EcgModelWork *self)
{
  const EcgModelLayout *layout = &self->layout;
  size_t                partial = 0;

  for (size_t i = 0; i < 3; i++)
    self->d_map[i] = carve_batch (carver, self, largest_map (layout));
  self->d_pooled = carve_batch (carver, self, layout->embed.in);
  for (size_t task = 0; task < ECG_N_TASKS; task++)
    {
      self->d_z[task] = carve_batch (carver, self, layout->embed.out);
      self->d_logit[task] = carve_batch (carver, self, layout->heads[task].out);
      self->d_embed[task] = carve (carver, layout->embed.in * layout->embed.out);
    }
  if (!ecg_size_mul (&partial, self->width - 1, layout->params.total))
    carver->failed = true;
  self->partial = carve (carver, partial);
}

static void
carve_all (Carver *carver, EcgModelWork *self)
{
  const EcgModelLayout *layout = &self->layout;

  self->stem_conv = carve_batch (carver, self, map_size (&layout->stem));
  self->stem_norm = carve_batch (carver, self, map_size (&layout->stem));
  self->stem_pool =
    carve_batch (carver, self, layout->stem.shape.out_channels * layout->pooled_length);
  carve_norm (carver, self, &layout->stem);
  for (size_t i = 0; i < layout->config.n_stages; i++)
    carve_stage (carver, self, i);
  self->pooled = carve_batch (carver, self, layout->embed.in);
  self->z = carve_batch (carver, self, layout->embed.out);
  self->dropped = carve_batch (carver, self, layout->embed.out);
  self->mask = carve_batch (carver, self, layout->embed.out);
  for (size_t task = 0; task < ECG_N_TASKS; task++)
    self->logit[task] = carve_batch (carver, self, layout->heads[task].out);
  self->scratch_size = find_scratch (layout, self->max_batch);
  self->scratch = carve (carver, self->width * self->scratch_size);
  if (self->training)
    carve_gradients (carver, self);
}

EcgModelWork *
ecg_model_work_new (const EcgModelConfig *config, size_t max_batch, bool training, EcgTeam *team)
{
  EcgModelWork *self = calloc (1, sizeof *self);
  Carver        carver = { 0 };

  if (self == NULL || max_batch == 0 || !ecg_model_layout_init (&self->layout, config))
    {
      free (self);
      return NULL;
    }
  self->team = team;
  self->width = ecg_team_width (team);
  self->max_batch = max_batch;
  self->training = training;
  carve_all (&carver, self);
  if (!carver.failed)
    self->block = aligned_alloc (64, carver.used * sizeof (float));
  self->sums = calloc (2 * self->width * 2 * self->layout.max_channels, sizeof *self->sums);
  if (self->block == NULL || self->sums == NULL)
    {
      ecg_model_work_free (self);
      return NULL;
    }
  self->sums_proj = self->sums + self->width * 2 * self->layout.max_channels;
  carver = (Carver){ .block = self->block };
  carve_all (&carver, self);
  return self;
}

void
ecg_model_work_free (EcgModelWork *work)
{
  if (work == NULL)
    return;
  free (work->block);
  free (work->sums);
  free (work);
}
