/* What stands around the cells of a heatmap. */
#include "widgets/heatmap-view-private.h"

#include "widgets/axis.h"
#include "widgets/cells.h"
#include "widgets/palette.h"

#include <math.h>

#define BAR_WIDTH 12
#define GAP 6

static double
measure_row_labels (EcgHeatmapView *self)
{
  double widest = 0;

  if (self->matrix == NULL || self->matrix->row_names == NULL)
    {
      ecg_axis_text_size (GTK_WIDGET (self), "000", ECG_HEATMAP_FONT_SCALE, &widest, NULL);
      return widest;
    }
  for (gsize i = 0; self->matrix->row_names[i] != NULL; i++)
    {
      double width;

      ecg_axis_text_size (GTK_WIDGET (self), self->matrix->row_names[i], ECG_HEATMAP_FONT_SCALE,
                          &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (widest, gtk_widget_get_width (GTK_WIDGET (self)) * 0.35);
}

EcgHeatmapGeometry
ecg_heatmap_geometry (EcgHeatmapView *self)
{
  GtkWidget         *widget = GTK_WIDGET (self);
  EcgHeatmapGeometry geometry;
  double             line;
  double             bar_label;
  double             left;
  double             right;
  double             bottom;
  double             top;

  ecg_axis_text_size (widget, "0.00", ECG_HEATMAP_FONT_SCALE, &bar_label, &line);
  left = measure_row_labels (self) + GAP + (self->titles[ECG_HEATMAP_ROWS] != NULL ? line : 0);
  right = BAR_WIDTH + 2 * GAP + bar_label;
  bottom = line + GAP / 2.0 + (self->titles[ECG_HEATMAP_COLUMNS] != NULL ? line : 0);
  top = (self->titles[ECG_HEATMAP_VALUES] != NULL ? line : 0) + line / 2;
  geometry.line = line;
  geometry.plot =
    GRAPHENE_RECT_INIT ((float) ceil (left), (float) ceil (top),
                        (float) MAX (1, floor (gtk_widget_get_width (widget) - left - right - 1)),
                        (float) MAX (1, floor (gtk_widget_get_height (widget) - top - bottom - 1)));
  geometry.bar = GRAPHENE_RECT_INIT (geometry.plot.origin.x + geometry.plot.size.width + GAP,
                                     geometry.plot.origin.y, BAR_WIDTH, geometry.plot.size.height);
  return geometry;
}

char *
ecg_heatmap_dup_row_name (EcgHeatmapView *self, int row)
{
  if (self->matrix->row_names != NULL)
    return g_strdup (self->matrix->row_names[row]);
  return g_strdup_printf ("%d", row);
}

char *
ecg_heatmap_dup_column_name (EcgHeatmapView *self, int column)
{
  if (self->column_step > 0)
    return ecg_axis_dup_number (self->first_column + column * self->column_step,
                                MAX (self->column_step, 0.01));
  if (self->matrix->column_names != NULL)
    return g_strdup (self->matrix->column_names[column]);
  return g_strdup_printf ("%d", column);
}

static void
append_bar (EcgHeatmapView *self, GtkSnapshot *snapshot, const EcgHeatmapGeometry *geometry)
{
  GdkRGBA  ink = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_INK);
  GdkRGBA  faint = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_FAINT);
  double   height = geometry->bar.size.height;
  double   step = ecg_axis_nice_step ((self->hi - self->lo) / MAX (1, MIN (5, height / 28)));
  EcgTicks ticks = ecg_axis_ticks (self->lo, self->hi, step);

  gtk_snapshot_append_texture (snapshot, self->bar, &geometry->bar);
  ecg_cells_append_frame (snapshot, &geometry->bar, &faint);
  for (guint i = 0; i < ticks.count; i++)
    {
      double           value = ticks.first + i * ticks.step;
      g_autofree char *text = ecg_axis_dup_number (value, ticks.step);

      ecg_axis_append_text (
        snapshot, GTK_WIDGET (self), text, &ink, geometry->bar.origin.x + BAR_WIDTH + GAP / 2.0,
        geometry->bar.origin.y + height * (1 - (value - self->lo) / (self->hi - self->lo)), 0, 0.5,
        ECG_HEATMAP_FONT_SCALE);
    }
  if (self->titles[ECG_HEATMAP_VALUES] != NULL)
    ecg_axis_append_text (snapshot, GTK_WIDGET (self), self->titles[ECG_HEATMAP_VALUES], &ink,
                          gtk_widget_get_width (GTK_WIDGET (self)), 0, 1, 0,
                          ECG_HEATMAP_FONT_SCALE);
}

