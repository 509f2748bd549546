/* Texts that tell who a recording is of, and whether bytes hold one. */

#include "core/recording/secrets.h"

#include "core/recording/file-input.h"

#include <string.h>

#define SHORTEST 3
#define LONG 6             /* bytes of a secret that is found within words as well */
#define MAX_HEAD (1 << 20) /* bytes of a file that are looked at at once */
#define MAX_READS 64

void
ecg_secrets_add (GPtrArray *secrets, const char *text)
{
  g_autofree char *stripped = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  if (stripped == NULL || strlen (stripped) < SHORTEST ||
      g_ptr_array_find_with_equal_func (secrets, stripped, g_str_equal, NULL))
    return;
  g_ptr_array_add (secrets, g_steal_pointer (&stripped));
}

void
ecg_secrets_add_words (GPtrArray *secrets, const char *text)
{
  g_auto (GStrv) words = text != NULL ? g_strsplit_set (text, " _,;\t", -1) : NULL;

  ecg_secrets_add (secrets, text);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    ecg_secrets_add (secrets, words[i]);
}

void
ecg_secrets_add_comment (GPtrArray *secrets, const char *comment)
{
  g_auto (GStrv) parts = g_strsplit (comment, "  ", -1);

  ecg_secrets_add (secrets, comment);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *separator = strpbrk (parts[i], ":=");

      ecg_secrets_add (secrets, separator != NULL ? separator + 1 : parts[i]);
    }
}

void
ecg_secrets_add_date (GPtrArray *secrets, GDateTime *day)
{
  static const char *const formats[] = { "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y",
                                         "%d.%m.%y", "%Y%m%d",   "%Y.%m.%d" };
  static const char *const months[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                        "JUL", "AUG", "SEP", "OCT", "NOV", "DEC" };
  g_autofree char         *in_edf = NULL;

  if (day == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = g_date_time_format (day, formats[i]);

      ecg_secrets_add (secrets, text);
    }
  in_edf = g_strdup_printf ("%02d-%s-%04d", g_date_time_get_day_of_month (day),
                            months[g_date_time_get_month (day) - 1], g_date_time_get_year (day));
  ecg_secrets_add (secrets, in_edf);
}

/* Files */

static guint32
read_number (const guint8 *bytes, gboolean big, guint n_bytes)
{
  guint32 value = 0;

  for (guint i = 0; i < n_bytes; i++)
    value |= (guint32) bytes[i] << 8 * (big ? n_bytes - 1 - i : i);
  return value;
}

/* Runs of printable characters, as in a chunk of any kind of fields. */
static void
add_runs (GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  gsize begin = 0;

  for (gsize i = 0; i <= n; i++)
    if (i == n || bytes[i] < ' ' || bytes[i] == 0x7f)
      {
        g_autofree char *run = g_strndup ((const char *) bytes + begin, i - begin);
        g_autofree char *text = g_utf8_validate (run, -1, NULL)
                                  ? g_strdup (run)
                                  : g_convert (run, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);

        if (i - begin > SHORTEST)
          ecg_secrets_add (secrets, text);
        begin = i + 1;
      }
}

/* LIST: a kind, then chunks, each a name and a size before its text. */
static void
add_list (GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  for (gsize at = 4; at + 8 <= n;)
    {
      const gsize size = MIN (read_number (bytes + at + 4, FALSE, 4), n - at - 8);

      add_runs (secrets, bytes + at + 8, size);
      at += 8 + size + size % 2;
    }
}

static gboolean
is_plain (const guint8 *name)
{
  static const char *const plain[] = { "fmt ", "data", "fact", "PEAK", "cue ", "JUNK", "PAD " };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (memcmp (name, plain[i], 4) == 0)
      return TRUE;
  return FALSE;
}

