/* A record that is a sequence of others (header.5). First all headers are read, then it is known
 * which signals there are, at what rate and how long; then the samples, segment by segment. Those
 * of a long record stay where they are. */

#include "core/recording/wfdb-segments-private.h"

#include "core/recording/limits.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>

/* Sentences that a reader is told. */
#define LIMIT_WARNINGS 64

/* What is told */

void
ecg_wfdb_job_warn (EcgWfdbJob *job, const char *sentence)
{
  GPtrArray *warnings = job->data->warnings;

  if (g_ptr_array_find_with_equal_func (warnings, sentence, g_str_equal, NULL))
    return;
  if (warnings->len < LIMIT_WARNINGS)
    g_ptr_array_add (warnings, g_strdup (sentence));
  else
    job->n_untold++;
}

void
ecg_wfdb_job_leave_out (EcgWfdbJob *job, const char *segment, const char *why)
{
  g_autofree char *sentence = g_strdup_printf (_ ("Segment “%s” was left out: %s"), segment, why);

  ecg_wfdb_job_warn (job, sentence);
}

static void
warn_of_the_rest (EcgWfdbJob *job)
{
  if (job->n_untold > 0)
    g_ptr_array_add (
      job->data->warnings,
      g_strdup_printf (ngettext ("%u more thing is wrong with “%s”.",
                                 "%u more things are wrong with “%s”.", job->n_untold),
                       job->n_untold, job->header->name));
}

/* What reading, or opening, a segment has found. */
static void
take_findings (EcgWfdbJob *job, const EcgWfdbData *from)
{
  for (guint i = 0; i < from->files->len; i++)
    if (!g_ptr_array_find_with_equal_func (job->data->files, from->files->pdata[i], g_str_equal,
                                           NULL))
      g_ptr_array_add (job->data->files, g_strdup (from->files->pdata[i]));
  for (guint i = 0; i < from->warnings->len; i++)
    ecg_wfdb_job_warn (job, from->warnings->pdata[i]);
}

/* Reading */

static gboolean
allocate (EcgWfdbJob *job, GError **error)
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

static EcgScale *
list_scales (const EcgWfdbJob *job)
{
  EcgScale *scales = g_new (EcgScale, job->header->n_signals);

  for (guint i = 0; i < job->header->n_signals; i++)
    scales[i] = ecg_wfdb_signal_scale (&job->header->signals[i]);
  return scales;
}

static void
copy_part (EcgWfdbJob *job, const EcgWfdbPart *part, const EcgWfdbData *from)
{
  g_autofree EcgScale *scales = list_scales (job);
  const EcgWfdbCopy    copy = { part, from, scales, job->data->factor,
                                ecg_wfdb_part_span (part, job->data->factor) };

  ecg_wfdb_part_copy (&copy, job->data->counts, 0);
}

/* Reads a segment, or no more than it takes to know that it can be read. Returns: FALSE on
 * cancellation; one that cannot be read is a gap. */
static gboolean
take_part (
  EcgWfdbJob *job, EcgWfdbPart *part, gboolean whole, GCancellable *cancellable, GError **error)
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
      ecg_wfdb_job_leave_out (job, part->header->name, local->message);
      ecg_wfdb_part_clear (part);
      return TRUE;
    }
  ecg_wfdb_part_settle (part, job);
  if (whole)
    copy_part (job, part, from);
  take_findings (job, from);
  return TRUE;
}

static void
tell_progress (EcgWfdbJob *job, guint index)
{
  if (job->tell != NULL)
    job->tell ((index + 1.0) / job->parts->len, job->user_data);
}

static gboolean
is_long (const EcgWfdbJob *job)
{
  return job->data->n_frames * job->data->factor * job->header->n_signals > ECG_LIMIT_IN_MEMORY;
}

static gboolean
read_parts (EcgWfdbJob *job, GCancellable *cancellable, GError **error)
{
  gboolean whole;

  if (!ecg_wfdb_job_lay_out (job, cancellable, error))
    return FALSE;
  whole = !is_long (job);
  if (whole && !allocate (job, error))
    return FALSE;
  for (guint i = 0; i < job->parts->len; i++)
    {
      EcgWfdbPart *part = &g_array_index (job->parts, EcgWfdbPart, i);

      if (part->header != NULL && !take_part (job, part, whole, cancellable, error))
        return FALSE;
      tell_progress (job, i);
    }
  if (!whole)
    {
      job->data->n_samples = job->data->n_frames * job->data->factor;
      job->data->source = ecg_wfdb_segments_source_new (job, list_scales (job));
    }
  warn_of_the_rest (job);
  return TRUE;
}

/* All samples, none kept. */
static gboolean
verify_parts (EcgWfdbJob *job, GCancellable *cancellable, GError **error)
{
  if (!ecg_wfdb_job_lay_out (job, cancellable, error))
    return FALSE;
  for (guint i = 0; i < job->parts->len; i++)
    {
      const EcgWfdbPart *part = &g_array_index (job->parts, EcgWfdbPart, i);
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
        ecg_wfdb_job_leave_out (job, part->header->name, local->message);
      tell_progress (job, i);
    }
  return TRUE;
}

typedef gboolean (*WorkFunc) (EcgWfdbJob *job, GCancellable *cancellable, GError **error);

/* @job: what is asked; what is found is filled in here. */
static EcgWfdbData *
work_on (WorkFunc work, EcgWfdbJob *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgWfdbData) data = ecg_wfdb_data_new (job->header);
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (EcgWfdbPart));
  g_autoptr (GHashTable) sample_files =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_array_set_clear_func (parts, (GDestroyNotify) ecg_wfdb_part_clear);
  data->factor = 1;
  job->data = data;
  job->parts = parts;
  job->sample_files = sample_files;
  job->variable = job->header->segments[0].n_samples == 0;
  return work (job, cancellable, error) ? g_steal_pointer (&data) : NULL;
}

EcgWfdbData *
ecg_wfdb_segments_open (EcgWfdbHeader  *header,
                        const char     *folder,
                        EcgWfdbTellFunc tell,
                        gpointer        user_data,
                        GCancellable   *cancellable,
                        GError        **error)
{
  EcgWfdbJob job = { .header = header, .folder = folder, .tell = tell, .user_data = user_data };

  g_return_val_if_fail (header->n_segments > 0, NULL);

  return work_on (read_parts, &job, cancellable, error);
}

EcgWfdbData *
ecg_wfdb_segments_verify (EcgWfdbHeader  *header,
                          const char     *folder,
                          EcgWfdbTellFunc tell,
                          gpointer        user_data,
                          GCancellable   *cancellable,
                          GError        **error)
{
  EcgWfdbJob job = { .header = header, .folder = folder, .tell = tell, .user_data = user_data };

  g_return_val_if_fail (header->n_segments > 0, NULL);

  return work_on (verify_parts, &job, cancellable, error);
}
