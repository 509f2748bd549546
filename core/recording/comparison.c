/* What came back of a recording that was written: the differences, in words. */

#include "core/recording/comparison.h"

#include "core/recording/unit.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define BLOCK 65536

typedef struct
{
  EcgRecording *written;
  EcgRecording *read;
  GStrvBuilder *differences;
  GCancellable *cancellable;
  gboolean      same_samples;
} Comparison;

/* Of one lead. */
typedef struct
{
  gint64 n_counts; /* counts that differ */
  gint64 n_values; /* values that differ */
  double greatest; /* distance of two values; infinite where one is missing */
} Distance;

static gboolean
is_same_number (double a, double b)
{
  return a >= b && a <= b;
}

static void
measure_values (Distance *distance, const float *a, const float *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if ((isnan (a[i]) && isnan (b[i])) || is_same_number ((double) a[i], (double) b[i]))
        continue;
      distance->n_values++;
      if (isfinite (a[i]) && isfinite (b[i]))
        distance->greatest = fmax (distance->greatest, fabs ((double) a[i] - (double) b[i]));
      else
        distance->greatest = INFINITY;
    }
}

static void
measure_counts (Distance *distance, const gint32 *a, const gint32 *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    distance->n_counts += a[i] != b[i];
}

static gboolean
measure (Comparison *self, EcgSeries *a, EcgSeries *b, Distance *distance, GError **error)
{
  const gint64       n = MIN (ecg_series_get_length (a), ecg_series_get_length (b));
  const gboolean     counted = ecg_series_get_scale (a, NULL) && ecg_series_get_scale (b, NULL);
  g_autofree float  *values = g_new (float, 2 * BLOCK);
  g_autofree gint32 *counts = g_new (gint32, 2 * BLOCK);

  for (gint64 t = 0; t < n; t += BLOCK)
    {
      const EcgSpan span = { t, MIN (t + BLOCK, n) };
      const gsize   length = (gsize) (span.end - span.begin);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      ecg_series_read (a, span, values);
      ecg_series_read (b, span, values + BLOCK);
      measure_values (distance, values, values + BLOCK, length);
      if (!counted)
        continue;
      ecg_series_read_counts (a, span, counts);
      ecg_series_read_counts (b, span, counts + BLOCK);
      measure_counts (distance, counts, counts + BLOCK, length);
    }
  return TRUE;
}

static void
tell_values (Comparison *self, EcgSeries *lead, const Distance *distance)
{
  const char *name = ecg_series_get_name (lead);

  if (isinf (distance->greatest))
    ecg_warn (self->differences, _ ("Lead %s: %" PRId64 " values are not kept; some are missing."),
              name, distance->n_values);
  else
    ecg_warn (self->differences, _ ("Lead %s: %" PRId64 " values are rounded, by at most %.3g %s."),
              name, distance->n_values, distance->greatest, ecg_series_get_unit (lead));
}

static void
tell_scale (Comparison *self, EcgSeries *a, EcgSeries *b, const Distance *distance)
{
  const char    *name = ecg_series_get_name (a);
  EcgScale       of_a = { 1.0, 0.0, 0 }, of_b = { 1.0, 0.0, 0 };
  const gboolean counted_a = ecg_series_get_scale (a, &of_a);
  const gboolean counted_b = ecg_series_get_scale (b, &of_b);

  if (counted_a && !counted_b)
    ecg_warn (self->differences, _ ("Lead %s: the converter's counts are not kept."), name);
  else if (counted_b && !counted_a)
    ecg_warn (self->differences, _ ("Lead %s: its values are kept as whole counts."), name);
  else if (distance->n_counts > 0)
    ecg_warn (self->differences, _ ("Lead %s: %" PRId64 " counts are not the same."), name,
              distance->n_counts);
  else if (!is_same_number (of_a.gain, of_b.gain) || !is_same_number (of_a.baseline, of_b.baseline))
    ecg_warn (self->differences,
              _ ("Lead %s: the scale of its counts, %.9g (%.9g), is kept as %.9g (%.9g)."), name,
              of_a.gain, of_a.baseline, of_b.gain, of_b.baseline);
  else if (of_a.bits != of_b.bits)
    ecg_warn (self->differences, _ ("Lead %s: the bits of its converter, %u, are kept as %u."),
              name, of_a.bits, of_b.bits);
}

static gboolean
compare_lead (Comparison *self, guint index, GError **error)
{
  EcgSeries     *a = ecg_recording_get_lead (self->written, index);
  EcgSeries     *b = ecg_recording_get_lead (self->read, index);
  const gboolean counted_a = ecg_series_get_scale (a, NULL);
  const gboolean counted_b = ecg_series_get_scale (b, NULL);
  Distance       distance = { 0 };

  if (!measure (self, a, b, &distance, error))
    return FALSE;
  if (strcmp (ecg_series_get_name (a), ecg_series_get_name (b)) != 0)
    ecg_warn (self->differences, _ ("Lead %s is kept under the name “%s”."),
              ecg_series_get_name (a), ecg_series_get_name (b));
  /* µV and uV are one. */
  if (strcmp (ecg_unit_display (ecg_series_get_unit (a)),
              ecg_unit_display (ecg_series_get_unit (b))) != 0)
    ecg_warn (self->differences, _ ("Lead %s: its unit, “%s”, is kept as “%s”."),
              ecg_series_get_name (a), ecg_series_get_unit (a), ecg_series_get_unit (b));
  tell_scale (self, a, b, &distance);
  if (distance.n_values > 0)
    tell_values (self, a, &distance);
  if (counted_a != counted_b || (counted_a ? distance.n_counts > 0 : distance.n_values > 0))
    self->same_samples = FALSE;
  return TRUE;
}

