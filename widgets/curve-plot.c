/* The drawing of curves: legend, axes, and at most two strokes a pixel column and curve. */
#include "widgets/curve-plot.h"

#include "widgets/axis.h"

#include <math.h>

#define FONT_SCALE 0.85
#define GAP 6
#define SAMPLE_WIDTH 26   /* of a line in the legend */
#define MARKER_DISTANCE 7 /* points nearer than this, px, are not all marked */
#define MARKER_SPARSE 56  /* then markers stand this far apart */

EcgCurve *
ecg_curve_plot_get (const EcgCurvePlot *self, guint index)
{
  return &g_array_index (self->curves, EcgCurve, index);
}

static double
last_x_of (const GArray *points)
{
  return points->len > 0 ? g_array_index (points, EcgCurvePair, points->len - 1).x : 0;
}

double
ecg_curve_plot_last_x (const EcgCurvePlot *self)
{
  double last = 0;

  for (guint i = 0; i < self->curves->len; i++)
    {
      const GArray *points = ecg_curve_plot_get (self, i)->series.points;

      if (points->len > 0)
        last = MAX (last, g_array_index (points, EcgCurvePair, points->len - 1).x);
    }
  return last;
}

static void
find_range (const EcgCurvePlot *self, double *lo, double *hi)
{
  *lo = INFINITY;
  *hi = -INFINITY;
  for (guint i = 0; i < self->curves->len; i++)
    {
      const EcgCurveSeries *series = &ecg_curve_plot_get (self, i)->series;

      *lo = MIN (*lo, self->log_scale ? series->lo_positive : series->lo);
      *hi = MAX (*hi, series->hi);
    }
}

/* A linear axis shows 0, since losses and weights are read against it. */
static void
fit_range (const EcgCurvePlot *self, EcgCurveGeometry *geometry)
{
  double lo;
  double hi;

  find_range (self, &lo, &hi);
  if (self->log_scale)
    {
      const gboolean any = lo <= hi && hi > 0;

      geometry->lo = any ? floor (log10 (lo) * 10 - 0.2) / 10 : -1;
      geometry->hi = any ? ceil (log10 (hi) * 10 + 0.2) / 10 : 0;
    }
  else if (self->lo < self->hi)
    {
      geometry->lo = self->lo;
      geometry->hi = self->hi;
    }
  else
    {
      geometry->lo = lo <= hi ? MIN (lo, 0) : 0;
      geometry->hi = lo <= hi && hi > geometry->lo ? geometry->lo + (hi - geometry->lo) * 1.05
                                                   : geometry->lo + 1;
    }
}

/* Legend */

static double
measure_entry (const EcgCurvePlot *self, guint index)
{
  double width;

  ecg_axis_text_size (self->widget, ecg_curve_plot_get (self, index)->name, FONT_SCALE, &width,
                      NULL);
  return SAMPLE_WIDTH + GAP + width + 2 * GAP;
}

/* Where entry @index of the legend stands: advances @x and @row. */
static void
place_entry (const EcgCurvePlot *self, guint index, double *x, guint *row, double *width)
{
  *width = measure_entry (self, index);
  if (*x > 0 && *x + *width > gtk_widget_get_width (self->widget))
    {
      *x = 0;
      *row += 1;
    }
}

static guint
count_legend_rows (const EcgCurvePlot *self)
{
  double x = 0;
  guint  row = 0;

  for (guint i = 0; i < self->curves->len; i++)
    {
      double width;

      place_entry (self, i, &x, &row, &width);
      x += width;
    }
  return self->curves->len > 0 ? row + 1 : 0;
}

EcgCurveGeometry
ecg_curve_plot_measure (const EcgCurvePlot *self)
{
  GtkWidget       *widget = self->widget;
  EcgCurveGeometry geometry = { 0 };
  double           tick;
  double           bottom;

  ecg_axis_text_size (widget, "0.001", FONT_SCALE, &tick, &geometry.line);
  geometry.x = ceil (tick + GAP);
  geometry.y = ceil (count_legend_rows (self) * (geometry.line + 2) + geometry.line +
                     (self->y_title != NULL ? geometry.line / 2 : 0));
  bottom = 2 * geometry.line + GAP / 2.0;
  geometry.width = MAX (1, gtk_widget_get_width (widget) - geometry.x - 2 * GAP);
  geometry.height = MAX (1, floor (gtk_widget_get_height (widget) - geometry.y - bottom));
  geometry.x_hi = MAX (1, ecg_curve_plot_last_x (self));
  fit_range (self, &geometry);
  return geometry;
}

static double
x_to_px (const EcgCurveGeometry *geometry, double x)
{
  return geometry->x + x / geometry->x_hi * geometry->width;
}

static double
y_to_px (const EcgCurvePlot *self, const EcgCurveGeometry *geometry, double y)
{
  const double value = self->log_scale ? log10 (y) : y;

  return geometry->y +
         geometry->height * (1 - (value - geometry->lo) / (geometry->hi - geometry->lo));
}

static gboolean
is_drawable (const EcgCurvePlot *self, double y)
{
  return isfinite (y) && (!self->log_scale || y > 0);
}

