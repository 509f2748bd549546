#pragma once

#include <adwaita.h>

#include "app/export-job.h"

G_BEGIN_DECLS

#define ECG_TYPE_EXPORT_DIALOG (ecg_export_dialog_get_type ())

/**
 * EcgExportDialog:
 *
 * Asks what of one session, or several, is exported, in which format, and whether it shall tell who
 * it is of. Closes itself when that is said. Signal `chosen`, on which
 * ecg_export_dialog_get_order() says what.
 */
G_DECLARE_FINAL_TYPE (EcgExportDialog, ecg_export_dialog, ECG, EXPORT_DIALOG, AdwWindow)

/** ecg_export_dialog_new: @sessions: (element-type EcgSession): at least one. @what: what is
 * offered first. */
GtkWidget *ecg_export_dialog_new (GtkWindow    *parent,
                                  GPtrArray    *sessions,
                                  EcgExportWhat what) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_export_dialog_get_order: @order: (out caller-allocates): what is chosen now. */
void ecg_export_dialog_get_order (EcgExportDialog *self, EcgExportOrder *order);

/** ecg_export_dialog_get_sessions: Returns: (transfer none) (element-type EcgSession). */
GPtrArray *ecg_export_dialog_get_sessions (EcgExportDialog *self);

G_END_DECLS
