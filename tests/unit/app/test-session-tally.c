#include "app/session-tally.h"

static EcgSession *
create_session (const char *subject, const char *activity)
{
  const char *const leads[] = { "I", NULL };

  return ecg_session_new (&(EcgSessionFields){ .id = 1,
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
add (GListStore *store, const char *subject, const char *activity)
{
  g_autoptr (EcgSession) session = create_session (subject, activity);

  g_list_store_append (store, session);
}

static GListStore *
create_sessions (void)
{
  GListStore *store = g_list_store_new (ECG_TYPE_SESSION);

  add (store, "S10", "walking");
  add (store, "S2", "walking");
  add (store, "S2", "sitting");
  add (store, "S2", "sitting");
  add (store, NULL, "walking");
  return store;
}

/* Columns, totals and each row's counts. */
static void
assert_tally (EcgSessionTally *tally, const char *expected)
{
  g_autofree char *columns = g_strjoinv (" ", (char **) ecg_session_tally_get_columns (tally));
  g_autoptr (GString) text = g_string_new (columns);
  const guint n_columns = g_strv_length ((char **) ecg_session_tally_get_columns (tally));
  GListModel *rows = ecg_session_tally_get_rows (tally);

  g_string_append (text, " |");
  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (text, " %u", ecg_session_tally_get_totals (tally)[i]);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (EcgTallyRow) row = g_list_model_get_item (rows, i);
      const char  *subject = ecg_tally_row_get_subject (row);
      guint        n;
      const guint *counts = ecg_tally_row_get_counts (row, &n);

      g_assert_cmpuint (n, ==, n_columns);
      g_string_append_printf (text, " | %s", subject != NULL ? subject : "-");
      for (guint column = 0; column < n; column++)
        g_string_append_printf (text, " %u", counts[column]);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_counts (void)
{
  const char *const order[] = { "walking", "flying", "sitting", NULL };
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionTally) tally = ecg_session_tally_new (G_LIST_MODEL (store));

  assert_tally (tally, "sitting walking | 2 3 | S2 2 1 | S10 0 1 | - 0 1");
  ecg_session_tally_set_order (tally, order);
  assert_tally (tally, "walking sitting | 3 2 | S2 1 2 | S10 1 0 | - 1 0");
  add (store, "S2", NULL);
  assert_tally (tally, "walking sitting  | 3 2 1 | S2 1 2 1 | S10 1 0 0 | - 1 0 0");
  g_list_store_remove_all (store);
  assert_tally (tally, " |");
}

static void
keep_cb (GListModel *rows, guint position, guint removed, guint added, guint *kept)
{
  kept[0] = position;
  kept[1] = removed;
  kept[2] = added;
}

/* Only the row that counts something else is another one. */
static void
test_follows (void)
{
  g_autoptr (GListStore) store = create_sessions ();
  g_autoptr (EcgSessionTally) tally = ecg_session_tally_new (G_LIST_MODEL (store));
  guint kept[3] = { 9, 9, 9 };

  g_signal_connect (ecg_session_tally_get_rows (tally), "items-changed", G_CALLBACK (keep_cb),
                    kept);
  add (store, "S10", "sitting");
  assert_tally (tally, "sitting walking | 3 3 | S2 2 1 | S10 1 1 | - 0 1");
  g_assert_cmpuint (kept[0], ==, 1);
  g_assert_cmpuint (kept[1], ==, 1);
  g_assert_cmpuint (kept[2], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-tally/counts", test_counts);
  g_test_add_func ("/session-tally/follows", test_follows);
  return g_test_run ();
}
