#pragma once

#include "core/recording/recording.h"
#include "core/series/attention.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** ecg_explain_async: Loads @checkpoint and explains the windows of @recording that meet @span,
 * in %ECG_POOL_COMPUTE. Finishes with (element-type EcgAttention). A recording whose preparation
 * would take more than some hundred megabytes is prepared an hour around @span, and so normalised
 * by that hour; with an error where @span alone would take as much. */
void       ecg_explain_async (const char         *checkpoint,
                              EcgRecording       *recording,
                              EcgSpan             span,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GPtrArray *ecg_explain_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
