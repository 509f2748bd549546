/* A matrix as coloured cells. The cells are one texture, made at the size of the plot and kept
 * until matrix, scale or size change; axes, bar and cursor are drawn around and over it. */
#include "widgets/heatmap-view.h"

#include "widgets/axis.h"
#include "widgets/cells.h"
#include "widgets/heatmap-texture.h"
#include "widgets/palette.h"

#include <glib/gi18n.h>
#include <math.h>

#define FONT_SCALE 0.85
#define BAR_WIDTH 12
#define GAP 6

typedef enum
{
  TITLE_WHOLE,
  TITLE_ROWS,
  TITLE_COLUMNS,
  TITLE_VALUES,
  N_TITLES,
} Title;

struct _EcgHeatmapView
{
  GtkWidget parent_instance;

  /* owned */
  EcgMatrixData *matrix;
  GdkTexture    *texture; /* of the plot; NULL when stale */
  GdkTexture    *bar;
  char          *titles[N_TITLES];
  char          *readout;

  /* state */
  EcgColormap colormap;
  double      lo;
  double      hi;
  double      first_column;
  double      column_step; /* 0: columns have names or numbers */
  gboolean    show_values;
  int         row; /* of the cursor; −1: none */
  int         column;
};

enum
{
  PROP_READOUT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (EcgHeatmapView, ecg_heatmap_view, GTK_TYPE_WIDGET)

/* Where the parts lie. */
typedef struct
{
  graphene_rect_t plot;
  graphene_rect_t bar;
  double          line; /* height of a line of text */
} Geometry;

static double
measure_row_labels (EcgHeatmapView *self)
{
  double widest = 0;

  if (self->matrix == NULL || self->matrix->row_names == NULL)
    {
      ecg_axis_text_size (GTK_WIDGET (self), "000", FONT_SCALE, &widest, NULL);
      return widest;
    }
  for (gsize i = 0; self->matrix->row_names[i] != NULL; i++)
    {
      double width;

      ecg_axis_text_size (GTK_WIDGET (self), self->matrix->row_names[i], FONT_SCALE, &width, NULL);
      widest = MAX (widest, width);
    }
  return MIN (widest, gtk_widget_get_width (GTK_WIDGET (self)) * 0.35);
}

static Geometry
compute_geometry (EcgHeatmapView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  Geometry   geometry;
  double     line;
  double     bar_label;
  double     left;
  double     right;
  double     bottom;
  double     top;

  ecg_axis_text_size (widget, "0.00", FONT_SCALE, &bar_label, &line);
  left = measure_row_labels (self) + GAP + (self->titles[TITLE_ROWS] != NULL ? line : 0);
  right = BAR_WIDTH + 2 * GAP + bar_label;
  bottom = line + GAP / 2.0 + (self->titles[TITLE_COLUMNS] != NULL ? line : 0);
  top = (self->titles[TITLE_VALUES] != NULL ? line : 0) + line / 2;
  geometry.line = line;
  geometry.plot =
    GRAPHENE_RECT_INIT ((float) ceil (left), (float) ceil (top),
                        (float) MAX (1, floor (gtk_widget_get_width (widget) - left - right - 1)),
                        (float) MAX (1, floor (gtk_widget_get_height (widget) - top - bottom - 1)));
  geometry.bar = GRAPHENE_RECT_INIT (geometry.plot.origin.x + geometry.plot.size.width + GAP,
                                     geometry.plot.origin.y, BAR_WIDTH, geometry.plot.size.height);
  return geometry;
}

static gboolean
has_cells (EcgHeatmapView *self)
{
  return self->matrix != NULL && self->matrix->n_rows > 0 && self->matrix->n_columns > 0;
}

static char *
dup_row_name (EcgHeatmapView *self, int row)
{
  if (self->matrix->row_names != NULL)
    return g_strdup (self->matrix->row_names[row]);
  return g_strdup_printf ("%d", row);
}

static char *
dup_column_name (EcgHeatmapView *self, int column)
{
  if (self->column_step > 0)
    return ecg_axis_dup_number (self->first_column + column * self->column_step,
                                MAX (self->column_step, 0.01));
  if (self->matrix->column_names != NULL)
    return g_strdup (self->matrix->column_names[column]);
  return g_strdup_printf ("%d", column);
}

static char *
describe_cell (EcgHeatmapView *self)
{
  g_autofree char *row = NULL;
  g_autofree char *column = NULL;
  g_autofree char *value = NULL;
  float            number;

  if (!has_cells (self) || self->row < 0)
    return g_strdup ("");
  row = dup_row_name (self, self->row);
  column = dup_column_name (self, self->column);
  number = self->matrix->values[(gsize) self->row * self->matrix->n_columns + (gsize) self->column];
  value = isnan (number) ? g_strdup (_ ("no value")) : g_strdup_printf ("%.3f", number);
  /* Translators: the value of a cell of a heatmap: "Channel 12, Time (s) 0.42: 0.734" */
  return g_strdup_printf (
    _ ("%s %s, %s %s: %s"), self->titles[TITLE_ROWS] != NULL ? self->titles[TITLE_ROWS] : _ ("Row"),
    row, self->titles[TITLE_COLUMNS] != NULL ? self->titles[TITLE_COLUMNS] : _ ("Column"), column,
    value);
}

static void
update_accessible (EcgHeatmapView *self)
{
  const char      *title = self->titles[TITLE_WHOLE];
  g_autofree char *description = NULL;

  if (has_cells (self))
    description = g_strdup_printf (_ ("%u by %u cells, colours from %.2f to %.2f. %s"),
                                   (guint) self->matrix->n_rows, (guint) self->matrix->n_columns,
                                   self->lo, self->hi, self->readout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : _ ("Heatmap"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description != NULL ? description : _ ("Nothing to show"), -1);
}

static void
update_readout (EcgHeatmapView *self)
{
  g_autofree char *readout = describe_cell (self);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (g_strcmp0 (readout, self->readout) != 0)
    {
      g_free (self->readout);
      self->readout = g_steal_pointer (&readout);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READOUT]);
    }
  update_accessible (self);
}

