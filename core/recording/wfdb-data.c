/* Signals that name the same file share it, frame by frame: they are a group. Of signals of several
 * rates the fastest sets the recording's; a sample of a slower one is held until its next. */

#include "core/recording/wfdb-data.h"

#include "core/recording/limits.h"
#include "core/recording/recording-error.h"
#include "core/recording/wfdb-source.h"
#include "core/series/series.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define BLOCK_SAMPLES 65536

/* Samples of a frame, of all signals of a file. */
#define LIMIT_FRAME 65536

typedef struct
{
  guint        first; /* signal */
  guint        n;     /* signals */
  char        *path;
  char        *name; /* for messages */
  EcgWfdbFile *file;
} Group;

static void
clear_group (Group *group)
{
  g_free (group->path);
  g_free (group->name);
  g_clear_pointer (&group->file, ecg_wfdb_file_free);
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
  if (ecg_wfdb_codec (signal->format) == NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("“%s” is stored in WFDB format %u, which cannot be read."), header->name,
                   signal->format);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_header (const EcgWfdbHeader *header, GError **error)
{
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

static EcgWfdbFile *
open_file (const Group         *group,
           const EcgWfdbHeader *header,
           GCancellable        *cancellable,
           GError             **error)
{
  g_autofree guint    *frame_samples = g_new (guint, group->n);
  g_autofree gint64   *initial = g_new (gint64, group->n);
  const EcgWfdbSignal *signals = header->signals + group->first;
  const EcgWfdbLayout layout = { ecg_wfdb_codec (signals->format), group->n, frame_samples, initial,
                                 signals->offset };
  guint64             per_frame = 0;

  for (guint i = 0; i < group->n; i++)
    {
      frame_samples[i] = signals[i].frame_samples;
      initial[i] = signals[i].initial;
      per_frame += frame_samples[i];
    }
  if (per_frame > LIMIT_FRAME)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” holds more than %d samples in a frame, the most that can be read."),
                   group->name, LIMIT_FRAME);
      return NULL;
    }
  return ecg_wfdb_file_open (group->path, &layout, cancellable, error);
}

static gboolean
open_group (Group *group, const EcgWfdbHeader *header, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  group->file = open_file (group, header, cancellable, &local);
  if (group->file != NULL)
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("The header of “%s” names “%s”, which is not there."), header->name,
                 group->name);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The signals from @first on that share its file. */
static gboolean
make_group (
  Group *group, const EcgWfdbHeader *header, guint first, const char *folder, GError **error)
{
  const EcgWfdbSignal *signals = header->signals;

  *group = (Group){ .first = first,
                    .path = g_build_filename (folder, signals[first].file, NULL),
                    .name = g_filename_display_name (signals[first].file) };
  for (guint i = first; i < header->n_signals; i++, group->n++)
    {
      if (strcmp (signals[i].file, signals[first].file) != 0)
        break;
      if (signals[i].format != signals[first].format)
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
      if (!made ||
          !open_group (&g_array_index (groups, Group, groups->len - 1), header, cancellable, error))
        return NULL;
      first += group.n;
    }
  return g_steal_pointer (&groups);
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
      const gint64 held = ecg_wfdb_file_n_frames (groups[i].file);

      shortest = MIN (shortest, held);
      longest = MAX (longest, held);
    }
  self->n_frames = promised > 0 ? promised : shortest;
  if (promised == 0 && shortest < longest)
    warn (self, g_strdup_printf (_ ("The files of “%s” are not of one length; what goes beyond the "
                                    "shortest was left out."),
                                 self->header->name));
  if (self->n_frames == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no samples."), self->header->name);
      return FALSE;
    }
  if (self->n_frames > ECG_LIMIT_SAMPLES / self->factor / self->header->n_signals)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” promises %" PRId64 " samples of each signal, more than can be read."),
                   self->header->name, self->n_frames);
      return FALSE;
    }
  return TRUE;
}

