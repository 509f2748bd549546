#pragma once

#include <gtk/gtk.h>

#include "core/library/session.h"

G_BEGIN_DECLS

#define ECG_TYPE_SESSION_OUTLINE (ecg_session_outline_get_type ())

/**
 * EcgSessionOutline:
 *
 * A flat list of sessions as a tree: subjects that fold, their sessions below them. Follows the
 * list; what is folded out stays so. Signal `updated` after each change of the list, and after many
 * folds at once. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgSessionOutline, ecg_session_outline, ECG, SESSION_OUTLINE, GObject)

/** ecg_session_outline_new: @sessions: list of #EcgSession. */
EcgSessionOutline *ecg_session_outline_new (GListModel *sessions) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_session_outline_get_tree: Returns: (transfer none): list of #GtkTreeListRow, each an
 * #EcgSubjectGroup or an #EcgSession. */
GListModel *ecg_session_outline_get_tree (EcgSessionOutline *self);

/** ecg_session_outline_dup_session: Returns: (transfer full) (nullable): the session at @position
 * of the tree; NULL for a subject. */
EcgSession *ecg_session_outline_dup_session (EcgSessionOutline *self, guint position);

/** ecg_session_outline_unfold: Folds the subject of the session @id out. Returns: the session's
 * position in the tree; %GTK_INVALID_LIST_POSITION where the list does not hold it. */
guint ecg_session_outline_unfold (EcgSessionOutline *self, gint64 id);

/** ecg_session_outline_set_all_unfolded: Folds every subject out or in. */
void ecg_session_outline_set_all_unfolded (EcgSessionOutline *self, gboolean unfolded);

/**
 * ecg_session_outline_set_looking:
 * @looking: whether something is searched for
 *
 * While something is, few sessions are shown folded out, so that they can be read; afterwards, what
 * was folded in before is so again.
 */
void ecg_session_outline_set_looking (EcgSessionOutline *self, gboolean looking);

/** ecg_session_outline_is_updating: Returns: whether the tree is changing by more steps than the
 * one that it notifies now; `updated` follows. */
gboolean ecg_session_outline_is_updating (EcgSessionOutline *self);

/** ecg_session_outline_dup_positions: Returns: (transfer full): positions in the tree of the
 * sessions whose ids are in @ids (set of gint64) and which are not folded away. */
GtkBitset *ecg_session_outline_dup_positions (EcgSessionOutline *self,
                                              GHashTable        *ids) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
