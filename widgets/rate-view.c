/* Heart rate against time. */
#include "widgets/rate-view.h"

#include "widgets/axis.h"
#include "widgets/hit.h"
#include "widgets/palette.h"
#include "widgets/paper.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 64
#define PADDING 7.0
#define LINE_PX 1.3

struct _EcgRateView
{
  EcgTimedView parent_instance;

  /* owned */
  gint64 *peaks;
  float  *rates;
  gsize   n;

  /* the scale, per minute */
  double lo;
  double hi;
};

G_DEFINE_FINAL_TYPE (EcgRateView, ecg_rate_view, ECG_TYPE_TIMED_VIEW)

/* Round numbers around what there is, and never so close that noise looks like an event. */
static void
choose_scale (EcgRateView *self)
{
  double least = INFINITY;
  double greatest = -INFINITY;

  for (gsize i = 0; i < self->n; i++)
    if (!isnan (self->rates[i]))
      {
        least = MIN (least, self->rates[i]);
        greatest = MAX (greatest, self->rates[i]);
      }
  if (least > greatest)
    least = greatest = 70;
  self->lo = MAX (0, 20 * floor ((least - 5) / 20));
  self->hi = MAX (self->lo + 40, 20 * ceil ((greatest + 5) / 20));
}

static double
to_y (EcgRateView *self, double rate)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * PADDING;

  return PADDING + height * (self->hi - rate) / (self->hi - self->lo);
}

static void
append_scale (EcgRateView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA    ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  GdkRGBA    faint = ecg_palette_get (widget, ECG_COLOUR_FAINT);
  double     step = MAX (20, ecg_axis_nice_step ((self->hi - self->lo) / 3));
  EcgTicks   ticks = ecg_axis_ticks (self->lo, self->hi, step);

  for (guint i = 0; i < ticks.count; i++)
    {
      double           value = ticks.first + i * ticks.step;
      double           y = to_y (self, value);
      g_autofree char *text = ecg_axis_dup_number (value, ticks.step);

      gtk_snapshot_append_color (
        snapshot, &faint,
        &GRAPHENE_RECT_INIT (area->origin.x, (float) floor (y), area->size.width, 1));
      ecg_axis_append_text (snapshot, widget, text, &ink, ECG_LANE_MARGIN - 4, y, 1, 0.5, 0.75);
    }
  /* Translators: unit of the heart rate: beats per minute. */
  ecg_axis_append_text (snapshot, widget, _ ("/min"), &ink, 6, 3, 0, 0, 0.8);
}

/* From one beat before the page to one after it, so that the line reaches the edges. */
static void
find_visible (EcgRateView *self, EcgViewport *viewport, double width, gsize *begin, gsize *end)
{
  double first = ecg_viewport_get_begin (viewport);
  double last = ecg_viewport_px_to_sample (viewport, width);

  *begin = ecg_hit_first (self->peaks, self->n, first);
  *begin -= *begin > 0;
  *end = MIN (self->n, ecg_hit_first (self->peaks, self->n, last) + 1);
}

static void
draw_line (EcgRateView *self, cairo_t *cr, EcgViewport *viewport, gsize begin, gsize end)
{
  cairo_set_line_width (cr, LINE_PX);
  cairo_new_path (cr);
  for (gsize i = begin; i < end; i++)
    {
      double x = ecg_viewport_sample_to_px (viewport, (double) self->peaks[i]);

      if (isnan (self->rates[i]))
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, x, to_y (self, self->rates[i]));
    }
  cairo_stroke (cr);
}

static void
draw_dots (EcgRateView *self, cairo_t *cr, EcgViewport *viewport, gsize begin, gsize end)
{
  for (gsize i = begin; i < end; i++)
    if (!isnan (self->rates[i]))
      {
        double x = ecg_viewport_sample_to_px (viewport, (double) self->peaks[i]);

        cairo_new_sub_path (cr);
        cairo_arc (cr, x, to_y (self, self->rates[i]), 2.5, 0, 2 * G_PI);
      }
  cairo_fill (cr);
}

