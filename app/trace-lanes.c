/*
 * Lanes, and what they show of near. A recording that is not in memory has coarse envelopes, which
 * know as much as a survey has found; a detail of the page lies over them.
 */

#include "app/trace-lanes.h"

#include "app/detail.h"
#include "core/jobs/job.h"
#include "core/recording/lead-name.h"
#include "widgets/beat-layer.h"
#include "widgets/trace-view.h"

static const EcgSpan nothing = { 0, 0 };

struct _EcgTraceLanes
{
  GtkBox parent_instance;

  /* owned */
  EcgViewport *viewport;
  EcgAnalysis *analysis;
  EcgDetail   *detail; /* of @analysis */
  GPtrArray   *traces; /* EcgTraceView, borrowed from the lanes */
  GPtrArray   *layers; /* EcgBeatLayer, likewise */

  /* request under way */
  EcgJobSlot detailing;
  EcgSpan    detail_wanted;
};

enum
{
  KNOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgTraceLanes, ecg_trace_lanes, GTK_TYPE_BOX)

/* What is near */

static void
show_detail (EcgTraceLanes *self)
{
  const EcgDetail *detail = self->detail;
  const gint64     begin = detail == NULL ? 0 : detail->span.begin;

  for (guint i = 0; i < self->traces->len; i++)
    {
      ecg_trace_view_set_detail (self->traces->pdata[i], ECG_TRACE_RAW,
                                 detail == NULL ? NULL : detail->raw[i], begin);
      ecg_trace_view_set_detail (self->traces->pdata[i], ECG_TRACE_FILTERED,
                                 detail == NULL ? NULL : detail->filtered[i], begin);
    }
  g_signal_emit (self, signals[KNOWN], 0);
}

static void
detailed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgTraceLanes) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgDetail) detail = ecg_detail_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->detailing, result))
    return;
  self->detail_wanted = nothing;
  if (ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
  if (detail == NULL)
    return;
  g_clear_pointer (&self->detail, ecg_detail_unref);
  self->detail = g_steal_pointer (&detail);
  show_detail (self);
}

static gboolean
holds (EcgSpan outer, EcgSpan inner)
{
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

static gboolean
detail_holds (EcgTraceLanes *self, EcgSpan span)
{
  return self->detail != NULL && holds (self->detail->span, span);
}

/* Returns: @span and @margin samples at either side, as far as the recording goes. */
static EcgSpan
widen (EcgTraceLanes *self, EcgSpan span, gint64 margin)
{
  const EcgSpan whole = { 0, ecg_viewport_get_n_samples (self->viewport) };

  return ecg_span_intersect (whole, (EcgSpan){ span.begin - margin, span.end + margin });
}

/* A page at either side comes with the one on the screen; the next is asked for when half of it is
 * used up. */
static void
request_detail (EcgTraceLanes *self)
{
  const EcgSpan visible = ecg_viewport_get_visible (self->viewport);
  const gint64  n = ecg_span_length (visible);
  gint64        most, margin;
  EcgSpan       near;

  if (self->analysis == NULL || self->analysis->whole)
    return;
  most = ECG_DETAIL_SAMPLES / self->analysis->n_leads;
  if (n == 0 || n > most)
    return;
  margin = MIN (n, (most - n) / 2);
  near = widen (self, visible, margin / 2);
  if (detail_holds (self, near) || holds (self->detail_wanted, near))
    return;
  self->detail_wanted = widen (self, visible, margin);
  ecg_detail_async (self->analysis, self->detail_wanted, ecg_job_slot_begin (&self->detailing),
                    detailed_cb, g_object_ref (self));
}

static void
forget_detail (EcgTraceLanes *self)
{
  ecg_job_slot_cancel (&self->detailing);
  self->detail_wanted = nothing;
  g_clear_pointer (&self->detail, ecg_detail_unref);
}

/* Lanes */

static void
clear (EcgTraceLanes *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->traces, 0);
  g_ptr_array_set_size (self->layers, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
}

static void
add_lane (EcgTraceLanes *self, EcgSeries *lead)
{
  GtkWidget       *overlay = gtk_overlay_new ();
  GtkWidget       *trace = ecg_trace_view_new ();
  GtkWidget       *layer = ecg_beat_layer_new ();
  g_autofree char *name = ecg_lead_display_name (ecg_series_get_name (lead));

  ecg_timed_view_set_label (ECG_TIMED_VIEW (trace), name);
  ecg_timed_view_set_viewport (ECG_TIMED_VIEW (trace), self->viewport);
  ecg_timed_view_set_viewport (ECG_TIMED_VIEW (layer), self->viewport);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), trace);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), layer);
  gtk_box_append (GTK_BOX (self), overlay);
  g_ptr_array_add (self->traces, trace);
  g_ptr_array_add (self->layers, layer);
}

