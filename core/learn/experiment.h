#pragma once

#include "core/learn/evaluation.h"
#include "core/learn/trainer.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/*
 * The whole way from a library to a run and its results, as the window's buttons and the command
 * line both take it. All calls block and touch the store: from the window, in ECG_POOL_TRAIN.
 */

/**
 * ecg_experiment_train:
 * @sessions: (nullable) (element-type EcgSession): what to learn from; NULL for all labelled
 * sessions
 * @name: (nullable): of the run; NULL for one made of the protocol and a number
 *
 * Prepares the data, deals it, trains, keeps checkpoint, curves and state in the library. One
 * thread a core becomes the number that there are now, so that a run resumes with the same team
 * wherever it does. A run that is cancelled is kept as stopped, and can be evaluated. With all
 * folds: one network for each, one after the other, as one run under one progress.
 *
 * Returns: (transfer full) (nullable): the run; NULL on failure. With %G_IO_ERROR_CANCELLED set it
 * was stopped before there was anything to keep; a run that was stopped later is returned, without
 * error, in state %ECG_RUN_STOPPED
 */
EcgRun *ecg_experiment_train (EcgStore               *store,
                              GPtrArray              *sessions,
                              const EcgTrainSettings *settings,
                              const char             *name,
                              const EcgTrainObserver *observer,
                              EcgProgress            *progress,
                              GCancellable           *cancellable,
                              GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_experiment_repeat:
 * @made_of: what another run was made of, as ecg_run_data_to_json() wrote it, there or elsewhere
 * @name: (nullable): of the new run
 *
 * Trains anew on the same recordings, which are found by their fingerprints, with the same settings
 * and team size. On a machine that calculates alike it ends with the same weights, bit for bit.
 *
 * Returns: (transfer full) (nullable): as ecg_experiment_train(); NULL also where a recording is
 * not in the library, is read in another way or would be dealt otherwise
 */
EcgRun *ecg_experiment_repeat (EcgStore               *store,
                               const char             *made_of,
                               const char             *name,
                               const EcgTrainObserver *observer,
                               EcgProgress            *progress,
                               GCancellable           *cancellable,
                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_experiment_evaluate: Judges @run on its own test part, dealt anew by its seed and checked
 * for leaks; stores the result. Returns: (transfer full) (nullable). */
EcgEvaluation *ecg_experiment_evaluate (EcgStore     *store,
                                        EcgRun       *run,
                                        EcgProgress  *progress,
                                        GCancellable *cancellable,
                                        GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_experiment_resume:
 *
 * Goes on with a run that was stopped, or whose program ended, from its last checkpoint (after an
 * epoch, or where it was stopped): it ends with the same weights, bit for bit, as if it had never
 * been interrupted.
 *
 * Returns: (transfer full) (nullable): as ecg_experiment_train(); NULL also for a run that has
 * finished, that is being trained by another program, or whose data are no longer the same
 */
EcgRun *ecg_experiment_resume (EcgStore               *store,
                               EcgRun                 *run,
                               const EcgTrainObserver *observer,
                               EcgProgress            *progress,
                               GCancellable           *cancellable,
                               GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