/* Curves */

static void
set_stroke (const EcgCurvePlot *self, cairo_t *cr, const EcgCurveStyle *style)
{
  static const double dashes[] = { 5, 3 };
  const GdkRGBA       colour = ecg_palette_get (self->widget, style->colour);

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, style->width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dashes, style->dashed ? G_N_ELEMENTS (dashes) : 0, 0);
}

static void
draw_marker (cairo_t *cr, EcgCurveMarker marker, double x, double y)
{
  switch (marker)
    {
    case ECG_CURVE_MARKER_CIRCLE:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, 2.6, 0, 2 * G_PI);
      break;
    case ECG_CURVE_MARKER_SQUARE:
      cairo_rectangle (cr, x - 2.3, y - 2.3, 4.6, 4.6);
      break;
    case ECG_CURVE_MARKER_NONE:
      break;
    }
}

/* Points that share a pixel column are drawn as their extent, so that no outlier is lost. */
typedef struct
{
  int    column;
  double first;
  double top;
  double bottom;
  double last;
} Column;

static void
draw_column (cairo_t *cr, const Column *column, gboolean *pen_down)
{
  if (*pen_down)
    cairo_line_to (cr, column->column + 0.5, column->first);
  else
    cairo_move_to (cr, column->column + 0.5, column->first);
  if (column->bottom - column->top > 0.5)
    {
      cairo_line_to (cr, column->column + 0.5, column->top);
      cairo_line_to (cr, column->column + 0.5, column->bottom);
    }
  cairo_line_to (cr, column->column + 0.5, column->last);
  *pen_down = TRUE;
}

static void
draw_line (const EcgCurvePlot     *self,
           cairo_t                *cr,
           const EcgCurveGeometry *geometry,
           const GArray           *points)
{
  Column   column = { .column = -1 };
  gboolean pen_down = FALSE;

  for (guint i = 0; i < points->len; i++)
    {
      const EcgCurvePair *pair = &g_array_index (points, EcgCurvePair, i);
      const int           at = (int) floor (x_to_px (geometry, pair->x));
      double              y;

      if (column.column >= 0 && (at != column.column || !is_drawable (self, pair->y)))
        {
          draw_column (cr, &column, &pen_down);
          column.column = -1;
        }
      if (!is_drawable (self, pair->y))
        {
          pen_down = FALSE;
          continue;
        }
      y = y_to_px (self, geometry, pair->y);
      if (column.column < 0)
        column = (Column){ at, y, y, y, y };
      column.top = MIN (column.top, y);
      column.bottom = MAX (column.bottom, y);
      column.last = y;
    }
  if (column.column >= 0)
    draw_column (cr, &column, &pen_down);
  cairo_stroke (cr);
}

static void
draw_markers (const EcgCurvePlot     *self,
              cairo_t                *cr,
              const EcgCurveGeometry *geometry,
              const GArray           *points,
              EcgCurveMarker          marker)
{
  const double mean_px =
    geometry->width / geometry->x_hi * last_x_of (points) / MAX (1, points->len);
  const double distance = mean_px < MARKER_DISTANCE ? MARKER_SPARSE : 0;
  double       last = -INFINITY;

  for (guint i = 0; i < points->len; i++)
    {
      const EcgCurvePair *pair = &g_array_index (points, EcgCurvePair, i);
      const double        x = x_to_px (geometry, pair->x);

      if (!is_drawable (self, pair->y) || x - last < distance)
        continue;
      draw_marker (cr, marker, x, y_to_px (self, geometry, pair->y));
      last = x;
    }
  cairo_fill (cr);
}

static void
append_curves (const EcgCurvePlot *self, GtkSnapshot *snapshot, const EcgCurveGeometry *geometry)
{
  /* Lines and markers at the border of the plot are drawn whole. */
  const graphene_rect_t rect =
    GRAPHENE_RECT_INIT ((float) geometry->x - 3, (float) geometry->y - 3,
                        (float) geometry->width + 6, (float) geometry->height + 6);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &rect);

  for (guint i = 0; i < self->curves->len; i++)
    {
      const EcgCurve *curve = ecg_curve_plot_get (self, i);

      set_stroke (self, cr, &curve->style);
      draw_line (self, cr, geometry, curve->series.points);
      draw_markers (self, cr, geometry, curve->series.points, curve->style.marker);
    }
  cairo_destroy (cr);
}

/* Axes */

static void
append_y_tick (const EcgCurvePlot     *self,
               GtkSnapshot            *snapshot,
               const EcgCurveGeometry *geometry,
               double                  value,
               double                  step)
{
  GtkWidget       *widget = self->widget;
  const GdkRGBA    ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  const GdkRGBA    faint = ecg_palette_get (widget, ECG_COLOUR_FAINT);
  const double     y = floor (y_to_px (self, geometry, value));
  g_autofree char *text = ecg_axis_dup_number (value, step);

  gtk_snapshot_append_color (
    snapshot, &faint,
    &GRAPHENE_RECT_INIT ((float) geometry->x, (float) y, (float) geometry->width, 1));
  ecg_axis_append_text (snapshot, widget, text, &ink, geometry->x - GAP / 2.0, y, 1, 0.5,
                        FONT_SCALE);
}

