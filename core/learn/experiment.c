/*
 * From a library to a run and its results.
 */

#include "core/learn/experiment.h"

#include "core/learn/run-data.h"
#include "core/learn/run-files.h"

#include <glib/gi18n-lib.h>

/* Data */

/* Leads NULL: those that all sessions share. */
static EcgDataset *
prepare (GPtrArray              *sessions,
         const EcgTrainSettings *settings,
         EcgProgress            *progress,
         GCancellable           *cancellable,
         GError                **error)
{
  g_auto (EcgPreparation) preparation = { 0 };

  ecg_preparation_init (&preparation, NULL);
  ecg_train_settings_prepare (settings, &preparation);
  return ecg_dataset_new (sessions, &preparation, progress, cancellable, error);
}

/* Training */

static char *
choose_name (EcgStore *store, EcgProtocol protocol, GError **error)
{
  g_autoptr (GPtrArray) runs = ecg_store_list_runs (store, error);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y%m%d-%H%M%S");

  return runs == NULL ? NULL : g_strdup_printf ("%s-%s", ecg_protocol_get_name (protocol), day);
}

static guint
count_folds (const EcgDataset *dataset, const EcgTrainSettings *settings)
{
  return settings->all_folds ? ecg_split_count_folds (dataset, settings->protocol) : 1;
}

static gint64
add_run (EcgStore               *store,
         const EcgDataset       *dataset,
         const EcgTrainSettings *settings,
         const char             *name,
         const char             *checkpoint,
         GError                **error)
{
  g_autofree char *data =
    ecg_run_data_to_json (settings, dataset, count_folds (dataset, settings), error);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char   *created = g_date_time_format_iso8601 (now);
  const EcgRunFields fields = {
    .name = name,
    .created = created,
    .state = ECG_RUN_RUNNING,
    .protocol = ecg_protocol_get_name (settings->protocol),
    .settings = data,
    .checkpoint = checkpoint,
  };

  return data == NULL ? 0 : ecg_store_add_run (store, &fields, error);
}

static gboolean
keep_curves (EcgStore *store, gint64 run, EcgRunState state, GArray *points, GError **error)
{
  g_autoptr (JsonNode) curves = ecg_curves_to_json (points);
  g_autofree char   *text = json_to_string (curves, FALSE);
  const EcgRunFields fields = { .id = run,
                                .state = state,
                                .curves = points->len > 0 ? text : NULL,
                                /* Who judged it meanwhile has judged another network. */
                                .evaluation = state == ECG_RUN_FAILED ? NULL : "" };

  return ecg_store_update_run (store, &fields, error);
}

static EcgRunState
judge_end (gboolean done, const GError *error)
{
  if (done)
    return ECG_RUN_FINISHED;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? ECG_RUN_STOPPED
                                                                   : ECG_RUN_FAILED;
}

/* One network for each fold, under one progress. */
typedef struct
{
  EcgStore               *store;
  gint64                  run;
  EcgDataset             *dataset;
  const EcgTrainSettings *settings;
  const char             *checkpoint;
  const EcgTrainObserver *observer;
  EcgProgress            *progress;
  GCancellable           *cancellable;
  const char             *resumed; /* what the run was made of; NULL for a new one */
  GArray                 *points;  /* of EcgCurvePoint: of all folds so far */
} Training;

/* What was judged before is another network from here on. */
static gboolean
begin (Training *self, GError **error)
{
  const EcgRunFields fields = { .id = self->run, .state = ECG_RUN_RUNNING, .evaluation = "" };

  return ecg_store_update_run (self->store, &fields, error);
}

