/*
 * The Recording page. What is on the screen follows one viewport; whatever has to be computed is
 * asked for as a job, and a newer request of the same kind supersedes the older.
 */

#include "app/recording-page.h"

#include "app/analysis.h"
#include "app/scale-note.h"
#include "app/session-panel.h"
#include "app/survey.h"
#include "core/jobs/job.h"
#include "core/recording/lead-name.h"
#include "core/recording/loader.h"
#include "widgets/attention-strip.h"
#include "widgets/axis.h"
#include "widgets/beat-layer.h"
#include "widgets/cursor-layer.h"
#include "widgets/curve-view.h"
#include "widgets/heatmap-view.h"
#include "widgets/navigation.h"
#include "widgets/overview-strip.h"
#include "widgets/paper.h"
#include "widgets/rate-view.h"
#include "widgets/time-ruler.h"
#include "widgets/trace-view.h"

#include <glib/gi18n.h>
#include <math.h>

#define MAINS_HZ 50.0
/* What follows the view waits until it rests, so that a pan does not start a job a frame. */
#define FOLLOW_AFTER_MS 120
#define HIGHEST_SHOWN_HZ 60.0
/* Of a page with more, the spectrum is that of its middle. */
#define MOST_SPECTRUM_SAMPLES ((gint64) 1 << 18)

struct _EcgRecordingPage
{
  AdwBin parent_instance;

  /* template children */
  GtkStack          *stack;
  AdwStatusPage     *failure;
  EcgOverviewStrip  *overview;
  EcgTimeRuler      *ruler;
  GtkBox            *lanes;
  EcgCursorLayer    *cursor;
  EcgRateView       *rate;
  EcgAttentionStrip *attention;
  GtkLabel          *scale;
  GtkDropDown       *band;
  AdwFlap           *flap;
  EcgScaleNote      *scale_note;
  EcgSessionPanel   *session_panel;
  GtkDropDown       *spectrum_lead;
  EcgCurveView      *spectrum;
  GtkLabel          *spectrum_facts;
  GtkDropDown       *run;
  GtkDropDown       *stage;
  EcgHeatmapView    *heatmap;
  GtkLabel          *heatmap_readout;
  GtkLabel          *prediction;

  /* owned */
  EcgViewport  *viewport;
  EcgLibrary   *library;
  EcgSession   *session;
  EcgRecording *recording;
  EcgAnalysis  *analysis;
  EcgSurvey    *survey;  /* of @recording, as @analysis shows it */
  EcgDetail    *detail;  /* of @analysis */
  GPtrArray    *windows; /* EcgAttention, of what is or was visible */
  GPtrArray    *traces;  /* EcgTraceView, borrowed from the lanes */
  GPtrArray    *layers;  /* EcgBeatLayer, likewise */

  /* requests under way */
  EcgJobSlot loading;
  EcgJobSlot analysing;
  EcgJobSlot detailing;
  EcgJobSlot spectrum_raw;
  EcgJobSlot spectrum_filtered;
  EcgJobSlot explaining;

  /* plain state */
  guint     follow_id;
  EcgSpan   detail_wanted; /* by the request under way */
  EcgBeats *shown_beats;   /* borrowed from @survey */
  guint     series[2];     /* of the spectrum view: raw, filtered */
};

G_DEFINE_FINAL_TYPE (EcgRecordingPage, ecg_recording_page, ADW_TYPE_BIN)

