/* The library as the window sees it: what each edit tells, and to whom; lists up to date by then.
 */

#include "core/library/library.h"
#include "core/recording/csv-recipe.h"
#include "core/recording/loader.h"
#include "tests/support/small-library.h"
#include "tests/support/store-fixture.h"

#include <math.h>

typedef struct
{
  StoreFixture store;
  EcgLibrary  *library;
  gint64       session; /* of the last signal; −1 for none */
  gint64       labels;
  guint        n_names;
} Fixture;

static void
session_changed_cb (EcgLibrary *library, gint64 id, gint64 *seen)
{
  *seen = id;
}

static void
names_changed_cb (EcgLibrary *library, guint *n)
{
  ++*n;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_fixture_set_up (&self->store, NULL);
  store_fixture_add (self->store.store, "a", "Anna", "walking");
  store_fixture_add (self->store.store, "b", "Anne", "walking");
  store_fixture_add (self->store.store, "c", "Bea", "resting");
  g_clear_object (&self->store.store);
  ecg_library_open_async (self->store.path, NULL, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  self->library = ecg_library_open_finish (result, NULL);
  g_assert_nonnull (self->library);
  g_signal_connect (self->library, "session-changed", G_CALLBACK (session_changed_cb),
                    &self->session);
  g_signal_connect (self->library, "labels-changed", G_CALLBACK (session_changed_cb),
                    &self->labels);
  g_signal_connect (self->library, "names-changed", G_CALLBACK (names_changed_cb), &self->n_names);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->library);
  store_fixture_tear_down (&self->store, NULL);
}

static void
forget (Fixture *self)
{
  self->session = self->labels = -1;
  self->n_names = 0;
}

