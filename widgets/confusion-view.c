/* A confusion matrix. Cells are whole pixels, so that the texture has sharp borders. */
#include "widgets/confusion-view.h"

#include "widgets/axis.h"
#include "widgets/cells.h"
#include "widgets/heatmap-texture.h"
#include "widgets/palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define FONT_SCALE 0.85
#define GAP 6
#define CELL_LEAST 15 /* a line of small text */
#define CELL_NATURAL 40
#define CELL_MOST 72
#define NAME_MOST 128 /* longer names are cut */
#define BAR_WIDTH 10

struct _EcgConfusionView
{
  EcgCellView parent_instance;

  /* owned */
  EcgMatrixData *counts;
  EcgMatrixData *shares;  /* of each row; NaN for rows without windows */
  GdkTexture    *texture; /* of the shares; NULL when stale */
  GdkTexture    *bar;
  char          *title;
};

G_DEFINE_FINAL_TYPE (EcgConfusionView, ecg_confusion_view, ECG_TYPE_CELL_VIEW)

/* Where the parts lie. */
typedef struct
{
  int      x;
  int      y;
  int      cell;
  double   line;
  gboolean names_up; /* column names are turned, to be read from bottom to top */
} Geometry;

static int
count_classes (EcgConfusionView *self)
{
  return self->counts != NULL ? (int) self->counts->n_rows : 0;
}

static float
value_at (const EcgMatrixData *matrix, int row, int column)
{
  return matrix->values[(gsize) row * matrix->n_columns + (gsize) column];
}

static double
sum_row (const EcgMatrixData *matrix, int row)
{
  double sum = 0;

  for (int column = 0; column < (int) matrix->n_columns; column++)
    sum += value_at (matrix, row, column);
  return sum;
}

static const char *
class_name (EcgConfusionView *self, int index)
{
  return self->counts->row_names[index];
}

