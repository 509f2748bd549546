#pragma once

#include "core/series/matrix-data.h"
#include "widgets/cell-view.h"
#include "widgets/colormap.h"

G_BEGIN_DECLS

#define ECG_TYPE_HEATMAP_VIEW (ecg_heatmap_view_get_type ())

/**
 * EcgHeatmapView:
 *
 * Draws a matrix as coloured cells, with axes and a numeric colour bar. The readout says the value
 * under the cursor, and is empty where there is none.
 *
 * The colour scale is fixed, 0 to 1 unless ecg_heatmap_view_set_range() says otherwise: two
 * matrices can be compared by eye, and noise never looks like evidence. Where a pixel holds several
 * cells it shows their mean; where a cell is missing the ground shows. The cells are drawn once
 * into a texture; the cursor is drawn over it.
 *
 * ## Accessibility
 *
 * Role `img`; the label is the title, the description tells size, scale and the cell under the
 * cursor.
 */
G_DECLARE_FINAL_TYPE (EcgHeatmapView, ecg_heatmap_view, ECG, HEATMAP_VIEW, EcgCellView)

GtkWidget *ecg_heatmap_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_heatmap_view_set_matrix: @matrix: (nullable) (transfer none). The cursor stays where it is,
 * if there still is such a cell. */
void           ecg_heatmap_view_set_matrix (EcgHeatmapView *self, EcgMatrixData *matrix);
EcgMatrixData *ecg_heatmap_view_get_matrix (EcgHeatmapView *self);

/** ecg_heatmap_view_set_range: Values that the ends of the colour scale stand for; @lo below @hi.
 */
void ecg_heatmap_view_set_range (EcgHeatmapView *self, double lo, double hi);
void ecg_heatmap_view_set_colormap (EcgHeatmapView *self, EcgColormap colormap);

/**
 * ecg_heatmap_view_set_titles:
 * @title: (nullable): the whole, for those who hear it: `Attention of stage 3`
 * @rows: (nullable): what a row is: `Channel`
 * @columns: (nullable): what a column is: `Time (s)`
 * @values: (nullable): what a colour is: `a · b`
 */
void ecg_heatmap_view_set_titles (EcgHeatmapView *self,
                                  const char     *title,
                                  const char     *rows,
                                  const char     *columns,
                                  const char     *values);

/** ecg_heatmap_view_set_column_scale: Columns are marked with @first + i · @step instead of their
 * names or numbers: the left edge of column i, in the unit of the column title. @step 0 undoes. */
void ecg_heatmap_view_set_column_scale (EcgHeatmapView *self, double first, double step);

/** ecg_heatmap_view_set_show_values: Writes the value into each cell that has room for it; off at
 * first. */
void ecg_heatmap_view_set_show_values (EcgHeatmapView *self, gboolean show_values);

G_END_DECLS
