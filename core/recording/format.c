#include "core/recording/format.h"

#include "core/recording/file-input.h"
#include "core/recording/formats.h"

#include <glib/gi18n.h>
#include <string.h>

#define HEAD_SIZE 512

static const EcgFormat *
get_table (void)
{
  static gsize     ready;
  static EcgFormat table[6]; /* ends with a row of zeros */

  if (g_once_init_enter (&ready))
    {
      table[0] = ecg_format_wfdb;
      table[1] = ecg_format_audio;
      table[2] = ecg_format_edf;
      table[3] = ecg_format_csv;
      table[4] = ecg_format_bids;
      g_once_init_leave (&ready, 1);
    }
  return table;
}

const EcgFormat *
ecg_formats (void)
{
  return get_table ();
}

const EcgFormat *
ecg_format_by_id (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (const EcgFormat *format = get_table (); format->id != NULL; format++)
    if (strcmp (format->id, id) == 0)
      return format;
  return NULL;
}

/* That of a table packed by gzip is two. */
static const char *
suffix_of (const char *path)
{
  static const char packed[] = ".tsv.gz";
  const gsize       length = strlen (path), n = strlen (packed);
  const char       *dot = strrchr (path, '.');

  if (length > n && g_ascii_strcasecmp (path + length - n, packed) == 0)
    return path + length - n;
  return dot != NULL && strchr (dot, G_DIR_SEPARATOR) == NULL ? dot : "";
}

static gboolean
is_among (const char *const *suffixes, const char *suffix)
{
  for (guint i = 0; suffixes != NULL && suffixes[i] != NULL; i++)
    if (g_ascii_strcasecmp (suffixes[i], suffix) == 0)
      return TRUE;
  return FALSE;
}

static const EcgFormat *
find_by_suffix (const char *path)
{
  for (const EcgFormat *format = get_table (); format->id != NULL; format++)
    if (is_among (format->suffixes, suffix_of (path)))
      return format;
  return NULL;
}

/* Tables of BIDS that are about recordings. */
static gboolean
is_about_others (const char *path)
{
  static const char *const ends[] = { "_events.tsv",     "_channels.tsv", "_electrodes.tsv",
                                      "_scans.tsv",      "_sessions.tsv", "participants.tsv",
                                      "_coordsystem.tsv" };
  g_autofree char         *name = g_path_get_basename (path);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (name, ends[i]))
      return TRUE;
  return FALSE;
}

gboolean
ecg_format_may_hold (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return find_by_suffix (path) != NULL && !is_about_others (path);
}

static const EcgFormat *
find_by_head (const char *path, const guint8 *head, gsize n_head)
{
  for (const EcgFormat *format = get_table (); format->id != NULL; format++)
    if (format->probe != NULL && format->probe (path, head, n_head))
      return format;
  return NULL;
}

static const EcgFormat *
find_by_companion (const char *path, GError **error)
{
  for (const EcgFormat *format = get_table (); format->id != NULL; format++)
    if (is_among (format->companions, suffix_of (path)))
      {
        g_autofree char *stem = g_strndup (path, (gsize) (suffix_of (path) - path));
        g_autofree char *opened = g_strconcat (stem, format->suffixes[0], NULL);
        g_autofree char *name = g_filename_display_basename (path);
        g_autofree char *opened_name = g_filename_display_basename (opened);

        if (g_file_test (opened, G_FILE_TEST_IS_REGULAR))
          return format;
        g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_NOT_RECOGNISED,
                     _ ("“%s” cannot be read without its header “%s”, which is not beside it."),
                     name, opened_name);
        return NULL;
      }
  return NULL;
}

static gboolean
read_head (const char *path, guint8 *head, gsize *n_head, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *name = g_filename_display_basename (path);
  gint64           size;

  stream = ecg_file_open (path, &size, NULL, error);
  if (stream == NULL || !g_input_stream_read_all (stream, head, HEAD_SIZE, n_head, NULL, error))
    return FALSE;
  if (*n_head == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY, _ ("“%s” is empty."),
                   name);
      return FALSE;
    }
  return TRUE;
}

const EcgFormat *
ecg_format_probe (const char *path, GError **error)
{
  g_autofree char *name = NULL;
  const EcgFormat *format;
  g_autoptr (GError) local = NULL;
  guint8 head[HEAD_SIZE];
  gsize  n_head = 0;

  g_return_val_if_fail (path != NULL, NULL);

  if (!read_head (path, head, &n_head, error))
    return NULL;
  format = find_by_head (path, head, n_head);
  if (format == NULL)
    format = find_by_suffix (path);
  if (format == NULL)
    format = find_by_companion (path, &local);
  if (format != NULL)
    return format;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  name = g_filename_display_basename (path);
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_NOT_RECOGNISED,
               _ ("“%s” is not a recording of a kind that can be read: WFDB, EDF, WAV, FLAC, "
                  "CSV or BIDS."),
               name);
  return NULL;
}