static void
ecg_trace_lanes_dispose (GObject *object)
{
  EcgTraceLanes *self = ECG_TRACE_LANES (object);

  forget_detail (self);
  if (self->viewport != NULL)
    g_signal_handlers_disconnect_by_data (self->viewport, self);
  g_clear_object (&self->viewport);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  G_OBJECT_CLASS (ecg_trace_lanes_parent_class)->dispose (object);
}

static void
ecg_trace_lanes_finalize (GObject *object)
{
  EcgTraceLanes *self = ECG_TRACE_LANES (object);

  g_ptr_array_unref (self->traces);
  g_ptr_array_unref (self->layers);
  G_OBJECT_CLASS (ecg_trace_lanes_parent_class)->finalize (object);
}

static void
ecg_trace_lanes_class_init (EcgTraceLanesClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ecg_trace_lanes_dispose;
  object_class->finalize = ecg_trace_lanes_finalize;

  /**
   * EcgTraceLanes::known:
   *
   * Asks ecg_trace_lanes_shows_filtered() anew.
   */
  signals[KNOWN] = g_signal_new ("known", ECG_TYPE_TRACE_LANES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
ecg_trace_lanes_init (EcgTraceLanes *self)
{
  self->traces = g_ptr_array_new ();
  self->layers = g_ptr_array_new ();
}

void
ecg_trace_lanes_set_viewport (EcgTraceLanes *self, EcgViewport *viewport)
{
  g_return_if_fail (ECG_IS_TRACE_LANES (self));
  g_return_if_fail (self->viewport == NULL);

  self->viewport = g_object_ref (viewport);
  g_signal_connect_swapped (viewport, "changed", G_CALLBACK (request_detail), self);
}

void
ecg_trace_lanes_set_recording (EcgTraceLanes *self, EcgRecording *recording)
{
  g_return_if_fail (ECG_IS_TRACE_LANES (self));

  forget_detail (self);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  clear (self);
  for (guint i = 0; recording != NULL && i < ecg_recording_get_n_leads (recording); i++)
    add_lane (self, ecg_recording_get_lead (recording, i));
  g_signal_emit (self, signals[KNOWN], 0);
}

void
ecg_trace_lanes_set_analysis (EcgTraceLanes *self, EcgAnalysis *analysis)
{
  g_return_if_fail (ECG_IS_TRACE_LANES (self));
  g_return_if_fail (analysis->n_leads == self->traces->len);

  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  self->analysis = ecg_analysis_ref (analysis);
  forget_detail (self);
  request_detail (self);
  for (guint i = 0; i < self->traces->len; i++)
    {
      ecg_trace_view_set_envelope (self->traces->pdata[i], ECG_TRACE_RAW, analysis->raw[i],
                                   analysis->offsets[i]);
      ecg_trace_view_set_envelope (self->traces->pdata[i], ECG_TRACE_FILTERED,
                                   analysis->filtered[i], 0.0);
    }
  show_detail (self);
}

void
ecg_trace_lanes_set_beats (EcgTraceLanes *self, EcgBeats *beats)
{
  g_return_if_fail (ECG_IS_TRACE_LANES (self));

  for (guint i = 0; i < self->layers->len; i++)
    ecg_beat_layer_set_beats (self->layers->pdata[i], beats);
}

void
ecg_trace_lanes_grew (EcgTraceLanes *self)
{
  g_return_if_fail (ECG_IS_TRACE_LANES (self));

  for (guint i = 0; i < self->traces->len; i++)
    gtk_widget_queue_draw (self->traces->pdata[i]);
}

gboolean
ecg_trace_lanes_shows_filtered (EcgTraceLanes *self)
{
  const EcgAnalysis *analysis;
  EcgSpan            visible;

  g_return_val_if_fail (ECG_IS_TRACE_LANES (self), FALSE);

  analysis = self->analysis;
  if (analysis == NULL || analysis->whole)
    return TRUE;
  visible = ecg_viewport_get_visible (self->viewport);
  return detail_holds (self, visible) ||
         ecg_envelope_get_known (analysis->filtered[analysis->n_leads - 1]) >= visible.end;
}