static double
measure_names (EcgConfusionView *self)
{
  double widest = 0;

  for (int i = 0; i < count_classes (self); i++)
    {
      double width;

      ecg_axis_text_size (GTK_WIDGET (self), class_name (self, i), FONT_SCALE, &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (ceil (widest), NAME_MOST);
}

/* What is beside the cells, both ways, for names turned up: the largest case. */
static void
measure_margins (EcgConfusionView *self, double line, int *width, int *height)
{
  const double names = measure_names (self);
  double       percent;

  ecg_axis_text_size (GTK_WIDGET (self), "100 %", FONT_SCALE, &percent, NULL);
  *width = (int) ceil (line + GAP + names + GAP + 2 * GAP + BAR_WIDTH + GAP / 2.0 + percent);
  *height = (int) ceil (line / 2 + GAP + names + GAP + line);
}

static Geometry
compute_geometry (EcgConfusionView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const int  n = MAX (1, count_classes (self));
  Geometry   geometry = { 0 };
  int        width;
  int        height;

  ecg_axis_text_size (widget, "0", FONT_SCALE, NULL, &geometry.line);
  measure_margins (self, geometry.line, &width, &height);
  geometry.cell =
    MIN (gtk_widget_get_width (widget) - width, gtk_widget_get_height (widget) - height) / n;
  geometry.cell = CLAMP (geometry.cell, 1, CELL_MOST);
  geometry.names_up = measure_names (self) + GAP > geometry.cell;
  geometry.x = (int) ceil (geometry.line + GAP + measure_names (self) + GAP);
  geometry.y = (int) ceil (geometry.line / 2);
  return geometry;
}

/* Drawing */

static graphene_rect_t
cell_rect (const Geometry *geometry, int row, int column, int n_rows, int n_columns)
{
  return GRAPHENE_RECT_INIT (
    (float) (geometry->x + column * geometry->cell), (float) (geometry->y + row * geometry->cell),
    (float) (n_columns * geometry->cell), (float) (n_rows * geometry->cell));
}

static void
append_cells (EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  const GdkRGBA faint = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_FAINT);
  const int     n = count_classes (self);
  const int     pixels = n * geometry->cell * gtk_widget_get_scale_factor (GTK_WIDGET (self));
  const graphene_rect_t rect = cell_rect (geometry, 0, 0, n, n);

  if (self->texture != NULL && gdk_texture_get_width (self->texture) != pixels)
    g_clear_object (&self->texture);
  if (self->texture == NULL)
    self->texture = ecg_heatmap_texture (self->shares, pixels, pixels, ECG_COLORMAP_CIVIDIS, 0, 1);
  gtk_snapshot_append_texture (snapshot, self->texture, &rect);
  ecg_cells_append_frame (snapshot, &rect, &faint);
}

static void
append_count (
  EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry, int row, int column)
{
  const float      count = value_at (self->counts, row, column);
  const GdkRGBA    ink = ecg_cells_ink (ECG_COLORMAP_CIVIDIS, value_at (self->shares, row, column));
  g_autofree char *text = g_strdup_printf ("%.0f", count);
  double           width;

  if (!(count > 0))
    return;
  ecg_axis_text_size (GTK_WIDGET (self), text, FONT_SCALE, &width, NULL);
  if (width > geometry->cell - 2)
    return;
  ecg_axis_append_text (snapshot, GTK_WIDGET (self), text, &ink,
                        geometry->x + (column + 0.5) * geometry->cell,
                        geometry->y + (row + 0.5) * geometry->cell, 0.5, 0.5, FONT_SCALE);
}

static void
append_counts (EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  const int n = count_classes (self);

  for (int row = 0; row < n; row++)
    for (int column = 0; column < n; column++)
      append_count (self, snapshot, geometry, row, column);
}

static char *
dup_short_name (EcgConfusionView *self, int index)
{
  const char *name = class_name (self, index);
  double      width;

  ecg_axis_text_size (GTK_WIDGET (self), name, FONT_SCALE, &width, NULL);
  for (glong length = g_utf8_strlen (name, -1) - 1; length > 0 && width > NAME_MOST; length--)
    {
      g_autofree char *head = g_utf8_substring (name, 0, length);
      g_autofree char *cut = g_strconcat (head, "…", NULL);

      ecg_axis_text_size (GTK_WIDGET (self), cut, FONT_SCALE, &width, NULL);
      if (width <= NAME_MOST)
        return g_steal_pointer (&cut);
    }
  return g_strdup (name);
}

static void
append_names (EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  GtkWidget    *widget = GTK_WIDGET (self);
  const GdkRGBA ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  const int     n = count_classes (self);
  const double  bottom = geometry->y + n * geometry->cell + GAP / 2.0;

  for (int i = 0; i < n; i++)
    {
      g_autofree char *name = dup_short_name (self, i);
      const double     middle = (i + 0.5) * geometry->cell;
      double           width;

      ecg_axis_text_size (widget, name, FONT_SCALE, &width, NULL);
      ecg_axis_append_text (snapshot, widget, name, &ink, geometry->x - GAP / 2.0,
                            geometry->y + middle, 1, 0.5, FONT_SCALE);
      if (geometry->names_up)
        ecg_axis_append_text_up (snapshot, widget, name, &ink, geometry->x + middle,
                                 bottom + width / 2, FONT_SCALE);
      else
        ecg_axis_append_text (snapshot, widget, name, &ink, geometry->x + middle, bottom, 0.5, 0,
                              FONT_SCALE);
    }
}

static void
append_axis_titles (EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  GtkWidget    *widget = GTK_WIDGET (self);
  const GdkRGBA ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  const double  side = count_classes (self) * geometry->cell;
  const double  names = geometry->names_up ? measure_names (self) : geometry->line;

  ecg_axis_append_text_up (snapshot, widget, _ ("True"), &ink, geometry->line / 2,
                           geometry->y + side / 2, FONT_SCALE);
  ecg_axis_append_text (snapshot, widget, _ ("Predicted"), &ink, geometry->x + side / 2,
                        geometry->y + side + names + GAP, 0.5, 0, FONT_SCALE);
}

static void
append_bar (EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  const GdkRGBA         faint = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_FAINT);
  GtkWidget            *widget = GTK_WIDGET (self);
  const GdkRGBA         ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  const float           side = (float) (count_classes (self) * geometry->cell);
  const graphene_rect_t rect =
    GRAPHENE_RECT_INIT ((float) geometry->x + side + 2 * GAP, (float) geometry->y, BAR_WIDTH, side);

  gtk_snapshot_append_texture (snapshot, self->bar, &rect);
  ecg_cells_append_frame (snapshot, &rect, &faint);
  for (int i = 0; i <= 2; i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("%d %%"), 100 - 50 * i);

      ecg_axis_append_text (snapshot, widget, text, &ink, rect.origin.x + BAR_WIDTH + GAP / 2.0,
                            rect.origin.y + side * (float) i / 2, 0, 0.5, FONT_SCALE);
    }
}

