/*
 * People in the store: who they are, their pseudonyms and attributes.
 */

#include "core/library/store-names-private.h"

#include <glib/gi18n-lib.h>

void
ecg_subject_free (EcgSubject *self)
{
  g_free (self->name);
  g_free (self->pseudonym);
  g_strfreev (self->attributes);
  g_free (self);
}

static char **
read_attributes (EcgStore *self, gint64 subject, GError **error)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error, "SELECT name, value FROM attributes WHERE subject = ? ORDER BY name", "i",
    subject);
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_strv_builder_end (texts);
      g_strv_builder_add_many (texts, ecg_store_column_text (statement, 0),
                               ecg_store_column_text (statement, 1), NULL);
    }
  return NULL;
}

GPtrArray *
ecg_store_list_subject_entries (EcgStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) entries =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_subject_free);
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    "SELECT u.id, u.name, u.pseudonym, n.n FROM subjects u LEFT JOIN "
    "(SELECT subject, count (*) AS n FROM sessions WHERE removed = 0 GROUP BY subject) n "
    "ON n.subject = u.id WHERE u.kept = 1 OR n.n > 0 ORDER BY u.name",
    "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      EcgSubject *entry;

      if (!row)
        return g_steal_pointer (&entries);
      entry = g_new0 (EcgSubject, 1);
      g_ptr_array_add (entries, entry);
      entry->id = sqlite3_column_int64 (statement, 0);
      entry->name = g_strdup (ecg_store_column_text (statement, 1));
      entry->pseudonym = g_strdup (ecg_store_column_text (statement, 2));
      entry->n_sessions = (guint) sqlite3_column_int64 (statement, 3);
      entry->attributes = read_attributes (self, entry->id, error);
      if (entry->attributes == NULL)
        return NULL;
    }
  return NULL;
}

/* A name that edits and imports bring in. An undo takes it out again, and a redo puts it back: its
 * id is chance, so that nothing that comes between gets the same. */
gboolean
ecg_store_use_subject (EcgStore *self, const char *name, GError **error)
{
  return name == NULL ||
         ecg_store_run (self, error,
                        "INSERT INTO subjects (id, name) VALUES "
                        "(1 + (random () & 4611686018427387903), ?) ON CONFLICT (name) DO NOTHING",
                        "s", name);
}

/* A pseudonym is one person's: it goes along, in two statements since no two may have it. */
static gboolean
hand_on_pseudonym (EcgStore *self, const char *from, const char *into, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    "SELECT f.pseudonym FROM subjects f, subjects i WHERE f.name = ?1 AND i.name = ?2 "
    "AND f.pseudonym IS NOT NULL AND i.pseudonym IS NULL",
    "ss", from, into);
  g_autofree char *pseudonym = NULL;
  gboolean         row;

  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  pseudonym = g_strdup (ecg_store_column_text (statement, 0));
  return ecg_store_run (self, error, "UPDATE subjects SET pseudonym = NULL WHERE name = ?", "s",
                        from) &&
         ecg_store_run (self, error, "UPDATE subjects SET pseudonym = ? WHERE name = ?", "ss",
                        pseudonym, into);
}

static const char *const merge_subjects[] = {
  "UPDATE sessions SET subject = ?2 WHERE subject = ?1",
  "UPDATE attributes SET subject = ?2 WHERE subject = ?1 AND name NOT IN "
  "(SELECT name FROM attributes WHERE subject = ?2)",
  "UPDATE subjects SET kept = 0 WHERE id = ?1 AND ?2 > 0",
  NULL,
};

static const EcgStoreNames subject_names = {
  .find = "SELECT id FROM subjects WHERE name = ?",
  .shown = "SELECT kept = 1 OR EXISTS (SELECT 1 FROM sessions WHERE subject = subjects.id AND "
           "removed = 0) FROM subjects WHERE id = ?",
  .keep = "UPDATE subjects SET kept = 1 WHERE id = ?",
  .rename = "UPDATE subjects SET name = ?, kept = 1 WHERE id = ?",
  .merge = merge_subjects,
  .missing = N_ ("The library has nobody called “%s”."),
  .use = ecg_store_use_subject,
  .hand_on = hand_on_pseudonym,
};

