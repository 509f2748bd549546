/* Lists of annotations need not lie in the data record of their time: they are written one after
 * the other into as many data records as it takes. */

#include "core/recording/edf-texts.h"

#include "core/recording/comment.h"
#include "core/recording/edf-mark.h"
#include "core/recording/edf-tal.h"
#include "core/recording/span-list.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What keeps the time takes at most. */
#define TIME_BYTES 24

#define SIZE_STEP 8

struct _EcgEdfTexts
{
  const EcgEdfLayout *layout; /* borrowed: it outlives the writing */
  double              start;
  double              rate_hz;
  GByteArray         *lists;
  GArray             *ends; /* of each list: guint, one past its last byte */
  gsize               size;
  guint               next; /* list */
  guint               n_cut;
  guint               n_changed;
};

static double
seconds_at (const EcgEdfTexts *self, double sample)
{
  return self->start + sample / self->rate_hz;
}

/* @text without what the standard does not allow, and no longer than EDFlib reads. */
static char *
trim_text (EcgEdfTexts *self, const char *text)
{
  char *trimmed = g_strdup (text);
  gsize n = strlen (text);

  for (char *at = trimmed; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) && strchr ("\t\n\r", *at) == NULL)
      {
        *at = ' ';
        self->n_changed++;
      }
  if (n <= ECG_EDF_MARK_TEXT)
    return trimmed;
  self->n_cut++;
  /* Never within a character. */
  for (n = ECG_EDF_MARK_TEXT; (trimmed[n] & 0xc0) == 0x80; n--)
    continue;
  trimmed[n] = '\0';
  return trimmed;
}

static void
add_list (EcgEdfTexts *self, double onset, double duration, const char *text)
{
  g_autofree char *trimmed = trim_text (self, text);
  const EcgEdfTal  tal = { onset, duration, trimmed, FALSE };

  ecg_edf_tal_print (self->lists, &tal);
  g_array_append_val (self->ends, self->lists->len);
}

static void
add_span (EcgEdfTexts *self, EcgSpan span, const char *text)
{
  add_list (self, seconds_at (self, (double) span.begin),
            (double) ecg_span_length (span) / self->rate_hz, text);
}

static void
add_comment (EcgEdfTexts *self, const char *comment)
{
  g_autofree char *text = g_strconcat (ECG_EDF_MARK_COMMENT, comment, NULL);

  add_list (self, self->start, -1.0, text);
}

/* Comments, and what a field of the header is too short for. */
static void
add_comments (EcgEdfTexts *self, EcgRecording *recording)
{
  static const char *const keys[] = { "subject", "activity" };
  const char *const        values[] = { ecg_recording_get_subject (recording),
                                        ecg_recording_get_activity (recording) };
  const char *const       *comments = ecg_recording_get_comments (recording);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *said = ecg_comment_value (comments, keys[i]);
      g_autofree char *ascii = values[i] != NULL ? ecg_edf_plan_ascii (values[i], 40) : NULL;

      /* An underscore may be a blank. */
      if (values[i] != NULL && g_strcmp0 (said, values[i]) != 0 &&
          (said != NULL || strcmp (ascii, values[i]) != 0 || strpbrk (values[i], " _") != NULL ||
           strcmp (values[i], "X") == 0))
        {
          g_autofree char *text = g_strdup_printf (" %s: %s", keys[i], values[i]);

          add_comment (self, text);
        }
    }
  for (guint i = 0; comments != NULL && comments[i] != NULL; i++)
    add_comment (self, comments[i]);
}

static void
add_annotations (EcgEdfTexts *self, const EcgAnnotations *annotations, GStrvBuilder *warnings)
{
  const double rate_hz = annotations->rate_hz > 0.0 ? annotations->rate_hz : self->rate_hz;
  guint        n_moved = 0;

  for (guint i = 0; i < annotations->items->len; i++)
    {
      const EcgAnnotation *annotation = ecg_annotations_get (annotations, i);
      const double         at = (double) annotation->sample / rate_hz;
      g_autofree char     *text = ecg_edf_mark_print (annotation);

      n_moved += fabs (at * self->rate_hz - rint (at * self->rate_hz)) > 1e-6;
      add_list (self, self->start + at,
                annotation->length > 0 ? (double) annotation->length / rate_hz : -1.0, text);
    }
  if (n_moved > 0)
    ecg_warn (warnings,
              ngettext ("%u annotation lies between samples and will be read at the nearest.",
                        "%u annotations lie between samples and will be read at the nearest.",
                        n_moved),
              n_moved);
  if (annotations->definitions->len > 0)
    ecg_warn (warnings,
              _ ("EDF+ has no place for the definitions of an annotator's own codes: they "
                 "were left out."));
}

