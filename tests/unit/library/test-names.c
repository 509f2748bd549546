/* People and activities: what is said of them, how two become one, and all of it taken back. */

#include "core/library/store-names.h"
#include "core/library/store-labels.h"
#include "tests/support/store-fixture.h"

static void
assert_activities (EcgStore *store, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = ecg_store_list_activity_entries (store, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const EcgActivity *entry = entries->pdata[i];

      g_string_append_printf (text, "%s%s:%s:%s:%u:%u", i > 0 ? " " : "", entry->name,
                              entry->letter, entry->colour != NULL ? entry->colour : "",
                              entry->n_sessions, entry->n_labels);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_subjects (EcgStore *store, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = ecg_store_list_subject_entries (store, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const EcgSubject *entry = entries->pdata[i];
      g_autofree char  *attributes = g_strjoinv (",", entry->attributes);

      g_string_append_printf (text, "%s%s:%s:%s:%u", i > 0 ? " " : "", entry->name,
                              entry->pseudonym != NULL ? entry->pseudonym : "", attributes,
                              entry->n_sessions);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
undo_all (StoreFixture *self, const char *start)
{
  g_autofree char *end = NULL;

  while (ecg_store_undo (self->store, NULL, NULL))
    ;
  end = store_fixture_dump (self->path);
  g_assert_cmpstr (end, ==, start);
}

static void
fill (StoreFixture *self)
{
  store_fixture_add (self->store, "a", "Anna", "walking");
  store_fixture_add (self->store, "b", "Anne", "Walk");
  store_fixture_add (self->store, "c", "Bea", "resting");
}

static void
test_activities (StoreFixture *self, gconstpointer data)
{
  const EcgLabel   label = { .session = 1, .begin = 0, .end = 9, .activity = "Walk" };
  g_autofree char *start = NULL;
  g_autoptr (GError) error = NULL;

  fill (self);
  start = store_fixture_dump (self->path);
  assert_activities (self->store, "walking:W::1:0 Walk:A::1:0 resting:R::1:0");
  g_assert_cmpint (ecg_store_add_label (self->store, &label, ECG_LABEL_OVERLAP, NULL), >, 0);
  g_assert_true (ecg_store_set_letter (self->store, "Walk", "g", NULL));
  g_assert_true (ecg_store_set_colour (self->store, "Walk", "#aA0010", NULL));
  g_assert_true (ecg_store_move_activity (self->store, "resting", 0, NULL));
  assert_activities (self->store, "resting:R::1:0 walking:W::1:0 Walk:g:#aA0010:1:1");
  g_assert_true (ecg_store_move_activity (self->store, "resting", 2, NULL));
  assert_activities (self->store, "walking:W::1:0 Walk:g:#aA0010:1:1 resting:R::1:0");
  g_assert_true (ecg_store_move_activity (self->store, "resting", 1, NULL));
  assert_activities (self->store, "walking:W::1:0 resting:R::1:0 Walk:g:#aA0010:1:1");
  g_assert_true (ecg_store_merge_activities (self->store, "Walk", "walking", NULL));
  assert_activities (self->store, "walking:g:#aA0010:2:1 resting:R::1:0");
  g_assert_true (ecg_store_add_activity (self->store, "stairs", NULL));
  g_assert_true (ecg_store_rename_activity (self->store, "resting", "at rest", NULL));
  assert_activities (self->store, "walking:g:#aA0010:2:1 at rest:A::1:0 stairs:S::0:0");

  g_assert_false (ecg_store_rename_activity (self->store, "stairs", "walking", &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_false (ecg_store_set_colour (self->store, "stairs", "red", &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ecg_store_set_letter (self->store, "stairs", "ab", &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ecg_store_merge_activities (self->store, "stairs", "Walk", &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND);
  undo_all (self, start);
}

static void
test_subjects (StoreFixture *self, gconstpointer data)
{
  g_autofree char *start = NULL;
  g_autofree char *made = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  fill (self);
  start = store_fixture_dump (self->path);
  g_assert_true (ecg_store_set_attribute (self->store, "Anne", "age", "31", NULL));
  g_assert_true (ecg_store_set_attribute (self->store, "Anne", "sex", "f", NULL));
  g_assert_true (ecg_store_set_attribute (self->store, "Anna", "sex", "female", NULL));
  made = ecg_store_dup_pseudonym (self->store, "Anne", NULL);
  again = ecg_store_dup_pseudonym (self->store, "Anne", NULL);
  g_assert_cmpstr (made, ==, "P001");
  g_assert_cmpstr (again, ==, "P001");
  assert_subjects (self->store, "Anna::sex,female:1 Anne:P001:age,31,sex,f:1 Bea:::1");
  g_assert_false (ecg_store_set_pseudonym (self->store, "Bea", "P001", &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (ecg_store_merge_subjects (self->store, "Anne", "Anna", NULL));
  assert_subjects (self->store, "Anna:P001:age,31,sex,female:2 Bea:::1");
  g_assert_true (ecg_store_set_attribute (self->store, "Anna", "age", "", NULL));
  g_assert_true (ecg_store_rename_subject (self->store, "Anna", "Anne", NULL)); /* free again */
  assert_subjects (self->store, "Anne:P001:sex,f:2 Bea:::1");
  undo_all (self, start);
}

/* The same, but with something imported under a name that was merged or renamed away. */
static void
test_import_between (StoreFixture *self, gconstpointer data)
{
  g_autofree char *undo_text = NULL;
  g_autoptr (GError) error = NULL;

  fill (self);
  g_assert_true (ecg_store_merge_subjects (self->store, "Anne", "Anna", NULL));
  store_fixture_add (self->store, "d", "Anne", NULL);
  assert_subjects (self->store, "Anna:::2 Anne:::1 Bea:::1");
  g_assert_true (ecg_store_undo (self->store, NULL, NULL));
  assert_subjects (self->store, "Anna:::1 Anne:::2 Bea:::1");

  g_assert_true (ecg_store_rename_activity (self->store, "resting", "lying", NULL));
  g_assert_true (ecg_store_rename_subject (self->store, "Bea", "Beatrice", NULL));
  store_fixture_add (self->store, "e", "Bea", NULL);
  g_assert_false (ecg_store_undo (self->store, NULL, &error)); /* there is a Bea by now */
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_CONFLICT);
  assert_subjects (self->store, "Anna:::1 Anne:::2 Bea:::1 Beatrice:::1");
  g_assert_true (ecg_store_get_history (self->store, &undo_text, NULL, NULL));
  g_assert_cmpstr (undo_text, ==, "renaming of resting to lying"); /* it does not bar the way */
  g_assert_true (ecg_store_undo (self->store, NULL, NULL));
}

/* A name that an edit brought in stays when the edit is taken back, since something imported may
 * use it; where nothing does, it is not shown. */
static void
test_new_names (StoreFixture *self, gconstpointer data)
{
  const EcgSessionEdit edit = { .subject = "Clara", .activity = "stairs" };

  fill (self);
  g_assert_true (ecg_store_edit_session (self->store, 1, &edit, NULL));
  store_fixture_add (self->store, "d", "Clara", NULL);
  g_assert_true (ecg_store_undo (self->store, NULL, NULL));
  assert_subjects (self->store, "Anna:::1 Anne:::1 Bea:::1 Clara:::1");
  assert_activities (self->store, "walking:W::1:0 Walk:A::1:0 resting:R::1:0");
  g_assert_true (ecg_store_redo (self->store, NULL, NULL));
  assert_subjects (self->store, "Anne:::1 Bea:::1 Clara:::2");
  assert_activities (self->store, "Walk:W::1:0 resting:R::1:0 stairs:S::1:0");
}

static void
test_tags_and_search (StoreFixture *self, gconstpointer data)
{
  static const char *const tags[] = { "noisy", "to do", NULL };
  static const char *const fewer[] = { "to do", NULL };
  const EcgSessionEdit     tag = { .tags = tags };
  const EcgSessionEdit     untag = { .tags = fewer, .notes = "100% sure" };
  const struct
  {
    EcgSessionQuery filter;
    guint           n;
  } cases[] = {
    { { .tag = "to do" }, 1 },
    { { .tag = "noisy" }, 0 },
    { { .search = "0%" }, 1 },
    { { .search = "a%b" }, 0 },
    { { .search = "WALK" }, 2 },
    { { .search = "_" }, 0 },
    { { .subject = "Anna" }, 1 },
    { { .subject = "" }, 0 },
    { { .activity = "resting" }, 1 },
    { { .labelled = ECG_NOT_LABELLED }, 0 },
    { { .limit = 2 }, 2 },
    { { .offset = 2 }, 1 },
    { { .min_quality = 0.5 }, 0 },
    { { .search = "to d" }, 1 },
  };
  g_autofree char *start = NULL;

  fill (self);
  start = store_fixture_dump (self->path);
  g_assert_true (ecg_store_edit_session (self->store, 2, &tag, NULL));
  g_assert_true (ecg_store_edit_session (self->store, 2, &untag, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) found = ecg_store_find_sessions (self->store, &cases[i].filter, NULL);

      g_assert_cmpuint (found->len, ==, cases[i].n);
    }
  undo_all (self, start);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_STORE_TEST ("/library/names/activities", test_activities);
  ADD_STORE_TEST ("/library/names/subjects", test_subjects);
  ADD_STORE_TEST ("/library/names/import-between", test_import_between);
  ADD_STORE_TEST ("/library/names/new-names", test_new_names);
  ADD_STORE_TEST ("/library/names/tags-and-search", test_tags_and_search);
  return g_test_run ();
}
