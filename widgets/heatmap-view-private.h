#pragma once

#include "widgets/heatmap-view.h"

G_BEGIN_DECLS

/* Shared by heatmap-view.c, which draws the cells, and heatmap-axes.c, which says what they are. */

#define ECG_HEATMAP_FONT_SCALE 0.85

/** EcgHeatmapTitle: What has a title. */
typedef enum
{
  ECG_HEATMAP_WHOLE,
  ECG_HEATMAP_ROWS,
  ECG_HEATMAP_COLUMNS,
  ECG_HEATMAP_VALUES,
  ECG_N_HEATMAP_TITLES,
} EcgHeatmapTitle;

struct _EcgHeatmapView
{
  EcgCellView parent_instance;

  /* owned */
  EcgMatrixData *matrix;
  GdkTexture    *texture; /* of the plot; NULL when stale */
  GdkTexture    *bar;
  char          *titles[ECG_N_HEATMAP_TITLES];

  /* plain state */
  EcgColormap colormap;
  double      lo;
  double      hi;
  double      first_column;
  double      column_step; /* 0: columns have names or numbers */
  gboolean    show_values;
};

/**
 * EcgHeatmapGeometry:
 * @plot: where the cells are
 * @bar: where the colour scale is
 * @line: height of a line of text
 */
typedef struct
{
  graphene_rect_t plot;
  graphene_rect_t bar;
  double          line;
} EcgHeatmapGeometry;

/** ecg_heatmap_geometry: Returns: where the parts lie, so that their names have room. */
EcgHeatmapGeometry ecg_heatmap_geometry (EcgHeatmapView *self);

/** ecg_heatmap_dup_row_name: Returns: (transfer full): what a row is called: its name or number. */
char *ecg_heatmap_dup_row_name (EcgHeatmapView *self, int row);

/** ecg_heatmap_dup_column_name: Returns: (transfer full): likewise: its place on the scale, name or
 * number. */
char *ecg_heatmap_dup_column_name (EcgHeatmapView *self, int column);

/** ecg_heatmap_append_axes: Draws names and titles of rows and columns, and the colour scale. */
void ecg_heatmap_append_axes (EcgHeatmapView           *self,
                              GtkSnapshot              *snapshot,
                              const EcgHeatmapGeometry *geometry);

G_END_DECLS