static void
invalidate_texture (EcgHeatmapView *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GdkTexture *
ensure_texture (EcgHeatmapView *self, const Geometry *geometry)
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
append_bar (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
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
        FONT_SCALE);
    }
  if (self->titles[TITLE_VALUES] != NULL)
    ecg_axis_append_text (snapshot, GTK_WIDGET (self), self->titles[TITLE_VALUES], &ink,
                          gtk_widget_get_width (GTK_WIDGET (self)), 0, 1, 0, FONT_SCALE);
}

/* Every how many cells a label fits. */
static int
label_every (double cell_px, double label_px)
{
  return (int) MAX (1, ecg_axis_nice_step (MAX (1, label_px / cell_px)));
}

static void
append_row_labels (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA    ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  double     cell = geometry->plot.size.height / (double) self->matrix->n_rows;
  int        every = label_every (cell, geometry->line);

  for (int row = 0; row < (int) self->matrix->n_rows; row += every)
    {
      g_autofree char *text = dup_row_name (self, row);

      ecg_axis_append_text (snapshot, widget, text, &ink, geometry->plot.origin.x - GAP / 2.0,
                            geometry->plot.origin.y + (row + 0.5) * cell, 1, 0.5, FONT_SCALE);
    }
  if (self->titles[TITLE_ROWS] != NULL)
    ecg_axis_append_text_up (snapshot, widget, self->titles[TITLE_ROWS], &ink, geometry->line / 2,
                             geometry->plot.origin.y + geometry->plot.size.height / 2, FONT_SCALE);
}

static void
append_column_label (
  EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry, const char *text, double x)
{
  GdkRGBA ink = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_INK);

  ecg_axis_append_text (snapshot, GTK_WIDGET (self), text, &ink, geometry->plot.origin.x + x,
                        geometry->plot.origin.y + geometry->plot.size.height + GAP / 2.0, 0.5, 0,
                        FONT_SCALE);
}

