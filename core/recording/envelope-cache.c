/* One file a recording and variant: a digest, a head, the blocks of each envelope. It is of this
 * machine: another byte order is another head. */

#include "core/recording/envelope-cache.h"

#include "core/recording/file-input.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>

#define SUFFIX ".envelope"
#define DIGEST_BYTES 32
#define MAGIC "DT4ECGe1"
#define BYTE_ORDER_MARK 0x01020304u

/* Of a file's content, spread over its length, that its key depends on. */
#define N_PIECES 16
#define PIECE_BYTES 4096

typedef struct
{
  char    magic[8];
  guint32 byte_order;
  guint32 block;
  guint64 n_envelopes;
  guint64 n_blocks; /* of each */
} Head;

static char *
folder_path (void)
{
  return g_build_filename (g_get_user_cache_dir (), "dt4ecg", "envelopes", NULL);
}

static char *
path_of (const char *key)
{
  g_autofree char *folder = folder_path ();
  g_autofree char *name = g_strconcat (key, SUFFIX, NULL);

  return g_build_filename (folder, name, NULL);
}

static void
add_number (GChecksum *checksum, gint64 number)
{
  g_checksum_update (checksum, (const guchar *) &number, sizeof number);
}

static void
add_text (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

static gboolean
add_content (
  GChecksum *checksum, const char *path, gint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);
  g_autoptr (GInputStream) stream = ecg_file_open (path, &size, cancellable, error);

  for (guint i = 0; i < N_PIECES; i++)
    {
      gsize n = 0;

      if (stream == NULL ||
          !g_seekable_seek (G_SEEKABLE (stream), MAX (size - PIECE_BYTES, 0) / (N_PIECES - 1) * i,
                            G_SEEK_SET, cancellable, error) ||
          !g_input_stream_read_all (stream, piece, PIECE_BYTES, &n, cancellable, error))
        return FALSE;
      g_checksum_update (checksum, piece, (gssize) n);
    }
  return TRUE;
}

static gboolean
add_file (GChecksum *checksum, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  struct stat      about;

  if (stat (whole, &about) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }
  add_text (checksum, whole);
  add_number (checksum, (gint64) about.st_size);
  add_number (checksum, (gint64) about.st_ino);
  add_number (checksum, (gint64) about.st_mtim.tv_sec);
  add_number (checksum, (gint64) about.st_mtim.tv_nsec);
  return add_content (checksum, whole, (gint64) about.st_size, cancellable, error);
}

/* What its files were taken for: another version of the program may read them otherwise. */
static void
add_lead (GChecksum *checksum, EcgSeries *lead)
{
  g_autofree char *numbers = NULL;
  EcgScale         scale = { 0.0, 0.0, 0 };

  ecg_series_get_scale (lead, &scale);
  numbers = g_strdup_printf ("%a %a %a", ecg_series_get_rate (lead), scale.gain, scale.baseline);
  add_text (checksum, ecg_series_get_name (lead));
  add_text (checksum, ecg_series_get_unit (lead));
  add_text (checksum, numbers);
  add_number (checksum, ecg_series_get_length (lead));
}

char *
ecg_envelope_cache_key (EcgRecording *recording,
                        const char   *variant,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char        *alone[] = { NULL, NULL };
  const char *const *files;

  g_return_val_if_fail (recording != NULL && variant != NULL, NULL);

  files = ecg_recording_get_files (recording);
  alone[0] = ecg_recording_get_path (recording);
  if (files == NULL || files[0] == NULL)
    files = alone;
  add_text (checksum, variant);
  for (guint i = 0; files[i] != NULL; i++)
    if (!add_file (checksum, files[i], cancellable, error))
      return NULL;
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    add_lead (checksum, ecg_recording_get_lead (recording, i));
  return g_strdup (g_checksum_get_string (checksum));
}

static void
make_head (Head *head, const EcgEnvelope *first, guint n)
{
  memset (head, 0, sizeof *head);
  memcpy (head->magic, MAGIC, sizeof head->magic);
  head->byte_order = BYTE_ORDER_MARK;
  head->block = (guint32) ecg_envelope_get_block (first);
  head->n_envelopes = n;
  head->n_blocks = ecg_envelope_count_blocks (first);
}

/* Over the key, too: a file under another name is another's. */
static void
finish_digest (GChecksum *checksum, const char *key, guint8 *digest)
{
  gsize n = DIGEST_BYTES;

  add_text (checksum, key);
  g_checksum_get_digest (checksum, digest, &n);
}

/* Returns: (nullable): the bytes that follow the head, if the file is what it should be. */
static guint8 *
read_blocks (const char *path, const char *key, const Head *expected, gsize n_bytes)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 stored[DIGEST_BYTES], computed[DIGEST_BYTES];
  Head   head;
  gint64 size;
  g_autoptr (GInputStream) stream = ecg_file_open (path, &size, NULL, NULL);
  g_autofree guint8 *bytes = NULL;

  if (stream == NULL || size != (gint64) (sizeof stored + sizeof head + n_bytes) ||
      !ecg_file_read_exactly (stream, path, stored, sizeof stored, NULL, NULL) ||
      !ecg_file_read_exactly (stream, path, &head, sizeof head, NULL, NULL) ||
      memcmp (&head, expected, sizeof head) != 0)
    return NULL;
  bytes = g_try_malloc (n_bytes + 1);
  if (bytes == NULL || !ecg_file_read_exactly (stream, path, bytes, n_bytes, NULL, NULL))
    return NULL;
  g_checksum_update (checksum, (const guchar *) &head, sizeof head);
  g_checksum_update (checksum, bytes, (gssize) n_bytes);
  finish_digest (checksum, key, computed);
  return memcmp (stored, computed, sizeof stored) == 0 ? g_steal_pointer (&bytes) : NULL;
}

