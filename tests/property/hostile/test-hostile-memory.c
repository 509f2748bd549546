/* A file of about a kilobyte never makes the program hold more than 16 MiB, whatever it says of
 * itself. */

#include "core/learn/checkpoint.h"
#include "core/library/importer.h"
#include "core/recording/events-tsv.h"
#include "core/recording/format.h"
#include "core/recording/loader.h"
#include "core/recording/wfdb-annotations.h"

#include "tests/support/heap-meter.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define MOST ((gsize) 16 << 20)

static Scratch scratch;

static void
write_bytes (const char *name, const void *bytes, gsize n)
{
  g_autofree char *path = scratch_path (&scratch, name);

  /* GLib 2.74 writes into a file that is there without cutting off what was longer. */
  g_unlink (path);
  g_assert_true (
    g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
write_text (const char *name, const char *text)
{
  write_bytes (name, text, strlen (text));
}

static void
read_a_little (EcgRecording *recording)
{
  const gint64 n = MIN (ecg_recording_get_length (recording), 1000);
  float        values[1000];

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    ecg_series_read (ecg_recording_get_lead (recording, i), (EcgSpan){ 0, n }, values);
}

/* Returns: whether it was taken for a recording. */
static gboolean
load (const char *name)
{
  g_autofree char *path = scratch_path (&scratch, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, &error);

  g_assert_true ((recording == NULL) == (error != NULL));
  if (recording != NULL)
    read_a_little (recording);
  return recording != NULL;
}

static void
assert_little (const char *what)
{
  if (heap_meter_peak () > MOST || heap_meter_greatest () > MOST)
    g_error ("%s: %zu bytes were held at once, %zu asked for at once", what, heap_meter_peak (),
             heap_meter_greatest ());
}

static gboolean
meter_load (const char *name, const char *what)
{
  gboolean loaded;

  heap_meter_start ();
  loaded = load (name);
  assert_little (what);
  return loaded;
}

/* FLAC that unfolds: frames of 65535 equal samples of each of eight channels (RFC 9639). */

static guint
crc (const guint8 *bytes, gsize n, guint width, guint polynomial)
{
  const guint top = 1u << (width - 1), mask = top | (top - 1);
  guint       sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum ^= (guint) bytes[i] << (width - 8);
      for (guint bit = 0; bit < 8; bit++)
        sum = (sum & top ? sum << 1 ^ polynomial : sum << 1) & mask;
    }
  return sum;
}

static void
append (GByteArray *out, const char *bytes, guint n)
{
  g_byte_array_append (out, (const guint8 *) bytes, n);
}

static void
append_frame (GByteArray *out, guint number)
{
  const guint  begin = out->len;
  const guint8 head[] = { 0xff, 0xf8, 0x70, 7 << 4 | 4 << 1, (guint8) number, 0xff, 0xfe };
  guint8       sums[2];
  const guint  n_channels = 8;

  g_byte_array_append (out, head, sizeof head);
  sums[0] = (guint8) crc (out->data + begin, out->len - begin, 8, 0x07);
  g_byte_array_append (out, sums, 1);
  for (guint i = 0; i < n_channels; i++)
    append (out, "\0\0\1", 3);
  sums[0] = (guint8) (crc (out->data + begin, out->len - begin, 16, 0x8005) >> 8);
  sums[1] = (guint8) (crc (out->data + begin, out->len - begin, 16, 0x8005) & 0xff);
  g_byte_array_append (out, sums, 2);
}

static void
write_flac (const char *name, guint n_frames, guint64 promised)
{
  GByteArray *out = g_byte_array_new ();
  guint8      info[34] = { 0x00, 0x10, 0xff, 0xff };
  /* 1000 Hz (20 bits), 8 channels (3 bits), 16 bits (5 bits), samples (36 bits) */
  const guint64 packed =
    GUINT64_TO_BE ((guint64) 1000 << 44 | (guint64) 7 << 41 | (guint64) 15 << 36 | promised);

  append (out, "fLaC\x80\0\0\x22", 8);
  memcpy (info + 10, &packed, sizeof packed);
  g_byte_array_append (out, info, sizeof info);
  for (guint i = 0; i < n_frames; i++)
    append_frame (out, i);
  g_assert_cmpuint (out->len, <=, 1024);
  write_bytes (name, out->data, out->len);
  g_byte_array_unref (out);
}

static void
test_flac_unfolds (void)
{
  write_flac ("x.flac", 2, 2 * 65535);
  g_assert_true (meter_load ("x.flac", "two frames"));
  write_flac ("x.flac", 27, 27 * 65535);
  g_assert_false (meter_load ("x.flac", "27 frames"));
  write_flac ("x.flac", 27, 0);
  g_assert_false (meter_load ("x.flac", "27 frames, unannounced"));
  write_flac ("x.flac", 1, ((guint64) 1 << 36) - 1);
  g_assert_false (meter_load ("x.flac", "promises"));
}

static void
test_flac_of_wfdb_unfolds (void)
{
  g_autoptr (GString) header = g_string_new ("x 8 250\n");
  g_autoptr (GString) segments = g_string_new ("x/150 8 250\n");

  for (guint i = 0; i < 8; i++)
    g_string_append (header, "d 516\n");
  write_text ("x.hea", header->str);
  write_flac ("d", 2, 2 * 65535);
  g_assert_true (meter_load ("x.hea", "two frames"));
  write_flac ("d", 27, 27 * 65535);
  g_assert_false (meter_load ("x.hea", "27 frames"));
  write_flac ("d", 1, ((guint64) 1 << 36) - 1);
  g_assert_false (meter_load ("x.hea", "promises"));

  /* The same file under each of many segments. */
  header->str[0] = 'y';
  write_text ("y.hea", header->str);
  for (guint i = 0; i < 150; i++)
    g_string_append (segments, "y 9999\n");
  write_text ("x.hea", segments->str);
  write_flac ("d", 27, 27 * 65535);
  g_assert_false (meter_load ("x.hea", "segments"));
}

static void
test_wfdb_headers (void)
{
  g_autoptr (GString) many = g_string_new ("x 230 250\n");
  static const char *const headers[] = {
    "x 256 250 536870912\n",
    "x 1 250 9223372036854775807\nd 16\n",
    "x 1 250 536870911\nd 16\n",
    "x 2 250\nd 80x1000\ne 80\n",
    "x 2 250 1\nd 80x32767\ne 80x32767\n",
    "x 2 250\nd 80:536870912\nd 80:-536870912\n",
    "x 1 250 500\nd 16+1000000000\n",
    "x/65536 1 250\n",
    "x/65536 256 250 536870912\ny 0\n",
    "x/3 1 250\ny 536870912\n~ 536870912\ny 536870912\n",
    "x/3 256 250\ny 0\n~ 100000000\ny 536870912\n",
  };

  for (guint i = 0; i < 230; i++)
    g_string_append (many, "d 8\n");
  write_text ("y.hea", "y 1 250\nd 80\n");
  write_bytes ("d", many->str, 900);
  write_bytes ("e", many->str, 900);
  write_text ("x.hea", many->str);
  meter_load ("x.hea", "230 signals");
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      write_text ("x.hea", headers[i]);
      meter_load ("x.hea", headers[i]);
    }
}

