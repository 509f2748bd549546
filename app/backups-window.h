#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ECG_TYPE_BACKUPS_WINDOW (ecg_backups_window_get_type ())

/**
 * EcgBackupsWindow:
 *
 * The backups of a library, each with its date, size and reason, and a button that restores it.
 * Signal `restore` (filename) when one is chosen; the window closes itself.
 */
G_DECLARE_FINAL_TYPE (EcgBackupsWindow, ecg_backups_window, ECG, BACKUPS_WINDOW, AdwWindow)

/** ecg_backups_window_new: @library: the database; need not be open, nor whole. */
GtkWidget *ecg_backups_window_new (GtkWindow  *parent,
                                   const char *library) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
