/*
 * People and activities in the store. A name that is merged away stays as a row that is not shown,
 * like any that nothing uses.
 */

#include "core/library/store-names.h"

#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
ecg_subject_free (EcgSubject *self)
{
  g_free (self->name);
  g_free (self->pseudonym);
  g_strfreev (self->attributes);
  g_free (self);
}

void
ecg_activity_free (EcgActivity *self)
{
  g_free (self->name);
  g_free (self->colour);
  g_free (self->letter);
  g_free (self);
}

/* Names that edits and imports bring in. An undo takes them out again, and a redo puts them back:
 * their ids are chance, so that nothing that comes between gets the same. */

gboolean
ecg_store_use_subject (EcgStore *self, const char *name, GError **error)
{
  return name == NULL ||
         ecg_store_run (self, error,
                        "INSERT INTO subjects (id, name) VALUES "
                        "(1 + (random () & 4611686018427387903), ?) ON CONFLICT (name) DO NOTHING",
                        "s", name);
}

gboolean
ecg_store_use_activity (EcgStore *self, const char *name, GError **error)
{
  return name == NULL ||
         ecg_store_run (self, error,
                        "INSERT INTO activities (id, name, position) VALUES "
                        "(1 + (random () & 4611686018427387903), ?, "
                        "(SELECT coalesce (max (position), 0) + 1 FROM activities)) "
                        "ON CONFLICT (name) DO NOTHING",
                        "s", name);
}

/* Lists */

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

static gboolean
letter_is_taken (GPtrArray *entries, const char *letter)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (((EcgActivity *) entries->pdata[i])->letter, letter) == 0)
      return TRUE;
  return FALSE;
}

/* The first letter of the name that nobody has; else the first one. */
static char *
make_letter (GPtrArray *entries, const char *name)
{
  g_autofree char *upper = g_utf8_strup (name, -1);
  char             letter[8];

  for (const char *c = upper; *c != '\0'; c = g_utf8_next_char (c))
    {
      memset (letter, 0, sizeof letter);
      g_unichar_to_utf8 (g_utf8_get_char (c), letter);
      if (g_unichar_isalnum (g_utf8_get_char (c)) && !letter_is_taken (entries, letter))
        return g_strdup (letter);
    }
  return g_utf8_substring (upper, 0, MIN (1, g_utf8_strlen (upper, -1)));
}

static void
make_letters (GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      EcgActivity *entry = entries->pdata[i];

      entry->letter_is_chosen = entry->letter != NULL;
      if (entry->letter == NULL)
        entry->letter = make_letter (entries, entry->name);
    }
}

static EcgActivity *
new_activity (sqlite3_stmt *row)
{
  EcgActivity *entry = g_new0 (EcgActivity, 1);

  entry->id = sqlite3_column_int64 (row, 0);
  entry->name = g_strdup (ecg_store_column_text (row, 1));
  entry->colour = g_strdup (ecg_store_column_text (row, 2));
  entry->letter = g_strdup (ecg_store_column_text (row, 3));
  entry->n_sessions = (guint) sqlite3_column_int64 (row, 4);
  entry->n_labels = (guint) sqlite3_column_int64 (row, 5);
  return entry;
}

GPtrArray *
ecg_store_list_activity_entries (EcgStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) entries =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_activity_free);
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error,
    "SELECT a.id, a.name, a.colour, a.letter, n.n, l.n FROM activities a LEFT JOIN "
    "(SELECT activity, count (*) AS n FROM sessions WHERE removed = 0 GROUP BY activity) n "
    "ON n.activity = a.id LEFT JOIN "
    "(SELECT activity, count (*) AS n FROM labels GROUP BY activity) l ON l.activity = a.id "
    "WHERE a.kept = 1 OR n.n > 0 OR l.n > 0 ORDER BY a.position, a.id",
    "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (row)
        g_ptr_array_add (entries, new_activity (statement));
      else
        {
          make_letters (entries);
          return g_steal_pointer (&entries);
        }
    }
  return NULL;
}