static void
append_scaled_columns (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
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
append_named_columns (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  double cell = geometry->plot.size.width / (double) self->matrix->n_columns;
  double widest = 0;
  int    every;

  for (int column = 0; column < (int) self->matrix->n_columns; column++)
    {
      g_autofree char *text = dup_column_name (self, column);
      double           width;

      ecg_axis_text_size (GTK_WIDGET (self), text, FONT_SCALE, &width, NULL);
      widest = MAX (widest, width);
    }
  every = label_every (cell, widest + GAP);
  for (int column = 0; column < (int) self->matrix->n_columns; column += every)
    {
      g_autofree char *text = dup_column_name (self, column);

      append_column_label (self, snapshot, geometry, text, (column + 0.5) * cell);
    }
}

static void
append_columns (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  GdkRGBA ink = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_INK);

  if (self->column_step > 0)
    append_scaled_columns (self, snapshot, geometry);
  else
    append_named_columns (self, snapshot, geometry);
  if (self->titles[TITLE_COLUMNS] != NULL)
    ecg_axis_append_text (snapshot, GTK_WIDGET (self), self->titles[TITLE_COLUMNS], &ink,
                          geometry->plot.origin.x + geometry->plot.size.width / 2,
                          gtk_widget_get_height (GTK_WIDGET (self)), 0.5, 1, FONT_SCALE);
}

static void
append_values (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  double width = geometry->plot.size.width / (double) self->matrix->n_columns;
  double height = geometry->plot.size.height / (double) self->matrix->n_rows;
  double text_width;

  ecg_axis_text_size (GTK_WIDGET (self), "0.00", FONT_SCALE, &text_width, NULL);
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
        FONT_SCALE);
    }
}

static void
append_cursor (EcgHeatmapView *self, GtkSnapshot *snapshot, const Geometry *geometry)
{
  double          width = geometry->plot.size.width / (double) self->matrix->n_columns;
  double          height = geometry->plot.size.height / (double) self->matrix->n_rows;
  graphene_rect_t cell =
    GRAPHENE_RECT_INIT ((float) (geometry->plot.origin.x + self->column * width - 1),
                        (float) (geometry->plot.origin.y + self->row * height - 1),
                        (float) (width + 2), (float) (height + 2));

  ecg_cells_append_cursor (snapshot, &cell);
}

static void
ecg_heatmap_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgHeatmapView *self = ECG_HEATMAP_VIEW (widget);
  Geometry        geometry = compute_geometry (self);
  GdkRGBA         faint = ecg_palette_get (widget, ECG_COLOUR_FAINT);

  if (!has_cells (self))
    return;
  gtk_snapshot_append_texture (snapshot, ensure_texture (self, &geometry), &geometry.plot);
  ecg_cells_append_frame (snapshot, &geometry.plot, &faint);
  append_bar (self, snapshot, &geometry);
  append_row_labels (self, snapshot, &geometry);
  append_columns (self, snapshot, &geometry);
  if (self->show_values)
    append_values (self, snapshot, &geometry);
  if (self->row >= 0)
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

static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EcgHeatmapView *self = ECG_HEATMAP_VIEW (widget);
  int             rows;
  int             columns;

  if (!has_cells (self))
    return FALSE;
  g_variant_get (arguments, "(ii)", &rows, &columns);
  if (self->row < 0)
    ecg_heatmap_view_set_cursor (self, 0, 0);
  else
    ecg_heatmap_view_set_cursor (
      self, CLAMP (self->row + rows, 0, (int) self->matrix->n_rows - 1),
      CLAMP (self->column + columns, 0, (int) self->matrix->n_columns - 1));
  return TRUE;
}

