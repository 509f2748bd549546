#pragma once

#include "core/jobs/progress.h"
#include "core/nn/model.h"

G_BEGIN_DECLS

/*
 * How fast this machine runs the network, and how fast it could. Each call blocks for about as long
 * as it is told to.
 */

/**
 * EcgBenchmark:
 * @config: sizes of the network
 * @batch: windows per step
 * @threads: team size, at least 1
 * @seconds: that each figure is measured for, beside a first round that is not counted
 */
typedef struct
{
  EcgModelConfig config;
  gsize          batch;
  gsize          threads;
  double         seconds;
} EcgBenchmark;

/** ecg_benchmark_init: The default network for 3 leads, 4 s, 25 people and 5 activities; batches of
 * 64; a thread a core; 2 s. */
void ecg_benchmark_init (EcgBenchmark *self);

/** ecg_benchmark_train: Returns: windows a second of whole training steps on random windows:
 * forward, backward, clipping, Adam. */
double ecg_benchmark_train (const EcgBenchmark *self);

/** ecg_benchmark_predict: Returns: windows a second, in batches. */
double ecg_benchmark_predict (const EcgBenchmark *self);

/** ecg_benchmark_single: Returns: milliseconds that one window takes, on one thread, as the live
 * heatmap asks for it. */
double ecg_benchmark_single (const EcgBenchmark *self);

/** ecg_benchmark_sgemm: Returns: GFLOP/s of OpenBLAS on cubes of 1024 on all threads: the
 * yardstick. Not while anybody else uses OpenBLAS: the number of its threads is one for the
 * process, and 1 after. */
double ecg_benchmark_sgemm (const EcgBenchmark *self);

/** ecg_benchmark_count_flops: Returns: floating-point operations of one window's forward pass, as a
 * convolution counts them that saves none. */
double ecg_benchmark_count_flops (const EcgModelConfig *config);

/** ecg_benchmark_peak_memory: Returns: MiB that this process has had resident at most. */
double ecg_benchmark_peak_memory (void);

/** EcgBenchmarkFigures: @train_gflops: as ecg_benchmark_count_flops() counts, forward and twice
 * that backward. */
typedef struct
{
  double train_windows_per_s;
  double predict_windows_per_s;
  double single_window_ms;
  double train_gflops;
  double sgemm_gflops;
  double peak_memory_mb;
} EcgBenchmarkFigures;

/** ecg_benchmark_run: Measures all; polls @cancellable between two. Returns: FALSE when cancelled.
 */
gboolean ecg_benchmark_run (const EcgBenchmark  *self,
                            EcgBenchmarkFigures *figures,
                            EcgProgress         *progress,
                            GCancellable        *cancellable,
                            GError             **error);

G_END_DECLS
