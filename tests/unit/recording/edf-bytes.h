#pragma once

#include <glib.h>
#include <string.h>

/**
 * EdfBytes:
 *
 * What an EDF file made by hand after the specification says: the texts of its fields, NULL for
 * those of a plain file of two seconds of two leads of 4 Hz.
 */
typedef struct
{
  const char *version, *patient, *recording, *date, *time, *bytes, *kind, *n_records, *seconds;
  const char *n_signals;
  const char *labels[4], *units[4], *physical_min[4], *physical_max[4];
  const char *digital_min[4], *digital_max[4], *samples[4];
} EdfBytes;

static inline void
edf_field (GByteArray *out, const char *text, gsize width)
{
  gsize n = strlen (text);

  g_assert_cmpuint (n, <=, width);
  g_byte_array_append (out, (const guint8 *) text, (guint) n);
  for (; n < width; n++)
    g_byte_array_append (out, (const guint8 *) " ", 1);
}

static inline void
edf_fields (
  GByteArray *out, const char *const *texts, const char *standard, guint n_signals, gsize width)
{
  for (guint i = 0; i < n_signals; i++)
    edf_field (out, texts[i] != NULL ? texts[i] : standard, width);
}

/** edf_header: Returns: (transfer full): a header of @n_signals signals. */
static inline GByteArray *
edf_header (const EdfBytes *says, guint n_signals)
{
  static const char *const empty[4] = { NULL };
  static const char *const labels[4] = { "ECG I", "ECG II", "ECG III", "Resp" };
  GByteArray              *out = g_byte_array_new ();
  g_autofree char         *bytes = g_strdup_printf ("%u", 256 * (n_signals + 1));
  g_autofree char         *n = g_strdup_printf ("%u", n_signals);

  edf_field (out, says->version != NULL ? says->version : "0", 8);
  edf_field (out, says->patient != NULL ? says->patient : "", 80);
  edf_field (out, says->recording != NULL ? says->recording : "", 80);
  edf_field (out, says->date != NULL ? says->date : "26.03.24", 8);
  edf_field (out, says->time != NULL ? says->time : "15.04.53", 8);
  edf_field (out, says->bytes != NULL ? says->bytes : bytes, 8);
  edf_field (out, says->kind != NULL ? says->kind : "", 44);
  edf_field (out, says->n_records != NULL ? says->n_records : "2", 8);
  edf_field (out, says->seconds != NULL ? says->seconds : "1", 8);
  edf_field (out, says->n_signals != NULL ? says->n_signals : n, 4);
  for (guint i = 0; i < n_signals; i++)
    edf_field (out, says->labels[i] != NULL ? says->labels[i] : labels[i], 16);
  edf_fields (out, empty, "", n_signals, 80);
  edf_fields (out, says->units, "mV", n_signals, 8);
  edf_fields (out, says->physical_min, "-10.24", n_signals, 8);
  edf_fields (out, says->physical_max, "10.235", n_signals, 8);
  edf_fields (out, says->digital_min, "-2048", n_signals, 8);
  edf_fields (out, says->digital_max, "2047", n_signals, 8);
  edf_fields (out, empty, "", n_signals, 80);
  edf_fields (out, says->samples, "4", n_signals, 8);
  edf_fields (out, empty, "", n_signals, 32);
  return out;
}

/** edf_count: Appends a sample of @size bytes. */
static inline void
edf_count (GByteArray *out, gint32 count, guint size)
{
  const guint8 bytes[] = { (guint8) (count & 0xff), (guint8) (count >> 8 & 0xff),
                           (guint8) (count >> 16 & 0xff) };

  g_byte_array_append (out, bytes, size);
}

/** edf_counts: Appends @n samples of two bytes: @first and those that follow it. */
static inline void
edf_counts (GByteArray *out, gint32 first, guint n)
{
  for (guint i = 0; i < n; i++)
    edf_count (out, first + (gint32) i, 2);
}

/** edf_texts: Appends lists of annotations in @width bytes; `^`, `_` and `|` in @text stand for the
 * bytes 20, 21 and 0. */
static inline void
edf_texts (GByteArray *out, const char *text, gsize width)
{
  gsize n = 0;

  for (; text[n] != '\0'; n++)
    {
      const char   of = text[n];
      const guint8 byte = of == '^' ? 20 : of == '_' ? 21 : of == '|' ? 0 : (guint8) of;

      g_byte_array_append (out, &byte, 1);
    }
  g_assert_cmpuint (n, <=, width);
  for (; n < width; n++)
    g_byte_array_append (out, (const guint8 *) "", 1);
}

/** assert_number: The very same, not one near it. */
static inline void
assert_number (double a, double b)
{
  if (!(a <= b && a >= b))
    g_error ("%.17g is not %.17g", a, b);
}
