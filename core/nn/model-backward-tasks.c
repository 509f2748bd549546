/*
 * Where the backward pass begins: the two losses, GradNorm's norms, and the embedding.
 */

#include "core/nn/dense.h"
#include "core/nn/dropout.h"
#include "core/nn/model-backward.h"
#include "core/nn/pool1d.h"
#include "core/nn/relu.h"
#include "core/nn/softmax-xent.h"
#include "core/nn/sum.h"

#include <math.h>
#include <string.h>

static void
weigh (float *x, float weight, size_t n)
{
  for (size_t i = 0; i < n; i++)
    x[i] *= weight;
}

/* From a task's logits to its bare loss's share of ∂z, and its head's gradients. */
static void
backward_head (const EcgBackward *pass, size_t worker, size_t task)
{
  EcgModelWork        *work = pass->work;
  EcgModelStep        *step = pass->step;
  const EcgDenseLayer *head = &work->layout.heads[task];
  const EcgDenseShape  shape = { pass->batch, head->in, head->out };
  float               *gradients = ecg_backward_gradients (pass, worker);
  const float          weight = pass->task_weights[task];
  const EcgXent xent = ecg_softmax_xent (work->d_logit[task], work->logit[task], pass->labels[task],
                                         pass->batch, head->out);
  const size_t  n_z = pass->batch * head->in;

  step->loss[task] = xent.loss;
  step->n_known[task] = xent.n_known;
  step->n_correct[task] = xent.n_correct;
  ecg_dense_backward (work->d_z[task], gradients + head->weight, gradients + head->bias,
                      work->d_logit[task], work->dropped, pass->values + head->weight, &shape);
  weigh (gradients + head->weight, weight, head->in * head->out);
  weigh (gradients + head->bias, weight, head->out);
  ecg_dropout_apply (work->d_z[task], work->d_z[task], work->mask, n_z);
  ecg_relu_backward (work->d_z[task], work->z, n_z);
}

/* GradNorm's g_i, of the bare loss; and the task's share of ∂z is weighed. */
static void
find_task_norm (const EcgBackward *pass, size_t task)
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgDenseShape  shape = { pass->batch, layer->in, layer->out };
  float               *d_embed = work->d_embed[task];
  const size_t         n_weight = layer->in * layer->out;

  memset (d_embed, 0, n_weight * sizeof *d_embed);
  ecg_dense_backward (NULL, d_embed, NULL, work->d_z[task], work->pooled,
                      pass->values + layer->weight, &shape);
  pass->step->gradient_norm[task] = (float) sqrt (ecg_sum_squares (d_embed, n_weight));
  weigh (work->d_z[task], pass->task_weights[task], pass->batch * layer->out);
}

/* What convolutions do not write is added up by the workers, who begin with 0. */
static void
clear_gradients (const EcgBackward *pass, size_t worker)
{
  const EcgParams *params = &pass->work->layout.params;
  float           *gradients = ecg_backward_gradients (pass, worker);

  for (size_t i = 0; i < params->n_items; i++)
    if (!pass->work->is_filter[i])
      memset (gradients + params->items[i].offset, 0, params->items[i].size * sizeof *gradients);
}

void
ecg_backward_tasks (void *data, size_t worker, size_t width)
{
  const EcgBackward *pass = data;

  *ecg_backward_squares (pass, worker) = 0.0;
  clear_gradients (pass, worker);
  for (size_t task = worker; task < ECG_N_TASKS; task += width)
    {
      backward_head (pass, worker, task);
      find_task_norm (pass, task);
    }
}

/* From both tasks' ∂z to the last stage's output, whose means over time went into the embedding. */
void
ecg_backward_embed (const EcgBackward *pass, const EcgModelSlice *slice)
{
  EcgModelWork        *work = pass->work;
  const EcgDenseLayer *layer = &work->layout.embed;
  const EcgConvNorm   *last = &work->layout.stages[pass->stage].conv2;
  const EcgDenseShape  shape = { slice->n, layer->in, layer->out };
  const EcgPool1dShape pool = { slice->n, last->out_length, last->shape.out_channels };
  float               *gradients = ecg_backward_gradients (pass, slice->worker);
  float               *d_z = work->d_z[0] + slice->begin * layer->out;
  const float         *more = work->d_z[1] + slice->begin * layer->out;
  float               *d_pooled = work->d_pooled + slice->begin * layer->in;

  for (size_t i = 0; i < slice->n * layer->out; i++)
    d_z[i] += more[i];
  ecg_dense_backward (d_pooled, gradients + layer->weight, gradients + layer->bias, d_z,
                      work->pooled + slice->begin * layer->in, pass->values + layer->weight,
                      &shape);
  ecg_mean_pool1d_backward (
    ecg_model_slice_enter (slice, work->d_map[0], ecg_model_map_size (last)), d_pooled, &pool);
}
