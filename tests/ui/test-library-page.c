/* The story of the sidebar: empty, ten thousand sessions, searched, selected, removed and back. */
#include "app/library-page.h"

#include "app/session-row.h"
#include "app/tally-line.h"
#include "app/tally-view.h"
#include "tests/support/small-library.h"
#include "tests/ui/page-window.h"

#define N_SESSIONS 10000

static TestLibrary *big;

static void
keep_session_cb (EcgLibraryPage *page, EcgSession *session, EcgSession **kept)
{
  g_set_object (kept, session);
}

static void
run_main_loop (void)
{
  for (const gint64 end_us = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
       g_get_monotonic_time () < end_us;)
    g_main_context_iteration (NULL, FALSE);
}

static GtkSelectionModel *
get_rows (GtkWidget *page)
{
  return gtk_list_view_get_model (GTK_LIST_VIEW (test_find_widget (page, GTK_TYPE_LIST_VIEW)));
}

static guint
count_rows (GtkWidget *page)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_rows (page)));
}

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
test_empty (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), library->library);
  g_assert_cmpstr (test_visible_page (page, "nothing-found"), ==, "empty");
  test_library_fill (library, 1);
  g_assert_cmpstr (test_visible_page (page, "nothing-found"), ==, "list");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Folded out, the list has eleven thousand rows; only some hundred widgets are ever made. */
static void
test_many (void)
{
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);

  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), big->library);
  run_main_loop ();
  g_assert_cmpuint (count_rows (page), ==, N_SESSIONS / 10 + 1);
  gtk_widget_activate_action (page, "library.unfold-all", NULL);
  run_main_loop ();
  g_assert_cmpuint (count_rows (page), ==, N_SESSIONS + N_SESSIONS / 10 + 1);
  g_assert_cmpuint (ecg_library_page_get_n_bound (ECG_LIBRARY_PAGE (page)), <, 1000);
  gtk_widget_activate_action (page, "library.fold-all", NULL);
  g_assert_cmpuint (count_rows (page), ==, N_SESSIONS / 10 + 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Session 4321 is the second of S433. A search folds it out, its end folds it in. */
static void
test_search (void)
{
  GtkWidget        *page = ecg_library_page_new ();
  TestPageWindow   *window = test_page_window_present (page);
  EcgLibraryFilter *filter = ecg_library_page_get_filter (ECG_LIBRARY_PAGE (page));

  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), big->library);
  ecg_library_filter_set_text (filter, "record-04321");
  g_assert_cmpuint (count_rows (page), ==, 2);
  ecg_library_filter_set_text (filter, "s433");
  g_assert_cmpuint (count_rows (page), ==, 11);
  ecg_library_filter_set_value (filter, ECG_FACET_ACTIVITY, "a1");
  g_assert_cmpuint (count_rows (page), ==, 3);
  ecg_library_filter_set_text (filter, "nothing like it");
  g_assert_cmpstr (test_visible_page (page, "nothing-found"), ==, "nothing-found");
  gtk_widget_activate_action (page, "library.show-all", NULL);
  g_assert_cmpstr (test_visible_page (page, "nothing-found"), ==, "list");
  g_assert_cmpuint (count_rows (page), ==, N_SESSIONS / 10 + 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A row shows how many sessions its subject has now, though it is of the same subject. */
static void
test_row_follows (void)
{
  g_autoptr (EcgSessionRow) row = g_object_ref_sink (ECG_SESSION_ROW (ecg_session_row_new ()));
  g_autoptr (EcgSubjectGroup) group = ecg_subject_group_new ("S01");
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  const char *const leads[] = { NULL };

  ecg_session_row_show_subject (row, group);
  g_assert_cmpstr (ecg_session_row_get_detail (row), ==, "0");
  for (gint64 id = 1; id <= 3; id++)
    g_ptr_array_add (sessions, ecg_session_new (&(EcgSessionFields){
                                 .id = id, .path = "/none", .fingerprint = "", .leads = leads }));
  ecg_subject_group_set_sessions (group, sessions);
  g_assert_cmpstr (ecg_session_row_get_detail (row), ==, "3");
  g_ptr_array_set_size (sessions, 1);
  ecg_subject_group_set_sessions (group, sessions);
  g_assert_cmpstr (ecg_session_row_get_detail (row), ==, "1");
}

/* What is found is shown from its start, wherever the list stood. */
static void
test_search_scrolls (void)
{
  GtkWidget        *page = ecg_library_page_new ();
  TestPageWindow   *window = test_page_window_present (page);
  EcgLibraryFilter *filter = ecg_library_page_get_filter (ECG_LIBRARY_PAGE (page));
  GtkWidget        *list;
  GtkAdjustment    *place;

  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), big->library);
  gtk_widget_activate_action (page, "library.unfold-all", NULL);
  run_main_loop ();
  list = test_find_widget (page, GTK_TYPE_LIST_VIEW);
  place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 4321);
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", 5000);
  run_main_loop ();
  g_assert_cmpfloat (gtk_adjustment_get_value (place), >, 0.0);
  ecg_library_filter_set_text (filter, "S4");
  run_main_loop ();
  g_assert_cmpuint (count_rows (page), >, 100);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (place), 0.0, 1.0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A cell of the table becomes a filter; where it counts one session, that is opened. */
