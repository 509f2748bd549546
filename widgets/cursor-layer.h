#pragma once

#include "widgets/timed-view.h"

G_BEGIN_DECLS

#define ECG_TYPE_CURSOR_LAYER (ecg_cursor_layer_get_type ())

/**
 * EcgCursorLayer:
 *
 * An upright line through all lanes at the viewport's cursor. Lies over them, lets pointers
 * through, and alone is drawn anew when the cursor moves.
 */
G_DECLARE_FINAL_TYPE (EcgCursorLayer, ecg_cursor_layer, ECG, CURSOR_LAYER, EcgTimedView)

GtkWidget *ecg_cursor_layer_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
