/*
 * Prepared windows for other tools: what the network is given, to the last bit.
 */

#include "core/learn/export-windows.h"

#include "core/learn/predictor.h"
#include "core/learn/run-data.h"
#include "core/learn/safetensors.h"
#include "core/learn/trainer.h"

#include <glib/gi18n.h>

/* The five tensors of one part, in memory of their own. */
typedef struct
{
  char   *names[5];
  float  *x;
  gint64 *numbers[4]; /* subject, activity, session, start */
} PartTensors;

static void
part_tensors_clear (PartTensors *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->names); i++)
    g_free (self->names[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (self->numbers); i++)
    g_free (self->numbers[i]);
  g_free (self->x);
}

static void
fill_part (PartTensors      *self,
           const EcgDataset *dataset,
           const EcgSplit   *split,
           const GArray     *windows,
           gsize             window_size)
{
  self->x = g_new (float, MAX (windows->len, 1) * window_size);
  for (gsize k = 0; k < G_N_ELEMENTS (self->numbers); k++)
    self->numbers[k] = g_new (gint64, MAX (windows->len, 1));
  for (guint i = 0; i < windows->len; i++)
    {
      const EcgWindow      *window = &g_array_index (windows, EcgWindow, i);
      const EcgDatasetItem *item = &dataset->items[window->item];

      ecg_window_cut (self->x + i * window_size, item->features, &split->scalers[window->item],
                      &dataset->preparation, window->start);
      self->numbers[0][i] = item->subject;
      self->numbers[1][i] = item->activity;
      self->numbers[2][i] = ecg_session_get_id (item->session);
      self->numbers[3][i] =
        ecg_features_to_source (item->features, &dataset->preparation, window->start);
    }
}

static void
add_part (GArray           *tensors,
          PartTensors      *self,
          const char       *part,
          const EcgDataset *dataset,
          const EcgSplit   *split,
          const GArray     *windows)
{
  static const char *const names[] = { "x", "subject", "activity", "session", "start" };
  const gsize              n_leads = g_strv_length (dataset->preparation.leads);
  const gsize              length = dataset->preparation.window;

  fill_part (self, dataset, split, windows, n_leads * length);
  for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
    {
      EcgTensorView view = { .type = ECG_TENSOR_I64, .rank = 1, .shape = { windows->len } };

      self->names[k] = g_strdup_printf ("%s.%s", part, names[k]);
      view.name = self->names[k];
      if (k == 0)
        {
          view.type = ECG_TENSOR_F32;
          view.rank = 3;
          view.shape[1] = n_leads;
          view.shape[2] = length;
          view.data = self->x;
        }
      else
        view.data = self->numbers[k - 1];
      g_array_append_val (tensors, view);
    }
}

static gboolean
write_windows (const EcgDataset *dataset, const EcgSplit *split, const char *path, GError **error)
{
  static const char *const parts[ECG_N_PARTS] = { "train", "validation", "test" };
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (EcgTensorView));
  g_autoptr (GHashTable) metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  PartTensors data[ECG_N_PARTS] = { 0 };
  gboolean    written;

  g_hash_table_insert (metadata, (gpointer) "protocol",
                       g_strdup (ecg_protocol_get_name (split->protocol)));
  g_hash_table_insert (metadata, (gpointer) "subjects", g_strjoinv ("\n", dataset->class_names[0]));
  g_hash_table_insert (metadata, (gpointer) "activities",
                       g_strjoinv ("\n", dataset->class_names[1]));
  g_hash_table_insert (metadata, (gpointer) "leads", g_strjoinv ("\n", dataset->preparation.leads));
  for (gsize part = 0; part < ECG_N_PARTS; part++)
    add_part (tensors, &data[part], parts[part], dataset, split, split->parts[part]);
  written = ecg_safetensors_write (path, tensors, metadata, error);
  for (gsize part = 0; part < ECG_N_PARTS; part++)
    part_tensors_clear (&data[part]);
  return written;
}

gboolean
ecg_export_windows (EcgStore     *store,
                    EcgProtocol   protocol,
                    guint64       seed,
                    const char   *path,
                    EcgProgress  *progress,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, error);
  g_autoptr (EcgDataset) dataset = NULL;
  g_autoptr (EcgSplit) split = NULL;
  g_auto (EcgPreparation) preparation = { 0 };
  EcgTrainSettings settings;

  if (sessions == NULL)
    return FALSE;
  ecg_train_settings_init (&settings);
  ecg_preparation_init (&preparation, NULL);
  ecg_train_settings_prepare (&settings, &preparation);
  dataset = ecg_dataset_new (sessions, &preparation, progress, cancellable, error);
  split = dataset == NULL ? NULL : ecg_split_new (dataset, protocol, seed, 0, error);
  return split != NULL && write_windows (dataset, split, path, error);
}

static gboolean
check_fold (const EcgDataset *dataset, const EcgTrainSettings *settings, guint fold, GError **error)
{
  const guint n_folds =
    settings->all_folds ? ecg_split_count_folds (dataset, settings->protocol) : 1;

  if (fold < n_folds)
    return TRUE;
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
               ngettext ("The run has %u fold; there is no fold %u.",
                         "The run has %u folds; there is no fold %u.", n_folds),
               n_folds, fold + 1);
  return FALSE;
}

gboolean
ecg_export_run_windows (EcgStore     *store,
                        EcgRun       *run,
                        guint         fold,
                        const char   *path,
                        EcgProgress  *progress,
                        GCancellable *cancellable,
                        GError      **error)
{
  const EcgRunFields *fields = ecg_run_get_fields (run);
  EcgTrainSettings    settings;
  g_autoptr (GPtrArray) sessions =
    ecg_run_data_from_json (store, fields->settings, &settings, error);
  g_autoptr (EcgPredictor) predictor = NULL;
  g_autoptr (EcgDataset) dataset = NULL;
  g_autoptr (EcgSplit) split = NULL;

  /* All folds are prepared alike. */
  if (sessions != NULL)
    predictor = ecg_predictor_load (fields->checkpoint, error);
  if (predictor != NULL)
    dataset = ecg_dataset_new (sessions, ecg_predictor_get_preparation (predictor), progress,
                               cancellable, error);
  if (dataset == NULL || !ecg_run_data_check_complete (dataset, sessions, error) ||
      !check_fold (dataset, &settings, fold, error))
    return FALSE;
  split = ecg_split_new (dataset, settings.protocol, settings.seed, fold, error);
  return split != NULL && ecg_run_data_check_split (fields->settings, split, dataset, error) &&
         write_windows (dataset, split, path, error);
}
