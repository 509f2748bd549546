/* The dialog in which sessions are chosen, with a thousand people. */
#include "app/session-chooser.h"

#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

static guint
count_widgets (GtkWidget *widget, GType type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (widget), type) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_widgets (child, type);
  return n;
}

static void
run_main_loop (void)
{
  for (const gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
       g_get_monotonic_time () < end_us;)
    g_main_context_iteration (NULL, FALSE);
}

/* Returns: (transfer none): the window above @parent. */
static GtkWindow *
find_dialog (GtkWindow *parent)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (window) == parent)
        return window;
    }
  g_assert_not_reached ();
}

/* Of every hundred sessions one is not labelled. */
static void
test_many (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  g_autoptr (EcgSessionChoice) choice = NULL;
  TestPageWindow *parent = test_page_window_present (gtk_label_new (NULL));
  GtkWindow      *dialog;
  GtkWidget      *all;

  test_library_fill (library, 10000);
  choice = ecg_session_choice_new (ecg_library_get_sessions (library->library));
  ecg_session_chooser_present (GTK_WINDOW (parent), choice);
  run_main_loop ();
  dialog = find_dialog (GTK_WINDOW (parent));
  g_assert_cmpuint (count_widgets (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON), <, 6 * 300);

  all = test_find_widget (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON);
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (all)));
  ecg_session_choice_set_chosen (choice, "S7", "a1", FALSE);
  g_assert_cmpuint (ecg_session_choice_count (choice).chosen, ==, 9900 - 2);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (all), FALSE);
  g_assert_cmpuint (ecg_session_choice_count (choice).chosen, ==, 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (all), TRUE);
  g_assert_cmpuint (ecg_session_choice_count (choice).chosen, ==, 9900);
  gtk_window_destroy (GTK_WINDOW (parent));
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
  g_test_add_func ("/session-chooser/many", test_many);
  return g_test_run ();
}
