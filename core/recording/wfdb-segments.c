/* A record that is a sequence of others (header.5). First all headers are read, then it is known
 * which signals there are, at what rate and how long; then the samples, segment by segment. Those
 * of a long record stay where they are: a segment is opened when some of it is asked for. */

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

/* Segments of a long record that are open at once. */
#define N_OPEN 2

typedef struct
{
  gint64         begin;  /* frame */
  EcgWfdbHeader *header; /* NULL for a gap */
  int           *places; /* which of the record's signals each of its signals is; −1 for none */
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
  g_clear_pointer (&part->places, g_free);
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
same_scale (const EcgScale *a, const EcgScale *b)
{
  return fabs (a->gain - b->gain) <= 0.0 && fabs (a->baseline - b->baseline) <= 0.0;
}

static gint32
convert (gint32 count, const EcgScale *from, const EcgScale *to)
{
  const double value = ((double) count - from->baseline) / from->gain * to->gain + to->baseline;

  if (count == ECG_COUNT_MISSING || !(fabs (value) < (double) G_MAXINT32))
    return ECG_COUNT_MISSING;
  return (gint32) lround (value);
}

static EcgScale
scale_of (const EcgWfdbSignal *signal)
{
  return (EcgScale){ signal->gain, signal->baseline, signal->bits };
}

/* Finds a place for each signal of a segment, and tells what was odd. */
static void
settle_part (Job *job, Part *part)
{
  part->places = g_new (int, part->header->n_signals);
  for (guint i = 0; i < part->header->n_signals; i++)
    {
      const EcgWfdbSignal *theirs = &part->header->signals[i];
      const EcgScale       from = scale_of (theirs);
      EcgScale             to;

      part->places[i] = find_signal (job, part->header, i);
      if (part->places[i] < 0)
        {
          warn (job, theirs->name, _ ("the record's layout names no such signal."));
          continue;
        }
      to = scale_of (&job->header->signals[part->places[i]]);
      if (!same_scale (&from, &to))
        {
          g_autofree char *sentence =
            g_strdup_printf (_ ("Lead “%s” has another gain in “%s”; there its samples were "
                                "rounded to that of the rest."),
                             theirs->name, part->header->name);

          add_warning (job, sentence);
        }
    }
}

/* What reading, or opening, a segment has found. */
static void
take_findings (Job *job, const EcgWfdbData *from)
{
  for (guint i = 0; i < from->files->len; i++)
    if (!g_ptr_array_find_with_equal_func (job->data->files, from->files->pdata[i], g_str_equal,
                                           NULL))
      g_ptr_array_add (job->data->files, g_strdup (from->files->pdata[i]));
  for (guint i = 0; i < from->warnings->len; i++)
    add_warning (job, from->warnings->pdata[i]);
}

/* Samples of the record, at the rate of its fastest signal. */
static EcgSpan
span_of (const Part *part, guint factor)
{
  return (EcgSpan){ part->begin * factor, (part->begin + part->header->n_samples) * factor };
}

/* Copies @wanted, within the segment, of one of its signals. @counts: of its first sample. */
static void
copy_signal (const Part        *part,
             const EcgWfdbData *from,
             guint              index,
             const EcgScale    *scale,
             guint              factor,
             EcgSpan            wanted,
             gint32            *counts)
{
  const gint64       first = wanted.begin - part->begin * factor;
  const gint64       n = ecg_span_length (wanted);
  const EcgSpan      theirs = { first * from->factor / factor,
                                (first + n - 1) * from->factor / factor + 1 };
  const EcgScale     own = scale_of (&part->header->signals[index]);
  const gboolean     same = same_scale (&own, scale);
  g_autofree gint32 *read = NULL;
  const gint32      *samples;

  if (from->source != NULL)
    {
      samples = read = g_new (gint32, ecg_span_length (theirs));
      ecg_sample_source_read (from->source, index, theirs, read);
    }
  else
    samples = from->counts[index] + theirs.begin;
  for (gint64 t = 0; t < n; t++)
    {
      const gint32 count = samples[(first + t) * from->factor / factor - theirs.begin];

      counts[t] = same ? count : convert (count, &own, scale);
    }
}

/* Reads a segment, or no more than it takes to know that it can be read. Returns: FALSE on
 * cancellation; one that cannot be read is a gap. */
static gboolean
take_part (Job *job, Part *part, gboolean whole, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EcgWfdbData) from =
    whole ? ecg_wfdb_data_read (part->header, job->folder, NULL, NULL, cancellable, &local)
          : ecg_wfdb_data_look (part->header, job->folder, cancellable, &local);

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (from == NULL)
    {
      warn (job, part->header->name, local->message);
      clear_part (part);
      return TRUE;
    }
  settle_part (job, part);
  for (guint i = 0; whole && i < part->header->n_signals; i++)
    if (part->places[i] >= 0)
      {
        const EcgScale to = scale_of (&job->header->signals[part->places[i]]);
        const EcgSpan  span = span_of (part, job->data->factor);

        copy_signal (part, from, i, &to, job->data->factor, span,
                     job->data->counts[part->places[i]] + span.begin);
      }
  take_findings (job, from);
  return TRUE;
}

