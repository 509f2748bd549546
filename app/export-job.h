#pragma once

#include "core/library/exporter.h"
#include "core/library/library.h"

G_BEGIN_DECLS

/**
 * ecg_export_session_async:
 * @session: what is exported, under the subject and the activity that the library knows
 * @path: where to; its suffix says in which format
 *
 * Exports a session as ecg_export_signals() does, in %ECG_POOL_IO.
 */
void             ecg_export_session_async (EcgLibrary              *library,
                                           EcgSession              *session,
                                           const char              *path,
                                           const EcgExportSettings *settings,
                                           EcgProgress             *progress,
                                           GCancellable            *cancellable,
                                           GAsyncReadyCallback      callback,
                                           gpointer                 user_data);
EcgExportReport *ecg_export_session_finish (GAsyncResult *result,
                                            GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_export_describe: Returns: (transfer full): a sentence for a toast: what was written to
 * @path, and what it does not hold. */
char *ecg_export_describe (const EcgExportReport *report,
                           const char            *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