static void
tell (EcgRecordingPage *self, const GError *error)
{
  if (ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

/* Attention */

static const EcgAttention *
find_window (EcgRecordingPage *self)
{
  const EcgSpan visible = ecg_viewport_get_visible (self->viewport);
  const gint64  cursor = ecg_viewport_get_cursor (self->viewport);
  const gint64  sample = cursor >= 0 ? cursor : (visible.begin + visible.end) / 2;

  for (guint i = 0; self->windows != NULL && i < self->windows->len; i++)
    {
      const EcgAttention *window = self->windows->pdata[i];

      if (ecg_span_contains (window->span, sample))
        return window;
    }
  return NULL;
}

static char *
describe_prediction (EcgRecordingPage *self, const EcgAttention *window)
{
  const double     rate = ecg_recording_get_rate (self->recording);
  float            identity, activity;
  const gsize      who = ecg_attention_winner (window, 0, &identity);
  const gsize      what = ecg_attention_winner (window, 1, &activity);
  g_autofree char *begin = ecg_axis_dup_time ((double) window->span.begin / rate, 0.1);
  g_autofree char *end = ecg_axis_dup_time ((double) window->span.end / rate, 0.1);

  return g_strdup_printf (_ ("Window %s to %s\nIdentity: %s, %.0f %%\nActivity: %s, %.0f %%"),
                          begin, end, window->class_names[0][who], 100.0 * (double) identity,
                          window->class_names[1][what], 100.0 * (double) activity);
}

static guint
get_stage (EcgRecordingPage *self)
{
  const guint stage = gtk_drop_down_get_selected (self->stage);

  return stage == GTK_INVALID_LIST_POSITION ? 0 : stage;
}

static void
show_window (EcgRecordingPage *self)
{
  const EcgAttention *window = find_window (self);
  const guint         stage = get_stage (self);
  g_autoptr (EcgMatrixData) map = NULL;
  g_autofree char *text = NULL;

  if (window == NULL || stage >= window->n_stages)
    {
      ecg_heatmap_view_set_matrix (self->heatmap, NULL);
      gtk_label_set_text (self->prediction, "");
      return;
    }
  map = ecg_attention_map (window, stage);
  text = describe_prediction (self, window);
  ecg_heatmap_view_set_column_scale (
    self->heatmap, (double) window->span.begin / ecg_recording_get_rate (self->recording),
    (double) ecg_span_length (window->span) / ecg_recording_get_rate (self->recording) /
      (double) window->stages[stage].n_steps);
  ecg_heatmap_view_set_matrix (self->heatmap, map);
  gtk_label_set_text (self->prediction, text);
}

static void
fill_stages (EcgRecordingPage *self, gsize n_stages)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (self->stage));

  if (g_list_model_get_n_items (G_LIST_MODEL (list)) == n_stages)
    return;
  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), NULL);
  for (gsize i = 0; i < n_stages; i++)
    {
      g_autofree char *name = g_strdup_printf (_ ("Stage %u"), (guint) i + 1);

      gtk_string_list_append (list, name);
    }
  gtk_drop_down_set_selected (self->stage, (guint) n_stages - 1);
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) windows = ecg_explain_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->explaining, result))
    return;
  g_clear_pointer (&self->windows, g_ptr_array_unref);
  self->windows = g_steal_pointer (&windows);
  if (self->windows != NULL && self->windows->len > 0)
    fill_stages (self, ((const EcgAttention *) self->windows->pdata[0])->n_stages);
  ecg_attention_strip_set_stage (self->attention, get_stage (self));
  ecg_attention_strip_set_windows (self->attention, self->windows);
  show_window (self);
  if (error != NULL)
    gtk_label_set_text (self->prediction, error->message);
}

static void
request_attention (EcgRecordingPage *self)
{
  EcgRun *run = gtk_drop_down_get_selected_item (self->run);

  gtk_widget_set_visible (GTK_WIDGET (self->attention), run != NULL);
  if (run == NULL || self->recording == NULL)
    {
      ecg_job_slot_cancel (&self->explaining);
      return;
    }
  ecg_explain_async (ecg_run_get_fields (run)->checkpoint, self->recording,
                     ecg_viewport_get_visible (self->viewport),
                     ecg_job_slot_begin (&self->explaining), explained_cb, g_object_ref (self));
}

static void
run_changed_cb (EcgRecordingPage *self)
{
  request_attention (self);
}

static void
stage_changed_cb (EcgRecordingPage *self)
{
  ecg_attention_strip_set_stage (self->attention, get_stage (self));
  ecg_attention_strip_set_windows (self->attention, self->windows);
  show_window (self);
}

/* Spectrum */

static void
show_spectrum (EcgRecordingPage *self, guint series, const EcgSpectrumData *data)
{
  for (gsize i = 1; i < data->n_bins && (double) i * data->step_hz <= HIGHEST_SHOWN_HZ; i++)
    ecg_curve_view_append (self->spectrum, self->series[series], (double) i * data->step_hz,
                           10.0 * log10 (fmax ((double) data->density[i], 1e-12)));
}

