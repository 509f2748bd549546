#pragma once

#include <gtk/gtk.h>

#include "app/activity-style.h"
#include "app/subject-group.h"
#include "core/library/session.h"

G_BEGIN_DECLS

#define ECG_TYPE_SESSION_ROW (ecg_session_row_get_type ())

/**
 * EcgSessionRow:
 *
 * A row of the sidebar: a subject with the number of sessions, or a session with its activity's
 * badge, length, leads, file, labelled share and quality. Handed what to show; knows nothing of the
 * library.
 *
 * It is drawn: a list makes two hundred rows anew for each change of a filter, of which twenty are
 * in sight, so that a row must cost next to nothing until it is drawn.
 */
G_DECLARE_FINAL_TYPE (EcgSessionRow, ecg_session_row, ECG, SESSION_ROW, GtkWidget)

GtkWidget *ecg_session_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_session_row_show_subject (EcgSessionRow *self, EcgSubjectGroup *group);

/** ecg_session_row_show_session: @style: of the session's activity. */
void ecg_session_row_show_session (EcgSessionRow          *self,
                                   EcgSession             *session,
                                   const EcgActivityStyle *style);

/** ecg_session_row_get_detail: Returns: (transfer none) (nullable): what stands at the end of the
 * line: how long a session is, or how many a subject has. */
const char *ecg_session_row_get_detail (EcgSessionRow *self);

G_END_DECLS
