#pragma once

#include <adwaita.h>

#include "core/series/attention.h"

G_BEGIN_DECLS

#define ECG_TYPE_PINNED_ATTENTION (ecg_pinned_attention_get_type ())

/**
 * EcgPinnedAttention:
 *
 * What the network makes of one window while it learns: both predictions and, for the stage that is
 * chosen, attention as channels × time.
 */
G_DECLARE_FINAL_TYPE (EcgPinnedAttention, ecg_pinned_attention, ECG, PINNED_ATTENTION, AdwBin)

GtkWidget *ecg_pinned_attention_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_pinned_attention_set_attention: @attention: (nullable) (transfer none). The stage stays
 * chosen. */
void ecg_pinned_attention_set_attention (EcgPinnedAttention *self, EcgAttention *attention);

G_END_DECLS
