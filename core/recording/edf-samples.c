#include "core/recording/edf-samples.h"

struct _EcgEdfSamples
{
  EcgEdfFile     *file;
  EcgEdfLibrary  *library; /* owned, nullable */
  EcgEdfTimeline *timeline;
  guint           n_leads;
  guint          *signals;
  GArray        **hidden; /* of each lead: EcgSpan, in order of their begin once sorted */
  gboolean        sorted;
};

EcgEdfSamples *
ecg_edf_samples_new (EcgEdfFile     *file,
                     EcgEdfLibrary  *library,
                     EcgEdfTimeline *timeline,
                     const guint    *signals,
                     guint           n_leads)
{
  EcgEdfSamples *self = g_new (EcgEdfSamples, 1);

  self->file = ecg_edf_file_ref (file);
  self->library = library;
  self->timeline = timeline;
  self->n_leads = n_leads;
  self->signals = g_memdup2 (signals, n_leads * sizeof *signals);
  self->hidden = g_new (GArray *, n_leads);
  self->sorted = TRUE;
  for (guint i = 0; i < n_leads; i++)
    self->hidden[i] = g_array_new (FALSE, FALSE, sizeof (EcgSpan));
  return self;
}

void
ecg_edf_samples_free (EcgEdfSamples *self)
{
  for (guint i = 0; i < self->n_leads; i++)
    g_array_unref (self->hidden[i]);
  g_free (self->hidden);
  g_free (self->signals);
  ecg_edf_timeline_free (self->timeline);
  g_clear_pointer (&self->library, ecg_edf_library_close);
  ecg_edf_file_unref (self->file);
  g_free (self);
}

void
ecg_edf_samples_hide (EcgEdfSamples *self, guint lead, EcgSpan span)
{
  g_return_if_fail (lead < self->n_leads || lead == G_MAXUINT);

  for (guint i = 0; i < self->n_leads; i++)
    if (lead == i || lead == G_MAXUINT)
      g_array_append_val (self->hidden[i], span);
  self->sorted = FALSE;
}

static int
compare_begins (gconstpointer a, gconstpointer b)
{
  const EcgSpan *first = a, *second = b;

  return first->begin < second->begin ? -1 : first->begin > second->begin;
}

/* Sorted, and each longer than what came before, so that one bisection finds what touches. */
static void
sort_hidden (EcgEdfSamples *self)
{
  for (guint i = 0; i < self->n_leads; i++)
    {
      GArray  *spans = self->hidden[i];
      EcgSpan *all = (EcgSpan *) (void *) spans->data;
      guint    n = 0;

      g_array_sort (spans, compare_begins);
      for (guint k = 0; k < spans->len; k++)
        if (n > 0 && all[k].begin <= all[n - 1].end)
          all[n - 1].end = MAX (all[n - 1].end, all[k].end);
        else
          all[n++] = all[k];
      g_array_set_size (spans, n);
    }
  self->sorted = TRUE;
}

static void
set_missing (gint32 *counts, EcgSpan span, EcgSpan missing)
{
  const EcgSpan both = ecg_span_intersect (span, missing);

  for (gint64 i = both.begin; i < both.end; i++)
    counts[i - span.begin] = ECG_COUNT_MISSING;
}

static void
hide (const EcgEdfSamples *self, guint lead, gint32 *counts, EcgSpan span)
{
  const GArray  *spans = self->hidden[lead];
  const EcgSpan *all = (const EcgSpan *) (const void *) spans->data;
  guint          low = 0, high = spans->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (all[middle].end <= span.begin)
        low = middle + 1;
      else
        high = middle;
    }
  for (guint k = low; k < spans->len && all[k].begin < span.end; k++)
    set_missing (counts, span, all[k]);
}

/* Samples in the order of the file. */
static gboolean
read_stored (EcgEdfSamples *self, guint lead, EcgSpan stored, gint32 *counts, GError **error)
{
  const guint signal = self->signals[lead];

  return (self->library != NULL &&
          ecg_edf_library_read (self->library, signal, stored.begin, stored.end, counts)) ||
         ecg_edf_file_read (self->file, signal, stored.begin, stored.end, counts, error);
}

static gboolean
read_lead (EcgEdfSamples *self, guint lead, gint32 *counts, EcgSpan span, GError **error)
{
  gint64 done = span.begin;

  for (guint i = ecg_edf_timeline_find (self->timeline, span.begin);
       i < self->timeline->runs->len && done < span.end; i++)
    {
      const EcgEdfRun *run = ecg_edf_timeline_get (self->timeline, i);
      const gint64     shift = run->stored.begin - run->sample;
      const EcgSpan    placed = { run->sample, run->stored.end - shift };
      const EcgSpan    both = ecg_span_intersect (span, placed);

      if (ecg_span_is_empty (both))
        break;
      set_missing (counts, span, (EcgSpan){ done, both.begin });
      if (!read_stored (self, lead, (EcgSpan){ both.begin + shift, both.end + shift },
                        counts + (both.begin - span.begin), error))
        return FALSE;
      done = both.end;
    }
  set_missing (counts, span, (EcgSpan){ done, span.end });
  hide (self, lead, counts, span);
  return TRUE;
}

static void
add_numbers (GChecksum *checksum, const gint64 *numbers, gsize n)
{
  g_checksum_update (checksum, (const guchar *) numbers, (gssize) (n * sizeof *numbers));
}

char *
ecg_edf_samples_digest (EcgEdfSamples *self, gint64 length)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  if (!self->sorted)
    sort_hidden (self);
  add_numbers (checksum, &length, 1);
  for (guint i = 0; i < self->timeline->runs->len; i++)
    {
      const EcgEdfRun *run = ecg_edf_timeline_get (self->timeline, i);
      const gint64     numbers[] = { run->stored.begin, run->stored.end, run->sample };

      add_numbers (checksum, numbers, G_N_ELEMENTS (numbers));
    }
  for (guint i = 0; i < self->n_leads; i++)
    for (guint k = 0; k < self->hidden[i]->len; k++)
      {
        const EcgSpan span = g_array_index (self->hidden[i], EcgSpan, k);
        const gint64  numbers[] = { i, span.begin, span.end };

        add_numbers (checksum, numbers, G_N_ELEMENTS (numbers));
      }
  return g_strdup (g_checksum_get_string (checksum));
}

gboolean
ecg_edf_samples_read (EcgEdfSamples *self, gint32 *const *counts, EcgSpan span, GError **error)
{
  if (!self->sorted)
    sort_hidden (self);
  for (guint i = 0; i < self->n_leads; i++)
    if (!read_lead (self, i, counts[i], span, error))
      return FALSE;
  return TRUE;
}
