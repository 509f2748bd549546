/*
 * Builds the table of layers. Offsets grow as tensors are added; a product that overflows, or a
 * network that is too large, leaves the layout marked as failed and is reported once at the end.
 */

#include "core/nn/model-layout.h"

#include "core/base/size.h"
#include "core/nn/pool1d.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MAX_VALUES ((size_t) 1 << 28)
#define MAX_SIZE ((size_t) 1 << 20)

typedef struct
{
  EcgModelLayout *layout;
  bool            failed;
} Builder;

/* Returns the tensor's offset. A size of 0 in @shape ends it. */
static size_t
add_tensor (Builder     *builder,
            EcgParamKind kind,
            size_t       fan_in,
            const size_t shape[3],
            const char  *format,
            ...)
{
  EcgParams *params = &builder->layout->params;
  EcgParam  *param = &params->items[params->n_items];
  size_t     size = 1;
  va_list    arguments;

  if (builder->failed || params->n_items == ECG_PARAMS_MAX)
    {
      builder->failed = true;
      return 0;
    }
  *param = (EcgParam){ .kind = kind, .offset = params->total, .fan_in = fan_in };
  for (; param->rank < 3 && shape[param->rank] > 0; param->rank++)
    {
      param->shape[param->rank] = shape[param->rank];
      if (!ecg_size_mul (&size, size, shape[param->rank]) || size > MAX_VALUES)
        {
          builder->failed = true;
          return 0;
        }
    }
  va_start (arguments, format);
  vsnprintf (param->name, sizeof param->name, format, arguments);
  va_end (arguments);
  param->size = size;
  params->total += size;
  params->n_items++;
  builder->failed = params->total > MAX_VALUES;
  return param->offset;
}

static size_t
add_vector (Builder     *builder,
            EcgParamKind kind,
            size_t       fan_in,
            size_t       n,
            const char  *prefix,
            const char  *name)
{
  return add_tensor (builder, kind, fan_in, (const size_t[3]){ n }, "%s.%s", prefix, name);
}

static void
add_conv_norm (Builder              *builder,
               EcgConvNorm          *layer,
               const EcgConv1dShape *shape,
               const char           *conv,
               const char           *norm)
{
  EcgModelLayout *layout = builder->layout;
  const size_t    channels = shape->out_channels;

  *layer = (EcgConvNorm){ .shape = *shape, .index = layout->n_norms++ };
  builder->failed = builder->failed || !ecg_conv1d_shape_is_valid (shape);
  layer->shape.method = ecg_conv1d_best_method (shape);
  layer->out_length = builder->failed ? 0 : ecg_conv1d_out_length (shape);
  layer->weight = add_tensor (builder, ECG_PARAM_WEIGHT, shape->in_channels * shape->kernel,
                              (const size_t[3]){ channels, shape->in_channels, shape->kernel },
                              "%s.weight", conv);
  layer->scale = add_vector (builder, ECG_PARAM_BIAS, 0, channels, norm, "weight");
  layer->shift = add_vector (builder, ECG_PARAM_BIAS, 0, channels, norm, "bias");
  layer->running_mean = add_vector (builder, ECG_PARAM_RUNNING, 0, channels, norm, "running_mean");
  layer->running_var = add_vector (builder, ECG_PARAM_RUNNING, 0, channels, norm, "running_var");
  if (channels > layout->max_channels)
    layout->max_channels = channels;
}

static void
add_stage (Builder *builder, size_t index, size_t in_channels, size_t in_length)
{
  const EcgModelConfig *config = &builder->layout->config;
  EcgStageLayer        *stage = &builder->layout->stages[index];
  EcgConv1dShape        shape = { .batch = 1,
                                  .in_channels = in_channels,
                                  .in_length = in_length,
                                  .out_channels = config->widths[index],
                                  .kernel = config->kernel,
                                  .stride = index == 0 ? 1 : 2,
                                  .padding = config->kernel / 2 };
  char                  conv[ECG_PARAM_NAME_MAX], norm[ECG_PARAM_NAME_MAX];

  stage->in_length = in_length;
  snprintf (conv, sizeof conv, "stages.%zu.conv1", index);
  snprintf (norm, sizeof norm, "stages.%zu.bn1", index);
  add_conv_norm (builder, &stage->conv1, &shape, conv, norm);

  stage->has_proj = shape.stride != 1 || in_channels != shape.out_channels;
  if (stage->has_proj)
    {
      EcgConv1dShape point = shape;

      point.kernel = 1;
      point.padding = 0;
      snprintf (conv, sizeof conv, "stages.%zu.proj", index);
      snprintf (norm, sizeof norm, "stages.%zu.proj_bn", index);
      add_conv_norm (builder, &stage->proj, &point, conv, norm);
    }

  shape.in_channels = shape.out_channels;
  shape.in_length = stage->conv1.out_length;
  shape.stride = 1;
  snprintf (conv, sizeof conv, "stages.%zu.conv2", index);
  snprintf (norm, sizeof norm, "stages.%zu.bn2", index);
  add_conv_norm (builder, &stage->conv2, &shape, conv, norm);
}

