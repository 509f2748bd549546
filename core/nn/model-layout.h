#pragma once

#include "core/nn/conv1d.h"
#include "core/nn/model.h"
#include "core/nn/sca.h"

/*
 * The network as a table of layers: for each its sizes, and where its tensors lie in the block of
 * values. Built once from a configuration; names, order and shapes of the tensors are decided here
 * and nowhere else.
 */

/** EcgConvNorm: a convolution without bias and the batch norm behind it; offsets into the block. */
typedef struct
{
  EcgConv1dShape shape; /* batch 1 */
  size_t         out_length;
  size_t         weight;
  size_t         scale;
  size_t         shift;
  size_t         running_mean;
  size_t         running_var;
  size_t         index; /* among all of them: where its statistics lie in a work */
} EcgConvNorm;

/** EcgScaLayer: the gates behind a stage; unused offsets are 0. */
typedef struct
{
  EcgScaShape shape; /* batch 1 */
  size_t      fc1;
  size_t      fc1_bias;
  size_t      fc2;
  size_t      fc2_bias;
  size_t      conv;
  size_t      conv_bias;
} EcgScaLayer;

/** EcgStageLayer: conv1, conv2, and a projection where length or channels change. */
typedef struct
{
  EcgConvNorm conv1;
  EcgConvNorm conv2;
  EcgConvNorm proj;
  bool        has_proj;
  EcgScaLayer sca;
  size_t      in_length;
} EcgStageLayer;

/** EcgDenseLayer: @in to @out. */
typedef struct
{
  size_t in;
  size_t out;
  size_t weight;
  size_t bias;
} EcgDenseLayer;

#define ECG_MODEL_MAX_NORMS (1 + 3 * ECG_MODEL_MAX_STAGES)

/** EcgModelLayout: @n_norms: convolutions with batch norm; @max_channels: the widest of them. */
typedef struct
{
  EcgModelConfig config;
  EcgParams      params;
  EcgConvNorm    stem;
  size_t         pooled_length; /* after the stem's pool */
  EcgStageLayer  stages[ECG_MODEL_MAX_STAGES];
  EcgDenseLayer  embed;
  EcgDenseLayer  heads[ECG_N_TASKS];
  size_t         n_norms;
  size_t         max_channels;
} EcgModelLayout;

/** ecg_model_layout_init: Returns: false where sizes are out of range or do not fit. */
bool ecg_model_layout_init (EcgModelLayout *self, const EcgModelConfig *config);

/** ecg_model_layout_conv: Returns: (transfer none): convolution @index of the @n_norms. */
const EcgConvNorm *ecg_model_layout_conv (const EcgModelLayout *self, size_t index);
