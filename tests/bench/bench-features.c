/*
 * Preparing recordings (read, filter, resample) against learning from them: all recordings of the
 * exercise cohort, and one epoch over the training windows that they give. Argument: the folder of
 * the recordings; skipped where it is absent.
 */

#include "core/dataset/preparation.h"
#include "core/learn/benchmark.h"
#include "core/nn/yardstick.h"
#include "core/recording/loader.h"

#define SKIPPED 77
#define TRAIN_SHARE 0.6

/* Returns: training windows of the recording, half a window apart; 0 where it cannot be read. */
static double
prepare (const char *path)
{
  g_auto (EcgPreparation) preparation = { 0 };
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_autoptr (EcgFeatures) features = NULL;
  const char *leads[2] = { NULL };

  if (recording == NULL)
    return 0.0;
  leads[0] = ecg_series_get_name (ecg_recording_get_lead (recording, 0));
  ecg_preparation_init (&preparation, leads);
  features = ecg_features_prepare (recording, &preparation, NULL, NULL);
  return features == NULL
           ? 0.0
           : TRAIN_SHARE * (double) features->n_samples / (0.5 * (double) preparation.window);
}

int
main (int argc, char **argv)
{
  g_autoptr (GDir) folder = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  g_autoptr (GTimer) timer = g_timer_new ();
  const char  *name;
  guint        n = 0;
  double       n_windows = 0.0, preparing, epoch;
  EcgBenchmark benchmark;

  if (folder == NULL)
    return SKIPPED;
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".hea"))
      {
        g_autofree char *path = g_build_filename (argv[1], name, NULL);

        n_windows += prepare (path);
        n++;
      }
  preparing = g_timer_elapsed (timer, NULL);
  ecg_yardstick_use_threads (1);
  ecg_benchmark_init (&benchmark);
  ecg_model_config_default (&benchmark.config, 1, 1000, 8, 5);
  epoch = n_windows / ecg_benchmark_train (&benchmark);
  g_print (
    "preparing %u recordings: %.2f s; an epoch over their %.0f training windows: %.2f s; ratio "
    "%.2f, wanted below 1\n",
    n, preparing, n_windows, epoch, preparing / epoch);
  return 0;
}
