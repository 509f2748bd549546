#pragma once

#include <gtk/gtk.h>

#include "widgets/viewport.h"

G_BEGIN_DECLS

/**
 * ecg_navigation_attach:
 * @widget: what lies under the pointer: lanes, whose time axis begins at %ECG_LANE_MARGIN
 * @viewport: what is moved; kept alive by @widget
 *
 * Lets pointers work the view: wheel and two fingers pan, Ctrl + wheel and pinch zoom where the
 * pointer is, dragging (left or middle button) pans, pointing sets the cursor, Alt + wheel sets the
 * gain; what is pressed takes the focus, so that keys go there. Shift + wheel is left to who
 * scrolls the lanes.
 */
void ecg_navigation_attach (GtkWidget *widget, EcgViewport *viewport);

G_END_DECLS
