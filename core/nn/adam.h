#pragma once

#include <stddef.h>

#include "core/base/team.h"
#include "core/nn/params.h"

/**
 * EcgAdam:
 * @m: first moments, laid out as the parameters; owned by the caller
 * @v: second moments, likewise
 * @team: (nullable): who works; must outlive the optimiser
 * @n_steps: steps taken
 *
 * Adam (Kingma and Ba, 2015) with PyTorch's bias correction; weight decay is added to the gradient
 * (L2, as torch.optim.Adam) of weights, not of biases or batch norm. The team changes no bit of it.
 */
typedef struct
{
  float   *m;
  float   *v;
  EcgTeam *team;
  size_t   n_steps;
  double   beta1;
  double   beta2;
  double   epsilon;
  double   weight_decay;
} EcgAdam;

/** ecg_adam_init: β 0.9 and 0.999, ε 1e-8; clears both moments. */
void ecg_adam_init (
  EcgAdam *self, float *m, float *v, const EcgParams *params, double weight_decay, EcgTeam *team);

/** ecg_adam_step: Moves the learnt values by one step against @scale · @gradients. */
void ecg_adam_step (EcgAdam         *self,
                    float           *values,
                    const float     *gradients,
                    const EcgParams *params,
                    double           learning_rate,
                    double           scale);

/** ecg_adam_clip: Returns: the scale at which gradients of @norm have a norm of at most @max_norm.
 */
double ecg_adam_clip (double norm, double max_norm);