/* Returns where the first chunk begins whose head is not among the bytes. */
static gsize
add_chunks (GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  gsize at = 0;

  while (at + 8 <= n)
    {
      const gsize size = read_number (bytes + at + 4, FALSE, 4);
      const gsize held = MIN (size, n - at - 8);

      if (memcmp (bytes + at, "LIST", 4) == 0)
        add_list (secrets, bytes + at + 8, held);
      else if (!is_plain (bytes + at))
        add_runs (secrets, bytes + at + 8, held);
      at += 8 + size + size % 2;
    }
  return at;
}

/* The texts may stand behind the samples. */
static void
add_riff (GPtrArray *secrets, GInputStream *stream, guint8 *buffer, gint64 size)
{
  gint64 at = 12;

  for (guint i = 0; i < MAX_READS && at < size; i++)
    {
      gsize n = 0;

      if (!G_IS_SEEKABLE (stream) ||
          !g_seekable_seek (G_SEEKABLE (stream), at, G_SEEK_SET, NULL, NULL) ||
          !g_input_stream_read_all (stream, buffer, MAX_HEAD, &n, NULL, NULL) || n < 8)
        return;
      at += (gint64) add_chunks (secrets, buffer, n);
    }
}

/* VORBIS_COMMENT: the name of the encoder, then so many `KEY=value`. */
static void
add_vorbis (GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  gsize at = n >= 4 ? 4 + (gsize) read_number (bytes, FALSE, 4) + 4 : n;

  while (at + 4 <= n)
    {
      const gsize      size = MIN (read_number (bytes + at, FALSE, 4), n - at - 4);
      g_autofree char *pair = g_strndup ((const char *) bytes + at + 4, size);
      const char      *value = strchr (pair, '=');

      ecg_secrets_add (secrets, value != NULL ? value + 1 : pair);
      at += 4 + size;
    }
}

static void
add_flac (GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  gboolean last = FALSE;

  for (gsize at = 4; !last && at + 4 <= n;)
    {
      const guint kind = bytes[at] & 0x7f;
      const gsize size = MIN (read_number (bytes + at + 1, TRUE, 3), n - at - 4);

      last = (bytes[at] & 0x80) != 0;
      if (kind == 4)
        add_vorbis (secrets, bytes + at + 4, size);
      else if (kind == 2 || kind >= 5)
        add_runs (secrets, bytes + at + 4, size);
      at += 4 + size;
    }
}

static void
add_field (GPtrArray *secrets, const guint8 *bytes, gsize n, gboolean in_words)
{
  g_autofree char *raw = g_strndup ((const char *) bytes, n);
  g_autofree char *text = g_convert (raw, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);

  if (in_words)
    ecg_secrets_add_words (secrets, text);
  else
    ecg_secrets_add (secrets, text);
}

/* Patient and recording, each of 80 characters, after 8 of version; then, of each signal, 16
 * characters of label and 80 of transducer. `Startdate` stands in all of them. */
static void
add_edf (GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  g_autofree char *count = g_strndup ((const char *) bytes + 252, 4);
  const gsize      n_signals = (gsize) CLAMP (g_ascii_strtoll (count, NULL, 10), 0, 4096);
  guint            index;

  add_field (secrets, bytes + 8, 80, TRUE);
  add_field (secrets, bytes + 88, 80, TRUE);
  for (gsize i = 0; i < n_signals && 256 + 16 * n_signals + 80 * (i + 1) <= n; i++)
    add_field (secrets, bytes + 256 + 16 * n_signals + 80 * i, 80, FALSE);
  if (g_ptr_array_find_with_equal_func (secrets, "Startdate", g_str_equal, &index))
    g_ptr_array_remove_index (secrets, index);
}

