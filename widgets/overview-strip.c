/* The whole recording in one strip. The envelope is the strip's own drawing; the handle over it is
 * a child. */
#include "widgets/overview-strip.h"

#include "widgets/axis.h"
#include "widgets/palette.h"
#include "widgets/timed-view.h"
#include "widgets/paper.h"
#include "widgets/trace-pen.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 44
#define MIN_HANDLE_PX 6.0

#define ECG_TYPE_OVERVIEW_HANDLE (ecg_overview_handle_get_type ())
G_DECLARE_FINAL_TYPE (EcgOverviewHandle, ecg_overview_handle, ECG, OVERVIEW_HANDLE, EcgTimedView)

struct _EcgOverviewHandle
{
  EcgTimedView parent_instance;
};

G_DEFINE_FINAL_TYPE (EcgOverviewHandle, ecg_overview_handle, ECG_TYPE_TIMED_VIEW)

struct _EcgOverviewStrip
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget   *handle;
  EcgEnvelope *envelope;

  /* state */
  double drag_px; /* from the handle's middle to where it was taken */
};

G_DEFINE_FINAL_TYPE (EcgOverviewStrip, ecg_overview_strip, GTK_TYPE_WIDGET)

static void
append_box (GtkSnapshot *snapshot, const GdkRGBA *colour, double x0, double x1, double y, double h)
{
  if (x1 > x0)
    gtk_snapshot_append_color (
      snapshot, colour, &GRAPHENE_RECT_INIT ((float) x0, (float) y, (float) (x1 - x0), (float) h));
}

static void
ecg_overview_handle_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgViewport    *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (widget));
  graphene_rect_t area = ecg_timed_view_get_area (ECG_TIMED_VIEW (widget));
  GdkRGBA         edge = ecg_palette_get (widget, ECG_COLOUR_CURSOR);
  GdkRGBA         veil = ecg_palette_get (widget, ECG_COLOUR_FAINT);
  double          left = area.origin.x;
  double          right = left + area.size.width;
  double          height = area.size.height;
  double          px_per_sample;
  EcgSpan         span;
  double          x0;
  double          x1;

  if (viewport == NULL || ecg_viewport_get_n_samples (viewport) == 0)
    return;
  px_per_sample = area.size.width / (double) ecg_viewport_get_n_samples (viewport);
  span = ecg_viewport_get_visible (viewport);
  x0 = floor (left + (double) span.begin * px_per_sample);
  x1 = MIN (right, MAX (x0 + MIN_HANDLE_PX, ceil (left + (double) span.end * px_per_sample)));
  append_box (snapshot, &veil, left, x0, 0, height);
  append_box (snapshot, &veil, x1, right, 0, height);
  append_box (snapshot, &edge, x0, x0 + 2, 0, height);
  append_box (snapshot, &edge, x1 - 2, x1, 0, height);
  append_box (snapshot, &edge, x0, x1, 0, 2);
  append_box (snapshot, &edge, x0, x1, height - 2, 2);
}

static void
ecg_overview_handle_class_init (EcgOverviewHandleClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = ecg_overview_handle_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ecg_overview_handle_init (EcgOverviewHandle *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

static EcgViewport *
get_viewport (EcgOverviewStrip *self)
{
  return ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self->handle));
}

static double
get_width (EcgOverviewStrip *self)
{
  return MAX (0, gtk_widget_get_width (GTK_WIDGET (self)) - ECG_LANE_MARGIN);
}

static void
draw_envelope (EcgOverviewStrip *self, EcgSheet *sheet)
{
  EcgSeries  *series = ecg_envelope_get_series (self->envelope);
  EcgExtent   extent = ecg_envelope_get_extent (self->envelope);
  GdkRGBA     colour = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_TRACE_RAW);
  double      width = (double) sheet->width / sheet->scale;
  double      height = (double) sheet->height / sheet->scale - 8;
  EcgTracePen pen = {
    .samples_per_px = (double) ecg_series_get_length (series) / width,
    .width = width,
    .height = height + 8,
    .baseline = 4 + height,
    .offset = extent.lo,
    .px_per_unit = height / MAX (1e-9, extent.hi - extent.lo),
    .line_width = 1,
    .device_scale = sheet->scale,
  };

  if (!isnan (extent.lo))
    ecg_trace_pen_draw (&pen, sheet, &colour, self->envelope);
}

static void
append_length (EcgOverviewStrip *self, GtkSnapshot *snapshot, EcgViewport *viewport)
{
  GtkWidget       *widget = GTK_WIDGET (self);
  GdkRGBA          ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  double           rate = ecg_viewport_get_rate (viewport);
  g_autofree char *text =
    ecg_axis_dup_time ((double) ecg_viewport_get_n_samples (viewport) / rate, 1);

  ecg_axis_append_text (snapshot, widget, text, &ink, ECG_LANE_MARGIN - 4,
                        gtk_widget_get_height (widget) / 2.0, 1, 0.5, 0.85);
}

