#pragma once

#include "core/dataset/split.h"
#include "core/jobs/progress.h"
#include "core/nn/model.h"

G_BEGIN_DECLS

/**
 * ecg_classify_windows:
 * @probability: (out caller-allocates): by task, (n_windows, n_classes)
 * @embedding: (out caller-allocates) (nullable): z, (n_windows, embedding)
 * @work: for batches of up to @batch
 * @x: scratch, (batch, leads, L)
 * @windows: (element-type EcgWindow): in any order
 *
 * Runs the network, as it is used, over the windows of a part. Polls @cancellable at every batch.
 *
 * Returns: FALSE when cancelled, and as ecg_probabilities_check()
 */
gboolean ecg_classify_windows (float *const      probability[ECG_N_TASKS],
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
                               GError          **error);

/** ecg_probabilities_check: Returns: FALSE with %ECG_LEARN_ERROR_DIVERGED where one of @n values is
 * no number: finite weights may still be too large to be calculated with. */
gboolean ecg_probabilities_check (const float *values, gsize n, GError **error);

/** ecg_window_label: Returns: the class of @window, −1 where it is not known. */
gint32 ecg_window_label (const EcgDataset *dataset, const EcgWindow *window, EcgTask task);

/** ecg_find_winner: Returns: the index of the greatest of @n values, the first of equals. */
gsize ecg_find_winner (const float *values, gsize n);

G_END_DECLS