/* A long record */

typedef struct
{
  gint64       part;
  EcgWfdbData *data; /* nullable */
} Opened;

typedef struct
{
  char     *folder;
  GArray   *parts; /* of Part */
  guint     factor;
  guint     n_signals;
  EcgScale *scales;
  Opened    opened[N_OPEN]; /* the last one first */
} Segments;

static void
free_segments (gpointer data)
{
  Segments *self = data;

  for (guint i = 0; i < N_OPEN; i++)
    g_clear_pointer (&self->opened[i].data, ecg_wfdb_data_free);
  g_array_unref (self->parts);
  g_free (self->scales);
  g_free (self->folder);
  g_free (self);
}

static const EcgWfdbData *
open_part (Segments *self, gint64 index, GError **error)
{
  const Part *part = &g_array_index (self->parts, Part, index);
  guint       k = 0;

  while (k < N_OPEN && (self->opened[k].data == NULL || self->opened[k].part != index))
    k++;
  if (k < N_OPEN)
    {
      const Opened found = self->opened[k];

      memmove (&self->opened[1], &self->opened[0], k * sizeof found);
      self->opened[0] = found;
      return found.data;
    }
  g_clear_pointer (&self->opened[N_OPEN - 1].data, ecg_wfdb_data_free);
  memmove (&self->opened[1], &self->opened[0], (N_OPEN - 1) * sizeof *self->opened);
  self->opened[0].part = index;
  self->opened[0].data = ecg_wfdb_data_open (part->header, self->folder, NULL, NULL, NULL, error);
  return self->opened[0].data;
}

static gboolean
read_from_part (Segments *self, gint64 index, gint32 *const *counts, EcgSpan span, GError **error)
{
  const Part        *part = &g_array_index (self->parts, Part, index);
  const EcgSpan      both = ecg_span_intersect (span, span_of (part, self->factor));
  const EcgWfdbData *from;

  if (ecg_span_is_empty (both))
    return TRUE;
  from = open_part (self, index, error);
  if (from == NULL)
    return FALSE;
  for (guint i = 0; i < part->header->n_signals; i++)
    if (part->places[i] >= 0)
      copy_signal (part, from, i, &self->scales[part->places[i]], self->factor, both,
                   counts[part->places[i]] + (both.begin - span.begin));
  if (from->source != NULL && (*error = ecg_sample_source_dup_error (from->source)) != NULL)
    {
      g_clear_pointer (&self->opened[0].data, ecg_wfdb_data_free);
      return FALSE;
    }
  return TRUE;
}

/* The first part that begins after @frame is the one after that in which it lies. */
static gint64
find_part (const Segments *self, gint64 frame)
{
  gint64 low = 0, high = self->parts->len;

  while (low < high)
    {
      const gint64 middle = low + (high - low) / 2;

      if (g_array_index (self->parts, Part, middle).begin <= frame)
        low = middle + 1;
      else
        high = middle;
    }
  return MAX (low - 1, 0);
}

static gboolean
read_segments (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  Segments *self = data;
  GError   *failure = NULL;

  for (guint s = 0; s < self->n_signals; s++)
    for (gint64 i = 0; i < ecg_span_length (span); i++)
      counts[s][i] = ECG_COUNT_MISSING;
  for (gint64 i = find_part (self, span.begin / self->factor); i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      if (part->begin * self->factor >= span.end)
        break;
      if (part->header != NULL && !read_from_part (self, i, counts, span, &failure))
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
    }
  return TRUE;
}

