/*
 * Commands about a trained network: evaluate, predict; and what the machine can do.
 */

#include "app/command.h"
#include "app/json-members.h"

#include "core/learn/benchmark.h"
#include "core/learn/experiment.h"
#include "core/learn/run-files.h"
#include "core/nn/product.h"
#include "core/nn/yardstick.h"
#include "core/recording/json-text.h"
#include "core/recording/loader.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

/* evaluate */

static void
print_figure (const char *title, const EcgFigure *figure)
{
  if (!isfinite (figure->value))
    return;
  printf ("  %-22s %6.1f %%", title, 100.0 * figure->value);
  if (isfinite (figure->interval[0]))
    printf (_ ("  95 %% interval %5.1f to %5.1f"), 100.0 * figure->interval[0],
            100.0 * figure->interval[1]);
  if (isfinite (figure->chance))
    printf (_ (", chance %.1f"), 100.0 * figure->chance);
  printf ("\n");
}

static void
print_task (const char *title, const EcgEvaluation *evaluation, EcgTask task)
{
  const EcgTaskScore *score = &evaluation->tasks[task];
  g_autofree char    *balance = ecg_evaluation_dup_balance (evaluation, task);
  const char *const names[ECG_N_TASK_FIGURES] = { _ ("accuracy"),          _ ("balanced accuracy"),
                                                  _ ("macro-F1"),          _ ("kappa"),
                                                  _ ("calibration error"), _ ("recordings, vote"),
                                                  _ ("recordings, mean") };

  if (!score->is_judged)
    {
      printf (_ ("%s: not judged, since what it asks for was never trained on\n"), title);
      return;
    }
  printf (ngettext ("%s, %zu class", "%s, %zu classes", score->n_classes), title, score->n_classes);
  printf (": %s\n", balance);
  for (gsize f = 0; f < ECG_N_TASK_FIGURES; f++)
    print_figure (names[f], &score->figures[f]);
}

static void
print_evaluation_text (EcgRun *run, const EcgEvaluation *evaluation)
{
  const EcgVerificationScore *verification = &evaluation->verification;

  printf (ngettext ("Run %s, protocol %s%s, %zu windows of %zu recordings, %zu fold\n",
                    "Run %s, protocol %s%s, %zu windows of %zu recordings, %zu folds\n",
                    evaluation->folds),
          ecg_run_get_name (run), ecg_protocol_get_name (evaluation->protocol),
          evaluation->protocol == ECG_PROTOCOL_RANDOM ? _ (" (optimistic)") : "",
          evaluation->windows, evaluation->recordings, evaluation->folds);
  if (ecg_run_get_state (run) != ECG_RUN_FINISHED)
    printf (_ ("Its training has not come to its end (%s): this is what it had reached.\n"),
            ecg_command_name_state (ecg_run_get_state (run)));
  print_task (_ ("identity"), evaluation, ECG_TASK_IDENTITY);
  print_figure (_ ("among the first 5"), &evaluation->cmc[ECG_CMC_RANKS - 1]);
  print_figure (_ ("equal error rate"), &verification->eer);
  print_figure (verification->tar_is_reliable[0] ? _ ("TAR at FAR 1 %")
                                                 : _ ("TAR at FAR 1 % (few)"),
                &verification->tar[0]);
  print_figure (verification->tar_is_reliable[1] ? _ ("TAR at FAR 0.1 %")
                                                 : _ ("TAR at FAR 0.1 % (few)"),
                &verification->tar[1]);
  print_task (_ ("activity"), evaluation, ECG_TASK_ACTIVITY);
  print_figure (_ ("both right"), &evaluation->both);
}

/* With everything that the run was made of, so that it can be repeated. */
static void
print_evaluation_json (EcgRun *run, EcgEvaluation *evaluation)
{
  const EcgRunFields *fields = ecg_run_get_fields (run);
  g_autoptr (JsonNode) node = ecg_evaluation_to_json (evaluation);
  g_autoptr (JsonNode) made_of = ecg_json_parse (fields->settings, -1, NULL);
  g_autoptr (JsonNode) curves =
    fields->curves == NULL ? NULL : ecg_json_parse (fields->curves, -1, NULL);
  JsonObject *object = json_node_get_object (node);

  json_object_set_string_member (object, "run", fields->name);
  json_object_set_string_member (object, "state", ecg_command_name_state (fields->state));
  json_object_set_member (object, "checkpoints", ecg_run_files_list (run));
  if (made_of != NULL)
    json_object_set_member (object, "settings", g_steal_pointer (&made_of));
  if (curves != NULL)
    json_object_set_member (object, "curves", g_steal_pointer (&curves));
  ecg_command_print_json (node);
}

