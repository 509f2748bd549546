/*
 * The Recording page. What is on the screen follows one viewport; whatever has to be computed is
 * asked for as a job, and a newer request of the same kind supersedes the older.
 */

#include "app/recording-page-private.h"

#include "widgets/navigation.h"
#include "widgets/paper.h"

#include <glib/gi18n.h>

/* What follows the view waits until it rests, so that a pan does not start a job a frame. */
#define FOLLOW_AFTER_MS 120

G_DEFINE_FINAL_TYPE (EcgRecordingPage, ecg_recording_page, ADW_TYPE_BIN)

static void
tell (EcgRecordingPage *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", sentence);
}

/* What is written about the view */

static EcgBandId
get_band (EcgRecordingPage *self)
{
  return (EcgBandId) gtk_drop_down_get_selected (self->band);
}

static char *
describe_band (EcgRecordingPage *self)
{
  const EcgBand *band = ecg_band_get (get_band (self));
  const double   rate = self->recording == NULL ? 0.0 : ecg_recording_get_rate (self->recording);

  if (ecg_band_is_limited (band, rate))
    return g_strdup_printf (_ ("from %g Hz, limited to %g Hz by sampling, notch %g Hz, zero phase"),
                            band->low_hz, rate / 2.0, ECG_MAINS_HZ);
  return g_strdup_printf (_ ("%g–%g Hz, notch %g Hz, zero phase"), band->low_hz, band->high_hz,
                          ECG_MAINS_HZ);
}

static void
update_scale (EcgRecordingPage *self)
{
  g_autofree char *band = describe_band (self);
  g_autofree char *busy = self->survey == NULL ? NULL : ecg_survey_dup_text (self->survey);
  g_autofree char *traces = ecg_trace_lanes_shows_filtered (self->lanes)
                              ? g_strdup_printf (_ ("thin: raw, strong: %s"), band)
                              : g_strdup (_ ("thin: raw; so long a page is not filtered yet"));
  g_autofree char *text = g_strdup_printf (
    _ ("%.3g mm/s · %.3g mm/mV%s · %s%s%s"), ecg_viewport_get_speed (self->viewport),
    ecg_viewport_get_gain (self->viewport),
    ecg_viewport_get_calibrated (self->viewport) ? "" : _ (" (screen not calibrated)"), traces,
    busy != NULL ? " · " : "", busy != NULL ? busy : "");

  gtk_label_set_text (self->scale, text);
}

/* What follows the view */

static gboolean
follow_cb (gpointer user_data)
{
  EcgRecordingPage *self = user_data;

  self->follow_id = 0;
  ecg_spectrum_panel_refresh (self->spectrum_panel);
  ecg_attention_panel_refresh (self->attention_panel);
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
  follow_later (self);
}

/* The survey of all of it */

static EcgEnvelope *
choose_overview (EcgRecordingPage *self)
{
  EcgEnvelope *filtered = self->analysis->filtered[self->analysis->beat_lead];
  EcgEnvelope *raw = self->analysis->raw[self->analysis->beat_lead];

  return ecg_envelope_get_known (filtered) == ecg_recording_get_length (self->recording) ? filtered
                                                                                         : raw;
}

static void
show_beats (EcgRecordingPage *self)
{
  EcgBeats *beats = self->survey == NULL ? NULL : ecg_survey_get_beats (self->survey);

  if (beats != NULL && beats == self->shown_beats)
    return;
  self->shown_beats = beats;
  ecg_trace_lanes_set_beats (self->lanes, beats);
  ecg_rate_view_set_beats (self->rate, beats);
}

static void
surveyed_cb (EcgRecordingPage *self)
{
  show_beats (self);
  update_scale (self);
  if (self->analysis->whole)
    return;
  ecg_trace_lanes_grew (self->lanes);
  ecg_overview_strip_set_envelope (self->overview, choose_overview (self));
}

