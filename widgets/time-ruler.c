/* The time axis over the lanes. */
#include "widgets/time-ruler.h"

#include "widgets/axis.h"
#include "widgets/palette.h"
#include "widgets/paper.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 24
#define LABEL_PX 76.0
#define MARK_S 3.0

struct _EcgTimeRuler
{
  EcgTimedView parent_instance;
};

G_DEFINE_FINAL_TYPE (EcgTimeRuler, ecg_time_ruler, ECG_TYPE_TIMED_VIEW)

static void
append_line (GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y, double w, double h)
{
  gtk_snapshot_append_color (
    snapshot, colour, &GRAPHENE_RECT_INIT ((float) floor (x), (float) y, (float) w, (float) h));
}

/* What the ruler shows, in seconds and pixels. */
typedef struct
{
  double lo;
  double hi;
  double px_per_s;
} Extent;

static Extent
get_extent (EcgViewport *viewport, double width)
{
  double rate = ecg_viewport_get_rate (viewport);
  double end = MIN (ecg_viewport_px_to_sample (viewport, width),
                    (double) ecg_viewport_get_n_samples (viewport));

  return (Extent){ ecg_viewport_get_begin (viewport) / rate, end / rate,
                   rate / ecg_viewport_get_samples_per_px (viewport) };
}

static void
append_ticks (EcgTimeRuler *self, GtkSnapshot *snapshot, Extent extent)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA    ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  EcgTicks   ticks =
    ecg_axis_ticks (extent.lo, extent.hi, ecg_axis_time_step (LABEL_PX / extent.px_per_s));

  for (guint i = 0; i < ticks.count; i++)
    {
      double           seconds = ticks.first + i * ticks.step;
      double           x = ECG_LANE_MARGIN + (seconds - extent.lo) * extent.px_per_s;
      g_autofree char *text = ecg_axis_dup_time (seconds, ticks.step);

      append_line (snapshot, &ink, x, HEIGHT - 6, 1, 6);
      ecg_axis_append_text (snapshot, widget, text, &ink, x + 4, HEIGHT - 3, 0, 1, 0.85);
    }
}

static void
append_marks (EcgTimeRuler *self, GtkSnapshot *snapshot, Extent extent)
{
  GdkRGBA  beat = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_BEAT);
  EcgTicks marks = ecg_axis_ticks (extent.lo, extent.hi, MARK_S);

  if (MARK_S * extent.px_per_s < 40)
    return;
  for (guint i = 0; i < marks.count; i++)
    append_line (snapshot, &beat,
                 ECG_LANE_MARGIN + (marks.first + i * MARK_S - extent.lo) * extent.px_per_s - 1, 0,
                 3, 4);
}

static void
ecg_time_ruler_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgTimeRuler   *self = ECG_TIME_RULER (widget);
  EcgViewport    *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  graphene_rect_t area = ecg_timed_view_get_area (ECG_TIMED_VIEW (self));
  GdkRGBA         faint = ecg_palette_get (widget, ECG_COLOUR_FAINT);
  Extent          extent;

  if (viewport == NULL || area.size.width < 1)
    return;
  extent = get_extent (viewport, area.size.width);
  append_line (snapshot, &faint, 0, HEIGHT - 1, gtk_widget_get_width (widget), 1);
  append_ticks (self, snapshot, extent);
  append_marks (self, snapshot, extent);
}

static void
ecg_time_ruler_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? ECG_LANE_MARGIN + 100 : HEIGHT;
}

static void
ecg_time_ruler_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EcgViewport *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (widget));

  if (viewport != NULL)
    ecg_viewport_set_width (viewport, MAX (0, width - ECG_LANE_MARGIN));
}

static char *
ecg_time_ruler_describe (EcgTimedView *self)
{
  EcgViewport     *viewport = ecg_timed_view_get_viewport (self);
  EcgSpan          span = ecg_viewport_get_visible (viewport);
  double           rate = ecg_viewport_get_rate (viewport);
  g_autofree char *begin = ecg_axis_dup_time ((double) span.begin / rate, 0.1);
  g_autofree char *end = ecg_axis_dup_time ((double) span.end / rate, 0.1);

  return g_strdup_printf (_ ("%s to %s, %.3g mm/s"), begin, end, ecg_viewport_get_speed (viewport));
}

static void
ecg_time_ruler_class_init (EcgTimeRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ecg_time_ruler_snapshot;
  widget_class->measure = ecg_time_ruler_measure;
  widget_class->size_allocate = ecg_time_ruler_size_allocate;
  ECG_TIMED_VIEW_CLASS (klass)->describe = ecg_time_ruler_describe;
}

static void
ecg_time_ruler_init (EcgTimeRuler *self)
{
  ecg_timed_view_set_label (ECG_TIMED_VIEW (self), _ ("Time"));
}

GtkWidget *
ecg_time_ruler_new (void)
{
  return g_object_new (ECG_TYPE_TIME_RULER, NULL);
}
