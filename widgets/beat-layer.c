/* The beats over a lane. */
#include "widgets/beat-layer.h"

#include "widgets/hit.h"
#include "widgets/palette.h"
#include "widgets/sheet.h"

#include <math.h>

#define MARK_PX 4.0
#define MARK_HEIGHT_PX 6.4
/* Closer marks than this say nothing but that there are many. */
#define MIN_DISTANCE_PX 3.0

struct _EcgBeatLayer
{
  EcgTimedView parent_instance;

  EcgBeats *beats; /* owned; NULL for none */
};

G_DEFINE_FINAL_TYPE (EcgBeatLayer, ecg_beat_layer, ECG_TYPE_TIMED_VIEW)

/* A triangle that stands on its tip, row by row. */
static void
draw_mark (EcgSheet *sheet, double x, const GdkRGBA *colour)
{
  const double scale = sheet->scale;

  for (int row = sheet->scale; row < sheet->height; row++)
    {
      const double below = (row + 0.5) / scale - 1;
      const double half = MARK_PX * (1 - below / MARK_HEIGHT_PX);

      if (half > 0)
        ecg_sheet_fill_row (sheet, row, (x - half) * scale, (x + half) * scale, colour);
    }
}

/* From mark to mark, not from beat to beat: a page may hold a day of them. */
static void
draw_marks (EcgBeatLayer *self, EcgSheet *sheet, EcgViewport *viewport, const GdkRGBA *colour)
{
  const double  width = (double) sheet->width / sheet->scale;
  const gint64 *peaks = self->beats->peaks;
  const gsize   n = self->beats->n;
  gsize         i = ecg_hit_first (peaks, n, ecg_viewport_get_begin (viewport));

  while (i < n)
    {
      double x = ecg_viewport_sample_to_px (viewport, (double) peaks[i]);

      if (x > width)
        break;
      draw_mark (sheet, x, colour);
      i = MAX (i + 1,
               ecg_hit_first (peaks, n, ecg_viewport_px_to_sample (viewport, x + MIN_DISTANCE_PX)));
    }
}

static void
ecg_beat_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgBeatLayer   *self = ECG_BEAT_LAYER (widget);
  EcgViewport    *viewport = ecg_timed_view_get_viewport (ECG_TIMED_VIEW (self));
  graphene_rect_t area = ecg_timed_view_get_area (ECG_TIMED_VIEW (self));
  GdkRGBA         colour = ecg_palette_get (widget, ECG_COLOUR_BEAT);
  EcgSheet        sheet;

  if (viewport == NULL || (self->beats == NULL || self->beats->n == 0) || area.size.width < 1)
    return;
  ecg_sheet_begin (&sheet, area.size.width, 1 + ceil (MARK_HEIGHT_PX),
                   gtk_widget_get_scale_factor (widget), FALSE);
  draw_marks (self, &sheet, viewport, &colour);
  ecg_sheet_end (&sheet, snapshot, area.origin.x, area.origin.y);
}

static void
ecg_beat_layer_finalize (GObject *object)
{
  g_clear_pointer (&ECG_BEAT_LAYER (object)->beats, ecg_beats_unref);
  G_OBJECT_CLASS (ecg_beat_layer_parent_class)->finalize (object);
}

static void
ecg_beat_layer_class_init (EcgBeatLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ecg_beat_layer_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = ecg_beat_layer_snapshot;
  /* The lane below and the rate beside say the same in words. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ecg_beat_layer_init (EcgBeatLayer *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
ecg_beat_layer_new (void)
{
  return g_object_new (ECG_TYPE_BEAT_LAYER, NULL);
}

void
ecg_beat_layer_set_beats (EcgBeatLayer *self, EcgBeats *beats)
{
  g_return_if_fail (ECG_IS_BEAT_LAYER (self));

  if (beats != NULL)
    ecg_beats_ref (beats);
  g_clear_pointer (&self->beats, ecg_beats_unref);
  self->beats = beats;
  ecg_timed_view_changed (ECG_TIMED_VIEW (self));
}