static gboolean
train_fold (Training *self, guint fold, GError **error)
{
  g_autoptr (EcgSplit) split =
    ecg_split_new (self->dataset, self->settings->protocol, self->settings->seed, fold, error);
  g_autofree char *checkpoint = ecg_run_files_get_checkpoint (self->checkpoint, fold);
  g_autoptr (EcgTrainer) trainer =
    split == NULL ? NULL : ecg_trainer_new (self->dataset, split, self->settings, error);
  GArray  *points;
  gboolean done;

  if (trainer == NULL)
    return FALSE;
  if (self->resumed != NULL &&
      (!ecg_run_data_check_split (self->resumed, split, self->dataset, error) ||
       (g_file_test (checkpoint, G_FILE_TEST_EXISTS) &&
        !ecg_trainer_resume (trainer, checkpoint, error))))
    return FALSE;
  done = begin (self, error) && ecg_trainer_run (trainer, checkpoint, self->observer,
                                                 self->progress, self->cancellable, error);
  points = ecg_trainer_get_points (trainer);
  g_array_append_vals (self->points, points->data, points->len);
  return done;
}

static gboolean
train_folds (Training *self, GError **error)
{
  const guint n_folds = count_folds (self->dataset, self->settings);
  gboolean    done = TRUE;

  for (guint fold = 0; done && fold < n_folds; fold++)
    {
      ecg_progress_set_range (self->progress, (double) fold / n_folds,
                              (double) (fold + 1) / n_folds);
      done = train_fold (self, fold, error);
    }
  ecg_progress_set_range (self->progress, 0.0, 1.0);
  return done;
}

static EcgRun *
train (Training *self, const char *name, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  const gboolean    done = train_folds (self, &local_error);
  const EcgRunState state = judge_end (done, local_error);

  if (!keep_curves (self->store, self->run, state, self->points, error))
    return NULL;
  if (state != ECG_RUN_FAILED)
    return ecg_store_find_run (self->store, name, error);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/* Whether a first fold can be dealt and learnt from, before there is a run to keep. */
static gboolean
try_first_fold (EcgDataset *dataset, const EcgTrainSettings *settings, GError **error)
{
  g_autoptr (EcgSplit) split =
    ecg_split_new (dataset, settings->protocol, settings->seed, 0, error);
  g_autoptr (EcgTrainer) trainer =
    split == NULL ? NULL : ecg_trainer_new (dataset, split, settings, error);

  return trainer != NULL;
}

static EcgRun *
train_locked (Training *self, const char *name, GError **error)
{
  const int lock = ecg_run_files_lock (self->checkpoint, error);
  EcgRun   *trained;

  if (lock < 0)
    return NULL;
  self->points = g_array_new (FALSE, FALSE, sizeof (EcgCurvePoint));
  trained = train (self, name, error);
  g_clear_pointer (&self->points, g_array_unref);
  ecg_run_files_unlock (self->checkpoint, lock);
  return trained;
}

/* Whether what another run was made of can be had again. */
static gboolean
check_same_data (const char             *made_of,
                 const EcgDataset       *dataset,
                 const GPtrArray        *sessions,
                 const EcgTrainSettings *settings,
                 GError                **error)
{
  gboolean same = ecg_run_data_check_complete (dataset, sessions, error) &&
                  ecg_run_data_check_readings (made_of, dataset, error);

  for (guint fold = 0; same && fold < count_folds (dataset, settings); fold++)
    {
      g_autoptr (EcgSplit) split =
        ecg_split_new (dataset, settings->protocol, settings->seed, fold, error);

      same = split != NULL && ecg_run_data_check_split (made_of, split, dataset, error);
    }
  return same;
}

/* @made_of: (nullable): what the data must be the same as. */
static EcgRun *
train_on (EcgStore               *store,
          GPtrArray              *sessions,
          const EcgTrainSettings *settings,
          const char             *made_of,
          const char             *name,
          const EcgTrainObserver *observer,
          EcgProgress            *progress,
          GCancellable           *cancellable,
          GError                **error)
{
  g_autoptr (EcgDataset) dataset = prepare (sessions, settings, progress, cancellable, error);
  g_autofree char *checkpoint = NULL;
  Training         training = { .store = store,
                                .dataset = dataset,
                                .settings = settings,
                                .observer = observer,
                                .progress = progress,
                                .cancellable = cancellable };

  if (dataset == NULL || !try_first_fold (dataset, settings, error) ||
      (made_of != NULL && !check_same_data (made_of, dataset, sessions, settings, error)))
    return NULL;
  checkpoint = ecg_run_files_make_path (store, name, error);
  if (checkpoint == NULL)
    return NULL;
  training.checkpoint = checkpoint;
  training.run = add_run (store, dataset, settings, name, checkpoint, error);
  return training.run == 0 ? NULL : train_locked (&training, name, error);
}

EcgRun *
ecg_experiment_train (EcgStore               *store,
                      GPtrArray              *sessions,
                      const EcgTrainSettings *settings,
                      const char             *name,
                      const EcgTrainObserver *observer,
                      EcgProgress            *progress,
                      GCancellable           *cancellable,
                      GError                **error)
{
  g_autoptr (GPtrArray) chosen =
    sessions != NULL ? g_ptr_array_ref (sessions) : ecg_store_list_sessions (store, error);
  g_autofree char *own_name = name == NULL || *name == '\0'
                                ? choose_name (store, settings->protocol, error)
                                : g_strdup (name);

  EcgTrainSettings own = *settings;

  g_return_val_if_fail (ECG_IS_STORE (store), NULL);

  if (chosen == NULL || own_name == NULL || !ecg_run_files_check_name (own_name, error) ||
      !ecg_train_settings_check (settings, error))
    return NULL;
  if (own.threads == 0)
    own.threads = MIN (g_get_num_processors (), ECG_TRAIN_MOST_THREADS);
  return train_on (store, chosen, &own, NULL, own_name, observer, progress, cancellable, error);
}

EcgRun *
ecg_experiment_repeat (EcgStore               *store,
                       const char             *made_of,
                       const char             *name,
                       const EcgTrainObserver *observer,
                       EcgProgress            *progress,
                       GCancellable           *cancellable,
                       GError                **error)
{
  EcgTrainSettings settings;
  g_autoptr (GPtrArray) sessions = ecg_run_data_from_json (store, made_of, &settings, error);
  g_autofree char *own_name = NULL;

  if (sessions == NULL)
    return NULL;
  if (settings.threads == 0)
    settings.threads = ecg_run_data_get_threads (made_of); /* of an earlier version's run */
  own_name =
    name == NULL || *name == '\0' ? choose_name (store, settings.protocol, error) : g_strdup (name);
  if (own_name == NULL || !ecg_run_files_check_name (own_name, error) ||
      !ecg_train_settings_check (&settings, error))
    return NULL;
  return train_on (store, sessions, &settings, made_of, own_name, observer, progress, cancellable,
                   error);
}

static gboolean
check_resumable (EcgRun *run, GError **error)
{
  if (ecg_run_get_state (run) != ECG_RUN_FINISHED)
    return TRUE;
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
               _ ("The run %s has finished: there is nothing to go on with."),
               ecg_run_get_name (run));
  return FALSE;
}

