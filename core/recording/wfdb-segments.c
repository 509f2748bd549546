/* A record that is a sequence of others (header.5). First all headers are read, then it is known
 * which signals there are, at what rate and how long; then the samples, segment by segment. */

#include "core/recording/wfdb-segments.h"

#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"
#include "core/series/series.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Bytes of the headers of all segments, which may be one header many times. */
#define LIMIT_HEADERS ((gint64) 16 << 20)

/* Sentences that a reader is told. */
#define LIMIT_WARNINGS 64

typedef struct
{
  gint64         begin;  /* frame */
  EcgWfdbHeader *header; /* NULL for a gap */
} Part;

typedef struct
{
  EcgWfdbData   *data;
  EcgWfdbHeader *header;
  const char    *folder;
  GArray        *parts; /* of Part */
  gboolean       variable;
  guint          n_absent;
  GHashTable    *sample_files; /* paths */
  gint64         disk_bytes;   /* of these, each once */
  gint64         most_leads;   /* of the record, or of a segment */
  gint64         header_bytes;
  guint          n_untold; /* warnings beyond the first ones */
} Job;

static void
clear_part (Part *part)
{
  g_clear_pointer (&part->header, ecg_wfdb_header_free);
}

/* What is wrong with every segment is told once. */
static void
add_warning (Job *job, const char *sentence)
{
  GPtrArray *warnings = job->data->warnings;

  if (g_ptr_array_find_with_equal_func (warnings, sentence, g_str_equal, NULL))
    return;
  if (warnings->len < LIMIT_WARNINGS)
    g_ptr_array_add (warnings, g_strdup (sentence));
  else
    job->n_untold++;
}

static void
warn (Job *job, const char *segment, const char *why)
{
  g_autofree char *sentence = g_strdup_printf (_ ("Segment “%s” was left out: %s"), segment, why);

  add_warning (job, sentence);
}

static void
warn_of_the_rest (Job *job)
{
  if (job->n_untold > 0)
    g_ptr_array_add (
      job->data->warnings,
      g_strdup_printf (ngettext ("%u more thing is wrong with “%s”.",
                                 "%u more things are wrong with “%s”.", job->n_untold),
                       job->n_untold, job->header->name));
}

static gboolean
may_be_read (Job *job, const EcgWfdbHeader *header, const char *name)
{
  const double ratio = header->rate_hz / job->header->rate_hz;

  if (header->n_segments > 0)
    warn (job, name, _ ("it is made of segments itself."));
  else if (fabs (ratio - 1.0) > 1e-6)
    warn (job, name, _ ("its sampling rate is another."));
  else if (!job->variable && header->n_signals != job->header->n_signals)
    warn (job, name, _ ("it has not as many signals as the record."));
  else
    /* Signals of format 0 have no samples: a gap that has a header. */
    return header->n_signals > 0 && header->signals[0].format != 0;
  return FALSE;
}

static EcgWfdbHeader *
read_header (Job *job, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".hea", NULL);
  g_autofree char *path = g_build_filename (job->folder, file, NULL);
  g_autofree char *text = NULL;
  EcgWfdbHeader   *header;

  if (strpbrk (name, "/\\") != NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("it is not in the record's own folder."));
      return NULL;
    }
  text = ecg_file_read_text (path, ECG_LIMIT_HEADER, cancellable, error);
  job->header_bytes += text != NULL ? (gint64) strlen (text) : 0;
  header = text != NULL ? ecg_wfdb_header_parse (text, file, error) : NULL;
  if (header != NULL && header->ends_in_line)
    {
      g_autofree char *warning = ecg_wfdb_header_warning (path);

      add_warning (job, warning);
    }
  if (header != NULL)
    g_ptr_array_add (job->data->files, g_steal_pointer (&path));
  return header;
}

/* Returns NULL without an error for a gap, whose reason has been told. */
static EcgWfdbHeader *
find_header (Job *job, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  EcgWfdbHeader *header;

  if (strcmp (name, "~") == 0)
    return NULL;
  header = read_header (job, name, cancellable, &local);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    job->n_absent++;
  else if (local != NULL)
    warn (job, name, local->message);
  return header;
}

/* The record's signals are those of @from, without what is true of one segment only. */
static void
adopt_signals (EcgWfdbHeader *header, const EcgWfdbHeader *from)
{
  for (guint i = 0; i < header->n_signals; i++)
    {
      EcgWfdbSignal *signal = &header->signals[i];

      *signal = from->signals[i];
      signal->file = g_strdup ("~");
      signal->unit = g_strdup (from->signals[i].unit);
      signal->name = g_strdup (from->signals[i].name);
      signal->has_checksum = FALSE;
    }
}

