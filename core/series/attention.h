#pragma once

#include <glib-object.h>

#include "core/series/matrix-data.h"
#include "core/series/span.h"

G_BEGIN_DECLS

/**
 * EcgAttentionStage:
 * @n_channels: C
 * @n_steps: T
 * @stride: samples of the model's window per step
 * @channel: (array length=n_channels): a, channel attention, in (0, 1)
 * @sequence: (array length=n_steps): b, sequence attention, in (0, 1)
 */
typedef struct
{
  gsize  n_channels;
  gsize  n_steps;
  gsize  stride;
  float *channel;
  float *sequence;
} EcgAttentionStage;

#define ECG_TYPE_ATTENTION (ecg_attention_get_type ())

/**
 * EcgAttention:
 * @span: the window, in samples of the recording that it was taken from
 * @n_stages: how many stages the model has
 * @stages: (array length=n_stages): both attention vectors of each
 * @probability: by task (identity, activity), @n_classes values each
 * @class_names: by task, NULL-terminated, in class order
 *
 * What the network made of one window: both predictions and the attention of every stage. Immutable
 * once built, shared by count.
 */
typedef struct
{
  EcgSpan            span;
  gsize              n_stages;
  EcgAttentionStage *stages;
  gsize              n_classes[2];
  float             *probability[2];
  char             **class_names[2];
} EcgAttention;

GType ecg_attention_get_type (void) G_GNUC_CONST;

/** ecg_attention_new: Returns: (transfer full): one with zeroed @n_stages stages, to fill in before
 * it is shared; all members from g_malloc. */
EcgAttention *ecg_attention_new (EcgSpan span, gsize n_stages) G_GNUC_WARN_UNUSED_RESULT;
EcgAttention *ecg_attention_ref (EcgAttention *self);
void          ecg_attention_unref (EcgAttention *self);

/** ecg_attention_map: Returns: (transfer full): the channels × time map M[c,t] = a_c · b_t of stage
 * @stage. */
EcgMatrixData *ecg_attention_map (const EcgAttention *self, gsize stage) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_attention_winner: @task is 0 for identity, 1 for activity. Returns: the likeliest class;
 * @probability (out) (optional). */
gsize ecg_attention_winner (const EcgAttention *self, guint task, float *probability);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgAttention, ecg_attention_unref)

G_END_DECLS