static void
test_table (void)
{
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  GtkWidget      *view;
  g_autoptr (EcgSession) opened = NULL;

  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), big->library);
  ecg_library_page_set_as_table (ECG_LIBRARY_PAGE (page), TRUE);
  run_main_loop ();
  g_assert_cmpstr (test_visible_page (page, "table"), ==, "table");
  view = test_find_widget (page, ECG_TYPE_TALLY_VIEW);
  g_assert_cmpuint (count_rows (view), ==, N_SESSIONS / 10 + 1);
  g_assert_cmpuint (count_widgets (view, ECG_TYPE_TALLY_LINE), <, 400);

  ecg_library_filter_set_text (ecg_library_page_get_filter (ECG_LIBRARY_PAGE (page)), "04321");
  g_assert_cmpuint (count_rows (view), ==, 1);
  g_signal_connect (page, "session-activated", G_CALLBACK (keep_session_cb), &opened);
  g_signal_emit_by_name (view, "chosen", "S433", "a1");
  g_assert_cmpstr (test_visible_page (page, "table"), ==, "list");
  g_assert_cmpint (ecg_session_get_id (opened), ==, 4322);
  g_assert_cmpuint (count_rows (page), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
was_told (gpointer data)
{
  return test_page_window_get_told (data) != NULL;
}

static gboolean
is_back (gpointer data)
{
  return g_list_model_get_n_items (ecg_library_get_sessions (data)) == 30;
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  ecg_library_change_finish (ECG_LIBRARY (source), result, &error);
  g_assert_no_error (error);
}

/* What is selected is opened, where it is one; removed, told, and brought back by one step. */
static void
test_select_and_remove (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  g_autoptr (EcgSession) opened = NULL;

  test_library_fill (library, 30);
  g_signal_connect (page, "session-activated", G_CALLBACK (keep_session_cb), &opened);
  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), library->library);
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 12);
  g_assert_cmpint (ecg_session_get_id (opened), ==, 12);
  g_assert_true (ecg_library_page_get_selected (ECG_LIBRARY_PAGE (page)) == opened);
  gtk_selection_model_select_range (get_rows (page), 2, 3, TRUE);
  g_assert_cmpint (ecg_session_get_id (opened), ==, 12);

  gtk_widget_activate_action (page, "library.remove", NULL);
  test_wait_until (was_told, window);
  g_assert_cmpuint (g_list_model_get_n_items (ecg_library_get_sessions (library->library)), ==, 27);
  g_assert_null (opened);
  g_assert_null (ecg_library_page_get_selected (ECG_LIBRARY_PAGE (page)));

  ecg_library_undo_async (library->library, undone_cb, NULL);
  test_wait_until (is_back, library->library);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer done)
{
  undone_cb (source, result, NULL);
  *(gboolean *) done = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* An edit gives the session a new object; it stays selected, and is not opened once more. */
static void
test_selection_survives_edit (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  g_autoptr (EcgSession) opened = NULL;
  g_autoptr (EcgSession) renewed = NULL;
  g_autoptr (GtkBitset) selected = NULL;
  gboolean done = FALSE;

  test_library_fill (library, 30);
  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), library->library);
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 12);
  g_signal_connect (page, "session-activated", G_CALLBACK (keep_session_cb), &opened);
  g_signal_connect (page, "session-renewed", G_CALLBACK (keep_session_cb), &renewed);
  ecg_library_edit_session_async (library->library, 12, &(EcgSessionEdit){ .notes = "loud" },
                                  edited_cb, &done);
  test_wait_until (is_true, &done);
  selected = gtk_selection_model_get_selection (get_rows (page));
  g_assert_cmpuint ((guint) gtk_bitset_get_size (selected), ==, 1);
  g_assert_null (opened);
  g_assert_cmpstr (ecg_session_get_fields (renewed)->notes, ==, "loud");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Folding a subject in and out with something selected in it, and in another. */
