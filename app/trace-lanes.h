#pragma once

#include "app/analysis.h"
#include "core/series/beats.h"
#include "widgets/viewport.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ECG_TYPE_TRACE_LANES (ecg_trace_lanes_get_type ())

/**
 * EcgTraceLanes:
 *
 * The leads of a recording one below the other, each raw and filtered and with its beats above.
 *
 * Of a recording that is not in memory, what is on the screen and a page at either side is read in
 * a job while the view moves. What goes wrong goes to `win.tell` (s).
 *
 * Signal `known`: other parts of the filtered traces are known than before.
 */
G_DECLARE_FINAL_TYPE (EcgTraceLanes, ecg_trace_lanes, ECG, TRACE_LANES, GtkBox)

/** ecg_trace_lanes_set_viewport: Once. @viewport: (transfer none): what all lanes follow. */
void ecg_trace_lanes_set_viewport (EcgTraceLanes *self, EcgViewport *viewport);

/** ecg_trace_lanes_set_recording: @recording: (nullable) (transfer none): whose leads get a lane
 * each, empty at first. */
void ecg_trace_lanes_set_recording (EcgTraceLanes *self, EcgRecording *recording);

/** ecg_trace_lanes_set_analysis: @analysis: (transfer none): of all leads of the recording. */
void ecg_trace_lanes_set_analysis (EcgTraceLanes *self, EcgAnalysis *analysis);

/** ecg_trace_lanes_set_beats: @beats: (nullable) (transfer none): drawn over every lane. */
void ecg_trace_lanes_set_beats (EcgTraceLanes *self, EcgBeats *beats);

/** ecg_trace_lanes_grew: Draws anew, after the envelopes of the analysis have grown. */
void ecg_trace_lanes_grew (EcgTraceLanes *self);

/** ecg_trace_lanes_shows_filtered: Returns: whether the filtered traces of all of the page are
 * known, or nothing is analysed yet. */
gboolean ecg_trace_lanes_shows_filtered (EcgTraceLanes *self);

G_END_DECLS
