#include "core/recording/edf-plan.h"

#include "core/recording/quantise.h"
#include "core/recording/span-list.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define LABEL_SIZE 16
#define UNIT_SIZE 8
#define BLOCK_SAMPLES 65536

char *
ecg_edf_plan_ascii (const char *text, gsize n)
{
  g_autoptr (GString) out = g_string_new (text);
  char *ascii;

  g_string_replace (out, "\u00b5", "u", 0);
  g_string_replace (out, "\u03bc", "u", 0);
  ascii = g_str_to_ascii (out->str, "C");
  for (char *at = ascii; *at != '\0'; at++)
    if (!g_ascii_isprint (*at))
      *at = ' ';
  if (strlen (ascii) > n)
    ascii[n] = '\0';
  return g_strchomp (ascii);
}

static gboolean
is_taken (const EcgEdfPlan *self, guint n, const char *label)
{
  /* Nor may a lead be taken for annotations. */
  if (g_str_has_suffix (label, "DF Annotations"))
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (strcmp (self->leads[i].label, label) == 0)
      return TRUE;
  return FALSE;
}

/* With a number at its end where another has the label already. */
static char *
make_label (const EcgEdfPlan *self, guint index, const char *name)
{
  char *label = ecg_edf_plan_ascii (name, LABEL_SIZE);

  for (guint number = 2; is_taken (self, index, label); number++)
    {
      g_autofree char *tail = g_strdup_printf (" %u", number);
      g_autofree char *head = ecg_edf_plan_ascii (name, LABEL_SIZE - strlen (tail));

      g_free (label);
      label = g_strconcat (head, tail, NULL);
    }
  return label;
}

/* Whether the standard's letter for micro is all that differs. */
static gboolean
is_same_unit (const char *unit, const char *written)
{
  g_autoptr (GString) out = g_string_new (unit);

  g_string_replace (out, "\u00b5", "u", 0);
  g_string_replace (out, "\u03bc", "u", 0);
  return strcmp (out->str, written) == 0;
}

static void
name_lead (EcgEdfPlan *self, guint index, GStrvBuilder *warnings)
{
  EcgEdfPlanLead *lead = &self->leads[index];
  const char     *name = ecg_series_get_name (lead->series);
  const char     *unit = ecg_series_get_unit (lead->series);

  lead->label = make_label (self, index, name);
  lead->unit = ecg_edf_plan_ascii (unit, UNIT_SIZE);
  if (strcmp (lead->label, name) != 0)
    ecg_warn (
      warnings,
      _ ("Lead “%s” was written as “%s”: EDF has 16 characters of ASCII for a name, and one "
         "name for each."),
      name, lead->label);
  if (!is_same_unit (unit, lead->unit))
    ecg_warn (warnings,
              _ ("The unit “%s” of lead “%s” was written as “%s”: EDF has 8 characters of ASCII."),
              unit, name, lead->unit);
}

static void
note_missing (EcgEdfPlanLead *lead, gint64 sample)
{
  EcgSpan *last =
    lead->missing->len > 0 ? &g_array_index (lead->missing, EcgSpan, lead->missing->len - 1) : NULL;
  EcgSpan span = { sample, sample + 1 };

  if (last != NULL && last->end == sample)
    last->end++;
  else
    g_array_append_val (lead->missing, span);
}

static void
measure_block (EcgEdfPlanLead *lead, EcgEdfExtent *extent, const gint32 *counts, EcgSpan span)
{
  for (gint64 i = 0; i < ecg_span_length (span); i++)
    if (counts[i] == ECG_COUNT_MISSING)
      note_missing (lead, span.begin + i);
    else
      {
        extent->least = MIN (extent->least, counts[i]);
        extent->greatest = MAX (extent->greatest, counts[i]);
      }
}

static gboolean
measure (EcgEdfPlanLead *lead, EcgEdfExtent *extent, GCancellable *cancellable, GError **error)
{
  const gint64       n = ecg_series_get_length (lead->series);
  g_autofree gint32 *counts = g_new (gint32, BLOCK_SAMPLES);

  *extent = (EcgEdfExtent){ G_MAXINT64, G_MININT64 };
  for (gint64 begin = 0; begin < n; begin += BLOCK_SAMPLES)
    {
      const EcgSpan span = { begin, MIN (begin + BLOCK_SAMPLES, n) };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (lead->computed != NULL)
        memcpy (counts, lead->computed + begin, (gsize) ecg_span_length (span) * sizeof *counts);
      else
        ecg_series_read_counts (lead->series, span, counts);
      measure_block (lead, extent, counts, span);
    }
  if (extent->least > extent->greatest)
    *extent = (EcgEdfExtent){ 0, 0 };
  return ecg_series_check (lead->series, error);
}

/* The least of 1, 2, 5, 10, … with which the extent fits. */
static gint64
find_divisor (const EcgEdfExtent *extent, guint bits)
{
  static const gint64 steps[] = { 1, 2, 5 };
  const gint64        room = ((gint64) 1 << bits) - 2;

  for (gint64 decade = 1;; decade *= 10)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      if ((extent->greatest - extent->least) / (steps[i] * decade) <= room)
        return steps[i] * decade;
}

static gint64
divide (gint64 count, const EcgEdfPlanLead *lead)
{
  const gint64 left = count - lead->offset;
  const gint64 half = lead->divisor / 2;

  return (left >= 0 ? left + half : left - half) / lead->divisor;
}

