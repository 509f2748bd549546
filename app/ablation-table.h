#pragma once

#include <adwaita.h>

#include "core/library/run.h"

G_BEGIN_DECLS

#define ECG_TYPE_ABLATION_TABLE (ecg_ablation_table_get_type ())

/**
 * EcgAblationTable:
 *
 * What each part of the network is worth: accuracies of the sixteen runs of a grid, tasks by
 * attention. A cell is a button that shows its run, by the action `results.show-run`. Hides itself
 * where the run on show belongs to no grid.
 */
G_DECLARE_FINAL_TYPE (EcgAblationTable, ecg_ablation_table, ECG, ABLATION_TABLE, AdwBin)

GtkWidget *ecg_ablation_table_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_ablation_table_show: @runs: (nullable) (element-type EcgRun): of the library; @shown:
 * (nullable): the run on show. */
void ecg_ablation_table_show (EcgAblationTable *self, GListModel *runs, EcgRun *shown);

G_END_DECLS
