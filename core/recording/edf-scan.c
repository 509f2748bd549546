#include "core/recording/edf-scan.h"

#include "core/recording/edf-tal.h"

#include <math.h>

#define RECORDS_PER_POLL 1024

/* A file with more gaps than these is read as a whole. */
#define GLANCE_RUNS 32

/* At the begin of a file, where comments stand, as many data records are looked at. */
#define GLANCE_RECORDS 16

typedef struct
{
  EcgEdfScan       *scan;
  const EcgEdfFile *file;
  double            rate_hz;
  gint64            per_record;
  gint64            n_samples;
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

/* Samples of the leads in the data records from @begin to @end. */
static gint64
count_samples (const Scanner *scanner, gint64 begin, gint64 end)
{
  return MIN (end * scanner->per_record, scanner->n_samples) -
         MIN (begin * scanner->per_record, scanner->n_samples);
}

/* Less than a sample is the rounding of the text. */
static gboolean
is_at (double at, gint64 sample)
{
  return fabs (at - (double) sample) < 1.0;
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

      if (!is_at (at, end))
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
scan_records (Scanner *scanner, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  const gint64       n_records = ecg_edf_file_n_records (scanner->file);
  g_autofree guint8 *bytes = g_malloc (room_for_texts (scanner->file) + 1);

  for (gint64 record = 0; record < n_records; record++)
    {
      const gint64 n = count_samples (scanner, record, record + 1);

      if (record % RECORDS_PER_POLL == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          ecg_progress_set (progress, ECG_EDF_SCAN_SHARE * (double) record / (double) n_records,
                            NULL);
        }
      if (!read_record (scanner, record, bytes, error))
        return FALSE;
      place_record (scanner, record, n);
    }
  return TRUE;
}

static EcgEdfScan *
make_scan (void)
{
  EcgEdfScan *self = g_new0 (EcgEdfScan, 1);

  self->timeline = ecg_edf_timeline_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (EcgEdfMark));
  g_array_set_clear_func (self->marks, (GDestroyNotify) clear_mark);
  return self;
}

/* Counts onsets from the first sample. */
static void
finish_marks (EcgEdfScan *self)
{
  for (guint i = 0; i < self->marks->len; i++)
    g_array_index (self->marks, EcgEdfMark, i).onset -= self->start;
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
  g_autoptr (EcgEdfScan) self = make_scan ();
  Scanner scanner = { .scan = self,
                      .file = file,
                      .rate_hz = rate_hz,
                      .per_record = per_record,
                      .n_samples = n_samples,
                      .limit = limit };

  if (room_for_texts (file) == 0)
    {
      ecg_edf_timeline_add (self->timeline, n_samples, 0, limit);
      return g_steal_pointer (&self);
    }
  if (!scan_records (&scanner, progress, cancellable, error))
    return NULL;
  finish_marks (self);
  return g_steal_pointer (&self);
}

void
ecg_edf_scan_free (EcgEdfScan *self)
{
  g_clear_pointer (&self->timeline, ecg_edf_timeline_free);
  g_array_unref (self->marks);
  g_free (self);
}

/* A glance: where time runs forward, gaps only add up. A data record that is where it would be
 * without any has none before it; else the first that is not is found by bisection. */

typedef enum
{
  GLANCE_FAILED,
  GLANCE_UNCLEAR,
  GLANCE_DONE,
} Glance;

/* @at: (out): where a data record begins, in samples. */
static Glance
look_at (Scanner *scanner, gint64 record, guint8 *bytes, double *at, GError **error)
{
  if (!read_record (scanner, record, bytes, error))
    return GLANCE_FAILED;
  *at = (scanner->onset - scanner->scan->start) * scanner->rate_hz;
  return scanner->timed && scanner->scan->n_broken == 0 ? GLANCE_DONE : GLANCE_UNCLEAR;
}

/* A part of a file: @begin is placed at @sample; whether what follows does follow is the question.
 */
typedef struct
{
  gint64 begin;
  gint64 sample;
} Part;

static gint64
expected_at (const Scanner *scanner, const Part *part, gint64 record)
{
  return part->sample + count_samples (scanner, part->begin, record);
}

/* The first data record after a gap, before @last, which lies after one. */
static Glance
find_gap (Scanner    *scanner,
          const Part *part,
          gint64      last,
          double      at_last,
          guint8     *bytes,
          Part       *next,
          GError    **error)
{
  gint64 low = part->begin, high = last;
  double late = at_last - (double) expected_at (scanner, part, last);
  double at_high = at_last;

  while (high - low > 1)
    {
      const gint64 middle = low + (high - low) / 2;
      const gint64 expected = expected_at (scanner, part, middle);
      double       at;
      const Glance seen = look_at (scanner, middle, bytes, &at, error);

      if (seen != GLANCE_DONE)
        return seen;
      if (is_at (at, expected))
        {
          low = middle;
          continue;
        }
      if (at < (double) expected || at - (double) expected > late + 1.0)
        return GLANCE_UNCLEAR;
      high = middle;
      at_high = at;
      late = at - (double) expected;
    }
  *next = (Part){ high, (gint64) rint (CLAMP (at_high, -1.0, (double) scanner->limit + 1.0)) };
  return GLANCE_DONE;
}

static Glance
place_parts (Scanner *scanner, guint8 *bytes, GCancellable *cancellable, GError **error)
{
  EcgEdfTimeline *timeline = scanner->scan->timeline;
  const gint64    n_records = ecg_edf_file_n_records (scanner->file);
  const gint64    last = n_records - 1;
  Part            part = { 0, 0 };
  double          at_last;
  Glance          seen = look_at (scanner, last, bytes, &at_last, error);

  while (seen == GLANCE_DONE && !is_at (at_last, expected_at (scanner, &part, last)))
    {
      Part next;

      if (at_last < (double) expected_at (scanner, &part, last) ||
          timeline->runs->len == GLANCE_RUNS)
        return GLANCE_UNCLEAR;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return GLANCE_FAILED;
      seen = find_gap (scanner, &part, last, at_last, bytes, &next, error);
      if (seen != GLANCE_DONE)
        break;
      if (!ecg_edf_timeline_add (timeline, count_samples (scanner, part.begin, next.begin),
                                 part.sample, scanner->limit))
        return GLANCE_UNCLEAR;
      part = next;
    }
  if (seen == GLANCE_DONE &&
      !ecg_edf_timeline_add (timeline, count_samples (scanner, part.begin, n_records), part.sample,
                             scanner->limit))
    return GLANCE_UNCLEAR;
  return seen;
}

/* Marks that say how a file is to be read stand mostly at its begin or its end. */
static gboolean
read_edges (Scanner *scanner, guint8 *bytes, GError **error)
{
  const gint64 n_records = ecg_edf_file_n_records (scanner->file);

  for (gint64 i = 1; i < MIN (n_records, GLANCE_RECORDS); i++)
    if (!read_record (scanner, i, bytes, error))
      return FALSE;
  return n_records <= GLANCE_RECORDS || read_record (scanner, n_records - 1, bytes, error);
}

/* An uninterrupted file says where it begins, and its times are not asked any more. */
static Glance
glance (Scanner *scanner, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (room_for_texts (scanner->file) + 1);
  double             at;
  const Glance       seen = look_at (scanner, 0, bytes, &at, error);

  if (seen != GLANCE_DONE)
    return seen;
  scanner->scan->start = scanner->onset;
  if (!read_edges (scanner, bytes, error))
    return GLANCE_FAILED;
  if (ecg_edf_file_header (scanner->file)->interrupted)
    return place_parts (scanner, bytes, cancellable, error);
  return ecg_edf_timeline_add (scanner->scan->timeline, scanner->n_samples, 0, scanner->limit)
           ? GLANCE_DONE
           : GLANCE_UNCLEAR;
}

EcgEdfScan *
ecg_edf_scan_glance (const EcgEdfFile *file,
                     double            rate_hz,
                     gint64            per_record,
                     gint64            n_samples,
                     gint64            limit,
                     GCancellable     *cancellable,
                     GError          **error)
{
  g_autoptr (EcgEdfScan) self = make_scan ();
  Scanner scanner = { .scan = self,
                      .file = file,
                      .rate_hz = rate_hz,
                      .per_record = per_record,
                      .n_samples = n_samples,
                      .limit = limit };

  if (room_for_texts (file) == 0)
    return NULL;
  if (glance (&scanner, cancellable, error) != GLANCE_DONE)
    return NULL;
  finish_marks (self);
  return g_steal_pointer (&self);
}