/* Every how many cells a label fits. */
static int
label_every (double cell_px, double label_px)
{
  return (int) MAX (1, ecg_axis_nice_step (MAX (1, label_px / cell_px)));
}

static void
append_row_labels (EcgHeatmapView *self, GtkSnapshot *snapshot, const EcgHeatmapGeometry *geometry)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA    ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  double     cell = geometry->plot.size.height / (double) self->matrix->n_rows;
  int        every = label_every (cell, geometry->line);

  for (int row = 0; row < (int) self->matrix->n_rows; row += every)
    {
      g_autofree char *text = ecg_heatmap_dup_row_name (self, row);

      ecg_axis_append_text (snapshot, widget, text, &ink, geometry->plot.origin.x - GAP / 2.0,
                            geometry->plot.origin.y + (row + 0.5) * cell, 1, 0.5,
                            ECG_HEATMAP_FONT_SCALE);
    }
  if (self->titles[ECG_HEATMAP_ROWS] != NULL)
    ecg_axis_append_text_up (
      snapshot, widget, self->titles[ECG_HEATMAP_ROWS], &ink, geometry->line / 2,
      geometry->plot.origin.y + geometry->plot.size.height / 2, ECG_HEATMAP_FONT_SCALE);
}

static void
append_column_label (EcgHeatmapView           *self,
                     GtkSnapshot              *snapshot,
                     const EcgHeatmapGeometry *geometry,
                     const char               *text,
                     double                    x)
{
  GdkRGBA ink = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_INK);

  ecg_axis_append_text (snapshot, GTK_WIDGET (self), text, &ink, geometry->plot.origin.x + x,
                        geometry->plot.origin.y + geometry->plot.size.height + GAP / 2.0, 0.5, 0,
                        ECG_HEATMAP_FONT_SCALE);
}

static void
append_scaled_columns (EcgHeatmapView           *self,
                       GtkSnapshot              *snapshot,
                       const EcgHeatmapGeometry *geometry)
{
  double   length = self->column_step * (double) self->matrix->n_columns;
  double   px_per_unit = geometry->plot.size.width / length;
  EcgTicks ticks = ecg_axis_ticks (self->first_column, self->first_column + length,
                                   ecg_axis_nice_step (4 * geometry->line / px_per_unit));

  for (guint i = 0; i < ticks.count; i++)
    {
      double           value = ticks.first + i * ticks.step;
      g_autofree char *text = ecg_axis_dup_number (value, ticks.step);

      append_column_label (self, snapshot, geometry, text,
                           (value - self->first_column) * px_per_unit);
    }
}

static void
append_named_columns (EcgHeatmapView           *self,
                      GtkSnapshot              *snapshot,
                      const EcgHeatmapGeometry *geometry)
{
  double cell = geometry->plot.size.width / (double) self->matrix->n_columns;
  double widest = 0;
  int    every;

  for (int column = 0; column < (int) self->matrix->n_columns; column++)
    {
      g_autofree char *text = ecg_heatmap_dup_column_name (self, column);
      double           width;

      ecg_axis_text_size (GTK_WIDGET (self), text, ECG_HEATMAP_FONT_SCALE, &width, NULL);
      widest = MAX (widest, width);
    }
  every = label_every (cell, widest + GAP);
  for (int column = 0; column < (int) self->matrix->n_columns; column += every)
    {
      g_autofree char *text = ecg_heatmap_dup_column_name (self, column);

      append_column_label (self, snapshot, geometry, text, (column + 0.5) * cell);
    }
}

static void
append_columns (EcgHeatmapView *self, GtkSnapshot *snapshot, const EcgHeatmapGeometry *geometry)
{
  GdkRGBA ink = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_INK);

  if (self->column_step > 0)
    append_scaled_columns (self, snapshot, geometry);
  else
    append_named_columns (self, snapshot, geometry);
  if (self->titles[ECG_HEATMAP_COLUMNS] != NULL)
    ecg_axis_append_text (snapshot, GTK_WIDGET (self), self->titles[ECG_HEATMAP_COLUMNS], &ink,
                          geometry->plot.origin.x + geometry->plot.size.width / 2,
                          gtk_widget_get_height (GTK_WIDGET (self)), 0.5, 1,
                          ECG_HEATMAP_FONT_SCALE);
}

void
ecg_heatmap_append_axes (EcgHeatmapView           *self,
                         GtkSnapshot              *snapshot,
                         const EcgHeatmapGeometry *geometry)
{
  append_bar (self, snapshot, geometry);
  append_row_labels (self, snapshot, geometry);
  append_columns (self, snapshot, geometry);
}
