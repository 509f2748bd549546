/* Heart rate against time. */
#include "widgets/rate-view.h"

#include "widgets/axis.h"
#include "widgets/hit.h"
#include "widgets/palette.h"
#include "widgets/paper.h"
#include "widgets/sheet.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 64
#define PADDING 7.0
#define LINE_PX 1.3
/* From this distance on, beats are dots on a line. */
#define MIN_BEAT_PX 8.0f

struct _EcgRateView
{
  EcgTimedView parent_instance;

  /* owned */
  EcgBeats *beats; /* nullable */

  /* of @beats */
  const gint64 *peaks;
  const float  *rates;
  gsize         n;

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

/* Lengthens the stroke of @column to hold the line from @y0 to @y1, in pixels of the program. */
static void
lengthen (EcgStroke *strokes, const EcgSheet *sheet, int column, double y0, double y1)
{
  const float top = (float) ((MIN (y0, y1) - LINE_PX / 2) * sheet->scale);
  const float bottom = (float) ((MAX (y0, y1) + LINE_PX / 2) * sheet->scale);

  if (column < 0 || column >= sheet->width)
    return;
  strokes[column].top = MIN (strokes[column].top, top);
  strokes[column].bottom = MAX (strokes[column].bottom, bottom);
}

typedef struct
{
  double begin; /* sample at the left edge */
  double columns_per_sample;
} Scale;

static double
to_column (const Scale *scale, gint64 sample)
{
  return ((double) sample - scale->begin) * scale->columns_per_sample;
}

typedef struct
{
  double x; /* of the screen, in columns */
  double y; /* NaN where there is none */
} Point;

/* What each column has of the line between two beats. */
static void
add_line (EcgStroke *strokes, const EcgSheet *sheet, Point from, Point to)
{
  const double slope = to.x > from.x ? (to.y - from.y) / (to.x - from.x) : 0;
  const int    first = (int) MAX (floor (from.x), 0);
  const int    last = (int) MIN (floor (to.x), sheet->width - 1);

  for (int c = first; c <= last; c++)
    lengthen (strokes, sheet, c, from.y + slope * (MAX (from.x, c) - from.x),
              from.y + slope * (MIN (to.x, c + 1) - from.x));
}

/* The beats from @i on that share a column, as far as it shows them; returns the next. */
static gsize
add_column (EcgRateView    *self,
            EcgStroke      *strokes,
            const EcgSheet *sheet,
            const Scale    *scale,
            gsize           i,
            gsize           end,
            Point          *before)
{
  const double x = to_column (scale, self->peaks[i]);
  const int    column = (int) floor (x);
  const Point  first = { x, to_y (self, self->rates[i]) };
  float        least = INFINITY, greatest = -INFINITY;
  gsize        last = i;

  if (!isnan (before->y) && !isnan (first.y))
    add_line (strokes, sheet, *before, first);
  for (; i < end && to_column (scale, self->peaks[i]) < column + 1; i++)
    {
      /* Comparisons with NaN are false. */
      least = self->rates[i] < least ? self->rates[i] : least;
      greatest = self->rates[i] > greatest ? self->rates[i] : greatest;
      last = i;
    }
  if (least <= greatest)
    lengthen (strokes, sheet, column, to_y (self, greatest), to_y (self, least));
  *before = (Point){ to_column (scale, self->peaks[last]), to_y (self, self->rates[last]) };
  return last + 1;
}

/* Where beats share pixels, or nearly: one stroke a column. */
static void
draw_strokes (EcgRateView *self, EcgSheet *sheet, EcgViewport *viewport, gsize begin, gsize end)
{
  const GdkRGBA         colour = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_SERIES_1);
  g_autofree EcgStroke *strokes = g_new (EcgStroke, sheet->width);
  const Scale           scale = { ecg_viewport_get_begin (viewport),
                                  sheet->scale / ecg_viewport_get_samples_per_px (viewport) };
  Point                 before = { 0, NAN };

  for (int c = 0; c < sheet->width; c++)
    strokes[c] = (EcgStroke){ G_MAXFLOAT, 0 };
  for (gsize i = begin; i < end;)
    i = add_column (self, strokes, sheet, &scale, i, end, &before);
  ecg_sheet_stroke (sheet, strokes, sheet->width, &colour);
}

static void
append_strokes (EcgRateView           *self,
                GtkSnapshot           *snapshot,
                EcgViewport           *viewport,
                const graphene_rect_t *area,
                gsize                  begin,
                gsize                  end)
{
  EcgSheet sheet;

  ecg_sheet_begin (&sheet, area->size.width, area->size.height,
                   gtk_widget_get_scale_factor (GTK_WIDGET (self)), FALSE);
  draw_strokes (self, &sheet, viewport, begin, end);
  ecg_sheet_end (&sheet, snapshot, area->origin.x, area->origin.y);
}

/* Beats far apart: a line with dots. */
static void
append_line (EcgRateView           *self,
             GtkSnapshot           *snapshot,
             EcgViewport           *viewport,
             const graphene_rect_t *area,
             gsize                  begin,
             gsize                  end)
{
  const GdkRGBA colour = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_SERIES_1);
  cairo_t      *cr;

  gtk_snapshot_push_clip (snapshot, area);
  cr = gtk_snapshot_append_cairo (snapshot, area);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_translate (cr, area->origin.x, 0);
  draw_line (self, cr, viewport, begin, end);
  draw_dots (self, cr, viewport, begin, end);
  cairo_destroy (cr);
  gtk_snapshot_pop (snapshot);
}

static void
ecg_rate_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgRateView    *self = ECG_RATE_VIEW (widget);
  EcgViewport    *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  graphene_rect_t area = ecg_timed_view_get_area (ECG_TIMED_VIEW (self));
  gsize           begin;
  gsize           end;

  if (viewport == NULL || area.size.width < 1 || area.size.height < 1)
    return;
  append_scale (self, snapshot, &area);
  if (self->n == 0)
    return;
  find_visible (self, viewport, area.size.width, &begin, &end);
  if (area.size.width > MIN_BEAT_PX * (float) (end - begin))
    append_line (self, snapshot, viewport, &area, begin, end);
  else
    append_strokes (self, snapshot, viewport, &area, begin, end);
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

  g_clear_pointer (&self->beats, ecg_beats_unref);
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
ecg_rate_view_set_beats (EcgRateView *self, EcgBeats *beats)
{
  g_return_if_fail (ECG_IS_RATE_VIEW (self));

  if (beats != NULL)
    ecg_beats_ref (beats);
  g_clear_pointer (&self->beats, ecg_beats_unref);
  self->beats = beats;
  self->peaks = beats != NULL ? beats->peaks : NULL;
  self->rates = beats != NULL ? beats->rates : NULL;
  self->n = beats != NULL ? beats->n : 0;
  choose_scale (self);
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}
