/*
 * Configuration, values and initialisation of the network.
 */

#include "core/nn/model-private.h"

#include "core/base/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t default_widths[] = { 32, 64, 128, 256 };

static void
set_sizes (EcgModelConfig *config,
           size_t          divisor,
           size_t          leads,
           size_t          length,
           size_t          subjects,
           size_t          activities)
{
  *config = (EcgModelConfig){
    .leads = leads,
    .length = length,
    .n_stages = sizeof default_widths / sizeof default_widths[0],
    .kernel = 7,
    .stem_kernel = 15,
    .embedding = 128 / divisor,
    .n_classes = { subjects, activities },
    .dropout = 0.3f,
    .sca = ECG_SCA_FULL,
    .pooling = ECG_SCA_POOL_MEAN,
    .sca_skip = true,
  };
  for (size_t i = 0; i < config->n_stages; i++)
    config->widths[i] = default_widths[i] / divisor;
}

void
ecg_model_config_default (
  EcgModelConfig *config, size_t leads, size_t length, size_t subjects, size_t activities)
{
  set_sizes (config, 1, leads, length, subjects, activities);
}

void
ecg_model_config_lite (
  EcgModelConfig *config, size_t leads, size_t length, size_t subjects, size_t activities)
{
  set_sizes (config, 2, leads, length, subjects, activities);
}

bool
ecg_model_config_is_valid (const EcgModelConfig *config)
{
  EcgModelLayout layout;

  return ecg_model_layout_init (&layout, config);
}

/* A batch norm's scale is the only "weight" that does not decay. */
static bool
is_scale (const EcgParam *param)
{
  const char *dot = strrchr (param->name, '.');

  return param->kind == ECG_PARAM_BIAS && strcmp (dot, ".weight") == 0;
}

static void
fill (float *values, float value, size_t n)
{
  for (size_t i = 0; i < n; i++)
    values[i] = value;
}

static bool
is_running_var (const EcgParam *param)
{
  return param->kind == ECG_PARAM_RUNNING && strstr (param->name, ".running_var") != NULL;
}

EcgModel *
ecg_model_new (const EcgModelConfig *config)
{
  EcgModel *self = calloc (1, sizeof *self);

  if (self == NULL || !ecg_model_layout_init (&self->layout, config))
    {
      free (self);
      return NULL;
    }
  self->values = ecg_block_new (self->layout.params.total);
  if (self->values == NULL)
    {
      free (self);
      return NULL;
    }
  fill (self->values, 0.0f, self->layout.params.total);
  for (size_t i = 0; i < self->layout.params.n_items; i++)
    if (is_running_var (&self->layout.params.items[i]))
      fill (self->values + self->layout.params.items[i].offset, 1.0f,
            self->layout.params.items[i].size);
  return self;
}

EcgModel *
ecg_model_copy (const EcgModel *model)
{
  EcgModel *copy = ecg_model_new (&model->layout.config);

  if (copy != NULL)
    memcpy (copy->values, model->values, model->layout.params.total * sizeof *copy->values);
  return copy;
}

void
ecg_model_free (EcgModel *model)
{
  if (model == NULL)
    return;
  free (model->values);
  free (model);
}

const EcgModelConfig *
ecg_model_config (const EcgModel *model)
{
  return &model->layout.config;
}

const EcgParams *
ecg_model_params (const EcgModel *model)
{
  return &model->layout.params;
}

float *
ecg_model_values (EcgModel *model)
{
  return model->values;
}

const float *
ecg_model_const_values (const EcgModel *model)
{
  return model->values;
}

/* What a ReLU follows keeps its variance by He's normal; the gates and heads by PyTorch's uniform
 * bounds. */
static void
init_tensor (float *values, const EcgParam *param, EcgRng *rng)
{
  const double bound = param->fan_in > 0 ? 1.0 / sqrt ((double) param->fan_in) : 0.0;
  const bool   gate = strncmp (param->name, "sca.", 4) == 0;
  const bool   before_relu =
    param->kind == ECG_PARAM_WEIGHT && !gate && strstr (param->name, "head") == NULL;

  for (size_t i = 0; i < param->size; i++)
    values[ecg_param_at (param, i)] =
      (float) (before_relu ? sqrt (2.0) * bound * ecg_rng_normal (rng)
                           : bound * (2.0 * ecg_rng_uniform (rng) - 1.0));
}

void
ecg_model_init_weights (EcgModel *model, EcgRng *rng)
{
  const EcgParams *params = &model->layout.params;

  for (size_t i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];
      float          *values = model->values + param->offset;

      if (is_scale (param) || is_running_var (param))
        fill (values, 1.0f, param->size);
      else if (param->fan_in == 0)
        fill (values, 0.0f, param->size);
      else
        init_tensor (values, param, rng);
    }
}

size_t
ecg_model_stage_channels (const EcgModelConfig *config, size_t stage)
{
  return config->widths[stage];
}

size_t
ecg_model_stage_stride (const EcgModelConfig *config, size_t stage)
{
  /* Two halvings in the stem, one in every stage but the first. */
  return (size_t) 4 << stage;
}

size_t
ecg_model_stage_length (const EcgModelConfig *config, size_t stage)
{
  size_t length = config->length;

  /* Every halving is of odd kernels with half of it as padding: it rounds up. */
  for (size_t i = 0; i < stage + 2; i++)
    length = (length + 1) / 2;
  return length;
}

EcgBatchnorm1d
ecg_model_norm (const EcgModelWork *work, const float *values, const EcgConvNorm *layer)
{
  return (EcgBatchnorm1d){
    .mean = work->norms[layer->index].mean,
    .inv_std = work->norms[layer->index].inv_std,
    .scale = values + layer->scale,
    .shift = values + layer->shift,
  };
}

EcgScaWeights
ecg_model_sca_weights (const float *values, const EcgScaLayer *layer)
{
  return (EcgScaWeights){
    .fc1 = values + layer->fc1,
    .fc1_bias = values + layer->fc1_bias,
    .fc2 = values + layer->fc2,
    .fc2_bias = values + layer->fc2_bias,
    .conv = values + layer->conv,
    .conv_bias = values + layer->conv_bias,
  };
}
