#pragma once

#include "core/jobs/progress.h"
#include "core/learn/experiment.h"

G_BEGIN_DECLS

#define ECG_TYPE_TRAINING_JOB (ecg_training_job_get_type ())

/**
 * EcgTrainingJob:
 *
 * One training as the window sees it: a job in %ECG_POOL_TRAIN that hands over what happens to the
 * main thread, at most one delivery at a time, and judges the network when it has finished. Used
 * once. Main thread.
 *
 * Property `evaluating`: whether the network is being judged already. Signals: `points` (GArray of
 * EcgCurvePoint): what came since the last time; `attention` (EcgAttention): the latest of the
 * pinned window; `ended` (EcgRun, or NULL; GError, or NULL): there can be both, where the network
 * was trained but could not be judged. Arguments are owned by the emission.
 */
G_DECLARE_FINAL_TYPE (EcgTrainingJob, ecg_training_job, ECG, TRAINING_JOB, GObject)

/**
 * ecg_training_job_new:
 * @sessions: (element-type EcgSession): what to learn from
 * @name: (nullable): of the run; NULL for one made up
 */
EcgTrainingJob *ecg_training_job_new (EcgStore               *store,
                                      GPtrArray              *sessions,
                                      const EcgTrainSettings *settings,
                                      const char             *name) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_training_job_new_grid: One that trains and judges all sixteen variants of an ablation, as
 * runs whose names begin with @name; it ends with the last of them. */
EcgTrainingJob *ecg_training_job_new_grid (EcgStore               *store,
                                           GPtrArray              *sessions,
                                           const EcgTrainSettings *settings,
                                           const char             *name) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_training_job_new_resumed: One that goes on with @run, which was stopped. */
EcgTrainingJob *ecg_training_job_new_resumed (EcgStore *store,
                                              EcgRun   *run) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_training_job_start: Begins; the job lives until it has ended. */
void ecg_training_job_start (EcgTrainingJob *self);

/** ecg_training_job_stop: Asks it to stop, within a batch; what was learnt is kept. */
void ecg_training_job_stop (EcgTrainingJob *self);

/** ecg_training_job_get_progress: Returns: (transfer none): of the training; another one once it is
 * `evaluating`. */
EcgProgress *ecg_training_job_get_progress (EcgTrainingJob *self);
gboolean     ecg_training_job_get_evaluating (EcgTrainingJob *self);

G_END_DECLS
