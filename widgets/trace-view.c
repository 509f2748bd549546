/* One lead on ECG paper. */
#include "widgets/trace-view.h"

#include "widgets/axis.h"
#include "widgets/palette.h"
#include "widgets/paper.h"
#include "widgets/trace-pen.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_HEIGHT 96
#define NATURAL_HEIGHT 160

typedef struct
{
  EcgEnvelope *envelope; /* owned; NULL for none */
  EcgEnvelope *detail;   /* owned; NULL for none */
  gint64       origin;   /* of the detail */
  double       offset;
  gboolean     hidden;
} Trace;

struct _EcgTraceView
{
  EcgTimedView parent_instance;

  Trace traces[ECG_N_TRACES];
  guint n_draws;
};

G_DEFINE_FINAL_TYPE (EcgTraceView, ecg_trace_view, ECG_TYPE_TIMED_VIEW)

double
ecg_trace_view_mv_per_unit (const char *unit)
{
  const struct
  {
    const char *unit;
    double      mv;
  } rows[] = { { "mV", 1 },    { "uV", 1e-3 }, { "µV", 1e-3 },
               { "μV", 1e-3 }, { "V", 1e3 },   { "nV", 1e-6 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (unit, rows[i].unit) == 0)
      return rows[i].mv;
  return 1;
}

static double
get_px_per_mv (EcgViewport *viewport)
{
  return ecg_viewport_get_gain (viewport) * ecg_viewport_get_px_per_mm (viewport);
}

/* Whole pixels, so that the paper's lines and the trace agree on where 0 mV is. */
static double
get_baseline (EcgTraceView *self)
{
  return floor (gtk_widget_get_height (GTK_WIDGET (self)) * 0.55) + 0.5;
}

static gboolean
is_drawn (const Trace *trace)
{
  return trace->envelope != NULL && !trace->hidden;
}

/* What the page is drawn from. @origin: (out): which sample of the recording its first one is. */
static EcgEnvelope *
choose_envelope (const Trace *trace, EcgViewport *viewport, gint64 *origin)
{
  const EcgSpan visible = ecg_viewport_get_visible (viewport);

  *origin = 0;
  if (trace->detail == NULL || visible.begin < trace->origin ||
      visible.end > trace->origin + ecg_series_get_length (ecg_envelope_get_series (trace->detail)))
    return trace->envelope;
  *origin = trace->origin;
  return trace->detail;
}

static void
draw_trace (EcgTraceView *self, EcgSheet *sheet, EcgTraceKind kind)
{
  static const double    widths[ECG_N_TRACES] = { 1, 1.6 };
  static const EcgColour colours[ECG_N_TRACES] = { ECG_COLOUR_TRACE_RAW, ECG_COLOUR_TRACE };
  const Trace           *trace = &self->traces[kind];
  EcgViewport           *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  GdkRGBA                colour = ecg_palette_get (GTK_WIDGET (self), colours[kind]);
  gint64                 origin;
  EcgEnvelope           *envelope = choose_envelope (trace, viewport, &origin);
  const char            *unit = ecg_series_get_unit (ecg_envelope_get_series (envelope));
  EcgTracePen            pen = {
               .begin = ecg_viewport_get_begin (viewport) - (double) origin,
               .samples_per_px = ecg_viewport_get_samples_per_px (viewport),
               .width = (double) sheet->width / sheet->scale,
               .height = (double) sheet->height / sheet->scale,
               .baseline = get_baseline (self),
               .offset = trace->offset,
               .px_per_unit = get_px_per_mv (viewport) * ecg_trace_view_mv_per_unit (unit),
               .line_width = widths[kind],
               .device_scale = sheet->scale,
  };

  ecg_trace_pen_draw (&pen, sheet, &colour, envelope);
}

/* The electrode offset that the picture leaves out, where it would be seen. */
static char *
dup_offset_text (EcgTraceView *self, EcgViewport *viewport)
{
  const Trace *raw = &self->traces[ECG_TRACE_RAW];
  const char  *unit;
  double       mv;

  if (!is_drawn (raw))
    return NULL;
  unit = ecg_series_get_unit (ecg_envelope_get_series (raw->envelope));
  mv = raw->offset * ecg_trace_view_mv_per_unit (unit);
  if (fabs (mv) * get_px_per_mv (viewport) < 2)
    return NULL;
  /* Translators: the constant part of a raw signal that its drawing leaves out. */
  return g_strdup_printf (_ ("raw %+.2f mV"), -mv);
}

static void
append_margin (EcgTraceView *self, GtkSnapshot *snapshot, EcgViewport *viewport)
{
  GtkWidget       *widget = GTK_WIDGET (self);
  GdkRGBA          ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  int              height = gtk_widget_get_height (widget);
  g_autofree char *offset = dup_offset_text (self, viewport);
  graphene_rect_t  margin = GRAPHENE_RECT_INIT (0, 0, ECG_LANE_MARGIN, (float) height);

  ecg_axis_append_text (snapshot, widget, ecg_timed_view_get_label (ECG_TIMED_VIEW (self)), &ink, 6,
                        3, 0, 0, 1.05);
  ecg_paper_append_pulse (snapshot, widget, viewport, &margin, get_baseline (self));
  if (offset != NULL)
    ecg_axis_append_text (snapshot, widget, offset, &ink, 4, height - 2, 0, 1, 0.72);
}

static void
ecg_trace_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgTraceView   *self = ECG_TRACE_VIEW (widget);
  EcgViewport    *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  graphene_rect_t area = ecg_timed_view_get_area (ECG_TIMED_VIEW (self));
  GdkRGBA         faint = ecg_palette_get (widget, ECG_COLOUR_FAINT);
  EcgSheet        sheet;

  self->n_draws++;
  if (viewport == NULL || area.size.width < 1 || area.size.height < 1)
    return;
  ecg_sheet_begin (&sheet, area.size.width, area.size.height, gtk_widget_get_scale_factor (widget),
                   TRUE);
  ecg_paper_print (&sheet, widget, viewport, get_baseline (self));
  for (EcgTraceKind kind = 0; kind < ECG_N_TRACES; kind++)
    if (is_drawn (&self->traces[kind]))
      draw_trace (self, &sheet, kind);
  ecg_sheet_end (&sheet, snapshot, area.origin.x, area.origin.y);
  append_margin (self, snapshot, viewport);
  gtk_snapshot_append_color (snapshot, &faint,
                             &GRAPHENE_RECT_INIT (0, (float) gtk_widget_get_height (widget) - 1,
                                                  (float) gtk_widget_get_width (widget), 1));
}

