#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_IMPORT_BAR (ecg_import_bar_get_type ())

/**
 * EcgImportBar:
 *
 * Takes recordings into the library, and shows how far it has come with a way to stop; hidden while
 * idle. Signal `ended` (EcgImportReport, or NULL; GError, or NULL), owned by the emission.
 */
G_DECLARE_FINAL_TYPE (EcgImportBar, ecg_import_bar, ECG, IMPORT_BAR, AdwBin)

GtkWidget *ecg_import_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_import_bar_start: Imports @paths into @library. One at a time: FALSE where an import is
 * under way. */
gboolean ecg_import_bar_start (EcgImportBar *self, EcgLibrary *library, const char *const *paths);

/** ecg_import_bar_start_demo: Writes the synthetic cohort to @folder first, then imports it. */
gboolean ecg_import_bar_start_demo (EcgImportBar *self, EcgLibrary *library, const char *folder);

G_END_DECLS