void
ecg_secrets_add_file (GPtrArray *secrets, const char *path)
{
  g_autofree guint8 *bytes = g_malloc (MAX_HEAD);
  g_autoptr (GInputStream) stream = NULL;
  gint64 size;
  gsize  n = 0;

  stream = ecg_file_open (path, &size, NULL, NULL);
  if (stream == NULL || !g_input_stream_read_all (stream, bytes, MAX_HEAD, &n, NULL, NULL))
    return;
  if (n >= 12 && (memcmp (bytes, "RIFF", 4) == 0 || memcmp (bytes, "RF64", 4) == 0))
    add_riff (secrets, stream, bytes, size);
  else if (n >= 8 && memcmp (bytes, "fLaC", 4) == 0)
    add_flac (secrets, bytes, n);
  else if (n >= 256 && (memcmp (bytes, "0       ", 8) == 0 || memcmp (bytes,
                                                                      "\xff"
                                                                      "BIOSEMI",
                                                                      8) == 0))
    add_edf (secrets, bytes, n);
}

/* Search */

typedef struct
{
  const char *secret;
  char       *bytes; /* in one spelling */
  gsize       length;
} Needle;

static void
clear_needle (Needle *needle)
{
  g_free (needle->bytes);
}

static guint8
fold (guint8 byte)
{
  return byte == '_' ? ' ' : (guint8) g_ascii_tolower ((char) byte);
}

static gboolean
is_of_word (guint8 byte)
{
  return g_ascii_isalnum (byte);
}

static gboolean
stands_at (const Needle *needle, const guint8 *bytes, gsize n, gsize at)
{
  const guint8 *word = (const guint8 *) needle->bytes;
  const gsize   end = at + needle->length;

  if (end > n)
    return FALSE;
  for (gsize i = 0; i < needle->length; i++)
    if (fold (bytes[at + i]) != word[i])
      return FALSE;
  if (needle->length >= LONG)
    return TRUE;
  return (at == 0 || !is_of_word (bytes[at - 1]) || !is_of_word (word[0])) &&
         (end == n || !is_of_word (bytes[end]) || !is_of_word (word[needle->length - 1]));
}

static void
add_needle (GArray *needles, const char *secret, char *spelling)
{
  Needle needle = { secret, spelling, strlen (spelling) };

  for (gsize i = 0; i < needle.length; i++)
    needle.bytes[i] = (char) fold ((guint8) spelling[i]);
  g_array_append_val (needles, needle);
}

static GArray *
make_needles (const GPtrArray *secrets)
{
  GArray *needles = g_array_new (FALSE, FALSE, sizeof (Needle));

  g_array_set_clear_func (needles, (GDestroyNotify) clear_needle);
  for (guint i = 0; i < secrets->len; i++)
    {
      char *latin = g_str_is_ascii (secrets->pdata[i])
                      ? NULL
                      : g_convert (secrets->pdata[i], -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);

      add_needle (needles, secrets->pdata[i], g_strdup (secrets->pdata[i]));
      if (latin != NULL)
        add_needle (needles, secrets->pdata[i], latin);
    }
  return needles;
}

/* By their first byte: most bytes of a file begin none. */
static int
compare_needles (gconstpointer a, gconstpointer b)
{
  return (int) (guint8) ((const Needle *) a)->bytes[0] -
         (int) (guint8) ((const Needle *) b)->bytes[0];
}

GPtrArray *
ecg_secrets_find (const GPtrArray *secrets, const guint8 *bytes, gsize n)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GArray) needles = make_needles (secrets);
  guint begin[257] = { 0 };

  g_array_sort (needles, compare_needles);
  for (guint i = 0; i < needles->len; i++)
    begin[(guint8) g_array_index (needles, Needle, i).bytes[0] + 1]++;
  for (guint i = 0; i < 256; i++)
    begin[i + 1] += begin[i];
  for (gsize at = 0; at < n; at++)
    {
      const guint8 first = fold (bytes[at]);

      for (guint i = begin[first]; i < begin[first + 1]; i++)
        {
          const Needle *needle = &g_array_index (needles, Needle, i);

          if (stands_at (needle, bytes, n, at) && !g_ptr_array_find (found, needle->secret, NULL))
            g_ptr_array_add (found, (gpointer) needle->secret);
        }
    }
  return found;
}
