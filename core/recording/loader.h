#pragma once

#include "core/jobs/progress.h"
#include "core/recording/recording.h"

G_BEGIN_DECLS

/** ecg_recording_load: Probes and reads @path, on the calling thread. Returns: (transfer full)
 * (nullable): NULL with an error that says what, where and what was expected. */
EcgRecording *ecg_recording_load (const char   *path,
                                  EcgProgress  *progress,
                                  GCancellable *cancellable,
                                  GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_recording_glance:
 *
 * As ecg_recording_load(), but for the eye: of a long recording that would have to be read from end
 * to end only what shows it. Its annotations, its comments and its warnings may not be all, and
 * where ecg_recording_is_glanced() says so, ecg_recording_load() is to be asked before anything is
 * made of it. Whether its samples lie as that one's do says ecg_recording_lies_as(): nearly always.
 */
EcgRecording *ecg_recording_glance (const char   *path,
                                    EcgProgress  *progress,
                                    GCancellable *cancellable,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_recording_verify:
 *
 * Reads all of a recording whose samples are read where they are looked at, on the calling thread,
 * for what opening it did not find: checksums that are wrong. A recording that was read whole when
 * it was opened is not read again.
 *
 * Returns: (transfer full) (nullable): NULL-terminated sentences beside
 * ecg_recording_get_warnings(); NULL with an error
 */
char **ecg_recording_verify (EcgRecording *recording,
                             EcgProgress  *progress,
                             GCancellable *cancellable,
                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_recording_glance_async: ecg_recording_glance() in %ECG_POOL_IO; ends in the caller's main
 * context. */
void          ecg_recording_glance_async (const char         *path,
                                          EcgProgress        *progress,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
EcgRecording *ecg_recording_glance_finish (GAsyncResult *result,
                                           GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_recording_may_save: Returns: whether @path ends like a format that can be written. */
gboolean ecg_recording_may_save (const char *path);

/**
 * ecg_recording_save:
 * @warnings: (nullable): is given a sentence for each thing that the file does not hold; none means
 * that what is read from it is what was written
 *
 * Writes @recording to @path in the format of that suffix, on the calling thread.
 *
 * Returns: FALSE, and nothing written, with an error that says what, where and what was expected
 */
gboolean ecg_recording_save (EcgRecording *recording,
                             const char   *path,
                             EcgProgress  *progress,
                             GStrvBuilder *warnings,
                             GCancellable *cancellable,
                             GError      **error);

/** ecg_recording_fingerprint: Returns: (transfer full) (nullable): SHA-256, hex, over the bytes of
 * all files of @recording, in their order. */
char *ecg_recording_fingerprint (EcgRecording *recording,
                                 GCancellable *cancellable,
                                 GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
