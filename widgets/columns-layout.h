#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ECG_TYPE_COLUMNS_LAYOUT (ecg_columns_layout_get_type ())

/**
 * EcgColumnsLayout:
 *
 * Puts a widget's children side by side where there is room, and below one another where there is
 * not.
 *
 * Properties: `threshold`: the least width for columns, px; `first-width`: of the first column, px,
 * the others share the rest; 0 (the default) for columns of one width; `spacing`: between children.
 */
G_DECLARE_FINAL_TYPE (EcgColumnsLayout, ecg_columns_layout, ECG, COLUMNS_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ecg_columns_layout_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
