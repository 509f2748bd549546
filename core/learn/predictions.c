/*
 * From a network and a part of a split to what is judged.
 */

#include "core/learn/predictions.h"

#include "core/learn/classify.h"
#include "core/learn/trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BATCH 64

EcgPredictions *
ecg_predictions_new (const EcgDataset *dataset)
{
  EcgPredictions *self = g_new0 (EcgPredictions, 1);

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      self->n_classes[task] = dataset->n_classes[task];
      self->n_trained[task] = g_new0 (guint64, dataset->n_classes[task]);
    }
  self->windows = g_array_new (FALSE, TRUE, sizeof (EcgPrediction));
  self->trials = g_array_new (FALSE, FALSE, sizeof (EcgTrial));
  self->sums = g_array_new (FALSE, TRUE, sizeof (float));
  return self;
}

void
ecg_predictions_free (EcgPredictions *self)
{
  g_array_unref (self->windows);
  g_array_unref (self->trials);
  g_array_unref (self->sums);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    g_free (self->n_trained[task]);
  g_free (self);
}

static gboolean
check_classes (EcgPredictor *predictor, const EcgDataset *dataset, GError **error)
{
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    if (!g_strv_equal (ecg_predictor_get_class_names (predictor, (EcgTask) task),
                       (const char *const *) dataset->class_names[task]))
      {
        g_set_error_literal (
          error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
          _ ("The network knows other people or activities than the data it should be judged on."));
        return FALSE;
      }
  return TRUE;
}

/* What the network makes of some windows. */
typedef struct
{
  const GArray *windows;
  float        *probability[ECG_N_TASKS];
  float        *embedding;
} Output;

static void
output_init (Output *self, const GArray *windows, const EcgModelConfig *config)
{
  const gsize n = MAX (windows->len, 1);

  self->windows = windows;
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    self->probability[task] = g_new (float, n * config->n_classes[task]);
  self->embedding = g_new (float, n * config->embedding);
}

static void
output_clear (Output *self)
{
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    g_free (self->probability[task]);
  g_free (self->embedding);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, output_clear)

static gboolean
classify (Output           *output,
          EcgPredictor     *predictor,
          const EcgDataset *dataset,
          const EcgSplit   *split,
          guint             n_threads,
          EcgProgress      *progress,
          GCancellable     *cancellable,
          GError          **error)
{
  const EcgModel       *model = ecg_predictor_get_model (predictor);
  const EcgModelConfig *config = ecg_model_config (model);
  g_autofree float     *x = g_new (float, BATCH * config->leads * config->length);
  EcgTeam              *team = ecg_team_new (n_threads > 0 ? n_threads : g_get_num_processors ());
  EcgModelWork         *work = ecg_model_work_new (config, BATCH, false, team);
  gboolean              done = FALSE;

  if (work != NULL)
    {
      ecg_model_work_freeze (work, model);
      done = ecg_classify_windows (output->probability, output->embedding, model, work, x, BATCH,
                                   dataset, split, output->windows, progress, cancellable, error);
    }
  else
    g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                         _ ("There is not enough memory to judge the network."));
  ecg_model_work_free (work);
  ecg_team_free (team);
  return done;
}

static gint32
get_subject (const EcgDataset *dataset, const GArray *windows, guint i)
{
  return ecg_window_label (dataset, &g_array_index (windows, EcgWindow, i), ECG_TASK_IDENTITY);
}

/* People, as their mean embedding. */
typedef struct
{
  gsize     n_subjects;
  gsize     size;       /* of an embedding */
  float    *mean;       /* (n_subjects, size) */
  guint    *n;          /* windows in it */
  gboolean *is_by_test; /* whether the first of the judged windows had to serve */
  guint    *n_spent;    /* of them */
} Enrolment;

static void
enrolment_init (Enrolment *self, gsize n_subjects, gsize size)
{
  *self = (Enrolment){ .n_subjects = n_subjects, .size = size };
  self->mean = g_new0 (float, n_subjects *size);
  self->n = g_new0 (guint, n_subjects);
  self->is_by_test = g_new0 (gboolean, n_subjects);
  self->n_spent = g_new0 (guint, n_subjects);
}

static void
enrolment_clear (Enrolment *self)
{
  g_free (self->mean);
  g_free (self->n);
  g_free (self->is_by_test);
  g_free (self->n_spent);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Enrolment, enrolment_clear)

static void
enrol (Enrolment *self, gint32 subject, const float *embedding)
{
  for (gsize i = 0; i < self->size; i++)
    self->mean[(gsize) subject * self->size + i] += embedding[i]; /* a cosine knows no length */
  self->n[subject]++;
}

static void
enrol_all (Enrolment *self, const Output *trained, const Output *judged, const EcgDataset *dataset)
{
  g_autofree guint *n_judged = g_new0 (guint, self->n_subjects);

  for (guint i = 0; i < trained->windows->len; i++)
    enrol (self, get_subject (dataset, trained->windows, i), trained->embedding + i * self->size);
  for (guint i = 0; i < judged->windows->len; i++)
    n_judged[get_subject (dataset, judged->windows, i)]++;
  for (gsize s = 0; s < self->n_subjects; s++)
    self->is_by_test[s] = self->n[s] == 0;
  for (guint i = 0; i < judged->windows->len; i++)
    {
      const gint32 subject = get_subject (dataset, judged->windows, i);

      if (!self->is_by_test[subject] || self->n_spent[subject] >= n_judged[subject] / 2)
        continue;
      enrol (self, subject, judged->embedding + i * self->size);
      self->n_spent[subject]++;
    }
}

