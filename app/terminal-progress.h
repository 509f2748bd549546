#pragma once

#include "core/jobs/progress.h"

G_BEGIN_DECLS

/**
 * EcgTerminalProgress:
 *
 * Writes what an #EcgProgress says to standard error while the main thread works: one line that
 * renews itself on a terminal, a line now and then elsewhere.
 */
typedef struct _EcgTerminalProgress EcgTerminalProgress;

/** ecg_terminal_progress_new: Starts to write. */
EcgTerminalProgress *ecg_terminal_progress_new (EcgProgress *progress) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_terminal_progress_free: Stops, and leaves the terminal on a fresh line. */
void ecg_terminal_progress_free (EcgTerminalProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgTerminalProgress, ecg_terminal_progress_free)

G_END_DECLS
