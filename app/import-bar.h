#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_IMPORT_BAR (ecg_import_bar_get_type ())

/**
 * EcgImportBar:
 *
 * Takes recordings into the library: shows how far it has come, how long it will take and a way to
 * stop; afterwards, where there is something to do about it, what could not be read, or a way to go
 * on. Hidden while there is nothing to say. Signal `ended` (EcgImportReport, or NULL; GError, or
 * NULL), owned by the emission.
 */
G_DECLARE_FINAL_TYPE (EcgImportBar, ecg_import_bar, ECG, IMPORT_BAR, AdwBin)

GtkWidget *ecg_import_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_import_bar_start: Imports @paths into @library, after the import that is under way, if one
 * is. @manner: (nullable): %NULL for as they are. */
void ecg_import_bar_start (EcgImportBar          *self,
                           EcgLibrary            *library,
                           const char *const     *paths,
                           const EcgImportManner *manner);

/** ecg_import_bar_start_demo: Writes the synthetic cohort to @folder first, then imports it. FALSE
 * where an import is under way. */
gboolean ecg_import_bar_start_demo (EcgImportBar *self, EcgLibrary *library, const char *folder);

/** ecg_import_bar_forget: Lets go of the library and of what was said of the last import; while
 * none is under way. */
void ecg_import_bar_forget (EcgImportBar *self);

/** ecg_import_bar_is_busy: Returns: whether an import is under way. */
gboolean ecg_import_bar_is_busy (EcgImportBar *self);

/** ecg_import_bar_get_text: Returns: what it says now; for tests. */
const char *ecg_import_bar_get_text (EcgImportBar *self);

G_END_DECLS