/* Editing. The two kinds of names are one idea with two sets of statements. */

typedef struct
{
  const char *find;  /* id of a name that is shown, or hidden */
  const char *shown; /* whether that id is shown */
  const char *keep;
  const char *rename;
  const char *missing; /* sentence with the name */
} Names;

static const Names subject_names = {
  .find = "SELECT id FROM subjects WHERE name = ?",
  .shown = "SELECT kept = 1 OR EXISTS (SELECT 1 FROM sessions WHERE subject = subjects.id AND "
           "removed = 0) FROM subjects WHERE id = ?",
  .keep = "UPDATE subjects SET kept = 1 WHERE id = ?",
  .rename = "UPDATE subjects SET name = ?, kept = 1 WHERE id = ?",
  .missing = N_ ("The library has nobody called “%s”."),
};

static const Names activity_names = {
  .find = "SELECT id FROM activities WHERE name = ?",
  .shown = "SELECT kept = 1 OR EXISTS (SELECT 1 FROM sessions WHERE activity = activities.id AND "
           "removed = 0) OR EXISTS (SELECT 1 FROM labels WHERE activity = activities.id) "
           "FROM activities WHERE id = ?",
  .keep = "UPDATE activities SET kept = 1 WHERE id = ?",
  .rename = "UPDATE activities SET name = ?, kept = 1 WHERE id = ?",
  .missing = N_ ("The library has no activity called “%s”."),
};

/* What merging is made of: statements with ?1 what goes and ?2 what stays. */
static const char *const merge_subjects[] = {
  "UPDATE sessions SET subject = ?2 WHERE subject = ?1",
  "UPDATE attributes SET subject = ?2 WHERE subject = ?1 AND name NOT IN "
  "(SELECT name FROM attributes WHERE subject = ?2)",
  "UPDATE subjects SET kept = 0 WHERE id = ?1 AND ?2 > 0",
  NULL,
};

static const char *const merge_activities[] = {
  "UPDATE sessions SET activity = ?2 WHERE activity = ?1",
  "UPDATE labels SET activity = ?2 WHERE activity = ?1",
  "UPDATE activities SET (colour, letter, position) = (SELECT coalesce (activities.colour, "
  "f.colour),"
  " coalesce (activities.letter, f.letter), min (activities.position, f.position)"
  " FROM activities f WHERE f.id = ?1) WHERE id = ?2",
  "UPDATE activities SET kept = 0 WHERE id = ?1 AND ?2 > 0",
  NULL,
};

static gboolean
find_any (EcgStore *self, const Names *names, const char *name, gint64 *id, GError **error)
{
  return ecg_store_query_int (self, id, 0, error, names->find, "s", name);
}

static gboolean
is_shown (EcgStore *self, const Names *names, gint64 id, gboolean *shown, GError **error)
{
  gint64 value;

  if (!ecg_store_query_int (self, &value, 0, error, names->shown, "i", id))
    return FALSE;
  *shown = value != 0;
  return TRUE;
}

/* The id of a name that must be there. */
static gboolean
find_shown (EcgStore *self, const Names *names, const char *name, gint64 *id, GError **error)
{
  gboolean shown = FALSE;

  if (!find_any (self, names, name, id, error) || !is_shown (self, names, *id, &shown, error))
    return FALSE;
  if (shown)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND, _ (names->missing), name);
  return FALSE;
}

static gboolean
fail_exists (const char *name, GError **error)
{
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS,
               _ ("The library has “%s” already: the two could be merged."), name);
  return FALSE;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (*name != '\0' && strchr (name, '\n') == NULL && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error_literal (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                       _ ("A name is one line of text that is not empty."));
  return FALSE;
}

static gboolean
merge (EcgStore *self, const char *const *statements, gint64 from, gint64 into, GError **error)
{
  for (gsize i = 0; statements[i] != NULL; i++)
    if (!ecg_store_run (self, error, statements[i], "ii", from, into))
      return FALSE;
  return TRUE;
}

