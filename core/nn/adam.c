#include "core/nn/adam.h"

#include "core/nn/vectorise.h"

#include <math.h>
#include <string.h>

void
ecg_adam_init (
  EcgAdam *self, float *m, float *v, const EcgParams *params, double weight_decay, EcgTeam *team)
{
  *self = (EcgAdam){ .m = m,
                     .v = v,
                     .team = team,
                     .beta1 = 0.9,
                     .beta2 = 0.999,
                     .epsilon = 1e-8,
                     .weight_decay = weight_decay };
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
  float scale; /* of the gradients */
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
      const float g = c->scale * gradients[i] + decay * values[i];

      m[i] = c->beta1 * m[i] + c->rest1 * g;
      v[i] = c->beta2 * v[i] + c->rest2 * g * g;
      values[i] -= c->step * m[i] / (sqrtf (v[i]) * c->correction + c->epsilon);
    }
}

/* What the workers of a step share. */
typedef struct
{
  const EcgAdam   *adam;
  float           *values;
  const float     *gradients;
  const EcgParams *params;
  StepConstants    constants;
} Step;

/* A worker's share of all values, tensor by tensor. */
static void
run_step (void *data, size_t worker, size_t width)
{
  const Step    *step = data;
  const EcgAdam *self = step->adam;
  size_t         begin, end;

  ecg_team_slice (step->params->total, worker, width, &begin, &end);
  for (size_t i = 0; i < step->params->n_items; i++)
    {
      const EcgParam *p = &step->params->items[i];
      const float     decay = p->kind == ECG_PARAM_WEIGHT ? (float) self->weight_decay : 0.0f;
      const size_t    from = p->offset > begin ? p->offset : begin;
      const size_t    to = p->offset + p->size < end ? p->offset + p->size : end;

      if (p->kind != ECG_PARAM_RUNNING && from < to)
        move_values (step->values + from, self->m + from, self->v + from, step->gradients + from,
                     to - from, decay, &step->constants);
    }
}

void
ecg_adam_step (EcgAdam         *self,
               float           *values,
               const float     *gradients,
               const EcgParams *params,
               double           learning_rate,
               double           scale)
{
  Step           step = { self, values, gradients, params };
  StepConstants *c = &step.constants;

  self->n_steps++;
  c->beta1 = (float) self->beta1;
  c->beta2 = (float) self->beta2;
  c->rest1 = (float) (1.0 - self->beta1);
  c->rest2 = (float) (1.0 - self->beta2);
  c->step = (float) (learning_rate / (1.0 - pow (self->beta1, (double) self->n_steps)));
  c->correction = (float) (1.0 / sqrt (1.0 - pow (self->beta2, (double) self->n_steps)));
  c->epsilon = (float) self->epsilon;
  c->scale = (float) scale;
  ecg_team_run (self->team, run_step, &step);
}

double
ecg_adam_clip (double norm, double max_norm)
{
  return norm > max_norm ? max_norm / norm : 1.0;
}