static void
add_missing (EcgEdfTexts *self, const EcgEdfPlan *plan, GStrvBuilder *warnings)
{
  g_autoptr (GArray) common = ecg_edf_plan_missing (plan);
  g_autoptr (GArray) written = NULL;
  guint n = 0;

  written = ecg_span_list_subtract (common, self->layout->gaps);
  for (guint i = 0; i < written->len; i++, n++)
    add_span (self, g_array_index (written, EcgSpan, i), ECG_EDF_MARK_MISSING);
  for (guint i = 0; i < plan->n_leads; i++)
    {
      g_autoptr (GArray) own = ecg_span_list_subtract (plan->leads[i].missing, common);
      g_autofree char *text = g_strconcat (ECG_EDF_MARK_MISSING "@@", plan->leads[i].label, NULL);

      for (guint k = 0; k < own->len; k++, n++)
        add_span (self, g_array_index (own, EcgSpan, k), text);
    }
  if (n > 0)
    ecg_warn (warnings,
              ngettext ("EDF+ can leave out whole data records only: %u span of missing samples is "
                        "marked by an annotation, and filled for programs that do not know it.",
                        "EDF+ can leave out whole data records only: %u spans of missing samples "
                        "are marked by annotations, and filled for programs that do not know them.",
                        n),
              n);
}

/* Whether data records with room for @room bytes of lists hold all. */
static gboolean
holds_all (const EcgEdfTexts *self, gsize room)
{
  guint n_records = 1;
  gsize begin = 0, used = 0;

  for (guint i = 0; i < self->ends->len; i++)
    {
      const gsize n = g_array_index (self->ends, guint, i) - begin;

      begin += n;
      if (n > room)
        return FALSE;
      if (used + n > room)
        {
          n_records++;
          used = 0;
        }
      used += n;
    }
  return n_records <= self->layout->records->len;
}

static void
choose_size (EcgEdfTexts *self, guint sample_bytes)
{
  gsize room = self->lists->len / MAX (self->layout->records->len, 1);

  while (!holds_all (self, room))
    room += MAX (SIZE_STEP, room / 64);
  self->size = (TIME_BYTES + room + sample_bytes - 1) / sample_bytes * sample_bytes;
}

EcgEdfTexts *
ecg_edf_texts_new (EcgRecording       *recording,
                   const EcgEdfPlan   *plan,
                   const EcgEdfLayout *layout,
                   double              start,
                   guint               sample_bytes,
                   GStrvBuilder       *warnings)
{
  EcgEdfTexts *self = g_new0 (EcgEdfTexts, 1);
  const gint64 length = ecg_recording_get_length (recording);
  const gint64 end = ecg_edf_layout_end (layout);

  self->layout = layout;
  self->start = start;
  self->rate_hz = ecg_recording_get_rate (recording);
  self->lists = g_byte_array_new ();
  self->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  add_comments (self, recording);
  if (ecg_recording_get_annotations (recording) != NULL)
    add_annotations (self, ecg_recording_get_annotations (recording), warnings);
  if (self->n_cut > 0)
    ecg_warn (warnings,
              ngettext ("%u text is longer than the 512 bytes that EDFlib reads: it was cut.",
                        "%u texts are longer than the 512 bytes that EDFlib reads: they were cut.",
                        self->n_cut),
              self->n_cut);
  if (self->n_changed > 0)
    ecg_warn (warnings,
              ngettext ("%u control character within a text was written as a blank.",
                        "%u control characters within texts were written as blanks.",
                        self->n_changed),
              self->n_changed);
  add_missing (self, plan, warnings);
  if (end > length)
    add_span (self, (EcgSpan){ length, end }, ECG_EDF_MARK_PADDING);
  choose_size (self, sample_bytes);
  return self;
}

void
ecg_edf_texts_free (EcgEdfTexts *self)
{
  g_byte_array_unref (self->lists);
  g_array_unref (self->ends);
  g_free (self);
}

gsize
ecg_edf_texts_size (const EcgEdfTexts *self)
{
  return self->size;
}

void
ecg_edf_texts_print (EcgEdfTexts *self, guint record, guint8 *bytes)
{
  const gint64    sample = g_array_index (self->layout->records, gint64, record);
  const EcgEdfTal tal = { seconds_at (self, (double) sample), -1.0, "", TRUE };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const gsize room = self->size - TIME_BYTES;
  gsize       begin = self->next > 0 ? g_array_index (self->ends, guint, self->next - 1) : 0;
  gsize       used = 0;

  ecg_edf_tal_print (out, &tal);
  g_assert (out->len <= TIME_BYTES);
  for (; self->next < self->ends->len; self->next++)
    {
      const gsize n = g_array_index (self->ends, guint, self->next) - begin;

      if (used + n > room)
        break;
      g_byte_array_append (out, self->lists->data + begin, (guint) n);
      begin += n;
      used += n;
    }
  memset (bytes, 0, self->size);
  memcpy (bytes, out->data, out->len);
}
