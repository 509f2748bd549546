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

G_STATIC_ASSERT (G_N_ELEMENTS (task_cells) == ECG_ABLATION_TASKS);
G_STATIC_ASSERT (G_N_ELEMENTS (sca_cells) == ECG_ABLATION_SCAS);

/* Of a cell's share of the progress, what training takes; judging has the rest. */
#define TRAINING_SHARE 0.95

char *
ecg_ablation_name (const char *grid, gsize task, gsize sca)
{
  g_return_val_if_fail (grid != NULL && task < ECG_ABLATION_TASKS && sca < ECG_ABLATION_SCAS, NULL);

  return g_strdup_printf ("%s-%s-%s", grid, task_cells[task].name, sca_cells[sca].name);
}

gboolean
ecg_ablation_parse_name (const char *name, char **grid, gsize *task, gsize *sca)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (*task = 0; *task < ECG_ABLATION_TASKS; (*task)++)
    for (*sca = 0; *sca < ECG_ABLATION_SCAS; (*sca)++)
      {
        g_autofree char *suffix = ecg_ablation_name ("", *task, *sca);

        if (!g_str_has_suffix (name, suffix) || strlen (name) == strlen (suffix))
          continue;
        *grid = g_strndup (name, strlen (name) - strlen (suffix));
        return TRUE;
      }
  return FALSE;
}

void
ecg_ablation_row_free (EcgAblationRow *self)
{
  g_clear_object (&self->run);
  g_clear_pointer (&self->evaluation, ecg_evaluation_unref);
  g_free (self);
}

/* What every cell of a grid has in common. */
typedef struct
{
  EcgStore               *store;
  GPtrArray              *sessions;
  const EcgTrainSettings *settings;
  const char             *name;
  const EcgTrainObserver *observer;
  EcgProgress            *progress;
  GCancellable           *cancellable;
} Grid;

static gboolean
are_same_sessions (GPtrArray *a, GPtrArray *b)
{
  gboolean same = a->len == b->len;

  for (guint i = 0; i < a->len && same; i++)
    {
      same = FALSE;
      for (guint j = 0; j < b->len && !same; j++)
        same = ecg_session_get_id (g_ptr_array_index (a, i)) ==
               ecg_session_get_id (g_ptr_array_index (b, j));
    }
  return same;
}

/* A run of the cell's name that was made of something else must not stand in for it. */
static gboolean
check_origin (const Grid *grid, EcgRun *run, const EcgTrainSettings *settings, GError **error)
{
  EcgTrainSettings stored, own = *settings;
  g_autoptr (GPtrArray) sessions =
    ecg_run_data_from_json (grid->store, ecg_run_get_fields (run)->settings, &stored, error);
  g_autoptr (JsonNode) wanted = NULL;
  g_autoptr (JsonNode) found = NULL;

  if (sessions == NULL)
    return FALSE;
  if (own.threads == 0)
    own.threads = stored.threads; /* so many as there were */
  wanted = ecg_train_settings_to_json (&own);
  found = ecg_train_settings_to_json (&stored);
  if (!json_node_equal (wanted, found))
    g_set_error (
      error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
      _ ("There is a run %s already, made with other settings: give the grid another name."),
      ecg_run_get_name (run));
  else if (grid->sessions != NULL && !are_same_sessions (grid->sessions, sessions))
    g_set_error (
      error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
      _ ("There is a run %s already, made of other sessions: give the grid another name."),
      ecg_run_get_name (run));
  else
    return TRUE;
  return FALSE;
}

static EcgRun *
train_cell (const Grid *grid, const EcgTrainSettings *settings, const char *name, GError **error)
{
  g_autoptr (EcgRun) run = ecg_store_find_run (grid->store, name, NULL);

  if (run == NULL)
    return ecg_experiment_train (grid->store, grid->sessions, settings, name, grid->observer,
                                 grid->progress, grid->cancellable, error);
  if (!check_origin (grid, run, settings, error))
    return NULL;
  if (ecg_run_get_state (run) == ECG_RUN_FINISHED)
    return g_steal_pointer (&run);
  return ecg_experiment_resume (grid->store, run, grid->observer, grid->progress, grid->cancellable,
                                error);
}

static EcgEvaluation *
judge_cell (const Grid *grid, EcgRun *run, GError **error)
{
  const char *known = ecg_run_get_fields (run)->evaluation;
  g_autoptr (JsonNode) node = known == NULL ? NULL : ecg_json_parse (known, -1, NULL);

  return node != NULL
           ? ecg_evaluation_from_json (node, error)
           : ecg_experiment_evaluate (grid->store, run, grid->progress, grid->cancellable, error);
}

/* A run that was stopped is no result: the grid was. */
static EcgAblationRow *
run_cell (const Grid *grid, gsize cell, GError **error)
{
  const gsize      task = cell / ECG_ABLATION_SCAS, sca = cell % ECG_ABLATION_SCAS;
  const double     n = ECG_ABLATION_ROWS, middle = ((double) cell + TRAINING_SHARE) / n;
  g_autofree char *name = ecg_ablation_name (grid->name, task, sca);
  EcgTrainSettings own = *grid->settings;
  g_autoptr (EcgRun) run = NULL;
  EcgEvaluation  *evaluation;
  EcgAblationRow *row;

  own.tasks = task_cells[task].tasks;
  own.balance = task_cells[task].balance;
  own.sca = sca_cells[sca].sca;
  ecg_progress_set_part (grid->progress, (double) cell / n, middle);
  run = train_cell (grid, &own, name, error);
  if (run == NULL || (ecg_run_get_state (run) != ECG_RUN_FINISHED &&
                      g_cancellable_set_error_if_cancelled (grid->cancellable, error)))
    return NULL;
  ecg_progress_set_part (grid->progress, middle, ((double) cell + 1.0) / n);
  evaluation = judge_cell (grid, run, error);
  if (evaluation == NULL)
    return NULL;
  row = g_new0 (EcgAblationRow, 1);
  row->tasks = task_cells[task].name;
  row->sca = sca_cells[sca].name;
  row->run = g_steal_pointer (&run);
  row->evaluation = evaluation;
  return row;
}

GPtrArray *
ecg_ablation_run (EcgStore               *store,
                  GPtrArray              *sessions,
                  const EcgTrainSettings *settings,
                  const char             *name,
                  const EcgTrainObserver *observer,
                  EcgProgress            *progress,
                  GCancellable           *cancellable,
                  GError                **error)
{
  const Grid grid = { store, sessions, settings, name, observer, progress, cancellable };
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_ablation_row_free);

  for (gsize cell = 0; cell < ECG_ABLATION_ROWS; cell++)
    {
      EcgAblationRow *row = run_cell (&grid, cell, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}
