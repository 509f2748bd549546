#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_TALLY_VIEW (ecg_tally_view_get_type ())

/**
 * EcgTallyView:
 *
 * The library as a table: a line for each subject, a column for each activity, in each cell how
 * many sessions there are. Lines are made for what is in sight. Up and Down move from line to line,
 * Left and Right from cell to cell, Enter chooses one.
 *
 * Signal `chosen` (subject, activity): NULL for all, "" for none.
 */
G_DECLARE_FINAL_TYPE (EcgTallyView, ecg_tally_view, ECG, TALLY_VIEW, AdwBin)

/** ecg_tally_view_set_sessions: Both (nullable). @library: tells letters, colours and order.
 * @sessions: list of #EcgSession that are counted; NULL while nobody looks. */
void ecg_tally_view_set_sessions (EcgTallyView *self, EcgLibrary *library, GListModel *sessions);

/** ecg_tally_view_move: Moves the cursor by @columns. */
void ecg_tally_view_move (EcgTallyView *self, int columns);

G_END_DECLS