gboolean
ecg_envelope_cache_load (const char *key, EcgEnvelope *const *envelopes, guint n)
{
  g_autofree char   *path = NULL;
  g_autofree guint8 *bytes = NULL;
  Head               head;
  gsize              n_blocks;

  g_return_val_if_fail (key != NULL && envelopes != NULL && n > 0, FALSE);

  path = path_of (key);
  make_head (&head, envelopes[0], n);
  n_blocks = (gsize) head.n_blocks;
  bytes = read_blocks (path, key, &head, 2 * n * n_blocks * sizeof (float));
  if (bytes == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const float *lo = (const float *) (gconstpointer) bytes + 2 * i * n_blocks;

      /* Only a program that knows the digest could have written what is refused here. */
      if (!ecg_envelope_fill (envelopes[i], lo, lo + n_blocks, n_blocks))
        return FALSE;
    }
  /* It was used. */
  utime (path, NULL);
  return TRUE;
}

static gboolean
write_blocks (GOutputStream *stream, EcgEnvelope *envelope, GChecksum *checksum, GError **error)
{
  const float *halves[2];
  const gsize  n_bytes = ecg_envelope_peek (envelope, &halves[0], &halves[1]) * sizeof (float);

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_checksum_update (checksum, (const guchar *) halves[i], (gssize) n_bytes);
      if (!g_output_stream_write_all (stream, halves[i], n_bytes, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* The digest is written last, to where zeros were: what was cut off is not believed. */
static gboolean
write_file (
  GFileIOStream *file, const char *key, EcgEnvelope *const *envelopes, guint n, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (file));
  guint8         digest[DIGEST_BYTES] = { 0 };
  Head           head;

  make_head (&head, envelopes[0], n);
  if (!g_output_stream_write_all (stream, digest, sizeof digest, NULL, NULL, error) ||
      !g_output_stream_write_all (stream, &head, sizeof head, NULL, NULL, error))
    return FALSE;
  g_checksum_update (checksum, (const guchar *) &head, sizeof head);
  for (guint i = 0; i < n; i++)
    if (!write_blocks (stream, envelopes[i], checksum, error))
      return FALSE;
  finish_digest (checksum, key, digest);
  return g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, error) &&
         g_output_stream_write_all (stream, digest, sizeof digest, NULL, NULL, error) &&
         g_io_stream_close (G_IO_STREAM (file), NULL, error);
}

gboolean
ecg_envelope_cache_store (const char *key, EcgEnvelope *const *envelopes, guint n, GError **error)
{
  g_autofree char *folder = folder_path ();
  g_autofree char *path = NULL;
  g_autofree char *temporary = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileIOStream) stream = NULL;

  g_return_val_if_fail (key != NULL && envelopes != NULL && n > 0, FALSE);

  path = path_of (key);
  temporary = g_strdup_printf ("%s.%08x", path, g_random_int ());
  file = g_file_new_for_path (temporary);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _ ("The cache folder “%s” cannot be made: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  stream = g_file_create_readwrite (file, G_FILE_CREATE_PRIVATE, NULL, error);
  if (stream == NULL)
    return FALSE;
  if (!write_file (stream, key, envelopes, n, error))
    {
      g_unlink (temporary);
      return FALSE;
    }
  if (g_rename (temporary, path) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      g_unlink (temporary);
      return FALSE;
    }
  ecg_envelope_cache_trim (ECG_ENVELOPE_CACHE_BYTES);
  return TRUE;
}

typedef struct
{
  char           *path;
  gint64          size;
  struct timespec used;
} Entry;

static void
clear_entry (Entry *entry)
{
  g_free (entry->path);
}

static gint
compare_entries (gconstpointer a, gconstpointer b)
{
  const struct timespec *x = &((const Entry *) a)->used, *y = &((const Entry *) b)->used;

  if (x->tv_sec != y->tv_sec)
    return x->tv_sec > y->tv_sec ? -1 : 1;
  return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

/* All files of the cache, what a crash left of one that was being written among them; the latest
 * first. */
static GArray *
list_entries (void)
{
  GArray          *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autofree char *folder = folder_path ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (entries, (GDestroyNotify) clear_entry);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      struct stat about;
      Entry       entry = { .path = g_build_filename (folder, name, NULL) };

      if (strstr (name, SUFFIX) == NULL || lstat (entry.path, &about) != 0 ||
          !S_ISREG (about.st_mode))
        {
          g_free (entry.path);
          continue;
        }
      entry.size = (gint64) about.st_size;
      entry.used = about.st_mtim;
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare_entries);
  return entries;
}

void
ecg_envelope_cache_trim (gint64 n_bytes)
{
  g_autoptr (GArray) entries = list_entries ();

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      n_bytes -= entry->size;
      if (n_bytes < 0)
        g_unlink (entry->path);
    }
}