/* Where beats share pixels: one stroke a column, from the least of its rates to the greatest. */
static void
draw_columns (EcgRateView *self, cairo_t *cr, EcgViewport *viewport, gsize begin, gsize end)
{
  const double first = ecg_viewport_get_begin (viewport);
  const double px_per_sample = 1 / ecg_viewport_get_samples_per_px (viewport);

  for (gsize i = begin; i < end;)
    {
      const double x = floor (((double) self->peaks[i] - first) * px_per_sample);
      float        least = INFINITY;
      float        greatest = -INFINITY;

      for (; i < end && ((double) self->peaks[i] - first) * px_per_sample < x + 1; i++)
        if (!isnan (self->rates[i]))
          {
            least = MIN (least, self->rates[i]);
            greatest = MAX (greatest, self->rates[i]);
          }
      if (least <= greatest)
        cairo_rectangle (cr, x, to_y (self, greatest) - LINE_PX / 2, 1,
                         to_y (self, least) - to_y (self, greatest) + LINE_PX);
    }
  cairo_fill (cr);
}

static void
draw_rates (EcgRateView *self, cairo_t *cr, EcgViewport *viewport, double width)
{
  gsize  begin;
  gsize  end;
  double px_per_beat;

  find_visible (self, viewport, width, &begin, &end);
  px_per_beat = width / (double) MAX (1, end - begin);
  if (px_per_beat < 1)
    draw_columns (self, cr, viewport, begin, end);
  else
    draw_line (self, cr, viewport, begin, end);
  if (px_per_beat > 8)
    draw_dots (self, cr, viewport, begin, end);
}

static void
ecg_rate_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgRateView    *self = ECG_RATE_VIEW (widget);
  EcgViewport    *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  graphene_rect_t area = ecg_timed_view_get_area (ECG_TIMED_VIEW (self));
  GdkRGBA         colour = ecg_palette_get (widget, ECG_COLOUR_SERIES_1);
  cairo_t        *cr;

  if (viewport == NULL || area.size.width < 1)
    return;
  append_scale (self, snapshot, &area);
  if (self->n == 0)
    return;
  gtk_snapshot_push_clip (snapshot, &area);
  cr = gtk_snapshot_append_cairo (snapshot, &area);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_translate (cr, area.origin.x, 0);
  draw_rates (self, cr, viewport, area.size.width);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
ecg_rate_view_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? ECG_LANE_MARGIN + 100 : HEIGHT;
}

static char *
ecg_rate_view_describe (EcgTimedView *view)
{
  EcgRateView *self = ECG_RATE_VIEW (view);
  EcgViewport *viewport = ecg_timed_view_get_viewport (view);
  EcgSpan      span = ecg_viewport_get_visible (viewport);
  double       sum = 0;
  guint        count = 0;

  for (gsize i = ecg_hit_first (self->peaks, self->n, (double) span.begin);
       i < self->n && self->peaks[i] < span.end; i++)
    if (!isnan (self->rates[i]))
      {
        sum += self->rates[i];
        count++;
      }
  if (count == 0)
    return g_strdup (_ ("No beats on this page"));
  return g_strdup_printf (
    ngettext ("%u interval, mean %.0f per minute", "%u intervals, mean %.0f per minute", count),
    count, sum / count);
}

static void
ecg_rate_view_finalize (GObject *object)
{
  EcgRateView *self = ECG_RATE_VIEW (object);

  g_free (self->peaks);
  g_free (self->rates);
  G_OBJECT_CLASS (ecg_rate_view_parent_class)->finalize (object);
}

static void
ecg_rate_view_class_init (EcgRateViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ecg_rate_view_finalize;
  widget_class->snapshot = ecg_rate_view_snapshot;
  widget_class->measure = ecg_rate_view_measure;
  ECG_TIMED_VIEW_CLASS (klass)->describe = ecg_rate_view_describe;
}

static void
ecg_rate_view_init (EcgRateView *self)
{
  choose_scale (self);
  ecg_timed_view_set_label (ECG_TIMED_VIEW (self), _ ("Heart rate"));
}

GtkWidget *
ecg_rate_view_new (void)
{
  return g_object_new (ECG_TYPE_RATE_VIEW, NULL);
}

void
ecg_rate_view_set_beats (EcgRateView *self, const gint64 *peaks, const float *rate_per_min, gsize n)
{
  g_return_if_fail (ECG_IS_RATE_VIEW (self));

  g_free (self->peaks);
  g_free (self->rates);
  self->peaks = g_memdup2 (peaks, n * sizeof *peaks);
  self->rates = g_memdup2 (rate_per_min, n * sizeof *rate_per_min);
  self->n = n;
  choose_scale (self);
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}