static void
make_source (Job *job)
{
  Segments *self = g_new0 (Segments, 1);

  job->data->n_samples = job->data->n_frames * job->data->factor;
  self->folder = g_strdup (job->folder);
  self->parts = g_array_ref (job->parts);
  self->factor = job->data->factor;
  self->n_signals = job->header->n_signals;
  self->scales = g_new (EcgScale, self->n_signals);
  for (guint i = 0; i < self->n_signals; i++)
    self->scales[i] = scale_of (&job->header->signals[i]);
  job->data->source = ecg_sample_source_new (self->n_signals, job->data->n_samples, read_segments,
                                             self, free_segments);
}

static gboolean
add_parts (Job *job, GCancellable *cancellable, GError **error)
{
  for (gint64 i = 0; i < job->header->n_segments; i++)
    if (!add_part (job, i, cancellable, error))
      return FALSE;
  trim (job);
  return check_length (job, error);
}

static gboolean
is_long (const Job *job)
{
  return job->data->n_frames * job->data->factor * job->header->n_signals > ECG_LIMIT_IN_MEMORY;
}

static gboolean
read_parts (
  Job *job, EcgWfdbTellFunc tell, gpointer user_data, GCancellable *cancellable, GError **error)
{
  gboolean whole;

  if (!add_parts (job, cancellable, error))
    return FALSE;
  whole = !is_long (job);
  if (whole && !allocate (job, error))
    return FALSE;
  for (guint i = 0; i < job->parts->len; i++)
    {
      Part *part = &g_array_index (job->parts, Part, i);

      if (part->header != NULL && !take_part (job, part, whole, cancellable, error))
        return FALSE;
      if (tell != NULL)
        tell ((i + 1.0) / job->parts->len, user_data);
    }
  if (!whole)
    make_source (job);
  warn_of_the_rest (job);
  return TRUE;
}

/* All samples, none kept. */
static gboolean
verify_parts (
  Job *job, EcgWfdbTellFunc tell, gpointer user_data, GCancellable *cancellable, GError **error)
{
  if (!add_parts (job, cancellable, error))
    return FALSE;
  for (guint i = 0; i < job->parts->len; i++)
    {
      const Part *part = &g_array_index (job->parts, Part, i);
      g_autoptr (EcgWfdbData) from = NULL;
      g_autoptr (GError) local = NULL;

      if (part->header == NULL)
        continue;
      from = ecg_wfdb_data_verify (part->header, job->folder, NULL, NULL, cancellable, &local);
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (from != NULL)
        take_findings (job, from);
      else
        warn (job, part->header->name, local->message);
      if (tell != NULL)
        tell ((i + 1.0) / job->parts->len, user_data);
    }
  return TRUE;
}

typedef gboolean (*WorkFunc) (
  Job *job, EcgWfdbTellFunc tell, gpointer user_data, GCancellable *cancellable, GError **error);

static EcgWfdbData *
work_on (WorkFunc        work,
         EcgWfdbHeader  *header,
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

  g_array_set_clear_func (parts, (GDestroyNotify) clear_part);
  data->factor = 1;
  job.variable = header->segments[0].n_samples == 0;
  return work (&job, tell, user_data, cancellable, error) ? g_steal_pointer (&data) : NULL;
}

EcgWfdbData *
ecg_wfdb_segments_open (EcgWfdbHeader  *header,
                        const char     *folder,
                        EcgWfdbTellFunc tell,
                        gpointer        user_data,
                        GCancellable   *cancellable,
                        GError        **error)
{
  g_return_val_if_fail (header->n_segments > 0, NULL);

  return work_on (read_parts, header, folder, tell, user_data, cancellable, error);
}

EcgWfdbData *
ecg_wfdb_segments_verify (EcgWfdbHeader  *header,
                          const char     *folder,
                          EcgWfdbTellFunc tell,
                          gpointer        user_data,
                          GCancellable   *cancellable,
                          GError        **error)
{
  g_return_val_if_fail (header->n_segments > 0, NULL);

  return work_on (verify_parts, header, folder, tell, user_data, cancellable, error);
}
