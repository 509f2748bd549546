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

static void
draw_columns (const EcgTracePen *self, cairo_t *cr, const EcgEnvelope *envelope)
{
  double                step = 1.0 / self->device_scale;
  gsize                 n = (gsize) ceil (self->width * self->device_scale);
  g_autofree EcgExtent *columns = g_new (EcgExtent, n);
  EcgExtent             before = { NAN, NAN };

  ecg_envelope_columns (envelope, self->begin, self->samples_per_px * step, columns, n);
  for (gsize i = 0; i < n; i++)
    {
      EcgExtent joined = join_columns (before, columns[i]);
      double    top = to_y (self, joined.hi) - self->line_width / 2;
      double    bottom = to_y (self, joined.lo) + self->line_width / 2;

      before = columns[i];
      if (!isnan (joined.lo))
        cairo_rectangle (cr, (double) i * step, top, step, bottom - top);
    }
  cairo_fill (cr);
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
draw_line (const EcgTracePen *self, cairo_t *cr, const EcgEnvelope *envelope)
{
  EcgSeries        *series = ecg_envelope_get_series (envelope);
  EcgSpan           whole = { 0, ecg_series_get_length (series) };
  EcgSpan           page = { (gint64) floor (self->begin) - 1,
                             (gint64) ceil (self->begin + self->width * self->samples_per_px) + 2 };
  EcgSpan           span = ecg_span_intersect (whole, page);
  double            px_per_sample = 1 / self->samples_per_px;
  g_autofree float *values = NULL;
  gboolean          pen_down = FALSE;

  if (ecg_span_is_empty (span))
    return;
  values = g_new (float, (gsize) ecg_span_length (span));
  ecg_series_read (series, span, values);
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
  if (px_per_sample >= MIN_DOT_PX)
    add_dots (self, cr, values, span, px_per_sample);
}

void
ecg_trace_pen_draw (const EcgTracePen *self, cairo_t *cr, const EcgEnvelope *envelope)
{
  g_return_if_fail (self->samples_per_px > 0 && self->device_scale > 0);

  if (self->width <= 0)
    return;
  if (self->samples_per_px / self->device_scale > MAX_LINE_SAMPLES ||
      !ecg_series_is_in_memory (ecg_envelope_get_series (envelope)))
    draw_columns (self, cr, envelope);
  else
    draw_line (self, cr, envelope);
}
