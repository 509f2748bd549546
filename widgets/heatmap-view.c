/* A matrix as coloured cells. The cells are one texture, made at the size of the plot and kept
 * until matrix, scale or size change; axes, bar and cursor are drawn around and over it. */
#include "widgets/heatmap-view-private.h"

#include "widgets/axis.h"
#include "widgets/cells.h"
#include "widgets/heatmap-texture.h"
#include "widgets/palette.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (EcgHeatmapView, ecg_heatmap_view, ECG_TYPE_CELL_VIEW)

static gboolean
has_cells (EcgHeatmapView *self)
{
  return self->matrix != NULL && self->matrix->n_rows > 0 && self->matrix->n_columns > 0;
}

/* What it says */

static float
get_value (EcgHeatmapView *self, EcgCell cell)
{
  return self->matrix->values[(gsize) cell.row * self->matrix->n_columns + (gsize) cell.column];
}

static char *
ecg_heatmap_view_describe (EcgCellView *view)
{
  EcgHeatmapView  *self = ECG_HEATMAP_VIEW (view);
  const EcgCell    cell = ecg_cell_view_get_cursor (view);
  const char      *rows = self->titles[ECG_HEATMAP_ROWS];
  const char      *columns = self->titles[ECG_HEATMAP_COLUMNS];
  g_autofree char *row = NULL;
  g_autofree char *column = NULL;
  g_autofree char *value = NULL;

  if (!ecg_cell_view_has_cursor (view))
    return g_strdup ("");
  row = ecg_heatmap_dup_row_name (self, cell.row);
  column = ecg_heatmap_dup_column_name (self, cell.column);
  value = isnan (get_value (self, cell)) ? g_strdup (_ ("no value"))
                                         : g_strdup_printf ("%.3f", get_value (self, cell));
  /* Translators: the value of a cell of a heatmap: "Channel 12, Time (s) 0.42: 0.734" */
  return g_strdup_printf (_ ("%s %s, %s %s: %s"), rows != NULL ? rows : _ ("Row"), row,
                          columns != NULL ? columns : _ ("Column"), column, value);
}

static void
ecg_heatmap_view_tell (EcgCellView *view)
{
  EcgHeatmapView  *self = ECG_HEATMAP_VIEW (view);
  const char      *title = self->titles[ECG_HEATMAP_WHOLE];
  g_autofree char *description = NULL;

  if (has_cells (self))
    description = g_strdup_printf (_ ("%u by %u cells, colours from %.2f to %.2f. %s"),
                                   (guint) self->matrix->n_rows, (guint) self->matrix->n_columns,
                                   self->lo, self->hi, ecg_cell_view_get_readout (view));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : _ ("Heatmap"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : _ ("Nothing to show"), -1);
}

/* Drawing */

static GdkTexture *
ensure_texture (EcgHeatmapView *self, const EcgHeatmapGeometry *geometry)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = (int) geometry->plot.size.width * scale;
  int height = (int) geometry->plot.size.height * scale;

  if (self->texture != NULL && (gdk_texture_get_width (self->texture) != width ||
                                gdk_texture_get_height (self->texture) != height))
    g_clear_object (&self->texture);
  if (self->texture == NULL)
    self->texture =
      ecg_heatmap_texture (self->matrix, width, height, self->colormap, self->lo, self->hi);
  return self->texture;
}

static void
append_values (EcgHeatmapView *self, GtkSnapshot *snapshot, const EcgHeatmapGeometry *geometry)
{
  double width = geometry->plot.size.width / (double) self->matrix->n_columns;
  double height = geometry->plot.size.height / (double) self->matrix->n_rows;
  double text_width;

  ecg_axis_text_size (GTK_WIDGET (self), "0.00", ECG_HEATMAP_FONT_SCALE, &text_width, NULL);
  if (width < text_width + 2 || height < geometry->line)
    return;
  for (gsize i = 0; i < self->matrix->n_rows * self->matrix->n_columns; i++)
    {
      float            value = self->matrix->values[i];
      g_autofree char *text = g_strdup_printf ("%.2f", value);
      GdkRGBA ink = ecg_cells_ink (self->colormap, (value - self->lo) / (self->hi - self->lo));

      if (isnan (value))
        continue;
      ecg_axis_append_text (
        snapshot, GTK_WIDGET (self), text, &ink,
        geometry->plot.origin.x + ((double) (i % self->matrix->n_columns) + 0.5) * width,
        geometry->plot.origin.y + ((double) (i / self->matrix->n_columns) + 0.5) * height, 0.5, 0.5,
        ECG_HEATMAP_FONT_SCALE);
    }
}

static void
append_cursor (EcgHeatmapView *self, GtkSnapshot *snapshot, const EcgHeatmapGeometry *geometry)
{
  const EcgCell   cursor = ecg_cell_view_get_cursor (ECG_CELL_VIEW (self));
  double          width = geometry->plot.size.width / (double) self->matrix->n_columns;
  double          height = geometry->plot.size.height / (double) self->matrix->n_rows;
  graphene_rect_t cell =
    GRAPHENE_RECT_INIT ((float) (geometry->plot.origin.x + cursor.column * width - 1),
                        (float) (geometry->plot.origin.y + cursor.row * height - 1),
                        (float) (width + 2), (float) (height + 2));

  ecg_cells_append_cursor (snapshot, &cell);
}

