/*
 * The network on random windows, against the clock.
 */

#include "core/learn/benchmark.h"

#include "core/base/block.h"
#include "core/nn/adam.h"
#include "core/nn/yardstick.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <sys/resource.h>

#define SGEMM_SIZE 1024

void
ecg_benchmark_init (EcgBenchmark *self)
{
  *self = (EcgBenchmark){ .batch = 64, .threads = g_get_num_processors (), .seconds = 2.0 };
  ecg_model_config_default (&self->config, 3, 1000, 25, 5);
}

/* A network at work, with everything that a step needs. */
typedef struct
{
  const EcgBenchmark *benchmark;
  gsize               batch;
  EcgTeam            *team;
  EcgModel           *model;
  EcgModelWork       *work;
  float              *x;
  gint32             *labels[ECG_N_TASKS];
  float              *blocks; /* gradients, and both moments of Adam; training only */
  EcgAdam             adam;
  EcgRng              rng;
} Bench;

static void
bench_init (
  Bench *self, const EcgBenchmark *benchmark, gsize batch, gsize threads, gboolean training)
{
  const EcgModelConfig *config = &benchmark->config;
  const gsize           n_x = batch * config->leads * config->length;

  *self = (Bench){ .benchmark = benchmark, .batch = batch };
  self->team = ecg_team_new (threads);
  self->model = ecg_model_new (config);
  self->work = ecg_model_work_new (config, batch, training, self->team);
  if (self->team == NULL || self->model == NULL || self->work == NULL)
    g_error ("no memory for the network");
  ecg_rng_init (&self->rng, 1, 0);
  ecg_model_init_weights (self->model, &self->rng);
  self->x = g_new (float, n_x);
  for (gsize i = 0; i < n_x; i++)
    self->x[i] = (float) ecg_rng_normal (&self->rng);
  if (!training)
    return;
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      self->labels[task] = g_new (gint32, batch);
      for (gsize b = 0; b < batch; b++)
        self->labels[task][b] = (gint32) (b % config->n_classes[task]);
    }
  self->blocks = ecg_block_new (3 * ecg_model_params (self->model)->total);
  if (self->blocks == NULL)
    g_error ("no memory for the training");
  ecg_adam_init (&self->adam, self->blocks + ecg_model_params (self->model)->total,
                 self->blocks + 2 * ecg_model_params (self->model)->total,
                 ecg_model_params (self->model), 1e-4, self->team);
}

static void
bench_clear (Bench *self)
{
  ecg_model_work_free (self->work);
  ecg_model_free (self->model);
  ecg_team_free (self->team);
  g_free (self->x);
  free (self->blocks);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    g_free (self->labels[task]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

typedef void (*Step) (gpointer data);

/* Calls a second, after a first one that touches all memory. */
static double
repeat (Step step, gpointer data, double seconds)
{
  g_autoptr (GTimer) timer = NULL;
  gsize n = 0;

  step (data);
  timer = g_timer_new ();
  do
    {
      step (data);
      n++;
    }
  while (g_timer_elapsed (timer, NULL) < seconds);
  return (double) n / g_timer_elapsed (timer, NULL);
}

static void
step_training (gpointer data)
{
  Bench              *self = data;
  const EcgParams    *params = ecg_model_params (self->model);
  const gint32 *const labels[ECG_N_TASKS] = { self->labels[0], self->labels[1] };
  EcgModelStep        step;

  ecg_model_step (self->model, self->work, self->blocks, &step, self->x, labels, self->batch,
                  (const float[]){ 1.0f, 1.0f }, &self->rng);
  ecg_adam_step (&self->adam, ecg_model_values (self->model), self->blocks, params, 1e-3,
                 ecg_adam_clip (step.norm, 5.0));
}

static void
step_prediction (gpointer data)
{
  Bench         *self = data;
  EcgModelOutput output = { { NULL } };

  ecg_model_predict (self->model, self->work, &output, self->x, self->batch);
}

double
ecg_benchmark_train (const EcgBenchmark *self)
{
  g_auto (Bench) bench;

  bench_init (&bench, self, self->batch, self->threads, TRUE);
  return (double) self->batch * repeat (step_training, &bench, self->seconds);
}

double
ecg_benchmark_predict (const EcgBenchmark *self)
{
  g_auto (Bench) bench;

  bench_init (&bench, self, self->batch, self->threads, FALSE);
  ecg_model_work_freeze (bench.work, bench.model);
  return (double) self->batch * repeat (step_prediction, &bench, self->seconds);
}

double
ecg_benchmark_single (const EcgBenchmark *self)
{
  g_auto (Bench) bench;

  bench_init (&bench, self, 1, 1, FALSE);
  ecg_model_work_freeze (bench.work, bench.model);
  return 1e3 / repeat (step_prediction, &bench, self->seconds);
}

static void
step_sgemm (gpointer data)
{
  float *a = data;

  ecg_yardstick_multiply (a + SGEMM_SIZE * SGEMM_SIZE, a, SGEMM_SIZE);
}

double
ecg_benchmark_sgemm (const EcgBenchmark *self)
{
  g_autofree float *ac = g_new (float, 2 * SGEMM_SIZE * SGEMM_SIZE);
  double            rate;

  for (gsize i = 0; i < SGEMM_SIZE * SGEMM_SIZE; i++)
    ac[i] = (float) (i % 17) * 0.1f;
  ecg_yardstick_use_threads (self->threads);
  rate = repeat (step_sgemm, ac, self->seconds);
  ecg_yardstick_use_threads (1);
  return 2e-9 * SGEMM_SIZE * SGEMM_SIZE * SGEMM_SIZE * rate;
}

double
ecg_benchmark_count_flops (const EcgModelConfig *config)
{
  double products = (double) ((config->length + 1) / 2) * (double) config->stem_kernel *
                    (double) (config->leads * config->widths[0]);

  for (gsize i = 0; i < config->n_stages; i++)
    {
      const double length = (double) ecg_model_stage_length (config, i);
      const double width = (double) config->widths[i];
      const double in = (double) config->widths[i == 0 ? 0 : i - 1];

      products += length * width * (double) config->kernel * (in + width);
      if (i > 0)
        products += length * width * in;
    }
  return 2.0 * products;
}

double
ecg_benchmark_peak_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss / 1024.0;
}

gboolean
ecg_benchmark_run (const EcgBenchmark  *self,
                   EcgBenchmarkFigures *figures,
                   EcgProgress         *progress,
                   GCancellable        *cancellable,
                   GError             **error)
{
  double (*const measure[]) (const EcgBenchmark *) = { ecg_benchmark_sgemm, ecg_benchmark_train,
                                                       ecg_benchmark_predict,
                                                       ecg_benchmark_single };
  double measured[G_N_ELEMENTS (measure)];

  for (gsize i = 0; i < G_N_ELEMENTS (measure); i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      ecg_progress_set (progress, (double) i / (double) G_N_ELEMENTS (measure), _ ("Measuring"));
      measured[i] = measure[i](self);
    }
  *figures = (EcgBenchmarkFigures){
    .sgemm_gflops = measured[0],
    .train_windows_per_s = measured[1],
    .predict_windows_per_s = measured[2],
    .single_window_ms = measured[3],
    .train_gflops = 3e-9 * measured[1] * ecg_benchmark_count_flops (&self->config),
    .peak_memory_mb = ecg_benchmark_peak_memory (),
  };
  return TRUE;
}
