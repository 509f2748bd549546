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
  EcgSplit *split = ecg_split_new (dataset, protocol, 3, 0, &error);

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

/* Recordings of 20 s and windows of 4 s, as people have them: five windows each, which is just what
 * three parts and two gaps take; one sample less leaves no validation. Those that are held out need
 * less. */
static void
test_short_recordings (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 2, 5 * WINDOW, WINDOW);
  g_autoptr (EcgDataset) shorter = test_dataset_new (2, 2, 2, 5 * WINDOW - 1, WINDOW);
  const EcgProtocol protocols[] = { ECG_PROTOCOL_BLOCKED, ECG_PROTOCOL_SESSIONS,
                                    ECG_PROTOCOL_SUBJECTS, ECG_PROTOCOL_ACTIVITIES };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (EcgSplit) split = deal (dataset, protocols[i]);

      for (EcgPart part = ECG_PART_TRAIN; part < ECG_N_PARTS; part++)
        g_assert_cmpuint (split->parts[part]->len, >=, 4);
      g_assert_cmpint (find_least_gap (split, ECG_PART_TRAIN, ECG_PART_VALIDATION), ==, WINDOW);
      g_assert_cmpint (find_least_gap (split, ECG_PART_VALIDATION, ECG_PART_TEST), >=, WINDOW);
    }
  g_assert_null (ecg_split_new (shorter, ECG_PROTOCOL_BLOCKED, 3, 0, &error));
  g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_TOO_SMALL);
  g_assert_nonnull (strstr (error->message, "too short"));
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
  g_assert_null (ecg_split_new (single, ECG_PROTOCOL_SESSIONS, 3, 0, &error));
  g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_TOO_SMALL);
}

static EcgSplit *
deal_fold (const EcgDataset *dataset, EcgProtocol protocol, guint fold)
{
  g_autoptr (GError) error = NULL;
  EcgSplit *split = ecg_split_new (dataset, protocol, 3, fold, &error);

  g_assert_no_error (error);
  return split;
}

/* Over all folds everything is tested once, and no fold trains or validates on what it tests. */
static void
check_folds (EcgProtocol protocol, guint n_folds, gboolean by_subject)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (7, 3, 2, 1500, WINDOW);
  g_autofree guint *n_tested = g_new0 (guint, dataset->n_items);

  g_assert_cmpuint (ecg_split_count_folds (dataset, protocol), ==, n_folds);
  for (guint fold = 0; fold < n_folds; fold++)
    {
      g_autoptr (EcgSplit) split = deal_fold (dataset, protocol, fold);
      g_autofree gboolean *is_tested = g_new0 (gboolean, dataset->n_items);

      for (guint i = 0; i < split->parts[ECG_PART_TEST]->len; i++)
        is_tested[get (split, ECG_PART_TEST, i)->item] = TRUE;
      for (gsize item = 0; item < dataset->n_items; item++)
        n_tested[item] += is_tested[item] ? 1 : 0;
      for (EcgPart part = ECG_PART_TRAIN; part < ECG_PART_TEST; part++)
        for (guint i = 0; i < split->parts[part]->len; i++)
          for (gsize item = 0; item < dataset->n_items; item++)
            {
              const EcgDatasetItem *a = &dataset->items[get (split, part, i)->item];
              const EcgDatasetItem *b = &dataset->items[item];

              g_assert_false (is_tested[item] &&
                              (by_subject ? a->subject == b->subject : a->activity == b->activity));
            }
    }
  for (gsize item = 0; item < dataset->n_items; item++)
    g_assert_cmpuint (n_tested[item], ==, 1);
}

static void
test_subjects (void)
{
  check_folds (ECG_PROTOCOL_SUBJECTS, 5, TRUE);
}

static void
test_activities (void)
{
  check_folds (ECG_PROTOCOL_ACTIVITIES, 3, FALSE);
}

