/* The inspector of a session: what is said of it is written, and follows the library. */
#include "app/session-panel.h"

#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

typedef struct
{
  TestLibrary     *library;
  TestPageWindow  *window;
  EcgSessionPanel *panel;
} Fixture;

static void
show (Fixture *fixture, gint64 id)
{
  ecg_session_panel_show (fixture->panel, ecg_library_find_session (fixture->library->library, id),
                          NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->library = test_library_new (0);
  test_library_fill (fixture->library, 10);
  fixture->panel = g_object_new (ECG_TYPE_SESSION_PANEL, NULL);
  fixture->window = test_page_window_present (GTK_WIDGET (fixture->panel));
  ecg_session_panel_set_library (fixture->panel, fixture->library->library);
  show (fixture, 3);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_library_free (fixture->library);
}

/* Rows in their order: subject, activity, tags. */
static GtkEditable *
find_row (Fixture *fixture, guint position)
{
  GtkWidget *row = test_find_widget (GTK_WIDGET (fixture->panel), ADW_TYPE_ENTRY_ROW);

  for (guint i = 0; i < position; i++)
    row = gtk_widget_get_next_sibling (row);
  return GTK_EDITABLE (row);
}

static GtkTextBuffer *
get_notes (Fixture *fixture)
{
  return gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find_widget (GTK_WIDGET (fixture->panel), GTK_TYPE_TEXT_VIEW)));
}

static const EcgSessionFields *
get_fields (Fixture *fixture, gint64 id)
{
  return ecg_session_get_fields (ecg_library_find_session (fixture->library->library, id));
}

static gboolean
has_tags (gpointer data)
{
  const char *const *tags = get_fields (data, 3)->tags;

  return tags != NULL && g_strv_equal (tags, (const char *const[]){ "night", "pilot", NULL });
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  GtkEditable *tags = find_row (fixture, 2);

  gtk_editable_set_text (tags, " pilot,, night ,");
  g_signal_emit_by_name (tags, "apply");
  test_wait_until (has_tags, fixture);
  show (fixture, 3);
  g_assert_cmpstr (gtk_editable_get_text (tags), ==, "night, pilot");
}

static gboolean
has_notes (gpointer data)
{
  return g_strcmp0 (get_fields (data, 3)->notes, "loud\nand clear") == 0;
}

/* Somebody writes, and goes on to the next session at once: nothing is lost, nor mixed up. */
static void
test_notes (Fixture *fixture, gconstpointer data)
{
  GtkTextIter      start, end;
  g_autofree char *shown = NULL;

  gtk_text_buffer_set_text (get_notes (fixture), "loud\nand clear", -1);
  show (fixture, 4);
  gtk_text_buffer_get_bounds (get_notes (fixture), &start, &end);
  shown = gtk_text_buffer_get_text (get_notes (fixture), &start, &end, FALSE);
  g_assert_cmpstr (shown, ==, "");
  test_wait_until (has_notes, fixture);
  g_assert_null (get_fields (fixture, 4)->notes);
}

/* And in a pause, without going anywhere. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  gtk_text_buffer_set_text (get_notes (fixture), "loud\nand clear", -1);
  test_wait_until (has_notes, fixture);
}

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (gtk_editable_get_text (find_row (fixture, 0)), ==, "S1");
  g_assert_cmpstr (gtk_editable_get_text (find_row (fixture, 1)), ==, "a2");
  ecg_session_panel_show (fixture->panel, NULL, NULL);
  g_assert_cmpstr (gtk_editable_get_text (find_row (fixture, 0)), ==, "");
}

static void
test_finalised (Fixture *fixture, gconstpointer data)
{
  gpointer watch = fixture->panel;

  g_object_add_weak_pointer (G_OBJECT (fixture->panel), &watch);
  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
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
  g_test_add ("/session-panel/tags", Fixture, NULL, set_up, test_tags, tear_down);
  g_test_add ("/session-panel/notes", Fixture, NULL, set_up, test_notes, tear_down);
  g_test_add ("/session-panel/pause", Fixture, NULL, set_up, test_pause, tear_down);
  g_test_add ("/session-panel/follows", Fixture, NULL, set_up, test_follows, tear_down);
  g_test_add ("/session-panel/finalised", Fixture, NULL, set_up, test_finalised, tear_down);
  return g_test_run ();
}
