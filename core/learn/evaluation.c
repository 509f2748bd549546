/*
 * From predictions to figures: each with its chance level and its interval. One function measures
 * everything, of the sample as it is and of every resample of its people.
 */

#include "core/learn/evaluation.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

/* Fixed, so that the same predictions have the same intervals. */
#define BOOTSTRAP_SEED 1
#define N_CURVE_POINTS 200

G_DEFINE_BOXED_TYPE (EcgEvaluation, ecg_evaluation, ecg_evaluation_ref, ecg_evaluation_unref)

EcgEvaluation *
ecg_evaluation_ref (EcgEvaluation *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_evaluation (gpointer data)
{
  EcgEvaluation *self = data;

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      g_strfreev (self->tasks[task].class_names);
      g_free (self->tasks[task].n_trained);
      g_free (self->tasks[task].confusion);
    }
  g_clear_pointer (&self->verification.curve, g_array_unref);
}

void
ecg_evaluation_unref (EcgEvaluation *self)
{
  g_atomic_rc_box_release_full (self, clear_evaluation);
}

const EcgFigure *
ecg_evaluation_get_accuracy (const EcgEvaluation *self, EcgTask task)
{
  return &self->tasks[task].figures[ECG_FIGURE_ACCURACY];
}

/* Returns: (transfer full): the least and the most of the classes that occur. */
static char *
describe_counts (const guint64 *counts, gsize n)
{
  guint64 least = 0, most = 0;

  for (gsize i = 0; i < n; i++)
    {
      most = MAX (most, counts[i]);
      least = counts[i] > 0 && (least == 0 || counts[i] < least) ? counts[i] : least;
    }
  return least == most ? g_strdup_printf ("%" PRIu64, most)
                       : g_strdup_printf (_ ("%" PRIu64 " to %" PRIu64), least, most);
}

char *
ecg_evaluation_dup_balance (const EcgEvaluation *self, EcgTask task)
{
  const EcgTaskScore *score = &self->tasks[task];
  g_autofree guint64 *judged = g_new0 (guint64, MAX (score->n_classes, 1));
  g_autofree char    *trained_text = NULL;
  g_autofree char    *judged_text = NULL;

  if (score->n_trained == NULL)
    return NULL;
  for (gsize row = 0; row < score->n_classes; row++)
    for (gsize column = 0; column < score->n_classes; column++)
      judged[row] += score->confusion[row * score->n_classes + column];
  trained_text = describe_counts (score->n_trained, score->n_classes);
  judged_text = describe_counts (judged, score->n_classes);
  return g_strdup_printf (
    self->level_classes
      ? _ ("%s windows of each trained on, shown equally often; %s judged")
      : _ ("%s windows of each trained on, shown as often as there are; %s judged"),
    trained_text, judged_text);
}

/* A recording, as a whole. */
typedef struct
{
  gint32 subject;
  gint32 truth[ECG_N_TASKS];
  gint32 vote[ECG_N_TASKS];
  gint32 mean[ECG_N_TASKS];
} Recording;

/* All that is measured, in one row of numbers. */
enum
{
  MEASURE_TASKS = 0,
  MEASURE_BOTH = ECG_N_TASKS * ECG_N_TASK_FIGURES,
  MEASURE_CMC,
  MEASURE_EER = MEASURE_CMC + ECG_CMC_RANKS,
  MEASURE_TAR,
  N_MEASURES = MEASURE_TAR + 2
};

typedef struct
{
  const EcgPredictions *predictions;
  Recording            *recordings;
  gboolean              is_judged[ECG_N_TASKS];
  guint64              *confusion; /* scratch of measure() */
} Sample;

static const EcgPrediction *
get_window (const EcgPredictions *predictions, guint i)
{
  return &g_array_index (predictions->windows, EcgPrediction, i);
}

/* The class that most windows say, the first of equals. */
static void
count_votes (Sample *sample, gsize task)
{
  const EcgPredictions *predictions = sample->predictions;
  const gsize           n = predictions->n_classes[task];
  g_autofree guint     *votes = g_new0 (guint, MAX (predictions->n_recordings, 1) * n);

  for (guint i = 0; i < predictions->windows->len; i++)
    {
      const EcgPrediction *window = get_window (predictions, i);

      votes[window->recording * n + (gsize) window->said[task]]++;
    }
  for (guint r = 0; r < predictions->n_recordings; r++)
    for (gsize c = 1; c < n; c++)
      if (votes[r * n + c] > votes[r * n + (gsize) sample->recordings[r].vote[task]])
        sample->recordings[r].vote[task] = (gint32) c;
}