static void
append_cursor (EcgConfusionView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  const EcgCell         cursor = ecg_cell_view_get_cursor (ECG_CELL_VIEW (self));
  const graphene_rect_t cell = cell_rect (geometry, cursor.row, cursor.column, 1, 1);

  ecg_cells_append_cursor (snapshot, &cell);
}

static void
ecg_confusion_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgConfusionView *self = ECG_CONFUSION_VIEW (widget);
  Geometry          geometry;

  if (count_classes (self) == 0)
    return;
  geometry = compute_geometry (self);
  append_cells (self, snapshot, &geometry);
  append_counts (self, snapshot, &geometry);
  append_names (self, snapshot, &geometry);
  append_axis_titles (self, snapshot, &geometry);
  append_bar (self, snapshot, &geometry);
  if (ecg_cell_view_has_cursor (ECG_CELL_VIEW (self)))
    append_cursor (self, snapshot, &geometry);
}

static void
ecg_confusion_view_measure (GtkWidget     *widget,
                            GtkOrientation orientation,
                            int            for_size,
                            int           *minimum,
                            int           *natural,
                            int           *minimum_baseline,
                            int           *natural_baseline)
{
  EcgConfusionView *self = ECG_CONFUSION_VIEW (widget);
  const int         n = count_classes (self);
  const int         natural_cell = n > 16 ? 20 : n > 8 ? 30 : CELL_NATURAL;
  double            line;
  int               margins[2];

  ecg_axis_text_size (widget, "0", FONT_SCALE, NULL, &line);
  measure_margins (self, line, &margins[GTK_ORIENTATION_HORIZONTAL],
                   &margins[GTK_ORIENTATION_VERTICAL]);
  *minimum = margins[orientation] + n * CELL_LEAST;
  *natural = margins[orientation] + n * natural_cell;
}

/* What it says */

static char *
describe_cell (EcgConfusionView *self, EcgCell cell)
{
  const float count = value_at (self->counts, cell.row, cell.column);
  const float share = value_at (self->shares, cell.row, cell.column);
  const char *truth = class_name (self, cell.row);

  if (isnan (share))
    return g_strdup_printf (_ ("No window of %s was judged"), truth);
  return g_strdup_printf (_ ("True %s, predicted %s: %.0f of %.0f windows (%.0f %%)"), truth,
                          class_name (self, cell.column), count, sum_row (self->counts, cell.row),
                          share * 100.0);
}

static char *
describe_whole (EcgConfusionView *self)
{
  double right = 0;
  double all = 0;

  for (int row = 0; row < count_classes (self); row++)
    for (int column = 0; column < count_classes (self); column++)
      {
        all += value_at (self->counts, row, column);
        right += row == column ? value_at (self->counts, row, column) : 0;
      }
  return g_strdup_printf (_ ("%.0f of %.0f windows of %d classes are right"), right, all,
                          count_classes (self));
}

static char *
ecg_confusion_view_describe (EcgCellView *view)
{
  EcgConfusionView *self = ECG_CONFUSION_VIEW (view);

  if (count_classes (self) == 0)
    return g_strdup ("");
  return ecg_cell_view_has_cursor (view) ? describe_cell (self, ecg_cell_view_get_cursor (view))
                                         : describe_whole (self);
}

