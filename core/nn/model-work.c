/*
 * One allocation holds every float of a pass. The layout is walked twice: first to count, then to
 * carve.
 */

#include "core/nn/model-private.h"

#include "core/base/block.h"
#include "core/base/size.h"
#include "core/nn/conv1d-shared.h"

#include <stdlib.h>
#include <string.h>

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
      !ecg_size_add (&carver->used, carver->used,
                     (n + ECG_CACHE_LINE - 1) / ECG_CACHE_LINE * ECG_CACHE_LINE))
    carver->failed = true;
  return piece;
}

static float *
carve_times (Carver *carver, size_t n, size_t size)
{
  size_t total = 0;

  if (!ecg_size_mul (&total, n, size))
    carver->failed = true;
  return carve (carver, total);
}

static float *
carve_batch (Carver *carver, const EcgModelWork *self, size_t per_example)
{
  return carve_times (carver, self->max_batch, per_example);
}

static float *
carve_map (Carver *carver, const EcgModelWork *self, const EcgConvNorm *layer)
{
  return carve_times (carver, self->n_maps, ecg_model_map_size (layer));
}

static size_t
largest (size_t a, size_t b)
{
  return a > b ? a : b;
}

static void
carve_stage (Carver *carver, EcgModelWork *self, size_t index)
{
  const EcgStageLayer *stage = &self->layout.stages[index];
  EcgStageActivations *a = &self->stages[index];

  a->conv1 = carve_map (carver, self, &stage->conv1);
  a->conv2 = carve_map (carver, self, &stage->conv2);
  a->proj = stage->has_proj ? carve_map (carver, self, &stage->proj) : NULL;
  a->residual = carve_map (carver, self, &stage->conv2);
  a->out = carve_map (carver, self, &stage->conv2);
  a->channel = carve_batch (carver, self, stage->sca.shape.channels);
  a->sequence = carve_batch (carver, self, stage->sca.shape.length);
  a->saved = carve_times (carver, self->n_maps, ecg_sca_saved_size (&stage->sca.shape));
}

/* What a worker wants of its scratch, in floats. */
typedef struct
{
  size_t kernel;
  size_t map; /* a group's, before or behind any convolution */
  size_t filters;
} ScratchSizes;

static ScratchSizes
find_scratch_sizes (const EcgModelWork *self)
{
  ScratchSizes sizes = { 0 };

  for (size_t i = 0; i < self->layout.n_norms; i++)
    {
      const EcgConvNorm *layer = ecg_model_layout_conv (&self->layout, i);
      EcgConv1dShape     shape = layer->shape;

      shape.batch = self->n_maps;
      sizes.kernel = largest (sizes.kernel, ecg_conv1d_work_size (&shape));
      shape.batch = self->shared_most[i];
      if (shape.batch > 0)
        sizes.kernel = largest (sizes.kernel, ecg_conv1d_shared_work_size (&shape));
      shape.batch = self->n_maps;
      sizes.map = largest (sizes.map,
                           ecg_conv1d_group (&shape) * largest (shape.in_channels * shape.in_length,
                                                                ecg_model_map_size (layer)));
      sizes.filters = largest (sizes.filters, ecg_conv1d_filters_size (&shape));
    }
  for (size_t i = 0; i < self->layout.config.n_stages; i++)
    sizes.kernel = largest (sizes.kernel, ecg_sca_work_size (&self->layout.stages[i].sca.shape));
  return sizes;
}

static void
carve_scratch (Carver *carver, EcgModelWork *self)
{
  const ScratchSizes sizes = find_scratch_sizes (self);

  for (size_t i = 0; i < self->width; i++)
    {
      EcgModelScratch *scratch = &self->scratch[i];

      scratch->kernel = carve (carver, sizes.kernel);
      scratch->hidden = carve (carver, sizes.map);
      if (!self->training)
        continue;
      scratch->gradient = carve (carver, sizes.map);
      for (size_t slot = 0; slot < ECG_MODEL_N_SLOTS; slot++)
        self->d_filters[slot][i] = carve (carver, sizes.filters);
    }
}

static size_t
find_largest_stage_map (const EcgModelLayout *layout)
{
  size_t most = layout->pooled_length * layout->stem.shape.out_channels;

  for (size_t i = 0; i < layout->config.n_stages; i++)
    most = largest (most, ecg_model_map_size (&layout->stages[i].conv2));
  return most;
}

/* What is evaluated of the largest batch of any layer. */
static void
carve_shared (Carver *carver, EcgModelWork *self)
{
  size_t samples = 0, outputs = 0;

  for (size_t i = 0; i < self->layout.n_norms; i++)
    {
      EcgConv1dShape shape = ecg_model_layout_conv (&self->layout, i)->shape;

      shape.batch = self->shared_most[i];
      if (shape.batch == 0)
        continue;
      samples = largest (samples, ecg_conv1d_shared_samples_size (&shape));
      outputs = largest (outputs, ecg_conv1d_shared_outputs_size (&shape));
    }
  self->samples = carve (carver, samples);
  self->d_outputs = carve (carver, outputs);
}

