/*
 * From a library to a run and its results.
 */

#include "core/learn/experiment.h"

#include "core/learn/run-data.h"
#include "core/learn/safetensors.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define MAX_RUN_NAME 100
#define CHECKPOINT_SUFFIX ".safetensors"

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
  preparation.normalisation = settings->normalisation;
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

/* The name becomes a file's. */
static gboolean
check_name (const char *name, GError **error)
{
  gboolean good = *name != '\0' && *name != '.' && *name != '-' && strlen (name) <= MAX_RUN_NAME &&
                  g_utf8_validate (name, -1, NULL);

  for (const char *c = name; *c != '\0'; c++)
    good = good && *c != G_DIR_SEPARATOR && !g_ascii_iscntrl (*c);
  if (!good)
    g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                 _ ("“%s” cannot name a run: expected 1 to %d letters, digits, spaces or dashes, "
                    "no slash, no leading dot or dash."),
                 name, MAX_RUN_NAME);
  return good;
}

static char *
make_checkpoint_path (EcgStore *store, const char *name, GError **error)
{
  g_autofree char *folder = ecg_store_dup_runs_folder (store);
  g_autofree char *file = g_strconcat (name, CHECKPOINT_SUFFIX, NULL);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_build_filename (folder, file, NULL);
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
               _ ("The folder %s for checkpoints cannot be made: %s."), folder, g_strerror (errno));
  return NULL;
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
keep_curves (EcgStore *store, gint64 run, EcgRunState state, EcgTrainer *trainer, GError **error)
{
  g_autoptr (JsonNode) curves = ecg_curves_to_json (ecg_trainer_get_points (trainer));
  g_autofree char   *text = json_to_string (curves, FALSE);
  const EcgRunFields fields = { .id = run, .state = state, .curves = text };

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

/* Of the first fold the run's own; the others' beside it. */
static char *
get_fold_checkpoint (const char *checkpoint, guint fold)
{
  g_autofree char *stem = NULL;

  if (fold == 0)
    return g_strdup (checkpoint);
  stem = g_str_has_suffix (checkpoint, CHECKPOINT_SUFFIX)
           ? g_strndup (checkpoint, strlen (checkpoint) - strlen (CHECKPOINT_SUFFIX))
           : g_strdup (checkpoint);
  return g_strdup_printf ("%s.fold%u%s", stem, fold + 1, CHECKPOINT_SUFFIX);
}

/* One network for each fold, under one progress; the curves that are kept are those of the last. */
typedef struct
{
  EcgStore               *store;
  EcgDataset             *dataset;
  const EcgTrainSettings *settings;
  const char             *checkpoint;
  const EcgTrainObserver *observer;
  EcgProgress            *progress;
  GCancellable           *cancellable;
  EcgTrainer             *trainer; /* of the fold under way */
} Training;

static gboolean
train_fold (Training *self, guint fold, GError **error)
{
  g_autoptr (EcgSplit) split =
    ecg_split_new (self->dataset, self->settings->protocol, self->settings->seed, fold, error);
  g_autofree char *checkpoint = get_fold_checkpoint (self->checkpoint, fold);
  EcgTrainer      *trainer =
    split == NULL ? NULL : ecg_trainer_new (self->dataset, split, self->settings, error);

  if (trainer == NULL)
    return FALSE;
  g_clear_pointer (&self->trainer, ecg_trainer_free);
  self->trainer = trainer;
  return ecg_trainer_run (trainer, checkpoint, self->observer, self->progress, self->cancellable,
                          error);
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
train (Training *self, gint64 run, const char *name, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  const gboolean    done = train_folds (self, &local_error);
  const EcgRunState state = judge_end (done, local_error);

  if (self->trainer != NULL && !keep_curves (self->store, run, state, self->trainer, error))
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
train_on (EcgStore               *store,
          GPtrArray              *sessions,
          const EcgTrainSettings *settings,
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
  EcgRun          *finished = NULL;
  gint64           run;

  if (dataset == NULL || !try_first_fold (dataset, settings, error))
    return NULL;
  checkpoint = make_checkpoint_path (store, name, error);
  if (checkpoint == NULL)
    return NULL;
  training.checkpoint = checkpoint;
  run = add_run (store, dataset, settings, name, checkpoint, error);
  if (run != 0)
    finished = train (&training, run, name, error);
  g_clear_pointer (&training.trainer, ecg_trainer_free);
  return finished;
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

  g_return_val_if_fail (ECG_IS_STORE (store), NULL);

  if (chosen == NULL || own_name == NULL || !check_name (own_name, error))
    return NULL;
  return train_on (store, chosen, settings, own_name, observer, progress, cancellable, error);
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
  g_autofree char *checkpoint = get_fold_checkpoint (ecg_run_get_fields (run)->checkpoint, fold);
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
  g_autofree char *checkpoint = get_fold_checkpoint (ecg_run_get_fields (run)->checkpoint, fold);

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
    predictions, settings->protocol,
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
  if (dataset == NULL)
    return NULL;
  if (dataset->n_items != sessions->len)
    {
      g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                   _ ("The run cannot be judged on its own test part: %s"),
                   (const char *) dataset->left_out->pdata[0]);
      return NULL;
    }
  evaluation = judge_folds (run, dataset, &settings, progress, cancellable, error);
  if (evaluation == NULL || !keep_evaluation (store, run, evaluation, error))
    return NULL;
  return g_steal_pointer (&evaluation);
}

/* Export */

/* The five tensors of one part, in memory of their own. */
typedef struct
{
  char   *names[5];
  float  *x;
  gint64 *numbers[4]; /* subject, activity, session, start */
} PartTensors;

static void
part_tensors_clear (PartTensors *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->names); i++)
    g_free (self->names[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (self->numbers); i++)
    g_free (self->numbers[i]);
  g_free (self->x);
}

static void
fill_part (PartTensors      *self,
           const EcgDataset *dataset,
           const EcgSplit   *split,
           const GArray     *windows,
           gsize             window_size)
{
  self->x = g_new (float, MAX (windows->len, 1) * window_size);
  for (gsize k = 0; k < G_N_ELEMENTS (self->numbers); k++)
    self->numbers[k] = g_new (gint64, MAX (windows->len, 1));
  for (guint i = 0; i < windows->len; i++)
    {
      const EcgWindow      *window = &g_array_index (windows, EcgWindow, i);
      const EcgDatasetItem *item = &dataset->items[window->item];

      ecg_window_cut (self->x + i * window_size, item->features, &split->scalers[window->item],
                      &dataset->preparation, window->start);
      self->numbers[0][i] = item->subject;
      self->numbers[1][i] = item->activity;
      self->numbers[2][i] = ecg_session_get_id (item->session);
      self->numbers[3][i] =
        ecg_features_to_source (item->features, &dataset->preparation, window->start);
    }
}

static void
add_part (GArray           *tensors,
          PartTensors      *self,
          const char       *part,
          const EcgDataset *dataset,
          const EcgSplit   *split,
          const GArray     *windows)
{
  static const char *const names[] = { "x", "subject", "activity", "session", "start" };
  const gsize              n_leads = g_strv_length (dataset->preparation.leads);
  const gsize              length = dataset->preparation.window;

  fill_part (self, dataset, split, windows, n_leads * length);
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
    {
      EcgTensorView view = { .type = ECG_TENSOR_I64, .rank = 1, .shape = { windows->len } };

      self->names[k] = g_strdup_printf ("%s.%s", part, names[k]);
      view.name = self->names[k];
      if (k == 0)
        {
          view.type = ECG_TENSOR_F32;
          view.rank = 3;
          view.shape[1] = n_leads;
          view.shape[2] = length;
          view.data = self->x;
        }
      else
        view.data = self->numbers[k - 1];
      g_array_append_val (tensors, view);
    }
}

static gboolean
write_windows (const EcgDataset *dataset, const EcgSplit *split, const char *path, GError **error)
{
  static const char *const parts[ECG_N_PARTS] = { "train", "validation", "test" };
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (EcgTensorView));
  g_autoptr (GHashTable) metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  PartTensors data[ECG_N_PARTS] = { 0 };
  gboolean    written;

  g_hash_table_insert (metadata, (gpointer) "protocol",
                       g_strdup (ecg_protocol_get_name (split->protocol)));
  g_hash_table_insert (metadata, (gpointer) "subjects", g_strjoinv ("\n", dataset->class_names[0]));
  g_hash_table_insert (metadata, (gpointer) "activities",
                       g_strjoinv ("\n", dataset->class_names[1]));
  g_hash_table_insert (metadata, (gpointer) "leads", g_strjoinv ("\n", dataset->preparation.leads));
  for (gsize part = 0; part < ECG_N_PARTS; part++)
    add_part (tensors, &data[part], parts[part], dataset, split, split->parts[part]);
  written = ecg_safetensors_write (path, tensors, metadata, error);
  for (gsize part = 0; part < ECG_N_PARTS; part++)
    part_tensors_clear (&data[part]);
  return written;
}

gboolean
ecg_experiment_export_windows (EcgStore     *store,
                               EcgProtocol   protocol,
                               guint64       seed,
                               const char   *path,
                               EcgProgress  *progress,
                               GCancellable *cancellable,
                               GError      **error)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, error);
  g_autoptr (EcgDataset) dataset = NULL;
  g_autoptr (EcgSplit) split = NULL;
  EcgTrainSettings settings;

  if (sessions == NULL)
    return FALSE;
  ecg_train_settings_init (&settings);
  dataset = prepare (sessions, &settings, progress, cancellable, error);
  split = dataset == NULL ? NULL : ecg_split_new (dataset, protocol, seed, 0, error);
  return split != NULL && write_windows (dataset, split, path, error);
}
