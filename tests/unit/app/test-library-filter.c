#include "app/library-filter.h"

static void
add (GListStore *store, gint64 id, const char *subject, const char *activity, const char *format)
{
  const char *const leads[] = { "I", NULL };
  g_autofree char  *path = g_strdup_printf ("/r/rec%" G_GINT64_FORMAT ".hea", id);
  g_autoptr (EcgSession) session = ecg_session_new (&(EcgSessionFields){
    .id = id,
    .path = path,
    .fingerprint = "f",
    .format = format,
    .rate_hz = 250,
    .n_samples = 1000,
    .leads = leads,
    .subject = subject,
    .activity = activity,
    .notes = id == 4 ? "Second visit" : NULL,
    .tags = id == 3   ? (const char *const[]){ "night", "pilot", NULL }
            : id == 4 ? (const char *const[]){ "pilot", NULL }
                      : NULL,
    .has_quality = id >= 4,
    .quality = id == 4 ? 0.95 : 0.3,
    .n_labels = id == 4 ? 1 : 0,
  });

  g_list_store_append (store, session);
}

typedef struct
{
  GListStore         *store;
  EcgLibraryFilter   *filter;
  GtkFilterListModel *kept;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_list_store_new (ECG_TYPE_SESSION);
  add (fixture->store, 1, "Jos\xc3\xa9", "walking", "wfdb");
  add (fixture->store, 2, "Jos\xc3\xa9", "sitting", "edf");
  add (fixture->store, 3, "S10", "walking", "wfdb");
  add (fixture->store, 4, "S2", NULL, "wfdb");
  add (fixture->store, 5, NULL, "sitting", "wfdb");
  fixture->filter = ecg_library_filter_new ();
  fixture->kept = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (fixture->store)),
                                             g_object_ref (GTK_FILTER (fixture->filter)));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->kept);
  g_object_unref (fixture->filter);
  g_object_unref (fixture->store);
}

/* Ids of what is kept, as digits. */
static void
assert_kept (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->kept)); i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->kept), i);

      g_string_append_printf (ids, "%" G_GINT64_FORMAT, ecg_session_get_id (session));
    }
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  assert_kept (fixture, "12345");
  ecg_library_filter_set_text (fixture->filter, "w");
  assert_kept (fixture, "13");
  ecg_library_filter_set_text (fixture->filter, "walk JOSE");
  assert_kept (fixture, "1");
  ecg_library_filter_set_text (fixture->filter, "jose\xcc\x81");
  assert_kept (fixture, "12");
  ecg_library_filter_set_text (fixture->filter, "REC3");
  assert_kept (fixture, "3");
  ecg_library_filter_set_text (fixture->filter, "visit second");
  assert_kept (fixture, "4");
  ecg_library_filter_set_text (fixture->filter, "nobody");
  assert_kept (fixture, "");
  ecg_library_filter_set_text (fixture->filter, "  ");
  assert_kept (fixture, "12345");
  g_assert_true (ecg_library_filter_is_clear (fixture->filter));
}

static void
test_facets (Fixture *fixture, gconstpointer data)
{
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_ACTIVITY, "sitting");
  assert_kept (fixture, "25");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_SUBJECT, "");
  assert_kept (fixture, "5");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_SUBJECT, NULL);
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_ACTIVITY, NULL);
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_LABELLED, "no");
  assert_kept (fixture, "5");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_LABELLED, "yes");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_FORMAT, "wfdb");
  assert_kept (fixture, "134");
  ecg_library_filter_set_text (fixture->filter, "s10");
  assert_kept (fixture, "3");
  ecg_library_filter_clear (fixture->filter);
  assert_kept (fixture, "12345");
}

static void
test_tags_and_quality (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) tags = ecg_facet_dup_values (ECG_FACET_TAG, G_LIST_MODEL (fixture->store));
  g_autofree char *joined = g_strjoinv ("|", tags);

  g_assert_cmpstr (joined, ==, "night|pilot|");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_TAG, "pilot");
  assert_kept (fixture, "34");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_TAG, "");
  assert_kept (fixture, "125");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_QUALITY, "bad");
  assert_kept (fixture, "5");
  ecg_library_filter_clear (fixture->filter);
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_QUALITY, "good");
  assert_kept (fixture, "4");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_QUALITY, "");
  ecg_library_filter_set_text (fixture->filter, "nigh");
  assert_kept (fixture, "3");
}

/* As people sort: S2 before S10, nobody last. */
static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) subjects = ecg_facet_dup_values (ECG_FACET_SUBJECT, G_LIST_MODEL (fixture->store));
  g_auto (GStrv) formats = ecg_facet_dup_values (ECG_FACET_FORMAT, G_LIST_MODEL (fixture->store));
  g_autofree char *joined = g_strjoinv ("|", subjects);

  g_assert_cmpstr (joined, ==, "Jos\xc3\xa9|S2|S10|");
  g_assert_cmpuint (g_strv_length (formats), ==, 2);
  g_assert_cmpstr (ecg_facet_get_value_title (ECG_FACET_SUBJECT, ""), ==, "No subject yet");
  g_assert_cmpstr (ecg_facet_get_value_title (ECG_FACET_SUBJECT, "S2"), ==, "S2");
}

static void
count_cb (guint *count)
{
  *count += 1;
}

/* One change of the list for each change of the filter, none where nothing changes. */
static void
test_notices (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  g_signal_connect_swapped (fixture->kept, "items-changed", G_CALLBACK (count_cb), &n);
  ecg_library_filter_set_text (fixture->filter, "walking");
  ecg_library_filter_set_text (fixture->filter, "walking");
  g_assert_cmpuint (n, ==, 1);
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_SUBJECT, "S10");
  ecg_library_filter_set_value (fixture->filter, ECG_FACET_SUBJECT, "S10");
  g_assert_cmpuint (n, ==, 2);
  ecg_library_filter_clear (fixture->filter);
  g_assert_cmpuint (n, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/library-filter/text", Fixture, NULL, set_up, test_text, tear_down);
  g_test_add ("/library-filter/facets", Fixture, NULL, set_up, test_facets, tear_down);
  g_test_add ("/library-filter/tags-and-quality", Fixture, NULL, set_up, test_tags_and_quality,
              tear_down);
  g_test_add ("/library-filter/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/library-filter/notices", Fixture, NULL, set_up, test_notices, tear_down);
  return g_test_run ();
}
