/* A file of tensors is there whole or not at all, also where the disk is full or the program is
 * killed while it writes: what was there before stays. */

#include "core/learn/safetensors.h"
#include "tests/support/scratch.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define N_VALUES ((gsize) 1 << 19) /* 2 MB: several writes of any size */
#define N_KILLS 25

static gboolean
write_filled (const char *path, float value, GError **error)
{
  g_autofree float *values = g_new (float, N_VALUES);
  g_autoptr (GArray) tensors = g_array_new (FALSE, TRUE, sizeof (EcgTensorView));
  const EcgTensorView view = {
    .name = "filled", .type = ECG_TENSOR_F32, .rank = 1, .shape = { N_VALUES }, .data = values
  };

  for (gsize i = 0; i < N_VALUES; i++)
    values[i] = value;
  g_array_append_val (tensors, view);
  return ecg_safetensors_write (path, tensors, NULL, error);
}

/* Returns what the file is filled with, everywhere. */
static float
read_filling (const char *path)
{
  const gsize       shape = N_VALUES;
  g_autofree float *values = g_new (float, N_VALUES);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgSafetensors) file = ecg_safetensors_read (path, &error);

  g_assert_no_error (error);
  g_assert_true (ecg_safetensors_copy (file, values, "filled", ECG_TENSOR_F32, 1, &shape, &error));
  for (gsize i = 1; i < N_VALUES; i++)
    g_assert_true (memcmp (&values[i], &values[0], sizeof values[0]) == 0);
  return values[0];
}

/* In a child, because a limit on file sizes cannot be taken back. */
static void
test_full_disk (void)
{
  Scratch          scratch;
  g_autofree char *path = NULL;
  int              status;
  pid_t            child;

  scratch_open (&scratch);
  path = scratch_path (&scratch, "run.safetensors");
  g_assert_true (write_filled (path, 1.0f, NULL));
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      const struct rlimit limit = { N_VALUES, N_VALUES }; /* a quarter of what is wanted */
      g_autoptr (GError) error = NULL;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
      /* Fails, and says which file. */
      _exit (!write_filled (path, 2.0f, &error) && error != NULL &&
                 strstr (error->message, "run.safetensors") != NULL
               ? 0
               : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpfloat (read_filling (path), <, 1.5);
  g_assert_cmpuint (scratch_count (&scratch), ==, 1); /* nothing half written is left */
  scratch_close (&scratch);
}

static void
write_forever (const char *path, int ready)
{
  for (guint i = 0;; i++)
    {
      if (!write_filled (path, (float) (i % 7), NULL) || write (ready, "", 1) != 1)
        _exit (1);
    }
}

static void
test_killed (void)
{
  Scratch          scratch;
  g_autofree char *path = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  scratch_open (&scratch);
  path = scratch_path (&scratch, "run.safetensors");
  for (guint i = 0; i < N_KILLS; i++)
    {
      int   ready[2], status;
      char  byte;
      pid_t child;

      g_assert_cmpint (pipe (ready), ==, 0);
      child = fork ();
      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        write_forever (path, ready[1]);
      g_assert_cmpint (read (ready[0], &byte, 1), ==, 1); /* at least one is whole */
      g_usleep ((gulong) g_rand_int_range (rand, 0, 20000));
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));
      close (ready[0]);
      close (ready[1]);
      g_assert_cmpfloat (read_filling (path), <, 6.5);
    }
  scratch_close (&scratch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/interrupted-write/full-disk", test_full_disk);
  g_test_add_func ("/learn/interrupted-write/killed", test_killed);
  return g_test_run ();
}