static void
ecg_confusion_view_tell (EcgCellView *view)
{
  EcgConfusionView *self = ECG_CONFUSION_VIEW (view);
  const char       *readout = ecg_cell_view_get_readout (view);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title != NULL ? self->title : _ ("Confusion matrix"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  *readout != '\0' ? readout : _ ("Nothing to show"), -1);
}

static EcgCell
ecg_confusion_view_find (EcgCellView *view, double x, double y)
{
  const Geometry geometry = compute_geometry (ECG_CONFUSION_VIEW (view));

  return (EcgCell){ (int) floor ((y - geometry.y) / geometry.cell),
                    (int) floor ((x - geometry.x) / geometry.cell) };
}

/* The object */

static void
ecg_confusion_view_finalize (GObject *object)
{
  EcgConfusionView *self = ECG_CONFUSION_VIEW (object);

  g_clear_pointer (&self->counts, ecg_matrix_data_unref);
  g_clear_pointer (&self->shares, ecg_matrix_data_unref);
  g_clear_object (&self->texture);
  g_clear_object (&self->bar);
  g_free (self->title);
  G_OBJECT_CLASS (ecg_confusion_view_parent_class)->finalize (object);
}

static void
ecg_confusion_view_class_init (EcgConfusionViewClass *klass)
{
  GtkWidgetClass   *widget_class = GTK_WIDGET_CLASS (klass);
  EcgCellViewClass *cell_class = ECG_CELL_VIEW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ecg_confusion_view_finalize;
  widget_class->snapshot = ecg_confusion_view_snapshot;
  widget_class->measure = ecg_confusion_view_measure;
  cell_class->find = ecg_confusion_view_find;
  cell_class->describe = ecg_confusion_view_describe;
  cell_class->tell = ecg_confusion_view_tell;
  gtk_widget_class_set_css_name (widget_class, "confusion");
}

static void
ecg_confusion_view_init (EcgConfusionView *self)
{
  self->bar = ecg_colorbar_texture (ECG_COLORMAP_CIVIDIS);
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

GtkWidget *
ecg_confusion_view_new (void)
{
  return g_object_new (ECG_TYPE_CONFUSION_VIEW, NULL);
}

void
ecg_confusion_view_set_title (EcgConfusionView *self, const char *title)
{
  g_return_if_fail (ECG_IS_CONFUSION_VIEW (self));

  g_free (self->title);
  self->title = g_strdup (title);
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

static EcgMatrixData *
compute_shares (const EcgMatrixData *counts)
{
  float *values = g_new (float, counts->n_rows * counts->n_columns);

  for (int row = 0; row < (int) counts->n_rows; row++)
    {
      const double sum = sum_row (counts, row);

      for (int column = 0; column < (int) counts->n_columns; column++)
        values[(gsize) row * counts->n_columns + (gsize) column] =
          sum > 0 ? (float) (value_at (counts, row, column) / sum) : NAN;
    }
  return ecg_matrix_data_new (counts->n_rows, counts->n_columns, values, NULL, NULL);
}

void
ecg_confusion_view_set_counts (EcgConfusionView *self, EcgMatrixData *counts)
{
  g_return_if_fail (ECG_IS_CONFUSION_VIEW (self));
  g_return_if_fail (counts == NULL ||
                    (counts->n_rows == counts->n_columns && counts->row_names != NULL));

  if (self->counts == counts)
    return;
  g_clear_pointer (&self->counts, ecg_matrix_data_unref);
  g_clear_pointer (&self->shares, ecg_matrix_data_unref);
  g_clear_object (&self->texture);
  /* A cursor on a cell of other counts would say what nobody asked. */
  ecg_cell_view_set_size (ECG_CELL_VIEW (self), 0, 0);
  if (counts != NULL)
    {
      ecg_cell_view_set_size (ECG_CELL_VIEW (self), counts->n_rows, counts->n_columns);
      self->counts = ecg_matrix_data_ref (counts);
      self->shares = compute_shares (counts);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
  ecg_cell_view_changed (ECG_CELL_VIEW (self));
}

EcgMatrixData *
ecg_confusion_view_get_counts (EcgConfusionView *self)
{
  g_return_val_if_fail (ECG_IS_CONFUSION_VIEW (self), NULL);

  return self->counts;
}
