/* The story of the training page: nothing to learn from, ready, training, stopped, told. */
#include "app/training-page.h"
#include "app/training-form.h"
#include "app/training-view.h"
#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

#include <glib/gstdio.h>

static gboolean
is_idle (gpointer data)
{
  return !ecg_training_page_is_busy (data);
}

static gboolean
has_points (gpointer data)
{
  return ecg_training_view_get_n_points (data) > 0;
}

static void
test_empty (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_training_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_training_page_set_library (ECG_TRAINING_PAGE (page), library->library);
  g_assert_cmpstr (test_visible_page (page, "empty"), ==, "empty");
  g_assert_false (ecg_training_page_is_busy (ECG_TRAINING_PAGE (page)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_train_and_stop (void)
{
  g_autoptr (TestLibrary) library = test_library_new (2);
  GtkWidget       *page = ecg_training_page_new ();
  TestPageWindow  *window = test_page_window_present (page);
  EcgTrainingForm *form;
  EcgTrainSettings settings;
  g_autoptr (EcgRun) run = NULL;

  ecg_training_page_set_library (ECG_TRAINING_PAGE (page), library->library);
  g_assert_cmpstr (test_visible_page (page, "empty"), ==, "work");
  form = ECG_TRAINING_FORM (test_find_widget (page, ECG_TYPE_TRAINING_FORM));
  ecg_training_form_get_settings (form, &settings);
  settings.size = ECG_SIZE_LITE;
  settings.epochs = 500;
  ecg_training_form_set_settings (form, &settings);

  g_assert_true (gtk_widget_activate_action (page, "training.train", NULL));
  g_assert_true (ecg_training_page_is_busy (ECG_TRAINING_PAGE (page)));
  test_wait_until (has_points, test_find_widget (page, ECG_TYPE_TRAINING_VIEW));
  ecg_training_page_stop (ECG_TRAINING_PAGE (page));
  test_wait_until (is_idle, page);
  test_library_reload (library);
  run = g_list_model_get_item (ecg_library_get_runs (library->library), 0);
  g_assert_cmpint (ecg_run_get_state (run), ==, ECG_RUN_STOPPED);
  g_assert_null (test_page_window_get_told (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
pass_through_form (const EcgTrainSettings *settings)
{
  GtkWidget       *form = g_object_ref_sink (ecg_training_form_new ());
  EcgTrainSettings seen;
  g_autoptr (JsonNode) node = NULL;

  ecg_training_form_set_settings (ECG_TRAINING_FORM (form), settings);
  ecg_training_form_get_settings (ECG_TRAINING_FORM (form), &seen);
  g_object_unref (form);
  node = ecg_train_settings_to_json (&seen);
  return json_to_string (node, FALSE);
}

/* What is shown and left alone is what was given. */
static void
test_form_keeps_settings (void)
{
  for (guint plain = 0; plain < 2; plain++)
    {
      EcgTrainSettings settings;
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *seen = NULL;

      if (plain)
        ecg_train_settings_init_plain (&settings);
      else
        ecg_train_settings_init (&settings);
      node = ecg_train_settings_to_json (&settings);
      expected = json_to_string (node, FALSE);
      seen = pass_through_form (&settings);
      g_assert_cmpstr (seen, ==, expected);
    }
}

/* The recordings have gone: that is told, and the page is ready again. */
static void
test_failure (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  g_autofree char *cohort = g_build_filename (library->folder, "cohort", NULL);
  g_autofree char *away = g_build_filename (library->folder, "away", NULL);
  GtkWidget       *page = ecg_training_page_new ();
  TestPageWindow  *window = test_page_window_present (page);

  g_assert_cmpint (g_rename (cohort, away), ==, 0);
  ecg_training_page_set_library (ECG_TRAINING_PAGE (page), library->library);
  g_assert_true (gtk_widget_activate_action (page, "training.train", NULL));
  test_wait_until (is_idle, page);
  g_assert_nonnull (test_page_window_get_told (window));
  g_assert_true (gtk_widget_activate_action (page, "training.train", NULL));
  test_wait_until (is_idle, page);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_finalised (void)
{
  g_autoptr (TestLibrary) library = test_library_new (1);
  GtkWidget      *page = ecg_training_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  gpointer        watch = page;

  ecg_training_page_set_library (ECG_TRAINING_PAGE (page), library->library);
  g_object_add_weak_pointer (G_OBJECT (page), &watch);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (watch);
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
  g_test_add_func ("/training-page/form-keeps-settings", test_form_keeps_settings);
  g_test_add_func ("/training-page/empty", test_empty);
  g_test_add_func ("/training-page/train-and-stop", test_train_and_stop);
  g_test_add_func ("/training-page/failure", test_failure);
  g_test_add_func ("/training-page/finalised", test_finalised);
  return g_test_run ();
}