static void
motion_cb (EcgHeatmapView *self, double x, double y)
{
  Geometry geometry = compute_geometry (self);

  if (!has_cells (self))
    return;
  if (!graphene_rect_contains_point (&geometry.plot, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
    return;
  ecg_heatmap_view_set_cursor (self,
                               (int) ((y - geometry.plot.origin.y) / geometry.plot.size.height *
                                      (double) self->matrix->n_rows),
                               (int) ((x - geometry.plot.origin.x) / geometry.plot.size.width *
                                      (double) self->matrix->n_columns));
}

static void
leave_cb (EcgHeatmapView *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    ecg_heatmap_view_set_cursor (self, -1, -1);
}

static void
ecg_heatmap_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EcgHeatmapView *self = ECG_HEATMAP_VIEW (object);

  switch (id)
    {
    case PROP_READOUT:
      g_value_set_string (value, self->readout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_heatmap_view_finalize (GObject *object)
{
  EcgHeatmapView *self = ECG_HEATMAP_VIEW (object);

  g_clear_pointer (&self->matrix, ecg_matrix_data_unref);
  g_clear_object (&self->texture);
  g_clear_object (&self->bar);
  for (guint i = 0; i < N_TITLES; i++)
    g_free (self->titles[i]);
  g_free (self->readout);
  G_OBJECT_CLASS (ecg_heatmap_view_parent_class)->finalize (object);
}

static void
ecg_heatmap_view_class_init (EcgHeatmapViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct
  {
    guint key;
    int   rows;
    int   columns;
  } moves[] = {
    { GDK_KEY_Up, -1, 0 },       { GDK_KEY_Down, 1, 0 },          { GDK_KEY_Left, 0, -1 },
    { GDK_KEY_Right, 0, 1 },     { GDK_KEY_Home, 0, G_MININT16 }, { GDK_KEY_End, 0, G_MAXINT16 },
    { GDK_KEY_Page_Up, -10, 0 }, { GDK_KEY_Page_Down, 10, 0 },
  };

  object_class->finalize = ecg_heatmap_view_finalize;
  object_class->get_property = ecg_heatmap_view_get_property;
  widget_class->snapshot = ecg_heatmap_view_snapshot;
  widget_class->measure = ecg_heatmap_view_measure;
  props[PROP_READOUT] = g_param_spec_string (
    "readout", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "heatmap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_cursor_cb, "(ii)",
                                  moves[i].rows, moves[i].columns);
}

static void
ecg_heatmap_view_init (EcgHeatmapView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->hi = 1;
  self->row = self->column = -1;
  self->readout = g_strdup ("");
  self->bar = ecg_colorbar_texture (self->colormap);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  update_accessible (self);
}

GtkWidget *
ecg_heatmap_view_new (void)
{
  return g_object_new (ECG_TYPE_HEATMAP_VIEW, NULL);
}

void
ecg_heatmap_view_set_matrix (EcgHeatmapView *self, EcgMatrixData *matrix)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  if (self->matrix == matrix)
    return;
  g_clear_pointer (&self->matrix, ecg_matrix_data_unref);
  self->matrix = matrix != NULL ? ecg_matrix_data_ref (matrix) : NULL;
  if (!has_cells (self) || self->row >= (int) matrix->n_rows ||
      self->column >= (int) matrix->n_columns)
    self->row = self->column = -1;
  invalidate_texture (self);
  update_readout (self);
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
  invalidate_texture (self);
  update_accessible (self);
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
  invalidate_texture (self);
}

void
ecg_heatmap_view_set_titles (EcgHeatmapView *self,
                             const char     *title,
                             const char     *rows,
                             const char     *columns,
                             const char     *values)
{
  const char *titles[N_TITLES] = { title, rows, columns, values };

  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  for (guint i = 0; i < N_TITLES; i++)
    {
      g_free (self->titles[i]);
      self->titles[i] = g_strdup (titles[i]);
    }
  update_readout (self);
}

void
ecg_heatmap_view_set_column_scale (EcgHeatmapView *self, double first, double step)
{
  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));
  g_return_if_fail (step >= 0);

  self->first_column = first;
  self->column_step = step;
  update_readout (self);
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

const char *
ecg_heatmap_view_get_readout (EcgHeatmapView *self)
{
  g_return_val_if_fail (ECG_IS_HEATMAP_VIEW (self), NULL);

  return self->readout;
}

void
ecg_heatmap_view_set_cursor (EcgHeatmapView *self, int row, int column)
{
  gboolean inside;

  g_return_if_fail (ECG_IS_HEATMAP_VIEW (self));

  inside = has_cells (self) && row >= 0 && column >= 0 && row < (int) self->matrix->n_rows &&
           column < (int) self->matrix->n_columns;
  if (!inside)
    row = column = -1;
  if (self->row == row && self->column == column)
    return;
  self->row = row;
  self->column = column;
  update_readout (self);
}
