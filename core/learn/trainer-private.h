#pragma once

#include "core/learn/trainer.h"
#include "core/nn/adam.h"

G_BEGIN_DECLS

/*
 * The state of a training, shared by trainer.c, which moves it on, trainer-batches.c, which feeds
 * it, trainer-validation.c, which judges it, and trainer-state.c, which keeps it in a checkpoint.
 *
 * All that is left to chance comes from streams that are made anew from seed and position, so the
 * position is the whole state of chance.
 */

/* Streams of chance that one seed feeds: the first of each. */
#define ECG_STREAM_INIT G_GUINT64_CONSTANT (1)
#define ECG_STREAM_ORDER G_GUINT64_CONSTANT (1000)        /* one an epoch */
#define ECG_STREAM_DROPOUT (G_GUINT64_CONSTANT (1) << 40) /* one a step */
#define ECG_STREAM_AUGMENT (G_GUINT64_CONSTANT (1) << 41) /* one an example */

/** EcgTrainPosition: where a training stands: integers, saved as they are. */
typedef struct
{
  gint64 epoch; /* under way, from 0 */
  gint64 batch; /* next of the epoch */
  gint64 step;  /* optimiser steps so far */
  gint64 stale; /* epochs since the best validation */
  gint64 has_best;
} EcgTrainPosition;

struct _EcgTrainer
{
  /* what is learnt from */
  EcgDataset      *dataset;
  EcgSplit        *split;
  EcgTrainSettings settings;
  EcgSpan *shifts; /* of each training window: where it may begin without leaving what trains */

  /* what is learnt */
  EcgModel        *model;
  EcgModel        *average; /* of its values over the steps; NULL where none is kept */
  EcgModel        *best;    /* of the epoch with the best validation */
  double           best_score;
  EcgAdam          adam;
  float           *moments; /* both of Adam's blocks */
  EcgGradNorm      gradnorm;
  EcgTrainPosition position;
  GArray          *points; /* EcgCurvePoint */

  /* what is worked in */
  EcgTeam      *team;
  EcgModelWork *work;
  float        *gradients;
  float        *x;
  gint32       *labels[ECG_N_TASKS];
  size_t       *order;
  float        *probability[ECG_N_TASKS]; /* of the validation windows */
  EcgModelWork *pinned_work;
  EcgWindow     pinned;
  gint64        told_at_us;
};

/** ecg_trainer_new_with_config: As ecg_trainer_new(), with a network of one's own sizes; classes,
 * leads and length are set from the data. */
EcgTrainer *ecg_trainer_new_with_config (EcgDataset             *dataset,
                                         EcgSplit               *split,
                                         const EcgTrainSettings *settings,
                                         const EcgModelConfig   *config,
                                         GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_trainer_get_windows: Returns: (transfer none): those of @part. */
static inline const GArray *
ecg_trainer_get_windows (EcgTrainer *self, EcgPart part)
{
  return self->split->parts[part];
}

/** ecg_trainer_find_shifts: Finds where each training window may begin. */
void ecg_trainer_find_shifts (EcgTrainer *self);

/** ecg_trainer_shuffle_epoch: Deals the windows of the epoch under way. */
void ecg_trainer_shuffle_epoch (EcgTrainer *self);

/** ecg_trainer_cut_batch: Writes the next batch, altered, and its labels. Returns: its windows. */
gsize ecg_trainer_cut_batch (EcgTrainer *self);

/** ecg_trainer_get_judged: Returns: (transfer none): what is judged after each epoch, and kept if
 * it is the best. */
EcgModel *ecg_trainer_get_judged (EcgTrainer *self);

/** ecg_trainer_validate: Judges the network, and keeps it if it is the best. */
gboolean ecg_trainer_validate (EcgTrainer *self, GCancellable *cancellable, GError **error);

/** ecg_trainer_fail_diverged: Returns: FALSE, with an error that names @batch of the epoch. */
gboolean ecg_trainer_fail_diverged (EcgTrainer *self, gint64 batch, GError **error);

/** ecg_trainer_count_batches: Returns: how many steps an epoch has. */
gsize ecg_trainer_count_batches (EcgTrainer *self);

/** ecg_trainer_save: Writes the whole state to a checkpoint. */
gboolean ecg_trainer_save (EcgTrainer *self, const char *path, GError **error);

G_END_DECLS
