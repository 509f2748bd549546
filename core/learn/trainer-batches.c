/*
 * What a training shows its network: which windows, in which order, and how they are altered.
 */

#include "core/dataset/augment.h"
#include "core/learn/classify.h"
#include "core/learn/trainer-private.h"

gsize
ecg_trainer_count_batches (EcgTrainer *self)
{
  const gsize n = ecg_trainer_get_windows (self, ECG_PART_TRAIN)->len;
  const gsize whole = n / self->settings.batch;

  /* Batch norm has no statistics of a single window: such a rest is left to another epoch's order.
   */
  return whole + (n % self->settings.batch > 1 ? 1 : 0);
}

/* Training windows of one item that touch form a piece; a shifted window stays within its piece. */
void
ecg_trainer_find_shifts (EcgTrainer *self)
{
  const GArray *windows = ecg_trainer_get_windows (self, ECG_PART_TRAIN);
  const gint64  length = (gint64) self->dataset->preparation.window;
  guint         first = 0;

  self->shifts = g_new (EcgSpan, windows->len);
  for (guint i = 0; i < windows->len; i++)
    {
      const EcgWindow *window = &g_array_index (windows, EcgWindow, i);
      const EcgWindow *next =
        i + 1 < windows->len ? &g_array_index (windows, EcgWindow, i + 1) : NULL;

      if (next != NULL && next->item == window->item && next->start <= window->start + length)
        continue;
      for (guint j = first; j <= i; j++)
        self->shifts[j] =
          (EcgSpan){ g_array_index (windows, EcgWindow, first).start, window->start + 1 };
      first = i + 1;
    }
}

/* Deals the shuffled windows anew so that all pairs of person and activity come equally often, give
 * or take one: each pair's windows in their shuffled order, from the start again where they end. */
static void
level_classes (EcgTrainer *self, EcgRng *rng)
{
  const GArray *windows = ecg_trainer_get_windows (self, ECG_PART_TRAIN);
  const gsize   n_activities = self->dataset->n_classes[ECG_TASK_ACTIVITY];
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autofree GArray **by_label =
    g_new0 (GArray *, self->dataset->n_classes[ECG_TASK_IDENTITY] * n_activities);

  for (guint i = 0; i < windows->len; i++)
    {
      const EcgWindow *window = &g_array_index (windows, EcgWindow, self->order[i]);
      const gsize      label =
        (gsize) ecg_window_label (self->dataset, window, ECG_TASK_IDENTITY) * n_activities +
        (gsize) ecg_window_label (self->dataset, window, ECG_TASK_ACTIVITY);

      if (by_label[label] == NULL)
        {
          by_label[label] = g_array_new (FALSE, FALSE, sizeof (size_t));
          g_ptr_array_add (pairs, by_label[label]);
        }
      g_array_append_val (by_label[label], self->order[i]);
    }
  for (guint i = 0; i < windows->len; i++)
    {
      const GArray *pair = pairs->pdata[i % pairs->len];

      self->order[i] = g_array_index (pair, size_t, i / pairs->len % pair->len);
    }
  ecg_rng_shuffle (rng, self->order, windows->len);
}

void
ecg_trainer_shuffle_epoch (EcgTrainer *self)
{
  const gsize n = ecg_trainer_get_windows (self, ECG_PART_TRAIN)->len;
  EcgRng      rng;

  for (gsize i = 0; i < n; i++)
    self->order[i] = i;
  ecg_rng_init (&rng, self->settings.seed, ECG_STREAM_ORDER + (guint64) self->position.epoch);
  ecg_rng_shuffle (&rng, self->order, n);
  if (self->settings.level_classes)
    level_classes (self, &rng);
}

static guint
get_augmentations (const EcgTrainSettings *settings)
{
  return (settings->augment_gain ? ECG_AUGMENT_GAIN : 0) |
         (settings->augment_noise ? ECG_AUGMENT_NOISE : 0) |
         (settings->augment_wander ? ECG_AUGMENT_WANDER : 0) |
         (settings->augment_lead_drop ? ECG_AUGMENT_LEAD_DROP : 0) |
         (settings->augment_tilt ? ECG_AUGMENT_TILT : 0) |
         (settings->augment_stretch ? ECG_AUGMENT_STRETCH : 0) |
         (settings->augment_high_pass ? ECG_AUGMENT_HIGH_PASS : 0);
}

/* Up to a quarter of a window to either side. */
static gint64
shift_start (EcgTrainer *self, gsize index, gint64 start, EcgRng *rng)
{
  const gint64  reach = (gint64) self->dataset->preparation.window / 4;
  const EcgSpan range =
    ecg_span_intersect (self->shifts[index], (EcgSpan){ start - reach, start + reach + 1 });

  return range.begin + (gint64) ecg_rng_below (rng, (guint64) ecg_span_length (range));
}

static void
cut_example (EcgTrainer *self, gsize slot, gsize index)
{
  const EcgWindow *window =
    &g_array_index (ecg_trainer_get_windows (self, ECG_PART_TRAIN), EcgWindow, index);
  const EcgPreparation *preparation = &self->dataset->preparation;
  const EcgFeatures    *features = self->dataset->items[window->item].features;
  const EcgScaler      *scaler = &self->split->scalers[window->item];
  float                *x = self->x + slot * features->n_leads * preparation->window;
  gint64                start = window->start;
  EcgRng                rng;

  ecg_rng_init (&rng, self->settings.seed,
                ECG_STREAM_AUGMENT + (guint64) self->position.step * self->settings.batch + slot);
  if (self->settings.augment_shift)
    start = shift_start (self, index, start, &rng);
  ecg_window_cut (x, features, scaler, preparation, start);
  ecg_augment (x, scaler, preparation, get_augmentations (&self->settings), &rng);
  ecg_window_normalise (x, preparation);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    self->labels[task][slot] = ecg_train_settings_learns (&self->settings, (EcgTask) task)
                                 ? ecg_window_label (self->dataset, window, (EcgTask) task)
                                 : -1;
}

typedef struct
{
  EcgTrainer *trainer;
  gsize       first;
  gsize       n;
} BatchCut;

static void
cut_slice (void *data, size_t worker, size_t width)
{
  BatchCut *cut = data;
  size_t    begin, end;

  ecg_team_slice (cut->n, worker, width, &begin, &end);
  for (size_t slot = begin; slot < end; slot++)
    cut_example (cut->trainer, slot, cut->trainer->order[cut->first + slot]);
}

gsize
ecg_trainer_cut_batch (EcgTrainer *self)
{
  const gsize first = (gsize) self->position.batch * self->settings.batch;
  BatchCut    cut = { .trainer = self,
                      .first = first,
                      .n = MIN (self->settings.batch,
                                ecg_trainer_get_windows (self, ECG_PART_TRAIN)->len - first) };

  ecg_team_run (self->team, cut_slice, &cut);
  return cut.n;
}
