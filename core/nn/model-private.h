#pragma once

#include "core/nn/batchnorm1d.h"
#include "core/nn/model-layout.h"

/*
 * What the files of the model share. model.c owns values, model-work.c activations; model-forward.c
 * and model-backward.c run the layers over slices of the batch, one slice a worker, with a barrier
 * wherever batch norm needs the whole batch. Within a slice they go in groups of examples that fit
 * the cache, and what is cheap to compute again is not kept: a ReLU behind a batch norm.
 *
 * Maps are (B, T, C).
 */

/** ECG_MODEL_INFERENCE_GROUP: examples that a worker takes through the whole network before the
 * next ones. */
#define ECG_MODEL_INFERENCE_GROUP 16

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

/** EcgStageActivations: of one stage; maps, unless said. */
typedef struct
{
  float *conv1;    /* before batch norm */
  float *conv2;    /* before batch norm */
  float *proj;     /* before batch norm; NULL without projection */
  float *residual; /* F */
  float *out;
  float *channel;  /* a, (B, C) */
  float *sequence; /* b, (B, T) */
  float *saved;    /* of SCA, (B, saved size) */
} EcgStageActivations;

/** EcgModelScratch: a worker's own; the contents mean nothing between two segments. */
typedef struct
{
  float *kernel;   /* of a convolution, or of SCA's backward pass */
  float *hidden;   /* a group's map on its way into a convolution */
  float *gradient; /* a group's gradient on its way into one */
} EcgModelScratch;

/** EcgModelSlot: where a convolution's gradient of filters waits until all workers have theirs. */
typedef enum
{
  ECG_MODEL_SLOT_CONV1, /* and the stem's */
  ECG_MODEL_SLOT_CONV2,
  ECG_MODEL_SLOT_PROJ,
  ECG_MODEL_N_SLOTS,
} EcgModelSlot;

struct _EcgModelWork
{
  EcgModelLayout layout;
  EcgTeam       *team;
  size_t         width; /* of the team */
  size_t         max_batch;
  size_t         n_maps; /* examples that maps have room for */
  bool           training;
  bool           is_frozen;
  float         *block; /* all floats below */
  double        *sums;  /* of the workers' slices, (width, 2, max_channels), twice */
  double        *sums_proj;
  double        *squares; /* of the workers' gradients, a cache line apart */

  /* of convolutions that are shared by channels: see conv1d-shared.h */
  size_t shared_most[ECG_MODEL_MAX_NORMS]; /* the largest batch of which; 0 in inference */
  float *samples;
  float *d_outputs;

  float           *filters[ECG_MODEL_MAX_NORMS];    /* prepared, by the index of their layer */
  float           *transposed[ECG_MODEL_MAX_NORMS]; /* training only */
  EcgNormState     norms[ECG_MODEL_MAX_NORMS];
  EcgModelScratch *scratch; /* (width) */

  /* activations */
  float              *stem_conv;
  float              *stem_pool;
  EcgStageActivations stages[ECG_MODEL_MAX_STAGES];
  float              *pooled; /* (B, C) */
  float              *z;      /* (B, embedding), after ReLU */
  float              *dropped;
  float              *mask;
  float              *logit[ECG_N_TASKS];

  /* gradients; training only */
  float  *d_map[3]; /* of the output, of the input, of what lies between */
  float  *d_pooled;
  float  *d_z[ECG_N_TASKS];
  float  *d_logit[ECG_N_TASKS];
  float  *d_embed[ECG_N_TASKS]; /* ∂L_i/∂embed.weight */
  float  *partial;              /* (width − 1, values): gradients of the workers but the first */
  float **d_filters[ECG_MODEL_N_SLOTS]; /* (width) */
  bool    is_filter[ECG_PARAMS_MAX];    /* by tensor: whether a convolution writes its gradient */
};

/**
 * EcgModelSlice:
 * @values: of the model
 * @x: windows of the whole batch
 * @batch: examples of the whole batch
 * @begin: first example
 * @at: where its maps lie: at @begin in training; inference uses the same few maps again and again
 * @n: how many examples
 *
 * Some examples, and the worker who has them.
 */
typedef struct
{
  const float           *values;
  const float           *x;
  EcgModelWork          *work;
  size_t                 batch;
  size_t                 begin;
  size_t                 at;
  size_t                 n;
  size_t                 worker;
  const EcgModelScratch *scratch;
} EcgModelSlice;

/** ecg_model_slice_take: Returns: @worker's share of @batch examples. */
EcgModelSlice ecg_model_slice_take (
  EcgModelWork *work, const float *values, const float *x, size_t batch, size_t worker);

/** ecg_model_slice_part: Returns: up to @n examples of @slice, from its @offset-th. */
EcgModelSlice ecg_model_slice_part (const EcgModelSlice *slice, size_t offset, size_t n);

/** ecg_model_slice_group: Returns: how many examples of @slice @layer works on at once; at least 1.
 */
size_t ecg_model_slice_group (const EcgModelSlice *slice, const EcgConvNorm *layer);

/** ecg_model_shares: Returns: whether a step over @batch examples shares the convolution of @layer
 * by channels. */
static inline bool
ecg_model_shares (const EcgModelWork *work, const EcgConvNorm *layer, size_t batch)
{
  return batch <= work->shared_most[layer->index];
}

/** ecg_model_slice_enter: Returns: the slice's part of @map, of which @size floats are one
 * example's. */
static inline float *
ecg_model_slice_enter (const EcgModelSlice *slice, float *map, size_t size)
{
  return map + slice->at * size;
}

/** ecg_model_slice_clear_sums: Sets the worker's part of @sums to 0 before it sums behind @layer.
 */
void ecg_model_slice_clear_sums (const EcgModelSlice *slice,
                                 double              *sums,
                                 const EcgConvNorm   *layer);

/** ecg_model_slice_read_x: Writes the slice's windows as a map, (n, L, leads). */
void ecg_model_slice_read_x (const EcgModelSlice *slice, float *map);

/** ecg_model_slice_normalise: Batch norm behind @layer; @out and @in begin with the slice's own. */
void ecg_model_slice_normalise (const EcgModelSlice *slice,
                                float               *out,
                                const float         *in,
                                const EcgConvNorm   *layer);

/** ecg_model_map_size: Returns: floats of one example behind @layer. */
static inline size_t
ecg_model_map_size (const EcgConvNorm *layer)
{
  return layer->out_length * layer->shape.out_channels;
}

/** ecg_model_stage_input: Returns: the map that @stage reads. */
float *ecg_model_stage_input (const EcgModelWork *work, size_t stage);

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