static void
ecg_trace_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? ECG_LANE_MARGIN + 100 : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 600 : NATURAL_HEIGHT;
}

/* In millivolts about the baseline; NaN where nothing is drawn. */
static EcgExtent
measure_page (const Trace *trace, EcgViewport *viewport)
{
  const EcgSpan page = ecg_viewport_get_visible (viewport);
  EcgEnvelope  *envelope;
  EcgExtent     extent = { NAN, NAN };
  gint64        origin;
  double        mv;

  if (!is_drawn (trace))
    return extent;
  envelope = choose_envelope (trace, viewport, &origin);
  mv = ecg_trace_view_mv_per_unit (ecg_series_get_unit (ecg_envelope_get_series (envelope)));
  extent = ecg_envelope_measure (envelope, (EcgSpan){ page.begin - origin, page.end - origin });
  extent.lo = (float) ((extent.lo - trace->offset) * mv);
  extent.hi = (float) ((extent.hi - trace->offset) * mv);
  return extent;
}

static char *
ecg_trace_view_describe (EcgTimedView *view)
{
  EcgTraceView    *self = ECG_TRACE_VIEW (view);
  EcgViewport     *viewport = ecg_timed_view_get_viewport (view);
  EcgSpan          span = ecg_viewport_get_visible (viewport);
  double           rate = ecg_viewport_get_rate (viewport);
  g_autofree char *begin = ecg_axis_dup_time ((double) span.begin / rate, 0.1);
  g_autofree char *end = ecg_axis_dup_time ((double) span.end / rate, 0.1);
  EcgExtent        extent = measure_page (&self->traces[ECG_TRACE_FILTERED], viewport);

  if (isnan (extent.lo))
    extent = measure_page (&self->traces[ECG_TRACE_RAW], viewport);
  if (isnan (extent.lo))
    return g_strdup_printf (_ ("%s to %s, nothing shown"), begin, end);
  return g_strdup_printf (_ ("%s to %s, from %.2f to %.2f mV"), begin, end, extent.lo, extent.hi);
}

static void
ecg_trace_view_finalize (GObject *object)
{
  EcgTraceView *self = ECG_TRACE_VIEW (object);

  for (guint i = 0; i < ECG_N_TRACES; i++)
    {
      g_clear_pointer (&self->traces[i].envelope, ecg_envelope_unref);
      g_clear_pointer (&self->traces[i].detail, ecg_envelope_unref);
    }
  G_OBJECT_CLASS (ecg_trace_view_parent_class)->finalize (object);
}

static void
ecg_trace_view_class_init (EcgTraceViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ecg_trace_view_finalize;
  widget_class->snapshot = ecg_trace_view_snapshot;
  widget_class->measure = ecg_trace_view_measure;
  ECG_TIMED_VIEW_CLASS (klass)->describe = ecg_trace_view_describe;
  gtk_widget_class_set_css_name (widget_class, "trace");
}

static void
ecg_trace_view_init (EcgTraceView *self)
{
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
ecg_trace_view_new (void)
{
  return g_object_new (ECG_TYPE_TRACE_VIEW, NULL);
}

void
ecg_trace_view_set_envelope (EcgTraceView *self,
                             EcgTraceKind  kind,
                             EcgEnvelope  *envelope,
                             double        offset)
{
  Trace *trace;

  g_return_if_fail (ECG_IS_TRACE_VIEW (self));
  g_return_if_fail (kind < ECG_N_TRACES);

  trace = &self->traces[kind];
  if (envelope != NULL)
    ecg_envelope_ref (envelope);
  g_clear_pointer (&trace->envelope, ecg_envelope_unref);
  trace->envelope = envelope;
  trace->offset = isfinite (offset) ? offset : 0;
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}

void
ecg_trace_view_set_detail (EcgTraceView *self,
                           EcgTraceKind  kind,
                           EcgEnvelope  *envelope,
                           gint64        origin)
{
  Trace *trace;

  g_return_if_fail (ECG_IS_TRACE_VIEW (self));
  g_return_if_fail (kind < ECG_N_TRACES);

  trace = &self->traces[kind];
  if (envelope != NULL)
    ecg_envelope_ref (envelope);
  g_clear_pointer (&trace->detail, ecg_envelope_unref);
  trace->detail = envelope;
  trace->origin = origin;
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}

void
ecg_trace_view_set_shown (EcgTraceView *self, EcgTraceKind kind, gboolean shown)
{
  g_return_if_fail (ECG_IS_TRACE_VIEW (self));
  g_return_if_fail (kind < ECG_N_TRACES);

  if (self->traces[kind].hidden == !shown)
    return;
  self->traces[kind].hidden = !shown;
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}

guint
ecg_trace_view_count_draws (EcgTraceView *self)
{
  g_return_val_if_fail (ECG_IS_TRACE_VIEW (self), 0);

  return self->n_draws;
}