static void
append_log_ticks (const EcgCurvePlot *self, GtkSnapshot *snapshot, const EcgCurveGeometry *geometry)
{
  static const double mantissas[] = { 1, 2, 5 };
  const gboolean      wide = geometry->height / (geometry->hi - geometry->lo) < 6 * geometry->line;

  for (int exponent = (int) floor (geometry->lo); exponent <= geometry->hi; exponent++)
    for (guint i = 0; i < (wide ? 1 : G_N_ELEMENTS (mantissas)); i++)
      {
        const double value = mantissas[i] * pow (10, exponent);

        if (log10 (value) >= geometry->lo && log10 (value) <= geometry->hi)
          append_y_tick (self, snapshot, geometry, value, MIN (value, 1));
      }
}

static void
append_y_axis (const EcgCurvePlot *self, GtkSnapshot *snapshot, const EcgCurveGeometry *geometry)
{
  const GdkRGBA ink = ecg_palette_get (self->widget, ECG_COLOUR_INK);
  const double  range = geometry->hi - geometry->lo;
  EcgTicks      ticks;

  /* Above the half of a tick's number that stands above the plot. */
  if (self->y_title != NULL)
    ecg_axis_append_text (snapshot, self->widget, self->y_title, &ink, 0,
                          geometry->y - geometry->line / 2, 0, 1, FONT_SCALE);
  if (self->log_scale)
    {
      append_log_ticks (self, snapshot, geometry);
      return;
    }
  ticks = ecg_axis_ticks (
    geometry->lo, geometry->hi,
    ecg_axis_nice_step (range / CLAMP (geometry->height / (2 * geometry->line), 1, 6)));
  for (guint i = 0; i < ticks.count; i++)
    append_y_tick (self, snapshot, geometry, ticks.first + i * ticks.step, ticks.step);
}

static void
append_x_axis (const EcgCurvePlot *self, GtkSnapshot *snapshot, const EcgCurveGeometry *geometry)
{
  GtkWidget     *widget = self->widget;
  const GdkRGBA  ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  const double   bottom = geometry->y + geometry->height;
  const double   room = geometry->width / (4 * geometry->line);
  const EcgTicks ticks =
    ecg_axis_ticks (0, geometry->x_hi, ecg_axis_nice_step (geometry->x_hi / MAX (1, room)));

  for (guint i = 0; i < ticks.count; i++)
    {
      const double     value = ticks.first + i * ticks.step;
      const double     x = floor (x_to_px (geometry, value));
      g_autofree char *text = ecg_axis_dup_number (value, ticks.step);

      gtk_snapshot_append_color (snapshot, &ink,
                                 &GRAPHENE_RECT_INIT ((float) x, (float) bottom, 1, 3));
      ecg_axis_append_text (snapshot, widget, text, &ink, x, bottom + GAP / 2.0, 0.5, 0,
                            FONT_SCALE);
    }
  gtk_snapshot_append_color (
    snapshot, &ink,
    &GRAPHENE_RECT_INIT ((float) geometry->x, (float) bottom, (float) geometry->width, 1));
  if (self->x_title != NULL)
    ecg_axis_append_text (snapshot, widget, self->x_title, &ink, geometry->x + geometry->width / 2,
                          gtk_widget_get_height (widget), 0.5, 1, FONT_SCALE);
}

static void
append_legend (const EcgCurvePlot *self, GtkSnapshot *snapshot, const EcgCurveGeometry *geometry)
{
  GtkWidget    *widget = self->widget;
  const GdkRGBA ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  const double  height = geometry->line + 2;
  double        x = 0;
  guint         row = 0;

  for (guint i = 0; i < self->curves->len; i++)
    {
      const EcgCurve *curve = ecg_curve_plot_get (self, i);
      cairo_t        *cr;
      double          width;
      double          middle;

      place_entry (self, i, &x, &row, &width);
      middle = (row + 0.5) * height;
      cr =
        gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) x, (float) (row * height),
                                                                  SAMPLE_WIDTH, (float) height));
      set_stroke (self, cr, &curve->style);
      cairo_move_to (cr, x, middle);
      cairo_line_to (cr, x + SAMPLE_WIDTH, middle);
      cairo_stroke (cr);
      draw_marker (cr, curve->style.marker, x + SAMPLE_WIDTH / 2.0, middle);
      cairo_fill (cr);
      cairo_destroy (cr);
      ecg_axis_append_text (snapshot, widget, curve->name, &ink, x + SAMPLE_WIDTH + GAP, middle, 0,
                            0.5, FONT_SCALE);
      x += width;
    }
}

GskRenderNode *
ecg_curve_plot_draw (const EcgCurvePlot *self, const EcgCurveGeometry *geometry)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  append_legend (self, snapshot, geometry);
  append_y_axis (self, snapshot, geometry);
  append_x_axis (self, snapshot, geometry);
  append_curves (self, snapshot, geometry);
  return gtk_snapshot_free_to_node (snapshot);
}