static gboolean
run_evaluate (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = ecg_command_open_store (context, error);
  g_autoptr (EcgRun) run = NULL;
  g_autoptr (EcgEvaluation) evaluation = NULL;

  if (store == NULL)
    return FALSE;
  run = ecg_store_find_run (store, arguments[0], error);
  if (run == NULL)
    return FALSE;
  evaluation = ecg_experiment_evaluate (store, run, context->progress, context->cancellable, error);
  if (evaluation == NULL)
    return FALSE;
  if (context->json)
    print_evaluation_json (run, evaluation);
  else
    print_evaluation_text (run, evaluation);
  return TRUE;
}

/* predict */

static void
add_window (JsonBuilder *builder, const EcgAttention *window)
{
  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "start", window->span.begin);
  ecg_json_add_floats (builder, "identity", window->probability[ECG_TASK_IDENTITY],
                       window->n_classes[ECG_TASK_IDENTITY]);
  ecg_json_add_floats (builder, "activity", window->probability[ECG_TASK_ACTIVITY],
                       window->n_classes[ECG_TASK_ACTIVITY]);
  json_builder_set_member_name (builder, "attention");
  json_builder_begin_array (builder);
  for (gsize s = 0; s < window->n_stages; s++)
    {
      const EcgAttentionStage *stage = &window->stages[s];

      json_builder_begin_object (builder);
      ecg_json_add_int (builder, "stride", (gint64) stage->stride);
      ecg_json_add_floats (builder, "channel", stage->channel, stage->n_channels);
      ecg_json_add_floats (builder, "sequence", stage->sequence, stage->n_steps);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_prediction_json (const char   *run,
                       EcgRecording *recording,
                       EcgPredictor *predictor,
                       GPtrArray    *windows)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ecg_json_add_string (builder, "run", run);
  ecg_json_add_string (builder, "path", ecg_recording_get_path (recording));
  json_builder_set_member_name (builder, "classes");
  json_builder_begin_object (builder);
  ecg_json_add_strv (builder, "identity",
                     ecg_predictor_get_class_names (predictor, ECG_TASK_IDENTITY));
  ecg_json_add_strv (builder, "activity",
                     ecg_predictor_get_class_names (predictor, ECG_TASK_ACTIVITY));
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "windows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < windows->len; i++)
    add_window (builder, windows->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

static void
print_prediction_text (EcgRecording *recording, GPtrArray *windows)
{
  for (guint i = 0; i < windows->len; i++)
    {
      const EcgAttention *window = windows->pdata[i];
      float               identity, activity;
      const gsize         who = ecg_attention_winner (window, ECG_TASK_IDENTITY, &identity);
      const gsize         what = ecg_attention_winner (window, ECG_TASK_ACTIVITY, &activity);

      printf ("%9.2f s  %-16s %5.1f %%  %-20s %5.1f %%\n",
              (double) window->span.begin / ecg_recording_get_rate (recording),
              window->class_names[ECG_TASK_IDENTITY][who], 100.0 * (double) identity,
              window->class_names[ECG_TASK_ACTIVITY][what], 100.0 * (double) activity);
    }
}

static gboolean
run_predict (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = ecg_command_open_store (context, error);
  g_autoptr (EcgRun) run = NULL;
  g_autoptr (EcgPredictor) predictor = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (GPtrArray) windows = NULL;

  if (store == NULL)
    return FALSE;
  run = ecg_store_find_run (store, arguments[0], error);
  if (run == NULL)
    return FALSE;
  predictor = ecg_predictor_load (ecg_run_get_fields (run)->checkpoint, error);
  if (predictor == NULL)
    return FALSE;
  recording = ecg_recording_load (arguments[1], context->progress, context->cancellable, error);
  if (recording == NULL)
    return FALSE;
  windows = ecg_predictor_explain_recording (predictor, recording, 0, NULL, context->progress,
                                             context->cancellable, error);
  if (windows == NULL)
    return FALSE;

  if (context->json)
    print_prediction_json (ecg_run_get_name (run), recording, predictor, windows);
  else
    print_prediction_text (recording, windows);
  return TRUE;
}

/* benchmark */

static int    benchmark_batch;
static int    benchmark_threads;
static double benchmark_seconds = 2.0;

static const GOptionEntry benchmark_options[] = {
  { "batch", 0, 0, G_OPTION_ARG_INT, &benchmark_batch, N_ ("Windows per step (default: 64)"),
    N_ ("N") },
  { "threads", 0, 0, G_OPTION_ARG_INT, &benchmark_threads, N_ ("Threads (default: one a core)"),
    N_ ("N") },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &benchmark_seconds,
    N_ ("Time for each figure (default: 2)"), N_ ("S") },
  G_OPTION_ENTRY_NULL,
};

#define MAX_BENCHMARK_BATCH 4096
#define MAX_BENCHMARK_THREADS 256

static gboolean
read_benchmark (EcgBenchmark *benchmark, GError **error)
{
  guint batch, threads;

  ecg_benchmark_init (benchmark);
  batch = (guint) benchmark->batch;
  threads = (guint) benchmark->threads;
  if (!ecg_command_read_count ("batch", benchmark_batch, &batch, error) ||
      !ecg_command_read_count ("threads", benchmark_threads, &threads, error))
    return FALSE;
  if (batch > MAX_BENCHMARK_BATCH || threads > MAX_BENCHMARK_THREADS ||
      !(benchmark_seconds > 0.0 && benchmark_seconds <= 3600.0))
    return ecg_command_usage_error (
      error, _ ("Expected at most %d windows, at most %d threads, and up to 3600 seconds"),
      MAX_BENCHMARK_BATCH, MAX_BENCHMARK_THREADS);
  benchmark->batch = batch;
  benchmark->threads = threads;
  benchmark->seconds = benchmark_seconds;
  return TRUE;
}

static void
print_benchmark_json (const EcgBenchmark *benchmark, const EcgBenchmarkFigures *figures)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "batch", (gint64) benchmark->batch);
  ecg_json_add_int (builder, "threads", (gint64) benchmark->threads);
  ecg_json_add_double (builder, "train_windows_per_s", figures->train_windows_per_s);
  ecg_json_add_double (builder, "predict_windows_per_s", figures->predict_windows_per_s);
  ecg_json_add_double (builder, "single_window_ms", figures->single_window_ms);
  ecg_json_add_double (builder, "train_gflops", figures->train_gflops);
  ecg_json_add_double (builder, "sgemm_gflops", figures->sgemm_gflops);
  ecg_json_add_double (builder, "peak_memory_mb", figures->peak_memory_mb);
  ecg_json_add_string (builder, "vectors", ecg_product_level ());
  ecg_json_add_string (builder, "sgemm_library", ecg_yardstick_describe ());
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

