/*
 * What each part of the network is worth: the same training with and without it.
 */

#include "core/learn/ablation.h"

#include "core/learn/run-data.h"
#include "core/recording/json-text.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char   *name;
  EcgTaskChoice tasks;
  EcgBalance    balance;
} task_cells[] = {
  { "identity", ECG_TASKS_IDENTITY, ECG_BALANCE_EQUAL },
  { "activity", ECG_TASKS_ACTIVITY, ECG_BALANCE_EQUAL },
  { "both-equal", ECG_TASKS_BOTH, ECG_BALANCE_EQUAL },
  { "both-gradnorm", ECG_TASKS_BOTH, ECG_BALANCE_GRADNORM },
};

static const struct
{
  const char *name;
  EcgScaMode  sca;
} sca_cells[] = {
  { "none", ECG_SCA_NONE },
  { "channel", ECG_SCA_CHANNEL },
  { "sequence", ECG_SCA_SEQUENCE },
  { "full", ECG_SCA_FULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (task_cells) * G_N_ELEMENTS (sca_cells) == ECG_ABLATION_ROWS);

void
ecg_ablation_row_free (EcgAblationRow *self)
{
  g_clear_object (&self->run);
  g_clear_pointer (&self->evaluation, ecg_evaluation_unref);
  g_free (self);
}

/* A run of the cell's name that was made of something else must not stand in for it. */
static gboolean
check_settings (EcgStore *store, EcgRun *run, const EcgTrainSettings *settings, GError **error)
{
  EcgTrainSettings stored;
  g_autoptr (GPtrArray) sessions =
    ecg_run_data_from_json (store, ecg_run_get_fields (run)->settings, &stored, error);
  g_autoptr (JsonNode) wanted = ecg_train_settings_to_json (settings);
  g_autoptr (JsonNode) found = NULL;

  if (sessions == NULL)
    return FALSE;
  found = ecg_train_settings_to_json (&stored);
  if (json_node_equal (wanted, found))
    return TRUE;
  g_set_error (
    error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
    _ ("There is a run %s already, made with other settings: give the grid another name."),
    ecg_run_get_name (run));
  return FALSE;
}

static EcgRun *
train_cell (EcgStore               *store,
            const EcgTrainSettings *settings,
            const char             *name,
            EcgProgress            *progress,
            GCancellable           *cancellable,
            GError                **error)
{
  g_autoptr (EcgRun) run = ecg_store_find_run (store, name, NULL);

  if (run == NULL)
    return ecg_experiment_train (store, NULL, settings, name, NULL, progress, cancellable, error);
  if (!check_settings (store, run, settings, error))
    return NULL;
  if (ecg_run_get_state (run) == ECG_RUN_FINISHED)
    return g_steal_pointer (&run);
  return ecg_experiment_resume (store, run, NULL, progress, cancellable, error);
}

static EcgEvaluation *
judge_cell (
  EcgStore *store, EcgRun *run, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  const char *known = ecg_run_get_fields (run)->evaluation;
  g_autoptr (JsonNode) node = known == NULL ? NULL : ecg_json_parse (known, -1, NULL);

  return node != NULL ? ecg_evaluation_from_json (node, error)
                      : ecg_experiment_evaluate (store, run, progress, cancellable, error);
}

/* A run that was stopped is no result: the grid was. */
static EcgAblationRow *
run_cell (EcgStore               *store,
          const EcgTrainSettings *settings,
          gsize                   cell,
          const char             *prefix,
          EcgProgress            *progress,
          GCancellable           *cancellable,
          GError                **error)
{
  const gsize      t = cell / G_N_ELEMENTS (sca_cells), s = cell % G_N_ELEMENTS (sca_cells);
  g_autofree char *name =
    g_strdup_printf ("%s-%s-%s", prefix, task_cells[t].name, sca_cells[s].name);
  EcgTrainSettings own = *settings;
  g_autoptr (EcgRun) run = NULL;
  EcgEvaluation  *evaluation;
  EcgAblationRow *row;

  own.tasks = task_cells[t].tasks;
  own.balance = task_cells[t].balance;
  own.sca = sca_cells[s].sca;
  run = train_cell (store, &own, name, progress, cancellable, error);
  if (run == NULL || (ecg_run_get_state (run) != ECG_RUN_FINISHED &&
                      g_cancellable_set_error_if_cancelled (cancellable, error)))
    return NULL;
  evaluation = judge_cell (store, run, progress, cancellable, error);
  if (evaluation == NULL)
    return NULL;
  row = g_new0 (EcgAblationRow, 1);
  row->tasks = task_cells[t].name;
  row->sca = sca_cells[s].name;
  row->run = g_steal_pointer (&run);
  row->evaluation = evaluation;
  return row;
}

GPtrArray *
ecg_ablation_run (EcgStore               *store,
                  const EcgTrainSettings *settings,
                  const char             *name,
                  EcgProgress            *progress,
                  GCancellable           *cancellable,
                  GError                **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_ablation_row_free);

  for (gsize cell = 0; cell < ECG_ABLATION_ROWS; cell++)
    {
      EcgAblationRow *row = run_cell (store, settings, cell, name, progress, cancellable, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}
