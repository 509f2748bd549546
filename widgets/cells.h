#pragma once

#include <gtk/gtk.h>

#include "widgets/colormap.h"

G_BEGIN_DECLS

/* What views of coloured cells share. */

/** ecg_cells_append_frame: A line of one pixel within @rect. */
void ecg_cells_append_frame (GtkSnapshot           *snapshot,
                             const graphene_rect_t *rect,
                             const GdkRGBA         *colour);

/** ecg_cells_append_cursor: A frame just inside @rect that is seen on every colour of a scale: dark
 * in light. */
void ecg_cells_append_cursor (GtkSnapshot *snapshot, const graphene_rect_t *rect);

/** ecg_cells_ink: Returns: black or white, whichever is read better on the colour of @map at @t. */
GdkRGBA ecg_cells_ink (EcgColormap map, double t);

G_END_DECLS
