/* Samples of a segment, and their place in the record. */

#include "core/recording/wfdb-segments-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
ecg_wfdb_part_clear (EcgWfdbPart *part)
{
  g_clear_pointer (&part->header, ecg_wfdb_header_free);
  g_clear_pointer (&part->places, g_free);
}

/* Which of the record's signals signal @index of a segment is, or -1. */
static int
find_signal (const EcgWfdbJob *job, const EcgWfdbHeader *part, guint index)
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

EcgScale
ecg_wfdb_signal_scale (const EcgWfdbSignal *signal)
{
  return (EcgScale){ signal->gain, signal->baseline, signal->bits };
}

void
ecg_wfdb_part_settle (EcgWfdbPart *part, EcgWfdbJob *job)
{
  part->places = g_new (int, part->header->n_signals);
  for (guint i = 0; i < part->header->n_signals; i++)
    {
      const EcgWfdbSignal *theirs = &part->header->signals[i];
      const EcgScale       from = ecg_wfdb_signal_scale (theirs);
      EcgScale             to;

      part->places[i] = find_signal (job, part->header, i);
      if (part->places[i] < 0)
        {
          ecg_wfdb_job_leave_out (job, theirs->name,
                                  _ ("the record's layout names no such signal."));
          continue;
        }
      to = ecg_wfdb_signal_scale (&job->header->signals[part->places[i]]);
      if (!same_scale (&from, &to))
        {
          g_autofree char *sentence =
            g_strdup_printf (_ ("Lead “%s” has another gain in “%s”; there its samples were "
                                "rounded to that of the rest."),
                             theirs->name, part->header->name);

          ecg_wfdb_job_warn (job, sentence);
        }
    }
}

EcgSpan
ecg_wfdb_part_span (const EcgWfdbPart *part, guint factor)
{
  return (EcgSpan){ part->begin * factor, (part->begin + part->header->n_samples) * factor };
}

/* @counts: of the first sample that is wanted */
static void
copy_signal (const EcgWfdbCopy *copy, guint index, gint32 *counts)
{
  const EcgWfdbData *from = copy->from;
  const guint        factor = copy->factor;
  const gint64       first = copy->wanted.begin - copy->part->begin * factor;
  const gint64       n = ecg_span_length (copy->wanted);
  const EcgSpan      theirs = { first * from->factor / factor,
                                (first + n - 1) * from->factor / factor + 1 };
  const EcgScale     own = ecg_wfdb_signal_scale (&copy->part->header->signals[index]);
  const EcgScale    *scale = &copy->scales[copy->part->places[index]];
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

void
ecg_wfdb_part_copy (const EcgWfdbCopy *copy, gint32 *const *counts, gint64 first)
{
  const EcgWfdbPart *part = copy->part;

  for (guint i = 0; i < part->header->n_signals; i++)
    if (part->places[i] >= 0)
      copy_signal (copy, i, counts[part->places[i]] + (copy->wanted.begin - first));
}
