#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_SESSION_LIST (ecg_session_list_get_type ())

/**
 * EcgSessionList:
 *
 * Sessions below their subjects, which fold by a click; several can be selected, and a menu of the
 * page's actions stands at each. Rows are made for what is in sight only.
 *
 * Signals: `activated` (EcgSession), by double click or Return; `selected` (EcgSession), when it
 * was selected alone, by the user or ecg_session_list_select(); `selection-changed` (guint n), by
 * the user or by what the list holds now; `updated`, after each change of what the list holds;
 * `looks-changed`, when activities have got another letter or colour.
 */
G_DECLARE_FINAL_TYPE (EcgSessionList, ecg_session_list, ECG, SESSION_LIST, AdwBin)

/** ecg_session_list_set_sessions: Once. @sessions: (transfer none): list of #EcgSession, followed.
 */
void ecg_session_list_set_sessions (EcgSessionList *self, GListModel *sessions);

/** ecg_session_list_set_library: @library: (nullable) (transfer none): says how activities look. */
void ecg_session_list_set_library (EcgSessionList *self, EcgLibrary *library);

/** ecg_session_list_select: Selects the session @id alone, unfolding its subject; if it is shown.
 */
void ecg_session_list_select (EcgSessionList *self, gint64 id);

/** ecg_session_list_dup_selected: Returns: (transfer full) (element-type EcgSession): what is
 * selected and in sight. */
GPtrArray *ecg_session_list_dup_selected (EcgSessionList *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_session_list_set_looking: Whether something is searched for: few sessions are folded out
 * then, and what is found is read from its start. */
void ecg_session_list_set_looking (EcgSessionList *self, gboolean looking);

/** ecg_session_list_set_all_unfolded: Folds every subject out or in. */
void ecg_session_list_set_all_unfolded (EcgSessionList *self, gboolean unfolded);

/** ecg_session_list_pop_up: Opens the menu at @at, which lies within the list. */
void ecg_session_list_pop_up (EcgSessionList *self, GtkWidget *at);

/** ecg_session_list_focus: Gives the list the keyboard. */
void ecg_session_list_focus (EcgSessionList *self);

/** ecg_session_list_get_n_bound: Returns: how many times a row was made or given another session:
 * what the list costs, for tests. */
guint ecg_session_list_get_n_bound (EcgSessionList *self);

G_END_DECLS
