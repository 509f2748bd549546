#include "core/nn/params.h"

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