static gint64
frame_samples_of (const EcgWfdbHeader *header, const Group *group)
{
  gint64 n = 0;

  for (guint i = 0; i < group->n; i++)
    n += header->signals[group->first + i].frame_samples;
  return n;
}

static gboolean
fail_short (const EcgWfdbData *self, const Group *group, GError **error)
{
  const EcgWfdbSignal *signal = &self->header->signals[group->first];
  const EcgWfdbCodec  *codec = ecg_wfdb_codec (signal->format);
  const gint64         needed = self->n_frames * frame_samples_of (self->header, group);

  if (codec->group_bytes == 0)
    g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("“%s” holds %" PRId64 " frames, but its header promises %" PRId64 "."),
                 group->name, ecg_wfdb_file_n_frames (group->file), self->n_frames);
  else
    g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("“%s” holds %" PRId64 " bytes, but its header promises %" PRId64 "."),
                 group->name, ecg_wfdb_file_size (group->file),
                 ecg_wfdb_codec_bytes (codec, needed) + signal->offset);
  return FALSE;
}

static gboolean
check_size (EcgWfdbData *self, const Group *group, GError **error)
{
  const gint64 held = ecg_wfdb_file_n_frames (group->file);

  if (held < self->n_frames)
    return fail_short (self, group, error);
  if (self->header->n_samples > 0 && held > self->n_frames)
    warn (self, g_strdup_printf (_ ("“%s” holds more samples than its header promises; the rest "
                                    "was left out."),
                                 group->name));
  return TRUE;
}

/* A header may name one file again and again. */
static gboolean
is_new_file (const Group *groups, guint index)
{
  for (guint i = 0; i < index; i++)
    if (strcmp (groups[i].path, groups[index].path) == 0)
      return FALSE;
  return TRUE;
}

/* Before memory is taken for what files unfold to. */
static gboolean
check_unfolded (const EcgWfdbData *self, const Group *groups, guint n_groups, GError **error)
{
  const gint64 wanted =
    self->n_frames * self->factor * self->header->n_signals * (gint64) sizeof (gint32);
  gint64 held = 0;

  for (guint i = 0; i < n_groups; i++)
    if (is_new_file (groups, i))
      held += ecg_wfdb_file_size (groups[i].file);
  if (wanted <= ecg_limit_unfolded (held))
    return TRUE;
  g_set_error (
    error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
    _ ("“%s” promises %" PRId64 " samples of each signal, more than its files can hold."),
    self->header->name, self->n_frames * self->factor);
  return FALSE;
}

/* Puts a signal's samples of the frames from @begin on where they belong. @samples: its first;
 * @stride: samples of a frame. */
static void
place (
  EcgWfdbData *self, guint index, const gint32 *samples, gint64 stride, gint64 begin, gint64 end)
{
  const EcgWfdbSignal *signal = &self->header->signals[index];
  const gint32         missing = ecg_wfdb_codec (signal->format)->missing;
  const guint          factor = self->factor;

  for (gint64 frame = begin; frame < end; frame++, samples += stride)
    {
      const gint64 to = frame - signal->skew;

      if (to < 0 || to >= self->n_frames)
        continue;
      for (guint k = 0; k < factor; k++)
        {
          const gint32 count = samples[(guint64) k * signal->frame_samples / factor];

          self->counts[index][to * factor + k] = count == missing ? ECG_COUNT_MISSING : count;
        }
    }
}

static void
add_up (
  EcgWfdbData *self, guint index, const gint32 *samples, gint64 stride, gint64 begin, gint64 end)
{
  const guint n = self->header->signals[index].frame_samples;
  guint32     sum = self->sums[index];

  for (gint64 frame = begin; frame < end; frame++, samples += stride)
    for (guint k = 0; k < n; k++)
      sum += (guint32) samples[k];
  self->sums[index] = sum;
}