static void
test_texts (void)
{
  g_autoptr (GString) wide = g_string_new (NULL);
  g_autoptr (GString) deep = g_string_new ("{\"leads\":");
  g_autoptr (GString) events = g_string_new ("onset");
  g_autofree char *path = scratch_path (&scratch, "x.tsv");

  for (guint i = 0; i < 256; i++)
    g_string_append (wide, "1,");
  while (wide->len < 1000)
    g_string_append (wide, "\n2");
  write_text ("x.csv", wide->str);
  g_assert_true (meter_load ("x.csv", "many columns"));
  for (guint i = 0; i < 1000; i++)
    g_string_append_c (deep, '[');
  write_text ("x.csv.json", deep->str);
  g_assert_false (meter_load ("x.csv", "nested deeply"));
  for (guint i = 0; i < 250; i++)
    g_string_append (events, "\ta");
  for (guint i = 0; i < 250; i++)
    g_string_append (events, "\n1");
  write_text ("x.tsv", events->str);
  heap_meter_start ();
  g_autoptr (EcgEvents) read = ecg_events_tsv_load (path, NULL, NULL);
  g_assert_nonnull (read);
  assert_little ("events");
}

static void
test_annotations (void)
{
  guint8 bytes[1024];
  guint8 aux[4] = { 0xff, 0xff, 0xff, 0xff };

  /* Notes, texts that say 1023 bytes, and skips. */
  for (gsize i = 0; i < sizeof bytes; i += 4)
    memcpy (bytes + i, i % 8 == 0 ? (const guint8 *) "\x00\x58\x00\x58" : aux, 4);
  heap_meter_start ();
  g_autoptr (EcgAnnotations) read = ecg_wfdb_annotations_parse (bytes, sizeof bytes, NULL);
  g_assert_nonnull (read);
  assert_little ("annotations");
}