EcgRun *
ecg_experiment_resume (EcgStore               *store,
                       EcgRun                 *run,
                       const EcgTrainObserver *observer,
                       EcgProgress            *progress,
                       GCancellable           *cancellable,
                       GError                **error)
{
  const EcgRunFields *fields = ecg_run_get_fields (run);
  EcgTrainSettings    settings;
  g_autoptr (GPtrArray) sessions =
    check_resumable (run, error)
      ? ecg_run_data_from_json (store, fields->settings, &settings, error)
      : NULL;
  g_autoptr (EcgDataset) dataset =
    sessions == NULL ? NULL : prepare (sessions, &settings, progress, cancellable, error);
  Training training = { .store = store,
                        .run = fields->id,
                        .dataset = dataset,
                        .settings = &settings,
                        .checkpoint = fields->checkpoint,
                        .observer = observer,
                        .progress = progress,
                        .cancellable = cancellable,
                        .resumed = fields->settings };

  if (dataset == NULL || !ecg_run_data_check_complete (dataset, sessions, error) ||
      !ecg_run_data_check_readings (fields->settings, dataset, error))
    return NULL;
  return train_locked (&training, fields->name, error);
}

/* Evaluation */

static gboolean
keep_evaluation (EcgStore *store, EcgRun *run, EcgEvaluation *evaluation, GError **error)
{
  g_autoptr (JsonNode) node = ecg_evaluation_to_json (evaluation);
  g_autofree char   *text = json_to_string (node, FALSE);
  const EcgRunFields fields = { .id = ecg_run_get_id (run),
                                .state = ecg_run_get_state (run),
                                .evaluation = text };

  return ecg_store_update_run (store, &fields, error);
}