static void
ecg_overview_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgOverviewStrip *self = ECG_OVERVIEW_STRIP (widget);
  EcgViewport      *viewport = get_viewport (self);
  GdkRGBA           paper = ecg_palette_get (widget, ECG_COLOUR_PAPER);
  graphene_rect_t   area = GRAPHENE_RECT_INIT (ECG_LANE_MARGIN, 0, (float) get_width (self),
                                               (float) gtk_widget_get_height (widget));
  EcgSheet          sheet;

  if (area.size.width < 1 || area.size.height < 1)
    return;
  ecg_sheet_begin (&sheet, area.size.width, area.size.height, gtk_widget_get_scale_factor (widget),
                   TRUE);
  ecg_sheet_fill (&sheet, ecg_sheet_colour (&paper, 1.0));
  if (self->envelope != NULL)
    draw_envelope (self, &sheet);
  ecg_sheet_end (&sheet, snapshot, area.origin.x, area.origin.y);
  if (viewport != NULL)
    append_length (self, snapshot, viewport);
  gtk_widget_snapshot_child (widget, self->handle, snapshot);
}

static void
ecg_overview_strip_measure (GtkWidget     *widget,
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
ecg_overview_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (ECG_OVERVIEW_STRIP (widget)->handle, width, height, baseline, NULL);
}

/* Brings the middle of the page to pixel @x of the strip. */
static void
centre_at (EcgOverviewStrip *self, double x)
{
  EcgViewport *viewport = get_viewport (self);
  double       n = (double) ecg_viewport_get_n_samples (viewport);
  EcgSpan      span = ecg_viewport_get_visible (viewport);
  double       width = get_width (self);

  if (width > 0)
    ecg_viewport_set_begin (viewport, (x - ECG_LANE_MARGIN) / width * n -
                                        (double) ecg_span_length (span) / 2);
}

static void
drag_begin_cb (EcgOverviewStrip *self, double x, double y)
{
  EcgViewport *viewport = get_viewport (self);
  EcgSpan      span;
  double       px_per_sample;
  double       middle;
  double       half;

  if (viewport == NULL || ecg_viewport_get_n_samples (viewport) == 0)
    return;
  span = ecg_viewport_get_visible (viewport);
  px_per_sample = get_width (self) / (double) ecg_viewport_get_n_samples (viewport);
  middle = ECG_LANE_MARGIN + (double) (span.begin + span.end) / 2 * px_per_sample;
  half = MAX (MIN_HANDLE_PX, (double) ecg_span_length (span) * px_per_sample / 2);
  /* Taken by the handle it follows; beside it, it comes. */
  self->drag_px = fabs (x - middle) <= half ? x - middle : 0;
  if (fabs (x - middle) > half)
    centre_at (self, x);
}

static void
drag_update_cb (EcgOverviewStrip *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x;
  double y;

  if (get_viewport (self) == NULL)
    return;
  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  centre_at (self, x + dx - self->drag_px);
}

static void
ecg_overview_strip_dispose (GObject *object)
{
  EcgOverviewStrip *self = ECG_OVERVIEW_STRIP (object);

  g_clear_pointer (&self->handle, gtk_widget_unparent);
  g_clear_pointer (&self->envelope, ecg_envelope_unref);
  G_OBJECT_CLASS (ecg_overview_strip_parent_class)->dispose (object);
}

static void
ecg_overview_strip_class_init (EcgOverviewStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ecg_overview_strip_dispose;
  widget_class->snapshot = ecg_overview_strip_snapshot;
  widget_class->measure = ecg_overview_strip_measure;
  widget_class->size_allocate = ecg_overview_strip_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "overview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ecg_overview_strip_init (EcgOverviewStrip *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->handle = g_object_new (ECG_TYPE_OVERVIEW_HANDLE, NULL);
  gtk_widget_set_parent (self->handle, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Overview of the whole recording"), -1);
}

GtkWidget *
ecg_overview_strip_new (void)
{
  return g_object_new (ECG_TYPE_OVERVIEW_STRIP, NULL);
}

void
ecg_overview_strip_set_viewport (EcgOverviewStrip *self, EcgViewport *viewport)
{
  g_return_if_fail (ECG_IS_OVERVIEW_STRIP (self));

  ecg_timed_view_set_viewport (ECG_TIMED_VIEW (self->handle), viewport);
}

void
ecg_overview_strip_set_envelope (EcgOverviewStrip *self, EcgEnvelope *envelope)
{
  g_return_if_fail (ECG_IS_OVERVIEW_STRIP (self));

  if (self->envelope == envelope)
    return;
  g_clear_pointer (&self->envelope, ecg_envelope_unref);
  self->envelope = envelope != NULL ? ecg_envelope_ref (envelope) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
