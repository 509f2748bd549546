#include "app/session-choice.h"

static EcgSession *
create_session (gint64 id, const char *subject, const char *activity)
{
  const char *const leads[] = { "I", NULL };

  return ecg_session_new (&(EcgSessionFields){ .id = id,
                                               .path = "/r",
                                               .fingerprint = "f",
                                               .format = "wfdb",
                                               .rate_hz = 250,
                                               .n_samples = 1000,
                                               .leads = leads,
                                               .subject = subject,
                                               .activity = activity });
}

static void
add (GListStore *store, gint64 id, const char *subject, const char *activity)
{
  g_autoptr (EcgSession) session = create_session (id, subject, activity);

  g_list_store_append (store, session);
}

static GListStore *
create_sessions (void)
{
  GListStore *store = g_list_store_new (ECG_TYPE_SESSION);

  add (store, 1, "B", "walking");
  add (store, 2, "A", "walking");
  add (store, 3, "A", "sitting");
  add (store, 4, "A", "sitting");
  add (store, 5, "A", NULL);
  add (store, 6, NULL, "sitting");
  return store;
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
test_all_at_first (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionChoice) choice = ecg_session_choice_new (G_LIST_MODEL (store));
  g_auto (GStrv) subjects = ecg_session_choice_dup_subjects (choice);
  const EcgChoiceCount count = ecg_session_choice_count (choice);

  g_assert_cmpuint (count.labelled, ==, 4);
  g_assert_cmpuint (count.chosen, ==, 4);
  g_assert_cmpuint (count.subjects, ==, 2);
  g_assert_cmpuint (count.activities, ==, 2);
  g_assert_true (
    g_strv_equal ((const char *const *) subjects, (const char *const[]){ "A", "B", NULL }));
}

static void
test_leaving_out (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionChoice) choice = ecg_session_choice_new (G_LIST_MODEL (store));
  g_autoptr (GPtrArray) chosen = NULL;
  guint n_chosen;
  guint n_changes = 0;

  g_signal_connect_swapped (choice, "changed", G_CALLBACK (count_cb), &n_changes);
  ecg_session_choice_set_chosen (choice, "A", "sitting", FALSE);
  ecg_session_choice_set_chosen (choice, "A", "sitting", FALSE);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (ecg_session_choice_count_in (choice, "A", NULL, &n_chosen), ==, 3);
  g_assert_cmpuint (n_chosen, ==, 1);
  g_assert_cmpuint (ecg_session_choice_count (choice).activities, ==, 1);

  ecg_session_choice_set_chosen (choice, NULL, NULL, FALSE);
  g_assert_cmpuint (ecg_session_choice_count (choice).chosen, ==, 0);
  ecg_session_choice_set_chosen (choice, NULL, "walking", TRUE);
  chosen = ecg_session_choice_dup_chosen (choice);
  g_assert_cmpuint (chosen->len, ==, 2);
}

/* What is imported later takes part, unless its like was left out. */
static void
test_later_sessions (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionChoice) choice = ecg_session_choice_new (G_LIST_MODEL (store));
  guint n_changes = 0;

  ecg_session_choice_set_chosen (choice, "A", "sitting", FALSE);
  g_signal_connect_swapped (choice, "changed", G_CALLBACK (count_cb), &n_changes);
  add (store, 7, "C", "jogging");
  add (store, 8, "A", "sitting");
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (ecg_session_choice_count (choice).chosen, ==, 3);
  g_assert_cmpuint (ecg_session_choice_count (choice).labelled, ==, 6);
}

static void
test_finalised (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  EcgSessionChoice *choice = ecg_session_choice_new (G_LIST_MODEL (store));
  gpointer          watch = choice;

  g_object_add_weak_pointer (G_OBJECT (choice), &watch);
  g_object_unref (choice);
  g_assert_null (watch);
  g_list_store_remove_all (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-choice/all-at-first", test_all_at_first);
  g_test_add_func ("/session-choice/leaving-out", test_leaving_out);
  g_test_add_func ("/session-choice/later-sessions", test_later_sessions);
  g_test_add_func ("/session-choice/finalised", test_finalised);
  return g_test_run ();
}