/* Moves and divides the counts so that they fit, and says so. */
static void
fit (
  EcgEdfPlanLead *lead, EcgScale *scale, EcgEdfExtent *extent, guint bits, GStrvBuilder *warnings)
{
  const gint64 limit = (gint64) 1 << (bits - 1);
  const char  *name = ecg_series_get_name (lead->series);

  lead->divisor = 1;
  if (extent->least >= -limit && extent->greatest < limit)
    return;
  lead->offset = extent->least + (extent->greatest - extent->least) / 2;
  lead->divisor = find_divisor (extent, bits);
  scale->baseline = (scale->baseline - (double) lead->offset) / (double) lead->divisor;
  scale->gain /= (double) lead->divisor;
  scale->bits = bits;
  if (lead->divisor == 1)
    ecg_warn (warnings,
              _ ("The counts of lead “%s” were written less %" PRId64
                 ", to fit into %u bits; its values are the same."),
              name, lead->offset, bits);
  else
    ecg_warn (warnings,
              _ ("Lead “%s” spans %" PRId64 " counts, more than %u bits hold: it was written in "
                 "steps of %" PRId64 " counts. BDF+ has 24 bits."),
              name, extent->greatest - extent->least + 1, bits, lead->divisor);
  extent->least = divide (extent->least, lead);
  extent->greatest = divide (extent->greatest, lead);
}

static void
find_range (EcgEdfPlanLead     *lead,
            const EcgScale     *scale,
            const EcgEdfExtent *extent,
            guint               bits,
            GStrvBuilder       *warnings)
{
  const char *name = ecg_series_get_name (lead->series);
  EcgScale    found = *scale;

  if (ecg_edf_range_find (&lead->range, scale, bits, *extent))
    return;
  if (!ecg_edf_range_scale (&lead->range, &found))
    {
      /* Values beyond what eight characters can say: counts without a scale. */
      lead->range = (EcgEdfRange){ -((gint64) 1 << (bits - 1)),
                                   ((gint64) 1 << (bits - 1)) - 1,
                                   { -((gint64) 1 << (bits - 1)), 0 },
                                   { ((gint64) 1 << (bits - 1)) - 1, 0 } };
      ecg_edf_range_scale (&lead->range, &found);
    }
  ecg_warn (warnings,
            _ ("The scale of lead “%s”, %.10g counts per %s at %.10g, was written as %.10g at "
               "%.10g: EDF has eight characters for each end of its range."),
            name, scale->gain, ecg_series_get_unit (lead->series), scale->baseline, found.gain,
            found.baseline);
}

static gboolean
plan_lead (EcgEdfPlanLead *lead,
           guint           bits,
           GStrvBuilder   *warnings,
           GCancellable   *cancellable,
           GError        **error)
{
  EcgScale     scale;
  EcgEdfExtent extent;

  lead->missing = ecg_span_list_new ();
  if (!ecg_series_get_scale (lead->series, &scale))
    {
      lead->computed = ecg_quantise (lead->series, bits, &scale);
      ecg_warn (warnings, _ ("The computed values of lead “%s” were rounded to steps of %g %s."),
                ecg_series_get_name (lead->series), 1.0 / scale.gain,
                ecg_series_get_unit (lead->series));
    }
  if (!measure (lead, &extent, cancellable, error))
    return FALSE;
  fit (lead, &scale, &extent, bits, warnings);
  find_range (lead, &scale, &extent, bits, warnings);
  return TRUE;
}

EcgEdfPlan *
ecg_edf_plan_new (EcgRecording *recording,
                  guint         bits,
                  GStrvBuilder *warnings,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (EcgEdfPlan) self = g_new (EcgEdfPlan, 1);

  self->n_leads = ecg_recording_get_n_leads (recording);
  self->leads = g_new0 (EcgEdfPlanLead, self->n_leads);
  for (guint i = 0; i < self->n_leads; i++)
    self->leads[i].series = ecg_recording_get_lead (recording, i);
  for (guint i = 0; i < self->n_leads; i++)
    {
      name_lead (self, i, warnings);
      if (!plan_lead (&self->leads[i], bits, warnings, cancellable, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
ecg_edf_plan_free (EcgEdfPlan *self)
{
  for (guint i = 0; i < self->n_leads; i++)
    {
      g_free (self->leads[i].label);
      g_free (self->leads[i].unit);
      g_free (self->leads[i].computed);
      g_clear_pointer (&self->leads[i].missing, g_array_unref);
    }
  g_free (self->leads);
  g_free (self);
}

GArray *
ecg_edf_plan_missing (const EcgEdfPlan *self)
{
  GArray *common = g_array_ref (self->leads[0].missing);

  for (guint i = 1; i < self->n_leads; i++)
    {
      GArray *both = ecg_span_list_intersect (common, self->leads[i].missing);

      g_array_unref (common);
      common = both;
    }
  return common;
}

void
ecg_edf_plan_read (const EcgEdfPlanLead *lead, EcgSpan span, gint32 *counts)
{
  const gint64 n = ecg_span_length (span);
  const gint64 held = MAX (MIN (span.end, ecg_series_get_length (lead->series)) - span.begin, 0);

  if (lead->computed == NULL)
    ecg_series_read_counts (lead->series, span, counts);
  else
    {
      memcpy (counts, lead->computed + span.begin, (gsize) held * sizeof *counts);
      for (gint64 i = held; i < n; i++)
        counts[i] = ECG_COUNT_MISSING;
    }
  if (lead->offset == 0 && lead->divisor == 1)
    return;
  for (gint64 i = 0; i < n; i++)
    if (counts[i] != ECG_COUNT_MISSING)
      counts[i] = (gint32) divide (counts[i], lead);
}
