#pragma once

#include "core/library/store.h"
#include "tests/support/scratch.h"

#include <sqlite3.h>

/** StoreFixture: a store in a folder of its own. */
typedef struct
{
  Scratch   scratch;
  char     *path;
  EcgStore *store;
} StoreFixture;

static inline void
store_fixture_reopen (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->store);
  self->store = ecg_store_open (self->path, &error);
  g_assert_no_error (error);
}

static inline void
store_fixture_set_up (StoreFixture *self, gconstpointer data)
{
  scratch_open (&self->scratch);
  self->path = scratch_path (&self->scratch, "library.db");
  store_fixture_reopen (self);
}

static inline void
store_fixture_tear_down (StoreFixture *self, gconstpointer data)
{
  g_clear_object (&self->store);
  g_free (self->path);
  scratch_close (&self->scratch);
}

/** store_fixture_add: Adds a session of 100,000 samples at 250 Hz. */
static inline gint64
store_fixture_add (EcgStore *store, const char *name, const char *subject, const char *activity)
{
  static const char *const leads[] = { "I", "II", NULL };
  g_autofree char         *path = g_strdup_printf ("/recordings/%s.hea", name);
  const EcgSessionFields   fields = { .path = path,
                                      .fingerprint = name,
                                      .format = "wfdb",
                                      .rate_hz = 250.0,
                                      .n_samples = 100000,
                                      .leads = leads,
                                      .subject = subject,
                                      .activity = activity };
  g_autoptr (GError) error = NULL;
  const gint64 id = ecg_store_add_session (store, &fields, NULL, &error);

  g_assert_no_error (error);
  return id;
}

/** store_fixture_dump: Returns: (transfer full): all that people said and see, as text, read
 * through a connection of its own; orphaned names, which are not shown, left out. */
static inline char *
store_fixture_dump (const char *path)
{
  static const char *const queries[] = {
    "SELECT s.id, s.path, u.name, a.name, s.notes, s.removed FROM sessions s LEFT JOIN subjects u "
    "ON "
    "u.id = s.subject LEFT JOIN activities a ON a.id = s.activity ORDER BY s.id",
    "SELECT l.id, l.session, l.from_sample, l.to_sample, l.level, a.name, l.text, l.layer, "
    "l.author, l.created, l.confidence FROM labels l LEFT JOIN activities a ON a.id = l.activity "
    "ORDER BY l.id",
    "SELECT * FROM tags ORDER BY session, name",
    "SELECT name, pseudonym, kept FROM subjects WHERE (kept = 1 OR id IN (SELECT "
    "subject FROM sessions)) ORDER BY id",
    "SELECT u.name, t.name, t.value FROM attributes t JOIN subjects u ON u.id = t.subject ORDER BY "
    "u.id, t.name",
    "SELECT name, colour, letter, position, kept FROM activities WHERE (kept = 1 "
    "OR id IN (SELECT activity FROM sessions) OR id IN (SELECT activity FROM labels)) ORDER BY id",
    "SELECT id, name, state, removed FROM runs ORDER BY id",
  };
  GString *dump = g_string_new (NULL);
  sqlite3 *connection;

  g_assert_cmpint (sqlite3_open_v2 (path, &connection, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      sqlite3_stmt *row;
      int           code;

      g_assert_cmpint (sqlite3_prepare_v2 (connection, queries[i], -1, &row, NULL), ==, SQLITE_OK);
      while ((code = sqlite3_step (row)) == SQLITE_ROW)
        for (int c = 0; c < sqlite3_column_count (row); c++)
          {
            const char *text = (const char *) sqlite3_column_text (row, c);

            g_string_append_printf (dump, "%s%c", text != NULL ? text : "NULL",
                                    c + 1 < sqlite3_column_count (row) ? '|' : '\n');
          }
      g_assert_cmpint (code, ==, SQLITE_DONE);
      sqlite3_finalize (row);
      g_string_append_c (dump, '\n');
    }
  sqlite3_close (connection);
  return g_string_free (dump, FALSE);
}

#define ADD_STORE_TEST(path, func)                                                                 \
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, func, store_fixture_tear_down)
