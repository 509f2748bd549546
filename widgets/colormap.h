#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EcgColormap:
 *
 * Sequential colour scales whose lightness grows steadily, so that they read the same in grey.
 */
typedef enum
{
  ECG_COLORMAP_CIVIDIS, /* the default: readable with every colour-vision deficiency */
  ECG_COLORMAP_VIRIDIS,
} EcgColormap;

/** EcgRgb: a colour of eight bits a channel. */
typedef struct
{
  guint8 r;
  guint8 g;
  guint8 b;
} EcgRgb;

/** ecg_colormap_at: @t is limited to 0 to 1; NaN reads as 0. Returns: the colour there, the nearest
 * of 256. */
EcgRgb ecg_colormap_at (EcgColormap map, double t);

/** ecg_rgb_luminance: Returns: relative luminance (WCAG 2), 0 for black to 1 for white. */
double ecg_rgb_luminance (EcgRgb colour);

G_END_DECLS