static void
add_sca (Builder *builder, size_t index)
{
  const EcgModelConfig *config = &builder->layout->config;
  EcgStageLayer        *stage = &builder->layout->stages[index];
  EcgScaLayer          *sca = &stage->sca;
  const size_t          channels = config->widths[index];
  const size_t          hidden = channels / 8 > 4 ? channels / 8 : 4;
  char                  fc1[ECG_PARAM_NAME_MAX], fc2[ECG_PARAM_NAME_MAX], conv[ECG_PARAM_NAME_MAX];

  sca->shape = (EcgScaShape){
    .batch = 1,
    .channels = channels,
    .length = stage->conv2.out_length,
    .hidden = hidden,
    .kernel = config->kernel,
    .channel_gate = config->sca == ECG_SCA_FULL || config->sca == ECG_SCA_CHANNEL,
    .sequence_gate = config->sca == ECG_SCA_FULL || config->sca == ECG_SCA_SEQUENCE,
    .mean_max = config->pooling == ECG_SCA_POOL_MEAN_MAX,
    .skip = config->sca_skip && config->sca != ECG_SCA_NONE,
  };
  snprintf (fc1, sizeof fc1, "sca.%zu.fc1", index);
  snprintf (fc2, sizeof fc2, "sca.%zu.fc2", index);
  snprintf (conv, sizeof conv, "sca.%zu.conv", index);
  if (sca->shape.channel_gate)
    {
      sca->fc1 = add_tensor (builder, ECG_PARAM_WEIGHT, channels,
                             (const size_t[3]){ hidden, channels }, "%s.weight", fc1);
      sca->fc1_bias = add_vector (builder, ECG_PARAM_BIAS, channels, hidden, fc1, "bias");
      sca->fc2 = add_tensor (builder, ECG_PARAM_WEIGHT, hidden,
                             (const size_t[3]){ channels, hidden }, "%s.weight", fc2);
      sca->fc2_bias = add_vector (builder, ECG_PARAM_BIAS, hidden, channels, fc2, "bias");
    }
  if (sca->shape.sequence_gate)
    {
      sca->conv = add_tensor (builder, ECG_PARAM_WEIGHT, config->kernel,
                              (const size_t[3]){ 1, 1, config->kernel }, "%s.weight", conv);
      sca->conv_bias = add_vector (builder, ECG_PARAM_BIAS, config->kernel, 1, conv, "bias");
    }
}

static void
add_dense (Builder *builder, EcgDenseLayer *layer, size_t in, size_t out, const char *name)
{
  layer->in = in;
  layer->out = out;
  layer->weight =
    add_tensor (builder, ECG_PARAM_WEIGHT, in, (const size_t[3]){ out, in }, "%s.weight", name);
  layer->bias = add_vector (builder, ECG_PARAM_BIAS, in, out, name, "bias");
}

static bool
is_size (size_t value)
{
  return value >= 1 && value <= MAX_SIZE;
}

static bool
sizes_are_in_range (const EcgModelConfig *config)
{
  if (!is_size (config->leads) || !is_size (config->length) || config->n_stages < 1 ||
      config->n_stages > ECG_MODEL_MAX_STAGES)
    return false;
  if (!is_size (config->kernel) || config->kernel % 2 == 0 || !is_size (config->stem_kernel) ||
      config->stem_kernel % 2 == 0)
    return false;
  for (size_t i = 0; i < config->n_stages; i++)
    if (!is_size (config->widths[i]))
      return false;
  return is_size (config->embedding) && is_size (config->n_classes[0]) &&
         is_size (config->n_classes[1]) && config->dropout >= 0.0f && config->dropout < 1.0f;
}

bool
ecg_model_layout_init (EcgModelLayout *self, const EcgModelConfig *config)
{
  Builder        builder = { .layout = self };
  EcgConv1dShape stem = { .batch = 1,
                          .in_channels = config->leads,
                          .in_length = config->length,
                          .out_channels = config->widths[0],
                          .kernel = config->stem_kernel,
                          .stride = 2,
                          .padding = config->stem_kernel / 2 };
  size_t         length;

  memset (self, 0, sizeof *self);
  self->config = *config;
  if (!sizes_are_in_range (config))
    return false;

  add_conv_norm (&builder, &self->stem, &stem, "stem", "stem_bn");
  length = self->pooled_length = ecg_max_pool1d_out_length (self->stem.out_length);
  for (size_t i = 0; i < config->n_stages && !builder.failed; i++)
    {
      add_stage (&builder, i, i == 0 ? config->widths[0] : config->widths[i - 1], length);
      add_sca (&builder, i);
      length = self->stages[i].conv2.out_length;
    }
  add_dense (&builder, &self->embed, config->widths[config->n_stages - 1], config->embedding,
             "embed");
  add_dense (&builder, &self->heads[ECG_TASK_IDENTITY], config->embedding, config->n_classes[0],
             "id_head");
  add_dense (&builder, &self->heads[ECG_TASK_ACTIVITY], config->embedding, config->n_classes[1],
             "act_head");
  return !builder.failed;
}

const EcgConvNorm *
ecg_model_layout_conv (const EcgModelLayout *self, size_t index)
{
  const EcgConvNorm *found = &self->stem;

  for (size_t i = 0; i < self->config.n_stages; i++)
    {
      const EcgStageLayer *stage = &self->stages[i];

      if (stage->conv1.index == index)
        found = &stage->conv1;
      else if (stage->conv2.index == index)
        found = &stage->conv2;
      else if (stage->has_proj && stage->proj.index == index)
        found = &stage->proj;
    }
  return found;
}
