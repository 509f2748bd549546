/* How samples become ink. */
#include "widgets/trace-pen.h"

#include <math.h>

/* Above this many samples a column, their extent says all that a line would. */
#define MAX_LINE_SAMPLES 2.0
/* From this distance on, samples are dots on the line: the line between them is a guess. */
#define MIN_DOT_PX 6.0
/* Cairo's coordinates are 24.8 fixed point. */
#define FAR_PX 1e5

static double
to_y (const EcgTracePen *self, double value)
{
  return CLAMP (self->baseline - (value - self->offset) * self->px_per_unit, -FAR_PX, FAR_PX);
}

/* Lengthens @column to where its neighbour begins, as the line between their samples would. */
static EcgExtent
join_columns (EcgExtent before, EcgExtent column)
{
  if (isnan (before.lo) || isnan (column.lo))
    return column;
  if (column.lo > before.hi)
    column.lo = before.hi;
  else if (column.hi < before.lo)
    column.hi = before.lo;
  return column;
}

/* One stroke a column, in pixels of the screen; empty where @bottom is not below @top. */
typedef struct
{
  float top;
  float bottom;
} Stroke;

/* Returns: the rows, of the screen, that the strokes touch. */
static EcgSpan
make_strokes (const EcgTracePen *self, const EcgEnvelope *envelope, Stroke *strokes, gsize n)
{
  const double          scale = self->device_scale;
  const double          half = self->line_width / 2;
  g_autofree EcgExtent *columns = g_new (EcgExtent, n);
  EcgExtent             before = { NAN, NAN };
  double                highest = self->height, lowest = 0;

  ecg_envelope_columns (envelope, self->begin, self->samples_per_px / scale, columns, n);
  for (gsize i = 0; i < n; i++)
    {
      const EcgExtent joined = join_columns (before, columns[i]);
      const double    top = MAX (to_y (self, joined.hi) - half, 0.0);
      const double    bottom = MIN (to_y (self, joined.lo) + half, self->height);

      before = columns[i];
      strokes[i] = (Stroke){ 0, 0 };
      if (isnan (joined.lo) || top >= bottom)
        continue;
      strokes[i] = (Stroke){ (float) (top * scale), (float) (bottom * scale) };
      highest = MIN (highest, top);
      lowest = MAX (lowest, bottom);
    }
  return (EcgSpan){ (gint64) floor (highest * scale), (gint64) ceil (lowest * scale) };
}

/* The colour of a pixel that is covered so far, as %CAIRO_FORMAT_ARGB32 has it. */
static guint32
shade (const GdkRGBA *colour, double coverage)
{
  const double  alpha = (double) colour->alpha * coverage;
  const guint32 a = (guint32) lrint (255.0 * alpha);
  const guint32 r = (guint32) lrint (255.0 * alpha * (double) colour->red);
  const guint32 g = (guint32) lrint (255.0 * alpha * (double) colour->green);
  const guint32 b = (guint32) lrint (255.0 * alpha * (double) colour->blue);

  return a << 24 | r << 16 | g << 8 | b;
}

/* @pixels: of the column, in the first row. */
static void
fill_stroke (guint32 *pixels, gsize stride, Stroke stroke, gint64 first_row, const GdkRGBA *colour)
{
  const gint64  begin = (gint64) floorf (stroke.top);
  const gint64  end = (gint64) ceilf (stroke.bottom);
  const guint32 full = shade (colour, 1.0);

  for (gint64 row = begin; row < end; row++)
    {
      const double top = MAX ((double) row, (double) stroke.top);
      const double bottom = MIN ((double) row + 1.0, (double) stroke.bottom);

      pixels[(gsize) (row - first_row) * stride] =
        bottom - top < 1.0 ? shade (colour, bottom - top) : full;
    }
}

/* Through a picture: a path of as many rectangles takes cairo longer than all else together, and a
 * texture GTK 4.8 takes apart into floats before it hands it to cairo. */
static void
append_columns (const EcgTracePen      *self,
                GtkSnapshot            *snapshot,
                const graphene_point_t *origin,
                const GdkRGBA          *colour,
                const EcgEnvelope      *envelope)
{
  const int          n = (int) ceil (self->width * self->device_scale);
  const double       scale = self->device_scale;
  g_autofree Stroke *strokes = g_new (Stroke, n);
  const EcgSpan      rows = make_strokes (self, envelope, strokes, (gsize) n);
  graphene_rect_t    ink;
  cairo_surface_t   *picture;
  cairo_t           *cr;

  if (rows.end <= rows.begin)
    return;
  picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, n, (int) ecg_span_length (rows));
  for (int i = 0; i < n; i++)
    fill_stroke ((guint32 *) (gpointer) cairo_image_surface_get_data (picture) + i,
                 (gsize) cairo_image_surface_get_stride (picture) / sizeof (guint32), strokes[i],
                 rows.begin, colour);
  cairo_surface_mark_dirty (picture);
  cairo_surface_set_device_scale (picture, scale, scale);

  ink = GRAPHENE_RECT_INIT (origin->x, origin->y + (float) ((double) rows.begin / scale),
                            (float) (n / scale), (float) ((double) ecg_span_length (rows) / scale));
  cr = gtk_snapshot_append_cairo (snapshot, &ink);
  cairo_set_source_surface (cr, picture, (double) ink.origin.x, (double) ink.origin.y);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (picture);
}

