/* The focus goes where a pointer presses, as it does in a button by itself. */
#include "widgets/focus.h"

void
ecg_focus_at (GtkWidget *widget, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);

  while (picked != NULL && picked != widget && !gtk_widget_get_focusable (picked))
    picked = gtk_widget_get_parent (picked);
  if (picked != NULL)
    gtk_widget_grab_focus (picked);
}

static void
pressed_cb (GtkWidget *widget)
{
  gtk_widget_grab_focus (widget);
}

void
ecg_focus_on_press (GtkWidget *widget)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
