#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** ecg_focus_at: Gives the focus to what lies at a point of @widget: the innermost that takes it,
 * or
 * @widget itself; where nothing does, it stays where it is. */
void ecg_focus_at (GtkWidget *widget, double x, double y);

/** ecg_focus_on_press: Lets a drawn view take the focus when it is pressed, so that its keys work
 * where the pointer has been. */
void ecg_focus_on_press (GtkWidget *widget);

G_END_DECLS
