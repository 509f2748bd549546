/* Labels: what overlaps a span, compared with looking at all of them; what a label that is laid
 * over others leaves of them; every change taken back to the start. */

#include "core/library/store-labels.h"
#include "core/library/store-names.h"
#include "tests/support/store-fixture.h"

#include <math.h>

static gint64
add (EcgStore *store, gint64 session, gint64 begin, gint64 end, const char *activity)
{
  const EcgLabel label = { .session = session,
                           .begin = begin,
                           .end = end,
                           .activity = activity,
                           .layer = "anna",
                           .confidence = 0.5 };
  g_autoptr (GError) error = NULL;
  const gint64 id = ecg_store_add_label (store, &label, ECG_LABEL_OVERLAP, &error);

  g_assert_no_error (error);
  return id;
}

/* All labels as "begin-end activity", one a line. */
static char *
print_labels (EcgStore *store, gint64 session, gint64 begin, gint64 end, const char *layer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) labels = ecg_store_list_labels (store, session, begin, end, layer, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < labels->len; i++)
    {
      const EcgLabel *label = labels->pdata[i];

      g_string_append_printf (text, "%d-%d %s\n", (int) label->begin, (int) label->end,
                              label->activity != NULL ? label->activity : label->text);
    }
  return g_string_free (text, FALSE);
}

static void
assert_labels (EcgStore *store, gint64 session, const char *expected)
{
  g_autofree char *text = print_labels (store, session, 0, 100000, NULL);

  g_assert_cmpstr (text, ==, expected);
}

static void
undo (EcgStore *store)
{
  g_autoptr (GError) error = NULL;

  ecg_store_undo (store, NULL, &error);
  g_assert_no_error (error);
}

static void
test_fields (StoreFixture *self, gconstpointer data)
{
  const gint64   session = store_fixture_add (self->store, "a", "Anna", NULL);
  const EcgLabel given = { .session = session,
                           .begin = 10,
                           .end = 10,
                           .text = "started to run",
                           .layer = "agreed",
                           .author = "Bea",
                           .created = "2026-01-02T03:04:05Z",
                           .confidence = NAN };
  gint64         id = ecg_store_add_label (self->store, &given, ECG_LABEL_CUT, NULL);
  g_autoptr (EcgLabel) moment = ecg_store_get_label (self->store, id, NULL);
  g_autoptr (EcgLabel) label = NULL;

  g_assert_cmpint (moment->begin, ==, 10);
  g_assert_cmpint (moment->end, ==, 10);
  g_assert_null (moment->activity);
  g_assert_cmpstr (moment->text, ==, "started to run");
  g_assert_cmpstr (moment->layer, ==, "agreed");
  g_assert_cmpstr (moment->author, ==, "Bea");
  g_assert_cmpstr (moment->created, ==, "2026-01-02T03:04:05Z");
  g_assert_true (isnan (moment->confidence));

  id = add (self->store, session, 5, 99, "walking");
  label = ecg_store_get_label (self->store, id, NULL);
  g_assert_cmpstr (label->activity, ==, "walking");
  g_assert_cmpstr (label->layer, ==, "anna");
  g_assert_cmpstr (label->author, ==, g_get_user_name ());
  g_assert_nonnull (label->created);
  g_assert_cmpfloat_with_epsilon (label->confidence, 0.5, 1e-15);
}

static void
assert_refused (EcgStore *store, EcgLabel label, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (ecg_store_add_label (store, &label, ECG_LABEL_OVERLAP, &error), ==, 0);
  g_assert_error (error, ECG_LIBRARY_ERROR, code);
}

static void
test_refused (StoreFixture *self, gconstpointer data)
{
  const gint64     session = store_fixture_add (self->store, "a", "Anna", NULL);
  g_autofree char *undo_text = NULL;
  EcgLabel         label = {
            .session = session, .begin = 0, .end = 100001, .text = "x", .confidence = NAN
  };

  assert_refused (self->store, label, ECG_LIBRARY_ERROR_INVALID);
  label.end = 100000;
  label.begin = -1;
  assert_refused (self->store, label, ECG_LIBRARY_ERROR_INVALID);
  label.begin = 7;
  label.end = 6;
  assert_refused (self->store, label, ECG_LIBRARY_ERROR_INVALID);
  label.end = 8;
  label.text = "";
  assert_refused (self->store, label, ECG_LIBRARY_ERROR_INVALID);
  label.text = "x";
  label.confidence = 1.01;
  assert_refused (self->store, label, ECG_LIBRARY_ERROR_INVALID);
  label.confidence = 1.0;
  label.session = 77;
  assert_refused (self->store, label, ECG_LIBRARY_ERROR_NOT_FOUND);
  g_assert_true (ecg_store_get_history (self->store, &undo_text, NULL, NULL));
  g_assert_null (undo_text); /* what was refused is no step */
}

