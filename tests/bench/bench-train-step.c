/*
 * One training step of the default network: windows a second on one thread and on as many as there
 * are cores, and what share that is of this machine's SGEMM rate, measured in the same run, so that
 * numbers of different machines can be compared. Runs for about a second each.
 */

#include "core/nn/adam.h"
#include "core/nn/model.h"

#include <cblas.h>
#include <glib.h>

#define BATCH 64
#define SECONDS 1.0

/* Multiply-adds of one window through the convolutions, which are nearly all: forward, and twice
 * that backward. */
static double
count_products (const EcgModelConfig *config)
{
  const double stem = (double) ((config->length + 1) / 2) * (double) config->stem_kernel *
                      (double) (config->leads * config->widths[0]);
  double products = stem;

  for (gsize i = 0; i < config->n_stages; i++)
    {
      const double length = (double) ecg_model_stage_length (config, i);
      const double width = (double) config->widths[i];
      const double in = (double) config->widths[i == 0 ? 0 : i - 1];

      products += length * width * (double) config->kernel * (in + width);
      if (i > 0)
        products += length * width * in;
    }
  return 3.0 * products;
}

/* Multiply-adds a second of one thread, on cubes of 1024. */
static double
measure_sgemm (void)
{
  enum
  {
    N = 1024
  };
  g_autofree float *a = g_new (float, N *N);
  g_autofree float *c = g_new0 (float, N *N);
  g_autoptr (GTimer) timer = NULL;
  gsize n_runs = 0;

  for (gsize i = 0; i < N * N; i++)
    a[i] = (float) (i % 17) * 0.1f;
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1.0f, a, N, a, N, 0.0f, c, N);
  timer = g_timer_new ();
  for (; g_timer_elapsed (timer, NULL) < SECONDS; n_runs++)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1.0f, a, N, a, N, 0.0f, c, N);
  return (double) n_runs * (double) N * N * N / g_timer_elapsed (timer, NULL);
}

/* Windows a second of whole steps: forward, backward, clipping, Adam. */
static double
measure_steps (const EcgModelConfig *config, gsize width)
{
  EcgTeam          *team = ecg_team_new (width);
  EcgModel         *model = ecg_model_new (config);
  EcgModelWork     *work = ecg_model_work_new (config, BATCH, true, team);
  const EcgParams  *params = ecg_model_params (model);
  g_autofree float *blocks = g_new (float, 3 * params->total);
  g_autofree float *x = g_new (float, BATCH * config->leads * config->length);
  gint32            label[BATCH];
  const gint32     *labels[ECG_N_TASKS] = { label, label };
  EcgAdam           adam;
  EcgRng            rng;
  g_autoptr (GTimer) timer = NULL;
  gsize  n_steps = 0;
  double rate;

  ecg_rng_init (&rng, 1, 0);
  ecg_model_init_weights (model, &rng);
  for (gsize i = 0; i < BATCH * config->leads * config->length; i++)
    x[i] = (float) ecg_rng_normal (&rng);
  for (gsize b = 0; b < BATCH; b++)
    label[b] = (gint32) (b % 5);
  ecg_adam_init (&adam, blocks + params->total, blocks + 2 * params->total, params, 1e-4);

  timer = g_timer_new ();
  do
    {
      EcgModelStep step;

      ecg_model_step (model, work, blocks, &step, x, labels, BATCH, (const float[]){ 1.0f, 1.0f },
                      &rng);
      ecg_gradients_clip (blocks, params, 5.0);
      ecg_adam_step (&adam, ecg_model_values (model), blocks, params, 1e-3);
      if (n_steps++ == 0)
        g_timer_start (timer); /* the first step touches its memory for the first time */
    }
  while (n_steps < 2 || g_timer_elapsed (timer, NULL) < SECONDS);
  rate = (double) ((n_steps - 1) * BATCH) / g_timer_elapsed (timer, NULL);

  ecg_model_work_free (work);
  ecg_model_free (model);
  ecg_team_free (team);
  return rate;
}

int
main (void)
{
  const gsize    n_cores = g_get_num_processors ();
  const double   sgemm = measure_sgemm ();
  EcgModelConfig config;

  openblas_set_num_threads (1);
  ecg_model_config_default (&config, 3, 1000, 25, 5);
  g_print ("SGEMM 1024: %.1f GFLOP/s on one thread\n", 2e-9 * sgemm);
  for (gsize width = 1; width <= n_cores; width += MAX (n_cores - 1, 1))
    {
      const double rate = measure_steps (&config, width);

      g_print ("training, %" G_GSIZE_FORMAT " threads: %.0f windows/s, %.2f of SGEMM\n", width,
               rate, rate * count_products (&config) / (sgemm * (double) width));
    }
  return 0;
}
