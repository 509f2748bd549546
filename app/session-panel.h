#pragma once

#include <adwaita.h>

#include "core/library/library.h"
#include "core/recording/recording.h"

G_BEGIN_DECLS

#define ECG_TYPE_SESSION_PANEL (ecg_session_panel_get_type ())

/**
 * EcgSessionPanel:
 *
 * The inspector's first page: who the session is of and what they are doing, to be edited, and
 * where it came from.
 */
G_DECLARE_FINAL_TYPE (EcgSessionPanel, ecg_session_panel, ECG, SESSION_PANEL, AdwBin)

void ecg_session_panel_set_library (EcgSessionPanel *self, EcgLibrary *library);

/** ecg_session_panel_show: Both (nullable). */
void ecg_session_panel_show (EcgSessionPanel *self, EcgSession *session, EcgRecording *recording);

G_END_DECLS
