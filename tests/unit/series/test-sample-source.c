#include "core/series/sample-source.h"

#include "core/base/rng.h"
#include "core/series/series.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#define N_CHANNELS 3
#define LENGTH 1234567

/* A file that can be cut: what lies behind @readable cannot be read. */
typedef struct
{
  gint64   readable;
  guint    n_reads; /* of the file */
  gboolean inside;
  gboolean freed;
} File;

/* What lies in it: any number that position and channel give. */
static gint32
count_at (guint channel, gint64 at)
{
  const guint32 mixed = (guint32) (at * 2654435761u + channel * 40503u) >> 8;

  return mixed % 97 == 0 ? ECG_COUNT_MISSING : (gint32) (mixed % 4096) - 2048;
}

static gboolean
read_file (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  File *file = data;

  g_assert_false (g_atomic_int_exchange (&file->inside, TRUE));
  g_assert_true (span.begin >= 0 && span.begin < span.end && span.end <= LENGTH);
  g_assert_cmpint (ecg_span_length (span) * N_CHANNELS, <=, ECG_SOURCE_BLOCK);
  file->n_reads++;
  for (guint c = 0; c < N_CHANNELS; c++)
    for (gint64 i = span.begin; i < span.end; i++)
      counts[c][i - span.begin] = count_at (c, i);
  g_atomic_int_set (&file->inside, FALSE);
  if (span.end <= file->readable)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "it ends at %d", (int) file->readable);
  return FALSE;
}

static void
free_file (gpointer data)
{
  ((File *) data)->freed = TRUE;
}

static EcgSeries *
make_reference (guint channel, const EcgScale *scale)
{
  gint32 *counts = g_new (gint32, LENGTH);

  for (gint64 i = 0; i < LENGTH; i++)
    counts[i] = count_at (channel, i);
  return ecg_series_new_digital ("II", "mV", 250.0, counts, LENGTH, scale);
}

static void
assert_same (const EcgSeries *a, const EcgSeries *b, EcgSpan span)
{
  const gsize        n = (gsize) ecg_span_length (span);
  g_autofree float  *values_a = g_new (float, n + 1), *values_b = g_new (float, n + 1);
  g_autofree gint32 *counts_a = g_new (gint32, n + 1), *counts_b = g_new (gint32, n + 1);

  ecg_series_read (a, span, values_a);
  ecg_series_read (b, span, values_b);
  g_assert_cmpmem (values_a, n * sizeof *values_a, values_b, n * sizeof *values_b);
  ecg_series_read_counts (a, span, counts_a);
  ecg_series_read_counts (b, span, counts_b);
  g_assert_cmpmem (counts_a, n * sizeof *counts_a, counts_b, n * sizeof *counts_b);
}

static EcgSpan
choose_span (EcgRng *rng)
{
  const gint64 begin = (gint64) ecg_rng_below (rng, LENGTH + 2000) - 1000;
  const gint64 length = (gint64) exp (ecg_rng_uniform (rng) * 12.0);

  return (EcgSpan){ begin, begin + length };
}

static void
test_as_in_memory (void)
{
  const EcgScale scale = { -203.7, 12.25, 12 };
  File           file = { .readable = LENGTH };
  g_autoptr (EcgSampleSource) source =
    ecg_sample_source_new (N_CHANNELS, LENGTH, read_file, &file, free_file);
  EcgRng rng;

  ecg_rng_init (&rng, 21, 0);
  for (guint c = 0; c < N_CHANNELS; c++)
    {
      g_autoptr (EcgSeries) lazy =
        ecg_series_new_from_source ("II", "mV", 250.0, &scale, source, c);
      g_autoptr (EcgSeries) eager = make_reference (c, &scale);

      g_assert_cmpint (ecg_series_get_length (lazy), ==, LENGTH);
      g_assert_true (ecg_series_get_scale (lazy, NULL));
      g_assert_true (ecg_series_get_source (lazy) == source);
      assert_same (lazy, eager, (EcgSpan){ 0, LENGTH });
      for (guint i = 0; i < 100; i++)
        assert_same (lazy, eager, choose_span (&rng));
      g_assert_true (ecg_series_check (lazy, NULL));
    }
  g_assert_false (file.freed);
  g_clear_pointer (&source, ecg_sample_source_unref);
  g_assert_true (file.freed);
}

/* All channels of a span come with one look into the file, and again with none. */
static void
test_shared_blocks (void)
{
  File file = { .readable = LENGTH };
  g_autoptr (EcgSampleSource) source =
    ecg_sample_source_new (N_CHANNELS, LENGTH, read_file, &file, NULL);
  const gint64       block = ecg_sample_source_get_block (source);
  g_autofree gint32 *counts = g_new (gint32, block);

  for (guint round = 0; round < 2; round++)
    for (guint c = 0; c < N_CHANNELS; c++)
      ecg_sample_source_read (source, c, (EcgSpan){ 3 * block, 4 * block }, counts);
  g_assert_cmpuint (file.n_reads, ==, 1);
  for (gint64 begin = 0; begin < LENGTH; begin += block)
    for (guint c = 0; c < N_CHANNELS; c++)
      ecg_sample_source_read (source, c, (EcgSpan){ begin, MIN (begin + block, LENGTH) }, counts);
  g_assert_cmpuint (file.n_reads, ==, LENGTH / block + 1);
}