static void
test_session_folds (void)
{
  g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 3, 1500, WINDOW);

  g_assert_cmpuint (ecg_split_count_folds (dataset, ECG_PROTOCOL_SESSIONS), ==, 3);
  for (guint fold = 0; fold < 3; fold++)
    {
      g_autoptr (EcgSplit) split = deal_fold (dataset, ECG_PROTOCOL_SESSIONS, fold);

      for (guint i = 0; i < split->parts[ECG_PART_TEST]->len; i++)
        g_assert_cmpuint (get (split, ECG_PART_TEST, i)->item % 3, ==, 2 - fold);
    }
}

static void
test_too_small (void)
{
  g_autoptr (EcgDataset) one = test_dataset_new (1, 1, 1, 4000, WINDOW);
  const EcgProtocol protocols[] = { ECG_PROTOCOL_SESSIONS, ECG_PROTOCOL_SUBJECTS,
                                    ECG_PROTOCOL_ACTIVITIES };

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_split_new (one, protocols[i], 3, 0, &error));
      g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_TOO_SMALL);
    }
}

/* One sample of one test window was seen in training: caught, and named, whatever the protocol. */
static void
test_planted_leak_everywhere (void)
{
  for (EcgProtocol protocol = ECG_PROTOCOL_RANDOM; protocol < ECG_N_PROTOCOLS; protocol++)
    {
      g_autoptr (EcgDataset) dataset = test_dataset_new (3, 3, 2, 4000, WINDOW);
      g_autoptr (EcgSplit) split = deal (dataset, protocol);
      g_autoptr (GError) error = NULL;
      EcgWindow        planted = *get (split, ECG_PART_TEST, 0);
      g_autofree char *sample =
        g_strdup_printf ("%d", (int) (planted.start >= WINDOW ? planted.start : WINDOW - 1));

      g_assert_true (ecg_split_check_leaks (split, dataset, &error));
      planted.start += planted.start >= WINDOW ? 1 - WINDOW : WINDOW - 1;
      g_array_append_val (split->parts[ECG_PART_TRAIN], planted);
      g_assert_false (ecg_split_check_leaks (split, dataset, &error));
      g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_LEAK);
      g_assert_nonnull (strstr (error->message, sample));
    }
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

/* Of the three pairs of parts each is looked at: what is chosen on may not be trained on either. */
static void
test_planted_leak_between_all_parts (void)
{
  for (EcgPart earlier = ECG_PART_TRAIN; earlier < ECG_PART_TEST; earlier++)
    for (EcgPart part = earlier + 1; part < ECG_N_PARTS; part++)
      {
        g_autoptr (EcgDataset) dataset = test_dataset_new (2, 2, 1, 4000, WINDOW);
        g_autoptr (EcgSplit) split = deal (dataset, ECG_PROTOCOL_BLOCKED);
        g_autoptr (GError) error = NULL;
        EcgWindow planted = *get (split, part, 0);

        planted.start -= WINDOW - 1;
        g_array_append_val (split->parts[earlier], planted);
        g_assert_false (ecg_split_check_leaks (split, dataset, &error));
        g_assert_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_LEAK);
      }
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
  g_test_add_func ("/dataset/split/short-recordings", test_short_recordings);
  g_test_add_func ("/dataset/split/random", test_random);
  g_test_add_func ("/dataset/split/sessions", test_sessions);
  g_test_add_func ("/dataset/split/session-folds", test_session_folds);
  g_test_add_func ("/dataset/split/subjects", test_subjects);
  g_test_add_func ("/dataset/split/activities", test_activities);
  g_test_add_func ("/dataset/split/too-small", test_too_small);
  g_test_add_func ("/dataset/split/planted-leak", test_planted_leak);
  g_test_add_func ("/dataset/split/planted-leak-everywhere", test_planted_leak_everywhere);
  g_test_add_func ("/dataset/split/planted-leak-between-all-parts",
                   test_planted_leak_between_all_parts);
  g_test_add_func ("/dataset/split/gaps", test_gaps);
  g_test_add_func ("/dataset/scaler/training-alone", test_scaler_sees_training_alone);
  g_test_add_func ("/dataset/scaler/by-hand", test_scaler_by_hand);
  return g_test_run ();
}
