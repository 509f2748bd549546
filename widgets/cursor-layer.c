/* The cursor over all lanes. */
#include "widgets/cursor-layer.h"

#include "widgets/palette.h"

#include <math.h>

struct _EcgCursorLayer
{
  EcgTimedView parent_instance;
};

G_DEFINE_FINAL_TYPE (EcgCursorLayer, ecg_cursor_layer, ECG_TYPE_TIMED_VIEW)

static void
ecg_cursor_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgTimedView   *self = ECG_TIMED_VIEW (widget);
  EcgViewport    *viewport = ecg_timed_view_get_viewport (self);
  graphene_rect_t area = ecg_timed_view_get_area (self);
  GdkRGBA         colour = ecg_palette_get (widget, ECG_COLOUR_CURSOR);
  double          x;

  if (viewport == NULL || ecg_viewport_get_cursor (viewport) < 0)
    return;
  x = ecg_viewport_sample_to_px (viewport, (double) ecg_viewport_get_cursor (viewport));
  if (x < 0 || x > area.size.width)
    return;
  gtk_snapshot_append_color (
    snapshot, &colour,
    &GRAPHENE_RECT_INIT ((float) floor (area.origin.x + x), 0, 1, area.size.height));
}

static void
ecg_cursor_layer_cursor_changed (EcgTimedView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ecg_cursor_layer_class_init (EcgCursorLayerClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = ecg_cursor_layer_snapshot;
  ECG_TIMED_VIEW_CLASS (klass)->cursor_changed = ecg_cursor_layer_cursor_changed;
  /* The readout is a label. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ecg_cursor_layer_init (EcgCursorLayer *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
ecg_cursor_layer_new (void)
{
  return g_object_new (ECG_TYPE_CURSOR_LAYER, NULL);
}
