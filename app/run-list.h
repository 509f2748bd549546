#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_RUN_LIST (ecg_run_list_get_type ())

/**
 * EcgRunList:
 *
 * The runs of a library, newest first: name, protocol, state and what they are worth. Each can be
 * opened in Results and deleted, with undo. Signal `run-activated` (EcgRun) when one is chosen, to
 * have its curves shown.
 */
G_DECLARE_FINAL_TYPE (EcgRunList, ecg_run_list, ECG, RUN_LIST, AdwBin)

GtkWidget *ecg_run_list_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_run_list_set_library (EcgRunList *self, EcgLibrary *library);

G_END_DECLS
