/* Curves over one axis. The plot is one render node that is kept until points, size or style
 * change; the cursor is drawn over it, so that moving it redraws no curve. */
#include "widgets/curve-view.h"

#include "widgets/curve-plot.h"
#include "widgets/focus.h"

#include <glib/gi18n.h>
#include <math.h>

struct _EcgCurveView
{
  GtkWidget parent_instance;

  /* owned */
  EcgCurvePlot   plot;
  GskRenderNode *node; /* of the plot; NULL when stale */
  char          *title;
  char          *readout;

  /* plain state */
  double cursor; /* NaN: none */
};

enum
{
  PROP_READOUT = 1,
  PROP_LOG_SCALE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (EcgCurveView, ecg_curve_view, GTK_TYPE_WIDGET)

static void
append_cursor (EcgCurveView *self, GtkSnapshot *snapshot, const EcgCurveGeometry *geometry)
{
  const GdkRGBA colour = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_CURSOR);
  const double  share = CLAMP (self->cursor / geometry->x_hi, 0, 1);
  const double  x = floor (geometry->x + share * geometry->width);

  gtk_snapshot_append_color (
    snapshot, &colour,
    &GRAPHENE_RECT_INIT ((float) x, (float) geometry->y, 1, (float) geometry->height));
}

static void
ecg_curve_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgCurveView          *self = ECG_CURVE_VIEW (widget);
  const EcgCurveGeometry geometry = ecg_curve_plot_measure (&self->plot);

  if (self->node == NULL)
    self->node = ecg_curve_plot_draw (&self->plot, &geometry);
  if (self->node != NULL)
    gtk_snapshot_append_node (snapshot, self->node);
  if (!isnan (self->cursor))
    append_cursor (self, snapshot, &geometry);
}

static void
ecg_curve_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : 220;
}

static void
invalidate (EcgCurveView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ecg_curve_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  invalidate (ECG_CURVE_VIEW (widget));
}

static void
ecg_curve_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ecg_curve_view_parent_class)->css_changed (widget, change);
  invalidate (ECG_CURVE_VIEW (widget));
}

/* Readout */

static char *
describe_point (const EcgCurve *curve, const EcgCurvePair *pair)
{
  /* Translators: a value in the readout of curves: "identity, training 0.123" */
  return g_strdup_printf (C_ ("curve: name, value", "%s %.4g"), curve->name, pair->y);
}

static char *
describe_cursor (EcgCurveView *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *values = NULL;
  const double     x = isnan (self->cursor) ? ecg_curve_plot_last_x (&self->plot) : self->cursor;

  for (guint i = 0; i < self->plot.curves->len; i++)
    {
      const EcgCurve     *curve = ecg_curve_plot_get (&self->plot, i);
      const EcgCurvePair *pair = ecg_curve_series_nearest (&curve->series, x);

      if (pair != NULL && isfinite (pair->y))
        {
          g_autofree char *part = describe_point (curve, pair);

          g_strv_builder_add (builder, part);
        }
    }
  parts = g_strv_builder_end (builder);
  if (parts[0] == NULL)
    return g_strdup ("");
  values = g_strjoinv (" · ", parts);
  /* Translators: readout of curves: "Epoch 12.34: identity 0.1 · activity 0.2" */
  return g_strdup_printf (_ ("%s %.2f: %s"), self->plot.x_title != NULL ? self->plot.x_title : "x",
                          x, values);
}

/* The sentence is made when it is asked for: many points may come between two looks at it. */
static void
invalidate_readout (EcgCurveView *self)
{
  g_clear_pointer (&self->readout, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READOUT]);
}

