#pragma once

#include "core/learn/curves.h"
#include "core/learn/predictor.h"
#include "core/learn/train-settings.h"

G_BEGIN_DECLS

#define ECG_LEARN_ERROR (ecg_learn_error_quark ())

typedef enum
{
  ECG_LEARN_ERROR_DIVERGED,   /* a loss, or an answer of the network, is not finite */
  ECG_LEARN_ERROR_CHECKPOINT, /* a checkpoint is not what it should be */
  ECG_LEARN_ERROR_INVALID,    /* settings or data that nothing can be learnt with */
} EcgLearnError;

GQuark ecg_learn_error_quark (void);

/**
 * EcgTrainObserver:
 * @point: a new point of the curves, at every logged step
 * @attention: (nullable): what the network makes of the pinned window now; @attention is shared
 * @data: given to both
 *
 * Who watches a training. Both are called on the training thread.
 */
typedef struct
{
  void (*point) (const EcgCurvePoint *point, gpointer data);
  void (*attention) (EcgAttention *attention, gpointer data);
  gpointer data;
} EcgTrainObserver;

/**
 * EcgTrainer:
 *
 * One training of the network on one split: model, optimiser, GradNorm, chance and position in the
 * epoch. Its state goes to a checkpoint and back without loss, at any batch. Used by one thread.
 */
typedef struct _EcgTrainer EcgTrainer;

/** ecg_trainer_new: Takes references. Returns: (transfer full) (nullable): NULL with INVALID. */
EcgTrainer *ecg_trainer_new (EcgDataset             *dataset,
                             EcgSplit               *split,
                             const EcgTrainSettings *settings,
                             GError                **error) G_GNUC_WARN_UNUSED_RESULT;
void        ecg_trainer_free (EcgTrainer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgTrainer, ecg_trainer_free)

/** ecg_trainer_pin: Chooses the window whose attention is told about; NULL for the first of the
 * test part. */
void ecg_trainer_pin (EcgTrainer *self, const EcgWindow *window);

/**
 * ecg_trainer_run:
 * @checkpoint: where the state is kept: after every epoch, on stopping and at the end
 * @observer: (nullable): who watches
 *
 * Trains to the end, from wherever it is. Polls @cancellable at every batch. What is kept for
 * prediction is the epoch with the best validation.
 *
 * Returns: FALSE on error; with %G_IO_ERROR_CANCELLED after the checkpoint has been written
 */
gboolean ecg_trainer_run (EcgTrainer             *self,
                          const char             *checkpoint,
                          const EcgTrainObserver *observer,
                          EcgProgress            *progress,
                          GCancellable           *cancellable,
                          GError                **error);

/** ecg_trainer_resume: Takes up the state that @checkpoint holds, of the same data and settings. */
gboolean ecg_trainer_resume (EcgTrainer *self, const char *checkpoint, GError **error);

/** ecg_trainer_get_points: Returns: (transfer none) (element-type EcgCurvePoint): the curves so
 * far. */
GArray *ecg_trainer_get_points (EcgTrainer *self);

/** ecg_trainer_dup_predictor: Returns: (transfer full): the best network so far. */
EcgPredictor *ecg_trainer_dup_predictor (EcgTrainer *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