gboolean
ecg_store_add_subject (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_names_add (self, &subject_names, name, error);
}

gboolean
ecg_store_rename_subject (EcgStore *self, const char *name, const char *to, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_names_rename (self, &subject_names, name, to, error);
}

gboolean
ecg_store_merge_subjects (EcgStore *self, const char *from, const char *into, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_names_merge (self, &subject_names, from, into, error);
}

/* Pseudonyms */

static gboolean
check_pseudonym_is_free (EcgStore *self, const char *name, const char *pseudonym, GError **error)
{
  gint64 taken;

  if (!ecg_store_query_int (self, &taken, 0, error,
                            "SELECT id FROM subjects WHERE pseudonym = ? AND name <> ?", "ss",
                            ecg_store_names_or_null (pseudonym), name))
    return FALSE;
  if (taken == 0)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS,
               _ ("The pseudonym “%s” stands for somebody else already."), pseudonym);
  return FALSE;
}

static gboolean
set_pseudonym (EcgStore *self, const char *name, const char *pseudonym, GError **error)
{
  g_autofree char    *text = g_strdup_printf (_ ("pseudonym of %s"), name);
  const EcgStoreValue value = {
    .sql = "UPDATE subjects SET pseudonym = ?, kept = 1 WHERE id = ?",
    .name = name,
    .value = pseudonym,
    .step_text = text,
  };

  return check_pseudonym_is_free (self, name, pseudonym, error) &&
         ecg_store_names_set (self, &subject_names, &value, error);
}

gboolean
ecg_store_set_pseudonym (EcgStore *self, const char *name, const char *pseudonym, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return set_pseudonym (self, name, pseudonym, error);
}

static gboolean
read_pseudonym (EcgStore *self, const char *name, char **pseudonym, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, "SELECT pseudonym FROM subjects WHERE name = ?", "s", name);
  gboolean row;

  if (statement == NULL || !ecg_store_step (self, statement, &row, error))
    return FALSE;
  *pseudonym = row ? g_strdup (ecg_store_column_text (statement, 0)) : NULL;
  return TRUE;
}

char *
ecg_store_dup_pseudonym (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *pseudonym = NULL;

  if (!read_pseudonym (self, name, &pseudonym, error))
    return NULL;
  for (guint i = 1; pseudonym == NULL; i++)
    {
      g_autofree char *made = g_strdup_printf ("P%03u", i);
      gint64           taken;

      if (!ecg_store_query_int (self, &taken, 0, error,
                                "SELECT id FROM subjects WHERE pseudonym = ?", "s", made))
        return NULL;
      if (taken == 0 && !set_pseudonym (self, name, made, error))
        return NULL;
      if (taken == 0)
        pseudonym = g_steal_pointer (&made);
    }
  return g_steal_pointer (&pseudonym);
}

/* Attributes */

static gboolean
set_attribute (
  EcgStore *self, const char *name, const char *attribute, const char *value, GError **error)
{
  gint64 id;

  if (!ecg_store_names_check (attribute, error) ||
      !ecg_store_names_find (self, &subject_names, name, &id, error) ||
      !ecg_store_run (self, error, subject_names.keep, "i", id))
    return FALSE;
  if (ecg_store_names_or_null (value) == NULL)
    return ecg_store_run (self, error, "DELETE FROM attributes WHERE subject = ? AND name = ?",
                          "is", id, attribute);
  return ecg_store_run (self, error,
                        "INSERT INTO attributes (subject, name, value) VALUES (?, ?, ?) "
                        "ON CONFLICT (subject, name) DO UPDATE SET value = excluded.value",
                        "iss", id, attribute, value);
}

gboolean
ecg_store_set_attribute (
  EcgStore *self, const char *name, const char *attribute, const char *value, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep)
    step = { .kind = "names", .text = g_strdup_printf (_ ("%s of %s"), attribute, name) };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, set_attribute (self, name, attribute, value, error), error);
}