typedef struct
{
  const EcgSeries *lazy;
  const EcgSeries *eager;
  guint64          seed;
} Reader;

static gpointer
read_at_random (gpointer data)
{
  const Reader *reader = data;
  EcgRng        rng;

  ecg_rng_init (&rng, reader->seed, 1);
  for (guint i = 0; i < 60; i++)
    assert_same (reader->lazy, reader->eager, choose_span (&rng));
  return NULL;
}

static void
test_many_threads (void)
{
  const EcgScale scale = { 200.0, 0.0, 12 };
  File           file = { .readable = LENGTH };
  g_autoptr (EcgSampleSource) source =
    ecg_sample_source_new (N_CHANNELS, LENGTH, read_file, &file, NULL);
  EcgSeries *lazy[N_CHANNELS], *eager[N_CHANNELS];
  Reader     readers[9];
  GThread   *threads[G_N_ELEMENTS (readers)];

  for (guint c = 0; c < N_CHANNELS; c++)
    {
      lazy[c] = ecg_series_new_from_source ("II", "mV", 250.0, &scale, source, c);
      eager[c] = make_reference (c, &scale);
    }
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      readers[i] = (Reader){ lazy[i % N_CHANNELS], eager[i % N_CHANNELS], i };
      threads[i] = g_thread_new ("reader", read_at_random, &readers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (threads[i]);
  for (guint c = 0; c < N_CHANNELS; c++)
    {
      ecg_series_unref (lazy[c]);
      ecg_series_unref (eager[c]);
    }
}

static void
test_shrinking (void)
{
  const EcgScale scale = { 200.0, 0.0, 12 };
  File           file = { .readable = LENGTH };
  g_autoptr (EcgSampleSource) source =
    ecg_sample_source_new (N_CHANNELS, LENGTH, read_file, &file, NULL);
  g_autoptr (EcgSeries) lead = ecg_series_new_from_source ("II", "mV", 250.0, &scale, source, 0);
  const gint64 block = ecg_sample_source_get_block (source);
  g_autoptr (GError) error = NULL;
  g_autofree float *values = g_new (float, 2 * block);
  guint             n_reads;

  file.readable = 10 * block;
  ecg_series_read (lead, (EcgSpan){ 9 * block, 11 * block }, values);
  for (gint64 i = 0; i < block; i++)
    {
      g_assert_true (isnan (values[i]) == (count_at (0, 9 * block + i) == ECG_COUNT_MISSING));
      g_assert_true (isnan (values[block + i]));
    }
  g_assert_false (ecg_series_check (lead, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "it ends at"));

  /* Asked for again and again, the file is not. */
  n_reads = file.n_reads;
  for (gint64 i = 0; i < 1000; i++)
    ecg_series_read (lead, (EcgSpan){ 10 * block + i, 10 * block + i + 1 }, values);
  g_assert_cmpuint (file.n_reads, <=, n_reads + 1);

  /* Back again: the samples are read, what went wrong is remembered. */
  file.readable = LENGTH;
  g_usleep (600000);
  ecg_series_read (lead, (EcgSpan){ 10 * block, 11 * block }, values);
  for (gint64 i = 0; i < block; i++)
    g_assert_true (isnan (values[i]) == (count_at (0, 10 * block + i) == ECG_COUNT_MISSING));
  g_assert_false (ecg_series_check (lead, NULL));
}

/* Every float comes back, to the bit; of them only what is no number stands for a sample that is
 * not there. */
static void
test_packed (void)
{
  static const float values[] = { 0.0f, -0.0f, 1.0f, -1.0f, 1e-45f, -3.4e38f, INFINITY, -INFINITY };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      const gint32 packed = ecg_sample_source_pack (values[i]);
      const float  back = ecg_sample_source_unpack (packed);

      g_assert_cmpint (packed, !=, ECG_COUNT_MISSING);
      g_assert_cmpmem (&back, sizeof back, &values[i], sizeof values[i]);
    }
  g_assert_cmpint (ecg_sample_source_pack (NAN), ==, ECG_COUNT_MISSING);
  g_assert_true (isnan (ecg_sample_source_unpack (ECG_COUNT_MISSING)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample-source/as-in-memory", test_as_in_memory);
  g_test_add_func ("/sample-source/shared-blocks", test_shared_blocks);
  g_test_add_func ("/sample-source/many-threads", test_many_threads);
  g_test_add_func ("/sample-source/shrinking", test_shrinking);
  g_test_add_func ("/sample-source/packed", test_packed);
  return g_test_run ();
}
