#pragma once

#include "core/dataset/split.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/** ecg_export_windows: Writes train.x (N, leads, L) f32, train.subject, train.activity,
 * train.session, train.start (N) i64, likewise validation. and test., to a .safetensors file. */
gboolean ecg_export_windows (EcgStore     *store,
                             EcgProtocol   protocol,
                             guint64       seed,
                             const char   *path,
                             EcgProgress  *progress,
                             GCancellable *cancellable,
                             GError      **error);

G_END_DECLS
