#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/rng.h"
#include "core/base/team.h"
#include "core/nn/params.h"

/*
 * The DT4ECG network as a table of layers: a trunk that both tasks share, and two heads. The idea
 * is You et al., arXiv 2502.11023, 2025; the sizes are this project's own.
 */

#define ECG_MODEL_MAX_STAGES 6
#define ECG_N_TASKS 2

/** EcgTask: the order in which everything that exists once per task is stored. */
typedef enum
{
  ECG_TASK_IDENTITY,
  ECG_TASK_ACTIVITY,
} EcgTask;

typedef enum
{
  ECG_SCA_FULL,     /* channel gate, then sequence gate */
  ECG_SCA_CHANNEL,  /* channel gate only; b = 1 */
  ECG_SCA_SEQUENCE, /* sequence gate only; a = 1 */
  ECG_SCA_NONE,     /* no gates, no skip: out = F */
} EcgScaMode;

typedef enum
{
  ECG_SCA_POOL_MEAN,
  ECG_SCA_POOL_MEAN_MAX, /* as CBAM: both pooled vectors pass the same gate, logits summed */
} EcgScaPooling;

/**
 * EcgModelConfig:
 * @leads: input channels
 * @length: samples per window, L
 * @n_stages: residual stages, 1 to %ECG_MODEL_MAX_STAGES
 * @widths: channels of each stage; the stem has widths[0]
 * @kernel: odd; of the residual convolutions and of SCA's sequence gate
 * @stem_kernel: odd
 * @embedding: length of the shared embedding z
 * @n_classes: subjects and activities, by #EcgTask
 * @dropout: share of z that training drops
 *
 * All that fixes the shapes of a model.
 */
typedef struct
{
  size_t        leads;
  size_t        length;
  size_t        n_stages;
  size_t        widths[ECG_MODEL_MAX_STAGES];
  size_t        kernel;
  size_t        stem_kernel;
  size_t        embedding;
  size_t        n_classes[ECG_N_TASKS];
  float         dropout;
  EcgScaMode    sca;
  EcgScaPooling pooling;
  bool          sca_skip;
} EcgModelConfig;

/** ecg_model_config_default: Fills in the sizes of model.md; 1,023,930 parameters for 3 leads, 25
 * subjects, 5 activities. */
void ecg_model_config_default (
  EcgModelConfig *config, size_t leads, size_t length, size_t subjects, size_t activities);

/** ecg_model_config_lite: The default with every width, and the embedding, halved. */
void ecg_model_config_lite (
  EcgModelConfig *config, size_t leads, size_t length, size_t subjects, size_t activities);

/** ecg_model_config_is_valid: Returns: whether the sizes are in range and a model of them fits in
 * memory (at most 2^28 values). */
bool ecg_model_config_is_valid (const EcgModelConfig *config);

/**
 * EcgModel:
 *
 * Parameters and running statistics: one block of floats that ecg_model_params() describes.
 * Inference only reads it, so threads may share a model that nobody trains.
 */
typedef struct _EcgModel EcgModel;

/** ecg_model_new: Returns: (transfer full): a model with zero weights and fresh running statistics;
 * NULL without memory. */
EcgModel *ecg_model_new (const EcgModelConfig *config) __attribute__ ((warn_unused_result));
EcgModel *ecg_model_copy (const EcgModel *model) __attribute__ ((warn_unused_result));
void      ecg_model_free (EcgModel *model);

/** ecg_model_config: Returns: (transfer none): the sizes and switches that @model was made with. */
const EcgModelConfig *ecg_model_config (const EcgModel *model);

/** ecg_model_params: Returns: (transfer none): name, shape, offset and kind of every tensor, learnt
 * and running, in file order. */
const EcgParams *ecg_model_params (const EcgModel *model);

/** ecg_model_values: Returns: (transfer none): the block, as ecg_model_params() lays it out;
 * ecg_params_export() gives it PyTorch's order. */
float       *ecg_model_values (EcgModel *model);
const float *ecg_model_const_values (const EcgModel *model);

/** ecg_model_init_weights: Draws the weights (He et al. 2015 for what ReLU follows, PyTorch's
 * bounds for the rest), batch norm 1 and 0. */
void ecg_model_init_weights (EcgModel *model, EcgRng *rng);

