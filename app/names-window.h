#pragma once

#include "app/name-editor.h"

G_BEGIN_DECLS

#define ECG_TYPE_NAMES_WINDOW (ecg_names_window_get_type ())

/**
 * EcgNamesWindow:
 *
 * Subjects and activities of a library: a list of each, and what is known of the one that is
 * selected, to be edited. Follows the library.
 */
G_DECLARE_FINAL_TYPE (EcgNamesWindow, ecg_names_window, ECG, NAMES_WINDOW, AdwWindow)

/** ecg_names_window_new: @parent: whose action `win.undo` takes edits back. */
GtkWidget *ecg_names_window_new (GtkWindow *parent, EcgLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_names_window_select: Shows the subject or activity @name. */
void ecg_names_window_select (EcgNamesWindow *self, EcgNameKind kind, const char *name);

/** ecg_names_window_get_editor: Returns: (transfer none): for tests. */
EcgNameEditor *ecg_names_window_get_editor (EcgNamesWindow *self, EcgNameKind kind);

G_END_DECLS