static gboolean
merge_names (EcgStore          *self,
             const Names       *names,
             const char *const *statements,
             const char        *from,
             const char        *into,
             EcgStep           *step,
             GError           **error)
{
  gint64 from_id, into_id;

  step->text = g_strdup_printf (_ ("merge of %s into %s"), from, into);
  if (!find_shown (self, names, from, &from_id, error) ||
      !find_shown (self, names, into, &into_id, error))
    return FALSE;
  if (from_id != into_id)
    return merge (self, statements, from_id, into_id, error);
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
               _ ("“%s” cannot be merged into itself."), from);
  return FALSE;
}

/* A name that is not shown any more is free: what lies under it is joined. */
static gboolean
rename_name (EcgStore          *self,
             const Names       *names,
             const char *const *statements,
             const char        *name,
             const char        *to,
             EcgStep           *step,
             GError           **error)
{
  gint64   id, other;
  gboolean shown = FALSE;

  step->text = g_strdup_printf (_ ("renaming of %s to %s"), name, to);
  if (!check_name (to, error) || !find_shown (self, names, name, &id, error) ||
      !find_any (self, names, to, &other, error))
    return FALSE;
  if (other == id)
    return TRUE;
  if (other == 0)
    return ecg_store_run (self, error, names->rename, "si", to, id);
  if (!is_shown (self, names, other, &shown, error))
    return FALSE;
  if (shown)
    return fail_exists (to, error);
  return ecg_store_run (self, error, names->keep, "i", other) &&
         merge (self, statements, id, other, error);
}

static gboolean
add_name (EcgStore    *self,
          const Names *names,
          gboolean (*use) (EcgStore *, const char *, GError **),
          const char *name,
          EcgStep    *step,
          GError    **error)
{
  gint64   id;
  gboolean shown = FALSE;

  step->text = g_strdup_printf (_ ("addition of %s"), name);
  if (!check_name (name, error) || !find_any (self, names, name, &id, error) ||
      !is_shown (self, names, id, &shown, error))
    return FALSE;
  if (shown)
    return fail_exists (name, error);
  return use (self, name, error) && find_any (self, names, name, &id, error) &&
         ecg_store_run (self, error, names->keep, "i", id);
}

#define NAMES_STEP                                                                                 \
  {                                                                                                \
    .kind = "names"                                                                                \
  }

gboolean
ecg_store_add_subject (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step,
                       add_name (self, &subject_names, ecg_store_use_subject, name, &step, error),
                       error);
}

gboolean
ecg_store_add_activity (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step,
                       add_name (self, &activity_names, ecg_store_use_activity, name, &step, error),
                       error);
}

gboolean
ecg_store_rename_activity (EcgStore *self, const char *name, const char *to, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (
           self, &step,
           rename_name (self, &activity_names, merge_activities, name, to, &step, error), error);
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

gboolean
ecg_store_rename_subject (EcgStore *self, const char *name, const char *to, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step,
                       rename_name (self, &subject_names, merge_subjects, name, to, &step, error) &&
                         hand_on_pseudonym (self, name, to, error),
                       error);
}

gboolean
ecg_store_merge_subjects (EcgStore *self, const char *from, const char *into, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (
           self, &step,
           merge_names (self, &subject_names, merge_subjects, from, into, &step, error) &&
             hand_on_pseudonym (self, from, into, error),
           error);
}

gboolean
ecg_store_merge_activities (EcgStore *self, const char *from, const char *into, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (
           self, &step,
           merge_names (self, &activity_names, merge_activities, from, into, &step, error), error);
}

static const char *
or_null (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

/* Writes one column of one name: @sql takes the value, then the id. */
static gboolean
set_value (EcgStore    *self,
           const Names *names,
           const char  *sql,
           const char  *name,
           const char  *value,
           EcgStep     *step,
           GError     **error)
{
  gint64 id;

  return find_shown (self, names, name, &id, error) &&
         ecg_store_run (self, error, sql, "si", or_null (value), id);
}

static gboolean
set_in_step (EcgStore    *self,
             const Names *names,
             const char  *sql,
             const char  *name,
             const char  *value,
             char        *text,
             GError     **error)
{
  g_auto (EcgStep) step = { .kind = "names", .text = text };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, set_value (self, names, sql, name, value, &step, error), error);
}