static void
update_accessible (EcgCurveView *self)
{
  const char *readout = ecg_curve_view_get_readout (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title != NULL ? self->title : _ ("Curves"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  *readout != '\0' ? readout : _ ("Nothing to show"), -1);
}

static void
ecg_curve_view_notify (GObject *object, GParamSpec *pspec)
{
  if (pspec == props[PROP_READOUT])
    update_accessible (ECG_CURVE_VIEW (object));
  if (G_OBJECT_CLASS (ecg_curve_view_parent_class)->notify != NULL)
    G_OBJECT_CLASS (ecg_curve_view_parent_class)->notify (object, pspec);
}

/* Cursor */

typedef enum
{
  MOVE_POINT_BACK,
  MOVE_POINT_ON,
  MOVE_TENTH_BACK,
  MOVE_TENTH_ON,
  MOVE_START,
  MOVE_END,
  MOVE_AWAY,
} Move;

/* The next point of any curve. */
static double
step_from (EcgCurveView *self, double x, int direction)
{
  double best = NAN;

  for (guint i = 0; i < self->plot.curves->len; i++)
    {
      const EcgCurvePair *pair =
        ecg_curve_series_step (&ecg_curve_plot_get (&self->plot, i)->series, x, direction);

      if (pair != NULL && (isnan (best) || fabs (pair->x - x) < fabs (best - x)))
        best = pair->x;
    }
  return isnan (best) ? x : best;
}

static double
find_move (EcgCurveView *self, Move move)
{
  const double last = ecg_curve_plot_last_x (&self->plot);
  const double at = isnan (self->cursor) ? last : self->cursor;

  switch (move)
    {
    case MOVE_POINT_BACK:
      return step_from (self, at, -1);
    case MOVE_POINT_ON:
      return step_from (self, at, 1);
    case MOVE_TENTH_BACK:
      return MAX (0, at - last / 10);
    case MOVE_TENTH_ON:
      return MIN (last, at + last / 10);
    case MOVE_START:
      return 0;
    case MOVE_END:
      return last;
    case MOVE_AWAY:
      break;
    }
  return NAN;
}

static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EcgCurveView *self = ECG_CURVE_VIEW (widget);

  ecg_curve_view_set_cursor (self, find_move (self, (Move) g_variant_get_int32 (arguments)));
  return TRUE;
}

static void
motion_cb (EcgCurveView *self, double x, double y)
{
  const EcgCurveGeometry geometry = ecg_curve_plot_measure (&self->plot);
  const double           at = (x - geometry.x) / geometry.width * geometry.x_hi;

  ecg_curve_view_set_cursor (self, CLAMP (at, 0, geometry.x_hi));
}

static void
leave_cb (EcgCurveView *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    ecg_curve_view_set_cursor (self, NAN);
}

/* The object */

