/* Colours come from the style sheets. This is the one file that uses GtkStyleContext, which later
 * GTK versions deprecate. */
#include "widgets/palette.h"

#include "widgets/colormap.h"

#include <math.h>

static const char *const names[ECG_N_COLOURS] = {
  [ECG_COLOUR_PAPER] = "ecg_paper",
  [ECG_COLOUR_GRID_FINE] = "ecg_grid_fine",
  [ECG_COLOUR_GRID_COARSE] = "ecg_grid_coarse",
  [ECG_COLOUR_TRACE] = "ecg_trace",
  [ECG_COLOUR_TRACE_RAW] = "ecg_trace_raw",
  [ECG_COLOUR_BEAT] = "ecg_beat",
  [ECG_COLOUR_CURSOR] = "ecg_cursor",
  [ECG_COLOUR_FAINT] = "ecg_faint",
  [ECG_COLOUR_SERIES_1] = "ecg_series_1",
  [ECG_COLOUR_SERIES_2] = "ecg_series_2",
  [ECG_COLOUR_SERIES_3] = "ecg_series_3",
  [ECG_COLOUR_SERIES_4] = "ecg_series_4",
};

const char *
ecg_palette_name (EcgColour colour)
{
  g_return_val_if_fail (colour < ECG_N_COLOURS, NULL);

  return names[colour];
}

GdkRGBA
ecg_palette_get (GtkWidget *widget, EcgColour colour)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  const char      *name = ecg_palette_name (colour);
  GdkRGBA          rgba;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &rgba))
    gtk_style_context_get_color (context, &rgba);

  return rgba;
}

static double
luminance (const GdkRGBA *colour)
{
  return ecg_rgb_luminance ((EcgRgb){ (guint8) lroundf (colour->red * 255),
                                      (guint8) lroundf (colour->green * 255),
                                      (guint8) lroundf (colour->blue * 255) });
}

double
ecg_palette_contrast (const GdkRGBA *a, const GdkRGBA *b)
{
  double la = luminance (a);
  double lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}
