/* Sequence attention against time. */
#include "widgets/attention-strip.h"

#include "widgets/axis.h"
#include "widgets/heatmap-texture.h"
#include "widgets/palette.h"
#include "widgets/paper.h"

#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 34
#define PADDING 3.0f

struct _EcgAttentionStrip
{
  EcgTimedView parent_instance;

  GPtrArray  *windows; /* owned; NULL for none */
  GdkTexture *bar;     /* owned; the scale beside */
  gsize       stage;
};

G_DEFINE_FINAL_TYPE (EcgAttentionStrip, ecg_attention_strip, ECG_TYPE_TIMED_VIEW)

EcgAttention *
ecg_attention_strip_find (EcgAttentionStrip *self, double sample)
{
  guint lo = 0;
  guint hi;

  g_return_val_if_fail (ECG_IS_ATTENTION_STRIP (self), NULL);

  hi = self->windows != NULL ? self->windows->len : 0;
  while (lo < hi)
    {
      guint         middle = lo + (hi - lo) / 2;
      EcgAttention *window = g_ptr_array_index (self->windows, middle);

      if (sample < (double) window->span.begin)
        hi = middle;
      else if (sample >= (double) window->span.end)
        lo = middle + 1;
      else
        return window;
    }
  return NULL;
}

float
ecg_attention_strip_value (EcgAttentionStrip *self, double sample)
{
  EcgAttention            *window = ecg_attention_strip_find (self, sample);
  const EcgAttentionStage *stage;
  double                   share;

  if (window == NULL || self->stage >= window->n_stages)
    return NAN;
  stage = &window->stages[self->stage];
  share = (sample - (double) window->span.begin) / (double) ecg_span_length (window->span);
  return stage->sequence[MIN (stage->n_steps - 1, (gsize) (share * (double) stage->n_steps))];
}

/* One row of colours, a pixel of the screen each. */
static GdkTexture *
create_texture (EcgAttentionStrip *self, EcgViewport *viewport, int n, int device_scale)
{
  g_autoptr (EcgMatrixData) row = NULL;
  float *values = g_new (float, n);

  for (int i = 0; i < n; i++)
    values[i] = ecg_attention_strip_value (
      self, ecg_viewport_px_to_sample (viewport, (i + 0.5) / device_scale));
  row = ecg_matrix_data_new (1, (gsize) n, values, NULL, NULL);
  return ecg_heatmap_texture (row, n, 1, ECG_COLORMAP_CIVIDIS, 0, 1);
}

static void
append_borders (EcgAttentionStrip     *self,
                GtkSnapshot           *snapshot,
                EcgViewport           *viewport,
                const graphene_rect_t *area)
{
  GdkRGBA ink = ecg_palette_get (GTK_WIDGET (self), ECG_COLOUR_INK);

  for (guint i = 0; i < self->windows->len; i++)
    {
      EcgAttention *window = g_ptr_array_index (self->windows, i);
      double        x = ecg_viewport_sample_to_px (viewport, (double) window->span.begin);

      if (x >= 0 && x <= area->size.width)
        gtk_snapshot_append_color (
          snapshot, &ink, &GRAPHENE_RECT_INIT ((float) floor (area->origin.x + x), 0, 1, PADDING));
    }
}

static void
append_scale (EcgAttentionStrip *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA    ink = ecg_palette_get (widget, ECG_COLOUR_INK);
  float      height = (float) gtk_widget_get_height (widget);

  ecg_axis_append_text (snapshot, widget, _ ("b"), &ink, 6, height / 2, 0, 0.5, 0.9);
  ecg_axis_append_text (snapshot, widget, "1", &ink, ECG_LANE_MARGIN - 20, 0, 1, 0, 0.75);
  ecg_axis_append_text (snapshot, widget, "0", &ink, ECG_LANE_MARGIN - 20, height, 1, 1, 0.75);
  gtk_snapshot_append_texture (
    snapshot, self->bar,
    &GRAPHENE_RECT_INIT (ECG_LANE_MARGIN - 16, PADDING, 10, height - 2 * PADDING));
}

static void
ecg_attention_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgAttentionStrip *self = ECG_ATTENTION_STRIP (widget);
  EcgViewport       *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  graphene_rect_t    area = ecg_timed_view_get_area (ECG_TIMED_VIEW (self));
  int                device_scale = gtk_widget_get_scale_factor (widget);
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t strip;

  if (viewport == NULL || area.size.width < 1)
    return;
  append_scale (self, snapshot);
  if (self->windows == NULL)
    return;
  graphene_rect_inset_r (&area, 0, PADDING, &strip);
  texture = create_texture (self, viewport, (int) area.size.width * device_scale, device_scale);
  gtk_snapshot_append_texture (snapshot, texture, &strip);
  append_borders (self, snapshot, viewport, &area);
}

static void
ecg_attention_strip_measure (GtkWidget     *widget,
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
ecg_attention_strip_describe (EcgTimedView *view)
{
  EcgAttentionStrip *self = ECG_ATTENTION_STRIP (view);
  EcgSpan            span = ecg_viewport_get_visible (ecg_timed_view_get_viewport (view));
  float              greatest = -1;
  double             where = 0;
  const int          n = 500;
  g_autofree char   *time = NULL;

  for (int i = 0; i < n; i++)
    {
      double sample = (double) span.begin + (double) ecg_span_length (span) * i / n;
      float  value = ecg_attention_strip_value (self, sample);

      if (value > greatest)
        {
          greatest = value;
          where = sample;
        }
    }
  if (greatest < 0)
    return g_strdup (_ ("No attention has been computed for this page"));
  time =
    ecg_axis_dup_time (where / ecg_viewport_get_rate (ecg_timed_view_get_viewport (view)), 0.1);
  return g_strdup_printf (_ ("Stage %u, strongest at %s with %.2f"), (guint) self->stage + 1, time,
                          greatest);
}

static void
ecg_attention_strip_finalize (GObject *object)
{
  EcgAttentionStrip *self = ECG_ATTENTION_STRIP (object);

  g_clear_pointer (&self->windows, g_ptr_array_unref);
  g_clear_object (&self->bar);
  G_OBJECT_CLASS (ecg_attention_strip_parent_class)->finalize (object);
}

static void
ecg_attention_strip_class_init (EcgAttentionStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ecg_attention_strip_finalize;
  widget_class->snapshot = ecg_attention_strip_snapshot;
  widget_class->measure = ecg_attention_strip_measure;
  ECG_TIMED_VIEW_CLASS (klass)->describe = ecg_attention_strip_describe;
}

static void
ecg_attention_strip_init (EcgAttentionStrip *self)
{
  self->bar = ecg_colorbar_texture (ECG_COLORMAP_CIVIDIS);
  ecg_timed_view_set_label (ECG_TIMED_VIEW (self), _ ("Sequence attention"));
}

GtkWidget *
ecg_attention_strip_new (void)
{
  return g_object_new (ECG_TYPE_ATTENTION_STRIP, NULL);
}

void
ecg_attention_strip_set_windows (EcgAttentionStrip *self, GPtrArray *windows)
{
  g_return_if_fail (ECG_IS_ATTENTION_STRIP (self));

  if (self->windows == windows)
    return;
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  self->windows = windows != NULL ? g_ptr_array_ref (windows) : NULL;
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}

void
ecg_attention_strip_set_stage (EcgAttentionStrip *self, gsize stage)
{
  g_return_if_fail (ECG_IS_ATTENTION_STRIP (self));

  if (self->stage == stage)
    return;
  self->stage = stage;
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}
