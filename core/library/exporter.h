#pragma once

#include "core/jobs/progress.h"
#include "core/library/store.h"
#include "core/recording/deidentify.h"

G_BEGIN_DECLS

/**
 * EcgExportSettings:
 * @deidentify: whether the copy shall tell nobody who it is of
 * @dates: what becomes of dates then
 * @exact: whether nothing is to be written rather than samples that are not those of the source;
 * only with @deidentify
 */
typedef struct
{
  gboolean deidentify;
  EcgDates dates;
  gboolean exact;
} EcgExportSettings;

/**
 * EcgExportReport:
 * @warnings: NULL-terminated sentences: what the file does not hold; none means that reading it
 * gives what was written
 * @same_samples: whether every sample that is read from it is that of the source, count by count
 * @n_leads: leads that were compared
 * @n_samples: samples of each
 * @removals: (nullable) (element-type EcgRemoval): what was taken away; NULL where nothing was to
 * be
 * @n_secrets: texts of the source that were searched for
 * @n_searched: bytes of the written files in which none of them is
 *
 * What an export, and reading again what it wrote, have shown.
 */
typedef struct
{
  char   **warnings;
  gboolean same_samples;
  guint    n_leads;
  gint64   n_samples;
  GArray  *removals;
  guint    n_secrets;
  gint64   n_searched;
} EcgExportReport;

void ecg_export_report_free (EcgExportReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgExportReport, ecg_export_report_free)

/** ecg_export_open_session: Reads the recording of @session, under the subject and the activity
 * that the library knows. Returns: (transfer full) (nullable). */
EcgRecording *ecg_export_open_session (EcgSession   *session,
                                       EcgProgress  *progress,
                                       GCancellable *cancellable,
                                       GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_export_relabel: Returns: (transfer full): @recording under another subject and activity;
 * NULL each leaves its own. */
EcgRecording *ecg_export_relabel (EcgRecording *recording,
                                  const char   *subject,
                                  const char   *activity) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_export_signals:
 * @store: (nullable): whose table of pseudonyms is used; may be NULL where nothing is de-identified
 * @path: what to write; its suffix says in which format
 *
 * Writes a recording, reads it again and compares. A de-identified copy is made in a folder of its
 * own beside @path, and moved from there once its samples and all of its bytes have been looked at:
 * a copy that could not be proved is never there.
 *
 * Blocks: in %ECG_POOL_IO.
 *
 * Returns: (transfer full) (nullable): NULL, and nothing written, with a sentence
 */
EcgExportReport *ecg_export_signals (EcgStore                *store,
                                     EcgRecording            *recording,
                                     const char              *path,
                                     const EcgExportSettings *settings,
                                     EcgProgress             *progress,
                                     GCancellable            *cancellable,
                                     GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
