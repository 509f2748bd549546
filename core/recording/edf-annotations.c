/* EDF+ files that hold annotations only. */

#include "core/recording/edf-annotations.h"

#include "core/recording/edf-file.h"
#include "core/recording/edf-mark.h"
#include "core/recording/edf-tal.h"
#include "core/recording/limits.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define RECORD_BYTES 30720 /* a data record shall not take more than 61440 */
#define KEEPS_TIME "+0\x14\x14"

/* Writing */

static GByteArray *
new_record (void)
{
  GByteArray *record = g_byte_array_new ();

  /* With its NUL, which ends the list. */
  g_byte_array_append (record, (const guint8 *) KEEPS_TIME, sizeof KEEPS_TIME);
  return record;
}

static void
append_annotation (GByteArray *out, const EcgAnnotation *annotation, double rate_hz)
{
  g_autofree char *text = ecg_edf_mark_print (annotation);
  const EcgEdfTal  tal = {
     .onset = (double) annotation->sample / rate_hz,
     .duration = annotation->length > 0 ? (double) annotation->length / rate_hz : -1.0,
     .text = text,
  };

  ecg_edf_tal_print (out, &tal);
}

static GPtrArray *
make_records (const EcgAnnotations *annotations, double rate_hz)
{
  GPtrArray  *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  GByteArray *record = new_record ();

  g_ptr_array_add (records, record);
  for (guint i = 0; i < annotations->items->len; i++)
    {
      g_autoptr (GByteArray) one = g_byte_array_new ();

      append_annotation (one, ecg_annotations_get (annotations, i), rate_hz);
      if (record->len + one->len > RECORD_BYTES && record->len > sizeof KEEPS_TIME)
        {
          record = new_record ();
          g_ptr_array_add (records, record);
        }
      g_byte_array_append (record, one->data, one->len);
    }
  return records;
}

static void
append_field (GByteArray *out, guint width, const char *text)
{
  g_autofree char *field = g_strdup_printf ("%-*.*s", (int) width, (int) width, text);

  g_byte_array_append (out, (const guint8 *) field, width);
}

static void
append_header (GByteArray *out, guint n_records, guint n_samples)
{
  g_autofree char *records = g_strdup_printf ("%u", n_records);
  g_autofree char *samples = g_strdup_printf ("%u", n_samples);
  const struct
  {
    guint       width;
    const char *text;
  } fields[] = {
    { 8, "0" },
    { 80, "X X X X" },
    { 80, "Startdate X X X X" },
    { 8, "01.01.85" },
    { 8, "00.00.00" },
    { 8, "512" },
    { 44, "EDF+C" },
    { 8, records },
    { 8, "0" },
    { 4, "1" },
    { 16, "EDF Annotations" },
    { 80, "" },
    { 8, "" },
    { 8, "-1" },
    { 8, "1" },
    { 8, "-32768" },
    { 8, "32767" },
    { 80, "" },
    { 8, samples },
    { 32, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    append_field (out, fields[i].width, fields[i].text);
}

GBytes *
ecg_edf_annotations_print (const EcgAnnotations *annotations, double rate_hz)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GPtrArray) records = NULL;
  guint n_bytes = 0;

  g_return_val_if_fail (annotations != NULL && rate_hz > 0.0, NULL);

  records = make_records (annotations, rate_hz);
  for (guint i = 0; i < records->len; i++)
    n_bytes = MAX (n_bytes, ((GByteArray *) records->pdata[i])->len);
  n_bytes += n_bytes % 2;
  append_header (out, records->len, n_bytes / 2);
  for (guint i = 0; i < records->len; i++)
    {
      GByteArray *record = records->pdata[i];
      const guint held = record->len;

      g_byte_array_set_size (record, n_bytes);
      memset (record->data + held, 0, n_bytes - held);
      g_byte_array_append (out, record->data, n_bytes);
    }
  return g_byte_array_free_to_bytes (out);
}

/* Reading */

typedef struct
{
  EcgAnnotations *annotations;
  double          rate_hz;
  double          start; /* onset of the first data record */
  gboolean        begun;
  guint           n_misplaced;
} Reading;

static gboolean
is_of_ours (const char *text)
{
  return g_str_has_prefix (text, ECG_EDF_MARK_COMMENT) ||
         g_str_has_prefix (text, ECG_EDF_MARK_MISSING) ||
         g_str_has_prefix (text, ECG_EDF_MARK_PADDING);
}

static void
take_tal_cb (const EcgEdfTal *tal, gpointer user_data)
{
  Reading      *reading = user_data;
  const double  sample = rint ((tal->onset - reading->start) * reading->rate_hz);
  const double  length = rint (MAX (tal->duration, 0.0) * reading->rate_hz);
  EcgAnnotation annotation;

  if (tal->keeps_time)
    {
      if (!reading->begun)
        reading->start = tal->onset;
      reading->begun = TRUE;
      return;
    }
  if (is_of_ours (tal->text))
    return;
  if (!(sample >= 0.0 && sample + length < (double) (ECG_LIMIT_SAMPLES << 10)))
    {
      reading->n_misplaced++;
      return;
    }
  annotation = (EcgAnnotation){ .sample = (gint64) sample, .length = (gint64) length };
  ecg_edf_mark_read (&annotation, tal->text);
  ecg_annotations_add (reading->annotations, &annotation);
  g_free (annotation.aux);
}

static gboolean
read_record (
  const EcgEdfFile *file, gint64 record, Reading *reading, guint *n_broken, GError **error)
{
  const EcgEdfHeader *header = ecg_edf_file_header (file);

  for (guint i = 0; i < header->n_signals; i++)
    if (header->signals[i].annotations && header->signals[i].samples > 0)
      {
        g_autofree guint8 *bytes = g_malloc (ecg_edf_file_text_size (file, i) + 1);
        const gssize       n = ecg_edf_file_read_text (file, i, record, bytes, error);

        if (n < 0)
          return FALSE;
        *n_broken += ecg_edf_tal_parse (bytes, (gsize) n, take_tal_cb, reading);
      }
  return TRUE;
}

static void
warn_of_losses (const Reading *reading, guint n_broken, const char *path, GStrvBuilder *warnings)
{
  g_autofree char *name = g_filename_display_basename (path);
  const guint      n = reading->n_misplaced + n_broken;

  if (n > 0)
    ecg_warn (warnings,
              ngettext ("%u annotation of “%s” is at no time of the recording, or not understood, "
                        "and was left out.",
                        "%u annotations of “%s” are at no time of the recording, or not "
                        "understood, and were left out.",
                        n),
              n, name);
}

EcgAnnotations *
ecg_edf_annotations_load (const char   *path,
                          double        rate_hz,
                          GStrvBuilder *warnings,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (EcgEdfFile) file = NULL;
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  Reading reading = { .annotations = annotations, .rate_hz = rate_hz };
  guint   n_broken = 0;

  g_return_val_if_fail (path != NULL && rate_hz > 0.0, NULL);

  file = ecg_edf_file_open (path, warnings, cancellable, error);
  if (file == NULL)
    return NULL;
  for (gint64 record = 0; record < ecg_edf_file_n_records (file); record++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !read_record (file, record, &reading, &n_broken, error))
      return NULL;
  warn_of_losses (&reading, n_broken, path, warnings);
  return g_steal_pointer (&annotations);
}
