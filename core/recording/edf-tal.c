/* EDF+ 2.2.2: `+onset`, maybe 0x15 and a duration, 0x14, texts that each end with 0x14, and 0. */

#include "core/recording/edf-tal.h"

#include "core/recording/reader.h"

#include <math.h>
#include <string.h>

#define TEXT_END 0x14
#define DURATION 0x15

/* Longer than any recording: some 30 years. */
#define SECONDS_MAX 1e9

static gboolean
take_seconds (const char **at, double *seconds)
{
  return ecg_text_read_decimal (at, seconds) && fabs (*seconds) <= SECONDS_MAX;
}

static void
tell (EcgEdfTal *tal, const char *text, gsize n, EcgEdfTalFunc func, gpointer user_data)
{
  g_autofree char *owned = g_strndup (text, n);

  if (!g_utf8_validate (owned, -1, NULL))
    {
      char *converted = g_convert (owned, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);

      g_free (owned);
      owned = converted;
    }
  tal->text = owned;
  func (tal, user_data);
  tal->text = NULL;
}

/* @list: without its 0. */
static gboolean
parse_list (const char *list, gboolean first, EcgEdfTalFunc func, gpointer user_data)
{
  EcgEdfTal   tal = { .duration = -1.0 };
  const char *at = list;
  const char *end;

  if ((*at != '+' && *at != '-') || !take_seconds (&at, &tal.onset))
    return FALSE;
  if (*at == DURATION)
    {
      at++;
      if (*at != TEXT_END && (!take_seconds (&at, &tal.duration) || tal.duration < 0.0))
        return FALSE;
    }
  if (*at != TEXT_END)
    return FALSE;
  for (at++; (end = strchr (at, TEXT_END)) != NULL; at = end + 1)
    {
      tal.keeps_time = first && end == at;
      if (tal.keeps_time || end > at)
        tell (&tal, at, (gsize) (end - at), func, user_data);
      first = FALSE;
    }
  return *at == '\0';
}

guint
ecg_edf_tal_parse (const guint8 *bytes, gsize n, EcgEdfTalFunc func, gpointer user_data)
{
  const guint8 *at = bytes;
  const guint8 *end = bytes + n;
  gboolean      first = TRUE;
  guint         n_broken = 0;

  while (at < end)
    {
      const guint8    *zero = memchr (at, 0, (gsize) (end - at));
      const gsize      length = (gsize) ((zero != NULL ? zero : end) - at);
      g_autofree char *list = length > 0 ? g_strndup ((const char *) at, length) : NULL;

      if (list != NULL && !parse_list (list, first, func, user_data))
        n_broken++;
      first = first && list == NULL;
      at += length + 1;
    }
  return n_broken;
}

/* Without zeros at its end. */
static void
append_seconds (GByteArray *out, double seconds, gboolean signed_always)
{
  char  text[48];
  gsize n;

  g_ascii_formatd (text, sizeof text, signed_always ? "%+.7f" : "%.7f", seconds);
  n = strlen (text);
  while (text[n - 1] == '0')
    n--;
  if (text[n - 1] == '.')
    n--;
  g_byte_array_append (out, (const guint8 *) text, (guint) n);
}

void
ecg_edf_tal_print (GByteArray *out, const EcgEdfTal *tal)
{
  static const guint8 duration = DURATION, text_end = TEXT_END;

  append_seconds (out, tal->onset, TRUE);
  if (tal->duration >= 0.0)
    {
      g_byte_array_append (out, &duration, 1);
      append_seconds (out, tal->duration, FALSE);
    }
  g_byte_array_append (out, &text_end, 1);
  for (const char *at = tal->text; *at != '\0'; at++)
    {
      const guint8 byte =
        g_ascii_iscntrl (*at) && strchr ("\t\n\r", *at) == NULL ? ' ' : (guint8) *at;

      g_byte_array_append (out, &byte, 1);
    }
  g_byte_array_append (out, &text_end, 1);
  g_byte_array_append (out, (const guint8 *) "", 1);
}
