#include "core/nn/adam.h"

#include "core/nn/vectorise.h"

#include <math.h>
#include <string.h>

void
ecg_adam_init (EcgAdam *self, float *m, float *v, const EcgParams *params, double weight_decay)
{
  *self = (EcgAdam){
    .m = m, .v = v, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .weight_decay = weight_decay
  };
  memset (m, 0, params->total * sizeof *m);
  memset (v, 0, params->total * sizeof *v);
}

/* The constants of one step, the same for every value. */
typedef struct
{
  float beta1;
  float beta2;
  float rest1; /* 1 − β1 and 1 − β2, rounded once: β2 as a float is off by 1e-5 of its rest */
  float rest2;
  float step;       /* learning rate over the correction of m */
  float correction; /* of sqrt (v) */
  float epsilon;
} StepConstants;

ECG_VECTORISED static void
move_values (float               *values,
             float               *m,
             float               *v,
             const float         *gradients,
             size_t               n,
             float                decay,
             const StepConstants *c)
{
  for (size_t i = 0; i < n; i++)
    {
      const float g = gradients[i] + decay * values[i];

      m[i] = c->beta1 * m[i] + c->rest1 * g;
      v[i] = c->beta2 * v[i] + c->rest2 * g * g;
      values[i] -= c->step * m[i] / (sqrtf (v[i]) * c->correction + c->epsilon);
    }
}

void
ecg_adam_step (EcgAdam         *self,
               float           *values,
               const float     *gradients,
               const EcgParams *params,
               double           learning_rate)
{
  StepConstants c;

  self->n_steps++;
  c.beta1 = (float) self->beta1;
  c.beta2 = (float) self->beta2;
  c.rest1 = (float) (1.0 - self->beta1);
  c.rest2 = (float) (1.0 - self->beta2);
  c.step = (float) (learning_rate / (1.0 - pow (self->beta1, (double) self->n_steps)));
  c.correction = (float) (1.0 / sqrt (1.0 - pow (self->beta2, (double) self->n_steps)));
  c.epsilon = (float) self->epsilon;
  for (size_t i = 0; i < params->n_items; i++)
    {
      const EcgParam *p = &params->items[i];
      const float     decay = p->kind == ECG_PARAM_WEIGHT ? (float) self->weight_decay : 0.0f;

      if (p->kind != ECG_PARAM_RUNNING)
        move_values (values + p->offset, self->m + p->offset, self->v + p->offset,
                     gradients + p->offset, p->size, decay, &c);
    }
}

/* In lanes: a sum in one chain would wait for every addition. */
ECG_VECTORISED static double
sum_squares (const float *x, size_t n)
{
  double lane[16] = { 0.0 }, sum = 0.0;
  size_t i = 0;

  for (; i + 16 <= n; i += 16)
    for (size_t j = 0; j < 16; j++)
      lane[j] += (double) x[i + j] * (double) x[i + j];
  for (; i < n; i++)
    sum += (double) x[i] * (double) x[i];
  for (size_t j = 0; j < 16; j++)
    sum += lane[j];
  return sum;
}

double
ecg_gradients_clip (float *gradients, const EcgParams *params, double max_norm)
{
  const double norm = sqrt (sum_squares (gradients, params->total));

  if (norm > max_norm)
    {
      const float factor = (float) (max_norm / norm);

      for (size_t i = 0; i < params->total; i++)
        gradients[i] *= factor;
    }
  return norm;
}
