/* Pointers on the lanes. */
#include "widgets/navigation.h"

#include "widgets/focus.h"
#include "widgets/paper.h"

#include <math.h>

#define PAGES_PER_NOTCH 0.1
#define ZOOM_PER_NOTCH 1.2

/* One for each widget that is worked; freed with it. */
typedef struct
{
  EcgViewport *viewport; /* owned */
  GtkWidget   *widget;   /* borrowed: owns this */
  double       pointer_px;
  double       drag_begin;  /* first sample when the drag began */
  double       pinch_speed; /* speed when the pinch began */
} Navigation;

static void
navigation_free (gpointer data)
{
  Navigation *self = data;

  g_object_unref (self->viewport);
  g_free (self);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, gpointer user_data)
{
  Navigation     *self = user_data;
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  double delta = fabs (dx) > fabs (dy) ? dx : dy;

  if (state & GDK_SHIFT_MASK)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    ecg_viewport_zoom (self->viewport, pow (ZOOM_PER_NOTCH, -delta), self->pointer_px);
  else if (state & GDK_ALT_MASK)
    ecg_viewport_set_gain (self->viewport,
                           ecg_viewport_get_gain (self->viewport) * pow (ZOOM_PER_NOTCH, -delta));
  else
    ecg_viewport_pan (self->viewport, delta * PAGES_PER_NOTCH);
  return GDK_EVENT_STOP;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
  Navigation *self = user_data;
  double      px = x - ECG_LANE_MARGIN;
  double      sample = ecg_viewport_px_to_sample (self->viewport, MAX (0, px));

  self->pointer_px = MAX (0, px);
  ecg_viewport_set_cursor (self->viewport, px < 0 ? -1 : (gint64) llround (sample));
}

static void
leave_cb (GtkEventControllerMotion *controller, gpointer user_data)
{
  Navigation *self = user_data;

  ecg_viewport_set_cursor (self->viewport, -1);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  Navigation *self = user_data;

  ecg_focus_at (self->widget, x, y);
  self->drag_begin = ecg_viewport_get_begin (self->viewport);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  Navigation *self = user_data;

  gtk_widget_set_cursor_from_name (self->widget, "grabbing");
  ecg_viewport_set_begin (self->viewport,
                          self->drag_begin - dx * ecg_viewport_get_samples_per_px (self->viewport));
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  Navigation *self = user_data;

  gtk_widget_set_cursor (self->widget, NULL);
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user_data)
{
  Navigation *self = user_data;

  self->pinch_speed = ecg_viewport_get_speed (self->viewport);
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, gpointer user_data)
{
  Navigation *self = user_data;
  double      x = ECG_LANE_MARGIN + self->pointer_px;
  double      y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  if (scale > 0)
    ecg_viewport_set_speed (self->viewport, self->pinch_speed * scale,
                            MAX (0, x - ECG_LANE_MARGIN));
}

static void
add_drag (Navigation *self, guint button)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (self->widget, GTK_EVENT_CONTROLLER (drag));
}

void
ecg_navigation_attach (GtkWidget *widget, EcgViewport *viewport)
{
  Navigation         *self = g_new0 (Navigation, 1);
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture         *pinch = gtk_gesture_zoom_new ();

  self->viewport = g_object_ref (viewport);
  self->widget = widget;
  g_object_set_data_full (G_OBJECT (widget), "ecg-navigation", self, navigation_free);

  /* Before the scrolled window in which the lanes lie. */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  add_drag (self, GDK_BUTTON_PRIMARY);
  add_drag (self, GDK_BUTTON_MIDDLE);
}
