#include "core/recording/edf-mark.h"

#include "core/recording/reader.h"

#include <string.h>

#define NUMBERED "annotation "

/* The comments of ecgcodes.h, without capitals at their start; NULL where it has none. */
static const char *const descriptions[ECG_N_ANNOTATION_CODES] = {
  NULL,
  "normal beat",
  "left bundle branch block beat",
  "right bundle branch block beat",
  "aberrated atrial premature beat",
  "premature ventricular contraction",
  "fusion of ventricular and normal beat",
  "nodal (junctional) premature beat",
  "atrial premature contraction",
  "premature or ectopic supraventricular beat",
  "ventricular escape beat",
  "nodal (junctional) escape beat",
  "paced beat",
  "unclassifiable beat",
  "signal quality change",
  NULL,
  "isolated QRS-like artifact",
  NULL,
  "ST change",
  "T-wave change",
  "systole",
  "diastole",
  "comment annotation",
  "measurement annotation",
  "P-wave peak",
  "left or right bundle branch block",
  "non-conducted pacer spike",
  "T-wave peak",
  "rhythm change",
  "U-wave peak",
  "learning",
  "ventricular flutter wave",
  "start of ventricular flutter/fibrillation",
  "end of ventricular flutter/fibrillation",
  "atrial escape beat",
  "supraventricular escape beat",
  "link to external data (aux contains URL)",
  "non-conducted P-wave (blocked APB)",
  "fusion of paced and normal beat",
  "waveform onset",
  "waveform end",
  "R-on-T premature ventricular contraction",
};

/* What may follow a description: nothing, or what begins as our own syntax does. */
static gboolean
is_end (const char *text)
{
  return *text == '\0' || g_str_has_prefix (text, ": ") || g_str_has_prefix (text, " [");
}

static gboolean
take_code (const char **text, guint8 *code)
{
  const char *at = *text;
  gint64      number;

  for (guint i = 0; i < ECG_N_ANNOTATION_CODES; i++)
    {
      const gsize n = descriptions[i] != NULL ? strlen (descriptions[i]) : 0;

      if (n > 0 && g_ascii_strncasecmp (at, descriptions[i], n) == 0 && is_end (at + n))
        {
          *code = (guint8) i;
          *text += n;
          return TRUE;
        }
    }
  if (!g_str_has_prefix (at, NUMBERED))
    return FALSE;
  at += strlen (NUMBERED);
  if (!g_ascii_isdigit (*at) || !ecg_text_read_integer (&at, &number) || number < 1 ||
      number > 58 || !is_end (at))
    return FALSE;
  *code = (guint8) number;
  *text = at;
  return TRUE;
}

static gboolean
take_number (const char **text, char end, gint64 min, gint64 max, gint64 *number)
{
  if (!ecg_text_read_integer (text, number) || *number < min || *number > max || **text != end)
    return FALSE;
  (*text)++;
  return TRUE;
}

static gboolean
take_numbers (const char **text, EcgAnnotation *annotation)
{
  const char *at = *text;
  gint64      subtype, chan, num;

  if (!g_str_has_prefix (at, " ["))
    return TRUE;
  at += 2;
  if (!take_number (&at, ',', -128, 127, &subtype) || !take_number (&at, ',', 0, 255, &chan) ||
      !take_number (&at, ']', -128, 127, &num))
    return FALSE;
  annotation->subtype = (gint8) subtype;
  annotation->chan = (guint8) chan;
  annotation->num = (gint8) num;
  *text = at;
  return TRUE;
}

void
ecg_edf_mark_read (EcgAnnotation *annotation, const char *text)
{
  EcgAnnotation read = { .sample = annotation->sample, .length = annotation->length };
  const char   *at = text;

  if (take_code (&at, &read.code) && take_numbers (&at, &read) &&
      (*at == '\0' || g_str_has_prefix (at, ": ")))
    read.aux = *at != '\0' ? g_strdup (at + 2) : NULL;
  else
    {
      read.code = ECG_ANNOTATION_NOTE;
      read.subtype = 0;
      read.chan = 0;
      read.num = 0;
      read.aux = g_strdup (text);
    }
  *annotation = read;
}

static gboolean
is_same (const EcgAnnotation *a, const EcgAnnotation *b)
{
  return a->code == b->code && a->subtype == b->subtype && a->chan == b->chan && a->num == b->num &&
         g_strcmp0 (a->aux, b->aux) == 0;
}

/* Whether the text of a note alone says all of it. */
static gboolean
speaks_for_itself (const EcgAnnotation *annotation)
{
  EcgAnnotation read = { 0 };
  gboolean      same;

  if (annotation->aux == NULL || *annotation->aux == '\0' ||
      g_str_has_prefix (annotation->aux, ECG_EDF_MARK_COMMENT) ||
      g_str_has_prefix (annotation->aux, ECG_EDF_MARK_MISSING) ||
      g_str_has_prefix (annotation->aux, ECG_EDF_MARK_PADDING))
    return FALSE;
  ecg_edf_mark_read (&read, annotation->aux);
  same = is_same (&read, annotation);
  g_free (read.aux);
  return same;
}

char *
ecg_edf_mark_print (const EcgAnnotation *annotation)
{
  const guint code = annotation->code;
  const char *description = code < ECG_N_ANNOTATION_CODES ? descriptions[code] : NULL;
  GString    *text;

  if (speaks_for_itself (annotation))
    return g_strdup (annotation->aux);
  text = g_string_new (description);
  if (description == NULL)
    g_string_printf (text, NUMBERED "%u", code);
  if (annotation->subtype != 0 || annotation->chan != 0 || annotation->num != 0)
    g_string_append_printf (text, " [%d,%u,%d]", annotation->subtype, annotation->chan,
                            annotation->num);
  if (annotation->aux != NULL)
    g_string_append_printf (text, ": %s", annotation->aux);
  return g_string_free (text, FALSE);
}
