#pragma once

#include <glib-object.h>

#include "core/series/span.h"

G_BEGIN_DECLS

#define ECG_TYPE_VIEWPORT (ecg_viewport_get_type ())

/**
 * EcgViewport:
 *
 * Which part of a recording is on the screen and at what scale: one object that all lanes share, so
 * that they pan and zoom together. Lanes listen to #EcgViewport::changed and redraw; pointers move
 * the cursor, which has a notification of its own, so that the traces stay as they are.
 *
 * The scale is physical, as on paper: `speed-mm-s` millimetres per second and `gain-mm-mv`
 * millimetres per millivolt, at `px-per-mm` pixels per millimetre. What fits on the width is what
 * is visible: a wider window shows more, never a different scale. Zooming is continuous; 25 mm/s
 * and 10 mm/mV are the defaults.
 *
 * Properties: `rate-hz`, `n-samples` (of the recording); `begin` (first visible sample, fractional,
 * clamped so that the recording stays in view), `width-px` (set by the lane that is laid out),
 * `speed-mm-s`, `gain-mm-mv`, `px-per-mm`, `calibrated` (whether px-per-mm is known to be true),
 * `cursor` (sample under the pointer or keyboard cursor; −1 for none). Signal `changed` after any
 * of them but `cursor`. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgViewport, ecg_viewport, ECG, VIEWPORT, GObject)

EcgViewport *ecg_viewport_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_viewport_set_recording: Takes the shape of a new recording, goes to its start, keeps the
 * scale. */
void   ecg_viewport_set_recording (EcgViewport *self, double rate_hz, gint64 n_samples);
double ecg_viewport_get_rate (EcgViewport *self);
gint64 ecg_viewport_get_n_samples (EcgViewport *self);

double ecg_viewport_get_begin (EcgViewport *self);
void   ecg_viewport_set_begin (EcgViewport *self, double sample);
void   ecg_viewport_set_width (EcgViewport *self, int width_px);

double   ecg_viewport_get_speed (EcgViewport *self);
double   ecg_viewport_get_gain (EcgViewport *self);
void     ecg_viewport_set_gain (EcgViewport *self, double mm_per_mv);
double   ecg_viewport_get_px_per_mm (EcgViewport *self);
void     ecg_viewport_set_px_per_mm (EcgViewport *self, double px_per_mm, gboolean calibrated);
gboolean ecg_viewport_get_calibrated (EcgViewport *self);

/** ecg_viewport_zoom: Multiplies the speed by @factor, keeping @anchor_px where it is; limited so
 * that the whole recording can be seen and a sample is at most 40 px wide. */
void ecg_viewport_zoom (EcgViewport *self, double factor, double anchor_px);
void ecg_viewport_set_speed (EcgViewport *self, double mm_per_s, double anchor_px);

/** ecg_viewport_pan: Moves by @pages of what is visible. */
void ecg_viewport_pan (EcgViewport *self, double pages);

/** ecg_viewport_get_visible: Returns: the samples on the screen, within the recording. */
EcgSpan ecg_viewport_get_visible (EcgViewport *self);
double  ecg_viewport_get_samples_per_px (EcgViewport *self);
double  ecg_viewport_sample_to_px (EcgViewport *self, double sample);
double  ecg_viewport_px_to_sample (EcgViewport *self, double px);

gint64 ecg_viewport_get_cursor (EcgViewport *self);
void   ecg_viewport_set_cursor (EcgViewport *self, gint64 sample);

G_END_DECLS
