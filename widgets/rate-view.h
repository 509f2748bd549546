#pragma once

#include "core/series/beats.h"
#include "widgets/timed-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_RATE_VIEW (ecg_rate_view_get_type ())

/**
 * EcgRateView:
 *
 * Draws the instantaneous heart rate against time: a dot at each beat at the rate of the interval
 * that ends there, joined where intervals follow each other. One scale for the whole recording.
 */
G_DECLARE_FINAL_TYPE (EcgRateView, ecg_rate_view, ECG, RATE_VIEW, EcgTimedView)

GtkWidget *ecg_rate_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_rate_view_set_beats: @beats: (transfer none) (nullable): a reference is kept. */
void ecg_rate_view_set_beats (EcgRateView *self, EcgBeats *beats);

G_END_DECLS
