#pragma once

#include "core/library/exporter.h"
#include "core/library/importer.h"

G_BEGIN_DECLS

/**
 * ecg_import_copies:
 * @subject: (nullable): who it is where neither a recording nor a `records.csv` says; hidden as
 * well
 * @dates: what becomes of dates
 * @reports: (nullable) (element-type EcgExportReport): each copy's is added
 *
 * Takes recordings into the library without the people in them: as ecg_import(), but of each, a
 * de-identified copy is written to the folder `recordings` beside the library, proved, and
 * imported; the source is only read. A copy is named after pseudonym and source in a way that only
 * the table of pseudonyms can follow back; the same source gives the same copy.
 *
 * Returns: (transfer full) (nullable): as ecg_import(); a recording whose samples no format would
 * hold as they are is refused
 */
EcgImportReport *ecg_import_copies (EcgStore          *store,
                                    const char *const *paths,
                                    const char        *subject,
                                    EcgDates           dates,
                                    GPtrArray         *reports,
                                    EcgProgress       *progress,
                                    GCancellable      *cancellable,
                                    GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_import_copies_dup_folder: Returns: (transfer full): where copies are kept. */
char *ecg_import_copies_dup_folder (EcgStore *store) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
