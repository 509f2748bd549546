#pragma once

#include "widgets/timed-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_TIME_RULER (ecg_time_ruler_get_type ())

/**
 * EcgTimeRuler:
 *
 * The time axis over the lanes: labelled ticks, and the marks every three seconds by which beats
 * are counted on paper (beats between two marks × 20). Sets the width of the viewport: where it is
 * laid out, time is.
 */
G_DECLARE_FINAL_TYPE (EcgTimeRuler, ecg_time_ruler, ECG, TIME_RULER, EcgTimedView)

GtkWidget *ecg_time_ruler_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
