/*
 * Deals windows to training, validation and test. Recordings are cut first, windows laid into the
 * pieces after, so that no window can straddle a cut; the checker then looks at the samples
 * themselves and believes none of this.
 */

#include "core/dataset/split.h"

#include "core/base/rng.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (ecg - split - error - quark, ecg_split_error)
G_DEFINE_BOXED_TYPE (EcgSplit, ecg_split, ecg_split_ref, ecg_split_unref)

#define TRAIN_SHARE 0.60
#define VALIDATION_SHARE 0.15
#define TEST_SHARE 0.25

#define MAX_SUBJECT_FOLDS 5
#define STREAM_SUBJECTS (G_GUINT64_CONSTANT (1) << 42)

static const char *const protocol_names[ECG_N_PROTOCOLS] = { "random", "blocked", "sessions",
                                                             "subjects", "activities" };

const char *
ecg_protocol_get_name (EcgProtocol protocol)
{
  g_return_val_if_fail ((gsize) protocol < G_N_ELEMENTS (protocol_names), "");
  return protocol_names[protocol];
}

gboolean
ecg_protocol_from_name (const char *name, EcgProtocol *protocol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocol_names); i++)
    if (g_strcmp0 (name, protocol_names[i]) == 0)
      {
        *protocol = (EcgProtocol) i;
        return TRUE;
      }
  return FALSE;
}

