#pragma once

#include "core/series/envelope.h"
#include "widgets/timed-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_TRACE_VIEW (ecg_trace_view_get_type ())

/** EcgTraceKind: the two signals of a lane. */
typedef enum
{
  ECG_TRACE_RAW,
  ECG_TRACE_FILTERED,
  ECG_N_TRACES,
} EcgTraceKind;

/**
 * EcgTraceView:
 *
 * Draws one lead on ECG paper: the signal as it was recorded, thin, and the filtered one, strong,
 * over it; at its left the lead's name and the calibration pulse.
 *
 * One stroke a pixel column, from the envelope, so a day of samples costs no more to draw than a
 * second. Beats and cursor are sibling widgets: moving them never redraws the traces. The constant
 * part of the raw signal (electrode offset) is taken out of the picture, and the picture says so.
 *
 * ## Accessibility
 *
 * Role `img`; the label names the lead, the description the visible time and amplitudes.
 */
G_DECLARE_FINAL_TYPE (EcgTraceView, ecg_trace_view, ECG, TRACE_VIEW, EcgTimedView)

GtkWidget *ecg_trace_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_trace_view_set_envelope: @envelope: (nullable) (transfer none): what to draw as @kind;
 * @offset: value that is drawn on the baseline, 0 but for an electrode offset. */
void ecg_trace_view_set_envelope (EcgTraceView *self,
                                  EcgTraceKind  kind,
                                  EcgEnvelope  *envelope,
                                  double        offset);

/**
 * ecg_trace_view_set_detail:
 * @envelope: (nullable) (transfer none): of samples in memory
 * @origin: which sample of the recording its first one is
 *
 * Gives a nearer look at a part of what ecg_trace_view_set_envelope() gave, which is drawn in its
 * place where it holds all of the page.
 */
void ecg_trace_view_set_detail (EcgTraceView *self,
                                EcgTraceKind  kind,
                                EcgEnvelope  *envelope,
                                gint64        origin);

/** ecg_trace_view_set_shown: Shows or hides @kind; both are shown at first. */
void ecg_trace_view_set_shown (EcgTraceView *self, EcgTraceKind kind, gboolean shown);

/** ecg_trace_view_count_draws: Returns: how often the traces were drawn; for tests of what redraws
 * them. */
guint ecg_trace_view_count_draws (EcgTraceView *self);

/** ecg_trace_view_mv_per_unit: Returns: millivolts in one @unit (`uV`, `µV`, `V`, `mV`); 1 for
 * units that are no voltage. */
double ecg_trace_view_mv_per_unit (const char *unit);

G_END_DECLS
