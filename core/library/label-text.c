/* Labels as notes, and notes as labels. */

#include "core/library/label-text.h"

#include "core/recording/reader.h"
#include "core/recording/writer.h"

#include <math.h>
#include <string.h>

enum
{
  KEY_ACTIVITY,
  KEY_TEXT,
  KEY_SAMPLES,
  KEY_LAYER,
  KEY_AUTHOR,
  KEY_CREATED,
  KEY_CONFIDENCE,
  N_KEYS,
};

static const char *const keys[N_KEYS] = { "activity: ", "text: ",    "samples: ",   "layer: ",
                                          "author: ",   "created: ", "confidence: " };

/* A text that goes on in the next note ends with this. */
#define CONTINUED '\\'

static int
find_key (const char *part)
{
  for (int k = 0; k < N_KEYS; k++)
    if (g_str_has_prefix (part, keys[k]))
      return k;
  return -1;
}

/* Writing */

static void
append_escaped (GString *out, const char *value)
{
  const gsize n = strlen (value);

  for (gsize i = 0; i < n; i++)
    if (value[i] == '\n')
      g_string_append (out, "\\n");
    else
      {
        if (value[i] == '\\' || (value[i] == ' ' && (i == 0 || i + 1 == n || value[i - 1] == ' ')))
          g_string_append_c (out, '\\');
        g_string_append_c (out, value[i]);
      }
}

static void
append_pair (GString *out, int key, const char *value)
{
  if (value == NULL)
    return;
  if (out->len > 0)
    g_string_append (out, "  ");
  /* The activity stands alone where nothing in it could be taken for a key. */
  if (key != KEY_ACTIVITY || *value == '\0' || find_key (value) >= 0)
    g_string_append (out, keys[key]);
  append_escaped (out, value);
}

static gboolean
has_key (const char *text)
{
  const char *second = strstr (text, "  ");

  return find_key (text) >= 0 || second != NULL;
}

static char *
print_label (const EcgLabel *label, gboolean lengths)
{
  GString *out = g_string_new (NULL);
  char     number[ECG_NUMBER_SIZE];

  append_pair (out, KEY_ACTIVITY, label->activity);
  append_pair (out, KEY_TEXT, label->text);
  if (!lengths && label->end > label->begin)
    {
      g_autofree char *samples = g_strdup_printf ("%" G_GINT64_FORMAT, label->end - label->begin);

      append_pair (out, KEY_SAMPLES, samples);
    }
  append_pair (out, KEY_LAYER, label->layer);
  append_pair (out, KEY_AUTHOR, label->author);
  append_pair (out, KEY_CREATED, label->created);
  if (isfinite (label->confidence))
    append_pair (out, KEY_CONFIDENCE, ecg_text_from_double (number, label->confidence));
  /* Without any key it would be taken for anybody's. */
  if (label->activity != NULL && !has_key (out->str))
    g_string_prepend (out, keys[KEY_ACTIVITY]);
  return g_string_free (out, FALSE);
}

/* Bytes of the next part: all, or as many whole characters as leave room for the mark. A part that
 * ends in a backslash of its own would be taken for continued. */
static gsize
cut (const char *text, gsize limit)
{
  gsize n = strlen (text);

  if (limit == 0 || n <= limit)
    return n;
  n = limit - 1;
  while (n > 1 && ((text[n] & 0xc0) == 0x80 || text[n - 1] == CONTINUED))
    n--;
  return n;
}

void
ecg_label_to_annotations (const EcgLabel *label,
                          gboolean        lengths,
                          gsize           limit,
                          EcgAnnotations *annotations)
{
  g_autofree char *text = NULL;
  const char      *at;
  guint            index = 0;

  g_return_if_fail (label != NULL && annotations != NULL && (limit == 0 || limit > 16));

  text = print_label (label, lengths);
  at = text;
  do
    {
      const gsize      n = cut (at, limit);
      const gboolean   is_last = at[n] == '\0';
      g_autofree char *part = g_strndup (at, n);
      g_autofree char *aux = g_strconcat (part, is_last ? "" : "\\", NULL);
      EcgAnnotation    note = { .sample = label->begin,
                                .length = lengths ? label->end - label->begin : 0,
                                .code = ECG_ANNOTATION_NOTE,
                                .chan = (guint8) (index++ % 256),
                                .aux = aux };

      ecg_annotations_add (annotations, &note);
      at += n;
    }
  while (*at != '\0');
}

/* Reading */

/* Up to two blanks, or the end; *@at moves to what follows. */
static char *
take_value (const char **at)
{
  GString *value = g_string_new (NULL);

  for (; **at != '\0'; (*at)++)
    {
      if ((*at)[0] == ' ' && (*at)[1] == ' ')
        {
          *at += 2;
          break;
        }
      if ((*at)[0] == '\\' && (*at)[1] != '\0')
        {
          (*at)++;
          g_string_append_c (value, **at == 'n' ? '\n' : **at);
        }
      else
        g_string_append_c (value, **at);
    }
  return g_string_free (value, FALSE);
}

