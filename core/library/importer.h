#pragma once

#include "core/jobs/progress.h"
#include "core/library/store.h"
#include "core/recording/recording.h"

G_BEGIN_DECLS

/**
 * EcgImportReport:
 * @added: sessions that are new
 * @known: files that the library had already
 * @unread: of those, the files that were known by name, size and time, and not read again
 * @arrived: (element-type gint64): ids of the sessions that were added, in the order of their files
 * @unlabelled: (element-type gint64): ids of new sessions that lack subject or activity: to be
 * asked for
 * @refused: (element-type utf8): a sentence for each file that could not be read
 */
typedef struct
{
  guint      added;
  guint      known;
  guint      unread;
  GArray    *arrived;
  GArray    *unlabelled;
  GPtrArray *refused;
} EcgImportReport;

EcgImportReport *ecg_import_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void             ecg_import_report_free (EcgImportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgImportReport, ecg_import_report_free)

/** ecg_import_list_files: Returns: (transfer full) (element-type utf8): the files of @paths,
 * NULL-terminated, and of all folders in them, that ecg_import() would try; fewer, where it was
 * cancelled. */
GPtrArray *ecg_import_list_files (const char *const *paths,
                                  GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_import:
 * @paths: NULL-terminated: files, and folders that are searched through
 *
 * Takes recordings into the library, as one undo step. Subject and activity come from the
 * recording's own comments, or from a `records.csv` beside it (columns `record`, `subject`,
 * `activity`, found by their header). What a WFDB header among the files names is read with it, and
 * is no recording of its own. A file that cannot be read is refused with a sentence and
 * does not stop the others; what was taken in before a cancellation stays, so that the same call
 * goes on where it was: files that are where they were, and as large and as old, are not read
 * again. Blocks: run it in %ECG_POOL_IO.
 *
 * Returns: (transfer full) (nullable): NULL on cancellation, where the library cannot be written,
 * and with %ECG_RECORDING_ERROR_EMPTY where the paths hold no recording at all
 */
EcgImportReport *ecg_import (EcgStore          *store,
                             const char *const *paths,
                             EcgProgress       *progress,
                             GCancellable      *cancellable,
                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_import_dup_leads: Returns: (transfer full): the names of the leads, as the library keeps
 * them. */
char **ecg_import_dup_leads (EcgRecording *recording) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_import_find_files: Returns: (transfer full) (nullable) (element-type filename): the files
 * that ecg_import() would read, absolute; NULL with EMPTY where there are none. */
GPtrArray *ecg_import_find_files (const char *const *paths,
                                  GCancellable      *cancellable,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
