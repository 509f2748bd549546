#pragma once

#include <gtk/gtk.h>

#include "widgets/curve-series.h"
#include "widgets/curve-view.h"

G_BEGIN_DECLS

/** EcgCurve: a curve as EcgCurveView draws it. */
typedef struct
{
  char          *name;
  EcgCurveStyle  style;
  EcgCurveSeries series;
} EcgCurve;

/**
 * EcgCurvePlot:
 * @widget: whose size, font and colours are used; borrowed: it holds the plot
 * @curves: (element-type EcgCurve)
 * @x_title: (nullable)
 * @y_title: (nullable)
 * @lo: of the values; not below @hi: follows the points
 * @hi: likewise
 * @log_scale: whether the values are drawn on a logarithmic axis
 *
 * What EcgCurveView draws; its own private part.
 */
typedef struct
{
  GtkWidget *widget;
  GArray    *curves;
  char      *x_title;
  char      *y_title;
  double     lo;
  double     hi;
  gboolean   log_scale;
} EcgCurvePlot;

/**
 * EcgCurveGeometry:
 * @x, @y, @width, @height: of the plot within the widget, px
 * @line: height of a line of text
 * @x_hi: where the axis ends; it begins at 0
 * @lo, @hi: ends of the axis of values; on a logarithmic axis their decimal logarithms
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  double line;
  double x_hi;
  double lo;
  double hi;
} EcgCurveGeometry;

EcgCurve *ecg_curve_plot_get (const EcgCurvePlot *self, guint index);

/** ecg_curve_plot_last_x: Returns: the greatest x of all points; 0 without any. */
double ecg_curve_plot_last_x (const EcgCurvePlot *self);

/** ecg_curve_plot_measure: Returns: where the axes lie and what they span, for the size and the
 * points of now. */
EcgCurveGeometry ecg_curve_plot_measure (const EcgCurvePlot *self);

/** ecg_curve_plot_draw: Returns: (transfer full) (nullable): everything but the cursor. */
GskRenderNode *ecg_curve_plot_draw (const EcgCurvePlot     *self,
                                    const EcgCurveGeometry *geometry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
