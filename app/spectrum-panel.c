/*
 * The spectrum of the page.
 */

#include "app/spectrum-panel.h"

#include "app/spectrum-job.h"
#include "core/jobs/job.h"
#include "core/recording/lead-name.h"
#include "widgets/curve-view.h"

#include <glib/gi18n.h>
#include <math.h>

#define HIGHEST_SHOWN_HZ 60.0
/* Of a page with more, the spectrum is that of its middle. */
#define MOST_SAMPLES ((gint64) 1 << 18)

enum
{
  RAW,
  FILTERED,
  N_CURVES,
};

struct _EcgSpectrumPanel
{
  AdwBin parent_instance;

  /* template children */
  GtkDropDown  *lead;
  EcgCurveView *curves;
  GtkLabel     *facts;

  /* owned */
  EcgViewport *viewport;
  EcgAnalysis *analysis;

  /* requests under way */
  EcgJobSlot measuring[N_CURVES];

  /* plain state */
  guint series[N_CURVES]; /* of @curves */
};

G_DEFINE_FINAL_TYPE (EcgSpectrumPanel, ecg_spectrum_panel, ADW_TYPE_BIN)

static void
draw_curve (EcgSpectrumPanel *self, guint curve, const EcgSpectrumData *data)
{
  for (gsize i = 1; i < data->n_bins && (double) i * data->step_hz <= HIGHEST_SHOWN_HZ; i++)
    ecg_curve_view_append (self->curves, self->series[curve], (double) i * data->step_hz,
                           10.0 * log10 (fmax ((double) data->density[i], 1e-12)));
}

static char *
describe (EcgSpectrumPanel *self, const EcgSpectrumData *data)
{
  const EcgSpan visible = ecg_viewport_get_visible (self->viewport);

  if (ecg_span_length (visible) > MOST_SAMPLES)
    return g_strdup_printf (
      _ ("Spectrum of the middle %.0f min of the page: Welch, %u segments, resolution %.2f Hz; "
         "mains at %g Hz"),
      (double) MOST_SAMPLES / ecg_viewport_get_rate (self->viewport) / 60.0, data->n_segments,
      data->resolution_hz, ECG_MAINS_HZ);
  return g_strdup_printf (
    ngettext ("Spectrum of the page: Welch, %u segment, resolution %.2f Hz; mains at %g Hz",
              "Spectrum of the page: Welch, %u segments, resolution %.2f Hz; mains at %g Hz",
              data->n_segments),
    data->n_segments, data->resolution_hz, ECG_MAINS_HZ);
}

static void
show_measured (EcgSpectrumPanel *self, guint curve, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgSpectrumData) data = ecg_spectrum_finish (result, &error);
  g_autofree char *facts = NULL;

  if (!ecg_job_slot_is_current (&self->measuring[curve], result))
    return;
  if (data == NULL)
    {
      gtk_label_set_text (self->facts,
                          error != NULL ? error->message
                                        : _ ("The page is too short for a spectrum, or has gaps."));
      return;
    }
  draw_curve (self, curve, data);
  facts = describe (self, data);
  gtk_label_set_text (self->facts, facts);
}

static void
raw_measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgSpectrumPanel) self = user_data;

  show_measured (self, RAW, result);
}

static void
filtered_measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgSpectrumPanel) self = user_data;

  show_measured (self, FILTERED, result);
}

static EcgSpan
choose_span (EcgSpectrumPanel *self)
{
  EcgSpan span = ecg_viewport_get_visible (self->viewport);

  if (ecg_span_length (span) > MOST_SAMPLES)
    {
      span.begin += (ecg_span_length (span) - MOST_SAMPLES) / 2;
      span.end = span.begin + MOST_SAMPLES;
    }
  return span;
}

static void
cancel_all (EcgSpectrumPanel *self)
{
  for (guint i = 0; i < N_CURVES; i++)
    ecg_job_slot_cancel (&self->measuring[i]);
}

static void
lead_changed_cb (EcgSpectrumPanel *self)
{
  ecg_spectrum_panel_refresh (self);
}

