#pragma once

#include "core/dataset/split.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/** ecg_export_windows: Writes train.x (N, leads, L) f32, train.subject, train.activity,
 * train.session, train.start (N) i64, likewise validation. and test., to a .safetensors file; as a
 * run of the default settings would see them. */
gboolean ecg_export_windows (EcgStore     *store,
                             EcgProtocol   protocol,
                             guint64       seed,
                             const char   *path,
                             EcgProgress  *progress,
                             GCancellable *cancellable,
                             GError      **error);

/**
 * ecg_export_run_windows:
 * @fold: of the run, from 0
 *
 * Writes the same of a run: the windows that its network of @fold was given, prepared as its
 * checkpoint says, dealt as they were.
 *
 * Returns: FALSE with %ECG_LEARN_ERROR_INVALID where the run has no such fold or its data are no
 * longer there
 */
gboolean ecg_export_run_windows (EcgStore     *store,
                                 EcgRun       *run,
                                 guint         fold,
                                 const char   *path,
                                 EcgProgress  *progress,
                                 GCancellable *cancellable,
                                 GError      **error);

G_END_DECLS