static char *
describe_spectrum (EcgRecordingPage *self, const EcgSpectrumData *data)
{
  const EcgSpan visible = ecg_viewport_get_visible (self->viewport);

  if (ecg_span_length (visible) > MOST_SPECTRUM_SAMPLES)
    return g_strdup_printf (
      _ ("Spectrum of the middle %.0f min of the page: Welch, %u segments, resolution %.2f Hz; "
         "mains at %g Hz"),
      (double) MOST_SPECTRUM_SAMPLES / ecg_recording_get_rate (self->recording) / 60.0,
      data->n_segments, data->resolution_hz, MAINS_HZ);
  return g_strdup_printf (
    ngettext ("Spectrum of the page: Welch, %u segment, resolution %.2f Hz; mains at %g Hz",
              "Spectrum of the page: Welch, %u segments, resolution %.2f Hz; mains at %g Hz",
              data->n_segments),
    data->n_segments, data->resolution_hz, MAINS_HZ);
}

static void
spectrum_ready (EcgRecordingPage *self, EcgJobSlot *slot, guint series, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgSpectrumData) data = ecg_spectrum_finish (result, &error);
  g_autofree char *facts = NULL;

  if (!ecg_job_slot_is_current (slot, result))
    return;
  if (data == NULL)
    {
      gtk_label_set_text (self->spectrum_facts,
                          error != NULL ? error->message
                                        : _ ("The page is too short for a spectrum, or has gaps."));
      return;
    }
  show_spectrum (self, series, data);
  facts = describe_spectrum (self, data);
  gtk_label_set_text (self->spectrum_facts, facts);
}

static void
raw_spectrum_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;

  spectrum_ready (self, &self->spectrum_raw, 0, result);
}

static void
filtered_spectrum_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;

  spectrum_ready (self, &self->spectrum_filtered, 1, result);
}

static EcgSpan
get_spectrum_span (EcgRecordingPage *self)
{
  EcgSpan      span = { 0, 0 };
  const gint64 most = MOST_SPECTRUM_SAMPLES;

  if (self->recording != NULL)
    span = ecg_viewport_get_visible (self->viewport);
  if (ecg_span_length (span) > most)
    {
      span.begin += (ecg_span_length (span) - most) / 2;
      span.end = span.begin + most;
    }
  return span;
}

static void
request_spectrum (EcgRecordingPage *self)
{
  const guint   lead = gtk_drop_down_get_selected (self->spectrum_lead);
  const EcgSpan span = get_spectrum_span (self);

  ecg_curve_view_clear (self->spectrum);
  if (self->analysis == NULL || lead >= self->analysis->n_leads || ecg_span_is_empty (span))
    return;
  ecg_spectrum_async (ecg_envelope_get_series (self->analysis->raw[lead]), span, "raw",
                      ecg_job_slot_begin (&self->spectrum_raw), raw_spectrum_cb,
                      g_object_ref (self));
  ecg_spectrum_async (ecg_envelope_get_series (self->analysis->filtered[lead]), span, "filtered",
                      ecg_job_slot_begin (&self->spectrum_filtered), filtered_spectrum_cb,
                      g_object_ref (self));
}

static void
spectrum_lead_changed_cb (EcgRecordingPage *self)
{
  request_spectrum (self);
}

static void
init_spectrum (EcgRecordingPage *self)
{
  static const EcgCurveStyle raw = { .colour = ECG_COLOUR_TRACE_RAW, .dashed = TRUE, .width = 1.0 };
  static const EcgCurveStyle filtered = { .colour = ECG_COLOUR_TRACE, .width = 1.6 };

  ecg_curve_view_set_titles (self->spectrum, _ ("Power spectral density"), _ ("Frequency (Hz)"),
                             _ ("dB re 1 mV²/Hz"));
  self->series[0] = ecg_curve_view_add_series (self->spectrum, _ ("raw"), &raw);
  self->series[1] = ecg_curve_view_add_series (self->spectrum, _ ("filtered"), &filtered);
}

/* What is written about the view */

static char *
describe_band (EcgRecordingPage *self)
{
  const EcgBand *band = ecg_band_get ((EcgBandId) gtk_drop_down_get_selected (self->band));
  const double   rate = self->recording == NULL ? 0.0 : ecg_recording_get_rate (self->recording);

  if (ecg_band_is_limited (band, rate))
    return g_strdup_printf (_ ("from %g Hz, limited to %g Hz by sampling, notch %g Hz, zero phase"),
                            band->low_hz, rate / 2.0, MAINS_HZ);
  return g_strdup_printf (_ ("%g–%g Hz, notch %g Hz, zero phase"), band->low_hz, band->high_hz,
                          MAINS_HZ);
}

static gboolean
holds (const EcgDetail *detail, EcgSpan span)
{
  return detail != NULL && detail->span.begin <= span.begin && span.end <= detail->span.end;
}

