#pragma once

#include <json-glib/json-glib.h>

#include "core/dataset/split.h"
#include "core/nn/gradnorm.h"
#include "core/nn/model.h"

G_BEGIN_DECLS

typedef enum
{
  ECG_SIZE_DEFAULT,
  ECG_SIZE_LITE,
} EcgModelSize;

/** EcgTaskChoice: which losses are learnt from. */
typedef enum
{
  ECG_TASKS_BOTH,
  ECG_TASKS_IDENTITY,
  ECG_TASKS_ACTIVITY,
} EcgTaskChoice;

/** EcgKeepChoice: which epoch's network is kept, by its validation. */
typedef enum
{
  ECG_KEEP_ACCURACY, /* the highest mean accuracy; the losses tell ties apart */
  ECG_KEEP_LOSS,     /* the lowest mean loss: a few windows say more by it than by right or wrong */
} EcgKeepChoice;

/**
 * EcgTrainSettings:
 * @protocol: how windows are dealt
 * @all_folds: whether a network is trained for every fold of the protocol, and all are judged as
 * one
 * @tasks: both, or one alone
 * @level_classes: whether every epoch shows as many windows of each person at each activity:
 * windows of rare ones several times, of frequent ones a part
 * @seed: fixes split, initialisation, order, dropout, augmentation
 * @epochs: at most
 * @batch: windows per step
 * @patience: epochs without a better validation before it stops early; by default as many as there
 * are, since a few validation windows end a run while the cosine still has far to go
 * @keep: what makes one validation better than another
 * @threads: team size; 0 for one a core
 * @learning_rate: at the start of the cosine
 * @weight_decay: of weights
 * @clip_norm: of the gradient
 * @averaging: what each step leaves of the moving average of the weights, which is what is
 * validated and kept; 0 for the weights themselves
 * @dropout: share of the embedding that training drops
 * @alpha: GradNorm's
 * @identity_weight: of the losses under %ECG_BALANCE_STATIC; activity has what is left of 2
 * @size, @sca, @pooling, @sca_skip, @balance: see core/nn
 * @low_hz, @high_hz: corners of the band that the network reads
 * @mains_hz: what is notched out of it; 0 for none
 * @augment_...: each augmentation's switch
 *
 * All that a user can choose of a run. A plain value without pointers.
 */
typedef struct
{
  EcgProtocol      protocol;
  gboolean         all_folds;
  EcgTaskChoice    tasks;
  EcgKeepChoice    keep;
  gboolean         level_classes;
  guint64          seed;
  guint            epochs;
  guint            batch;
  guint            patience;
  guint            threads;
  double           learning_rate;
  double           weight_decay;
  double           clip_norm;
  double           averaging;
  double           dropout;
  double           alpha;
  double           identity_weight;
  EcgBalance       balance;
  EcgModelSize     size;
  EcgScaMode       sca;
  EcgScaPooling    pooling;
  gboolean         sca_skip;
  EcgNormalisation normalisation;
  double           low_hz;
  double           high_hz;
  double           mains_hz;
  gboolean         augment_gain;
  gboolean         augment_shift;
  gboolean         augment_noise;
  gboolean         augment_wander;
  gboolean         augment_lead_drop;
  gboolean         augment_tilt;
  gboolean         augment_stretch;
  gboolean         augment_high_pass;
} EcgTrainSettings;

/** ecg_train_settings_learns: Returns: whether @task is learnt. */
gboolean ecg_train_settings_learns (const EcgTrainSettings *self, EcgTask task);

/** The widest band that can be asked for: a lower corner below 5 Hz and an upper one above keep
 * every pair in order; above half of 250 Hz the network sees nothing. */
#define ECG_TRAIN_LEAST_HZ 0.05
#define ECG_TRAIN_MIDDLE_HZ 5.0
#define ECG_TRAIN_MOST_HZ 125.0

#define ECG_TRAIN_MOST_THREADS 256

/** ecg_train_settings_prepare: @preparation (inout): as ecg_preparation_init() made it: takes the
 * band, the notch and the normalisation that were chosen. */
void ecg_train_settings_prepare (const EcgTrainSettings *self, EcgPreparation *preparation);

/** ecg_train_settings_init: The defaults: what tests/bench/docs/accuracy.md chose. */
void ecg_train_settings_init (EcgTrainSettings *self);

/** ecg_train_settings_init_plain: Training as the first description of the model has it, and as
 * runs of earlier versions were trained. */
void ecg_train_settings_init_plain (EcgTrainSettings *self);

/** ecg_train_settings_check: Returns: FALSE with INVALID and a sentence that names the first number
 * that is out of range: what was trained with it could not be read again. */
gboolean ecg_train_settings_check (const EcgTrainSettings *self, GError **error);

/** ecg_train_settings_to_json: Returns: (transfer full): an object. */
JsonNode *ecg_train_settings_to_json (const EcgTrainSettings *self);

/** ecg_train_settings_from_json: Every value is checked for type and range; one that an earlier
 * version did not know may be missing and has its plain value. */
gboolean ecg_train_settings_from_json (EcgTrainSettings *self, JsonNode *node, GError **error);

G_END_DECLS
