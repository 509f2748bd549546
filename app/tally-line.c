/*
 * A drawn line of the table of subject and activity. A count is a number, and the more of them the
 * stronger its activity's colour behind it.
 */

#include "app/tally-line.h"

#include "app/activity-badge.h"

#include <glib/gi18n.h>

#define MIN_TITLE 76
#define MIN_CELL 26
#define MAX_CELL 40
#define HEIGHT 30
#define GAP 2.0f
#define RADIUS 5.0f

struct _EcgTallyLine
{
  GtkWidget parent_instance;

  /* owned */
  char   *title;
  GArray *columns; /* NULL until something is shown */
  guint  *counts;  /* NULL for the head */

  /* plain state */
  int cursor;
};

enum
{
  CELL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgTallyLine, ecg_tally_line, GTK_TYPE_WIDGET)

static int
count_columns (EcgTallyLine *self)
{
  return self->columns == NULL ? 0 : (int) self->columns->len;
}

static EcgTallyColumn *
get_column (EcgTallyLine *self, int column)
{
  return &g_array_index (self->columns, EcgTallyColumn, (guint) column);
}

static int
get_cell_width (EcgTallyLine *self)
{
  const int n = count_columns (self);

  return n == 0
           ? MIN_CELL
           : CLAMP ((gtk_widget_get_width (GTK_WIDGET (self)) - MIN_TITLE) / n, MIN_CELL, MAX_CELL);
}

static int
get_cells_left (EcgTallyLine *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) - count_columns (self) * get_cell_width (self);
}

/* −1 for the title. */
static int
find_column (EcgTallyLine *self, double x)
{
  const int from_left = (int) x - get_cells_left (self);

  return from_left < 0 ? -1 : MIN (from_left / get_cell_width (self), count_columns (self) - 1);
}

char *
ecg_tally_line_dup_text (EcgTallyLine *self, int column)
{
  g_return_val_if_fail (ECG_IS_TALLY_LINE (self), NULL);

  if (column < 0 || column >= count_columns (self))
    return g_strdup (self->title != NULL ? self->title : "");
  if (self->counts == NULL)
    return g_strdup_printf (
      ngettext ("%s: %'u session", "%s: %'u sessions", get_column (self, column)->total),
      get_column (self, column)->title, get_column (self, column)->total);
  return g_strdup_printf (
    ngettext ("%s, %s: %'u session", "%s, %s: %'u sessions", self->counts[column]), self->title,
    get_column (self, column)->title, self->counts[column]);
}

/* Drawing */

static void
draw_text (EcgTallyLine          *self,
           GtkSnapshot           *snapshot,
           const char            *text,
           const graphene_rect_t *area,
           gboolean               centred,
           float                  opacity)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA colour;
  int     width, height;
  float   x = area->origin.x;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= opacity;
  pango_layout_set_width (layout, (int) (area->size.width * (float) PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if (centred)
    pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot,
    &GRAPHENE_POINT_INIT (x, area->origin.y + (area->size.height - (float) height) / 2.0f));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

static void
fill (GtkSnapshot *snapshot, const graphene_rect_t *area, const GdkRGBA *colour)
{
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, area, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, colour, area);
  gtk_snapshot_pop (snapshot);
}

/* A cell has room for three digits; more are told in thousands, and in full by the tooltip. */
static char *
format_count (guint count)
{
  return count < 1000 ? g_strdup_printf ("%u", count)
                      : g_strdup_printf (C_ ("thousands, in a narrow cell", "%uk"), count / 1000);
}

/* One session is pale already, ten and more are as strong as a number can be read on. */
static float
get_strength (guint count)
{
  return 0.16f + 0.03f * (float) MIN (count, 10);
}

static void
draw_count (EcgTallyLine *self, GtkSnapshot *snapshot, int column, const graphene_rect_t *area)
{
  const guint      count = self->counts[column];
  GdkRGBA          colour = get_column (self, column)->style.colour;
  g_autofree char *text = format_count (count);

  if (count == 0)
    {
      draw_text (self, snapshot, "·", area, TRUE, 0.55f);
      return;
    }
  colour.alpha = get_strength (count);
  fill (snapshot, area, &colour);
  draw_text (self, snapshot, text, area, TRUE, 1.0f);
}

static void
draw_cursor (EcgTallyLine *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  const float    widths[] = { 2.0f, 2.0f, 2.0f, 2.0f };
  GskRoundedRect shape;
  GdkRGBA        colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  gsk_rounded_rect_init_from_rect (&shape, area, RADIUS);
  gtk_snapshot_append_border (snapshot, &shape, widths,
                              (GdkRGBA[4]){ colour, colour, colour, colour });
}