/** ecg_model_stage_channels: Returns: C of stage @stage: the length of its channel attention. */
size_t ecg_model_stage_channels (const EcgModelConfig *config, size_t stage);

/** ecg_model_stage_length: Returns: T of stage @stage: the length of its sequence attention. */
size_t ecg_model_stage_length (const EcgModelConfig *config, size_t stage);

/** ecg_model_stage_stride: Returns: input samples per step of the sequence attention of stage
 * @stage; step t is centred at t · stride. */
size_t ecg_model_stage_stride (const EcgModelConfig *config, size_t stage);

/**
 * EcgModelOutput:
 * @probability: (nullable): by task, (B, n_classes); softmax
 * @logit: (nullable): by task, (B, n_classes)
 * @embedding: (nullable): z after ReLU, (B, embedding)
 * @channel: (nullable): by stage, a, (B, C), in (0, 1)
 * @sequence: (nullable): by stage, b, (B, T), in (0, 1)
 *
 * Where ecg_model_predict() writes; each pointer may be NULL.
 */
typedef struct
{
  float *probability[ECG_N_TASKS];
  float *logit[ECG_N_TASKS];
  float *embedding;
  float *channel[ECG_MODEL_MAX_STAGES];
  float *sequence[ECG_MODEL_MAX_STAGES];
} EcgModelOutput;

/**
 * EcgModelWork:
 *
 * Activations, gradients and scratch for batches of up to a fixed size. One per thread that uses a
 * model; allocated once, so that no step allocates.
 */
typedef struct _EcgModelWork EcgModelWork;

/**
 * ecg_model_work_new:
 * @max_batch: the largest batch
 * @training: whether it shall also hold gradients
 * @team: (nullable): who works; must outlive the result
 *
 * Returns: (transfer full) (nullable): NULL without memory
 */
EcgModelWork *ecg_model_work_new (const EcgModelConfig *config,
                                  size_t                max_batch,
                                  bool                  training,
                                  EcgTeam              *team) __attribute__ ((warn_unused_result));
void          ecg_model_work_free (EcgModelWork *work);

/**
 * ecg_model_work_freeze:
 *
 * Promises that @model, and no other, will be given to ecg_model_predict() with @work, and does not
 * change any more: what predicting makes of the weights is then made once. For single windows that
 * is most of the time. A frozen work must not train.
 */
void ecg_model_work_freeze (EcgModelWork *work, const EcgModel *model);

/**
 * ecg_model_predict:
 * @x: windows, (B, leads, L)
 * @batch: B, at most the work's
 *
 * The network as it is used: running statistics, no dropout.
 */
void ecg_model_predict (const EcgModel       *model,
                        EcgModelWork         *work,
                        const EcgModelOutput *output,
                        const float          *x,
                        size_t                batch);

/**
 * EcgModelStep:
 * @loss: mean cross-entropy of each task over the examples whose class is known
 * @gradient_norm: g_i = ‖∂L_i / ∂embed.weight‖, unweighted
 * @norm: ‖∂(Σ w_i L_i) / ∂values‖, which clipping looks at
 * @n_correct: by task; counted on the training outputs (with dropout)
 * @n_known: by task: examples with a label
 */
typedef struct
{
  float  loss[ECG_N_TASKS];
  float  gradient_norm[ECG_N_TASKS];
  double norm;
  size_t n_correct[ECG_N_TASKS];
  size_t n_known[ECG_N_TASKS];
} EcgModelStep;

/**
 * ecg_model_step:
 * @gradients: (out caller-allocates): ∂(Σ w_i L_i)/∂values, laid out as the values; 0 for running
 * statistics
 * @x: windows, (B, leads, L)
 * @labels: by task, (B); −1 where the class is not known: adds nothing to that loss
 * @task_weights: w
 * @rng: (nullable): drives dropout; NULL for none
 *
 * Forward with the batch's own statistics, and backward. Updates the running statistics of @model
 * (momentum 0.1), and no weight. A loss that is not finite is reported as it is.
 */
void ecg_model_step (EcgModel            *model,
                     EcgModelWork        *work,
                     float               *gradients,
                     EcgModelStep        *step,
                     const float         *x,
                     const int32_t *const labels[ECG_N_TASKS],
                     size_t               batch,
                     const float          task_weights[ECG_N_TASKS],
                     EcgRng              *rng);
