/* A cursor on cells, and what it says. */
#include "widgets/cell-view.h"

#include "widgets/focus.h"

typedef struct
{
  char   *readout; /* owned */
  int     n_rows;
  int     n_columns;
  EcgCell cursor;
} EcgCellViewPrivate;

enum
{
  PROP_READOUT = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EcgCellView, ecg_cell_view, GTK_TYPE_WIDGET)

static EcgCellViewPrivate *
get_private (EcgCellView *self)
{
  return ecg_cell_view_get_instance_private (self);
}

static gboolean
is_there (EcgCellViewPrivate *priv, EcgCell cell)
{
  return cell.row >= 0 && cell.column >= 0 && cell.row < priv->n_rows &&
         cell.column < priv->n_columns;
}

/* By (0, 0): away. A key that changes nothing there is left to others, as Escape is to a dialog. */
static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EcgCellView        *self = ECG_CELL_VIEW (widget);
  EcgCellViewPrivate *priv = get_private (self);
  const gboolean      had_cursor = ecg_cell_view_has_cursor (self);
  EcgCell             cell = { 0, 0 };
  int                 rows, columns;

  g_variant_get (arguments, "(ii)", &rows, &columns);
  if (rows == 0 && columns == 0)
    {
      ecg_cell_view_set_cursor (self, ECG_NO_CELL);
      return had_cursor;
    }
  if (priv->n_rows == 0 || priv->n_columns == 0)
    return FALSE;
  if (had_cursor)
    {
      cell.row = CLAMP (priv->cursor.row + rows, 0, priv->n_rows - 1);
      cell.column = CLAMP (priv->cursor.column + columns, 0, priv->n_columns - 1);
    }
  ecg_cell_view_set_cursor (self, cell);
  return TRUE;
}

static void
motion_cb (EcgCellView *self, double x, double y)
{
  ecg_cell_view_set_cursor (self, ECG_CELL_VIEW_GET_CLASS (self)->find (self, x, y));
}

static void
leave_cb (EcgCellView *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    ecg_cell_view_set_cursor (self, ECG_NO_CELL);
}

static void
ecg_cell_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_READOUT:
      g_value_set_string (value, ecg_cell_view_get_readout (ECG_CELL_VIEW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_cell_view_finalize (GObject *object)
{
  g_free (get_private (ECG_CELL_VIEW (object))->readout);
  G_OBJECT_CLASS (ecg_cell_view_parent_class)->finalize (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    int   rows;
    int   columns;
  } moves[] = {
    { GDK_KEY_Up, -1, 0 },       { GDK_KEY_Down, 1, 0 },          { GDK_KEY_Left, 0, -1 },
    { GDK_KEY_Right, 0, 1 },     { GDK_KEY_Home, 0, G_MININT16 }, { GDK_KEY_End, 0, G_MAXINT16 },
    { GDK_KEY_Page_Up, -10, 0 }, { GDK_KEY_Page_Down, 10, 0 },    { GDK_KEY_Escape, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_cursor_cb, "(ii)",
                                  moves[i].rows, moves[i].columns);
}

static void
ecg_cell_view_class_init (EcgCellViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = ecg_cell_view_finalize;
  object_class->get_property = ecg_cell_view_get_property;
  props[PROP_READOUT] = g_param_spec_string (
    "readout", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_bindings (widget_class);
}

static void
ecg_cell_view_init (EcgCellView *self)
{
  EcgCellViewPrivate *priv = get_private (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  priv->cursor = ECG_NO_CELL;
  priv->readout = g_strdup ("");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  ecg_focus_on_press (GTK_WIDGET (self));
}

void
ecg_cell_view_set_cursor (EcgCellView *self, EcgCell cell)
{
  EcgCellViewPrivate *priv;

  g_return_if_fail (ECG_IS_CELL_VIEW (self));

  priv = get_private (self);
  if (!is_there (priv, cell))
    cell = ECG_NO_CELL;
  if (priv->cursor.row == cell.row && priv->cursor.column == cell.column)
    return;
  priv->cursor = cell;
  ecg_cell_view_changed (self);
}

EcgCell
ecg_cell_view_get_cursor (EcgCellView *self)
{
  g_return_val_if_fail (ECG_IS_CELL_VIEW (self), ECG_NO_CELL);

  return get_private (self)->cursor;
}

gboolean
ecg_cell_view_has_cursor (EcgCellView *self)
{
  g_return_val_if_fail (ECG_IS_CELL_VIEW (self), FALSE);

  return get_private (self)->cursor.row >= 0;
}

const char *
ecg_cell_view_get_readout (EcgCellView *self)
{
  g_return_val_if_fail (ECG_IS_CELL_VIEW (self), NULL);

  return get_private (self)->readout;
}

void
ecg_cell_view_set_size (EcgCellView *self, gsize n_rows, gsize n_columns)
{
  EcgCellViewPrivate *priv;

  g_return_if_fail (ECG_IS_CELL_VIEW (self));
  g_return_if_fail (n_rows <= G_MAXINT && n_columns <= G_MAXINT);

  priv = get_private (self);
  priv->n_rows = (int) n_rows;
  priv->n_columns = (int) n_columns;
  if (!is_there (priv, priv->cursor))
    priv->cursor = ECG_NO_CELL;
}

void
ecg_cell_view_changed (EcgCellView *self)
{
  EcgCellViewPrivate *priv;
  g_autofree char    *readout = NULL;

  g_return_if_fail (ECG_IS_CELL_VIEW (self));

  priv = get_private (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  readout = ECG_CELL_VIEW_GET_CLASS (self)->describe (self);
  if (g_strcmp0 (readout, priv->readout) != 0)
    {
      g_free (priv->readout);
      priv->readout = g_steal_pointer (&readout);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READOUT]);
    }
  ECG_CELL_VIEW_GET_CLASS (self)->tell (self);
}