static void
draw_cell (EcgTallyLine *self, GtkSnapshot *snapshot, int column, float height)
{
  const float     width = (float) get_cell_width (self);
  const float     left = (float) get_cells_left (self) + (float) column * width;
  graphene_rect_t area =
    GRAPHENE_RECT_INIT (left + GAP, GAP, width - 2.0f * GAP, height - 2.0f * GAP);

  if (self->counts != NULL)
    draw_count (self, snapshot, column, &area);
  else
    {
      graphene_rect_inset (&area, (area.size.width - 22.0f) / 2.0f, 4.0f);
      ecg_activity_badge_draw (GTK_WIDGET (self), snapshot, &area,
                               &get_column (self, column)->style);
    }
}

static void
ecg_tally_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgTallyLine *self = ECG_TALLY_LINE (widget);
  const float   height = (float) gtk_widget_get_height (widget);
  const float   left = (float) get_cells_left (self);
  const float   cell = (float) get_cell_width (self);

  if (self->columns == NULL)
    return;
  draw_text (self, snapshot, self->title, &GRAPHENE_RECT_INIT (8.0f, 0.0f, left - 12.0f, height),
             FALSE, self->counts != NULL ? 1.0f : 0.55f);
  for (int column = 0; column < count_columns (self); column++)
    draw_cell (self, snapshot, column, height);
  if (self->cursor >= 0 && self->cursor < count_columns (self) && self->counts != NULL)
    draw_cursor (self, snapshot,
                 &GRAPHENE_RECT_INIT (left + (float) self->cursor * cell + 1.0f, 1.0f, cell - 2.0f,
                                      height - 2.0f));
}

static void
ecg_tally_line_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  const int n = count_columns (ECG_TALLY_LINE (widget));

  *minimum = *natural =
    orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_TITLE + n * MIN_CELL : HEIGHT;
}

static gboolean
ecg_tally_line_query_tooltip (
  GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  EcgTallyLine    *self = ECG_TALLY_LINE (widget);
  g_autofree char *text = NULL;

  if (self->columns == NULL)
    return FALSE;
  text = ecg_tally_line_dup_text (self, keyboard ? self->cursor : find_column (self, x));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* On release, so that the list has selected the row. */
static void
released_cb (EcgTallyLine *self, int n_press, double x, double y)
{
  if (gtk_widget_contains (GTK_WIDGET (self), x, y))
    g_signal_emit (self, signals[CELL_CHOSEN], 0, find_column (self, x));
}

static void
ecg_tally_line_finalize (GObject *object)
{
  EcgTallyLine *self = ECG_TALLY_LINE (object);

  g_free (self->title);
  g_clear_pointer (&self->columns, g_array_unref);
  g_free (self->counts);
  G_OBJECT_CLASS (ecg_tally_line_parent_class)->finalize (object);
}

static void
ecg_tally_line_class_init (EcgTallyLineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ecg_tally_line_finalize;
  widget_class->snapshot = ecg_tally_line_snapshot;
  widget_class->measure = ecg_tally_line_measure;
  widget_class->query_tooltip = ecg_tally_line_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  /**
   * EcgTallyLine::cell-chosen:
   * @column: which; −1 for the title
   *
   * The user wants to see what the cell counts.
   */
  signals[CELL_CHOSEN] = g_signal_new ("cell-chosen", ECG_TYPE_TALLY_LINE, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
ecg_tally_line_init (EcgTallyLine *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->cursor = -1;
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
ecg_tally_line_new (void)
{
  return g_object_new (ECG_TYPE_TALLY_LINE, NULL);
}

void
ecg_tally_line_show (EcgTallyLine *self, const char *title, GArray *columns, const guint *counts)
{
  g_return_if_fail (ECG_IS_TALLY_LINE (self));

  g_free (self->title);
  self->title = g_strdup (title);
  g_array_ref (columns);
  g_clear_pointer (&self->columns, g_array_unref);
  self->columns = columns;
  g_free (self->counts);
  self->counts = counts == NULL ? NULL : g_memdup2 (counts, columns->len * sizeof *counts);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
ecg_tally_line_set_cursor (EcgTallyLine *self, int column)
{
  g_return_if_fail (ECG_IS_TALLY_LINE (self));

  if (self->cursor == column)
    return;
  self->cursor = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
