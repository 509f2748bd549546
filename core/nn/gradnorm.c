/*
 * GradNorm for two tasks (Chen et al., ICML 2018). The target is a constant of the step: nothing is
 * differentiated through it, so no second derivative is needed.
 */

#include "core/nn/gradnorm.h"

#include <math.h>
#include <stdbool.h>

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

/* w = T softmax (s). */
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

/* Holds s where a weight meets the floor: had it drifted on, a weight that ought to rise again
 * would first wait until s had come all the way back. */
static void
hold_at_floor (double s[ECG_N_TASKS])
{
  const double limit = log ((ECG_N_TASKS - WEIGHT_FLOOR) / WEIGHT_FLOOR);
  const double middle = (s[0] + s[1]) / 2.0;

  if (fabs (s[0] - s[1]) > limit)
    {
      const double half = copysign (limit / 2.0, s[0] - s[1]);

      s[0] = middle + half;
      s[1] = middle - half;
    }
}

/* A batch in which a task has no known class has neither loss nor gradient of it, and says nothing
 * about the balance; nor does one that diverged. */
static bool
says_something (const float loss[ECG_N_TASKS], const float gradient_norm[ECG_N_TASKS])
{
  for (size_t i = 0; i < ECG_N_TASKS; i++)
    if (!isfinite (loss[i]) || !isfinite (gradient_norm[i]) ||
        !(loss[i] > 0.0f || gradient_norm[i] > 0.0f))
      return false;
  return true;
}

void
ecg_gradnorm_update (EcgGradNorm *self,
                     const float  loss[ECG_N_TASKS],
                     const float  gradient_norm[ECG_N_TASKS])
{
  double w[ECG_N_TASKS], d_w[ECG_N_TASKS], d_s[ECG_N_TASKS], mean = 0.0;

  if (!says_something (loss, gradient_norm))
    return;

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
  hold_at_floor (self->s);
  soften (self->weight, self->s);
}
