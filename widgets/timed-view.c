/* What all lanes have in common. */
#include "widgets/timed-view.h"

#include "widgets/paper.h"

/* A screen reader wants the state at rest, not each frame of a pan. */
#define DESCRIBE_AFTER_MS 400

typedef struct
{
  /* owned */
  EcgViewport *viewport;
  char        *label;

  /* state */
  gulong changed_id;
  gulong cursor_id;
  guint  describe_id; /* pending timeout */
} EcgTimedViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EcgTimedView, ecg_timed_view, GTK_TYPE_WIDGET)

static EcgTimedViewPrivate *
get_private (EcgTimedView *self)
{
  return ecg_timed_view_get_instance_private (self);
}

static gboolean
describe_cb (gpointer user_data)
{
  EcgTimedView        *self = user_data;
  EcgTimedViewClass   *klass = ECG_TIMED_VIEW_GET_CLASS (self);
  EcgTimedViewPrivate *priv = get_private (self);

  priv->describe_id = 0;
  if (klass->describe != NULL && priv->viewport != NULL)
    {
      g_autofree char *text = klass->describe (self);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text, -1);
    }
  return G_SOURCE_REMOVE;
}

static void
describe_later (EcgTimedView *self)
{
  EcgTimedViewPrivate *priv = get_private (self);

  if (priv->describe_id == 0)
    priv->describe_id = g_timeout_add (DESCRIBE_AFTER_MS, describe_cb, self);
}

static void
viewport_changed_cb (EcgTimedView *self)
{
  ECG_TIMED_VIEW_GET_CLASS (self)->viewport_changed (self);
  describe_later (self);
}

static void
cursor_changed_cb (EcgTimedView *self)
{
  EcgTimedViewClass *klass = ECG_TIMED_VIEW_GET_CLASS (self);

  if (klass->cursor_changed != NULL)
    klass->cursor_changed (self);
}

static void
ecg_timed_view_viewport_changed (EcgTimedView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ecg_timed_view_dispose (GObject *object)
{
  EcgTimedView        *self = ECG_TIMED_VIEW (object);
  EcgTimedViewPrivate *priv = get_private (self);

  ecg_timed_view_set_viewport (self, NULL);
  g_clear_handle_id (&priv->describe_id, g_source_remove);
  G_OBJECT_CLASS (ecg_timed_view_parent_class)->dispose (object);
}

static void
ecg_timed_view_finalize (GObject *object)
{
  EcgTimedViewPrivate *priv = get_private (ECG_TIMED_VIEW (object));

  g_free (priv->label);
  G_OBJECT_CLASS (ecg_timed_view_parent_class)->finalize (object);
}

static void
ecg_timed_view_class_init (EcgTimedViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ecg_timed_view_dispose;
  object_class->finalize = ecg_timed_view_finalize;
  klass->viewport_changed = ecg_timed_view_viewport_changed;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ecg_timed_view_init (EcgTimedView *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

void
ecg_timed_view_set_viewport (EcgTimedView *self, EcgViewport *viewport)
{
  EcgTimedViewPrivate *priv;

  g_return_if_fail (ECG_IS_TIMED_VIEW (self));

  priv = get_private (self);
  if (priv->viewport == viewport)
    return;
  if (priv->viewport != NULL)
    {
      g_clear_signal_handler (&priv->changed_id, priv->viewport);
      g_clear_signal_handler (&priv->cursor_id, priv->viewport);
    }
  g_set_object (&priv->viewport, viewport);
  if (viewport == NULL)
    return;
  priv->changed_id =
    g_signal_connect_swapped (viewport, "changed", G_CALLBACK (viewport_changed_cb), self);
  priv->cursor_id =
    g_signal_connect_swapped (viewport, "notify::cursor", G_CALLBACK (cursor_changed_cb), self);
  ecg_timed_view_changed (self);
}

EcgViewport *
ecg_timed_view_get_viewport (EcgTimedView *self)
{
  g_return_val_if_fail (ECG_IS_TIMED_VIEW (self), NULL);

  return get_private (self)->viewport;
}

graphene_rect_t
ecg_timed_view_get_area (EcgTimedView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  return GRAPHENE_RECT_INIT (ECG_LANE_MARGIN, 0,
                             (float) MAX (0, gtk_widget_get_width (widget) - ECG_LANE_MARGIN),
                             (float) gtk_widget_get_height (widget));
}

void
ecg_timed_view_set_label (EcgTimedView *self, const char *label)
{
  EcgTimedViewPrivate *priv;

  g_return_if_fail (ECG_IS_TIMED_VIEW (self));

  priv = get_private (self);
  if (g_strcmp0 (priv->label, label) == 0)
    return;
  g_free (priv->label);
  priv->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label != NULL ? label : "", -1);
  ecg_timed_view_changed (self);
}

const char *
ecg_timed_view_get_label (EcgTimedView *self)
{
  EcgTimedViewPrivate *priv;

  g_return_val_if_fail (ECG_IS_TIMED_VIEW (self), "");

  priv = get_private (self);
  return priv->label != NULL ? priv->label : "";
}

void
ecg_timed_view_changed (EcgTimedView *self)
{
  g_return_if_fail (ECG_IS_TIMED_VIEW (self));

  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe_later (self);
}
