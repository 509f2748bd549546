/*
 * The network over many windows: validation while it learns, and evaluation after.
 */

#include "core/learn/classify.h"

#include "core/learn/trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

gint32
ecg_window_label (const EcgDataset *dataset, const EcgWindow *window, EcgTask task)
{
  const EcgDatasetItem *item = &dataset->items[window->item];

  return task == ECG_TASK_IDENTITY ? item->subject : item->activity;
}

gsize
ecg_find_winner (const float *values, gsize n)
{
  gsize winner = 0;

  for (gsize i = 1; i < n; i++)
    if (values[i] > values[winner])
      winner = i;
  return winner;
}

gboolean
ecg_probabilities_check (const float *values, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      {
        g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_DIVERGED,
                             _ ("The network answers with what is no number: its weights have "
                                "diverged, or are damaged."));
        return FALSE;
      }
  return TRUE;
}

static void
cut_batch (
  float *x, const EcgDataset *dataset, const EcgSplit *split, const EcgWindow *windows, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      const EcgFeatures *features = dataset->items[windows[i].item].features;

      ecg_window_cut (x + i * features->n_leads * dataset->preparation.window, features,
                      &split->scalers[windows[i].item], &dataset->preparation, windows[i].start);
    }
}

gboolean
ecg_classify_windows (float *const      probability[ECG_N_TASKS],
                      float            *embedding,
                      const EcgModel   *model,
                      EcgModelWork     *work,
                      float            *x,
                      gsize             batch,
                      const EcgDataset *dataset,
                      const EcgSplit   *split,
                      const GArray     *windows,
                      EcgProgress      *progress,
                      GCancellable     *cancellable,
                      GError          **error)
{
  const EcgModelConfig *config = ecg_model_config (model);

  for (gsize done = 0; done < windows->len; done += batch)
    {
      const gsize    n = MIN (batch, windows->len - done);
      EcgModelOutput output = { { NULL } };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (gsize task = 0; task < ECG_N_TASKS; task++)
        output.probability[task] = probability[task] + done * config->n_classes[task];
      cut_batch (x, dataset, split, &g_array_index (windows, EcgWindow, done), n);
      if (embedding != NULL)
        output.embedding = embedding + done * config->embedding;
      ecg_model_predict (model, work, &output, x, n);
      for (gsize task = 0; task < ECG_N_TASKS; task++)
        if (!ecg_probabilities_check (output.probability[task], n * config->n_classes[task], error))
          return FALSE;
      ecg_progress_set (progress, (double) (done + n) / (double) windows->len, NULL);
    }
  return TRUE;
}
