#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_RECORDING_PAGE (ecg_recording_page_get_type ())

/**
 * EcgRecordingPage:
 *
 * The page on which a recording is browsed, labelled and explained: overview, time ruler, lanes and
 * inspector. Shows a status page while there is nothing to show. Opens, filters and explains in
 * jobs.
 *
 * Sentences for the user go to the action `win.tell` (s), which shows them as a toast.
 */
G_DECLARE_FINAL_TYPE (EcgRecordingPage, ecg_recording_page, ECG, RECORDING_PAGE, AdwBin)

GtkWidget *ecg_recording_page_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_recording_page_set_library: @library: (nullable): where sessions are edited and runs are
 * found. */
void ecg_recording_page_set_library (EcgRecordingPage *self, EcgLibrary *library);

/** ecg_recording_page_set_session: @session: (nullable): what to open. A newer version of the
 * session on show keeps the view. */
void ecg_recording_page_set_session (EcgRecordingPage *self, EcgSession *session);

/** ecg_recording_page_is_busy: Returns: whether the session is being opened, or not all of it has
 * been looked at yet. */
gboolean ecg_recording_page_is_busy (EcgRecordingPage *self);

G_END_DECLS