static void
add_dots (
  const EcgTracePen *self, cairo_t *cr, const float *values, EcgSpan span, double px_per_sample)
{
  double radius = MIN (2.5, self->line_width + 0.8);

  for (gint64 i = 0; i < ecg_span_length (span); i++)
    {
      double x = ((double) (span.begin + i) - self->begin) * px_per_sample;

      if (isnan (values[i]))
        continue;
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, to_y (self, values[i]), radius, 0, 2 * G_PI);
    }
  cairo_fill (cr);
}

static void
stroke_line (
  const EcgTracePen *self, cairo_t *cr, const float *values, EcgSpan span, double px_per_sample)
{
  gboolean pen_down = FALSE;

  for (gint64 i = 0; i < ecg_span_length (span); i++)
    {
      double x = ((double) (span.begin + i) - self->begin) * px_per_sample;

      if (isnan (values[i]))
        pen_down = FALSE;
      else if (pen_down)
        cairo_line_to (cr, x, to_y (self, values[i]));
      else
        {
          /* A sample between gaps is a point; a round cap shows it. */
          cairo_move_to (cr, x, to_y (self, values[i]));
          cairo_line_to (cr, x, to_y (self, values[i]));
          pen_down = TRUE;
        }
    }
  cairo_set_line_width (cr, self->line_width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}

/* From the highest sample to the lowest, with room for the pen. */
static graphene_rect_t
find_ink (const EcgTracePen *self, const graphene_point_t *origin, const float *values, gint64 n)
{
  const double room = self->line_width + 4;
  double       top = self->height, bottom = 0;

  for (gint64 i = 0; i < n; i++)
    if (!isnan (values[i]))
      {
        const double y = to_y (self, values[i]);

        top = MIN (top, y - room);
        bottom = MAX (bottom, y + room);
      }
  top = floor (CLAMP (top, 0, self->height));
  bottom = ceil (CLAMP (bottom, top, self->height));
  return GRAPHENE_RECT_INIT (origin->x, origin->y + (float) top, (float) self->width,
                             (float) (bottom - top));
}

static void
append_line (const EcgTracePen      *self,
             GtkSnapshot            *snapshot,
             const graphene_point_t *origin,
             const GdkRGBA          *colour,
             const EcgEnvelope      *envelope)
{
  EcgSeries        *series = ecg_envelope_get_series (envelope);
  EcgSpan           whole = { 0, ecg_series_get_length (series) };
  EcgSpan           page = { (gint64) floor (self->begin) - 1,
                             (gint64) ceil (self->begin + self->width * self->samples_per_px) + 2 };
  EcgSpan           span = ecg_span_intersect (whole, page);
  double            px_per_sample = 1 / self->samples_per_px;
  g_autofree float *values = NULL;
  graphene_rect_t   ink;
  cairo_t          *cr;

  if (ecg_span_is_empty (span))
    return;
  values = g_new (float, (gsize) ecg_span_length (span));
  ecg_series_read (series, span, values);
  ink = find_ink (self, origin, values, ecg_span_length (span));
  if (ink.size.height <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &ink);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_translate (cr, origin->x, origin->y);
  stroke_line (self, cr, values, span, px_per_sample);
  if (px_per_sample >= MIN_DOT_PX)
    add_dots (self, cr, values, span, px_per_sample);
  cairo_destroy (cr);
}

void
ecg_trace_pen_append (const EcgTracePen      *self,
                      GtkSnapshot            *snapshot,
                      const graphene_point_t *origin,
                      const GdkRGBA          *colour,
                      const EcgEnvelope      *envelope)
{
  g_return_if_fail (self->samples_per_px > 0 && self->device_scale > 0);

  if (self->width <= 0 || self->height <= 0)
    return;
  if (self->samples_per_px / self->device_scale > MAX_LINE_SAMPLES ||
      !ecg_series_is_in_memory (ecg_envelope_get_series (envelope)))
    append_columns (self, snapshot, origin, colour, envelope);
  else
    append_line (self, snapshot, origin, colour, envelope);
}