/* Every four bytes of every format of ours become a great number. */

static EcgRecording *
make_recording (void)
{
  const EcgScale         scale = { 200.0, 0.0, 16 };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  gint32                *counts = g_new (gint32, 100);

  for (gint32 i = 0; i < 100; i++)
    counts[i] = i * 37 % 101;
  g_autoptr (EcgSeries) lead = ecg_series_new_digital ("I", "mV", 250.0, counts, 100, &scale);
  return ecg_recording_new (&info, &lead, 1);
}

static void
lie_in_bytes (const char *name, guint8 *bytes, gsize n)
{
  static const guint8 lies[][4] = {
    { 0xff, 0xff, 0xff, 0xff }, { 0x7f, 0xff, 0xff, 0xff }, { 0xff, 0xff, 0xff, 0x7f },
    { 0x00, 0x00, 0x00, 0x40 }, { 0x40, 0x00, 0x00, 0x00 },
  };

  for (gsize at = 0; at + 4 <= MIN (n, 320); at += 2)
    for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
      {
        guint8 were[4];

        memcpy (were, bytes + at, 4);
        memcpy (bytes + at, lies[i], 4);
        write_bytes (name, bytes, n);
        meter_load (name, name);
        memcpy (bytes + at, were, 4);
      }
}

/* Every number becomes another. */
static void
lie_in_digits (const char *name, const char *bytes, gsize n)
{
  static const char *const lies[] = { "99999999", "2147483647", "-1", "1e300", "256" };

  for (gsize at = 0; at < MIN (n, 512); at++)
    {
      gsize digits = 0;

      while (at + digits < n && g_ascii_isdigit (bytes[at + digits]))
        digits++;
      if (digits == 0)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
        {
          g_autoptr (GString) lie = g_string_new_len (bytes, (gssize) at);

          g_string_append (lie, lies[i]);
          g_string_append_len (lie, bytes + at + digits, (gssize) (n - at - digits));
          write_bytes (name, lie->str, lie->len);
          meter_load (name, name);
        }
      at += digits;
    }
}

static void
test_every_format (void)
{
  static const char *const names[] = { "r.hea",  "r.wav", "r.flac", "r.w64", "r.rf64",
                                       "r.aiff", "r.caf", "r.csv",  "r.edf", "r.bdf" };
  g_autoptr (EcgRecording) recording = make_recording ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = scratch_path (&scratch, names[i]);
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      gsize n;

      if (!ecg_format_may_hold (path))
        continue;
      ecg_recording_save (recording, path, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (load (names[i]));
      g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
      lie_in_bytes (names[i], (guint8 *) bytes, n);
      lie_in_digits (names[i], bytes, n);
    }
}

static void
test_import (void)
{
  g_autofree char *library = scratch_path (&scratch, "library.db");
  g_autofree char *folder = scratch_path (&scratch, "folder");
  g_autoptr (EcgStore) store = ecg_store_open (library, NULL);
  g_autoptr (GString) table = g_string_new ("record,subject,activity\na,");
  g_autoptr (EcgImportReport) report = NULL;
  const char *paths[] = { folder, NULL };

  g_assert_nonnull (store);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  while (table->len < 1000)
    g_string_append_c (table, 'S');
  write_text ("folder/records.csv", table->str);
  write_text ("folder/a.csv", "1\n2\n");
  write_text ("folder/b.hea", "b/65536 256 250 536870912\n");
  write_flac ("folder/c.flac", 27, 27 * 65535);
  heap_meter_start ();
  report = ecg_import (store, paths, NULL, NULL, NULL);
  g_assert_nonnull (report);
  g_assert_cmpuint (report->added, ==, 1);
  g_assert_cmpuint (report->refused->len, ==, 2);
  assert_little ("import");
}

