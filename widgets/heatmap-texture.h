#pragma once

#include <gtk/gtk.h>

#include "core/series/matrix-data.h"
#include "widgets/colormap.h"

G_BEGIN_DECLS

/**
 * ecg_heatmap_texture:
 * @width: of the texture, in pixels
 * @height: likewise
 * @lo: value at the lower end of @map
 * @hi: value at its upper end
 *
 * Paints a matrix. A pixel that holds several cells shows the mean of those that are present, one
 * that holds a part of a cell shows that cell with sharp borders, and one without any value is
 * transparent. Any thread.
 *
 * Returns: (transfer full): a texture of that size
 */
GdkTexture *ecg_heatmap_texture (const EcgMatrixData *matrix,
                                 int                  width,
                                 int                  height,
                                 EcgColormap          map,
                                 double               lo,
                                 double               hi) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_colorbar_texture: Returns: (transfer full): @map as a bar of one column, its upper end on
 * top. */
GdkTexture *ecg_colorbar_texture (EcgColormap map) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