/* Whether the filtered traces of all of the page are known. */
static gboolean
shows_filtered (EcgRecordingPage *self)
{
  const EcgSpan      visible = ecg_viewport_get_visible (self->viewport);
  const EcgAnalysis *analysis = self->analysis;

  return analysis == NULL || analysis->whole || holds (self->detail, visible) ||
         ecg_envelope_get_known (analysis->filtered[analysis->n_leads - 1]) >= visible.end;
}

static void
update_scale (EcgRecordingPage *self)
{
  g_autofree char *band = describe_band (self);
  g_autofree char *busy = self->survey == NULL ? NULL : ecg_survey_dup_text (self->survey);
  g_autofree char *traces = shows_filtered (self)
                              ? g_strdup_printf (_ ("thin: raw, strong: %s"), band)
                              : g_strdup (_ ("thin: raw; so long a page is not filtered yet"));
  g_autofree char *text = g_strdup_printf (
    _ ("%.3g mm/s · %.3g mm/mV%s · %s%s%s"), ecg_viewport_get_speed (self->viewport),
    ecg_viewport_get_gain (self->viewport),
    ecg_viewport_get_calibrated (self->viewport) ? "" : _ (" (screen not calibrated)"), traces,
    busy != NULL ? " · " : "", busy != NULL ? busy : "");

  gtk_label_set_text (self->scale, text);
}

/* What is near, of a recording that is not in memory */

static void
show_detail (EcgRecordingPage *self)
{
  const EcgDetail *detail = self->detail;

  for (guint i = 0; i < self->traces->len; i++)
    {
      ecg_trace_view_set_detail (self->traces->pdata[i], ECG_TRACE_RAW,
                                 detail == NULL ? NULL : detail->raw[i],
                                 detail == NULL ? 0 : detail->span.begin);
      ecg_trace_view_set_detail (self->traces->pdata[i], ECG_TRACE_FILTERED,
                                 detail == NULL ? NULL : detail->filtered[i],
                                 detail == NULL ? 0 : detail->span.begin);
    }
  update_scale (self);
}

static void
detailed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgDetail) detail = ecg_detail_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->detailing, result))
    return;
  self->detail_wanted = (EcgSpan){ 0, 0 };
  tell (self, error);
  if (detail == NULL)
    return;
  g_clear_pointer (&self->detail, ecg_detail_unref);
  self->detail = g_steal_pointer (&detail);
  show_detail (self);
}

/* A page at either side comes with the one on the screen; the next is asked for when half of it is
 * used up. */
static void
request_detail (EcgRecordingPage *self)
{
  const EcgSpan visible = ecg_viewport_get_visible (self->viewport);
  const gint64  n = ecg_span_length (visible);
  EcgSpan       whole, near;
  gint64        most, margin;

  if (self->analysis == NULL || self->analysis->whole)
    return;
  most = ECG_DETAIL_SAMPLES / self->analysis->n_leads;
  if (n == 0 || n > most)
    return;
  margin = MIN (n, (most - n) / 2);
  whole = (EcgSpan){ 0, ecg_recording_get_length (self->recording) };
  near =
    ecg_span_intersect (whole, (EcgSpan){ visible.begin - margin / 2, visible.end + margin / 2 });
  if (holds (self->detail, near) ||
      (self->detail_wanted.begin <= near.begin && near.end <= self->detail_wanted.end))
    return;
  self->detail_wanted =
    ecg_span_intersect (whole, (EcgSpan){ visible.begin - margin, visible.end + margin });
  ecg_detail_async (self->analysis, self->detail_wanted, ecg_job_slot_begin (&self->detailing),
                    detailed_cb, g_object_ref (self));
}

static void
forget_detail (EcgRecordingPage *self)
{
  ecg_job_slot_cancel (&self->detailing);
  self->detail_wanted = (EcgSpan){ 0, 0 };
  g_clear_pointer (&self->detail, ecg_detail_unref);
}

static gboolean
follow_cb (gpointer user_data)
{
  EcgRecordingPage *self = user_data;

  self->follow_id = 0;
  request_spectrum (self);
  request_attention (self);
  return G_SOURCE_REMOVE;
}

static void
follow_later (EcgRecordingPage *self)
{
  g_clear_handle_id (&self->follow_id, g_source_remove);
  self->follow_id = g_timeout_add (FOLLOW_AFTER_MS, follow_cb, self);
}

static void
viewport_changed_cb (EcgRecordingPage *self)
{
  update_scale (self);
  request_detail (self);
  follow_later (self);
}

