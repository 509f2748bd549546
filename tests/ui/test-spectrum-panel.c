/* The spectrum of what is visible, against what a sine must give. */
#include "app/spectrum-panel.h"
#include "tests/ui/page-window.h"
#include "widgets/curve-view.h"

#include <math.h>

#define RATE_HZ 250.0
#define SECONDS 4
#define TONE_HZ 10.0

static EcgRecording *
create_tone (void)
{
  const EcgRecordingInfo info = { .format = "none", .path = "/none" };
  const gsize            n = (gsize) (SECONDS * RATE_HZ);
  float                 *values = g_new (float, n);
  g_autoptr (EcgSeries) lead = NULL;

  for (gsize i = 0; i < n; i++)
    values[i] = (float) sin (2.0 * G_PI * TONE_HZ * (double) i / RATE_HZ);
  lead = ecg_series_new_physical ("II", "mV", RATE_HZ, values, n);
  return ecg_recording_new (&info, &lead, 1);
}

static void
analysed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EcgAnalysis **analysis = user_data;
  g_autoptr (GError) error = NULL;

  *analysis = ecg_analyse_finish (result, &error);
  g_assert_no_error (error);
}

static EcgAnalysis *
analyse (EcgRecording *recording)
{
  EcgAnalysis *analysis = NULL;

  ecg_analyse_async (recording, ECG_BAND_MONITOR, ECG_MAINS_HZ, NULL, NULL, analysed_cb, &analysis);
  while (analysis == NULL)
    g_main_context_iteration (NULL, TRUE);
  return analysis;
}

static void
run_main_loop (void)
{
  const gint64 end_us = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2;

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static EcgCurveView *
find_curves (GtkWidget *panel)
{
  return ECG_CURVE_VIEW (test_find_widget (panel, ECG_TYPE_CURVE_VIEW));
}

/* 1 mV at a bin's own frequency, in a window of Hann: 1/2 mV² over 1.5 bins of 1/4 Hz, which is
 * 4/3 mV²/Hz, or 1.25 dB. */
static void
test_tone (void)
{
  g_autoptr (EcgRecording) recording = create_tone ();
  g_autoptr (EcgAnalysis) analysis = analyse (recording);
  g_autoptr (EcgViewport) viewport = ecg_viewport_new ();
  GtkWidget        *panel = g_object_new (ECG_TYPE_SPECTRUM_PANEL, NULL);
  EcgSpectrumPanel *self = ECG_SPECTRUM_PANEL (panel);
  TestPageWindow   *window = test_page_window_present (panel);
  const char       *readout;
  double            level_db;

  ecg_viewport_set_width (viewport, 2000);
  ecg_viewport_set_recording (viewport, RATE_HZ, (gint64) (SECONDS * RATE_HZ));
  ecg_spectrum_panel_set_viewport (self, viewport);
  ecg_spectrum_panel_refresh (self);
  g_assert_cmpstr (ecg_curve_view_get_readout (find_curves (panel)), ==, "");
  ecg_spectrum_panel_set_recording (self, recording);
  ecg_spectrum_panel_set_analysis (self, analysis);
  ecg_spectrum_panel_refresh (self);
  run_main_loop ();
  ecg_curve_view_set_cursor (find_curves (panel), TONE_HZ);
  readout = ecg_curve_view_get_readout (find_curves (panel));
  g_assert_nonnull (strstr (readout, "raw "));
  level_db = g_ascii_strtod (strstr (readout, "raw ") + 4, NULL);
  g_assert_cmpfloat_with_epsilon (level_db, 10.0 * log10 (4.0 / 3.0), 0.02);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What was asked of one recording is not shown of the next. */
static void
test_forgets (void)
{
  g_autoptr (EcgRecording) recording = create_tone ();
  g_autoptr (EcgAnalysis) analysis = analyse (recording);
  g_autoptr (EcgViewport) viewport = ecg_viewport_new ();
  GtkWidget        *panel = g_object_new (ECG_TYPE_SPECTRUM_PANEL, NULL);
  EcgSpectrumPanel *self = ECG_SPECTRUM_PANEL (panel);
  TestPageWindow   *window = test_page_window_present (panel);

  ecg_viewport_set_width (viewport, 2000);
  ecg_viewport_set_recording (viewport, RATE_HZ, (gint64) (SECONDS * RATE_HZ));
  ecg_spectrum_panel_set_viewport (self, viewport);
  ecg_spectrum_panel_set_recording (self, recording);
  ecg_spectrum_panel_set_analysis (self, analysis);
  ecg_spectrum_panel_refresh (self);
  ecg_spectrum_panel_set_recording (self, NULL);
  run_main_loop ();
  g_assert_cmpstr (ecg_curve_view_get_readout (find_curves (panel)), ==, "");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/spectrum-panel/tone", test_tone);
  g_test_add_func ("/spectrum-panel/forgets", test_forgets);
  return g_test_run ();
}
