#pragma once

#include "core/library/store.h"

G_BEGIN_DECLS

/*
 * What is known of people and of activities. Every call that changes something is one undo step.
 * Names that nothing uses any more are not listed, unless something was said of them.
 */

/**
 * EcgSubject:
 * @pseudonym: (nullable): what stands for the name where data leaves the house
 * @attributes: NULL-terminated: name, value, name, value, …, by name
 * @n_sessions: how many are theirs
 */
typedef struct
{
  gint64 id;
  char  *name;
  char  *pseudonym;
  char **attributes;
  guint  n_sessions;
} EcgSubject;

/**
 * EcgActivity:
 * @colour: (nullable): `#rrggbb`; NULL leaves it to the palette
 * @letter: one character; of the name, and unlike those before it, where nobody chose
 * @letter_is_chosen: whether somebody did
 * @n_sessions: how many sessions are of it
 * @n_labels: how many labels
 */
typedef struct
{
  gint64   id;
  char    *name;
  char    *colour;
  char    *letter;
  gboolean letter_is_chosen;
  guint    n_sessions;
  guint    n_labels;
} EcgActivity;

void ecg_subject_free (EcgSubject *self);
void ecg_activity_free (EcgActivity *self);

/** ecg_store_list_subject_entries: Returns: (transfer full) (nullable) (element-type EcgSubject):
 * by name. */
GPtrArray *ecg_store_list_subject_entries (EcgStore *self,
                                           GError  **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_store_list_activity_entries: Returns: (transfer full) (nullable) (element-type EcgActivity):
 * in their order. */
GPtrArray *ecg_store_list_activity_entries (EcgStore *self,
                                            GError  **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_store_add_subject: Makes a subject that has no session yet. EXISTS where the name is taken.
 */
gboolean ecg_store_add_subject (EcgStore *self, const char *name, GError **error);

/** ecg_store_rename_subject: EXISTS where @to is taken: those two could be merged. */
gboolean ecg_store_rename_subject (EcgStore   *self,
                                   const char *name,
                                   const char *to,
                                   GError    **error);

/** ecg_store_set_pseudonym: @pseudonym: (nullable): NULL or empty for none; EXISTS where another
 * has it. */
gboolean ecg_store_set_pseudonym (EcgStore   *self,
                                  const char *name,
                                  const char *pseudonym,
                                  GError    **error);

/** ecg_store_dup_pseudonym: Returns: (transfer full) (nullable): the subject's pseudonym, which is
 * made where there was none: `P` and the least free number, which tells nothing of the name. */
char *ecg_store_dup_pseudonym (EcgStore *self, const char *name, GError **error);

/** ecg_store_set_attribute: @value: (nullable): NULL or empty takes it away. */
gboolean ecg_store_set_attribute (
  EcgStore *self, const char *name, const char *attribute, const char *value, GError **error);

/** ecg_store_merge_subjects: All that is of @from becomes @into's; what both have, @into keeps. */
gboolean ecg_store_merge_subjects (EcgStore   *self,
                                   const char *from,
                                   const char *into,
                                   GError    **error);

/** ecg_store_add_activity: Makes an activity that nothing is of yet. EXISTS where it is there. */
gboolean ecg_store_add_activity (EcgStore *self, const char *name, GError **error);

/** ecg_store_rename_activity: EXISTS where @to is taken: those two could be merged. */
gboolean ecg_store_rename_activity (EcgStore   *self,
                                    const char *name,
                                    const char *to,
                                    GError    **error);

/** ecg_store_set_colour: @colour: (nullable): `#rrggbb`, NULL or empty for the palette's; INVALID
 * for anything else. */
gboolean ecg_store_set_colour (EcgStore   *self,
                               const char *name,
                               const char *colour,
                               GError    **error);

/** ecg_store_set_letter: @letter: (nullable): one character, NULL or empty for one of the name. */
gboolean ecg_store_set_letter (EcgStore   *self,
                               const char *name,
                               const char *letter,
                               GError    **error);

/** ecg_store_move_activity: @position: from 0; the others make room. */
gboolean ecg_store_move_activity (EcgStore *self, const char *name, guint position, GError **error);

/** ecg_store_merge_activities: Sessions and labels of @from become @into's. */
gboolean ecg_store_merge_activities (EcgStore   *self,
                                     const char *from,
                                     const char *into,
                                     GError    **error);

G_END_DECLS
