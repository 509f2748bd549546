/* A child makes edits of every kind, says of each that it is made, and is killed at a random
 * moment, again and again. Each time the library is whole and holds all that was said; in the end
 * every step can be taken back, through each state that was seen, to the start. */

#include "core/library/backup.h"
#include "core/library/store-labels.h"
#include "core/library/store-names.h"
#include "tests/support/store-fixture.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#define N_ROUNDS 40
#else
#define N_ROUNDS 200
#endif
#define N_SESSIONS 5
#define DIGEST_BYTES 64

static char *
digest (const char *path)
{
  g_autofree char *dump = store_fixture_dump (path);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, dump, -1);
}

/* Edits: each is one step, or refused where what it would change is not there. */

static EcgLabel *
pick_label (EcgStore *store, GRand *rand)
{
  g_autoptr (GPtrArray) labels = ecg_store_list_labels (
    store, g_rand_int_range (rand, 1, N_SESSIONS + 1), 0, 100000, NULL, NULL);

  if (labels == NULL || labels->len == 0)
    return NULL;
  return ecg_label_copy (labels->pdata[g_rand_int_range (rand, 0, (gint32) labels->len)]);
}

static void
edit_labels (EcgStore *store, GRand *rand, guint kind, const char *activity)
{
  g_autoptr (EcgLabel) label = pick_label (store, rand);
  const EcgLabel added = { .session = g_rand_int_range (rand, 1, N_SESSIONS + 1),
                           .begin = g_rand_int_range (rand, 0, 50000),
                           .end = g_rand_int_range (rand, 50000, 100000),
                           .activity = activity,
                           .layer = kind == 0 ? "anna" : "bea",
                           .confidence = NAN };

  if (kind <= 1 || label == NULL)
    ecg_store_add_label (store, &added, kind == 0 ? ECG_LABEL_OVERLAP : ECG_LABEL_CUT, NULL);
  else if (kind == 2)
    {
      label->begin = g_rand_int_range (rand, 0, 50000);
      label->end = g_rand_int_range (rand, 50000, 100000);
      label->activity = (g_free ((char *) label->activity), g_strdup (activity));
      ecg_store_edit_label (store, label, ECG_LABEL_CUT, NULL);
    }
  else if (kind == 3)
    ecg_store_split_label (store, label->id, (label->begin + label->end) / 2, NULL);
  else
    ecg_store_remove_labels (store, &label->id, 1, NULL);
}

static void
edit_session (EcgStore *store, GRand *rand, guint kind, const char *subject, const char *activity)
{
  const gint64         id = g_rand_int_range (rand, 1, N_SESSIONS + 1);
  const char          *tags[] = { subject, activity, NULL };
  g_autofree char     *notes = g_strdup_printf ("note %u", g_rand_int (rand));
  const EcgSessionEdit edits[] = { { .subject = subject, .activity = activity },
                                   { .notes = notes },
                                   { .tags = tags } };

  if (kind < G_N_ELEMENTS (edits))
    ecg_store_edit_session (store, id, &edits[kind], NULL);
  else if (g_rand_int_range (rand, 0, 8) == 0) /* they do not come back by themselves */
    ecg_store_remove_session (store, id, NULL);
}

static void
edit_names (EcgStore *store, GRand *rand, guint kind, const char *subject, const char *activity)
{
  g_autofree char *other =
    g_strdup_printf ("%c%d", kind < 5 ? 's' : 'a', (int) g_rand_int_range (rand, 0, 6));
  g_autofree char *value = g_strdup_printf ("%u", g_rand_int_range (rand, 0, 100));
  g_autofree char *colour = g_strdup_printf ("#%06x", g_rand_int_range (rand, 0, 0x1000000));
  g_autofree char *pseudonym = NULL;

  switch (kind)
    {
    case 0:
      ecg_store_rename_subject (store, subject, other, NULL);
      break;
    case 1:
      ecg_store_merge_subjects (store, subject, other, NULL);
      break;
    case 2:
      ecg_store_set_attribute (store, subject, "age", value, NULL);
      break;
    case 3:
      pseudonym = ecg_store_dup_pseudonym (store, subject, NULL);
      break;
    case 4:
      ecg_store_set_attribute (store, subject, "age", NULL, NULL);
      break;
    case 5:
      ecg_store_merge_activities (store, activity, other, NULL);
      break;
    case 6:
      ecg_store_set_colour (store, activity, colour, NULL);
      break;
    case 7:
      ecg_store_set_letter (store, activity, "x", NULL);
      break;
    default:
      ecg_store_move_activity (store, activity, g_rand_int (rand) % 6, NULL);
    }
}

static void
make_edit (EcgStore *store, GRand *rand)
{
  const guint      kind = (guint) g_rand_int_range (rand, 0, 18);
  g_autofree char *subject = g_strdup_printf ("s%d", (int) g_rand_int_range (rand, 0, 6));
  g_autofree char *activity = g_strdup_printf ("a%d", (int) g_rand_int_range (rand, 0, 6));

  if (kind < 5)
    edit_labels (store, rand, kind, activity);
  else if (kind < 9)
    edit_session (store, rand, kind - 5, subject, activity);
  else
    edit_names (store, rand, kind - 9, subject, activity);
}

