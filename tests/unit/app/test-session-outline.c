#include "app/session-outline.h"

#include "app/subject-group.h"

static EcgSession *
create_session (gint64 id, const char *subject)
{
  const char *const leads[] = { "I", NULL };

  return ecg_session_new (&(EcgSessionFields){ .id = id,
                                               .path = "/r",
                                               .fingerprint = "f",
                                               .format = "wfdb",
                                               .rate_hz = 250,
                                               .n_samples = 1000,
                                               .leads = leads,
                                               .subject = subject });
}

static void
add (GListStore *store, gint64 id, const char *subject)
{
  g_autoptr (EcgSession) session = create_session (id, subject);

  g_list_store_append (store, session);
}

static GListStore *
create_sessions (void)
{
  GListStore *store = g_list_store_new (ECG_TYPE_SESSION);

  add (store, 1, NULL);
  add (store, 2, "S10");
  add (store, 3, "S2");
  add (store, 4, "S10");
  return store;
}

/* Subjects by name, nobody as -, sessions by id. */
static char *
write_tree (EcgSessionOutline *outline)
{
  GListModel *tree = ecg_session_outline_get_tree (outline);
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (tree); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (tree, i);
      g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

      if (ECG_IS_SESSION (item))
        g_string_append_printf (text, "%d ", (int) ecg_session_get_id (ECG_SESSION (item)));
      else
        {
          const char *subject = ecg_subject_group_get_subject (ECG_SUBJECT_GROUP (item));

          g_string_append_printf (text, "%s ", subject != NULL ? subject : "-");
        }
    }
  return g_string_free (text, FALSE);
}

static void
assert_tree (EcgSessionOutline *outline, const char *expected)
{
  g_autofree char *text = write_tree (outline);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_groups (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionOutline) outline = ecg_session_outline_new (G_LIST_MODEL (store));
  g_autoptr (EcgSession) session = NULL;

  assert_tree (outline, "S2 S10 - ");
  g_assert_cmpuint (ecg_session_outline_unfold (outline, 4), ==, 3);
  assert_tree (outline, "S2 S10 2 4 - ");
  session = ecg_session_outline_dup_session (outline, 3);
  g_assert_cmpint (ecg_session_get_id (session), ==, 4);
  g_assert_null (ecg_session_outline_dup_session (outline, 1));
  g_assert_cmpuint (ecg_session_outline_unfold (outline, 77), ==, GTK_INVALID_LIST_POSITION);
  ecg_session_outline_set_all_unfolded (outline, TRUE);
  assert_tree (outline, "S2 3 S10 2 4 - 1 ");
}

/* A session that is edited stays where it is in the tree, a subject stays folded out. */
static void
test_follows (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionOutline) outline = ecg_session_outline_new (G_LIST_MODEL (store));
  g_autoptr (EcgSession) edited = create_session (4, "S2");

  ecg_session_outline_unfold (outline, 3);
  g_list_store_splice (store, 3, 1, (gpointer *) &edited, 1);
  assert_tree (outline, "S2 3 4 S10 - ");
  g_list_store_remove (store, 0);
  assert_tree (outline, "S2 3 4 S10 ");
}

/* While something is looked for everything found is in sight; afterwards folds are as before. */
static void
test_looking (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionOutline) outline = ecg_session_outline_new (G_LIST_MODEL (store));
  gpointer all[4];

  ecg_session_outline_unfold (outline, 3);
  for (guint i = 0; i < 4; i++)
    all[i] = g_list_model_get_item (G_LIST_MODEL (store), i);
  g_list_store_splice (store, 0, 3, NULL, 0);
  ecg_session_outline_set_looking (outline, TRUE);
  assert_tree (outline, "S10 4 ");
  g_list_store_splice (store, 0, 1, all, 4);
  assert_tree (outline, "S2 3 S10 2 4 - 1 ");
  ecg_session_outline_set_looking (outline, FALSE);
  assert_tree (outline, "S2 3 S10 - ");
  for (guint i = 0; i < 4; i++)
    g_object_unref (all[i]);
}

static void
test_positions (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionOutline) outline = ecg_session_outline_new (G_LIST_MODEL (store));
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);
  const gint64 wanted[] = { 2, 3, 77 };
  g_autoptr (GtkBitset) positions = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_hash_table_add (ids, (gpointer) &wanted[i]);
  ecg_session_outline_unfold (outline, 2);
  positions = ecg_session_outline_dup_positions (outline, ids);
  g_assert_cmpuint ((guint) gtk_bitset_get_size (positions), ==, 1);
  g_assert_true (gtk_bitset_contains (positions, 2));
}

static void
test_finalised (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  EcgSessionOutline *outline = ecg_session_outline_new (G_LIST_MODEL (store));
  gpointer           watch = outline;

  g_object_add_weak_pointer (G_OBJECT (outline), &watch);
  g_object_unref (outline);
  g_assert_null (watch);
  g_list_store_remove (store, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-outline/groups", test_groups);
  g_test_add_func ("/session-outline/follows", test_follows);
  g_test_add_func ("/session-outline/looking", test_looking);
  g_test_add_func ("/session-outline/positions", test_positions);
  g_test_add_func ("/session-outline/finalised", test_finalised);
  return g_test_run ();
}
