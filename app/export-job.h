#pragma once

#include "core/library/exporter.h"
#include "core/library/library.h"

G_BEGIN_DECLS

/**
 * EcgExportWhat:
 *
 * What of a session leaves: its samples, the labels that the library knows, or what the session's
 * own file marks.
 */
typedef enum
{
  ECG_EXPORT_SIGNALS,
  ECG_EXPORT_LABELS,
  ECG_EXPORT_MARKS,
  ECG_N_EXPORTS,
} EcgExportWhat;

/**
 * EcgExportForm:
 * @title: of the format, for people; to be translated
 * @suffix: how its files end
 * @limits: what such a file cannot hold; to be translated
 */
typedef struct
{
  const char *title;
  const char *suffix;
  const char *limits;
} EcgExportForm;

/** ecg_export_list_forms: Returns: (transfer none): the formats in which @what can be written,
 * @n of them. */
const EcgExportForm *ecg_export_list_forms (EcgExportWhat what, guint *n);

/**
 * EcgExportOrder:
 * @form: one of ecg_export_list_forms()
 * @settings: dates are those of signals; labels keep none that is de-identified
 *
 * What is to be exported, and how.
 */
typedef struct
{
  EcgExportWhat        what;
  const EcgExportForm *form;
  EcgExportSettings    settings;
} EcgExportOrder;

/**
 * EcgExportOutcome:
 * @n_written: sessions that were exported
 * @n_labels: labels and marks that were
 * @n_secrets: texts of the sources that were searched for in what was written
 * @notes: (element-type utf8): sentences about what files do not hold
 * @refused: (element-type utf8): a sentence for each session that was not exported
 *
 * What has become of an order.
 */
typedef struct
{
  guint      n_written;
  guint      n_labels;
  guint      n_secrets;
  GPtrArray *notes;
  GPtrArray *refused;
} EcgExportOutcome;

void ecg_export_outcome_free (EcgExportOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgExportOutcome, ecg_export_outcome_free)

/**
 * ecg_export_sessions_async:
 * @sessions: (element-type EcgSession): what is exported, under the subject and the activity that
 * the library knows
 * @target: the file to write, of one session; or a folder, in which each is named after its file, a
 * de-identified copy after its pseudonym, and no file is overwritten
 *
 * Exports in %ECG_POOL_IO. Of several sessions, one that cannot be exported does not stop the
 * others; of one session it is an error.
 */
void              ecg_export_sessions_async (EcgLibrary           *library,
                                             GPtrArray            *sessions,
                                             const char           *target,
                                             const EcgExportOrder *order,
                                             EcgProgress          *progress,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
EcgExportOutcome *ecg_export_sessions_finish (GAsyncResult *result,
                                              GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_export_describe: Returns: (transfer full): a sentence for a toast: what was written to
 * @target, and whether it holds everything. */
char *ecg_export_describe (const EcgExportOutcome *outcome,
                           const EcgExportOrder   *order,
                           const char             *target) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
