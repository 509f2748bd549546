/*
 * The network against the same network in PyTorch, in one run and in turns, so that a noisy machine
 * hurts both; and how its time grows with the batch and the window. Arguments: the peer's script.
 *
 * The ratios are what is promised (issue 3): training and prediction in batches 2, a single window
 * 4, memory ½. PyTorch lends out of its core what it did not need, so that both memories are what
 * the whole process had at most.
 */

#include "core/learn/benchmark.h"
#include "core/nn/product.h"
#include "core/nn/yardstick.h"

#include <gio/gio.h>

#define N_ROUNDS 3
#define SECONDS 1.5

typedef struct
{
  GSubprocess      *process;
  GOutputStream    *to;
  GDataInputStream *from;
} Peer;

static char *
read_line (Peer *peer)
{
  return g_data_input_stream_read_line (peer->from, NULL, NULL, NULL);
}

/* Returns: FALSE where there is no PyTorch. */
static gboolean
start_peer (Peer *peer, const char *script, gsize threads)
{
  g_autofree char *n = g_strdup_printf ("%zu", threads);
  g_autofree char *line = NULL;

  peer->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    NULL, "/usr/bin/python3", script, n, NULL);
  if (peer->process == NULL)
    return FALSE;
  peer->to = g_subprocess_get_stdin_pipe (peer->process);
  peer->from = g_data_input_stream_new (g_subprocess_get_stdout_pipe (peer->process));
  line = read_line (peer);
  return g_strcmp0 (line, "ready") == 0;
}

static double
ask (Peer *peer, const char *question)
{
  g_autofree char *line = NULL;

  if (!g_output_stream_write_all (peer->to, question, strlen (question), NULL, NULL, NULL) ||
      (line = read_line (peer)) == NULL)
    g_error ("the peer has died");
  return g_ascii_strtod (line, NULL);
}

/* One figure of the table. */
typedef struct
{
  const char *title;
  const char *question; /* to the peer, without its seconds */
  double (*measure) (const EcgBenchmark *);
  gboolean less_is_better;
  double   wanted;
} Figure;

static const Figure figures[] = {
  { "training, windows/s", "train 64", ecg_benchmark_train, FALSE, 2.0 },
  { "prediction, windows/s", "predict 64", ecg_benchmark_predict, FALSE, 2.0 },
  { "a single window, ms", "single", ecg_benchmark_single, TRUE, 4.0 },
};

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_figure (const Figure *figure, const EcgBenchmark *benchmark, Peer *peer)
{
  g_autofree char *question = g_strdup_printf ("%s %g\n", figure->question, SECONDS);
  double           ours[N_ROUNDS], theirs[N_ROUNDS], ratio[N_ROUNDS];

  for (gsize i = 0; i < N_ROUNDS; i++)
    {
      ours[i] = figure->measure (benchmark);
      theirs[i] = peer == NULL ? 0.0 : ask (peer, question);
      ratio[i] = figure->less_is_better ? theirs[i] / ours[i] : ours[i] / theirs[i];
    }
  qsort (ours, N_ROUNDS, sizeof *ours, compare);
  qsort (theirs, N_ROUNDS, sizeof *theirs, compare);
  qsort (ratio, N_ROUNDS, sizeof *ratio, compare);
  if (peer == NULL)
    g_print ("%-24s %10.2f %10s\n", figure->title, ours[N_ROUNDS / 2], "absent");
  else
    g_print ("%-24s %10.2f %10.2f %8.2f %8.2f\n", figure->title, ours[N_ROUNDS / 2],
             theirs[N_ROUNDS / 2], ratio[N_ROUNDS / 2], figure->wanted);
}

/* Time of a window beside that of the standard, in turns; the median. */
static double
find_slowness (const EcgBenchmark *standard, const EcgBenchmark *changed)
{
  double slowness[N_ROUNDS];

  for (gsize i = 0; i < N_ROUNDS; i++)
    slowness[i] = ecg_benchmark_train (standard) / ecg_benchmark_train (changed);
  qsort (slowness, N_ROUNDS, sizeof *slowness, compare);
  return slowness[N_ROUNDS / 2];
}

static void
print_growth (const EcgBenchmark *standard)
{
  static const gsize batches[] = { 8, 16, 64, 256 };
  static const gsize lengths[] = { 500, 1000, 2000, 4000 };

  g_print ("\ntraining, time per window, batch 64 = 1:");
  for (gsize i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      EcgBenchmark changed = *standard;

      changed.batch = batches[i];
      g_print ("  batch %zu: %.2f", batches[i], find_slowness (standard, &changed));
    }
  g_print ("\ntraining, time per sample, L 1000 = 1:");
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      EcgBenchmark changed = *standard;

      ecg_model_config_default (&changed.config, 3, lengths[i], 25, 5);
      g_print ("  L %zu: %.2f", lengths[i],
               find_slowness (standard, &changed) * (double) standard->config.length /
                 (double) lengths[i]);
    }
  g_print ("\n");
}

static void
print_memory (Peer *peer, double ours)
{
  const double theirs = peer == NULL ? 0.0 : ask (peer, "memory\n");

  if (peer != NULL)
    g_print ("%-24s %10.0f %10.0f %8.2f %8.2f\n", "memory at most, MiB", ours, theirs,
             ours / theirs, 0.5);
}

int
main (int argc, char **argv)
{
  EcgBenchmark benchmark;
  double       sgemm, train, memory;
  Peer         peer = { NULL };
  gboolean     has_peer;

  ecg_yardstick_use_threads (1);
  ecg_benchmark_init (&benchmark);
  benchmark.seconds = SECONDS;
  train = ecg_benchmark_train (&benchmark);
  memory = ecg_benchmark_peak_memory (); /* of training alone, before anything larger */
  sgemm = ecg_benchmark_sgemm (&benchmark);
  has_peer = argc > 1 && start_peer (&peer, argv[1], benchmark.threads);
  g_print (
    "%zu threads, batch %zu, L %zu, vectors: %s; SGEMM of 1024 by %s: %.0f GFLOP/s; training "
    "as direct convolution: %.0f GFLOP/s, %.2f of it\n",
    benchmark.threads, benchmark.batch, benchmark.config.length, ecg_product_level (),
    ecg_yardstick_describe (), sgemm, 3e-9 * train * ecg_benchmark_count_flops (&benchmark.config),
    3e-9 * train * ecg_benchmark_count_flops (&benchmark.config) / sgemm);
  g_print ("%-24s %10s %10s %8s %8s\n", "", "dt4ecg", "PyTorch", "ratio", "wanted");
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    print_figure (&figures[i], &benchmark, has_peer ? &peer : NULL);
  print_memory (has_peer ? &peer : NULL, memory);
  print_growth (&benchmark);
  return 0;
}
