#include "core/nn/params.h"

#include "core/nn/conv1d.h"

#include <string.h>

const EcgParam *
ecg_params_find (const EcgParams *params, const char *name)
{
  for (size_t i = 0; i < params->n_items; i++)
    if (strcmp (params->items[i].name, name) == 0)
      return &params->items[i];
  return NULL;
}

size_t
ecg_params_learnt (const EcgParams *params)
{
  size_t n = 0;

  for (size_t i = 0; i < params->n_items; i++)
    if (params->items[i].kind != ECG_PARAM_RUNNING)
      n += params->items[i].size;
  return n;
}

size_t
ecg_param_at (const EcgParam *param, size_t i)
{
  const size_t n_in = param->shape[1], n_taps = param->shape[2];

  if (param->rank < 3)
    return i;
  return ecg_conv1d_weight_at (i / (n_in * n_taps), i / n_taps % n_in, i % n_taps, param->shape[0],
                               n_in, n_taps);
}

typedef void (*MoveFunc) (float *out, const float *in, size_t row_major, size_t at);

static void
move_out (float *out, const float *in, size_t row_major, size_t at)
{
  out[row_major] = in[at];
}

static void
move_in (float *out, const float *in, size_t row_major, size_t at)
{
  out[at] = in[row_major];
}

static inline void
move_weights (float *out, const float *in, const EcgParam *param, MoveFunc move)
{
  const size_t n_out = param->shape[0], n_in = param->shape[1], n_taps = param->shape[2];

  for (size_t o = 0; o < n_out; o++)
    for (size_t c = 0; c < n_in; c++)
      for (size_t k = 0; k < n_taps; k++)
        move (out, in, (o * n_in + c) * n_taps + k,
              ecg_conv1d_weight_at (o, c, k, n_out, n_in, n_taps));
}

static inline void
move_all (const EcgParams *params, float *out, const float *in, MoveFunc move)
{
  for (size_t i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];

      if (param->rank == 3)
        move_weights (out + param->offset, in + param->offset, param, move);
      else
        memcpy (out + param->offset, in + param->offset, param->size * sizeof *out);
    }
}

void
ecg_params_export (const EcgParams *params, float *out, const float *values)
{
  move_all (params, out, values, move_out);
}

void
ecg_params_import (const EcgParams *params, float *values, const float *in)
{
  move_all (params, values, in, move_in);
}