/* What a glance could not know is known: mostly, that there was no more to see. */
static void
survey_was_read_cb (EcgRecordingPage *self, EcgRecording *whole)
{
  const double begin = ecg_viewport_get_begin (self->viewport);
  g_autoptr (EcgRecording) kept = ecg_recording_ref (whole);

  if (ecg_recording_lies_as (self->recording, kept))
    {
      ecg_recording_page_replace (self, kept);
      return;
    }
  ecg_recording_page_forget (self);
  ecg_recording_page_show (self, kept);
  ecg_viewport_set_begin (self->viewport, begin);
}

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
  g_signal_connect_swapped (self->survey, "told", G_CALLBACK (tell), self);
  g_signal_connect_swapped (self->survey, "was-read", G_CALLBACK (survey_was_read_cb), self);
  show_beats (self);
}

/* What is drawn of it */

static void
analysed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgAnalysis) analysis = ecg_analyse_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->analysing, result))
    return;
  if (ecg_error_is_worth_telling (error))
    tell (self, error->message);
  if (analysis == NULL)
    return;
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  self->analysis = g_steal_pointer (&analysis);
  /* Before the survey: what is near comes first. */
  ecg_trace_lanes_set_analysis (self->lanes, self->analysis);
  ecg_spectrum_panel_set_analysis (self->spectrum_panel, self->analysis);
  ecg_overview_strip_set_envelope (self->overview, choose_overview (self));
  begin_survey (self);
  follow_later (self);
}

static void
request_analysis (EcgRecordingPage *self)
{
  if (self->recording != NULL)
    ecg_analyse_async (self->recording, get_band (self), ECG_MAINS_HZ, self->analysis,
                       ecg_job_slot_begin (&self->analysing), analysed_cb, g_object_ref (self));
}

static void
band_changed_cb (EcgRecordingPage *self)
{
  update_scale (self);
  request_analysis (self);
}

/* The recording */

void
ecg_recording_page_forget (EcgRecordingPage *self)
{
  ecg_job_slot_cancel (&self->loading);
  ecg_job_slot_cancel (&self->analysing);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  forget_survey (self);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  if (self->recording == NULL)
    return;
  g_clear_pointer (&self->recording, ecg_recording_unref);
  ecg_trace_lanes_set_recording (self->lanes, NULL);
  ecg_spectrum_panel_set_recording (self->spectrum_panel, NULL);
  ecg_attention_panel_set_recording (self->attention_panel, NULL);
}

void
ecg_recording_page_replace (EcgRecordingPage *self, EcgRecording *recording)
{
  g_clear_pointer (&self->recording, ecg_recording_unref);
  self->recording = ecg_recording_complete (recording);
  /* A glance may be wrong about the length. */
  if (self->library != NULL && self->session != NULL && !ecg_recording_is_glanced (recording))
    ecg_library_follow_reading (self->library, self->session, recording);
  ecg_scale_note_show (self->scale_note, recording);
  ecg_session_panel_show (self->session_panel, self->session, self->recording);
  ecg_attention_panel_set_recording (self->attention_panel, self->recording);
}

void
ecg_recording_page_show (EcgRecordingPage *self, EcgRecording *recording)
{
  ecg_recording_page_replace (self, recording);
  ecg_trace_lanes_set_recording (self->lanes, self->recording);
  ecg_spectrum_panel_set_recording (self->spectrum_panel, self->recording);
  ecg_overview_strip_set_envelope (self->overview, NULL);
  show_beats (self);
  ecg_viewport_set_recording (self->viewport, ecg_recording_get_rate (self->recording),
                              ecg_recording_get_length (self->recording));
  ecg_viewport_set_cursor (self->viewport, -1);
  gtk_stack_set_visible_child_name (self->stack, "recording");
  request_analysis (self);
}

/* Once the widget is on a monitor, its size says what a millimetre is. */
static void
map_cb (EcgRecordingPage *self)
{
  double         px_per_mm = 96.0 / 25.4;
  const gboolean calibrated = ecg_paper_measure_monitor (GTK_WIDGET (self), &px_per_mm);

  ecg_viewport_set_px_per_mm (self->viewport, px_per_mm, calibrated);
}