static void
test_fold_with_selection (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  g_autoptr (GtkBitset) selected = NULL;

  test_library_fill (library, 30);
  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), library->library);
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 12);
  run_main_loop ();
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GtkTreeListRow) row =
        g_list_model_get_item (G_LIST_MODEL (get_rows (page)), i % 2);

      gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
      run_main_loop ();
    }
  gtk_widget_activate_action (page, "library.fold-all", NULL);
  gtk_widget_activate_action (page, "library.unfold-all", NULL);
  selected = gtk_selection_model_get_selection (get_rows (page));
  g_assert_cmpuint ((guint) gtk_bitset_get_size (selected), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_labelled (gpointer page)
{
  EcgSession *session = ecg_library_page_get_selected (page);

  return session != NULL && g_strcmp0 (ecg_session_get_subject (session), "Anna") == 0;
}

/* Another program renames a subject: the session that is open here is hers at once, and stays
 * selected. */
static void
test_other_program (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  g_autoptr (EcgStore) other = NULL;
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (GError) error = NULL;

  test_library_fill (library, 30);
  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), library->library);
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 12);
  other = ecg_store_open (ecg_store_get_path (ecg_library_get_store (library->library)), &error);
  g_assert_no_error (error);
  g_assert_true (ecg_store_rename_subject (other, "S2", "Anna", &error));
  test_wait_until (is_labelled, page);
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 12);
  selected = gtk_selection_model_get_selection (get_rows (page));
  g_assert_cmpuint ((guint) gtk_bitset_get_size (selected), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_finalised (void)
{
  g_autoptr (TestLibrary) library = test_library_new (0);
  GtkWidget      *page = ecg_library_page_new ();
  TestPageWindow *window = test_page_window_present (page);
  gpointer        watch = page;

  test_library_fill (library, 30);
  ecg_library_page_set_library (ECG_LIBRARY_PAGE (page), library->library);
  ecg_library_page_select (ECG_LIBRARY_PAGE (page), 12);
  g_object_add_weak_pointer (G_OBJECT (page), &watch);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (watch);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  big = test_library_new (0);
  test_library_fill (big, N_SESSIONS);
  g_test_add_func ("/library-page/empty", test_empty);
  g_test_add_func ("/library-page/many", test_many);
  g_test_add_func ("/library-page/search", test_search);
  g_test_add_func ("/library-page/row-follows", test_row_follows);
  g_test_add_func ("/library-page/search-scrolls", test_search_scrolls);
  g_test_add_func ("/library-page/table", test_table);
  g_test_add_func ("/library-page/select-and-remove", test_select_and_remove);
  g_test_add_func ("/library-page/selection-survives-edit", test_selection_survives_edit);
  g_test_add_func ("/library-page/fold-with-selection", test_fold_with_selection);
  g_test_add_func ("/library-page/other-program", test_other_program);
  g_test_add_func ("/library-page/finalised", test_finalised);
  failed = g_test_run ();
  test_library_free (big);
  return failed;
}
