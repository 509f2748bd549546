#pragma once

#include <gio/gio.h>

#include "core/library/session.h"

G_BEGIN_DECLS

#define ECG_TYPE_TALLY_ROW (ecg_tally_row_get_type ())

/** EcgTallyRow: How many sessions a subject has in each column of a tally. Immutable. */
G_DECLARE_FINAL_TYPE (EcgTallyRow, ecg_tally_row, ECG, TALLY_ROW, GObject)

/** ecg_tally_row_get_subject: Returns: (nullable): NULL for sessions of nobody yet. */
const char *ecg_tally_row_get_subject (EcgTallyRow *self);

/** ecg_tally_row_get_counts: Returns: (array): one for each column. */
const guint *ecg_tally_row_get_counts (EcgTallyRow *self, guint *n);

#define ECG_TYPE_SESSION_TALLY (ecg_session_tally_get_type ())

/**
 * EcgSessionTally:
 *
 * Counts a list of sessions by subject and activity, and follows it. Signal `columns-changed` where
 * there are other activities, or other totals, before the rows follow. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgSessionTally, ecg_session_tally, ECG, SESSION_TALLY, GObject)

/** ecg_session_tally_new: @sessions: list of #EcgSession. */
EcgSessionTally *ecg_session_tally_new (GListModel *sessions) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_session_tally_set_order: @activities: (nullable): in which order columns stand; others come
 * after them, sessions of no activity last. */
void ecg_session_tally_set_order (EcgSessionTally *self, const char *const *activities);

/** ecg_session_tally_get_columns: Returns: (transfer none): activities, "" for none. */
const char *const *ecg_session_tally_get_columns (EcgSessionTally *self);

/** ecg_session_tally_get_totals: Returns: (transfer none): sessions in each column. */
const guint *ecg_session_tally_get_totals (EcgSessionTally *self);

/** ecg_session_tally_get_rows: Returns: (transfer none): list of #EcgTallyRow, as people sort
 * names, nobody last. */
GListModel *ecg_session_tally_get_rows (EcgSessionTally *self);

G_END_DECLS
