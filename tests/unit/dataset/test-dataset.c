/* Who takes part, who does not and why. */

#include "core/dataset/dataset.h"

#include "core/dataset/feature-cache.h"
#include "core/recording/loader.h"
#include "tests/support/scratch.h"

#include <math.h>

#define N 2500

typedef struct
{
  Scratch    scratch;
  GPtrArray *sessions;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  scratch_open (&self->scratch);
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ecg_feature_cache_clear ();
  g_ptr_array_unref (self->sessions);
  scratch_close (&self->scratch);
}

/* A record of one lead, @n samples of a wave of @beat, as a session. */
static void
add_length (
  Fixture *self, const char *name, const char *lead, double beat, const char *subject, gsize n)
{
  g_autofree char *header_name = g_strconcat (name, ".hea", NULL);
  g_autofree char *data_name = g_strconcat (name, ".dat", NULL);
  g_autofree char *text =
    g_strdup_printf ("%s 1 250 %zu\n%s 16 200/mV 16 0 0 0 0 %s\n", name, n, data_name, lead);
  g_autofree char *path = scratch_write (&self->scratch, header_name, text, -1);
  g_autofree char *data_path = NULL;
  g_autofree char *fingerprint = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (GError) error = NULL;
  const char *const leads[] = { lead, NULL };
  EcgSessionFields  fields = {
     .format = "wfdb", .rate_hz = 250.0, .n_samples = (gint64) n, .leads = leads
  };
  gint16 counts[N];

  for (gsize i = 0; i < N; i++)
    counts[i] = GINT16_TO_LE ((gint16) (400.0 * sin (beat * (double) i)));
  data_path = scratch_write (&self->scratch, data_name, counts, (gssize) (n * sizeof *counts));
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  fingerprint = ecg_recording_fingerprint (recording, NULL, NULL);
  fields.path = path;
  fields.fingerprint = fingerprint;
  fields.subject = subject;
  fields.activity = "rest";
  g_ptr_array_add (self->sessions, ecg_session_new (&fields));
}

static void
add (Fixture *self, const char *name, const char *lead, double beat, const char *subject)
{
  add_length (self, name, lead, beat, subject, N);
}

static EcgDataset *
make (Fixture *self)
{
  g_auto (EcgPreparation) preparation = { 0 };
  g_autoptr (GError) error = NULL;
  EcgDataset *dataset;

  ecg_preparation_init (&preparation, NULL);
  dataset = ecg_dataset_new (self->sessions, &preparation, NULL, NULL, &error);
  g_assert_no_error (error);
  return dataset;
}

static void
assert_left_out (const EcgDataset *dataset, guint i, const char *first, const char *second)
{
  const char *sentence;

  g_assert_cmpuint (dataset->left_out->len, >, i);
  sentence = dataset->left_out->pdata[i];
  if (strstr (sentence, first) == NULL || strstr (sentence, second) == NULL)
    g_error ("“%s” and “%s” were expected in: %s", first, second, sentence);
}

/* A file under another name has another fingerprint, and would train as one and test as the other,
 * whatever it is said to be of. */
static void
test_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgDataset) dataset = NULL;

  add (self, "copy", "II", 0.31, "B");
  add (self, "other", "II", 0.29, "B");
  add (self, "original", "II", 0.31, "A");
  dataset = make (self);
  g_assert_cmpuint (dataset->n_items, ==, 2);
  g_assert_cmpuint (dataset->n_classes[0], ==, 2);
  for (gsize i = 0; i < dataset->n_items; i++)
    g_assert_nonnull (dataset->items[i].features);
  g_assert_cmpuint (dataset->left_out->len, ==, 1);
  assert_left_out (dataset, 0, "copy.hea", "original.hea");
}

/* One that shares no lead with the rest costs itself alone, also where it comes first. */
static void
test_odd_lead (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgDataset) dataset = NULL;

  add (self, "odd", "V9", 0.27, "A");
  add (self, "one", "II", 0.31, "A");
  add (self, "two", "ECG II", 0.29, "B");
  dataset = make (self);
  g_assert_cmpuint (dataset->n_items, ==, 2);
  g_assert_cmpuint (g_strv_length (dataset->preparation.leads), ==, 1);
  g_assert_cmpuint (dataset->left_out->len, ==, 1);
  assert_left_out (dataset, 0, "odd.hea", "II");
}

/* One that holds no window can take no part, and makes no class. */
static void
test_short (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgDataset) dataset = NULL;

  add (self, "one", "II", 0.31, "A");
  add_length (self, "short", "II", 0.29, "B", 999);
  add_length (self, "window", "II", 0.29, "A", 1000);
  dataset = make (self);
  g_assert_cmpuint (dataset->n_items, ==, 2);
  g_assert_cmpuint (dataset->n_classes[0], ==, 1);
  g_assert_cmpuint (dataset->left_out->len, ==, 1);
  assert_left_out (dataset, 0, "short.hea", "4.0 s");
}

/* Any number of those that nobody has named are one sentence. */
static void
test_unlabelled (Fixture *self, gconstpointer data)
{
  g_autoptr (EcgDataset) dataset = NULL;

  add (self, "one", "II", 0.31, "A");
  add (self, "two", "II", 0.29, NULL);
  add (self, "three", "II", 0.28, NULL);
  dataset = make (self);
  g_assert_cmpuint (dataset->n_items, ==, 1);
  g_assert_cmpuint (dataset->left_out->len, ==, 1);
  assert_left_out (dataset, 0, "2 sessions", "not known");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/dataset/dataset/copy", test_copy);
  ADD ("/dataset/dataset/odd-lead", test_odd_lead);
  ADD ("/dataset/dataset/short", test_short);
  ADD ("/dataset/dataset/unlabelled", test_unlabelled);
  return g_test_run ();
}
