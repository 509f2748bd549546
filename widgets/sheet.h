#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EcgSheet:
 * @surface: the same pixels, for what cairo draws best; between ecg_sheet_begin() and
 * ecg_sheet_end()
 * @pixels: (array): premultiplied, as %CAIRO_FORMAT_ARGB32 has them
 * @stride: from a row to the next, in pixels
 * @width: in pixels of the screen
 * @height: likewise
 * @scale: pixels of the screen per pixel
 *
 * A picture that is drawn pixel by pixel and then appended as a whole. Thousands of strokes are
 * thousands of nodes or one long path otherwise, and either takes cairo longer than all pixels of a
 * lane take here; a texture GTK 4.8 takes apart into floats.
 */
typedef struct
{
  cairo_surface_t *surface;
  guint32         *pixels;
  gsize            stride;
  int              width;
  int              height;
  int              scale;
} EcgSheet;

/**
 * EcgStroke:
 * @top: where it begins, in pixels of the screen from the top
 * @bottom: where it ends; nothing is drawn where that is not below @top
 *
 * What one column of pixels has of a line.
 */
typedef struct
{
  float top;
  float bottom;
} EcgStroke;

/** ecg_sheet_begin: @width, @height: in pixels of the program; @opaque: whether every pixel will be
 * covered; else what is not can be seen through. */
void ecg_sheet_begin (EcgSheet *self, double width, double height, int scale, gboolean opaque);

/** ecg_sheet_end: Appends it to @snapshot, its corner at @x and @y, and lets it go. */
void ecg_sheet_end (EcgSheet *self, GtkSnapshot *snapshot, double x, double y);

/** ecg_sheet_colour: Returns: @colour as a pixel that is covered so far, between 0 and 1. */
guint32 ecg_sheet_colour (const GdkRGBA *colour, double coverage);

/** ecg_sheet_fill: Gives every pixel that colour. */
void ecg_sheet_fill (EcgSheet *self, guint32 pixel);

/** ecg_sheet_blend: Returns: @pixel, laid over @below. */
static inline guint32
ecg_sheet_blend (guint32 pixel, guint32 below)
{
  const guint32 rest = 255 - (pixel >> 24);
  guint32       even = (below & 0xff00ff) * rest + 0x800080;
  guint32       odd = (below >> 8 & 0xff00ff) * rest + 0x800080;

  /* Divided by 255, two bytes at once. */
  even = (even + (even >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  odd = (odd + (odd >> 8 & 0xff00ff)) & 0xff00ff00;
  return pixel + (even | odd);
}

/** ecg_sheet_stroke: Draws one stroke a column, from the left; @n: how many, at most the width. */
void ecg_sheet_stroke (EcgSheet *self, const EcgStroke *strokes, int n, const GdkRGBA *colour);

/** ecg_sheet_fill_row: Fills @row from @left to @right, in pixels of the screen, as far as they are
 * within it: a pixel that is half covered is half filled. */
void ecg_sheet_fill_row (EcgSheet *self, int row, double left, double right, const GdkRGBA *colour);

G_END_DECLS
