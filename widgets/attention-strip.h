#pragma once

#include "core/series/attention.h"
#include "widgets/timed-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_ATTENTION_STRIP (ecg_attention_strip_get_type ())

/**
 * EcgAttentionStrip:
 *
 * Draws the sequence attention b of one stage against time, window after window, in cividis on the
 * fixed scale 0 to 1. Where no window has been explained (yet), the ground shows. Every pixel shows
 * the step of the network that it lies in: nothing is interpolated.
 */
G_DECLARE_FINAL_TYPE (EcgAttentionStrip, ecg_attention_strip, ECG, ATTENTION_STRIP, EcgTimedView)

GtkWidget *ecg_attention_strip_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_attention_strip_set_windows: @windows: (nullable) (element-type EcgAttention) (transfer
 * none): in time order, not overlapping; must not change afterwards. */
void ecg_attention_strip_set_windows (EcgAttentionStrip *self, GPtrArray *windows);

/** ecg_attention_strip_set_stage: Which stage is shown; 0 at first. */
void ecg_attention_strip_set_stage (EcgAttentionStrip *self, gsize stage);

/** ecg_attention_strip_find: Returns: (nullable) (transfer none): the window that holds @sample. */
EcgAttention *ecg_attention_strip_find (EcgAttentionStrip *self, double sample);

/** ecg_attention_strip_value: Returns: b of the shown stage at @sample; NaN where there is none. */
float ecg_attention_strip_value (EcgAttentionStrip *self, double sample);

G_END_DECLS