static void
cursor_moved_cb (EcgRecordingPage *self)
{
  show_window (self);
}

/* Lanes */

static void
clear_lanes (EcgRecordingPage *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->traces, 0);
  g_ptr_array_set_size (self->layers, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lanes))) != NULL)
    gtk_box_remove (self->lanes, child);
}

static void
add_lane (EcgRecordingPage *self, EcgSeries *lead)
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
  gtk_box_append (self->lanes, overlay);
  g_ptr_array_add (self->traces, trace);
  g_ptr_array_add (self->layers, layer);
}

static void
fill_leads (EcgRecordingPage *self)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (self->spectrum_lead));

  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), NULL);
  for (guint i = 0; i < ecg_recording_get_n_leads (self->recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (self->recording, i);

      gtk_string_list_take (list, ecg_lead_display_name (ecg_series_get_name (lead)));
    }
}

static EcgEnvelope *
choose_overview (EcgRecordingPage *self)
{
  EcgEnvelope *filtered = self->analysis->filtered[self->analysis->beat_lead];
  EcgEnvelope *raw = self->analysis->raw[self->analysis->beat_lead];

  return ecg_envelope_get_known (filtered) == ecg_recording_get_length (self->recording) ? filtered
                                                                                         : raw;
}

static void
show_analysis (EcgRecordingPage *self)
{
  const EcgAnalysis *analysis = self->analysis;

  for (guint i = 0; i < self->traces->len; i++)
    {
      ecg_trace_view_set_envelope (self->traces->pdata[i], ECG_TRACE_RAW,
                                   analysis == NULL ? NULL : analysis->raw[i],
                                   analysis == NULL ? 0.0 : analysis->offsets[i]);
      ecg_trace_view_set_envelope (self->traces->pdata[i], ECG_TRACE_FILTERED,
                                   analysis == NULL ? NULL : analysis->filtered[i], 0.0);
    }
  show_detail (self);
  ecg_overview_strip_set_envelope (self->overview,
                                   analysis == NULL ? NULL : choose_overview (self));
}

static void
show_beats (EcgRecordingPage *self)
{
  EcgBeats *beats = self->survey == NULL ? NULL : ecg_survey_get_beats (self->survey);

  if (beats != NULL && beats == self->shown_beats)
    return;
  self->shown_beats = beats;
  for (guint i = 0; i < self->layers->len; i++)
    ecg_beat_layer_set_beats (self->layers->pdata[i], beats);
  ecg_rate_view_set_beats (self->rate, beats);
}

static void
surveyed_cb (EcgRecordingPage *self)
{
  show_beats (self);
  update_scale (self);
  if (self->analysis->whole)
    return;
  /* What is drawn has grown. */
  for (guint i = 0; i < self->traces->len; i++)
    gtk_widget_queue_draw (self->traces->pdata[i]);
  ecg_overview_strip_set_envelope (self->overview, choose_overview (self));
}

static void
survey_told_cb (EcgRecordingPage *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

static void survey_was_read_cb (EcgRecordingPage *self, EcgRecording *whole);

static void
forget_survey (EcgRecordingPage *self)
{
  if (self->survey == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->survey, self);
  ecg_survey_stop (self->survey);
  g_clear_object (&self->survey);
  self->shown_beats = NULL;
}

/* What was found before in the same recording stays. */
static void
begin_survey (EcgRecordingPage *self)
{
  EcgBeats *found = self->survey == NULL ? NULL : ecg_survey_get_beats (self->survey);
  g_autoptr (EcgBeats) beats = found == NULL ? NULL : ecg_beats_ref (found);

  forget_survey (self);
  self->survey = ecg_survey_new (self->recording, self->analysis, beats);
  g_signal_connect_swapped (self->survey, "changed", G_CALLBACK (surveyed_cb), self);
  g_signal_connect_swapped (self->survey, "told", G_CALLBACK (survey_told_cb), self);
  g_signal_connect_swapped (self->survey, "was-read", G_CALLBACK (survey_was_read_cb), self);
  show_beats (self);
}

static void
analysed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgAnalysis) analysis = ecg_analyse_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->analysing, result))
    return;
  tell (self, error);
  if (analysis == NULL)
    return;
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  self->analysis = g_steal_pointer (&analysis);
  forget_detail (self);
  /* Before the survey: what is near comes first. */
  request_detail (self);
  show_analysis (self);
  begin_survey (self);
  follow_later (self);
}

