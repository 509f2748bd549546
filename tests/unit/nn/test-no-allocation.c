/*
 * A training step and a prediction allocate nothing: the linker sends every allocation of the core
 * through the counters below. OpenBLAS keeps buffers of its own, which it maps once.
 */

#include "core/nn/adam.h"
#include "core/nn/gradnorm.h"
#include "core/nn/model.h"

#include <glib.h>

#define BATCH 5

static gint n_allocations;

void *__real_malloc (size_t size);
void *__real_calloc (size_t n, size_t size);
void *__real_realloc (void *block, size_t size);
void *__real_aligned_alloc (size_t alignment, size_t size);
void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t n, size_t size);
void *__wrap_realloc (void *block, size_t size);
void *__wrap_aligned_alloc (size_t alignment, size_t size);

void *
__wrap_malloc (size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __real_malloc (size);
}

void *
__wrap_calloc (size_t n, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __real_calloc (n, size);
}

void *
__wrap_realloc (void *block, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __real_realloc (block, size);
}

void *
__wrap_aligned_alloc (size_t alignment, size_t size)
{
  g_atomic_int_inc (&n_allocations);
  return __real_aligned_alloc (alignment, size);
}

static void
test_step (void)
{
  EcgModelConfig       config;
  EcgTeam             *team = ecg_team_new (2);
  EcgModel            *model;
  EcgModelWork        *work;
  const EcgParams     *params;
  g_autofree float    *x = g_new0 (float, BATCH * 3 * 1000);
  g_autofree float    *blocks = NULL;
  gint32               label[BATCH] = { 0, 1, 2, 1, -1 };
  const gint32        *labels[ECG_N_TASKS] = { label, label };
  const EcgModelOutput output = { { NULL } };
  EcgAdam              adam;
  EcgRng               rng;
  gint                 before;

  ecg_model_config_default (&config, 3, 1000, 4, 3);
  before = g_atomic_int_get (&n_allocations);
  model = ecg_model_new (&config);
  work = ecg_model_work_new (&config, BATCH, true, team);
  g_assert_cmpint (g_atomic_int_get (&n_allocations), >, before); /* the counters do count */
  params = ecg_model_params (model);
  blocks = g_new (float, 3 * params->total);
  ecg_rng_init (&rng, 1, 0);
  ecg_model_init_weights (model, &rng);
  ecg_adam_init (&adam, blocks + params->total, blocks + 2 * params->total, params, 1e-4, team);

  before = g_atomic_int_get (&n_allocations);
  for (gsize i = 0; i < 2; i++)
    {
      EcgModelStep step;

      ecg_model_step (model, work, blocks, &step, x, labels, BATCH, (const float[]){ 1.0f, 1.0f },
                      &rng);
      ecg_adam_step (&adam, ecg_model_values (model), blocks, params, 1e-3,
                     ecg_adam_clip (step.norm, 5.0));
      ecg_model_predict (model, work, &output, x, BATCH);
    }
  g_assert_cmpint (g_atomic_int_get (&n_allocations), ==, before);

  ecg_model_work_free (work);
  ecg_model_free (model);
  ecg_team_free (team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/no-allocation/step", test_step);
  return g_test_run ();
}
