/* The story of an import: stopped and resumed, one after another, files that cannot be read. */
#include "app/import-bar.h"

#include "core/synth/cohort.h"
#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

#include <glib/gstdio.h>

/* Returns: (transfer full): a folder in the library's own with four recordings of @seed. */
static char *
write_cohort (TestLibrary *library, guint seed)
{
  g_autofree char  *name = g_strdup_printf ("cohort-%u", seed);
  char             *folder = g_build_filename (library->folder, name, NULL);
  EcgCohortSettings settings;
  g_autoptr (GError) error = NULL;

  ecg_cohort_settings_default (&settings);
  settings.seed = seed;
  settings.n_subjects = 2;
  settings.n_activities = 2;
  settings.n_sessions = 1;
  settings.seconds = 20;
  ecg_cohort_write (&settings, folder, NULL, NULL, &error);
  g_assert_no_error (error);
  return folder;
}

static guint
count_sessions (TestLibrary *library)
{
  return g_list_model_get_n_items (ecg_library_get_sessions (library->library));
}

static gboolean
is_idle (gpointer data)
{
  return !ecg_import_bar_is_busy (data);
}

static void
start (GtkWidget *bar, TestLibrary *library, const char *folder)
{
  const char *const paths[] = { folder, NULL };

  ecg_import_bar_start (ECG_IMPORT_BAR (bar), library->library, paths, NULL);
}

static void
test_stop_and_resume (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  g_autofree char *folder = write_cohort (library, 1);
  GtkWidget       *bar = ecg_import_bar_new ();
  TestPageWindow  *window = test_page_window_present (bar);

  start (bar, library, folder);
  g_assert_cmpstr (ecg_import_bar_get_text (ECG_IMPORT_BAR (bar)), ==, "Looking for recordings");
  g_assert_true (gtk_widget_activate_action (bar, "import.stop", NULL));
  test_wait_until (is_idle, bar);
  g_assert_true (
    g_str_has_prefix (ecg_import_bar_get_text (ECG_IMPORT_BAR (bar)), "Import stopped at "));

  g_assert_true (gtk_widget_activate_action (bar, "import.resume", NULL));
  g_assert_true (ecg_import_bar_is_busy (ECG_IMPORT_BAR (bar)));
  test_wait_until (is_idle, bar);
  g_assert_cmpuint (count_sessions (library), ==, 4);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
count_cb (guint *n)
{
  *n += 1;
}

/* What is dropped during an import follows it. */
static void
test_queue (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  g_autofree char *first = write_cohort (library, 1);
  g_autofree char *second = write_cohort (library, 2);
  GtkWidget       *bar = ecg_import_bar_new ();
  TestPageWindow  *window = test_page_window_present (bar);
  guint            n_ended = 0;

  g_signal_connect_swapped (bar, "ended", G_CALLBACK (count_cb), &n_ended);
  start (bar, library, first);
  start (bar, library, second);
  g_assert_false (ecg_import_bar_start_demo (ECG_IMPORT_BAR (bar), library->library, "/nowhere"));
  test_wait_until (is_idle, bar);
  g_assert_cmpuint (n_ended, ==, 2);
  g_assert_cmpuint (count_sessions (library), ==, 8);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_refused (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  g_autofree char *folder = g_build_filename (library->folder, "bad", NULL);
  GtkWidget       *bar = ecg_import_bar_new ();
  TestPageWindow  *window = test_page_window_present (bar);

  g_mkdir (folder, 0700);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/bad-%u.hea", folder, i);

      g_assert_true (g_file_set_contents (path, "no header\n", -1, NULL));
    }
  start (bar, library, folder);
  test_wait_until (is_idle, bar);
  g_assert_cmpstr (ecg_import_bar_get_text (ECG_IMPORT_BAR (bar)), ==, "2 files could not be read");
  g_assert_true (gtk_widget_activate_action (bar, "import.details", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 0);
}

/* The window is closed during an import. */
static void
test_finalised (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  g_autofree char *folder = write_cohort (library, 1);
  GtkWidget       *bar = ecg_import_bar_new ();
  TestPageWindow  *window = test_page_window_present (bar);
  gpointer         watch = bar;

  start (bar, library, folder);
  g_object_add_weak_pointer (G_OBJECT (bar), &watch);
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; i < 5000 && watch != NULL; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
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
  g_test_add_func ("/import-bar/stop-and-resume", test_stop_and_resume);
  g_test_add_func ("/import-bar/queue", test_queue);
  g_test_add_func ("/import-bar/refused", test_refused);
  g_test_add_func ("/import-bar/finalised", test_finalised);
  return g_test_run ();
}