static void
request_analysis (EcgRecordingPage *self)
{
  if (self->recording != NULL)
    ecg_analyse_async (self->recording, (EcgBandId) gtk_drop_down_get_selected (self->band),
                       MAINS_HZ, self->analysis, ecg_job_slot_begin (&self->analysing), analysed_cb,
                       g_object_ref (self));
}

static void
band_changed_cb (EcgRecordingPage *self)
{
  update_scale (self);
  request_analysis (self);
}

/* Opening */

static void
forget_recording (EcgRecordingPage *self)
{
  ecg_job_slot_cancel (&self->loading);
  ecg_job_slot_cancel (&self->analysing);
  ecg_job_slot_cancel (&self->spectrum_raw);
  ecg_job_slot_cancel (&self->spectrum_filtered);
  ecg_job_slot_cancel (&self->explaining);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  forget_detail (self);
  forget_survey (self);
  g_clear_pointer (&self->recording, ecg_recording_unref);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  g_clear_pointer (&self->windows, g_ptr_array_unref);
}

static void
take_recording (EcgRecordingPage *self, EcgRecording *recording)
{
  g_clear_pointer (&self->recording, ecg_recording_unref);
  self->recording = ecg_recording_complete (recording);
  /* A glance may be wrong about the length. */
  if (self->library != NULL && self->session != NULL && !ecg_recording_is_glanced (recording))
    ecg_library_follow_reading (self->library, self->session, recording);
  ecg_scale_note_show (self->scale_note, recording);
  ecg_session_panel_show (self->session_panel, self->session, self->recording);
}

static void
show_recording (EcgRecordingPage *self)
{
  clear_lanes (self);
  for (guint i = 0; i < ecg_recording_get_n_leads (self->recording); i++)
    add_lane (self, ecg_recording_get_lead (self->recording, i));
  fill_leads (self);
  show_analysis (self);
  show_beats (self);
  ecg_attention_strip_set_windows (self->attention, NULL);
  ecg_viewport_set_recording (self->viewport, ecg_recording_get_rate (self->recording),
                              ecg_recording_get_length (self->recording));
  ecg_viewport_set_cursor (self->viewport, -1);
  gtk_stack_set_visible_child_name (self->stack, "recording");
  request_analysis (self);
}

/* What a glance could not know is known: mostly, that there was no more to see. */
static void
survey_was_read_cb (EcgRecordingPage *self, EcgRecording *whole)
{
  const gboolean same = ecg_recording_lies_as (self->recording, whole);
  const double   begin = ecg_viewport_get_begin (self->viewport);
  g_autoptr (EcgRecording) kept = ecg_recording_ref (whole);

  if (!same)
    forget_recording (self);
  take_recording (self, kept);
  if (same)
    return;
  show_recording (self);
  ecg_viewport_set_begin (self->viewport, begin);
}

static void
show_failure (EcgRecordingPage *self, const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
load_file (EcgRecordingPage *self, const char *path)
{
  ecg_recording_glance_async (path, NULL, ecg_job_slot_begin (&self->loading), loaded_cb,
                              g_object_ref (self));
}

static void
file_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ecg_library_find_file_finish (ECG_LIBRARY (source), result, &error);

  if (!ecg_job_slot_is_current (&self->loading, result))
    return;
  if (path != NULL)
    load_file (self, path);
  else
    show_failure (self, error);
}

/* A file that is not where it was may only have moved. */
static gboolean
search_file (EcgRecordingPage *self)
{
  if (self->library == NULL || self->session == NULL ||
      g_file_test (ecg_session_get_path (self->session), G_FILE_TEST_EXISTS))
    return FALSE;
  ecg_library_find_file_async (self->library, ecg_session_get_id (self->session), NULL,
                               ecg_job_slot_begin (&self->loading), file_found_cb,
                               g_object_ref (self));
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) recording = ecg_recording_glance_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->loading, result))
    return;
  if (recording == NULL)
    {
      if (!search_file (self))
        show_failure (self, error);
      return;
    }
  take_recording (self, recording);
  show_recording (self);
}

static void
open_session (EcgRecordingPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  load_file (self, ecg_session_get_path (self->session));
}

