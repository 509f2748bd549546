#pragma once

#include <stddef.h>

#include "core/nn/model.h"

/** EcgBalance: how the two losses are weighed. */
typedef enum
{
  ECG_BALANCE_GRADNORM,
  ECG_BALANCE_EQUAL,
  ECG_BALANCE_STATIC, /* given weights that stay */
} EcgBalance;

/**
 * EcgGradNorm:
 *
 * State of GradNorm (Chen et al., ICML 2018, arXiv 1711.02257) for two tasks: a plain value, saved
 * in checkpoints as it is. The weights are w = 2 softmax(s), and s is held where a weight meets the
 * floor of 0.05, so they cannot turn negative; Adam moves s and lives as long as s does.
 */
typedef struct
{
  EcgBalance balance;
  double     alpha;
  double     learning_rate;
  double     initial_loss[ECG_N_TASKS]; /* log(number of classes) */
  double     s[ECG_N_TASKS];
  double     adam_m[ECG_N_TASKS];
  double     adam_v[ECG_N_TASKS];
  double     mean_loss[ECG_N_TASKS]; /* moving averages, 0.9 */
  double     mean_norm[ECG_N_TASKS];
  double     weight[ECG_N_TASKS];
  double     rate[ECG_N_TASKS]; /* r: relative inverse training rate */
  size_t     n_steps;
} EcgGradNorm;

/** ecg_gradnorm_init: Starts at equal weights (or @weights for %ECG_BALANCE_STATIC); α = @alpha;
 * learning rate 0.02. */
void ecg_gradnorm_init (EcgGradNorm  *self,
                        EcgBalance    balance,
                        double        alpha,
                        const size_t  n_classes[ECG_N_TASKS],
                        const double *weights);

/** ecg_gradnorm_update: Takes the losses and gradient norms of a step that used self->weight, and
 * sets the weights for the next. A step that lacks a task (loss and norm 0: no class was known), or
 * is not finite, changes nothing. */
void ecg_gradnorm_update (EcgGradNorm *self,
                          const float  loss[ECG_N_TASKS],
                          const float  gradient_norm[ECG_N_TASKS]);
