#pragma once

#include "app/application.h"

G_BEGIN_DECLS

#define ECG_TYPE_WINDOW (ecg_window_get_type ())

/**
 * EcgWindow:
 *
 * The program's window: header bar, the library at the side, the pages Recording, Training and
 * Results. Opens the library in a job and hands it to sidebar and pages.
 *
 * Pages speak to it by actions: `win.tell` (s) shows a sentence, `win.tell-undo` (s) one with
 * a button that undoes the latest edit, `win.show-page` (s), `win.show-run` (s),
 * `win.import`, `win.import-folder`, `win.make-demo`, `win.undo`, `win.redo`.
 */
G_DECLARE_FINAL_TYPE (EcgWindow, ecg_window, ECG, WINDOW, AdwApplicationWindow)

/** ecg_window_new: @library_path: (nullable): NULL for the user's own. */
GtkWidget *ecg_window_new (EcgApplication *application,
                           const char     *library_path) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_window_open: Takes @paths into the library and shows the first; waits for the library where
 * that is not open yet. */
void ecg_window_open (EcgWindow *self, const char *const *paths);

G_END_DECLS
