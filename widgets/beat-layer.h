#pragma once

#include "core/series/beats.h"
#include "widgets/timed-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_BEAT_LAYER (ecg_beat_layer_get_type ())

/**
 * EcgBeatLayer:
 *
 * Marks the beats at the upper edge of a lane: a triangle that points at each R peak. Lies over a
 * trace, lets pointers through, and moves without redrawing it.
 */
G_DECLARE_FINAL_TYPE (EcgBeatLayer, ecg_beat_layer, ECG, BEAT_LAYER, EcgTimedView)

GtkWidget *ecg_beat_layer_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_beat_layer_set_beats: @beats: (transfer none) (nullable): a reference is kept. */
void ecg_beat_layer_set_beats (EcgBeatLayer *self, EcgBeats *beats);

G_END_DECLS
