#pragma once

#include "core/learn/experiment.h"

G_BEGIN_DECLS

/**
 * EcgAblationRow:
 * @tasks: `identity`, `activity`, `both-equal` or `both-gradnorm`
 * @sca: `none`, `channel`, `sequence` or `full`
 * @run: in the library
 * @evaluation: of it
 */
typedef struct
{
  const char    *tasks;
  const char    *sca;
  EcgRun        *run;
  EcgEvaluation *evaluation;
} EcgAblationRow;

void ecg_ablation_row_free (EcgAblationRow *self);

#define ECG_ABLATION_TASKS 4
#define ECG_ABLATION_SCAS 4
#define ECG_ABLATION_ROWS (ECG_ABLATION_TASKS * ECG_ABLATION_SCAS)

/** ecg_ablation_name: Returns: (transfer full): of the run that is cell (@task, @sca) of the grid
 * @grid; the order is that of #EcgAblationRow's values. */
char *ecg_ablation_name (const char *grid, gsize task, gsize sca) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_ablation_parse_name: Finds the grid whose cell a run called @name is: (transfer full)
 * (nullable) @grid. Returns: FALSE where the name is no cell's. */
gboolean ecg_ablation_parse_name (const char *name, char **grid, gsize *task, gsize *sca);

/**
 * ecg_ablation_run:
 * @sessions: (nullable) (element-type EcgSession): what to learn from; NULL for all labelled ones
 * @settings: of every run but for what the grid changes
 * @name: what the runs' names begin with
 * @observer: (nullable): of every training
 *
 * The grid {identity alone, activity alone, both at equal weights, both by GradNorm} x {no
 * attention, channel, sequence, both}: each cell is a run of the library, called `NAME-TASKS-SCA`.
 * One that is there and finished is taken as it is, one that was interrupted goes on: so does the
 * whole grid.
 *
 * Returns: (transfer full) (nullable) (element-type EcgAblationRow): NULL when cancelled, and where
 * a run of that name was made with other settings
 */
GPtrArray *ecg_ablation_run (EcgStore               *store,
                             GPtrArray              *sessions,
                             const EcgTrainSettings *settings,
                             const char             *name,
                             const EcgTrainObserver *observer,
                             EcgProgress            *progress,
                             GCancellable           *cancellable,
                             GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