void
ecg_recording_page_set_session (EcgRecordingPage *self, EcgSession *session)
{
  g_return_if_fail (ECG_IS_RECORDING_PAGE (self));

  if (session != NULL && self->session != NULL &&
      ecg_session_get_id (session) == ecg_session_get_id (self->session))
    {
      g_set_object (&self->session, session);
      ecg_session_panel_show (self->session_panel, session, self->recording);
      return;
    }
  forget_recording (self);
  g_set_object (&self->session, session);
  if (session == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  open_session (self);
}

void
ecg_recording_page_set_library (EcgRecordingPage *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_RECORDING_PAGE (self));

  g_set_object (&self->library, library);
  ecg_session_panel_set_library (self->session_panel, library);
  gtk_drop_down_set_model (self->run, library == NULL ? NULL : ecg_library_get_runs (library));
}

gboolean
ecg_recording_page_is_busy (EcgRecordingPage *self)
{
  g_return_val_if_fail (ECG_IS_RECORDING_PAGE (self), FALSE);

  return self->loading.cancellable != NULL && self->recording == NULL
           ? TRUE
           : self->recording != NULL &&
               (self->survey == NULL || !ecg_survey_is_done (self->survey));
}

/* Moving about */

static double
get_anchor (EcgRecordingPage *self)
{
  const gint64 cursor = ecg_viewport_get_cursor (self->viewport);

  if (cursor >= 0)
    return ecg_viewport_sample_to_px (self->viewport, (double) cursor);
  return 0.5 * (double) MAX (gtk_widget_get_width (GTK_WIDGET (self->ruler)) - ECG_LANE_MARGIN, 1);
}

static void
pan_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_viewport_pan (ECG_RECORDING_PAGE (widget)->viewport, g_variant_get_double (parameter));
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  ecg_viewport_zoom (self->viewport, g_variant_get_double (parameter), get_anchor (self));
}

static void
gain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  ecg_viewport_set_gain (
    self->viewport,
    CLAMP (ecg_viewport_get_gain (self->viewport) * g_variant_get_double (parameter), 0.1, 400.0));
}

static void
reset_speed_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  ecg_viewport_set_speed (self->viewport, 25.0, get_anchor (self));
}

static void
reset_gain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_viewport_set_gain (ECG_RECORDING_PAGE (widget)->viewport, 10.0);
}

static void
go_to_start_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_viewport_set_begin (ECG_RECORDING_PAGE (widget)->viewport, 0.0);
}

static void
go_to_end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgViewport *viewport = ECG_RECORDING_PAGE (widget)->viewport;

  ecg_viewport_set_begin (viewport, (double) ecg_viewport_get_n_samples (viewport));
}

/* Once the widget is on a monitor, its size says what a millimetre is. */
static void
map_cb (EcgRecordingPage *self)
{
  double         px_per_mm = 96.0 / 25.4;
  const gboolean calibrated = ecg_paper_measure_monitor (GTK_WIDGET (self), &px_per_mm);

  ecg_viewport_set_px_per_mm (self->viewport, px_per_mm, calibrated);
}

static char *
name_run (EcgRun *run)
{
  return g_strdup (run == NULL ? "" : ecg_run_get_name (run));
}

static void
ecg_recording_page_dispose (GObject *object)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (object);

  forget_recording (self);
  g_clear_object (&self->viewport);
  g_clear_object (&self->library);
  g_clear_object (&self->session);
  g_clear_pointer (&self->traces, g_ptr_array_unref);
  g_clear_pointer (&self->layers, g_ptr_array_unref);
  G_OBJECT_CLASS (ecg_recording_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/recording-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, failure);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, overview);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, ruler);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, lanes);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, rate);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, cursor);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, attention);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, scale);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, band);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, flap);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, scale_note);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, session_panel);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, spectrum_lead);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, spectrum);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, spectrum_facts);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, run);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, stage);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, heatmap);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, heatmap_readout);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, prediction);
  gtk_widget_class_bind_template_callback (widget_class, band_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, spectrum_lead_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stage_changed_cb);
}

static void
bind_key (GtkWidgetClass *widget_class,
          guint           key,
          GdkModifierType modifiers,
          const char     *action,
          double          value)
{
  gtk_widget_class_add_binding_action (widget_class, key, modifiers, action, "d", value);
}

