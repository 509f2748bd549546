/* The story of a recording on the page: its leads, the one that was not recorded, and a scale that
 * cannot be true. */
#include "app/recording-page.h"

#include "app/scale-note.h"
#include "core/recording/loader.h"
#include "core/recording/scale-setting.h"
#include "tests/support/heart.h"
#include "tests/support/scratch.h"
#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"
#include "widgets/trace-view.h"

static Scratch scratch;

/* Two leads of @gain counts a millivolt, a QRS complex of 900 counts each. */
static EcgSession *
write_session (const char *name, double gain)
{
  g_autoptr (EcgSeries) first = heart_lead ("ECG I", "mV", gain, 900.0, 0.0);
  g_autoptr (EcgSeries) second = heart_lead ("Lead II", "mV", gain, 900.0, 0.3);
  EcgSeries             *leads[] = { first, second };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  g_autoptr (EcgRecording) recording = ecg_recording_new (&info, leads, 2);
  g_autofree char       *path = scratch_path (&scratch, name);
  const char            *names[] = { "ECG I", "Lead II", NULL };
  const EcgSessionFields fields = { .id = 1,
                                    .path = path,
                                    .fingerprint = "x",
                                    .format = "wfdb",
                                    .rate_hz = 500.0,
                                    .n_samples = 5000,
                                    .leads = names };

  g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
  return ecg_session_new (&fields);
}

static gboolean
shows_recording (gpointer data)
{
  return g_strcmp0 (test_visible_page (data, "recording"), "recording") == 0;
}

static void
list_traces (GtkWidget *widget, GString *labels)
{
  if (ECG_IS_TRACE_VIEW (widget))
    g_string_append_printf (labels, "%s%s", labels->len > 0 ? "," : "",
                            ecg_timed_view_get_label (ECG_TIMED_VIEW (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    list_traces (child, labels);
}

static void
test_derived_lead (void)
{
  g_autoptr (EcgSession) session = write_session ("true.hea", 1000.0);
  g_autoptr (GString) labels = g_string_new (NULL);
  GtkWidget      *page = ecg_recording_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_recording_page_set_session (ECG_RECORDING_PAGE (page), session);
  test_wait_until (shows_recording, page);
  list_traces (page, labels);
  g_assert_cmpstr (labels->str, ==, "I,II,III (derived)");
  g_assert_false (gtk_widget_get_visible (test_find_widget (page, ECG_TYPE_SCALE_NOTE)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
note_is_gone (gpointer data)
{
  return shows_recording (data) &&
         !gtk_widget_get_visible (test_find_widget (data, ECG_TYPE_SCALE_NOTE));
}

static void
test_suggested_scale (void)
{
  g_autoptr (EcgSession) session = write_session ("false.hea", 1.0);
  GtkWidget      *page = ecg_recording_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  GtkWidget      *note, *button;
  g_autoptr (EcgRecording) recording = NULL;

  ecg_recording_page_set_session (ECG_RECORDING_PAGE (page), session);
  test_wait_until (shows_recording, page);
  note = test_find_widget (page, ECG_TYPE_SCALE_NOTE);
  g_assert_true (gtk_widget_get_visible (note));
  recording = ecg_recording_load (ecg_session_get_path (session), NULL, NULL, NULL);
  g_assert_false (ecg_scale_setting_exists (ecg_recording_get_files (recording), NULL));

  button = test_find_widget (note, GTK_TYPE_BUTTON);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  test_wait_until (note_is_gone, page);
  g_assert_true (ecg_scale_setting_exists (ecg_recording_get_files (recording), NULL));
  g_assert_null (test_page_window_get_told (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  int status;

  scratch_open (&scratch);
  /* Scales that are set stay in the test. */
  g_setenv ("XDG_DATA_HOME", scratch.folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      scratch_close (&scratch);
      return 0;
    }
  adw_init ();
  g_test_add_func ("/scale-note/derived-lead", test_derived_lead);
  g_test_add_func ("/scale-note/suggested-scale", test_suggested_scale);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