static gboolean
compare_leads (Comparison *self, GError **error)
{
  const guint  n_a = ecg_recording_get_n_leads (self->written);
  const guint  n_b = ecg_recording_get_n_leads (self->read);
  const gint64 length_a = ecg_recording_get_length (self->written);
  const gint64 length_b = ecg_recording_get_length (self->read);

  if (n_a != n_b)
    ecg_warn (self->differences, _ ("%u leads were written, %u are kept."), n_a, n_b);
  if (length_a != length_b)
    ecg_warn (self->differences,
              _ ("%" PRId64 " samples were written of each lead, %" PRId64 " are kept."), length_a,
              length_b);
  self->same_samples = n_a == n_b && length_a == length_b;
  for (guint i = 0; i < MIN (n_a, n_b); i++)
    if (!compare_lead (self, i, error))
      return FALSE;
  return TRUE;
}

static void
compare_labels (Comparison *self)
{
  const char *subject = ecg_recording_get_subject (self->written);
  const char *activity = ecg_recording_get_activity (self->written);

  if (subject != NULL && g_strcmp0 (subject, ecg_recording_get_subject (self->read)) != 0)
    ecg_warn (self->differences, _ ("The subject, “%s”, is not kept as it stands."), subject);
  if (activity != NULL && g_strcmp0 (activity, ecg_recording_get_activity (self->read)) != 0)
    ecg_warn (self->differences, _ ("The activity, “%s”, is not kept as it stands."), activity);
}

static void
compare_start (Comparison *self)
{
  GDateTime *a = ecg_recording_get_started (self->written);
  GDateTime *b = ecg_recording_get_started (self->read);

  if (a != NULL && b == NULL)
    ecg_warn (self->differences, _ ("When the recording began is not kept."));
  else if (a != NULL && !g_date_time_equal (a, b))
    {
      g_autofree char *text_a = g_date_time_format_iso8601 (a);
      g_autofree char *text_b = g_date_time_format_iso8601 (b);

      ecg_warn (self->differences, _ ("The start of the recording, %s, is kept as %s."), text_a,
                text_b);
    }
}

static void
compare_comments (Comparison *self)
{
  const char *const *a = ecg_recording_get_comments (self->written);
  const char *const *b = ecg_recording_get_comments (self->read);
  guint              n_lost = 0;

  for (guint i = 0; a != NULL && a[i] != NULL; i++)
    n_lost += b == NULL || !g_strv_contains (b, a[i]);
  if (n_lost > 0)
    ecg_warn (self->differences,
              ngettext ("%u comment is not kept as it stands.",
                        "%u comments are not kept as they stand.", n_lost),
              n_lost);
}

static gboolean
is_same_annotation (const EcgAnnotation *a, const EcgAnnotation *b)
{
  return a->sample == b->sample && a->length == b->length && a->code == b->code &&
         a->subtype == b->subtype && a->chan == b->chan && a->num == b->num &&
         g_strcmp0 (a->aux, b->aux) == 0;
}

static guint
count_annotations (const EcgAnnotations *annotations)
{
  return annotations != NULL ? annotations->items->len : 0;
}

static void
compare_annotations (Comparison *self)
{
  const EcgAnnotations *a = ecg_recording_get_annotations (self->written);
  const EcgAnnotations *b = ecg_recording_get_annotations (self->read);
  const guint           n_a = count_annotations (a), n_b = count_annotations (b);
  guint                 n_lost = n_a > n_b ? n_a - n_b : 0;

  if (n_a > 0 && n_b == 0)
    {
      ecg_warn (self->differences,
                ngettext ("%u annotation is not kept; labels are exported on their own.",
                          "%u annotations are not kept; labels are exported on their own.", n_a),
                n_a);
      return;
    }
  for (guint i = 0; i < MIN (n_a, n_b); i++)
    n_lost += !is_same_annotation (ecg_annotations_get (a, i), ecg_annotations_get (b, i));
  if (n_lost > 0)
    ecg_warn (self->differences,
              ngettext ("%u annotation is not kept as it is.",
                        "%u annotations are not kept as they are.", n_lost),
              n_lost);
}

EcgComparison *
ecg_recording_compare (EcgRecording *written,
                       EcgRecording *read,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (GStrvBuilder) differences = g_strv_builder_new ();
  Comparison self = {
    .written = written, .read = read, .differences = differences, .cancellable = cancellable
  };
  EcgComparison *comparison;

  g_return_val_if_fail (written != NULL && read != NULL, NULL);

  if (!compare_leads (&self, error))
    return NULL;
  if (!is_same_number (ecg_recording_get_rate (written), ecg_recording_get_rate (read)))
    ecg_warn (differences, _ ("The sampling rate, %.9g Hz, is kept as %.9g Hz."),
              ecg_recording_get_rate (written), ecg_recording_get_rate (read));
  compare_start (&self);
  compare_labels (&self);
  compare_comments (&self);
  compare_annotations (&self);
  comparison = g_new (EcgComparison, 1);
  comparison->same_samples = self.same_samples;
  comparison->differences = g_strv_builder_end (differences);
  return comparison;
}

void
ecg_comparison_free (EcgComparison *self)
{
  g_strfreev (self->differences);
  g_free (self);
}
