#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EcgColour:
 *
 * What the drawn widgets draw with. The style sheets define each as a named colour, `ecg_trace` for
 * %ECG_COLOUR_TRACE and so on, once for light and once for dark.
 */
typedef enum
{
  ECG_COLOUR_PAPER,       /* ground of a lane */
  ECG_COLOUR_GRID_FINE,   /* the millimetre lines */
  ECG_COLOUR_GRID_COARSE, /* every fifth of them */
  ECG_COLOUR_TRACE,       /* the filtered signal: strong */
  ECG_COLOUR_TRACE_RAW,   /* the signal as recorded: thinner, another hue */
  ECG_COLOUR_BEAT,
  ECG_COLOUR_CURSOR,
  ECG_COLOUR_INK,   /* text and axes; the widget's own colour, as all that no sheet defines */
  ECG_COLOUR_FAINT, /* frames and grid lines of plots */
  ECG_COLOUR_SERIES_1,
  ECG_COLOUR_SERIES_2,
  ECG_COLOUR_SERIES_3,
  ECG_COLOUR_SERIES_4,
  ECG_N_COLOURS,
} EcgColour;

/** ecg_palette_name: Returns: (nullable): the name of @colour in the style sheets; NULL for
 * %ECG_COLOUR_INK. */
const char *ecg_palette_name (EcgColour colour);

/** ecg_palette_get: Returns: @colour where @widget stands now. Ask anew for each snapshot: styles
 * change. */
GdkRGBA ecg_palette_get (GtkWidget *widget, EcgColour colour);

/** ecg_palette_contrast: Returns: the contrast ratio of two opaque colours (WCAG 2), 1 to 21. */
double ecg_palette_contrast (const GdkRGBA *a, const GdkRGBA *b);

G_END_DECLS
