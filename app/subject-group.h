#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ECG_TYPE_SUBJECT_GROUP (ecg_subject_group_get_type ())

/**
 * EcgSubjectGroup:
 *
 * The sessions of one subject, as a branch of the sidebar's tree. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgSubjectGroup, ecg_subject_group, ECG, SUBJECT_GROUP, GObject)

/** ecg_subject_group_new: @subject: (nullable): NULL for sessions of nobody yet. */
EcgSubjectGroup *ecg_subject_group_new (const char *subject) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_subject_group_get_subject: Returns: (nullable): who. */
const char *ecg_subject_group_get_subject (EcgSubjectGroup *self);

/** ecg_subject_group_get_sessions: Returns: (transfer none): list of #EcgSession. */
GListModel *ecg_subject_group_get_sessions (EcgSubjectGroup *self);

/** ecg_subject_group_set_sessions: @sessions: (element-type EcgSession): what the group holds now;
 * only what differs is notified. */
void ecg_subject_group_set_sessions (EcgSubjectGroup *self, GPtrArray *sessions);

/** ecg_subject_group_compare: Returns: as strcmp(): as people sort names, `S2` before `S10`; nobody
 * last. */
int ecg_subject_group_compare (EcgSubjectGroup *a, EcgSubjectGroup *b);

/** ecg_subject_group_set_unfolded: Remembers whether the group is to be shown folded out. */
void     ecg_subject_group_set_unfolded (EcgSubjectGroup *self, gboolean unfolded);
gboolean ecg_subject_group_get_unfolded (EcgSubjectGroup *self);

/** ecg_list_store_update: Makes @store hold @items by one splice over the range that differs, so
 * that selections outside it live on. */
void ecg_list_store_update (GListStore *store, GPtrArray *items);

G_END_DECLS