static void
meter_checkpoint (const char *header)
{
  g_autofree char *path = scratch_path (&scratch, "x.safetensors");
  const guint64    length = GUINT64_TO_LE ((guint64) strlen (header));
  GByteArray      *file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  append (file, header, (guint) strlen (header));
  write_bytes ("x.safetensors", file->data, file->len);
  g_byte_array_unref (file);
  heap_meter_start ();

  g_autoptr (EcgSafetensors) read = ecg_safetensors_read (path, NULL);
  if (read != NULL)
    g_assert_null (ecg_checkpoint_parse (read, NULL));
  assert_little (header);
}

static void
test_checkpoint (void)
{
  meter_checkpoint ("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807],"
                    "\"data_offsets\":[0,9223372036854775807]}}");
  meter_checkpoint (
    "{\"__metadata__\":{\"preparation\":\"{\\\"rate_hz\\\":250,\\\"window\\\":1048576,"
    "\\\"low_hz\\\":0.5,\\\"high_hz\\\":40,\\\"mains_hz\\\":50,\\\"normalisation\\\":\\\"window\\\""
    "}\",\"leads\":\"[\\\"I\\\"]\",\"model\":\"{\\\"widths\\\":[2048,4096],\\\"kernel\\\":7,"
    "\\\"stem_kernel\\\":7,\\\"embedding\\\":4096,\\\"dropout\\\":0,\\\"sca\\\":\\\"full\\\","
    "\\\"pooling\\\":\\\"mean\\\",\\\"sca_skip\\\":true}\",\"subjects\":\"[\\\"A\\\"]\","
    "\"activities\":\"[\\\"a\\\"]\"}}");
}

/* A database of two pages: all of its header and its schema lie, in turn. */
static void
test_library (void)
{
  static const char *const lies[] = { "\xff\xff\xff\xff", "\x7f\xff\xff\xff", "\x40\0\0\0",
                                      "\0\1\0\1" };
  g_autofree char         *path = scratch_path (&scratch, "small.db");
  g_autofree char         *bytes = NULL;
  gsize                    n;
  sqlite3                 *connection;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection,
                                 "PRAGMA page_size = 512; CREATE TABLE sessions (id, path);"
                                 "INSERT INTO sessions VALUES (1, 'a.hea')",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, ==, 1024);
  for (gsize at = 16; at + 4 <= n; at += at < 112 ? 2 : 20)
    for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
      {
        char             were[4];
        g_autofree char *what = g_strdup_printf ("library.db with lie %u at %zu", i, at);

        memcpy (were, bytes + at, 4);
        memcpy (bytes + at, lies[i], 4);
        write_bytes ("small.db", bytes, n);
        memcpy (bytes + at, were, 4);
        heap_meter_start ();
        g_autoptr (GError) error = NULL;
        g_autoptr (EcgStore) store = ecg_store_open (path, &error);

        g_assert_true ((store == NULL) == (error != NULL));
        assert_little (what);
      }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  scratch_open (&scratch);
  write_text ("first.csv", "1\n2\n");
  g_assert_true (load ("first.csv"));
  g_test_add_func ("/hostile/memory/flac", test_flac_unfolds);
  g_test_add_func ("/hostile/memory/flac-of-wfdb", test_flac_of_wfdb_unfolds);
  g_test_add_func ("/hostile/memory/wfdb", test_wfdb_headers);
  g_test_add_func ("/hostile/memory/texts", test_texts);
  g_test_add_func ("/hostile/memory/annotations", test_annotations);
  g_test_add_func ("/hostile/memory/every-format", test_every_format);
  g_test_add_func ("/hostile/memory/import", test_import);
  g_test_add_func ("/hostile/memory/checkpoint", test_checkpoint);
  g_test_add_func ("/hostile/memory/library", test_library);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
