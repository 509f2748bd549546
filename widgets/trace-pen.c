/* How samples become ink. */
#include "widgets/trace-pen.h"

#include <math.h>

/* Above this many samples a column, their extent says all that a line would. */
#define MAX_LINE_SAMPLES 2.0
/* Above this many, a line has more corners than can be told from strokes. */
#define MAX_CORNERS 0.4
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

/* @half: of the line's thickness, in pixels upwards. */
static EcgStroke
make_stroke (const EcgTracePen *self, EcgExtent extent, double half)
{
  const double top = MAX (to_y (self, extent.hi) - half, 0.0);
  const double bottom = MIN (to_y (self, extent.lo) + half, self->height);

  if (isnan (extent.lo) || top >= bottom)
    return (EcgStroke){ 0, 0 };
  return (EcgStroke){ (float) (top * self->device_scale), (float) (bottom * self->device_scale) };
}

static void
draw_columns (const EcgTracePen *self,
              EcgSheet          *sheet,
              const GdkRGBA     *colour,
              const EcgEnvelope *envelope)
{
  const int             n = sheet->width;
  g_autofree EcgStroke *strokes = g_new (EcgStroke, n);
  g_autofree EcgExtent *columns = g_new (EcgExtent, n);
  EcgExtent             before = { NAN, NAN };

  ecg_envelope_columns (envelope, self->begin, self->samples_per_px / self->device_scale, columns,
                        (gsize) n);
  for (int i = 0; i < n; i++)
    {
      strokes[i] = make_stroke (self, join_columns (before, columns[i]), self->line_width / 2);
      before = columns[i];
    }
  ecg_sheet_stroke (sheet, strokes, n, colour);
}

/* Samples of a page, in memory, and one at either side. */
typedef struct
{
  EcgSpan span;
  float  *values;
} Page;

static void
clear_page (Page *page)
{
  g_free (page->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, clear_page)

static gboolean
read_page (const EcgTracePen *self, const EcgEnvelope *envelope, Page *page)
{
  EcgSeries    *series = ecg_envelope_get_series (envelope);
  const EcgSpan whole = { 0, ecg_series_get_length (series) };
  const double  end = self->begin + self->width * self->samples_per_px;

  page->span = ecg_span_intersect (
    whole, (EcgSpan){ (gint64) floor (self->begin) - 1, (gint64) ceil (end) + 2 });
  if (ecg_span_is_empty (page->span))
    return FALSE;
  page->values = g_new (float, (gsize) ecg_span_length (page->span));
  ecg_series_read (series, page->span, page->values);
  return TRUE;
}

/* The value of the line through the samples; NaN where there is none. */
static float
value_at (const Page *page, double position)
{
  const gint64 i = (gint64) floor (position);
  const float  part = (float) (position - (double) i);

  if (i < page->span.begin || i + 1 >= page->span.end)
    return NAN;
  return page->values[i - page->span.begin] +
         part * (page->values[i + 1 - page->span.begin] - page->values[i - page->span.begin]);
}

/* A comparison with NaN is false: a gap widens nothing. */
static void
widen (EcgExtent *extent, float value)
{
  extent->lo = value < extent->lo ? value : extent->lo;
  extent->hi = value > extent->hi ? value : extent->hi;
}

/* Of the line through the samples, between two positions. */
static EcgExtent
measure_line (const Page *page, double left, double right)
{
  const gint64 begin = MAX ((gint64) ceil (left), page->span.begin);
  const gint64 end = MIN ((gint64) floor (right) + 1, page->span.end);
  EcgExtent    extent = { INFINITY, -INFINITY };

  widen (&extent, value_at (page, left));
  widen (&extent, value_at (page, right));
  for (gint64 i = begin; i < end; i++)
    widen (&extent, page->values[i - page->span.begin]);
  return extent.lo <= extent.hi ? extent : (EcgExtent){ NAN, NAN };
}

/* Half of what a line of that extent covers of a column, beyond the extent: a line across one that
 * rises by r covers w √(1 + r²) of it. From 45 degrees on it is the ends that matter. */
static double
half_across (const EcgTracePen *self, EcgExtent extent)
{
  const double rise =
    MIN ((double) (extent.hi - extent.lo) * self->px_per_unit * self->device_scale, 1.0);

  return (self->line_width * sqrt (1 + rise * rise) - rise / self->device_scale) / 2;
}

/* A line of as many samples as columns is drawn as strokes, too: cairo takes a microsecond for each
 * of its corners. */
static void
draw_dense_line (const EcgTracePen *self,
                 EcgSheet          *sheet,
                 const GdkRGBA     *colour,
                 const EcgEnvelope *envelope)
{
  const int             n = sheet->width;
  const double          step = self->samples_per_px / self->device_scale;
  g_autofree EcgStroke *strokes = g_new (EcgStroke, n);
  g_auto (Page) page = { 0 };

  if (!read_page (self, envelope, &page))
    return;
  for (int i = 0; i < n; i++)
    {
      const EcgExtent extent =
        measure_line (&page, self->begin + i * step, self->begin + (i + 1) * step);

      strokes[i] = make_stroke (self, extent, half_across (self, extent));
    }
  ecg_sheet_stroke (sheet, strokes, n, colour);
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

static void
draw_line (const EcgTracePen *self,
           EcgSheet          *sheet,
           const GdkRGBA     *colour,
           const EcgEnvelope *envelope)
{
  const double px_per_sample = 1 / self->samples_per_px;
  g_auto (Page) page = { 0 };
  cairo_t *cr;

  if (!read_page (self, envelope, &page))
    return;
  cr = cairo_create (sheet->surface);
  cairo_scale (cr, self->device_scale, self->device_scale);
  gdk_cairo_set_source_rgba (cr, colour);
  stroke_line (self, cr, page.values, page.span, px_per_sample);
  if (px_per_sample >= MIN_DOT_PX)
    add_dots (self, cr, page.values, page.span, px_per_sample);
  cairo_destroy (cr);
}

void
ecg_trace_pen_draw (const EcgTracePen *self,
                    EcgSheet          *sheet,
                    const GdkRGBA     *colour,
                    const EcgEnvelope *envelope)
{
  const double step = self->samples_per_px / self->device_scale;

  g_return_if_fail (self->samples_per_px > 0 && self->device_scale == sheet->scale);

  if (step > MAX_LINE_SAMPLES || !ecg_series_is_in_memory (ecg_envelope_get_series (envelope)))
    draw_columns (self, sheet, colour, envelope);
  else if (step > MAX_CORNERS)
    draw_dense_line (self, sheet, colour, envelope);
  else
    draw_line (self, sheet, colour, envelope);
}
