#pragma once

#include "core/nn/batchnorm1d.h"
#include "core/nn/model-layout.h"

/*
 * What the files of the model share. model.c owns values, model-work.c activations; model-forward.c
 * and model-backward.c run the layers over slices of the batch, one slice a worker, with a barrier
 * wherever batch norm needs the whole batch.
 */

struct _EcgModel
{
  EcgModelLayout layout;
  float         *values;
};

/** EcgNormState: of one batch norm during a pass; (C) each. */
typedef struct
{
  float *mean;
  float *inv_std;
} EcgNormState;

/** EcgStageActivations: of one stage, (B, C, T) unless said. */
typedef struct
{
  float *conv1;    /* before batch norm */
  float *norm1;    /* after batch norm and ReLU */
  float *conv2;    /* before batch norm */
  float *proj;     /* before batch norm; NULL without projection */
  float *residual; /* F */
  float *out;
  float *channel;  /* a, (B, C) */
  float *sequence; /* b, (B, T) */
  float *saved;    /* of SCA, (B, saved size) */
} EcgStageActivations;

struct _EcgModelWork
{
  EcgModelLayout layout;
  EcgTeam       *team;
  size_t         width; /* of the team */
  size_t         max_batch;
  bool           training;
  float         *block; /* all floats below */
  double        *sums;  /* of the workers' slices, (width, 2, max_channels), twice */
  double        *sums_proj;

  /* activations */
  float              *stem_conv;
  float              *stem_norm;
  float              *stem_pool;
  EcgStageActivations stages[ECG_MODEL_MAX_STAGES];
  float              *pooled; /* (B, C) */
  float              *z;      /* (B, embedding), after ReLU */
  float              *dropped;
  float              *mask;
  float              *logit[ECG_N_TASKS];
  EcgNormState        norms[ECG_MODEL_MAX_NORMS];
  float              *scratch; /* (width, scratch_size) */
  size_t              scratch_size;

  /* gradients; training only */
  float *d_map[3]; /* as the largest map: of the output, of the input, of what lies between */
  float *d_pooled;
  float *d_z[ECG_N_TASKS];
  float *d_logit[ECG_N_TASKS];
  float *d_embed[ECG_N_TASKS]; /* ∂L_i/∂embed.weight */
  float *partial;              /* (width − 1, values): gradients of the workers but the first */
};

/** ecg_model_work_slice: Cuts the batch for @worker. */
static inline size_t
ecg_model_work_slice (size_t *begin, size_t batch, size_t worker, size_t width)
{
  size_t end;

  ecg_team_slice (batch, worker, width, begin, &end);
  return end - *begin;
}

/** ecg_model_norm: Returns: what normalises behind @layer, with the statistics that are in @work.
 */
EcgBatchnorm1d ecg_model_norm (const EcgModelWork *work,
                               const float        *values,
                               const EcgConvNorm  *layer);

/** ecg_model_sca_weights: Returns: the gates' weights in @values. */
EcgScaWeights ecg_model_sca_weights (const float *values, const EcgScaLayer *layer);

/** ecg_model_forward_training: Forward over the batch with its own statistics, up to and with the
 * logits; moves the running ones. */
void ecg_model_forward_training (
  EcgModel *model, EcgModelWork *work, const float *x, size_t batch, EcgRng *rng);