/* Against looking at each: intervals of all lengths, also moments. */
static void
test_span (StoreFixture *self, gconstpointer data)
{
  const gint64 session = store_fixture_add (self->store, "a", "Anna", NULL);
  const gint64 other = store_fixture_add (self->store, "b", "Anna", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  EcgLabel labels[400];

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const gint64 length =
        MIN (99999, g_rand_int_range (rand, 0, 2) << g_rand_int_range (rand, 0, 17));
      const gint64 begin = g_rand_int_range (rand, 0, (gint32) (100000 - length));

      labels[i] = (EcgLabel){ .session = i % 10 == 0 ? other : session,
                              .begin = begin,
                              .end = begin + length,
                              .text = "x",
                              .layer = "a",
                              .confidence = NAN };
    }
  g_assert_true (
    ecg_store_add_labels (self->store, labels, G_N_ELEMENTS (labels), "import of labels", NULL));

  for (guint round = 0; round < 100; round++)
    {
      const gint64 begin = g_rand_int_range (rand, 0, 99000);
      const gint64 end = begin + (1 << g_rand_int_range (rand, 0, 16));
      guint        expected = 0;
      g_autoptr (GPtrArray) found =
        ecg_store_list_labels (self->store, session, begin, end, NULL, NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
        if (labels[i].session == session && labels[i].begin < end &&
            (labels[i].end > begin || labels[i].begin >= begin))
          expected++;
      g_assert_cmpuint (found->len, ==, expected);
      for (guint i = 1; i < found->len; i++)
        g_assert_cmpint (((EcgLabel *) found->pdata[i - 1])->begin, <=,
                         ((EcgLabel *) found->pdata[i])->begin);
    }
  undo (self->store); /* all of them were one step */
  assert_labels (self->store, session, "");
  assert_labels (self->store, other, "");
}

static void
test_cut (StoreFixture *self, gconstpointer data)
{
  const gint64     session = store_fixture_add (self->store, "a", "Anna", NULL);
  EcgLabel         over = { .session = session,
                            .begin = 100,
                            .end = 200,
                            .activity = "running",
                            .layer = "anna",
                            .confidence = NAN };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  add (self->store, session, 0, 110, "left");
  add (self->store, session, 120, 130, "inside");
  add (self->store, session, 190, 210, "right");
  add (self->store, session, 50, 300, "around");
  add (self->store, session, 200, 400, "beside");
  before = store_fixture_dump (self->path);
  over.id = ecg_store_add_label (self->store, &over, ECG_LABEL_CUT, NULL);
  assert_labels (self->store, session,
                 "0-100 left\n50-100 around\n100-200 running\n200-400 beside\n200-300 around\n"
                 "200-210 right\n");
  undo (self->store);
  after = store_fixture_dump (self->path);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (ecg_store_redo (self->store, NULL, NULL));
  over.layer = "other"; /* another layer is not touched */
  over.begin = 0;
  over.end = 1000;
  over.id = 0;
  g_assert_cmpint (ecg_store_add_label (self->store, &over, ECG_LABEL_CUT, NULL), >, 0);
  assert_labels (self->store, session,
                 "0-1000 running\n0-100 left\n50-100 around\n100-200 running\n200-400 beside\n"
                 "200-300 around\n200-210 right\n");
}

static void
test_edits (StoreFixture *self, gconstpointer data)
{
  const gint64 session = store_fixture_add (self->store, "a", "Anna", NULL);
  const gint64 id = add (self->store, session, 100, 200, "walking");
  g_autoptr (EcgLabel) label = ecg_store_get_label (self->store, id, NULL);
  EcgUndone what;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  add (self->store, session, 300, 400, "resting");
  label->begin = 150;
  label->end = 350;
  g_assert_true (ecg_store_edit_label (self->store, label, ECG_LABEL_CUT, NULL));
  assert_labels (self->store, session, "150-350 walking\n350-400 resting\n");
  g_assert_true (ecg_store_split_label (self->store, id, 250, NULL));
  assert_labels (self->store, session, "150-250 walking\n250-350 walking\n350-400 resting\n");
  g_assert_false (ecg_store_split_label (self->store, id, 250, &error));
  g_assert_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID);
  g_assert_true (ecg_store_remove_labels (self->store, &id, 1, NULL));
  assert_labels (self->store, session, "250-350 walking\n350-400 resting\n");
  g_assert_true (ecg_store_get_history (self->store, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "removal of label walking");

  store_fixture_reopen (self);
  g_assert_true (ecg_store_undo (self->store, &what, NULL));
  g_assert_cmpint (what.session, ==, session);
  g_assert_true (what.labels);
  undo (self->store);
  undo (self->store);
  assert_labels (self->store, session, "100-200 walking\n300-400 resting\n");
  undo (self->store);
  undo (self->store);
  assert_labels (self->store, session, "");
  for (guint i = 0; i < 5; i++)
    g_assert_true (ecg_store_redo (self->store, NULL, NULL));
  assert_labels (self->store, session, "250-350 walking\n350-400 resting\n");
  /* An identity is not used again, so a view that is late cannot touch what is new. */
  g_assert_cmpint (add (self->store, session, 0, 1, "new"), >, id + 2);
}

static void
test_navigation (StoreFixture *self, gconstpointer data)
{
  const gint64 session = store_fixture_add (self->store, "a", "Anna", NULL);
  const gint64 first = add (self->store, session, 100, 200, "walking");
  const gint64 second = add (self->store, session, 300, 400, "resting");
  g_autoptr (EcgLabel) next = NULL;
  g_autoptr (EcgLabel) previous = NULL;
  g_autoptr (EcgLabel) none = NULL;
  g_auto (GStrv) layers = ecg_store_list_layers (self->store, session, NULL);

  g_assert_true (ecg_store_find_label (self->store, session, 100, TRUE, NULL, &next, NULL));
  g_assert_cmpint (next->id, ==, second);
  g_assert_true (ecg_store_find_label (self->store, session, 300, FALSE, "anna", &previous, NULL));
  g_assert_cmpint (previous->id, ==, first);
  g_assert_true (ecg_store_find_label (self->store, session, 300, TRUE, NULL, &none, NULL));
  g_assert_null (none);
  g_assert_true (ecg_store_find_label (self->store, session, 0, TRUE, "nobody", &none, NULL));
  g_assert_null (none);
  g_assert_cmpstr (layers[0], ==, "anna");
  g_assert_null (layers[1]);
  g_assert_true (ecg_store_merge_layers (self->store, session, "anna", "agreed", NULL));
  g_assert_true (ecg_store_find_label (self->store, session, 0, TRUE, "agreed", &none, NULL));
  g_assert_cmpint (none->id, ==, first);
}

static void
test_share (StoreFixture *self, gconstpointer data)
{
  const gint64          session = store_fixture_add (self->store, "a", "Anna", NULL);
  const EcgSessionQuery labelled = { .labelled = ECG_LABELLED };
  const EcgSessionQuery running = { .activity = "running" };
  g_autoptr (GPtrArray) found = ecg_store_find_sessions (self->store, &labelled, NULL);
  g_autoptr (EcgSession) read = NULL;

  g_assert_cmpuint (found->len, ==, 0);
  add (self->store, session, 0, 25000, "running");
  g_ptr_array_unref (found);
  found = ecg_store_find_sessions (self->store, &labelled, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  read = ecg_store_get_session (self->store, session, NULL);
  g_assert_cmpuint (ecg_session_get_fields (read)->n_labels, ==, 1);
  g_assert_cmpint (ecg_session_get_fields (read)->labelled, ==, 25000);
  g_ptr_array_unref (found);
  found = ecg_store_find_sessions (self->store, &running, NULL);
  g_assert_cmpuint (found->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_STORE_TEST ("/library/labels/fields", test_fields);
  ADD_STORE_TEST ("/library/labels/refused", test_refused);
  ADD_STORE_TEST ("/library/labels/span", test_span);
  ADD_STORE_TEST ("/library/labels/cut", test_cut);
  ADD_STORE_TEST ("/library/labels/edits", test_edits);
  ADD_STORE_TEST ("/library/labels/navigation", test_navigation);
  ADD_STORE_TEST ("/library/labels/share", test_share);
  return g_test_run ();
}
