#include "app/window-state.h"

#include "tests/support/scratch.h"

static void
test_round_trip (void)
{
  Scratch          scratch;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (EcgWindowState) read = { 0 };
  const EcgWindowState written = {
    .width = 1000,
    .height = 700,
    .maximised = TRUE,
    .sidebar = FALSE,
    .table = TRUE,
    .page = (char *) "training",
    .facets = { (char *) "J\xc3\xb6rg = 1;", (char *) "" },
    .library = (char *) "/a b/library.db",
    .session = G_GINT64_CONSTANT (5000000000),
  };

  scratch_open (&scratch);
  path = g_build_filename (scratch.folder, "not", "there", "window.ini", NULL);
  g_assert_true (ecg_window_state_save (&written, path, &error));
  g_assert_no_error (error);
  ecg_window_state_load (&read, path);
  g_assert_cmpint (read.width, ==, 1000);
  g_assert_cmpint (read.height, ==, 700);
  g_assert_true (read.maximised);
  g_assert_false (read.sidebar);
  g_assert_true (read.table);
  g_assert_cmpstr (read.page, ==, "training");
  g_assert_cmpstr (read.facets[0], ==, "J\xc3\xb6rg = 1;");
  g_assert_cmpstr (read.facets[1], ==, "");
  g_assert_null (read.facets[2]);
  g_assert_cmpstr (read.library, ==, "/a b/library.db");
  g_assert_cmpint (read.session, ==, G_GINT64_CONSTANT (5000000000));
  scratch_close (&scratch);
}

static void
test_nonsense (void)
{
  Scratch          scratch;
  g_autofree char *path = NULL;
  g_auto (EcgWindowState) none = { 0 };
  g_auto (EcgWindowState) bad = { 0 };

  scratch_open (&scratch);
  path = g_build_filename (scratch.folder, "window.ini", NULL);
  ecg_window_state_load (&none, path);
  g_assert_cmpint (none.width, ==, 0);
  g_assert_true (none.sidebar);
  g_assert_null (none.page);

  g_assert_true (g_file_set_contents (path,
                                      "[window]\nwidth=-5\nheight=800\nsidebar=perhaps\n"
                                      "[library]\nsession=-3\n",
                                      -1, NULL));
  ecg_window_state_load (&bad, path);
  g_assert_cmpint (bad.width, ==, 0);
  g_assert_cmpint (bad.height, ==, 800);
  g_assert_true (bad.sidebar);
  g_assert_cmpint (bad.session, ==, 0);
  scratch_close (&scratch);
}

/* A folder that cannot be made: said, not crashed. */
static void
test_cannot_save (void)
{
  const EcgWindowState state = { .sidebar = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_false (ecg_window_state_save (&state, "/dev/null/dt4ecg/window.ini", &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window-state/round-trip", test_round_trip);
  g_test_add_func ("/window-state/nonsense", test_nonsense);
  g_test_add_func ("/window-state/cannot-save", test_cannot_save);
  return g_test_run ();
}
