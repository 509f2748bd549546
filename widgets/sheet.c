/* Pictures drawn pixel by pixel. */
#include "widgets/sheet.h"

#include <math.h>

void
ecg_sheet_begin (EcgSheet *self, double width, double height, int scale, gboolean opaque)
{
  g_return_if_fail (width > 0 && height > 0 && scale > 0);

  self->scale = scale;
  self->width = (int) ceil (width * scale);
  self->height = (int) ceil (height * scale);
  self->surface = cairo_image_surface_create (opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32,
                                              self->width, self->height);
  self->pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (self->surface);
  self->stride = (gsize) cairo_image_surface_get_stride (self->surface) / sizeof (guint32);
}

void
ecg_sheet_fill (EcgSheet *self, guint32 pixel)
{
  g_return_if_fail (self->pixels != NULL);

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      self->pixels[(gsize) y * self->stride + (gsize) x] = pixel;
}

void
ecg_sheet_end (EcgSheet *self, GtkSnapshot *snapshot, double x, double y)
{
  const graphene_rect_t area =
    GRAPHENE_RECT_INIT ((float) x, (float) y, (float) self->width / (float) self->scale,
                        (float) self->height / (float) self->scale);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &area);

  cairo_surface_mark_dirty (self->surface);
  cairo_surface_set_device_scale (self->surface, self->scale, self->scale);
  cairo_set_source_surface (cr, self->surface, x, y);
  /* At a whole scale no pixel lies between others. */
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->pixels = NULL;
}

guint32
ecg_sheet_colour (const GdkRGBA *colour, double coverage)
{
  const double  alpha = (double) colour->alpha * coverage;
  const guint32 a = (guint32) lrint (255.0 * alpha);
  const guint32 r = (guint32) lrint (255.0 * alpha * (double) colour->red);
  const guint32 g = (guint32) lrint (255.0 * alpha * (double) colour->green);
  const guint32 b = (guint32) lrint (255.0 * alpha * (double) colour->blue);

  return a << 24 | r << 16 | g << 8 | b;
}

/* @pixel as far as it covers, in 255ths. */
static inline guint32
fade (guint32 pixel, guint32 coverage)
{
  guint32 even = (pixel & 0xff00ff) * coverage + 0x800080;
  guint32 odd = (pixel >> 8 & 0xff00ff) * coverage + 0x800080;

  even = (even + (even >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  odd = (odd + (odd >> 8 & 0xff00ff)) & 0xff00ff00;
  return even | odd;
}

static inline void
cover (guint32 *pixel, guint32 full, float coverage)
{
  *pixel = ecg_sheet_blend (fade (full, (guint32) (255.0f * coverage + 0.5f)), *pixel);
}

/* The casts are of what is not negative: they are floor(). */
static void
stroke_column (guint32 *column, gsize stride, int height, EcgStroke stroke, guint32 full)
{
  const float top = MAX (stroke.top, 0.0f);
  const float bottom = MIN (stroke.bottom, (float) height);
  int         first, last;

  if (top >= bottom)
    return;
  first = (int) top;
  last = (int) bottom;
  if (first == last)
    {
      cover (column + (gsize) first * stride, full, bottom - top);
      return;
    }
  cover (column + (gsize) first * stride, full, (float) (first + 1) - top);
  for (int y = first + 1; y < last; y++)
    {
      guint32 *pixel = column + (gsize) y * stride;

      *pixel = ecg_sheet_blend (full, *pixel);
    }
  if (last < height)
    cover (column + (gsize) last * stride, full, bottom - (float) last);
}

void
ecg_sheet_stroke (EcgSheet *self, const EcgStroke *strokes, int n, const GdkRGBA *colour)
{
  const guint32 full = ecg_sheet_colour (colour, 1.0);

  g_return_if_fail (self->pixels != NULL && n <= self->width);

  cairo_surface_flush (self->surface);
  for (int x = 0; x < n; x++)
    stroke_column (self->pixels + x, self->stride, self->height, strokes[x], full);
  cairo_surface_mark_dirty (self->surface);
}

void
ecg_sheet_fill_row (EcgSheet *self, int row, double left, double right, const GdkRGBA *colour)
{
  guint32      *pixels = self->pixels + (gsize) row * self->stride;
  const guint32 full = ecg_sheet_colour (colour, 1.0);

  g_return_if_fail (self->pixels != NULL && row >= 0 && row < self->height);

  left = MAX (left, 0.0);
  right = MIN (right, (double) self->width);
  for (int x = (int) left; x < right; x++)
    cover (pixels + x, full, (float) (MIN (right, x + 1.0) - MAX (left, (double) x)));
}
