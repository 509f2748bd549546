/*
 * From a window to its attention: the network writes straight into what will be shown.
 */

#include "core/learn/explain.h"

static void
allocate_stage (EcgAttentionStage    *stage,
                EcgModelOutput       *output,
                const EcgModelConfig *config,
                gsize                 index)
{
  stage->n_channels = ecg_model_stage_channels (config, index);
  stage->n_steps = ecg_model_stage_length (config, index);
  stage->stride = ecg_model_stage_stride (config, index);
  stage->channel = g_new (float, stage->n_channels);
  stage->sequence = g_new (float, stage->n_steps);
  output->channel[index] = stage->channel;
  output->sequence[index] = stage->sequence;
}

EcgAttention *
ecg_explain_window (const EcgModel    *model,
                    EcgModelWork      *work,
                    char *const *const class_names[ECG_N_TASKS],
                    const float       *x,
                    EcgSpan            span)
{
  const EcgModelConfig *config = ecg_model_config (model);
  EcgAttention         *self = ecg_attention_new (span, config->n_stages);
  EcgModelOutput        output = { { NULL } };

  for (gsize stage = 0; stage < config->n_stages; stage++)
    allocate_stage (&self->stages[stage], &output, config, stage);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      self->n_classes[task] = config->n_classes[task];
      self->probability[task] = g_new (float, config->n_classes[task]);
      self->class_names[task] = g_strdupv ((char **) class_names[task]);
      output.probability[task] = self->probability[task];
    }
  ecg_model_predict (model, work, &output, x, 1);
  return self;
}