static gint64
count_steps (const char *path)
{
  sqlite3      *connection;
  sqlite3_stmt *row;
  gint64        n;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  sqlite3_busy_timeout (connection, 10000);
  g_assert_cmpint (
    sqlite3_prepare_v2 (connection, "SELECT count(*) FROM edits WHERE undone = 0", -1, &row, NULL),
    ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (row, 0);
  sqlite3_finalize (row);
  sqlite3_close (connection);
  return n;
}

/* Edits and says what the library holds then, until it is killed. */
static G_GNUC_NORETURN void
edit_forever (const char *path, guint32 seed, int out)
{
  g_autoptr (EcgStore) store = ecg_store_open (path, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint64 n_steps = count_steps (path);

  while (store != NULL)
    {
      g_autofree char *state = NULL;
      gint64           n;

      make_edit (store, rand);
      n = count_steps (path);
      if (n == n_steps)
        continue;
      n_steps = n;
      state = digest (path);
      if (write (out, state, DIGEST_BYTES) != DIGEST_BYTES)
        break;
    }
  _exit (1);
}

static void
read_states (GPtrArray *states, int in)
{
  char state[DIGEST_BYTES + 1] = "";

  while (read (in, state, DIGEST_BYTES) == DIGEST_BYTES)
    g_ptr_array_add (states, g_strdup (state));
}

/* Kills at a moment that has nothing to do with what the child does; every other time only after a
 * first edit, since opening takes long where many programs run. */
static void
edit_and_kill (const char *path, GRand *rand, guint round, GPtrArray *states)
{
  char  state[DIGEST_BYTES + 1] = "";
  int   ends[2];
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    edit_forever (path, round, ends[1]);
  close (ends[1]);
  if (round % 2 == 0 && read (ends[0], state, DIGEST_BYTES) == DIGEST_BYTES)
    g_ptr_array_add (states, g_strdup (state));
  g_usleep ((gulong) g_rand_int_range (rand, 0, 20000));
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  read_states (states, ends[0]);
  close (ends[0]);
}

static void
assert_state (StoreFixture *self, GPtrArray *states)
{
  g_autofree char *state = digest (self->path);

  g_assert_cmpstr (state, ==, states->pdata[states->len - 1]);
}

/* The edit under way may have become durable without having been told of. */
static void
check_library (StoreFixture *self, GPtrArray *states)
{
  g_auto (GStrv) problems = NULL;
  g_autofree char *state = NULL;

  store_fixture_reopen (self);
  problems = ecg_backup_check (self->path, TRUE, NULL);
  g_assert_nonnull (problems);
  g_assert_cmpstr (problems[0], ==, NULL);
  if (count_steps (self->path) == (gint64) states->len - 1)
    return assert_state (self, states);

  g_assert_cmpint (count_steps (self->path), ==, states->len);
  state = digest (self->path);
  g_assert_true (ecg_store_undo (self->store, NULL, NULL));
  assert_state (self, states);
  g_assert_true (ecg_store_redo (self->store, NULL, NULL));
  g_ptr_array_add (states, g_steal_pointer (&state));
  assert_state (self, states);
}

static void
undo_all (StoreFixture *self, GPtrArray *states)
{
  g_autoptr (GError) error = NULL;

  while (states->len > 1)
    {
      assert_state (self, states);
      ecg_store_undo (self->store, NULL, &error);
      g_assert_no_error (error);
      g_ptr_array_set_size (states, (int) states->len - 1);
    }
  assert_state (self, states);
  g_assert_false (ecg_store_undo (self->store, NULL, NULL));
}

static void
test_kill (StoreFixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261125);
  g_autofree char *last = NULL;

  for (int i = 0; i < N_SESSIONS; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%d", i);
      g_autofree char *subject = g_strdup_printf ("s%d", i);
      g_autofree char *activity = g_strdup_printf ("a%d", i);

      store_fixture_add (self->store, name, subject, activity);
    }
  g_clear_object (&self->store);
  g_ptr_array_add (states, digest (self->path));
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      edit_and_kill (self->path, rand, round, states);
      check_library (self, states);
      g_clear_object (&self->store);
    }
  g_test_message ("%u edits", states->len - 1);
  g_assert_cmpuint (states->len, >, N_ROUNDS / 2); /* it did what it was to do */
  store_fixture_reopen (self);
  last = g_strdup (states->pdata[states->len - 1]);
  undo_all (self, states);
  while (ecg_store_redo (self->store, NULL, NULL))
    ;
  g_ptr_array_add (states, g_steal_pointer (&last));
  assert_state (self, states);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_STORE_TEST ("/library/kill", test_kill);
  return g_test_run ();
}