static void
ecg_curve_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EcgCurveView *self = ECG_CURVE_VIEW (object);

  switch (id)
    {
    case PROP_READOUT:
      g_value_set_string (value, ecg_curve_view_get_readout (self));
      break;
    case PROP_LOG_SCALE:
      g_value_set_boolean (value, self->plot.log_scale);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_curve_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LOG_SCALE:
      ecg_curve_view_set_log_scale (ECG_CURVE_VIEW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_curve_view_finalize (GObject *object)
{
  EcgCurveView *self = ECG_CURVE_VIEW (object);

  g_clear_pointer (&self->plot.curves, g_array_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_free (self->title);
  g_free (self->plot.x_title);
  g_free (self->plot.y_title);
  g_free (self->readout);
  G_OBJECT_CLASS (ecg_curve_view_parent_class)->finalize (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    Move  move;
  } keys[] = {
    { GDK_KEY_Left, MOVE_POINT_BACK },    { GDK_KEY_Right, MOVE_POINT_ON },
    { GDK_KEY_Page_Up, MOVE_TENTH_BACK }, { GDK_KEY_Page_Down, MOVE_TENTH_ON },
    { GDK_KEY_Home, MOVE_START },         { GDK_KEY_End, MOVE_END },
    { GDK_KEY_Escape, MOVE_AWAY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, 0, move_cursor_cb, "i",
                                  (gint32) keys[i].move);
}

static void
ecg_curve_view_class_init (EcgCurveViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = ecg_curve_view_finalize;
  object_class->get_property = ecg_curve_view_get_property;
  object_class->set_property = ecg_curve_view_set_property;
  object_class->notify = ecg_curve_view_notify;
  widget_class->snapshot = ecg_curve_view_snapshot;
  widget_class->measure = ecg_curve_view_measure;
  widget_class->size_allocate = ecg_curve_view_size_allocate;
  widget_class->css_changed = ecg_curve_view_css_changed;
  props[PROP_READOUT] = g_param_spec_string (
    "readout", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_LOG_SCALE] =
    g_param_spec_boolean ("log-scale", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "curves");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_bindings (widget_class);
}

static void
clear_curve (gpointer data)
{
  EcgCurve *curve = data;

  g_free (curve->name);
  ecg_curve_series_clear (&curve->series);
}

static void
ecg_curve_view_init (EcgCurveView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->plot.widget = GTK_WIDGET (self);
  self->plot.curves = g_array_new (FALSE, TRUE, sizeof (EcgCurve));
  g_array_set_clear_func (self->plot.curves, clear_curve);
  self->cursor = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  ecg_focus_on_press (GTK_WIDGET (self));
  update_accessible (self);
}

GtkWidget *
ecg_curve_view_new (void)
{
  return g_object_new (ECG_TYPE_CURVE_VIEW, NULL);
}

void
ecg_curve_view_set_titles (EcgCurveView *self, const char *title, const char *x, const char *y)
{
  g_return_if_fail (ECG_IS_CURVE_VIEW (self));

  g_free (self->title);
  g_free (self->plot.x_title);
  g_free (self->plot.y_title);
  self->title = g_strdup (title);
  self->plot.x_title = g_strdup (x);
  self->plot.y_title = g_strdup (y);
  invalidate (self);
  invalidate_readout (self);
}

guint
ecg_curve_view_add_series (EcgCurveView *self, const char *name, const EcgCurveStyle *style)
{
  EcgCurve curve = { .style = *style };

  g_return_val_if_fail (ECG_IS_CURVE_VIEW (self), 0);

  curve.name = g_strdup (name);
  ecg_curve_series_init (&curve.series);
  g_array_append_val (self->plot.curves, curve);
  invalidate (self);
  return self->plot.curves->len - 1;
}

void
ecg_curve_view_append (EcgCurveView *self, guint series, double x, double y)
{
  g_return_if_fail (ECG_IS_CURVE_VIEW (self));
  g_return_if_fail (series < self->plot.curves->len);

  ecg_curve_series_append (&ecg_curve_plot_get (&self->plot, series)->series, x, y);
  invalidate (self);
  invalidate_readout (self);
}

void
ecg_curve_view_clear (EcgCurveView *self)
{
  g_return_if_fail (ECG_IS_CURVE_VIEW (self));

  for (guint i = 0; i < self->plot.curves->len; i++)
    ecg_curve_series_drop_points (&ecg_curve_plot_get (&self->plot, i)->series);
  self->cursor = NAN;
  invalidate (self);
  invalidate_readout (self);
}

void
ecg_curve_view_set_range (EcgCurveView *self, double lo, double hi)
{
  g_return_if_fail (ECG_IS_CURVE_VIEW (self));

  self->plot.lo = lo;
  self->plot.hi = hi;
  invalidate (self);
}

gboolean
ecg_curve_view_get_log_scale (EcgCurveView *self)
{
  g_return_val_if_fail (ECG_IS_CURVE_VIEW (self), FALSE);

  return self->plot.log_scale;
}

void
ecg_curve_view_set_log_scale (EcgCurveView *self, gboolean log_scale)
{
  g_return_if_fail (ECG_IS_CURVE_VIEW (self));

  if (self->plot.log_scale == !!log_scale)
    return;
  self->plot.log_scale = !!log_scale;
  invalidate (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOG_SCALE]);
}

void
ecg_curve_view_set_cursor (EcgCurveView *self, double x)
{
  g_return_if_fail (ECG_IS_CURVE_VIEW (self));

  if ((isnan (x) && isnan (self->cursor)) || fabs (x - self->cursor) < 1e-12)
    return;
  self->cursor = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  invalidate_readout (self);
}

const char *
ecg_curve_view_get_readout (EcgCurveView *self)
{
  g_return_val_if_fail (ECG_IS_CURVE_VIEW (self), NULL);

  if (self->readout == NULL)
    self->readout = describe_cursor (self);
  return self->readout;
}