/* As its file and the user's settings have it now. */
static void
reload_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (widget);

  if (self->session == NULL)
    return;
  forget_recording (self);
  open_session (self);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "recording.reload", NULL, reload_action);
  gtk_widget_class_install_action (widget_class, "recording.pan", "d", pan_action);
  gtk_widget_class_install_action (widget_class, "recording.zoom", "d", zoom_action);
  gtk_widget_class_install_action (widget_class, "recording.gain", "d", gain_action);
  gtk_widget_class_install_action (widget_class, "recording.reset-speed", NULL, reset_speed_action);
  gtk_widget_class_install_action (widget_class, "recording.reset-gain", NULL, reset_gain_action);
  gtk_widget_class_install_action (widget_class, "recording.start", NULL, go_to_start_action);
  gtk_widget_class_install_action (widget_class, "recording.end", NULL, go_to_end_action);

  bind_key (widget_class, GDK_KEY_Left, 0, "recording.pan", -0.1);
  bind_key (widget_class, GDK_KEY_Right, 0, "recording.pan", 0.1);
  bind_key (widget_class, GDK_KEY_Page_Up, 0, "recording.pan", -1.0);
  bind_key (widget_class, GDK_KEY_Page_Down, 0, "recording.pan", 1.0);
  bind_key (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "recording.zoom", 1.25);
  bind_key (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "recording.zoom", 1.25);
  bind_key (widget_class, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "recording.zoom", 1.25);
  bind_key (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "recording.zoom", 0.8);
  bind_key (widget_class, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "recording.zoom", 0.8);
  bind_key (widget_class, GDK_KEY_plus, 0, "recording.gain", 1.25);
  bind_key (widget_class, GDK_KEY_equal, 0, "recording.gain", 1.25);
  bind_key (widget_class, GDK_KEY_KP_Add, 0, "recording.gain", 1.25);
  bind_key (widget_class, GDK_KEY_minus, 0, "recording.gain", 0.8);
  bind_key (widget_class, GDK_KEY_KP_Subtract, 0, "recording.gain", 0.8);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK,
                                       "recording.reset-speed", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK | GDK_ALT_MASK,
                                       "recording.reset-gain", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Home, 0, "recording.start", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, 0, "recording.end", NULL);
}

static void
ecg_recording_page_class_init (EcgRecordingPageClass *class)
{
  g_type_ensure (ECG_TYPE_SCALE_NOTE);
  g_type_ensure (ECG_TYPE_OVERVIEW_STRIP);
  g_type_ensure (ECG_TYPE_CURSOR_LAYER);
  g_type_ensure (ECG_TYPE_TIME_RULER);
  g_type_ensure (ECG_TYPE_RATE_VIEW);
  g_type_ensure (ECG_TYPE_ATTENTION_STRIP);
  g_type_ensure (ECG_TYPE_CURVE_VIEW);
  g_type_ensure (ECG_TYPE_HEATMAP_VIEW);
  g_type_ensure (ECG_TYPE_SESSION_PANEL);

  G_OBJECT_CLASS (class)->dispose = ecg_recording_page_dispose;
  bind_template (GTK_WIDGET_CLASS (class));
  install_actions (GTK_WIDGET_CLASS (class));
}

static void
follow_viewport (EcgRecordingPage *self)
{
  EcgTimedView *views[] = { ECG_TIMED_VIEW (self->cursor), ECG_TIMED_VIEW (self->ruler),
                            ECG_TIMED_VIEW (self->rate), ECG_TIMED_VIEW (self->attention) };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    ecg_timed_view_set_viewport (views[i], self->viewport);
  ecg_overview_strip_set_viewport (self->overview, self->viewport);
  ecg_navigation_attach (GTK_WIDGET (self->lanes), self->viewport);
  ecg_navigation_attach (GTK_WIDGET (self->rate), self->viewport);
  ecg_navigation_attach (GTK_WIDGET (self->attention), self->viewport);
  g_signal_connect_object (self->viewport, "changed", G_CALLBACK (viewport_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->viewport, "notify::cursor", G_CALLBACK (cursor_moved_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
ecg_recording_page_init (EcgRecordingPage *self)
{
  g_autoptr (GtkExpression) name =
    gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (name_run), NULL, NULL);

  self->viewport = ecg_viewport_new ();
  self->traces = g_ptr_array_new ();
  self->layers = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_expression (self->run, name);
  gtk_drop_down_set_selected (self->band, ECG_BAND_MONITOR);
  init_spectrum (self);
  ecg_heatmap_view_set_titles (self->heatmap, _ ("Attention of the window under the cursor"),
                               _ ("Channel"), _ ("Time (s)"), _ ("a · b"));
  g_object_bind_property (self->heatmap, "readout", self->heatmap_readout, "label",
                          G_BINDING_SYNC_CREATE);
  follow_viewport (self);
  update_scale (self);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

GtkWidget *
ecg_recording_page_new (void)
{
  return g_object_new (ECG_TYPE_RECORDING_PAGE, NULL);
}
