#pragma once

#include "core/library/store-names.h"
#include "core/library/store-private.h"

G_BEGIN_DECLS

/*
 * People and activities are one idea with two sets of statements: store-names.c edits either,
 * store-subjects.c and store-activities.c say what is of one of them only.
 */

/**
 * EcgStoreNames:
 * @find: id of a name that is shown, or hidden
 * @shown: whether that id is shown
 * @keep: shows it, also while nothing uses it
 * @rename: takes the new name, then the id
 * @merge: NULL-terminated: statements with ?1 what goes and ?2 what stays
 * @missing: sentence with the name
 * @use: makes the name where there is none
 * @hand_on: (nullable): what goes along from one name to the other when they are merged, or one
 * becomes the other
 *
 * A kind of names.
 */
typedef struct
{
  const char        *find;
  const char        *shown;
  const char        *keep;
  const char        *rename;
  const char *const *merge;
  const char        *missing;
  gboolean (*use) (EcgStore *self, const char *name, GError **error);
  gboolean (*hand_on) (EcgStore *self, const char *from, const char *into, GError **error);
} EcgStoreNames;

/* The caller of all of these holds the lock. */

/** ecg_store_names_find: @id: (out): of a name that must be there; NOT_FOUND where it is not. */
gboolean ecg_store_names_find (
  EcgStore *self, const EcgStoreNames *names, const char *name, gint64 *id, GError **error);

/** ecg_store_names_check: Refuses what cannot be a name. */
gboolean ecg_store_names_check (const char *name, GError **error);

/** ecg_store_names_or_null: Returns: (nullable): @text, unless it is empty. */
const char *ecg_store_names_or_null (const char *text);

/** ecg_store_names_add: One step: as ecg_store_add_subject(). */
gboolean ecg_store_names_add (EcgStore            *self,
                              const EcgStoreNames *names,
                              const char          *name,
                              GError             **error);

/** ecg_store_names_rename: One step: as ecg_store_rename_subject(). */
gboolean ecg_store_names_rename (
  EcgStore *self, const EcgStoreNames *names, const char *name, const char *to, GError **error);

/** ecg_store_names_merge: One step: as ecg_store_merge_subjects(). */
gboolean ecg_store_names_merge (
  EcgStore *self, const EcgStoreNames *names, const char *from, const char *into, GError **error);

/**
 * EcgStoreValue:
 * @sql: takes the value, then the id
 * @name: of which something is said
 * @value: (nullable): NULL or empty for nothing
 * @step_text: what people read after “Undo”
 */
typedef struct
{
  const char *sql;
  const char *name;
  const char *value;
  const char *step_text;
} EcgStoreValue;

/** ecg_store_names_set: One step: writes one column of one name. */
gboolean ecg_store_names_set (EcgStore            *self,
                              const EcgStoreNames *names,
                              const EcgStoreValue *value,
                              GError             **error);

G_END_DECLS
