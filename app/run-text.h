#pragma once

#include "core/learn/evaluation.h"
#include "core/library/run.h"

G_BEGIN_DECLS

/* What runs are called on the screen. */

/** ecg_protocol_get_title: Returns: a few words, capitalised; `random` is called optimistic. */
const char *ecg_protocol_get_title (EcgProtocol protocol);

/** ecg_protocol_get_sentence: Returns: one sentence that says what a result by it is worth. */
const char *ecg_protocol_get_sentence (EcgProtocol protocol);

/** ecg_run_get_protocol_title: Returns: as ecg_protocol_get_title(); the bare name where this
 * version does not know the protocol. */
const char *ecg_run_get_protocol_title (EcgRun *self);

/** ecg_run_get_state_title: Returns: `finished`, `stopped` and so on. */
const char *ecg_run_get_state_title (EcgRun *self);

/** ecg_run_dup_evaluation: Returns: (transfer full) (nullable): what the run is worth; NULL without
 * error where that is not known yet. */
EcgEvaluation *ecg_run_dup_evaluation (EcgRun *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_figure_dup_percent: Returns: (transfer full): `97.2 %`, or a dash where there is no number.
 */
char *ecg_figure_dup_percent (const EcgFigure *figure) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_dup_summary: Returns: (transfer full): protocol, state and, where known, both
 * accuracies: `Blocked in time · finished · identity 97.1 %, activity 95.0 %`. */
char *ecg_run_dup_summary (EcgRun *self);

/** ecg_seconds_left_dup_text: Returns: (transfer full): `about 3 min left`. */
char *ecg_seconds_left_dup_text (double seconds);

G_END_DECLS
