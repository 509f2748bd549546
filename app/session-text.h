#pragma once

#include "core/library/session.h"

G_BEGIN_DECLS

/* What is said of a session, for people. */

/** ecg_session_get_quality_class: Returns: (transfer none): `good`, `medium` or `bad`, by the share
 * of its time in which a lead carries a signal; "" where that is not known. */
const char *ecg_session_get_quality_class (EcgSession *session);

/** ecg_session_dup_length: Returns: (transfer full): `2:00`, `1 h 06 min`. */
char *ecg_session_dup_length (EcgSession *session);

/** ecg_session_dup_leads: Returns: (transfer full): `I II III`, `12 leads`. */
char *ecg_session_dup_leads (EcgSession *session);

/** ecg_session_dup_marks: Returns: (transfer full): share that is labelled and class of quality, in
 * short: `80 % · G`; "" where nothing is known. */
char *ecg_session_dup_marks (EcgSession *session);

/** ecg_session_dup_sentence: Returns: (transfer full): all of it, as it is read out. */
char *ecg_session_dup_sentence (EcgSession *session);

/** ecg_tags_parse: @text: tags with commas between them. Returns: (transfer full): NULL-terminated.
 */
char **ecg_tags_parse (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
