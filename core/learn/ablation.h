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

#define ECG_ABLATION_ROWS 16

/**
 * ecg_ablation_run:
 * @settings: of every run but for what the grid changes
 * @name: what the runs' names begin with
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
                             const EcgTrainSettings *settings,
                             const char             *name,
                             EcgProgress            *progress,
                             GCancellable           *cancellable,
                             GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
