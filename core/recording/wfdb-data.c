/* Signals that name the same file share it, sample by sample: they are a group. A group is read in
 * blocks of an even number of frames, so that a block of format 212 ends between two pairs. */

#include "core/recording/wfdb-data.h"

#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/series/series.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define BLOCK_SAMPLES 65536

/* Codes of a sample that is not there (signal.5). */
#define MISSING_16 (-32768)
#define MISSING_212 (-2048)

typedef struct
{
  guint         first; /* signal */
  guint         n;     /* signals */
  guint         format;
  gint64        offset;
  char         *path;
  char         *name; /* for messages */
  GInputStream *stream;
  gint64        size; /* bytes after the offset */
} Group;

static void
clear_group (Group *group)
{
  g_free (group->path);
  g_free (group->name);
  g_clear_object (&group->stream);
}

static gboolean
fail_unsupported (GError **error, const char *what, const char *name)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED, what, name);
  return FALSE;
}

static gboolean
check_signal (const EcgWfdbHeader *header, const EcgWfdbSignal *signal, GError **error)
{
  if (strpbrk (signal->file, "/\\") != NULL || strcmp (signal->file, ".") == 0 ||
      strcmp (signal->file, "..") == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("The header of “%s” names “%s”, which is not a file of its own folder."),
                   header->name, signal->file);
      return FALSE;
    }
  if (signal->format != 16 && signal->format != 212)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("“%s” is stored in WFDB format %u; only 16 and 212 can be read."),
                   header->name, signal->format);
      return FALSE;
    }
  if (signal->frame_samples > 1)
    return fail_unsupported (
      error, _ ("“%s” holds signals of several rates, which cannot be read."), header->name);
  if (signal->skew != 0)
    return fail_unsupported (
      error, _ ("“%s” holds signals that are skewed in time, which cannot be read."), header->name);
  return TRUE;
}

static gboolean
check_header (const EcgWfdbHeader *header, GError **error)
{
  if (header->n_segments > 0)
    return fail_unsupported (error, _ ("“%s” is made of several segments, which cannot be read."),
                             header->name);
  /* A signal without samples, in a file called ~, is of format 0 (header.5). */
  if (header->n_signals == 0 || header->signals[0].format == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("The header of “%s” names no signals."), header->name);
      return FALSE;
    }
  for (guint i = 0; i < header->n_signals; i++)
    if (!check_signal (header, &header->signals[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
open_group (Group *group, const char *record, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 size;

  group->stream = ecg_file_open (group->path, &size, cancellable, &local);
  if (group->stream == NULL && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("The header of “%s” names “%s”, which is not there."), record, group->name);
      return FALSE;
    }
  if (group->stream == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  group->size = MAX (size - group->offset, 0);
  if (group->offset > 0 && group->size > 0)
    return g_seekable_seek (G_SEEKABLE (group->stream), group->offset, G_SEEK_SET, cancellable,
                            error);
  return TRUE;
}

/* The signals from @first on that share its file. */
static gboolean
make_group (
  Group *group, const EcgWfdbHeader *header, guint first, const char *folder, GError **error)
{
  const EcgWfdbSignal *signals = header->signals;

  *group = (Group){ .first = first,
                    .format = signals[first].format,
                    .offset = signals[first].offset,
                    .path = g_build_filename (folder, signals[first].file, NULL),
                    .name = g_filename_display_name (signals[first].file) };
  for (guint i = first; i < header->n_signals; i++, group->n++)
    {
      if (strcmp (signals[i].file, signals[first].file) != 0)
        break;
      if (signals[i].format != group->format)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                       _ ("The header of “%s” gives “%s” two formats at once."), header->name,
                       group->name);
          return FALSE;
        }
    }
  return TRUE;
}

static GArray *
open_groups (const EcgWfdbHeader *header,
             const char          *folder,
             GCancellable        *cancellable,
             GError             **error)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));

  g_array_set_clear_func (groups, (GDestroyNotify) clear_group);
  for (guint first = 0; first < header->n_signals;)
    {
      Group    group;
      gboolean made = make_group (&group, header, first, folder, error);

      g_array_append_val (groups, group);
      if (!made || !open_group (&g_array_index (groups, Group, groups->len - 1), header->name,
                                cancellable, error))
        return NULL;
      first += group.n;
    }
  return g_steal_pointer (&groups);
}

/* Bytes of @n samples: two each, or three for every two. */
static gint64
bytes_of (guint format, gint64 n)
{
  return format == 16 ? 2 * n : n / 2 * 3 + n % 2 * 2;
}

static gint64
samples_in (guint format, gint64 bytes)
{
  return format == 16 ? bytes / 2 : bytes / 3 * 2 + (bytes % 3 == 2);
}

static void
warn (EcgWfdbData *self, char *sentence)
{
  g_ptr_array_add (self->warnings, sentence);
}

/* How many samples each signal has: the header's word, which every file must bear out, or what the
 * shortest file holds. */