EcgSplit *
ecg_split_ref (EcgSplit *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_split (gpointer data)
{
  EcgSplit *self = data;

  for (gsize part = 0; part < ECG_N_PARTS; part++)
    g_array_unref (self->parts[part]);
  g_free (self->scalers);
}

void
ecg_split_unref (EcgSplit *self)
{
  g_atomic_rc_box_release_full (self, clear_split);
}

static gboolean
has_gap (const EcgFeatures *features, EcgSpan span)
{
  if (features->missing == NULL)
    return FALSE;
  for (gint64 i = span.begin; i < span.end; i++)
    if (features->missing[i])
      return TRUE;
  return FALSE;
}

static void
add_window (EcgSplit *self, EcgPart part, const EcgDataset *dataset, gsize item, gint64 start)
{
  const EcgSpan   span = { start, start + (gint64) dataset->preparation.window };
  const EcgWindow window = { .item = item, .start = start };

  if (!has_gap (dataset->items[item].features, span))
    g_array_append_val (self->parts[part], window);
}

static void
lay_windows (EcgSplit *self, EcgPart part, const EcgDataset *dataset, gsize item, EcgSpan span)
{
  const gint64 length = (gint64) dataset->preparation.window;
  const gint64 hop = part == ECG_PART_TRAIN ? MAX (length / 2, 1) : length;

  for (gint64 start = span.begin; start + length <= span.end; start += hop)
    add_window (self, part, dataset, item, start);
}

static gint64
get_length (const EcgDataset *dataset, gsize item)
{
  return (gint64) dataset->items[item].features->n_samples;
}

/* The gap before a cut is taken from the earlier piece, so that the test part keeps its full share.
 * Of a short recording validation has more than its share where that would hold no window: at the
 * cost of training, and of what the test part could not have used. */
static void
deal_blocked (EcgSplit *self, const EcgDataset *dataset, gsize item)
{
  const gint64 n = get_length (dataset, item);
  const gint64 gap = (gint64) dataset->preparation.window;
  const gint64 least = 2 * gap; /* a window, and the gap behind it */
  gint64       first_cut = (gint64) (TRAIN_SHARE * (double) n);
  gint64       second_cut = (gint64) ((TRAIN_SHARE + VALIDATION_SHARE) * (double) n);
  const gint64 n_test = MAX ((n - second_cut) / gap, 1) * gap;

  if (second_cut - first_cut < least && n - n_test - least >= least)
    {
      second_cut = n - n_test;
      first_cut = second_cut - least;
    }
  lay_windows (self, ECG_PART_TRAIN, dataset, item, (EcgSpan){ 0, first_cut - gap });
  lay_windows (self, ECG_PART_VALIDATION, dataset, item, (EcgSpan){ first_cut, second_cut - gap });
  lay_windows (self, ECG_PART_TEST, dataset, item, (EcgSpan){ second_cut, n });
}

static EcgPart
part_of_rank (gsize rank, gsize n)
{
  const gsize n_test = (gsize) (TEST_SHARE * (double) n + 0.5);
  const gsize n_validation = (gsize) (VALIDATION_SHARE * (double) n + 0.5);

  if (rank < n_test)
    return ECG_PART_TEST;
  return rank < n_test + n_validation ? ECG_PART_VALIDATION : ECG_PART_TRAIN;
}

/* Whole windows side by side, dealt like cards: neighbours of a test window train, which is what
 * flatters. A window half-way between two that train is theirs already. */
static void
deal_random (EcgSplit *self, const EcgDataset *dataset, gsize item)
{
  const gint64        length = (gint64) dataset->preparation.window;
  const gsize         n = (gsize) (get_length (dataset, item) / length);
  g_autofree size_t  *order = g_new (size_t, MAX (n, 1));
  g_autofree EcgPart *parts = g_new (EcgPart, MAX (n, 1));
  EcgRng              rng;

  for (gsize i = 0; i < n; i++)
    order[i] = i;
  ecg_rng_init (&rng, self->seed, item);
  ecg_rng_shuffle (&rng, order, n);
  for (gsize rank = 0; rank < n; rank++)
    parts[order[rank]] = part_of_rank (rank, n);

  for (gsize i = 0; i < n; i++)
    {
      add_window (self, parts[i], dataset, item, (gint64) i * length);
      if (i + 1 < n && parts[i] == ECG_PART_TRAIN && parts[i + 1] == ECG_PART_TRAIN)
        add_window (self, ECG_PART_TRAIN, dataset, item, (gint64) i * length + length / 2);
    }
}

static gboolean
same_labels (const EcgDatasetItem *a, const EcgDatasetItem *b)
{
  return a->subject == b->subject && a->activity == b->activity;
}

/* Items of one subject and activity stand together, by path. Returns: how many there are; @rank:
 * the item's place among them. */
static guint
count_alike (const EcgDataset *dataset, gsize item, guint *rank)
{
  gsize begin = item, end = item + 1;

  while (begin > 0 && same_labels (&dataset->items[begin - 1], &dataset->items[item]))
    begin--;
  while (end < dataset->n_items && same_labels (&dataset->items[end], &dataset->items[item]))
    end++;
  *rank = (guint) (item - begin);
  return (guint) (end - begin);
}

guint
ecg_split_count_folds (const EcgDataset *dataset, EcgProtocol protocol)
{
  guint most = 1, rank;

  switch (protocol)
    {
    case ECG_PROTOCOL_SESSIONS:
      for (gsize item = 0; item < dataset->n_items; item++)
        most = MAX (most, count_alike (dataset, item, &rank));
      return most;
    case ECG_PROTOCOL_SUBJECTS:
      return (guint) CLAMP (dataset->n_classes[0], 1, MAX_SUBJECT_FOLDS);
    case ECG_PROTOCOL_ACTIVITIES:
      return (guint) MAX (dataset->n_classes[1], 1);
    case ECG_PROTOCOL_RANDOM:
    case ECG_PROTOCOL_BLOCKED:
      return 1;
    default:
      g_return_val_if_reached (1);
    }
}

/* People are dealt to the folds like cards. */
static guint
find_fold_of_subject (const EcgSplit *self, const EcgDataset *dataset, gint32 subject)
{
  const gsize        n = dataset->n_classes[0];
  g_autofree size_t *order = g_new (size_t, n);
  EcgRng             rng;

  for (gsize i = 0; i < n; i++)
    order[i] = i;
  ecg_rng_init (&rng, self->seed, STREAM_SUBJECTS);
  ecg_rng_shuffle (&rng, order, n);
  return (guint) (order[subject] % ecg_split_count_folds (dataset, ECG_PROTOCOL_SUBJECTS));
}

/* A recording that is the only one of its kind is never held out by `sessions`: nothing of its
 * person at this activity would be left to learn from. */
static gboolean
is_held_out (const EcgSplit *self, const EcgDataset *dataset, gsize item)
{
  guint n_alike, rank;

  switch (self->protocol)
    {
    case ECG_PROTOCOL_SESSIONS:
      n_alike = count_alike (dataset, item, &rank);
      return n_alike > 1 && rank + self->fold + 1 == n_alike;
    case ECG_PROTOCOL_SUBJECTS:
      return dataset->n_classes[0] > 1 &&
             find_fold_of_subject (self, dataset, dataset->items[item].subject) == self->fold;
    case ECG_PROTOCOL_ACTIVITIES:
      return dataset->n_classes[1] > 1 && (guint) dataset->items[item].activity == self->fold;
    case ECG_PROTOCOL_RANDOM:
    case ECG_PROTOCOL_BLOCKED:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* Validation is the end of what trains: that what is held out is judged by data that played no part
 * in any choice. */
static void
deal_held_out (EcgSplit *self, const EcgDataset *dataset, gsize item)
{
  const gint64 n = get_length (dataset, item);
  const gint64 gap = (gint64) dataset->preparation.window;
  gint64       cut = (gint64) ((1.0 - VALIDATION_SHARE) * (double) n);

  if (is_held_out (self, dataset, item))
    {
      lay_windows (self, ECG_PART_TEST, dataset, item, (EcgSpan){ 0, n });
      return;
    }
  if (n - cut < gap && n - gap >= 2 * gap)
    cut = n - gap; /* a short one's share would hold no window */
  lay_windows (self, ECG_PART_TRAIN, dataset, item, (EcgSpan){ 0, cut - gap });
  lay_windows (self, ECG_PART_VALIDATION, dataset, item, (EcgSpan){ cut, n });
}

static void
deal (EcgSplit *self, const EcgDataset *dataset)
{
  for (gsize item = 0; item < dataset->n_items; item++)
    switch (self->protocol)
      {
      case ECG_PROTOCOL_RANDOM:
        deal_random (self, dataset, item);
        break;
      case ECG_PROTOCOL_BLOCKED:
        deal_blocked (self, dataset, item);
        break;
      case ECG_PROTOCOL_SESSIONS:
      case ECG_PROTOCOL_SUBJECTS:
      case ECG_PROTOCOL_ACTIVITIES:
        deal_held_out (self, dataset, item);
        break;
      default:
        g_assert_not_reached ();
      }
}

/* Windows of one item stand together in a part, in time order: overlapping ones become one span. */
static GArray *
merge_training_spans (const EcgSplit *self, const EcgDataset *dataset, gsize item, gsize *next)
{
  const GArray *windows = self->parts[ECG_PART_TRAIN];
  GArray       *spans = g_array_new (FALSE, FALSE, sizeof (EcgSpan));

  for (; *next < windows->len && g_array_index (windows, EcgWindow, *next).item == item; (*next)++)
    {
      const gint64 start = g_array_index (windows, EcgWindow, *next).start;
      const gint64 end = start + (gint64) dataset->preparation.window;
      EcgSpan     *last = spans->len > 0 ? &g_array_index (spans, EcgSpan, spans->len - 1) : NULL;

      if (last != NULL && start <= last->end)
        last->end = MAX (last->end, end);
      else
        {
          const EcgSpan span = { start, end };

          g_array_append_val (spans, span);
        }
    }
  return spans;
}

static void
fit_scalers (EcgSplit *self, const EcgDataset *dataset)
{
  gsize next = 0;

  self->scalers = g_new0 (EcgScaler, dataset->n_items);
  for (gsize item = 0; item < dataset->n_items; item++)
    {
      g_autoptr (GArray) spans = merge_training_spans (self, dataset, item, &next);
      const EcgSpan whole = { 0, get_length (dataset, item) };

      if (spans->len == 0)
        g_array_append_val (spans, whole);
      ecg_scaler_fit (&self->scalers[item], dataset->items[item].features,
                      (const EcgSpan *) (gpointer) spans->data, spans->len);
    }
}

static const char *
explain_small (const EcgSplit *self, EcgPart part)
{
  if (part != ECG_PART_TEST)
    return _ ("the recordings are too short or too few for windows in every part");
  switch (self->protocol)
    {
    case ECG_PROTOCOL_SESSIONS:
      return _ ("it needs people with two sessions or more of one activity");
    case ECG_PROTOCOL_SUBJECTS:
      return _ ("it needs two people or more");
    case ECG_PROTOCOL_ACTIVITIES:
      return _ ("it needs two activities or more");
    case ECG_PROTOCOL_RANDOM:
    case ECG_PROTOCOL_BLOCKED:
      return _ ("the recordings are too short or too few for windows in every part");
    default:
      g_return_val_if_reached ("");
    }
}

static gboolean
check_sizes (const EcgSplit *self, GError **error)
{
  static const char *const names[ECG_N_PARTS] = { N_ ("training"), N_ ("validation"), N_ ("test") };

  for (EcgPart part = 0; part < ECG_N_PARTS; part++)
    if (self->parts[part]->len == 0)
      {
        g_set_error (error, ECG_SPLIT_ERROR, ECG_SPLIT_ERROR_TOO_SMALL,
                     _ ("The protocol “%s” leaves the %s part empty: %s."),
                     ecg_protocol_get_name (self->protocol), _ (names[part]),
                     explain_small (self, part));
        return FALSE;
      }
  return TRUE;
}

EcgSplit *
ecg_split_new (
  const EcgDataset *dataset, EcgProtocol protocol, guint64 seed, guint fold, GError **error)
{
  g_autoptr (EcgSplit) self = NULL;

  g_return_val_if_fail (fold < ecg_split_count_folds (dataset, protocol), NULL);

  self = g_atomic_rc_box_new0 (EcgSplit);
  self->fold = fold;

  self->protocol = protocol;
  self->seed = seed;
  for (gsize part = 0; part < ECG_N_PARTS; part++)
    self->parts[part] = g_array_new (FALSE, FALSE, sizeof (EcgWindow));
  deal (self, dataset);
  if (!check_sizes (self, error) || !ecg_split_check_leaks (self, dataset, error))
    return NULL;
  fit_scalers (self, dataset);
  return g_steal_pointer (&self);
}

char *
ecg_split_dup_digest (const EcgSplit *self, const EcgDataset *dataset)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (gsize part = 0; part < ECG_N_PARTS; part++)
    for (guint i = 0; i < self->parts[part]->len; i++)
      {
        const EcgWindow *window = &g_array_index (self->parts[part], EcgWindow, i);
        EcgSession      *session = dataset->items[window->item].session;
        g_autofree char *line =
          g_strdup_printf ("%" G_GSIZE_FORMAT " %s %" G_GINT64_FORMAT "\n", part,
                           ecg_session_get_fields (session)->fingerprint, window->start);

        g_checksum_update (checksum, (const guchar *) line, -1);
      }
  return g_strdup (g_checksum_get_string (checksum));
}
