#include "core/recording/edf-scan.h"

#include "core/recording/edf-tal.h"

#include <math.h>

#define RECORDS_PER_POLL 1024

typedef struct
{
  EcgEdfScan       *scan;
  const EcgEdfFile *file;
  double            rate_hz;
  gint64            limit;
  double            onset; /* of this data record */
  gboolean          timed; /* it has one */
  gboolean          begun; /* some data record had one */
} Scanner;

static void
clear_mark (EcgEdfMark *mark)
{
  g_free (mark->text);
}

static void
take_tal_cb (const EcgEdfTal *tal, gpointer user_data)
{
  Scanner   *scanner = user_data;
  EcgEdfMark mark;

  if (tal->keeps_time)
    {
      /* Of several signals of annotations the first one keeps the time. */
      if (!scanner->timed)
        scanner->onset = tal->onset;
      scanner->timed = TRUE;
      return;
    }
  mark = (EcgEdfMark){ tal->onset, tal->duration, g_strdup (tal->text) };
  g_array_append_val (scanner->scan->marks, mark);
}

static gboolean
read_record (Scanner *scanner, gint64 record, guint8 *bytes, GError **error)
{
  const EcgEdfHeader *header = ecg_edf_file_header (scanner->file);

  scanner->timed = FALSE;
  for (guint i = 0; i < header->n_signals; i++)
    if (header->signals[i].annotations && header->signals[i].samples > 0)
      {
        const gssize n = ecg_edf_file_read_text (scanner->file, i, record, bytes, error);

        if (n < 0)
          return FALSE;
        scanner->scan->n_broken += ecg_edf_tal_parse (bytes, (gsize) n, take_tal_cb, scanner);
      }
  return TRUE;
}

static void
place_record (Scanner *scanner, gint64 record, gint64 n)
{
  EcgEdfScan  *scan = scanner->scan;
  const gint64 end = ecg_edf_timeline_end (scan->timeline);
  gint64       sample = end;

  if (scanner->timed && !scanner->begun)
    {
      scan->start = scanner->onset;
      scanner->begun = TRUE;
    }
  else if (scanner->timed)
    {
      const double at = (scanner->onset - scan->start) * scanner->rate_hz;

      /* Less than a sample is the rounding of the text. */
      if (fabs (at - (double) end) >= 1.0)
        sample = (gint64) rint (CLAMP (at, -1.0, (double) scanner->limit + 1.0));
    }
  if (!ecg_edf_file_header (scanner->file)->interrupted && sample != end)
    {
      ecg_edf_timeline_add (scan->timeline, n, end, scanner->limit);
      sample = -1;
    }
  else if (ecg_edf_timeline_add (scan->timeline, n, sample, scanner->limit))
    return;
  if (scan->n_misplaced++ == 0)
    scan->first_misplaced = record;
}

/* The most bytes that one data record holds of a signal of annotations; 0 where there is none. */
static gsize
room_for_texts (const EcgEdfFile *file)
{
  const EcgEdfHeader *header = ecg_edf_file_header (file);
  gsize               most = 0;

  for (guint i = 0; i < header->n_signals; i++)
    if (header->signals[i].annotations)
      most = MAX (most, ecg_edf_file_text_size (file, i));
  return most;
}

static gboolean
scan_records (Scanner      *scanner,
              gint64        per_record,
              gint64        n_samples,
              EcgProgress  *progress,
              GCancellable *cancellable,
              GError      **error)
{
  const gint64       n_records = ecg_edf_file_n_records (scanner->file);
  g_autofree guint8 *bytes = g_malloc (room_for_texts (scanner->file) + 1);

  for (gint64 record = 0; record < n_records; record++)
    {
      const gint64 n = CLAMP (n_samples - record * per_record, 0, per_record);

      if (record % RECORDS_PER_POLL == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          ecg_progress_set (progress, 0.5 * (double) record / (double) n_records, NULL);
        }
      if (!read_record (scanner, record, bytes, error))
        return FALSE;
      place_record (scanner, record, n);
    }
  return TRUE;
}

EcgEdfScan *
ecg_edf_scan (const EcgEdfFile *file,
              double            rate_hz,
              gint64            per_record,
              gint64            n_samples,
              gint64            limit,
              EcgProgress      *progress,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autoptr (EcgEdfScan) self = g_new0 (EcgEdfScan, 1);
  Scanner scanner = { .scan = self, .file = file, .rate_hz = rate_hz, .limit = limit };

  self->timeline = ecg_edf_timeline_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (EcgEdfMark));
  g_array_set_clear_func (self->marks, (GDestroyNotify) clear_mark);
  if (room_for_texts (file) == 0)
    {
      ecg_edf_timeline_add (self->timeline, n_samples, 0, limit);
      return g_steal_pointer (&self);
    }
  if (!scan_records (&scanner, per_record, n_samples, progress, cancellable, error))
    return NULL;
  for (guint i = 0; i < self->marks->len; i++)
    g_array_index (self->marks, EcgEdfMark, i).onset -= self->start;
  return g_steal_pointer (&self);
}

void
ecg_edf_scan_free (EcgEdfScan *self)
{
  g_clear_pointer (&self->timeline, ecg_edf_timeline_free);
  g_array_unref (self->marks);
  g_free (self);
}