static void
ecg_spectrum_panel_dispose (GObject *object)
{
  EcgSpectrumPanel *self = ECG_SPECTRUM_PANEL (object);

  cancel_all (self);
  g_clear_object (&self->viewport);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  G_OBJECT_CLASS (ecg_spectrum_panel_parent_class)->dispose (object);
}

static void
ecg_spectrum_panel_class_init (EcgSpectrumPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_CURVE_VIEW);

  G_OBJECT_CLASS (class)->dispose = ecg_spectrum_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/spectrum-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgSpectrumPanel, lead);
  gtk_widget_class_bind_template_child (widget_class, EcgSpectrumPanel, curves);
  gtk_widget_class_bind_template_child (widget_class, EcgSpectrumPanel, facts);
  gtk_widget_class_bind_template_callback (widget_class, lead_changed_cb);
}

static void
ecg_spectrum_panel_init (EcgSpectrumPanel *self)
{
  static const EcgCurveStyle raw = { .colour = ECG_COLOUR_TRACE_RAW, .dashed = TRUE, .width = 1.0 };
  static const EcgCurveStyle filtered = { .colour = ECG_COLOUR_TRACE, .width = 1.6 };

  gtk_widget_init_template (GTK_WIDGET (self));
  ecg_curve_view_set_titles (self->curves, _ ("Power spectral density"), _ ("Frequency (Hz)"),
                             _ ("dB re 1 mV²/Hz"));
  self->series[RAW] = ecg_curve_view_add_series (self->curves, _ ("raw"), &raw);
  self->series[FILTERED] = ecg_curve_view_add_series (self->curves, _ ("filtered"), &filtered);
}

void
ecg_spectrum_panel_set_viewport (EcgSpectrumPanel *self, EcgViewport *viewport)
{
  g_return_if_fail (ECG_IS_SPECTRUM_PANEL (self));
  g_set_object (&self->viewport, viewport);
}

void
ecg_spectrum_panel_set_recording (EcgSpectrumPanel *self, EcgRecording *recording)
{
  const guint    n = recording != NULL ? ecg_recording_get_n_leads (recording) : 0;
  GtkStringList *list;

  g_return_if_fail (ECG_IS_SPECTRUM_PANEL (self));

  cancel_all (self);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  list = GTK_STRING_LIST (gtk_drop_down_get_model (self->lead));
  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), NULL);
  for (guint i = 0; i < n; i++)
    gtk_string_list_take (
      list, ecg_lead_display_name (ecg_series_get_name (ecg_recording_get_lead (recording, i))));
}

void
ecg_spectrum_panel_set_analysis (EcgSpectrumPanel *self, EcgAnalysis *analysis)
{
  g_return_if_fail (ECG_IS_SPECTRUM_PANEL (self));

  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  self->analysis = ecg_analysis_ref (analysis);
}

void
ecg_spectrum_panel_refresh (EcgSpectrumPanel *self)
{
  static const struct
  {
    const char         *name;
    GAsyncReadyCallback measured;
  } curves[N_CURVES] = { { "raw", raw_measured_cb }, { "filtered", filtered_measured_cb } };
  const guint lead = gtk_drop_down_get_selected (self->lead);
  EcgSpan     span;

  g_return_if_fail (ECG_IS_SPECTRUM_PANEL (self));

  cancel_all (self);
  ecg_curve_view_clear (self->curves);
  if (self->analysis == NULL || lead >= self->analysis->n_leads)
    return;
  span = choose_span (self);
  if (ecg_span_is_empty (span))
    return;
  for (guint i = 0; i < N_CURVES; i++)
    {
      EcgEnvelope **envelopes = i == RAW ? self->analysis->raw : self->analysis->filtered;

      ecg_spectrum_async (ecg_envelope_get_series (envelopes[lead]), span, curves[i].name,
                          ecg_job_slot_begin (&self->measuring[i]), curves[i].measured,
                          g_object_ref (self));
    }
}