static void
carve_gradients (Carver *carver, EcgModelWork *self)
{
  const EcgModelLayout *layout = &self->layout;
  const size_t          stage_map = find_largest_stage_map (layout);

  self->d_map[0] = carve_batch (carver, self, stage_map);
  self->d_map[1] = carve_batch (carver, self, stage_map);
  self->d_map[2] =
    carve_batch (carver, self, largest (stage_map, ecg_model_map_size (&layout->stem)));
  self->d_pooled = carve_batch (carver, self, layout->embed.in);
  for (size_t task = 0; task < ECG_N_TASKS; task++)
    {
      self->d_z[task] = carve_batch (carver, self, layout->embed.out);
      self->d_logit[task] = carve_batch (carver, self, layout->heads[task].out);
      self->d_embed[task] = carve_times (carver, layout->embed.in, layout->embed.out);
    }
  self->partial = carve_times (carver, self->width - 1, layout->params.total);
}

static void
carve_all (Carver *carver, EcgModelWork *self)
{
  const EcgModelLayout *layout = &self->layout;

  for (size_t i = 0; i < layout->n_norms; i++)
    {
      const EcgConvNorm *layer = ecg_model_layout_conv (layout, i);

      self->filters[i] = carve (carver, ecg_conv1d_filters_size (&layer->shape));
      if (self->training)
        self->transposed[i] = carve (carver, ecg_conv1d_transposed_size (&layer->shape));
      self->norms[i].mean = carve (carver, layer->shape.out_channels);
      self->norms[i].inv_std = carve (carver, layer->shape.out_channels);
    }
  self->stem_conv = carve_map (carver, self, &layout->stem);
  self->stem_pool =
    carve_times (carver, self->n_maps, layout->stem.shape.out_channels * layout->pooled_length);
  for (size_t i = 0; i < layout->config.n_stages; i++)
    carve_stage (carver, self, i);
  self->pooled = carve_batch (carver, self, layout->embed.in);
  self->z = carve_batch (carver, self, layout->embed.out);
  self->dropped = carve_batch (carver, self, layout->embed.out);
  self->mask = carve_batch (carver, self, layout->embed.out);
  for (size_t task = 0; task < ECG_N_TASKS; task++)
    self->logit[task] = carve_batch (carver, self, layout->heads[task].out);
  carve_scratch (carver, self);
  if (!self->training)
    return;
  carve_shared (carver, self);
  carve_gradients (carver, self);
}

static void
mark_filters (EcgModelWork *self)
{
  const EcgParams *params = &self->layout.params;

  for (size_t i = 0; i < params->n_items; i++)
    for (size_t j = 0; j < self->layout.n_norms; j++)
      if (ecg_model_layout_conv (&self->layout, j)->weight == params->items[i].offset)
        self->is_filter[i] = true;
}

static void
find_shared (EcgModelWork *self)
{
  for (size_t i = 0; i < self->layout.n_norms; i++)
    {
      EcgConv1dShape shape = ecg_model_layout_conv (&self->layout, i)->shape;

      shape.batch = self->max_batch;
      self->shared_most[i] = ecg_conv1d_shared_most (&shape);
    }
}

/* The tables, but for what they point to. */
static bool
allocate_tables (EcgModelWork *self)
{
  self->scratch = calloc (self->width, sizeof *self->scratch);
  self->d_filters[0] = calloc (ECG_MODEL_N_SLOTS * self->width, sizeof *self->d_filters[0]);
  for (size_t slot = 1; self->d_filters[0] != NULL && slot < ECG_MODEL_N_SLOTS; slot++)
    self->d_filters[slot] = self->d_filters[0] + slot * self->width;
  self->sums = calloc (2 * self->width * 2 * self->layout.max_channels, sizeof *self->sums);
  self->squares = calloc (self->width * ECG_CACHE_LINE, sizeof *self->squares);
  return self->scratch != NULL && self->d_filters[0] != NULL && self->sums != NULL &&
         self->squares != NULL;
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
  self->n_maps = max_batch;
  if (!training && max_batch / self->width >= ECG_MODEL_INFERENCE_GROUP)
    self->n_maps = self->width * ECG_MODEL_INFERENCE_GROUP;
  mark_filters (self);
  if (training)
    find_shared (self);
  if (allocate_tables (self))
    {
      carve_all (&carver, self);
      if (!carver.failed)
        self->block = ecg_block_new (carver.used);
    }
  if (self->block == NULL)
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
  free (work->squares);
  free (work->d_filters[0]);
  free (work->scratch);
  free (work);
}