static void
ecg_heatmap_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgHeatmapView          *self = ECG_HEATMAP_VIEW (widget);
  const EcgHeatmapGeometry geometry = ecg_heatmap_geometry (self);
  GdkRGBA                  faint = ecg_palette_get (widget, ECG_COLOUR_FAINT);

  if (!has_cells (self))
    return;
  gtk_snapshot_append_texture (snapshot, ensure_texture (self, &geometry), &geometry.plot);
  ecg_cells_append_frame (snapshot, &geometry.plot, &faint);
  ecg_heatmap_append_axes (self, snapshot, &geometry);
  if (self->show_values)
    append_values (self, snapshot, &geometry);
  if (ecg_cell_view_has_cursor (ECG_CELL_VIEW (self)))
    append_cursor (self, snapshot, &geometry);
}

static void
ecg_heatmap_view_measure (GtkWidget     *widget,
                          GtkOrientation orientation,
                          int            for_size,
                          int           *minimum,
                          int           *natural,
                          int           *minimum_baseline,
                          int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 160 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 240;
}

static EcgCell
ecg_heatmap_view_find (EcgCellView *view, double x, double y)
{
  EcgHeatmapView          *self = ECG_HEATMAP_VIEW (view);
  const EcgHeatmapGeometry geometry = ecg_heatmap_geometry (self);
  const graphene_rect_t    plot = geometry.plot;

  if (!has_cells (self) ||
      !graphene_rect_contains_point (&plot, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
    return ECG_NO_CELL;
  return (EcgCell){
    (int) ((y - plot.origin.y) / plot.size.height * (double) self->matrix->n_rows),
    (int) ((x - plot.origin.x) / plot.size.width * (double) self->matrix->n_columns),
  };
}

/* The object */

static void
ecg_heatmap_view_finalize (GObject *object)
{
  EcgHeatmapView *self = ECG_HEATMAP_VIEW (object);

  g_clear_pointer (&self->matrix, ecg_matrix_data_unref);
  g_clear_object (&self->texture);
  g_clear_object (&self->bar);
  for (guint i = 0; i < ECG_N_HEATMAP_TITLES; i++)
    g_free (self->titles[i]);
  G_OBJECT_CLASS (ecg_heatmap_view_parent_class)->finalize (object);
}

static void
ecg_heatmap_view_class_init (EcgHeatmapViewClass *klass)
{
  GtkWidgetClass   *widget_class = GTK_WIDGET_CLASS (klass);
  EcgCellViewClass *cell_class = ECG_CELL_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ecg_heatmap_view_finalize;
  widget_class->snapshot = ecg_heatmap_view_snapshot;
  widget_class->measure = ecg_heatmap_view_measure;
  cell_class->find = ecg_heatmap_view_find;
  cell_class->describe = ecg_heatmap_view_describe;
  cell_class->tell = ecg_heatmap_view_tell;
  gtk_widget_class_set_css_name (widget_class, "heatmap");
}

static void
ecg_heatmap_view_init (EcgHeatmapView *self)
{
  self->hi = 1;
  self->bar = ecg_colorbar_texture (self->colormap);
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

GtkWidget *
ecg_heatmap_view_new (void)
{
  return g_object_new (ECG_TYPE_HEATMAP_VIEW, NULL);
}

/* The colours are to be painted anew. */
static void
repaint (EcgHeatmapView *self)
{
  g_clear_object (&self->texture);
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

void
ecg_heatmap_view_set_matrix (EcgHeatmapView *self, EcgMatrixData *matrix)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  if (self->matrix == matrix)
    return;
  g_clear_pointer (&self->matrix, ecg_matrix_data_unref);
  self->matrix = matrix != NULL ? ecg_matrix_data_ref (matrix) : NULL;
  ecg_cell_view_set_size (ECG_CELL_VIEW (self), matrix != NULL ? matrix->n_rows : 0,
                          matrix != NULL ? matrix->n_columns : 0);
  repaint (self);
}

EcgMatrixData *
ecg_heatmap_view_get_matrix (EcgHeatmapView *self)
{
  g_return_val_if_fail (ECG_IS_HEATMAP_VIEW (self), NULL);

  return self->matrix;
}

void
ecg_heatmap_view_set_range (EcgHeatmapView *self, double lo, double hi)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));
  g_return_if_fail (lo < hi);

  self->lo = lo;
  self->hi = hi;
  repaint (self);
}

void
ecg_heatmap_view_set_colormap (EcgHeatmapView *self, EcgColormap colormap)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  if (self->colormap == colormap)
    return;
  self->colormap = colormap;
  g_clear_object (&self->bar);
  self->bar = ecg_colorbar_texture (colormap);
  repaint (self);
}

void
ecg_heatmap_view_set_titles (EcgHeatmapView *self,
                             const char     *title,
                             const char     *rows,
                             const char     *columns,
                             const char     *values)
{
  const char *titles[ECG_N_HEATMAP_TITLES] = { title, rows, columns, values };

  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  for (guint i = 0; i < ECG_N_HEATMAP_TITLES; i++)
    {
      g_free (self->titles[i]);
      self->titles[i] = g_strdup (titles[i]);
    }
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

void
ecg_heatmap_view_set_column_scale (EcgHeatmapView *self, double first, double step)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));
  g_return_if_fail (step >= 0);

  self->first_column = first;
  self->column_step = step;
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

void
ecg_heatmap_view_set_show_values (EcgHeatmapView *self, gboolean show_values)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  if (self->show_values == !!show_values)
    return;
  self->show_values = !!show_values;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
