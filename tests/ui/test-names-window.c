/* The story of the window of names: shown, renamed, merged, refused. */
#include "app/names-window.h"

#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

typedef struct
{
  TestLibrary    *library;
  TestPageWindow *parent;
  EcgNamesWindow *window;
  EcgNameEditor  *editor;
  char           *said;
  gboolean        failed;
} Fixture;

static void
edited_cb (Fixture *fixture, const char *sentence, gboolean failed)
{
  g_free (fixture->said);
  fixture->said = g_strdup (sentence);
  fixture->failed = failed;
}

/* S1, S2 and S3 of ten sessions each, a0 to a4 of six. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->library = test_library_new (0);
  test_library_fill (fixture->library, 30);
  fixture->parent = test_page_window_present (gtk_label_new (NULL));
  fixture->window = ECG_NAMES_WINDOW (
    ecg_names_window_new (GTK_WINDOW (fixture->parent), fixture->library->library));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->parent));
  test_library_free (fixture->library);
  g_free (fixture->said);
}

static void
edit (Fixture *fixture, EcgNameKind kind, const char *name)
{
  ecg_names_window_select (fixture->window, kind, name);
  fixture->editor = ecg_names_window_get_editor (fixture->window, kind);
  g_signal_connect_swapped (fixture->editor, "edited", G_CALLBACK (edited_cb), fixture);
}

static gboolean
has_anna (gpointer data)
{
  return g_strv_contains (ecg_library_get_subjects (((Fixture *) data)->library->library), "Anna");
}

static gboolean
was_said (gpointer data)
{
  return ((Fixture *) data)->said != NULL;
}

static char *
get_name_shown (Fixture *fixture)
{
  return g_strdup (gtk_editable_get_text (
    GTK_EDITABLE (test_find_widget (GTK_WIDGET (fixture->editor), ADW_TYPE_ENTRY_ROW))));
}

/* The editor follows what it renamed, though it stands elsewhere in the list now. */
static void
test_rename (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;

  edit (fixture, ECG_NAME_SUBJECT, "S2");
  ecg_name_editor_rename (fixture->editor, "Anna");
  test_wait_until (has_anna, fixture);
  shown = get_name_shown (fixture);
  g_assert_cmpstr (shown, ==, "Anna");
  g_assert_null (fixture->said);
}

static void
test_taken (Fixture *fixture, gconstpointer data)
{
  edit (fixture, ECG_NAME_SUBJECT, "S2");
  ecg_name_editor_rename (fixture->editor, "S3");
  test_wait_until (was_said, fixture);
  g_assert_true (fixture->failed);
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  GPtrArray *entries;

  edit (fixture, ECG_NAME_ACTIVITY, "a1");
  ecg_name_editor_merge (fixture->editor, "a0");
  test_wait_until (was_said, fixture);
  g_assert_false (fixture->failed);
  entries = ecg_library_get_activity_entries (fixture->library->library);
  g_assert_cmpuint (entries->len, ==, 4);
  g_assert_cmpstr (((EcgActivity *) entries->pdata[0])->name, ==, "a0");
  g_assert_cmpuint (((EcgActivity *) entries->pdata[0])->n_sessions, ==, 12);
}

static void
test_finalised (Fixture *fixture, gconstpointer data)
{
  gpointer watch = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &watch);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (watch);
  test_library_reload (fixture->library);
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
  g_test_add ("/names-window/rename", Fixture, NULL, set_up, test_rename, tear_down);
  g_test_add ("/names-window/taken", Fixture, NULL, set_up, test_taken, tear_down);
  g_test_add ("/names-window/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/names-window/finalised", Fixture, NULL, set_up, test_finalised, tear_down);
  return g_test_run ();
}
