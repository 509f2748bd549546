/* The protocols, held to what they promise on the samples themselves; and the leak checker, caught
 * sleeping or not. */

#include "core/dataset/split.h"
#include "tests/support/dataset.h"

#include <math.h>

#define WINDOW 100

static gint64
distance (const EcgWindow *a, const EcgWindow *b)
{
  return ABS (a->start - b->start) - WINDOW;
}

static const EcgWindow *
get (const EcgSplit *split, EcgPart part, guint i)
{
  return &g_array_index (split->parts[part], EcgWindow, i);
}

/* Returns: the least gap between windows of two parts of one recording; −WINDOW where they
 * coincide. */
static gint64
find_least_gap (const EcgSplit *split, EcgPart a, EcgPart b)
{
  gint64 least = G_MAXINT64;

  for (guint i = 0; i < split->parts[a]->len; i++)
    for (guint j = 0; j < split->parts[b]->len; j++)
      if (get (split, a, i)->item == get (split, b, j)->item && (a != b || i != j))
        least = MIN (least, distance (get (split, a, i), get (split, b, j)));
  return least;
}

static EcgSplit *
deal (const EcgDataset *dataset, EcgProtocol protocol)
{
  g_autoptr (GError) error = NULL;
  EcgSplit *split = ecg_split_new (dataset, protocol, 3, &error);

  g_assert_no_error (error);
  return split;
}

static void
test_blocked (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 1, 4000, WINDOW);
  g_autoptr (EcgSplit) split = deal (dataset, ECG_PROTOCOL_BLOCKED);

  g_assert_cmpint (find_least_gap (split, ECG_PART_TRAIN, ECG_PART_TEST), >=, WINDOW);
  g_assert_cmpint (find_least_gap (split, ECG_PART_TRAIN, ECG_PART_VALIDATION), >=, WINDOW);
  g_assert_cmpint (find_least_gap (split, ECG_PART_VALIDATION, ECG_PART_TEST), >=, WINDOW);
  g_assert_cmpint (find_least_gap (split, ECG_PART_TEST, ECG_PART_TEST), >=, 0);
  for (guint i = 0; i < split->parts[ECG_PART_TRAIN]->len; i++)
    g_assert_cmpint (get (split, ECG_PART_TRAIN, i)->start + WINDOW, <=, 2400);
  for (guint i = 0; i < split->parts[ECG_PART_TEST]->len; i++)
    g_assert_cmpint (get (split, ECG_PART_TEST, i)->start, >=, 3000);
}

static void
test_random (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 1, 4000, WINDOW);
  g_autoptr (EcgSplit) split = deal (dataset, ECG_PROTOCOL_RANDOM);

  g_assert_cmpint (find_least_gap (split, ECG_PART_TRAIN, ECG_PART_TEST), >=, 0);
  g_assert_cmpint (find_least_gap (split, ECG_PART_TEST, ECG_PART_TEST), >=, 0);
  g_assert_cmpuint (split->parts[ECG_PART_TEST]->len, ==, 4 * 10);
}

static void
test_sessions (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 2, 2000, WINDOW);
  g_autoptr (EcgDataset) single = test_dataset_new (2, 2, 1, 2000, WINDOW);
  g_autoptr (EcgSplit) split = deal (dataset, ECG_PROTOCOL_SESSIONS);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (find_least_gap (split, ECG_PART_TRAIN, ECG_PART_TEST), ==, G_MAXINT64);
  for (guint i = 0; i < split->parts[ECG_PART_TEST]->len; i++)
    g_assert_cmpuint (get (split, ECG_PART_TEST, i)->item % 2, ==, 1);
  g_assert_null (ecg_split_new (single, ECG_PROTOCOL_SESSIONS, 3, &error));
  g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_TOO_SMALL);
}

/* One sample of one test window was seen in training: caught, and named. */
static void
test_planted_leak (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 1, 4000, WINDOW);
  g_autoptr (EcgSplit) split = deal (dataset, ECG_PROTOCOL_BLOCKED);
  g_autoptr (GError) error = NULL;
  EcgWindow planted = *get (split, ECG_PART_TEST, 0);

  g_assert_true (ecg_split_check_leaks (split, dataset, &error));
  planted.start -= WINDOW - 1;
  g_array_append_val (split->parts[ECG_PART_TRAIN], planted);
  g_assert_false (ecg_split_check_leaks (split, dataset, &error));
  g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_LEAK);
  g_assert_nonnull (strstr (error->message, "s0_a0_0.hea"));
  g_assert_nonnull (strstr (error->message, "3000"));
}

static void
test_gaps (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (1, 1, 1, 4000, WINDOW);
  g_autoptr (EcgSplit) split = NULL;

  dataset->items[0].features->missing = g_new0 (gboolean, 4000);
  dataset->items[0].features->missing[3250] = TRUE;
  split = deal (dataset, ECG_PROTOCOL_BLOCKED);
  for (guint i = 0; i < split->parts[ECG_PART_TEST]->len; i++)
    g_assert_false (get (split, ECG_PART_TEST, i)->start <= 3250 &&
                    get (split, ECG_PART_TEST, i)->start + WINDOW > 3250);
}

/* What happens after the training part must not move the scaler. */
static void
test_scaler_sees_training_alone (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (1, 1, 1, 4000, WINDOW);
  g_autoptr (EcgSplit) before = deal (dataset, ECG_PROTOCOL_BLOCKED);
  g_autoptr (EcgSplit) after = NULL;

  for (gsize i = 2400; i < 4000; i++)
    dataset->items[0].features->values[i] = 1000.0f;
  after = deal (dataset, ECG_PROTOCOL_BLOCKED);
  g_assert_cmpmem (&before->scalers[0].centre[0], sizeof (float), &after->scalers[0].centre[0],
                   sizeof (float));
  g_assert_cmpmem (&before->scalers[0].width[0], sizeof (float), &after->scalers[0].width[0],
                   sizeof (float));
}

/* 0, 1, ..., 100 and one far away: median 50.5 of 102 values, quartiles by hand at ranks 25.25
 * and 75.75. */
static void
test_scaler_by_hand (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (1, 1, 1, 102, 50);
  EcgFeatures  *features = dataset->items[0].features;
  const EcgSpan whole = { 0, 102 };
  EcgScaler     scaler;

  for (gsize i = 0; i < 102; i++)
    features->values[i] = i == 0 ? 1e6f : (float) (i - 1);
  ecg_scaler_fit (&scaler, features, &whole, 1);
  g_assert_cmpfloat_with_epsilon (scaler.centre[0], 50.5f, 1e-4f);
  g_assert_cmpfloat_with_epsilon (scaler.width[0], 50.5f, 1e-4f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/split/blocked", test_blocked);
  g_test_add_func ("/dataset/split/random", test_random);
  g_test_add_func ("/dataset/split/sessions", test_sessions);
  g_test_add_func ("/dataset/split/planted-leak", test_planted_leak);
  g_test_add_func ("/dataset/split/gaps", test_gaps);
  g_test_add_func ("/dataset/scaler/training-alone", test_scaler_sees_training_alone);
  g_test_add_func ("/dataset/scaler/by-hand", test_scaler_by_hand);
  return g_test_run ();
}