static gboolean
judge_fold (EcgPredictions         *predictions,
            EcgRun                 *run,
            EcgDataset             *dataset,
            const EcgTrainSettings *settings,
            guint                   fold,
            EcgProgress            *progress,
            GCancellable           *cancellable,
            GError                **error)
{
  g_autofree char *checkpoint =
    ecg_run_files_get_checkpoint (ecg_run_get_fields (run)->checkpoint, fold);
  g_autoptr (EcgPredictor) predictor = ecg_predictor_load (checkpoint, error);
  g_autoptr (EcgSplit) split =
    predictor == NULL ? NULL
                      : ecg_split_new (dataset, settings->protocol, settings->seed, fold, error);

  return split != NULL &&
         ecg_run_data_check_split (ecg_run_get_fields (run)->settings, split, dataset, error) &&
         ecg_predictions_add_fold (predictions, predictor, dataset, split, ECG_PART_TEST,
                                   settings->threads, progress, cancellable, error);
}

/* A run that was stopped has networks of its first folds only. */
static gboolean
has_fold (EcgRun *run, guint fold)
{
  g_autofree char *checkpoint =
    ecg_run_files_get_checkpoint (ecg_run_get_fields (run)->checkpoint, fold);

  return fold == 0 || ecg_run_get_state (run) == ECG_RUN_FINISHED ||
         g_file_test (checkpoint, G_FILE_TEST_EXISTS);
}

static EcgEvaluation *
judge_folds (EcgRun                 *run,
             EcgDataset             *dataset,
             const EcgTrainSettings *settings,
             EcgProgress            *progress,
             GCancellable           *cancellable,
             GError                **error)
{
  g_autoptr (EcgPredictions) predictions = ecg_predictions_new (dataset);
  const guint n_folds = count_folds (dataset, settings);
  gboolean    done = TRUE;

  ecg_progress_set (progress, 0.0, _ ("Evaluating"));
  for (guint fold = 0; done && fold < n_folds && has_fold (run, fold); fold++)
    {
      ecg_progress_set_range (progress, (double) fold / n_folds, (double) (fold + 1) / n_folds);
      done = judge_fold (predictions, run, dataset, settings, fold, progress, cancellable, error);
    }
  ecg_progress_set_range (progress, 0.0, 1.0);
  if (!done)
    return NULL;
  return ecg_evaluation_new (
    predictions, settings,
    (char *const *const[]){ dataset->class_names[0], dataset->class_names[1] });
}

EcgEvaluation *
ecg_experiment_evaluate (
  EcgStore *store, EcgRun *run, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  EcgTrainSettings settings;
  g_autoptr (GPtrArray) sessions =
    ecg_run_data_from_json (store, ecg_run_get_fields (run)->settings, &settings, error);
  g_autoptr (EcgPredictor) predictor =
    sessions == NULL ? NULL : ecg_predictor_load (ecg_run_get_fields (run)->checkpoint, error);
  g_autoptr (EcgDataset) dataset = NULL;
  g_autoptr (EcgEvaluation) evaluation = NULL;

  if (predictor == NULL)
    return NULL;
  dataset = ecg_dataset_new (sessions, ecg_predictor_get_preparation (predictor), progress,
                             cancellable, error);
  if (dataset == NULL || !ecg_run_data_check_complete (dataset, sessions, error) ||
      !ecg_run_data_check_readings (ecg_run_get_fields (run)->settings, dataset, error))
    return NULL;
  evaluation = judge_folds (run, dataset, &settings, progress, cancellable, error);
  if (evaluation == NULL || !keep_evaluation (store, run, evaluation, error))
    return NULL;
  return g_steal_pointer (&evaluation);
}
