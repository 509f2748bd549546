#pragma once

#include <gtk/gtk.h>

#include "widgets/palette.h"

G_BEGIN_DECLS

/** EcgCurveMarker: what stands on each point of a curve. */
typedef enum
{
  ECG_CURVE_MARKER_NONE,
  ECG_CURVE_MARKER_CIRCLE,
  ECG_CURVE_MARKER_SQUARE,
} EcgCurveMarker;

/**
 * EcgCurveStyle:
 * @colour: of line and marker
 * @dashed: whether the line is broken
 * @width: of the line, px
 * @marker: on each point; only where the points are far enough apart
 *
 * How a curve is told from the others. Two curves of one view differ in more than colour.
 */
typedef struct
{
  EcgColour      colour;
  gboolean       dashed;
  double         width;
  EcgCurveMarker marker;
} EcgCurveStyle;

#define ECG_TYPE_CURVE_VIEW (ecg_curve_view_get_type ())

/**
 * EcgCurveView:
 *
 * Draws several curves over one axis, with a legend and a cursor that says the values under it.
 *
 * Made to grow while it is looked at: a new point costs one drawing at the next frame, at most two
 * strokes a pixel column and curve however many points there are, and moving the cursor redraws
 * nothing but the cursor.
 *
 * Properties: `readout` (read-only): the values at the cursor, or the latest ones where there is
 * none, as a sentence; bind it to a label beside. `log-scale`: whether the values are drawn on a
 * logarithmic axis. Left and Right move the cursor from point to point, Page Up and Page Down by a
 * tenth, Home and End to the ends, Escape takes it away.
 *
 * ## Accessibility
 *
 * Role `img`; the label is the title, the description is the readout.
 */
G_DECLARE_FINAL_TYPE (EcgCurveView, ecg_curve_view, ECG, CURVE_VIEW, GtkWidget)

GtkWidget *ecg_curve_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_curve_view_set_titles:
 * @title: (nullable): the whole, for those who hear it: `Loss`
 * @x: (nullable): what the curves are drawn over: `Epoch`
 * @y: (nullable): what is drawn: `Accuracy (%)`
 */
void ecg_curve_view_set_titles (EcgCurveView *self,
                                const char   *title,
                                const char   *x,
                                const char   *y);

/** ecg_curve_view_add_series: @name: in legend and readout. Returns: the number that the series is
 * called by. */
guint ecg_curve_view_add_series (EcgCurveView *self, const char *name, const EcgCurveStyle *style);

/** ecg_curve_view_append: @x: not below the last of this series; @y: NaN for a gap. */
void ecg_curve_view_append (EcgCurveView *self, guint series, double x, double y);

/** ecg_curve_view_clear: Drops all points; the series stay. */
void ecg_curve_view_clear (EcgCurveView *self);

/** ecg_curve_view_set_range: Fixes the axis of the values; @lo not below @hi lets it follow the
 * points again. */
void ecg_curve_view_set_range (EcgCurveView *self, double lo, double hi);

gboolean ecg_curve_view_get_log_scale (EcgCurveView *self);
void     ecg_curve_view_set_log_scale (EcgCurveView *self, gboolean log_scale);

/** ecg_curve_view_set_cursor: Puts the cursor at @x; NaN takes it away. */
void ecg_curve_view_set_cursor (EcgCurveView *self, double x);

/** ecg_curve_view_get_readout: Returns: (transfer none): see the property. */
const char *ecg_curve_view_get_readout (EcgCurveView *self);

G_END_DECLS