static gboolean
run_benchmark (EcgCommandContext *context, char **arguments, GError **error)
{
  EcgBenchmark        benchmark;
  EcgBenchmarkFigures figures;

  if (!read_benchmark (&benchmark, error) ||
      !ecg_benchmark_run (&benchmark, &figures, context->progress, context->cancellable, error))
    return FALSE;
  if (context->json)
    {
      print_benchmark_json (&benchmark, &figures);
      return TRUE;
    }
  printf (_ ("Default network, windows of 4 s, batches of %zu, %zu threads\n"), benchmark.batch,
          benchmark.threads);
  printf (_ ("training        %8.0f windows/s  (%.0f GFLOP/s; SGEMM reaches %.0f)\n"),
          figures.train_windows_per_s, figures.train_gflops, figures.sgemm_gflops);
  printf (_ ("prediction      %8.0f windows/s\n"), figures.predict_windows_per_s);
  printf (_ ("a single window %8.2f ms\n"), figures.single_window_ms);
  printf (_ ("memory at most  %8.0f MiB\n"), figures.peak_memory_mb);
  printf (_ ("vectors: %s; SGEMM by %s\n"), ecg_product_level (), ecg_yardstick_describe ());
  return TRUE;
}

static const EcgCommand commands[] = {
  { "benchmark", "", N_ ("Measures how fast this machine runs the network."), 0, 0,
    benchmark_options, run_benchmark },
  { "evaluate", "RUN", N_ ("Judges a run on its test part."), 1, 1, NULL, run_evaluate },
  { "predict", "RUN FILE",
    N_ ("Says of every window of a recording who it is and what they are doing."), 2, 2, NULL,
    run_predict },
  { NULL },
};

const EcgCommand *
ecg_model_commands (void)
{
  return commands;
}