static void
find_recordings (Sample *sample)
{
  const EcgPredictions *predictions = sample->predictions;
  const float          *sums = (const float *) (gpointer) predictions->sums->data;

  sample->recordings = g_new0 (Recording, MAX (predictions->n_recordings, 1));
  for (guint i = 0; i < predictions->windows->len; i++)
    {
      const EcgPrediction *window = get_window (predictions, i);
      Recording           *recording = &sample->recordings[window->recording];

      recording->subject = window->truth[ECG_TASK_IDENTITY];
      memcpy (recording->truth, window->truth, sizeof recording->truth);
    }
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    count_votes (sample, task);
  for (guint r = 0; r < predictions->n_recordings; r++)
    for (gsize task = 0; task < ECG_N_TASKS; task++)
      {
        const gsize n = predictions->n_classes[task];
        gsize       most = 0;

        for (gsize c = 1; c < n; c++)
          if (sums[c] > sums[most])
            most = c;
        sample->recordings[r].mean[task] = (gint32) most;
        sums += n;
      }
}

static guint
get_weight (const guint *weights, gint32 subject)
{
  return weights == NULL ? 1 : weights[subject];
}

static void
count_confusion (guint64              *confusion,
                 const EcgPredictions *predictions,
                 gsize                 task,
                 const guint          *weights)
{
  const gsize n = predictions->n_classes[task];

  memset (confusion, 0, n * n * sizeof *confusion);
  for (guint i = 0; i < predictions->windows->len; i++)
    {
      const EcgPrediction *window = get_window (predictions, i);

      confusion[(gsize) window->truth[task] * n + (gsize) window->said[task]] +=
        get_weight (weights, window->truth[ECG_TASK_IDENTITY]);
    }
}

static void
count_reliability (EcgReliabilityBin     bins[ECG_RELIABILITY_BINS],
                   const EcgPredictions *predictions,
                   gsize                 task,
                   const guint          *weights)
{
  memset (bins, 0, ECG_RELIABILITY_BINS * sizeof *bins);
  for (guint i = 0; i < predictions->windows->len; i++)
    {
      const EcgPrediction *window = get_window (predictions, i);
      const double         confidence = (double) window->confidence[task];
      const double         weight = (double) get_weight (weights, window->truth[ECG_TASK_IDENTITY]);
      EcgReliabilityBin   *bin =
        &bins[MIN ((gsize) (confidence * ECG_RELIABILITY_BINS), ECG_RELIABILITY_BINS - 1)];

      bin->n += weight;
      bin->sum_confidence += weight * confidence;
      bin->n_right += window->said[task] == window->truth[task] ? weight : 0.0;
    }
}

static void
measure_recordings (
  double *vote, double *mean, const Sample *sample, gsize task, const guint *weights)
{
  double n = 0.0, n_vote = 0.0, n_mean = 0.0;

  for (guint r = 0; r < sample->predictions->n_recordings; r++)
    {
      const Recording *recording = &sample->recordings[r];
      const double     weight = (double) get_weight (weights, recording->subject);

      n += weight;
      n_vote += recording->vote[task] == recording->truth[task] ? weight : 0.0;
      n_mean += recording->mean[task] == recording->truth[task] ? weight : 0.0;
    }
  *vote = n > 0.0 ? n_vote / n : NAN;
  *mean = n > 0.0 ? n_mean / n : NAN;
}

static void
measure_task (double *figures, const Sample *sample, gsize task, const guint *weights)
{
  const gsize       n = sample->predictions->n_classes[task];
  EcgReliabilityBin bins[ECG_RELIABILITY_BINS];

  for (gsize f = 0; f < ECG_N_TASK_FIGURES; f++)
    figures[f] = NAN;
  if (!sample->is_judged[task])
    return;
  count_confusion (sample->confusion, sample->predictions, task, weights);
  count_reliability (bins, sample->predictions, task, weights);
  figures[ECG_FIGURE_ACCURACY] = ecg_metrics_accuracy (sample->confusion, n);
  figures[ECG_FIGURE_BALANCED_ACCURACY] = ecg_metrics_balanced_accuracy (sample->confusion, n);
  figures[ECG_FIGURE_MACRO_F1] = ecg_metrics_macro_f1 (sample->confusion, n);
  figures[ECG_FIGURE_KAPPA] = ecg_metrics_kappa (sample->confusion, n);
  figures[ECG_FIGURE_ECE] = ecg_metrics_ece (bins);
  measure_recordings (&figures[ECG_FIGURE_RECORDING_VOTE], &figures[ECG_FIGURE_RECORDING_MEAN],
                      sample, task, weights);
}