static void
finish (Fixture *self, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  test_wait_until (is_set, result);
  ecg_library_change_finish (self->library, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  while (g_main_context_iteration (NULL, FALSE)) /* the task gives the library back */
    ;
}

static gboolean
add_label (EcgStore *store, gpointer data, GError **error)
{
  EcgLabel *label = data;

  label->id = ecg_store_add_label (store, label, ECG_LABEL_OVERLAP, error);
  return label->id != 0;
}

static void
test_labels (Fixture *self, gconstpointer data)
{
  EcgLabel label = {
    .session = 2, .begin = 0, .end = 50000, .activity = "stairs", .confidence = 1
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (EcgLabel) found = NULL;
  g_autoptr (EcgSession) before = g_object_ref (ecg_library_find_session (self->library, 1));
  g_autofree char *undo_text = NULL;

  forget (self);
  ecg_library_edit_labels_async (self->library, 2, add_label, &label, NULL, keep_result_cb,
                                 &result);
  finish (self, &result);
  g_assert_cmpint (label.id, >, 0);
  g_assert_cmpint (self->labels, ==, 2);
  g_assert_cmpint (self->session, ==, -1); /* nobody loads it again */
  g_assert_cmpuint (self->n_names, ==, 1); /* there is an activity more */
  g_assert_cmpuint (ecg_library_get_activity_entries (self->library)->len, ==, 3);
  g_assert_cmpint (ecg_session_get_fields (ecg_library_find_session (self->library, 2))->labelled,
                   ==, 50000);
  g_assert_true (ecg_library_find_session (self->library, 1) == before);
  g_object_get (self->library, "undo-text", &undo_text, NULL);
  g_assert_nonnull (undo_text);

  ecg_library_list_labels_async (self->library, 2, 0, 10, NULL, NULL, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  listed = ecg_library_list_labels_finish (self->library, result, NULL);
  g_assert_cmpuint (listed->len, ==, 1);
  g_clear_object (&result);
  ecg_library_find_label_async (self->library, 2, -1, TRUE, NULL, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  found = ecg_library_find_label_finish (self->library, result, NULL);
  g_assert_cmpint (found->id, ==, label.id);
  g_clear_object (&result);

  forget (self);
  ecg_library_undo_async (self->library, keep_result_cb, &result);
  finish (self, &result);
  g_assert_cmpint (self->labels, ==, 2);
  g_assert_cmpint (self->session, ==, -1);
  g_assert_cmpuint (ecg_session_get_fields (ecg_library_find_session (self->library, 2))->n_labels,
                    ==, 0);
}

static gboolean
merge (EcgStore *store, gpointer data, GError **error)
{
  return ecg_store_merge_subjects (store, "Anne", "Anna", error);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  forget (self);
  ecg_library_edit_async (self->library, merge, NULL, NULL, keep_result_cb, &result);
  finish (self, &result);
  g_assert_cmpint (self->session, ==, 2); /* which is Anna's now */
  g_assert_cmpuint (self->n_names, ==, 1);
  g_assert_cmpuint (g_strv_length ((char **) ecg_library_get_subjects (self->library)), ==, 2);
  g_assert_cmpstr (ecg_session_get_subject (ecg_library_find_session (self->library, 2)), ==,
                   "Anna");
  forget (self);
  ecg_library_undo_async (self->library, keep_result_cb, &result);
  finish (self, &result);
  g_assert_cmpint (self->session, ==, 2);
  g_assert_cmpstr (ecg_session_get_subject (ecg_library_find_session (self->library, 2)), ==,
                   "Anne");
}

static void
test_session (Fixture *self, gconstpointer data)
{
  const EcgSessionEdit edit = { .notes = "noted" };
  g_autoptr (GAsyncResult) result = NULL;

  forget (self);
  ecg_library_edit_session_async (self->library, 3, &edit, keep_result_cb, &result);
  finish (self, &result);
  g_assert_cmpint (self->session, ==, 3);
  g_assert_cmpint (self->labels, ==, -1);
  ecg_library_remove_session_async (self->library, 3, keep_result_cb, &result);
  finish (self, &result);
  g_assert_null (ecg_library_find_session (self->library, 3));
  ecg_library_undo_async (self->library, keep_result_cb, &result);
  finish (self, &result);
  g_assert_nonnull (ecg_library_find_session (self->library, 3));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

static double
get_rate (Fixture *self, gint64 id)
{
  return ecg_session_get_fields (ecg_library_find_session (self->library, id))->rate_hz;
}

static gboolean
is_read_at_500 (gpointer data)
{
  return get_rate (data, 4) > 499.0;
}

/* A recipe changes the rate: the list follows what is opened, where the file is as it was. */
static void
test_reading (Fixture *self, gconstpointer data)
{
  g_autofree char *path = scratch_path (&self->store.scratch, "bare.csv");
  g_autofree char *looks = NULL;
  const char      *paths[] = { path, NULL };
  g_auto (EcgCsvRecipe) recipe = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EcgImportReport) report = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "I\n1\n2\n4\n3\n1\n0\n", -1, NULL));
  ecg_library_import_async (self->library, paths, NULL, NULL, NULL, keep_result_cb, &result);
  test_wait_until (is_set, &result);
  report = ecg_library_import_finish (self->library, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpfloat_with_epsilon (get_rate (self, 4), 250.0, 1e-9);

  ecg_csv_recipe_init (&recipe);
  recipe.rate_hz = 500.0;
  looks = ecg_csv_looks (path, NULL, NULL);
  g_assert_true (ecg_csv_recipe_remember (&recipe, path, looks, &error));
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  ecg_library_follow_reading (self->library, ecg_library_find_session (self->library, 4),
                              recording);
  test_wait_until (is_read_at_500, self);
}

int
main (int argc, char **argv)
{
  Scratch home;
  int     status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&home);
  ADD ("/library/library/labels", test_labels);
  ADD ("/library/library/names", test_names);
  ADD ("/library/library/session", test_session);
  ADD ("/library/library/reading", test_reading);
  status = g_test_run ();
  scratch_close (&home);
  return status;
}
