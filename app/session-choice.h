#pragma once

#include <gio/gio.h>

#include "core/library/session.h"

G_BEGIN_DECLS

#define ECG_TYPE_SESSION_CHOICE (ecg_session_choice_get_type ())

/**
 * EcgSessionChoice:
 *
 * Which of the labelled sessions a training learns from, chosen by subject and activity. Keeps what
 * was left out rather than what was chosen, so that sessions that are imported later take part.
 * Signal `changed` after the sessions or the choice have changed. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgSessionChoice, ecg_session_choice, ECG, SESSION_CHOICE, GObject)

/** ecg_session_choice_new: @sessions: list of #EcgSession. All labelled ones are chosen. */
EcgSessionChoice *ecg_session_choice_new (GListModel *sessions) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgChoiceCount:
 * @labelled: sessions that have both labels
 * @chosen: of these
 * @subjects: different ones among the chosen
 * @activities: likewise
 */
typedef struct
{
  guint labelled;
  guint chosen;
  guint subjects;
  guint activities;
} EcgChoiceCount;

/** ecg_session_choice_count: Returns: how many sessions are chosen. */
EcgChoiceCount ecg_session_choice_count (EcgSessionChoice *self);

/** ecg_session_choice_dup_chosen: Returns: (transfer full) (element-type EcgSession). */
GPtrArray *ecg_session_choice_dup_chosen (EcgSessionChoice *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_session_choice_dup_subjects: Returns: (transfer full): of labelled sessions, sorted. */
char **ecg_session_choice_dup_subjects (EcgSessionChoice *self) G_GNUC_WARN_UNUSED_RESULT;
char **ecg_session_choice_dup_activities (EcgSessionChoice *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_session_choice_count_in:
 * @subject: (nullable): NULL for all
 * @activity: (nullable): NULL for all
 * @chosen: (out) (optional): how many of them are chosen
 *
 * Returns: how many labelled sessions there are of @subject at @activity
 */
guint ecg_session_choice_count_in (EcgSessionChoice *self,
                                   const char       *subject,
                                   const char       *activity,
                                   guint            *chosen);

/** ecg_session_choice_set_chosen: Chooses, or leaves out, all of @subject (NULL: of everybody) at
 * @activity (NULL: at all). */
void ecg_session_choice_set_chosen (EcgSessionChoice *self,
                                    const char       *subject,
                                    const char       *activity,
                                    gboolean          chosen);

G_END_DECLS