static void
add_disk_bytes (Job *job, const EcgWfdbHeader *header)
{
  for (guint i = 0; i < header->n_signals; i++)
    {
      char *path = g_build_filename (job->folder, header->signals[i].file, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (GFileInfo) info = NULL;

      if (!g_hash_table_add (job->sample_files, path))
        continue;
      info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL,
                                NULL);
      if (info != NULL)
        job->disk_bytes += MIN (g_file_info_get_size (info), ECG_LIMIT_FILE);
    }
}

static gboolean
add_part (Job *job, gint64 index, GCancellable *cancellable, GError **error)
{
  const EcgWfdbSegment *segment = &job->header->segments[index];
  g_autoptr (GError) local = NULL;
  Part         part = { .begin = job->data->n_frames };
  const gint64 end = part.begin + MIN (segment->n_samples, ECG_LIMIT_SAMPLES);

  part.header = find_header (job, segment->name, cancellable, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (job->header_bytes > LIMIT_HEADERS)
    {
      g_clear_pointer (&part.header, ecg_wfdb_header_free);
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("The headers of the segments of “%s” are larger than %d MiB together."),
                   job->header->name, (int) (LIMIT_HEADERS >> 20));
      return FALSE;
    }
  if (job->variable && index == 0)
    {
      if (part.header != NULL && part.header->n_signals == job->header->n_signals)
        adopt_signals (job->header, part.header);
      clear_part (&part);
    }
  /* Without a length it has no place among the samples, whatever its own header says. */
  else if (part.header != NULL && segment->n_samples > 0 &&
           may_be_read (job, part.header, segment->name))
    {
      if (job->header->signals[0].name == NULL && !job->variable)
        adopt_signals (job->header, part.header);
      part.header->n_samples = end - part.begin;
      add_disk_bytes (job, part.header);
      job->most_leads = MAX (job->most_leads, part.header->n_signals);
      for (guint i = 0; i < part.header->n_signals; i++)
        job->data->factor = MAX (job->data->factor, part.header->signals[i].frame_samples);
    }
  else
    clear_part (&part);
  job->data->n_frames = end;
  g_array_append_val (job->parts, part);
  return TRUE;
}

/* Ends the recording with the last segment that is there. */
static void
trim (Job *job)
{
  const gint64 promised = job->data->n_frames;
  gint64       end = 0;

  for (guint i = 0; i < job->parts->len; i++)
    {
      const Part *part = &g_array_index (job->parts, Part, i);

      if (part->header != NULL)
        end = part->begin + part->header->n_samples;
    }
  job->data->n_frames = end;
  if (job->n_absent > 0)
    g_ptr_array_add (
      job->data->warnings,
      g_strdup_printf (_ ("%u of the segments of “%s” are not there; of %" PRId64
                          " samples the recording has the first %" PRId64 ", with gaps."),
                       job->n_absent, job->header->name, promised, end));
}

static gboolean
check_length (Job *job, GError **error)
{
  const gint64 n_leads = MAX (job->most_leads, job->header->n_signals);
  /* Of the record, and of the segment that is being read. */
  const gint64 allowed =
    MIN (ecg_limit_unfolded (job->disk_bytes) / 2, ECG_LIMIT_SAMPLES * (gint64) sizeof (gint32));

  if (job->header->n_signals == 0 || job->header->signals[0].name == NULL ||
      job->data->n_frames == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("No segment of “%s” is there that holds samples."), job->header->name);
      return FALSE;
    }
  if (job->data->n_frames > allowed / (n_leads * job->data->factor * (gint64) sizeof (gint32)))
    {
      g_set_error (
        error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
        _ ("“%s” promises %" PRId64 " samples of each signal, more than its files can hold."),
        job->header->name, job->data->n_frames);
      return FALSE;
    }
  return TRUE;
}

static gboolean
allocate (Job *job, GError **error)
{
  EcgWfdbData *data = job->data;

  data->n_samples = data->n_frames * data->factor;
  for (guint i = 0; i < job->header->n_signals; i++)
    {
      data->counts[i] = g_try_new (gint32, data->n_samples);
      if (data->counts[i] == NULL)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                       _ ("There is not enough memory to read “%s”."), job->header->name);
          return FALSE;
        }
      for (gint64 t = 0; t < data->n_samples; t++)
        data->counts[i][t] = ECG_COUNT_MISSING;
    }
  return TRUE;
}