static void
ecg_recording_page_dispose (GObject *object)
{
  EcgRecordingPage *self = ECG_RECORDING_PAGE (object);

  ecg_recording_page_forget (self);
  g_clear_object (&self->viewport);
  g_clear_object (&self->library);
  g_clear_object (&self->session);
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
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, cursor);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, rate);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, attention_strip);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, scale);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, band);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, scale_note);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, session_panel);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, spectrum_panel);
  gtk_widget_class_bind_template_child (widget_class, EcgRecordingPage, attention_panel);
  gtk_widget_class_bind_template_callback (widget_class, band_changed_cb);
}

static void
ecg_recording_page_class_init (EcgRecordingPageClass *class)
{
  g_type_ensure (ECG_TYPE_SCALE_NOTE);
  g_type_ensure (ECG_TYPE_OVERVIEW_STRIP);
  g_type_ensure (ECG_TYPE_CURSOR_LAYER);
  g_type_ensure (ECG_TYPE_TIME_RULER);
  g_type_ensure (ECG_TYPE_TRACE_LANES);
  g_type_ensure (ECG_TYPE_RATE_VIEW);
  g_type_ensure (ECG_TYPE_ATTENTION_STRIP);
  g_type_ensure (ECG_TYPE_SESSION_PANEL);
  g_type_ensure (ECG_TYPE_SPECTRUM_PANEL);
  g_type_ensure (ECG_TYPE_ATTENTION_PANEL);

  G_OBJECT_CLASS (class)->dispose = ecg_recording_page_dispose;
  bind_template (GTK_WIDGET_CLASS (class));
  ecg_recording_page_class_install_actions (GTK_WIDGET_CLASS (class));
}

static void
share_viewport (EcgRecordingPage *self)
{
  EcgTimedView *views[] = { ECG_TIMED_VIEW (self->cursor), ECG_TIMED_VIEW (self->ruler),
                            ECG_TIMED_VIEW (self->rate), ECG_TIMED_VIEW (self->attention_strip) };
  GtkWidget    *navigated[] = { GTK_WIDGET (self->lanes), GTK_WIDGET (self->rate),
                                GTK_WIDGET (self->attention_strip) };

  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    ecg_timed_view_set_viewport (views[i], self->viewport);
  for (gsize i = 0; i < G_N_ELEMENTS (navigated); i++)
    ecg_navigation_attach (navigated[i], self->viewport);
  ecg_overview_strip_set_viewport (self->overview, self->viewport);
  ecg_trace_lanes_set_viewport (self->lanes, self->viewport);
  ecg_spectrum_panel_set_viewport (self->spectrum_panel, self->viewport);
  ecg_attention_panel_attach (self->attention_panel, self->viewport, self->attention_strip);
}

static void
ecg_recording_page_init (EcgRecordingPage *self)
{
  self->viewport = ecg_viewport_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_selected (self->band, ECG_BAND_MONITOR);
  share_viewport (self);
  g_signal_connect_object (self->viewport, "changed", G_CALLBACK (viewport_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lanes, "known", G_CALLBACK (update_scale), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  update_scale (self);
}

GtkWidget *
ecg_recording_page_new (void)
{
  return g_object_new (ECG_TYPE_RECORDING_PAGE, NULL);
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
  ecg_recording_page_forget (self);
  g_set_object (&self->session, session);
  if (session != NULL)
    ecg_recording_page_open (self);
  else
    gtk_stack_set_visible_child_name (self->stack, "empty");
}

void
ecg_recording_page_set_library (EcgRecordingPage *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_RECORDING_PAGE (self));

  g_set_object (&self->library, library);
  ecg_session_panel_set_library (self->session_panel, library);
  ecg_attention_panel_set_runs (self->attention_panel,
                                library == NULL ? NULL : ecg_library_get_runs (library));
}

gboolean
ecg_recording_page_is_busy (EcgRecordingPage *self)
{
  g_return_val_if_fail (ECG_IS_RECORDING_PAGE (self), FALSE);

  if (self->recording == NULL)
    return self->loading.cancellable != NULL;
  return self->survey == NULL || !ecg_survey_is_done (self->survey);
}
