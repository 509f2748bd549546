#include "core/series/attention.h"

G_DEFINE_BOXED_TYPE (EcgAttention, ecg_attention, ecg_attention_ref, ecg_attention_unref)

EcgAttention *
ecg_attention_new (EcgSpan span, gsize n_stages)
{
  EcgAttention *self = g_atomic_rc_box_new0 (EcgAttention);

  self->span = span;
  self->n_stages = n_stages;
  self->stages = g_new0 (EcgAttentionStage, n_stages);
  return self;
}

EcgAttention *
ecg_attention_ref (EcgAttention *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_attention (EcgAttention *self)
{
  for (gsize i = 0; i < self->n_stages; i++)
    {
      g_free (self->stages[i].channel);
      g_free (self->stages[i].sequence);
    }
  g_free (self->stages);
  for (guint task = 0; task < G_N_ELEMENTS (self->probability); task++)
    {
      g_free (self->probability[task]);
      g_strfreev (self->class_names[task]);
    }
}

void
ecg_attention_unref (EcgAttention *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_attention);
}

EcgMatrixData *
ecg_attention_map (const EcgAttention *self, gsize stage)
{
  const EcgAttentionStage *from;
  float                   *values;

  g_return_val_if_fail (self != NULL && stage < self->n_stages, NULL);

  from = &self->stages[stage];
  values = g_new (float, from->n_channels * from->n_steps);
  for (gsize c = 0; c < from->n_channels; c++)
    for (gsize t = 0; t < from->n_steps; t++)
      values[c * from->n_steps + t] = from->channel[c] * from->sequence[t];
  return ecg_matrix_data_new (from->n_channels, from->n_steps, values, NULL, NULL);
}

gsize
ecg_attention_winner (const EcgAttention *self, guint task, float *probability)
{
  gsize best = 0;

  g_return_val_if_fail (self != NULL && task < G_N_ELEMENTS (self->probability), 0);
  g_return_val_if_fail (self->n_classes[task] > 0, 0);

  for (gsize i = 1; i < self->n_classes[task]; i++)
    if (self->probability[task][i] > self->probability[task][best])
      best = i;
  if (probability != NULL)
    *probability = self->probability[task][best];
  return best;
}