static gboolean
find_length (EcgWfdbData *self, const Group *groups, guint n_groups, GError **error)
{
  const gint64 promised = self->header->n_samples;
  gint64       shortest = G_MAXINT64, longest = 0;

  for (guint i = 0; i < n_groups; i++)
    {
      const gint64 held = samples_in (groups[i].format, groups[i].size) / groups[i].n;

      shortest = MIN (shortest, held);
      longest = MAX (longest, held);
    }
  self->n_samples = promised > 0 ? promised : shortest;
  if (promised == 0 && shortest < longest)
    warn (self, g_strdup_printf (_ ("The files of “%s” are not of one length; what goes beyond the "
                                    "shortest was left out."),
                                 self->header->name));
  if (self->n_samples == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no samples."), self->header->name);
      return FALSE;
    }
  if (self->n_samples > ECG_LIMIT_SAMPLES / self->header->n_signals)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” promises %" PRId64 " samples of each signal, more than can be read."),
                   self->header->name, self->n_samples);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_size (EcgWfdbData *self, const Group *group, GError **error)
{
  const gint64 needed = bytes_of (group->format, self->n_samples * group->n);

  if (group->size < needed)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” holds %" PRId64 " bytes, but its header promises %" PRId64 "."),
                   group->name, group->size + group->offset, needed + group->offset);
      return FALSE;
    }
  if (self->header->n_samples > 0 && group->size - needed >= bytes_of (group->format, group->n))
    warn (self, g_strdup_printf (_ ("“%s” holds more samples than its header promises; the rest "
                                    "was left out."),
                                 group->name));
  return TRUE;
}

/* Takes a block of whole frames apart. */
static void
decode (EcgWfdbData  *self,
        const Group  *group,
        const guint8 *bytes,
        gsize         n_bytes,
        gint64        begin,
        gint64        end)
{
  const gint32 missing = group->format == 16 ? MISSING_16 : MISSING_212;
  EcgReader    reader = ecg_reader_over (bytes, n_bytes);
  gboolean     odd = FALSE;

  for (gint64 t = begin; t < end; t++)
    for (guint i = group->first; i < group->first + group->n; i++, odd = !odd)
      {
        const gint32 count =
          group->format == 16 ? ecg_reader_int16 (&reader) : ecg_reader_int12 (&reader, odd);

        self->sums[i] += (guint32) count;
        self->counts[i][t] = count == missing ? ECG_COUNT_MISSING : count;
      }
  g_assert (!reader.failed);
}

static gboolean
read_group (EcgWfdbData    *self,
            const Group    *group,
            EcgWfdbTellFunc tell,
            gpointer        user_data,
            GCancellable   *cancellable,
            GError        **error)
{
  const gint64       block = MAX (BLOCK_SAMPLES / group->n, 2) & ~1;
  g_autofree guint8 *bytes = g_malloc ((gsize) bytes_of (group->format, block * group->n));

  for (gint64 begin = 0; begin < self->n_samples; begin += block)
    {
      const gint64 end = MIN (begin + block, self->n_samples);
      const gsize  n_bytes = (gsize) bytes_of (group->format, (end - begin) * group->n);

      if (!ecg_file_read_exactly (group->stream, group->path, bytes, n_bytes, cancellable, error))
        return FALSE;
      decode (self, group, bytes, n_bytes, begin, end);
      if (tell != NULL)
        tell ((group->first + group->n * (double) end / (double) self->n_samples) /
                self->header->n_signals,
              user_data);
    }
  return TRUE;
}

static gboolean
allocate_counts (EcgWfdbData *self, GError **error)
{
  for (guint i = 0; i < self->header->n_signals; i++)
    {
      self->counts[i] = g_try_new (gint32, self->n_samples);
      if (self->counts[i] == NULL)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                       _ ("There is not enough memory to read “%s”."), self->header->name);
          return FALSE;
        }
    }
  return TRUE;
}

static void
add_file (GPtrArray *files, const char *path)
{
  if (!g_ptr_array_find_with_equal_func (files, path, g_str_equal, NULL))
    g_ptr_array_add (files, g_strdup (path));
}

static gboolean
read_groups (EcgWfdbData    *self,
             GArray         *groups,
             EcgWfdbTellFunc tell,
             gpointer        user_data,
             GCancellable   *cancellable,
             GError        **error)
{
  const Group *all = (const Group *) (const void *) groups->data;

  if (!find_length (self, all, groups->len, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (!check_size (self, &all[i], error))
      return FALSE;
  if (!allocate_counts (self, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    {
      if (!read_group (self, &all[i], tell, user_data, cancellable, error))
        return FALSE;
      add_file (self->files, all[i].path);
    }
  return TRUE;
}

EcgWfdbData *
ecg_wfdb_data_read (const EcgWfdbHeader *header,
                    const char          *folder,
                    EcgWfdbTellFunc      tell,
                    gpointer             user_data,
                    GCancellable        *cancellable,
                    GError             **error)
{
  g_autoptr (EcgWfdbData) self = NULL;
  g_autoptr (GArray) groups = NULL;

  if (!check_header (header, error))
    return NULL;
  groups = open_groups (header, folder, cancellable, error);
  if (groups == NULL)
    return NULL;

  self = g_new0 (EcgWfdbData, 1);
  self->header = header;
  self->counts = g_new0 (gint32 *, header->n_signals);
  self->sums = g_new0 (guint32, header->n_signals);
  self->files = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  if (!read_groups (self, groups, tell, user_data, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ecg_wfdb_data_free (EcgWfdbData *self)
{
  for (guint i = 0; i < self->header->n_signals; i++)
    g_free (self->counts[i]);
  g_free (self->counts);
  g_free (self->sums);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}