static gboolean
read_group (EcgWfdbData    *self,
            const Group    *group,
            EcgWfdbTellFunc tell,
            gpointer        user_data,
            GCancellable   *cancellable,
            GError        **error)
{
  const gint64       stride = frame_samples_of (self->header, group);
  const gint64       block = MAX (BLOCK_SAMPLES / stride, 1);
  g_autofree gint32 *samples = g_new (gint32, (gsize) (block * stride));

  for (gint64 begin = 0; begin < self->n_frames; begin += block)
    {
      const gint64  end = MIN (begin + block, self->n_frames);
      const gint32 *at = samples;

      if (!ecg_wfdb_file_read (group->file, samples, begin, end, cancellable, error))
        return FALSE;
      for (guint i = group->first; i < group->first + group->n; i++)
        {
          add_up (self, i, at, stride, begin, end);
          if (self->counts[i] != NULL)
            place (self, i, at, stride, begin, end);
          at += self->header->signals[i].frame_samples;
        }
      if (tell != NULL)
        tell ((group->first + group->n * (double) end / (double) self->n_frames) /
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
      /* A skew leaves samples that the file does not hold. */
      for (gint64 t = 0; self->header->signals[i].skew != 0 && t < self->n_samples; t++)
        self->counts[i][t] = ECG_COUNT_MISSING;
    }
  return TRUE;
}

static void
add_file (GPtrArray *files, const char *path)
{
  if (!g_ptr_array_find_with_equal_func (files, path, g_str_equal, NULL))
    g_ptr_array_add (files, g_strdup (path));
}

/* A FLAC stream may promise more than it holds. What other formats hold their size says, and the
 * end of format 8 is not read without all that is before it. */
static gboolean
end_is_there (const EcgWfdbData *self,
              const GArray      *groups,
              GCancellable      *cancellable,
              GError           **error)
{
  for (guint i = 0; i < groups->len; i++)
    {
      const Group       *group = &g_array_index (groups, Group, i);
      g_autofree gint32 *frame = g_new (gint32, frame_samples_of (self->header, group));

      if (ecg_wfdb_codec (self->header->signals[group->first].format)->differences)
        continue;
      if (!ecg_wfdb_file_read (group->file, frame, self->n_frames - 1, self->n_frames, cancellable,
                               error))
        return FALSE;
    }
  return TRUE;
}

/* The files pass to the source. */
static void
make_source (EcgWfdbData *self, GArray *groups)
{
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (EcgWfdbShare));

  for (guint i = 0; i < groups->len; i++)
    {
      Group             *group = &g_array_index (groups, Group, i);
      const EcgWfdbShare share = { g_steal_pointer (&group->file), group->first, group->n };

      g_array_append_val (shares, share);
    }
  self->source =
    ecg_wfdb_source_new (self->header, self->factor, self->n_frames,
                         (const EcgWfdbShare *) (gconstpointer) shares->data, shares->len);
}

static gboolean
check_groups (EcgWfdbData *self, GArray *groups, GError **error)
{
  const Group *all = (const Group *) (const void *) groups->data;

  if (!find_length (self, all, groups->len, error))
    return FALSE;
  for (guint i = 0; i < groups->len; i++)
    if (!check_size (self, &all[i], error))
      return FALSE;
  if (!check_unfolded (self, all, groups->len, error))
    return FALSE;
  self->n_samples = self->n_frames * self->factor;
  for (guint i = 0; i < groups->len; i++)
    add_file (self->files, all[i].path);
  return TRUE;
}

static void
verify_checksums (EcgWfdbData *data)
{
  for (guint i = 0; i < data->header->n_signals; i++)
    {
      const EcgWfdbSignal *signal = &data->header->signals[i];

      if (!signal->has_checksum ||
          (data->sums[i] & 0xffff) == ((guint64) signal->checksum & 0xffff))
        continue;
      g_ptr_array_add (
        data->warnings,
        g_strdup_printf (_ ("The checksum of lead “%s” is not the one in the header: "
                            "samples may have changed since it was written."),
                         signal->name));
    }
}