/* Both right, and the true person among the first k. */
static void
measure_windows (double *both, double *cmc, const Sample *sample, const guint *weights)
{
  double n = 0.0;

  *both = 0.0;
  for (gsize k = 0; k < ECG_CMC_RANKS; k++)
    cmc[k] = 0.0;
  for (guint i = 0; i < sample->predictions->windows->len; i++)
    {
      const EcgPrediction *window = get_window (sample->predictions, i);
      const double         weight = (double) get_weight (weights, window->truth[ECG_TASK_IDENTITY]);

      n += weight;
      if (window->said[0] == window->truth[0] && window->said[1] == window->truth[1])
        *both += weight;
      for (gsize k = window->rank; k < ECG_CMC_RANKS; k++)
        cmc[k] += weight;
    }
  *both = sample->is_judged[0] && sample->is_judged[1] ? *both / n : NAN;
  for (gsize k = 0; k < ECG_CMC_RANKS; k++)
    cmc[k] = sample->is_judged[ECG_TASK_IDENTITY] ? cmc[k] / n : NAN;
}

static void
measure (double *figures, const guint *weights, gconstpointer data)
{
  const Sample   *sample = data;
  const GArray   *trials = sample->predictions->trials;
  EcgVerification verification;

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    measure_task (figures + task * ECG_N_TASK_FIGURES, sample, task, weights);
  measure_windows (&figures[MEASURE_BOTH], &figures[MEASURE_CMC], sample, weights);
  ecg_verification_measure (&verification, (const EcgTrial *) (gpointer) trials->data, trials->len,
                            weights);
  figures[MEASURE_EER] = verification.eer;
  figures[MEASURE_TAR] = verification.tar[0];
  figures[MEASURE_TAR + 1] = verification.tar[1];
}

/* Chance */

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return (x < y) - (x > y);
}

/* What knowing the frequencies alone gives: the share of the @k most frequent of @n counts. */
static double
find_share (guint64 *counts, gsize n, gsize k)
{
  guint64 all = 0, most = 0;

  qsort (counts, n, sizeof *counts, compare_counts);
  for (gsize i = 0; i < n; i++)
    {
      all += counts[i];
      most += i < k ? counts[i] : 0;
    }
  return all > 0 ? (double) most / (double) all : NAN;
}

static double
find_recording_chance (const Sample *sample, gsize task)
{
  const gsize         n = sample->predictions->n_classes[task];
  g_autofree guint64 *counts = g_new0 (guint64, n);

  for (guint r = 0; r < sample->predictions->n_recordings; r++)
    counts[sample->recordings[r].truth[task]]++;
  return find_share (counts, n, 1);
}

static void
find_task_chance (EcgTaskScore *score, const Sample *sample, gsize task)
{
  const gsize  n = score->n_classes;
  const double most = ecg_metrics_chance (score->confusion, n);
  const double n_present = (double) MAX (ecg_metrics_count_classes (score->confusion, n), 1);

  score->figures[ECG_FIGURE_ACCURACY].chance = most;
  score->figures[ECG_FIGURE_BALANCED_ACCURACY].chance = 1.0 / n_present;
  score->figures[ECG_FIGURE_MACRO_F1].chance = 2.0 * most / (1.0 + most) / n_present;
  score->figures[ECG_FIGURE_KAPPA].chance = 0.0;
  score->figures[ECG_FIGURE_ECE].chance = NAN;
  score->figures[ECG_FIGURE_RECORDING_VOTE].chance = find_recording_chance (sample, task);
  score->figures[ECG_FIGURE_RECORDING_MEAN].chance =
    score->figures[ECG_FIGURE_RECORDING_VOTE].chance;
}

static void
find_window_chance (EcgEvaluation *self, const EcgPredictions *predictions)
{
  const gsize         n = predictions->n_classes[0], n_activities = predictions->n_classes[1];
  g_autofree guint64 *people = g_new0 (guint64, n);
  g_autofree guint64 *pairs = g_new0 (guint64, n * n_activities);

  for (guint i = 0; i < predictions->windows->len; i++)
    {
      const EcgPrediction *window = get_window (predictions, i);

      people[window->truth[0]]++;
      pairs[(gsize) window->truth[0] * n_activities + (gsize) window->truth[1]]++;
    }
  self->both.chance = find_share (pairs, n * n_activities, 1);
  for (gsize k = 0; k < ECG_CMC_RANKS; k++)
    self->cmc[k].chance = find_share (people, n, k + 1);
  self->verification.eer.chance = 0.5;
  for (gsize i = 0; i < 2; i++)
    self->verification.tar[i].chance = ecg_verification_far[i];
}