static float
find_cosine (const float *x, const float *y, gsize n)
{
  double dot = 0.0, xx = 0.0, yy = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      dot += (double) x[i] * (double) y[i];
      xx += (double) x[i] * (double) x[i];
      yy += (double) y[i] * (double) y[i];
    }
  return xx > 0.0 && yy > 0.0 ? (float) (dot / sqrt (xx * yy)) : 0.0f;
}

static void
add_trials (EcgPredictions   *self,
            const Enrolment  *enrolment,
            const Output     *judged,
            const EcgDataset *dataset)
{
  g_autofree guint *n_seen = g_new0 (guint, enrolment->n_subjects);

  for (guint i = 0; i < judged->windows->len; i++)
    {
      const gint32 subject = get_subject (dataset, judged->windows, i);

      if (n_seen[subject]++ < enrolment->n_spent[subject])
        continue;
      for (gsize s = 0; s < enrolment->n_subjects; s++)
        {
          const EcgTrial trial = {
            .score = find_cosine (judged->embedding + i * enrolment->size,
                                  enrolment->mean + s * enrolment->size, enrolment->size),
            .group = subject,
            .is_genuine = (gsize) subject == s,
          };

          if (enrolment->n[s] > 0)
            g_array_append_val (self->trials, trial);
        }
    }
}

/* The first of equals comes first, as where the winner is found: rank 0 is to be right. */
static guint
find_rank (const float *probability, gsize n, gint32 truth)
{
  guint rank = 0;

  for (gsize c = 0; c < n; c++)
    rank += probability[c] > probability[truth] ||
                (c < (gsize) truth && !(probability[c] < probability[truth]))
              ? 1
              : 0;
  return rank;
}

/* Recordings are numbered in the order in which they come. */
static void
add_windows (EcgPredictions *self, const Output *judged, const EcgDataset *dataset)
{
  const gsize     n_sums = self->n_classes[0] + self->n_classes[1];
  g_autofree int *numbers = g_new (int, MAX (dataset->n_items, 1));

  for (gsize i = 0; i < dataset->n_items; i++)
    numbers[i] = -1;
  for (guint i = 0; i < judged->windows->len; i++)
    {
      const EcgWindow *window = &g_array_index (judged->windows, EcgWindow, i);
      EcgPrediction    prediction = { .rank = 0 };
      float           *sums;

      if (numbers[window->item] < 0)
        {
          numbers[window->item] = (int) self->n_recordings++;
          g_array_set_size (self->sums, (guint) (self->n_recordings * n_sums));
        }
      prediction.recording = (guint) numbers[window->item];
      sums = &g_array_index (self->sums, float, prediction.recording *n_sums);
      for (gsize task = 0; task < ECG_N_TASKS; task++)
        {
          const gsize  n = self->n_classes[task];
          const float *probability = judged->probability[task] + i * n;

          prediction.truth[task] = ecg_window_label (dataset, window, (EcgTask) task);
          prediction.said[task] = (gint32) ecg_find_winner (probability, n);
          prediction.confidence[task] = probability[prediction.said[task]];
          for (gsize c = 0; c < n; c++)
            *sums++ += probability[c];
        }
      prediction.rank = find_rank (judged->probability[0] + i * self->n_classes[0],
                                   self->n_classes[0], prediction.truth[0]);
      g_array_append_val (self->windows, prediction);
    }
}

static void
count_trained (EcgPredictions *self, const GArray *windows, const EcgDataset *dataset)
{
  for (guint i = 0; i < windows->len; i++)
    for (gsize task = 0; task < ECG_N_TASKS; task++)
      self->n_trained[task][ecg_window_label (dataset, &g_array_index (windows, EcgWindow, i),
                                              (EcgTask) task)]++;
}

gboolean
ecg_predictions_add_fold (EcgPredictions   *self,
                          EcgPredictor     *predictor,
                          const EcgDataset *dataset,
                          const EcgSplit   *split,
                          EcgPart           part,
                          guint             n_threads,
                          EcgProgress      *progress,
                          GCancellable     *cancellable,
                          GError          **error)
{
  const EcgModelConfig *config = ecg_model_config (ecg_predictor_get_model (predictor));
  g_auto (Output) trained = { NULL };
  g_auto (Output) judged = { NULL };
  g_auto (Enrolment) enrolment = { 0 };

  if (!check_classes (predictor, dataset, error))
    return FALSE;
  output_init (&trained, split->parts[ECG_PART_TRAIN], config);
  output_init (&judged, split->parts[part], config);
  enrolment_init (&enrolment, self->n_classes[0], config->embedding);
  if (!classify (&trained, predictor, dataset, split, n_threads, NULL, cancellable, error) ||
      !classify (&judged, predictor, dataset, split, n_threads, progress, cancellable, error))
    return FALSE;
  enrol_all (&enrolment, &trained, &judged, dataset);
  add_trials (self, &enrolment, &judged, dataset);
  add_windows (self, &judged, dataset);
  count_trained (self, trained.windows, dataset);
  self->n_folds++;
  return TRUE;
}
