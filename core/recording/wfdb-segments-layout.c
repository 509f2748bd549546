/* What a record of segments is made of, by its headers. */

#include "core/recording/wfdb-segments-private.h"

#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Bytes of the headers of all segments, which may be one header many times. */
#define LIMIT_HEADERS ((gint64) 16 << 20)

static gboolean
may_be_read (EcgWfdbJob *job, const EcgWfdbHeader *header, const char *name)
{
  const double ratio = header->rate_hz / job->header->rate_hz;

  if (header->n_segments > 0)
    ecg_wfdb_job_leave_out (job, name, _ ("it is made of segments itself."));
  else if (fabs (ratio - 1.0) > 1e-6)
    ecg_wfdb_job_leave_out (job, name, _ ("its sampling rate is another."));
  else if (!job->variable && header->n_signals != job->header->n_signals)
    ecg_wfdb_job_leave_out (job, name, _ ("it has not as many signals as the record."));
  else
    /* Signals of format 0 have no samples: a gap that has a header. */
    return header->n_signals > 0 && header->signals[0].format != 0;
  return FALSE;
}

static EcgWfdbHeader *
read_header (EcgWfdbJob *job, const char *name, GCancellable *cancellable, GError **error)
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

      ecg_wfdb_job_warn (job, warning);
    }
  if (header != NULL)
    g_ptr_array_add (job->data->files, g_steal_pointer (&path));
  return header;
}

/* Returns NULL without an error for a gap, whose reason has been told. */
static EcgWfdbHeader *
find_header (EcgWfdbJob *job, const char *name, GCancellable *cancellable, GError **error)
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
    ecg_wfdb_job_leave_out (job, name, local->message);
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
add_disk_bytes (EcgWfdbJob *job, const EcgWfdbHeader *header)
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

/* A segment that holds samples, and has a place for them. */
static void
take_up (EcgWfdbJob *job, const EcgWfdbPart *part)
{
  if (job->header->signals[0].name == NULL && !job->variable)
    adopt_signals (job->header, part->header);
  add_disk_bytes (job, part->header);
  job->most_leads = MAX (job->most_leads, part->header->n_signals);
  for (guint i = 0; i < part->header->n_signals; i++)
    job->data->factor = MAX (job->data->factor, part->header->signals[i].frame_samples);
}

/* The first segment of a variable layout has no samples: it names the signals. */
static void
take_layout (EcgWfdbJob *job, EcgWfdbPart *part)
{
  if (part->header != NULL && part->header->n_signals == job->header->n_signals)
    adopt_signals (job->header, part->header);
  ecg_wfdb_part_clear (part);
}

static gboolean
check_headers (const EcgWfdbJob *job, GError **error)
{
  if (job->header_bytes <= LIMIT_HEADERS)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
               _ ("The headers of the segments of “%s” are larger than %d MiB together."),
               job->header->name, (int) (LIMIT_HEADERS >> 20));
  return FALSE;
}

static gboolean
add_part (EcgWfdbJob *job, gint64 index, GCancellable *cancellable, GError **error)
{
  const EcgWfdbSegment *segment = &job->header->segments[index];
  g_autoptr (GError) local = NULL;
  EcgWfdbPart  part = { .begin = job->data->n_frames };
  const gint64 n = MIN (segment->n_samples, ECG_LIMIT_SAMPLES);

  part.header = find_header (job, segment->name, cancellable, &local);
  if (local != NULL || !check_headers (job, &local))
    {
      ecg_wfdb_part_clear (&part);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (job->variable && index == 0)
    take_layout (job, &part);
  /* Without a length it has no place among the samples, whatever its own header says. */
  else if (part.header != NULL && n > 0 && may_be_read (job, part.header, segment->name))
    {
      part.header->n_samples = n;
      take_up (job, &part);
    }
  else
    ecg_wfdb_part_clear (&part);
  job->data->n_frames += n;
  g_array_append_val (job->parts, part);
  return TRUE;
}

/* Ends the recording with the last segment that is there. */
static void
trim (EcgWfdbJob *job)
{
  const gint64 promised = job->data->n_frames;
  gint64       end = 0;

  for (guint i = 0; i < job->parts->len; i++)
    {
      const EcgWfdbPart *part = &g_array_index (job->parts, EcgWfdbPart, i);

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
check_length (EcgWfdbJob *job, GError **error)
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

gboolean
ecg_wfdb_job_lay_out (EcgWfdbJob *job, GCancellable *cancellable, GError **error)
{
  for (gint64 i = 0; i < job->header->n_segments; i++)
    if (!add_part (job, i, cancellable, error))
      return FALSE;
  trim (job);
  return check_length (job, error);
}
