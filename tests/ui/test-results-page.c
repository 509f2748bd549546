/* The story of the results page: no run, a run that was not judged, one that was. */
#include "app/results-page.h"
#include "app/score-card.h"
#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"
#include "widgets/confusion-view.h"

#include <adwaita.h>

static const char evaluation[] =
  "{\"protocol\":\"random\",\"windows\":14,"
  "\"identity\":{\"accuracy\":0.75,\"interval\":[0.5,0.9],\"macro_f1\":0.7,\"chance\":0.5,"
  "\"classes\":[\"A\",\"B\"],\"confusion\":[[8,2],[1,3]]},"
  "\"activity\":{\"accuracy\":0.5,\"interval\":[0.4,0.6],\"macro_f1\":0.5,\"chance\":0.5,"
  "\"classes\":[\"sitting\",\"walking\"],\"confusion\":[[7,0],[7,0]]}}";

static void
add_run_of (TestLibrary *library, const char *name, const char *settings, const char *result)
{
  EcgStore *store = ecg_library_get_store (library->library);
  g_autoptr (GError) error = NULL;
  EcgRunFields fields = { .name = name,
                          .created = "2026-01-01T00:00:00Z",
                          .state = ECG_RUN_FINISHED,
                          .protocol = "random",
                          .settings = settings,
                          .checkpoint = "/nowhere.safetensors" };

  fields.id = ecg_store_add_run (store, &fields, &error);
  g_assert_no_error (error);
  fields.evaluation = result;
  ecg_store_update_run (store, &fields, &error);
  g_assert_no_error (error);
  test_library_reload (library);
}

static void
add_run (TestLibrary *library, const char *name, const char *result)
{
  add_run_of (library, name, "{}", result);
}

static void
test_empty (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_results_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  g_assert_cmpstr (test_visible_page (page, "empty"), ==, "empty");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* All of the page scrolls, so nothing of it is squeezed. */
static void
check_has_room (GtkWidget *widget)
{
  const gint64 end_us = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 4;
  int          natural;

  while (g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (widget), NULL,
                      &natural, NULL, NULL);
  g_assert_cmpint (gtk_widget_get_height (widget), >=, natural);
}

static void
test_shows (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget        *page = ecg_results_page_new ();
  TestPageWindow   *window = test_page_window_present (page);
  EcgConfusionView *confusion;

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  add_run (library, "judged", evaluation);
  add_run (library, "not judged", NULL);
  ecg_results_page_show_run (ECG_RESULTS_PAGE (page), "not judged");
  g_assert_cmpstr (test_visible_page (page, "empty"), ==, "run");
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "unknown");

  ecg_results_page_show_run (ECG_RESULTS_PAGE (page), "judged");
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "known");
  confusion = ECG_CONFUSION_VIEW (test_find_widget (page, ECG_TYPE_CONFUSION_VIEW));
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (confusion)), ==,
                   "11 of 14 windows of 2 classes are right");
  check_has_room (GTK_WIDGET (confusion));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkLabel *
get_left_out (GtkWidget *page)
{
  return GTK_LABEL (gtk_widget_get_template_child (page, ECG_TYPE_RESULTS_PAGE, "left_out"));
}

/* Recordings that were not learnt from: a few by name, all in the tooltip. */
static void
test_left_out (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_results_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  add_run (library, "all", evaluation);
  add_run_of (library, "some", "{\"left_out\":[\"a is left out: it is short\"]}", evaluation);
  add_run_of (library, "many", "{\"left_out\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", evaluation);

  ecg_results_page_show_run (ECG_RESULTS_PAGE (page), "all");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_left_out (page))));
  ecg_results_page_show_run (ECG_RESULTS_PAGE (page), "some");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (get_left_out (page))));
  g_assert_cmpstr (gtk_label_get_text (get_left_out (page)), ==, "a is left out: it is short");
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (get_left_out (page))));
  ecg_results_page_show_run (ECG_RESULTS_PAGE (page), "many");
  g_assert_cmpstr (gtk_label_get_text (get_left_out (page)), ==, "a\nb\nc\nand 2 more");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (get_left_out (page))), ==,
                   "a\nb\nc\nd\ne");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A run that is asked for before the list has it is shown when it comes. */
static void
test_waits_for_run (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_results_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  add_run (library, "not judged", NULL);
  ecg_results_page_show_run (ECG_RESULTS_PAGE (page), "later");
  add_run (library, "later", evaluation);
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "known");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_unreadable (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_results_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  add_run (library, "broken", "{\"windows\": \"many\"}");
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "unknown");
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
was_told (gpointer data)
{
  return test_page_window_get_told (data) != NULL;
}

/* The checkpoint is not there: said, and the page is ready again. */
static void
test_evaluation_fails (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_results_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  add_run (library, "run", NULL);
  g_assert_true (gtk_widget_activate_action (page, "results.evaluate", NULL));
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "evaluating");
  test_wait_until (was_told, window);
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "unknown");

  g_assert_true (gtk_widget_activate_action (page, "results.evaluate", NULL));
  g_assert_true (gtk_widget_activate_action (page, "results.cancel", NULL));
  g_assert_cmpstr (test_visible_page (page, "unknown"), ==, "unknown");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_finalised (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_results_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  gpointer        watch = page;

  ecg_results_page_set_library (ECG_RESULTS_PAGE (page), library->library);
  add_run (library, "judged", evaluation);
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
  g_test_add_func ("/results-page/empty", test_empty);
  g_test_add_func ("/results-page/shows", test_shows);
  g_test_add_func ("/results-page/left-out", test_left_out);
  g_test_add_func ("/results-page/waits-for-run", test_waits_for_run);
  g_test_add_func ("/results-page/unreadable", test_unreadable);
  g_test_add_func ("/results-page/evaluation-fails", test_evaluation_fails);
  g_test_add_func ("/results-page/finalised", test_finalised);
  return g_test_run ();
}
