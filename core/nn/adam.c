#include "core/nn/adam.h"

#include "core/nn/sum.h"
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
               double           learning_rate)
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
  ecg_team_run (self->team, run_step, &step);
}

ECG_VECTORISED static double
sum_squares (const float *x, size_t n)
{
  return ecg_sum_squares (x, n);
}

/* Gradients are summed in a fixed number of pieces, whoever sums them. */
#define N_PIECES 64

typedef struct
{
  float *gradients;
  size_t n;
  double squares[N_PIECES];
  float  factor;
} Clip;

static void
run_sum (void *data, size_t worker, size_t width)
{
  Clip  *clip = data;
  size_t first, last;

  ecg_team_slice (N_PIECES, worker, width, &first, &last);
  for (size_t piece = first; piece < last; piece++)
    {
      size_t begin, end;

      ecg_team_slice (clip->n, piece, N_PIECES, &begin, &end);
      clip->squares[piece] = sum_squares (clip->gradients + begin, end - begin);
    }
}

static void
run_scale (void *data, size_t worker, size_t width)
{
  const Clip *clip = data;
  size_t      begin, end;

  ecg_team_slice (clip->n, worker, width, &begin, &end);
  for (size_t i = begin; i < end; i++)
    clip->gradients[i] *= clip->factor;
}

double
ecg_gradients_clip (float *gradients, const EcgParams *params, double max_norm, EcgTeam *team)
{
  Clip   clip = { .gradients = gradients, .n = params->total };
  double norm = 0.0;

  ecg_team_run (team, run_sum, &clip);
  for (size_t piece = 0; piece < N_PIECES; piece++)
    norm += clip.squares[piece];
  norm = sqrt (norm);
  if (norm > max_norm)
    {
      clip.factor = (float) (max_norm / norm);
      ecg_team_run (team, run_scale, &clip);
    }
  return norm;
}