gboolean
ecg_store_set_colour (EcgStore *self, const char *name, const char *colour, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (or_null (colour) != NULL &&
      !g_regex_match_simple ("^#[0-9a-fA-F]{6}$", colour, G_REGEX_DOLLAR_ENDONLY, 0))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                   _ ("“%s” is not a colour: expected #rrggbb, six hexadecimal digits."), colour);
      return FALSE;
    }
  return set_in_step (self, &activity_names,
                      "UPDATE activities SET colour = ?, kept = 1 WHERE id = ?", name, colour,
                      g_strdup_printf (_ ("colour of %s"), name), error);
}

gboolean
ecg_store_set_letter (EcgStore *self, const char *name, const char *letter, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (or_null (letter) != NULL &&
      (!g_utf8_validate (letter, -1, NULL) || g_utf8_strlen (letter, -1) != 1 ||
       !g_unichar_isgraph (g_utf8_get_char (letter))))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                   _ ("“%s” is not one letter."), letter);
      return FALSE;
    }
  return set_in_step (self, &activity_names,
                      "UPDATE activities SET letter = ?, kept = 1 WHERE id = ?", name, letter,
                      g_strdup_printf (_ ("letter of %s"), name), error);
}

static gboolean
check_pseudonym_is_free (EcgStore *self, const char *name, const char *pseudonym, GError **error)
{
  gint64 taken;

  if (!ecg_store_query_int (self, &taken, 0, error,
                            "SELECT id FROM subjects WHERE pseudonym = ? AND name <> ?", "ss",
                            or_null (pseudonym), name))
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
  return check_pseudonym_is_free (self, name, pseudonym, error) &&
         set_in_step (self, &subject_names,
                      "UPDATE subjects SET pseudonym = ?, kept = 1 WHERE id = ?", name, pseudonym,
                      g_strdup_printf (_ ("pseudonym of %s"), name), error);
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

static gboolean
set_attribute (
  EcgStore *self, const char *name, const char *attribute, const char *value, GError **error)
{
  gint64 id;

  if (!check_name (attribute, error) || !find_shown (self, &subject_names, name, &id, error) ||
      !ecg_store_run (self, error, subject_names.keep, "i", id))
    return FALSE;
  if (or_null (value) == NULL)
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

/* All are numbered anew: the one that moves stands half a place before the one that it displaces.
 */
static gboolean
move_activity (EcgStore *self, const char *name, guint position, EcgStep *step, GError **error)
{
  gint64 id;

  step->text = g_strdup_printf (_ ("place of %s"), name);
  return find_shown (self, &activity_names, name, &id, error) &&
         ecg_store_run (
           self, error,
           "WITH others AS (SELECT a.id, row_number () OVER (ORDER BY a.position, a.id) - 1 AS "
           "place "
           "FROM activities a WHERE a.id <> ?1 AND (a.kept = 1 "
           "OR EXISTS (SELECT 1 FROM sessions WHERE activity = a.id AND removed = 0) "
           "OR EXISTS (SELECT 1 FROM labels WHERE activity = a.id))), "
           "places AS (SELECT id, place * 2 AS place FROM others UNION ALL SELECT ?1, ?2 * 2 - 1), "
           "numbered AS (SELECT id, row_number () OVER (ORDER BY place) AS place FROM places) "
           "UPDATE activities SET position = numbered.place FROM numbered "
           "WHERE numbered.id = activities.id AND position <> numbered.place",
           "ii", id, (gint64) position);
}

gboolean
ecg_store_move_activity (EcgStore *self, const char *name, guint position, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_auto (EcgStep) step = NAMES_STEP;

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, move_activity (self, name, position, &step, error), error);
}
