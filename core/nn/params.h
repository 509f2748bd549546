#pragma once

#include <stddef.h>

#define ECG_PARAM_NAME_MAX 48

/** EcgParamKind: what the optimiser and the checkpoint do with a tensor. */
typedef enum
{
  ECG_PARAM_WEIGHT,  /* learnt, decays */
  ECG_PARAM_BIAS,    /* learnt, does not decay; also batch norm's scale and shift */
  ECG_PARAM_RUNNING, /* batch norm's running mean and variance: not learnt, saved */
} EcgParamKind;

/**
 * EcgParam:
 * @name: as PyTorch would call it: `stages.1.conv1.weight`
 * @rank: 1 to 3
 * @shape: as PyTorch has it
 * @offset: first float in the block; what rank is 3 lies there as ecg_conv1d_weight_at() says, the
 * rest row-major
 * @size: product of @shape
 * @fan_in: inputs that feed one output, for initialisation
 */
typedef struct
{
  char         name[ECG_PARAM_NAME_MAX];
  EcgParamKind kind;
  size_t       rank;
  size_t       shape[3];
  size_t       offset;
  size_t       size;
  size_t       fan_in;
} EcgParam;

#define ECG_PARAMS_MAX 160

/**
 * EcgParams:
 *
 * The one table of a model's tensors: initialisation, optimiser, checkpoint and tests all walk it.
 */
typedef struct
{
  EcgParam items[ECG_PARAMS_MAX];
  size_t   n_items;
  size_t   total;
} EcgParams;

/** ecg_params_find: Returns: (transfer none) (nullable): the tensor called @name. */
const EcgParam *ecg_params_find (const EcgParams *params, const char *name);

/** ecg_params_learnt: Returns: how many values are learnt: all but running statistics. */
size_t ecg_params_learnt (const EcgParams *params);

/** ecg_param_at: Returns: where the @i-th value of @param, row-major, lies after its offset. */
size_t ecg_param_at (const EcgParam *param, size_t i);

/** ecg_params_export: Writes @values to @out as PyTorch has them, row-major; a block each. */
void ecg_params_export (const EcgParams *params, float *out, const float *values);

/** ecg_params_import: The inverse of ecg_params_export(). */
void ecg_params_import (const EcgParams *params, float *values, const float *in);