static gboolean
read_number (const char *text, double *number)
{
  return text == NULL || (ecg_text_read_decimal (&text, number) && *text == '\0');
}

/* FALSE where the text is not one of ours: without any key. */
static gboolean
split (const char *text, char *values[N_KEYS])
{
  const char *at = text;
  gboolean    any = FALSE;

  while (*at != '\0')
    {
      int key = find_key (at);

      if (key < 0 && at != text)
        return FALSE;
      any = any || key >= 0;
      if (key >= 0)
        at += strlen (keys[key]);
      else
        key = KEY_ACTIVITY;
      if (values[key] != NULL)
        return FALSE;
      values[key] = take_value (&at);
    }
  return any;
}

static EcgLabel *
make_label (const EcgAnnotation *annotation, char *values[N_KEYS], double factor)
{
  double   samples = (double) annotation->length, confidence = NAN;
  EcgLabel label = { .begin = (gint64) rint ((double) annotation->sample * factor) };

  if (!read_number (values[KEY_SAMPLES], &samples) || samples < 0.0 || samples > 1e15 ||
      !read_number (values[KEY_CONFIDENCE], &confidence) || confidence < 0.0 || confidence > 1.0)
    return NULL;
  label.end = label.begin + (gint64) rint (samples * factor);
  label.activity = values[KEY_ACTIVITY];
  label.text = values[KEY_TEXT];
  label.layer = values[KEY_LAYER];
  label.author = values[KEY_AUTHOR];
  label.created = values[KEY_CREATED];
  label.confidence = confidence;
  return label.activity != NULL || label.text != NULL ? ecg_label_copy (&label) : NULL;
}

static EcgLabel *
read_own (const EcgAnnotation *annotation, const char *text, double factor)
{
  char     *values[N_KEYS] = { NULL };
  EcgLabel *label = split (text, values) ? make_label (annotation, values, factor) : NULL;

  for (guint k = 0; k < N_KEYS; k++)
    g_free (values[k]);
  return label;
}

static EcgLabel *
read_foreign (const EcgAnnotations *annotations, const EcgAnnotation *annotation, double factor)
{
  g_autofree char *mnemonic = ecg_annotations_mnemonic (annotations, annotation->code);
  const char      *text = annotation->aux;
  const char      *said = text != NULL && *text != '\0' ? text : mnemonic;
  EcgLabel         label = { .begin = (gint64) rint ((double) annotation->sample * factor),
                             .confidence = NAN };

  label.end = label.begin + (gint64) rint ((double) annotation->length * factor);
  if (annotation->length > 0)
    label.activity = said;
  else
    label.text = said;
  return ecg_label_copy (&label);
}

static gboolean
is_continued (const char *aux)
{
  gsize n = aux != NULL ? strlen (aux) : 0, slashes = 0;

  while (slashes < n && aux[n - 1 - slashes] == CONTINUED)
    slashes++;
  return slashes % 2 == 1;
}

/* The text of the note @index with those that go on with it, @n in all. */
static char *
join_notes (const EcgAnnotations *annotations, guint index, guint *n)
{
  const EcgAnnotation *first = ecg_annotations_get (annotations, index);
  const EcgAnnotation *last = first;
  GString             *text = g_string_new (first->aux);

  for (*n = 1; is_continued (last->aux) && index + *n < annotations->items->len; (*n)++)
    {
      last = ecg_annotations_get (annotations, index + *n);
      if (last->sample != first->sample || last->code != first->code || last->aux == NULL)
        break;
      g_string_truncate (text, text->len - 1);
      g_string_append (text, last->aux);
    }
  return g_string_free (text, FALSE);
}

GPtrArray *
ecg_labels_from_annotations (const EcgAnnotations *annotations, double factor)
{
  GPtrArray *labels = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_label_free);

  g_return_val_if_fail (annotations != NULL && factor > 0.0, labels);

  for (guint i = 0; i < annotations->items->len; i++)
    {
      const EcgAnnotation *first = ecg_annotations_get (annotations, i);
      g_autofree char     *text = NULL;
      EcgLabel            *label = NULL;
      guint                n = 1;

      if (first->code == ECG_ANNOTATION_NOTE && first->aux != NULL)
        {
          text = join_notes (annotations, i, &n);
          label = read_own (first, text, factor);
        }
      if (label != NULL)
        i += n - 1;
      else
        label = read_foreign (annotations, first, factor);
      g_ptr_array_add (labels, label);
    }
  return labels;
}
