#include "core/recording/edf-layout.h"

#include "core/recording/span-list.h"

#include <math.h>

/* EDFlib reads data records of 10 MB, 15 of BDF. */
#define RECORD_BYTES ((gint64) 4 << 20)

/* Seconds of a data record. */
#define SHORTEST 0.1
#define LONGEST 10.0

#define TRIALS_MAX 65536

static double
rate_of (gint64 per_record, const EcgEdfNumber *seconds)
{
  gint64 scaled = per_record;

  for (guint i = 0; i < seconds->decimals; i++)
    scaled *= 10;
  return (double) scaled / (double) seconds->mantissa;
}

/* Returns how far the rate is off that follows, relative to @rate_hz. */
static double
try_record (EcgEdfLayout *self, gint64 per_record, double rate_hz)
{
  char text[ECG_EDF_NUMBER + 1];

  self->per_record = per_record;
  ecg_edf_number_print (text, (double) per_record / rate_hz);
  if (!ecg_edf_number_parse (text, &self->seconds))
    self->seconds = (EcgEdfNumber){ 0, 0 };
  if (self->seconds.mantissa <= 0)
    return INFINITY;
  return fabs (rate_of (per_record, &self->seconds) / rate_hz - 1.0);
}

/* Quick: whether the duration may have so few decimals that a field holds it. */
static gboolean
is_short (double seconds)
{
  const double millionths = seconds * 1e6;

  return fabs (millionths - rint (millionths)) <= 1e-9 + 1e-12 * millionths;
}

static gboolean
is_exact (const EcgEdfLayout *self, double rate_hz)
{
  const double rate = rate_of (self->per_record, &self->seconds);

  return rate <= rate_hz && rate >= rate_hz;
}

/* Samples in a data record, tried upwards from 1; which of two is better. */
static gboolean
is_better (gint64 length, double rate_hz, gint64 per_record, gint64 than)
{
  const double   seconds = (double) per_record / rate_hz, other = (double) than / rate_hz;
  const gboolean fills = length % per_record == 0 && seconds >= SHORTEST && seconds <= LONGEST;
  const gboolean other_fills = length % than == 0 && other >= SHORTEST && other <= LONGEST;

  if (than == 0 || fills != other_fills)
    return than == 0 || fills;
  return fabs (log (seconds)) < fabs (log (other));
}

static void
choose_record (EcgEdfLayout *self, guint n_leads, guint sample_bytes, double rate_hz, gint64 length)
{
  const gint64 room = MAX (RECORD_BYTES / n_leads / sample_bytes, 1);
  const gint64 most = MIN (MIN (room, TRIALS_MAX), (gint64) CLAMP (rate_hz * 60.0, 1.0, 1e9));
  gint64       best = 0, nearest = 1;
  double       least = INFINITY;

  for (gint64 n = 1; n <= most; n++)
    {
      double error;

      if (!is_short ((double) n / rate_hz) && n != most)
        continue;
      error = try_record (self, n, rate_hz);
      if (error < least)
        {
          least = error;
          nearest = n;
        }
      if (is_exact (self, rate_hz) && (best == 0 || is_better (length, rate_hz, n, best)))
        best = n;
    }
  self->exact = best > 0;
  try_record (self, best > 0 ? best : nearest, rate_hz);
}

/* The data records of samples @span, the last of which may reach beyond it. */
static void
add_records (EcgEdfLayout *self, EcgSpan span)
{
  for (gint64 at = span.begin; at < span.end; at += self->per_record)
    g_array_append_val (self->records, at);
}

gint64
ecg_edf_layout_end (const EcgEdfLayout *self)
{
  return self->records->len > 0
           ? g_array_index (self->records, gint64, self->records->len - 1) + self->per_record
           : 0;
}

/* The first and the last data record are written in any case: they say where the recording begins
 * and ends. */
static void
deal (EcgEdfLayout *self, gint64 length, const GArray *missing)
{
  gint64 begin = 0;

  for (guint i = 0; missing != NULL && i < missing->len; i++)
    {
      const EcgSpan run = g_array_index (missing, EcgSpan, i);
      const gint64  end = MAX (run.begin, self->per_record);
      EcgSpan       gap = { begin +
                              (end - begin + self->per_record - 1) / self->per_record * self->per_record,
                            MIN (run.end, length - self->per_record) };

      /* A reader takes less than two samples for the rounding of a time. */
      if (gap.end < gap.begin + 2)
        continue;
      add_records (self, (EcgSpan){ begin, end });
      g_array_append_val (self->gaps, gap);
      begin = gap.end;
    }
  add_records (self, (EcgSpan){ begin, length });
}

EcgEdfLayout *
ecg_edf_layout_new (
  guint n_leads, guint sample_bytes, double rate_hz, gint64 length, const GArray *missing)
{
  EcgEdfLayout *self = g_new0 (EcgEdfLayout, 1);

  self->records = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->gaps = ecg_span_list_new ();
  choose_record (self, n_leads, sample_bytes, rate_hz, length);
  deal (self, length, missing);
  return self;
}

void
ecg_edf_layout_free (EcgEdfLayout *self)
{
  g_array_unref (self->records);
  g_array_unref (self->gaps);
  g_free (self);
}