/* Together */

static void
place_figures (EcgEvaluation *self, const double *values, double (*intervals)[2])
{
  EcgFigure *figures[N_MEASURES];

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    for (gsize f = 0; f < ECG_N_TASK_FIGURES; f++)
      figures[task * ECG_N_TASK_FIGURES + f] = &self->tasks[task].figures[f];
  figures[MEASURE_BOTH] = &self->both;
  for (gsize k = 0; k < ECG_CMC_RANKS; k++)
    figures[MEASURE_CMC + k] = &self->cmc[k];
  figures[MEASURE_EER] = &self->verification.eer;
  figures[MEASURE_TAR] = &self->verification.tar[0];
  figures[MEASURE_TAR + 1] = &self->verification.tar[1];
  for (gsize i = 0; i < N_MEASURES; i++)
    {
      figures[i]->value = values[i];
      memcpy (figures[i]->interval, intervals[i], sizeof figures[i]->interval);
    }
}

static void
measure_all (EcgEvaluation *self, const Sample *sample)
{
  const EcgPredictions *predictions = sample->predictions;
  const gsize           n_subjects = predictions->n_classes[0];
  g_autofree gboolean  *is_present = g_new0 (gboolean, n_subjects);
  double                values[N_MEASURES], intervals[N_MEASURES][2];
  EcgRng                rng;

  for (guint i = 0; i < predictions->windows->len; i++)
    is_present[get_window (predictions, i)->truth[0]] = TRUE;
  ecg_rng_init (&rng, BOOTSTRAP_SEED, 0);
  ecg_metrics_bootstrap (intervals, N_MEASURES, is_present, n_subjects, measure, sample, &rng);
  measure (values, NULL, sample);
  place_figures (self, values, intervals);
}

static void
count_trials (EcgVerificationScore *score, const GArray *trials)
{
  for (guint i = 0; i < trials->len; i++)
    if (g_array_index (trials, EcgTrial, i).is_genuine)
      score->n_genuine++;
    else
      score->n_impostor++;
  for (gsize i = 0; i < 2; i++)
    score->tar_is_reliable[i] =
      (double) score->n_impostor * ecg_verification_far[i] >= ECG_LEAST_ERRORS;
  score->curve = ecg_verification_curve ((const EcgTrial *) (gpointer) trials->data, trials->len,
                                         N_CURVE_POINTS);
}

EcgEvaluation *
ecg_evaluation_new (EcgPredictions         *predictions,
                    const EcgTrainSettings *settings,
                    char *const *const      class_names[ECG_N_TASKS])
{
  EcgEvaluation *self = g_atomic_rc_box_new0 (EcgEvaluation);
  Sample         sample = { .predictions = predictions };
  const gsize    n_most = MAX (predictions->n_classes[0], predictions->n_classes[1]);

  self->protocol = settings->protocol;
  self->level_classes = settings->level_classes;
  self->windows = predictions->windows->len;
  self->folds = predictions->n_folds;
  self->recordings = predictions->n_recordings;
  ecg_verification_sort ((EcgTrial *) (gpointer) predictions->trials->data,
                         predictions->trials->len);
  sample.is_judged[ECG_TASK_IDENTITY] = settings->protocol != ECG_PROTOCOL_SUBJECTS;
  sample.is_judged[ECG_TASK_ACTIVITY] = settings->protocol != ECG_PROTOCOL_ACTIVITIES;
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    sample.is_judged[task] &= ecg_train_settings_learns (settings, (EcgTask) task);
  sample.confusion = g_new (guint64, n_most * n_most);
  find_recordings (&sample);
  measure_all (self, &sample);
  count_trials (&self->verification, predictions->trials);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      EcgTaskScore *score = &self->tasks[task];

      score->is_judged = sample.is_judged[task];
      score->n_classes = predictions->n_classes[task];
      score->class_names = g_strdupv ((char **) class_names[task]);
      score->n_trained =
        g_memdup2 (predictions->n_trained[task], score->n_classes * sizeof *score->n_trained);
      score->confusion = g_new0 (guint64, score->n_classes * score->n_classes);
      count_confusion (score->confusion, predictions, task, NULL);
      count_reliability (score->reliability, predictions, task, NULL);
      find_task_chance (score, &sample, task);
    }
  find_window_chance (self, predictions);
  g_free (sample.recordings);
  g_free (sample.confusion);
  return self;
}
