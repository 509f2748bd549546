/*
 * GradNorm for two tasks (Chen et al., ICML 2018). The target is a constant of the step: nothing is
 * differentiated through it, so no second derivative is needed.
 */

#include "core/nn/gradnorm.h"

#include <math.h>

#define WEIGHT_FLOOR 0.05
#define MEAN_MOMENTUM 0.9
#define LEARNING_RATE 0.02

void
ecg_gradnorm_init (EcgGradNorm  *self,
                   EcgBalance    balance,
                   double        alpha,
                   const size_t  n_classes[ECG_N_TASKS],
                   const double *weights)
{
  *self = (EcgGradNorm){ .balance = balance, .alpha = alpha, .learning_rate = LEARNING_RATE };
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    {
      /* One class has nothing to learn, and log 1 would divide by 0. */
      self->initial_loss[i] = log ((double) (n_classes[i] > 1 ? n_classes[i] : 2));
      self->weight[i] = balance == ECG_BALANCE_STATIC && weights != NULL ? weights[i] : 1.0;
      self->rate[i] = 1.0;
    }
}

static void
take_means (EcgGradNorm *self,
            const float  loss[ECG_N_TASKS],
            const float  gradient_norm[ECG_N_TASKS])
{
  const double keep = self->n_steps == 0 ? 0.0 : MEAN_MOMENTUM;

  for (size_t i = 0; i < ECG_N_TASKS; i++)
    {
      self->mean_loss[i] = keep * self->mean_loss[i] + (1.0 - keep) * (double) loss[i];
      self->mean_norm[i] = keep * self->mean_norm[i] + (1.0 - keep) * (double) gradient_norm[i];
    }
  self->n_steps++;
}

/* r_i = (L_i / L_i(0)) / mean_j (L_j / L_j(0)) */
static void
find_rates (EcgGradNorm *self)
{
  double mean = 0.0;

  for (size_t i = 0; i < ECG_N_TASKS; i++)
    mean += self->mean_loss[i] / self->initial_loss[i] / ECG_N_TASKS;
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    self->rate[i] = mean > 0.0 ? self->mean_loss[i] / self->initial_loss[i] / mean : 1.0;
}

/* w = T softmax (s), before the floor. */
static void
soften (double w[ECG_N_TASKS], const double s[ECG_N_TASKS])
{
  const double largest = fmax (s[0], s[1]);
  double       sum = 0.0;

  for (size_t i = 0; i < ECG_N_TASKS; i++)
    sum += w[i] = exp (s[i] - largest);
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    w[i] *= ECG_N_TASKS / sum;
}

/* ∂L_grad/∂w_i = sign (G_i − target_i) · g_i */
static void
find_weight_gradients (double d_w[ECG_N_TASKS], const EcgGradNorm *self)
{
  double mean = 0.0;

  for (size_t i = 0; i < ECG_N_TASKS; i++)
    mean += self->weight[i] * self->mean_norm[i] / ECG_N_TASKS;
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    {
      const double excess =
        self->weight[i] * self->mean_norm[i] - mean * pow (self->rate[i], self->alpha);

      d_w[i] = ((excess > 0.0) - (excess < 0.0)) * self->mean_norm[i];
    }
}

static void
step_adam (EcgGradNorm *self, const double d_s[ECG_N_TASKS])
{
  const double t = (double) self->n_steps;

  for (size_t i = 0; i < ECG_N_TASKS; i++)
    {
      self->adam_m[i] = 0.9 * self->adam_m[i] + 0.1 * d_s[i];
      self->adam_v[i] = 0.999 * self->adam_v[i] + 0.001 * d_s[i] * d_s[i];
      self->s[i] -= self->learning_rate * (self->adam_m[i] / (1.0 - pow (0.9, t))) /
                    (sqrt (self->adam_v[i] / (1.0 - pow (0.999, t))) + 1e-8);
    }
}

static void
set_weights (EcgGradNorm *self)
{
  double w[ECG_N_TASKS], sum = 0.0;

  soften (w, self->s);
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    sum += w[i] = fmax (w[i], WEIGHT_FLOOR);
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    self->weight[i] = ECG_N_TASKS * w[i] / sum;
}

void
ecg_gradnorm_update (EcgGradNorm *self,
                     const float  loss[ECG_N_TASKS],
                     const float  gradient_norm[ECG_N_TASKS])
{
  double w[ECG_N_TASKS], d_w[ECG_N_TASKS], d_s[ECG_N_TASKS], mean = 0.0;

  take_means (self, loss, gradient_norm);
  find_rates (self);
  if (self->balance != ECG_BALANCE_GRADNORM)
    return;

  soften (w, self->s);
  find_weight_gradients (d_w, self);
  /* ∂w_i/∂s_j = w_i (δ_ij − w_j / T) */
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    mean += d_w[i] * w[i] / ECG_N_TASKS;
  for (size_t j = 0; j < ECG_N_TASKS; j++)
    d_s[j] = w[j] * (d_w[j] - mean);
  step_adam (self, d_s);
  set_weights (self);
}