/* Which of the record's signals signal @index of a segment is, or -1. */
static int
find_signal (const Job *job, const EcgWfdbHeader *part, guint index)
{
  if (!job->variable)
    return (int) index;
  for (guint i = 0; i < job->header->n_signals; i++)
    if (strcmp (job->header->signals[i].name, part->signals[index].name) == 0)
      return (int) i;
  return -1;
}

static gboolean
same_scale (const EcgWfdbSignal *a, const EcgWfdbSignal *b)
{
  return fabs (a->gain - b->gain) <= 0.0 && fabs (a->baseline - b->baseline) <= 0.0;
}

static gint32
convert (gint32 count, const EcgWfdbSignal *from, const EcgWfdbSignal *to)
{
  const double value = ((double) count - from->baseline) / from->gain * to->gain + to->baseline;

  if (count == ECG_COUNT_MISSING || !(fabs (value) < (double) G_MAXINT32))
    return ECG_COUNT_MISSING;
  return (gint32) lround (value);
}

static void
place (Job *job, const Part *part, const EcgWfdbData *from, guint index)
{
  const int            to = find_signal (job, part->header, index);
  const EcgWfdbSignal *theirs = &part->header->signals[index];
  const gint64         n = from->n_frames * job->data->factor;
  gboolean             same;
  gint32              *counts;

  if (to < 0)
    {
      warn (job, theirs->name, _ ("the record's layout names no such signal."));
      return;
    }
  same = same_scale (theirs, &job->header->signals[to]);
  if (!same)
    {
      g_autofree char *sentence =
        g_strdup_printf (_ ("Lead “%s” has another gain in “%s”; there its samples were rounded to "
                            "that of the rest."),
                         theirs->name, part->header->name);

      add_warning (job, sentence);
    }
  counts = job->data->counts[to] + part->begin * job->data->factor;
  for (gint64 t = 0; t < n; t++)
    {
      const gint32 count = from->counts[index][t * from->factor / job->data->factor];

      counts[t] = same ? count : convert (count, theirs, &job->header->signals[to]);
    }
}

static gboolean
read_part (Job *job, const Part *part, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EcgWfdbData) from =
    ecg_wfdb_data_read (part->header, job->folder, NULL, NULL, cancellable, &local);

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (from == NULL)
    {
      warn (job, part->header->name, local->message);
      return TRUE;
    }
  for (guint i = 0; i < part->header->n_signals; i++)
    place (job, part, from, i);
  for (guint i = 0; i < from->files->len; i++)
    if (!g_ptr_array_find_with_equal_func (job->data->files, from->files->pdata[i], g_str_equal,
                                           NULL))
      g_ptr_array_add (job->data->files, g_strdup (from->files->pdata[i]));
  for (guint i = 0; i < from->warnings->len; i++)
    add_warning (job, from->warnings->pdata[i]);
  return TRUE;
}

static gboolean
read_parts (
  Job *job, EcgWfdbTellFunc tell, gpointer user_data, GCancellable *cancellable, GError **error)
{
  for (gint64 i = 0; i < job->header->n_segments; i++)
    if (!add_part (job, i, cancellable, error))
      return FALSE;
  trim (job);
  if (!check_length (job, error) || !allocate (job, error))
    return FALSE;
  for (guint i = 0; i < job->parts->len; i++)
    {
      const Part *part = &g_array_index (job->parts, Part, i);

      if (part->header != NULL && !read_part (job, part, cancellable, error))
        return FALSE;
      if (tell != NULL)
        tell ((i + 1.0) / job->parts->len, user_data);
    }
  warn_of_the_rest (job);
  return TRUE;
}

EcgWfdbData *
ecg_wfdb_segments_read (EcgWfdbHeader  *header,
                        const char     *folder,
                        EcgWfdbTellFunc tell,
                        gpointer        user_data,
                        GCancellable   *cancellable,
                        GError        **error)
{
  g_autoptr (EcgWfdbData) data = ecg_wfdb_data_new (header);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_autoptr (GHashTable) sample_files =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Job job = {
    .data = data, .header = header, .folder = folder, .parts = parts, .sample_files = sample_files
  };

  g_return_val_if_fail (header->n_segments > 0, NULL);

  g_array_set_clear_func (parts, (GDestroyNotify) clear_part);
  data->factor = 1;
  job.variable = header->segments[0].n_samples == 0;
  return read_parts (&job, tell, user_data, cancellable, error) ? g_steal_pointer (&data) : NULL;
}