static gboolean
read_groups (EcgWfdbData    *self,
             GArray         *groups,
             EcgWfdbTellFunc tell,
             gpointer        user_data,
             GCancellable   *cancellable,
             GError        **error)
{
  for (guint i = 0; i < groups->len; i++)
    if (!read_group (self, &g_array_index (groups, Group, i), tell, user_data, cancellable, error))
      return FALSE;
  verify_checksums (self);
  return TRUE;
}

EcgWfdbData *
ecg_wfdb_data_new (const EcgWfdbHeader *header)
{
  EcgWfdbData *self = g_new0 (EcgWfdbData, 1);

  self->header = header;
  self->factor = 1;
  self->counts = g_new0 (gint32 *, header->n_signals);
  self->sums = g_new0 (guint32, header->n_signals);
  self->files = g_ptr_array_new_with_free_func (g_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* Opens the files and finds out what they hold, without reading samples. */
static EcgWfdbData *
open_record (const EcgWfdbHeader *header,
             const char          *folder,
             GArray             **groups,
             GCancellable        *cancellable,
             GError             **error)
{
  g_autoptr (EcgWfdbData) self = NULL;

  if (!check_header (header, error))
    return NULL;
  *groups = open_groups (header, folder, cancellable, error);
  if (*groups == NULL)
    return NULL;

  self = ecg_wfdb_data_new (header);
  for (guint i = 0; i < header->n_signals; i++)
    self->factor = MAX (self->factor, header->signals[i].frame_samples);
  return check_groups (self, *groups, error) ? g_steal_pointer (&self) : NULL;
}

EcgWfdbData *
ecg_wfdb_data_read (const EcgWfdbHeader *header,
                    const char          *folder,
                    EcgWfdbTellFunc      tell,
                    gpointer             user_data,
                    GCancellable        *cancellable,
                    GError             **error)
{
  g_autoptr (GArray) groups = NULL;
  g_autoptr (EcgWfdbData) self = open_record (header, folder, &groups, cancellable, error);

  if (self == NULL || !allocate_counts (self, error) ||
      !read_groups (self, groups, tell, user_data, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

EcgWfdbData *
ecg_wfdb_data_open (const EcgWfdbHeader *header,
                    const char          *folder,
                    EcgWfdbTellFunc      tell,
                    gpointer             user_data,
                    GCancellable        *cancellable,
                    GError             **error)
{
  g_autoptr (GArray) groups = NULL;
  g_autoptr (EcgWfdbData) self = open_record (header, folder, &groups, cancellable, error);

  if (self == NULL)
    return NULL;
  if (self->n_samples * header->n_signals > ECG_LIMIT_IN_MEMORY &&
      ecg_wfdb_source_is_possible (header) && end_is_there (self, groups, cancellable, NULL))
    {
      make_source (self, groups);
      return g_steal_pointer (&self);
    }
  if (!allocate_counts (self, error) ||
      !read_groups (self, groups, tell, user_data, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

EcgWfdbData *
ecg_wfdb_data_look (const EcgWfdbHeader *header,
                    const char          *folder,
                    GCancellable        *cancellable,
                    GError             **error)
{
  g_autoptr (GArray) groups = NULL;
  g_autoptr (EcgWfdbData) self = open_record (header, folder, &groups, cancellable, error);

  return self != NULL && end_is_there (self, groups, cancellable, error) ? g_steal_pointer (&self)
                                                                         : NULL;
}

EcgWfdbData *
ecg_wfdb_data_verify (const EcgWfdbHeader *header,
                      const char          *folder,
                      EcgWfdbTellFunc      tell,
                      gpointer             user_data,
                      GCancellable        *cancellable,
                      GError             **error)
{
  g_autoptr (GArray) groups = NULL;
  g_autoptr (EcgWfdbData) self = open_record (header, folder, &groups, cancellable, error);

  if (self == NULL || !read_groups (self, groups, tell, user_data, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ecg_wfdb_data_free (EcgWfdbData *self)
{
  for (guint i = 0; i < self->header->n_signals; i++)
    g_free (self->counts[i]);
  g_free (self->counts);
  g_clear_pointer (&self->source, ecg_sample_source_unref);
  g_free (self->sums);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}
