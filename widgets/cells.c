/* Frames and ink of coloured cells. */
#include "widgets/cells.h"

void
ecg_cells_append_frame (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *colour)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, rect, 0);
  gtk_snapshot_append_border (snapshot, &outline, (const float[4]){ 1, 1, 1, 1 },
                              (const GdkRGBA[4]){ *colour, *colour, *colour, *colour });
}

void
ecg_cells_append_cursor (GtkSnapshot *snapshot, const graphene_rect_t *rect)
{
  graphene_rect_t halo;

  graphene_rect_inset_r (rect, -1, -1, &halo);
  ecg_cells_append_frame (snapshot, &halo, &(GdkRGBA){ 1, 1, 1, 1 });
  ecg_cells_append_frame (snapshot, rect, &(GdkRGBA){ 0, 0, 0, 1 });
}

GdkRGBA
ecg_cells_ink (EcgColormap map, double t)
{
  const EcgRgb ground = ecg_colormap_at (map, t);
  /* Where black and white have the same contrast (WCAG 2). */
  const float level = ecg_rgb_luminance (ground) > 0.18 ? 0 : 1;

  return (GdkRGBA){ level, level, level, 1 };
}
