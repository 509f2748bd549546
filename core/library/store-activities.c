/*
 * Activities in the store: how they look, and in what order they stand.
 */

#include "core/library/store-names-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
ecg_activity_free (EcgActivity *self)
{
  g_free (self->name);
  g_free (self->colour);
  g_free (self->letter);
  g_free (self);
}

/* Letters */

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

/* Lists */

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

/* As ecg_store_use_subject(); behind those that are there. */
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

static const EcgStoreNames activity_names = {
  .find = "SELECT id FROM activities WHERE name = ?",
  .shown = "SELECT kept = 1 OR EXISTS (SELECT 1 FROM sessions WHERE activity = activities.id AND "
           "removed = 0) OR EXISTS (SELECT 1 FROM labels WHERE activity = activities.id) "
           "FROM activities WHERE id = ?",
  .keep = "UPDATE activities SET kept = 1 WHERE id = ?",
  .rename = "UPDATE activities SET name = ?, kept = 1 WHERE id = ?",
  .merge = merge_activities,
  .missing = N_ ("The library has no activity called “%s”."),
  .use = ecg_store_use_activity,
};

gboolean
ecg_store_add_activity (EcgStore *self, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_names_add (self, &activity_names, name, error);
}

gboolean
ecg_store_rename_activity (EcgStore *self, const char *name, const char *to, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_names_rename (self, &activity_names, name, to, error);
}

gboolean
ecg_store_merge_activities (EcgStore *self, const char *from, const char *into, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_names_merge (self, &activity_names, from, into, error);
}

gboolean
ecg_store_set_colour (EcgStore *self, const char *name, const char *colour, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char    *text = g_strdup_printf (_ ("colour of %s"), name);
  const EcgStoreValue value = {
    .sql = "UPDATE activities SET colour = ?, kept = 1 WHERE id = ?",
    .name = name,
    .value = colour,
    .step_text = text,
  };

  if (ecg_store_names_or_null (colour) != NULL &&
      !g_regex_match_simple ("^#[0-9a-fA-F]{6}$", colour, G_REGEX_DOLLAR_ENDONLY, 0))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                   _ ("“%s” is not a colour: expected #rrggbb, six hexadecimal digits."), colour);
      return FALSE;
    }
  return ecg_store_names_set (self, &activity_names, &value, error);
}

gboolean
ecg_store_set_letter (EcgStore *self, const char *name, const char *letter, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char    *text = g_strdup_printf (_ ("letter of %s"), name);
  const EcgStoreValue value = {
    .sql = "UPDATE activities SET letter = ?, kept = 1 WHERE id = ?",
    .name = name,
    .value = letter,
    .step_text = text,
  };

  if (ecg_store_names_or_null (letter) != NULL &&
      (!g_utf8_validate (letter, -1, NULL) || g_utf8_strlen (letter, -1) != 1 ||
       !g_unichar_isgraph (g_utf8_get_char (letter))))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                   _ ("“%s” is not one letter."), letter);
      return FALSE;
    }
  return ecg_store_names_set (self, &activity_names, &value, error);
}

/* All are numbered anew: the one that moves stands half a place before the one that it displaces.
 */
static gboolean
move_activity (EcgStore *self, const char *name, guint position, GError **error)
{
  gint64 id;

  return ecg_store_names_find (self, &activity_names, name, &id, error) &&
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
  g_auto (EcgStep) step = { .kind = "names", .text = g_strdup_printf (_ ("place of %s"), name) };

  return ecg_step_begin (self, &step, error) &&
         ecg_step_end (self, &step, move_activity (self, name, position, error), error);
}
