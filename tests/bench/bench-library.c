/*
 * The library with 10,000 sessions and 60,000 labels, 10,000 of them in one session: listing all
 * sessions against reading the same rows by SQLite alone, labels of a span against all of the
 * session's, and an edit, with its undo step, against a bare write of one row. Each is the median
 * of several, taken in turns.
 */

#include "core/library/store-labels.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

#define N_ROUNDS 15

static const char fill[] =
  "BEGIN;"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
  "INSERT INTO subjects (name) SELECT printf ('S%03d', i) FROM n;"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) "
  "INSERT INTO activities (name, position) SELECT printf ('activity %d', i), i FROM n;"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
  "INSERT INTO sessions (path, fingerprint, format, rate_hz, n_samples, leads, subject, activity, "
  "notes, imported, importer, origin, original_names, files, size, mtime_us, quality) "
  "SELECT printf ('/home/somebody/recordings/%03d/r%05d.hea', i % 100, i), printf ('%064d', i), "
  "'wfdb', 250, 1000000, 'I' || char (10) || 'II' || char (10) || 'III', i % 100 + 1, i % 10 + 1, "
  "iif (i % 7 = 0, 'a note', NULL), '2026-11-25T20:00:00Z', 'dt4ecg 0.1.0', "
  "printf ('/home/somebody/recordings/%03d', i % 100), printf ('r%05d.hea', i) || char (10) || "
  "printf ('r%05d.dat', i), printf ('r%05d.hea', i) || char (10) || printf ('r%05d.dat', i), "
  "6000123, 1764100000000000, 0.97 FROM n;"
  "INSERT INTO tags SELECT id, 'noisy' FROM sessions WHERE id % 5 = 0;"
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
  "INSERT INTO labels (session, from_sample, to_sample, level, activity, layer, author, created) "
  "SELECT iif (i <= 10000, 1, i % 9999 + 2), i % 10000 * 100, i % 10000 * 100 + 100, 7, i % 10 + "
  "1, "
  "'anna', 'anna', '2026-11-25T20:00:00Z' FROM n;"
  "COMMIT;";

/* As the store asks. */
static const char plain[] =
  "SELECT s.*, u.name, a.name, (SELECT group_concat (name, char (10)) FROM tags WHERE session = "
  "s.id), (SELECT count (*) FROM labels WHERE session = s.id), (SELECT sum (to_sample - "
  "from_sample) FROM labels WHERE session = s.id) FROM sessions s LEFT JOIN subjects u ON u.id = "
  "s.subject LEFT JOIN activities a ON a.id = s.activity WHERE s.removed = 0 ORDER BY u.name NULLS "
  "LAST, a.name NULLS LAST, s.path, s.id";

typedef struct
{
  EcgStore *store;
  sqlite3  *connection;
} Bench;

static void
read_plain (Bench *self)
{
  sqlite3_stmt *row;
  gsize         n_bytes = 0;

  sqlite3_prepare_v2 (self->connection, plain, -1, &row, NULL);
  while (sqlite3_step (row) == SQLITE_ROW)
    for (int i = 0; i < sqlite3_column_count (row); i++)
      if (sqlite3_column_text (row, i) != NULL)
        n_bytes += (gsize) sqlite3_column_bytes (row, i);
  sqlite3_finalize (row);
  g_assert_cmpuint (n_bytes, >, 1000000);
}

static void
list_sessions (Bench *self)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (self->store, NULL);

  g_assert_cmpuint (sessions->len, ==, 10000);
}

static void
list_page (Bench *self)
{
  const EcgSessionQuery query = { .offset = 5000, .limit = 100 };
  g_autoptr (GPtrArray) sessions = ecg_store_find_sessions (self->store, &query, NULL);

  g_assert_cmpuint (sessions->len, ==, 100);
}

static void
search (Bench *self)
{
  const EcgSessionQuery query = { .search = "r00500" };
  g_autoptr (GPtrArray) sessions = ecg_store_find_sessions (self->store, &query, NULL);

  g_assert_cmpuint (sessions->len, ==, 1);
}

static void
list_span (Bench *self)
{
  g_autoptr (GPtrArray) labels = ecg_store_list_labels (self->store, 1, 900000, 902500, NULL, NULL);

  g_assert_cmpuint (labels->len, ==, 25);
}

static void
list_labels (Bench *self)
{
  g_autoptr (GPtrArray) labels = ecg_store_list_labels (self->store, 1, 0, 1000000, NULL, NULL);

  g_assert_cmpuint (labels->len, >=, 10000);
}

static void
write_plain (Bench *self)
{
  static const char sql[] =
    "INSERT INTO labels (session, from_sample, to_sample, level, text, layer, author, created) "
    "VALUES (2, 0, 100, 7, 'x', 'anna', 'anna', '2026-11-25T20:00:00Z')";

  g_assert_cmpint (sqlite3_exec (self->connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
edit (Bench *self)
{
  const EcgLabel label = {
    .session = 2, .end = 100, .text = "x", .layer = "anna", .confidence = NAN
  };

  g_assert_cmpint (ecg_store_add_label (self->store, &label, ECG_LABEL_OVERLAP, NULL), >, 0);
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Two in turns, so that what else runs on the machine slows both. */
static void
compare (Bench      *self,
         const char *name,
         void (*func) (Bench *),
         const char *peer_name,
         void (*peer) (Bench *))
{
  double ms[2][N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    for (guint which = 0; which < 2; which++)
      {
        const gint64 begin = g_get_monotonic_time ();

        (which == 0 ? func : peer) (self);
        ms[which][i] = (double) (g_get_monotonic_time () - begin) / 1000.0;
      }
  qsort (ms[0], N_ROUNDS, sizeof (double), compare_doubles);
  qsort (ms[1], N_ROUNDS, sizeof (double), compare_doubles);
  g_print ("%-34s %9.2f ms; %-34s %9.2f ms; ratio %.2f\n", name, ms[0][N_ROUNDS / 2], peer_name,
           ms[1][N_ROUNDS / 2], ms[0][N_ROUNDS / 2] / ms[1][N_ROUNDS / 2]);
}

int
main (void)
{
  Scratch          scratch;
  Bench            self;
  g_autofree char *path = NULL;

  scratch_open (&scratch);
  path = scratch_path (&scratch, "library.db");
  self.store = ecg_store_open (path, NULL);
  g_assert_nonnull (self.store);
  g_assert_cmpint (sqlite3_open (path, &self.connection), ==, SQLITE_OK);
  sqlite3_busy_timeout (self.connection, 10000);
  g_assert_cmpint (sqlite3_exec (self.connection,
                                 "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON", NULL, NULL,
                                 NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (self.connection, fill, NULL, NULL, NULL), ==, SQLITE_OK);

  compare (&self, "list 10,000 sessions", list_sessions, "read the rows by SQLite", read_plain);
  compare (&self, "a page of 100 of them", list_page, "read the rows by SQLite", read_plain);
  compare (&self, "search them", search, "read the rows by SQLite", read_plain);
  compare (&self, "25 labels of a span", list_span, "all 10,000 of the session", list_labels);
  compare (&self, "an edit with its undo step", edit, "write one row by SQLite", write_plain);

  sqlite3_close (self.connection);
  g_object_unref (self.store);
  scratch_close (&scratch);
  return 0;
}
