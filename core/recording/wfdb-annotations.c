/* annot.5: little-endian words of a 6-bit type and a 10-bit number. Types up to 49 begin an
 * annotation, so many samples after the last; what follows until the next qualifies it. */

#include "core/recording/wfdb-annotations.h"

#include "core/recording/file-input.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/recording/writer.h"

#include <glib/gi18n.h>
#include <string.h>

#define CODE_MAX 49
#define NUMBER_MAX 1023
#define LIMIT_BYTES ((gint64) 1 << 28)
#define RESOLUTION "## time resolution: "
#define DEFINITIONS "## annotation type definitions"
#define DEFINITIONS_END "## end of definitions"

enum
{
  SKIP = 59,
  NUM,
  SUB,
  CHN,
  AUX,
};

typedef struct
{
  EcgReader       reader;
  EcgAnnotations *annotations;
  EcgAnnotation   current;
  gboolean        pending;  /* @current is begun */
  gboolean        defining; /* between the notes that say so */
} Parser;

/* What a note before all others, at sample 0, says of the file itself. */
static gboolean
take_preamble (Parser *parser)
{
  EcgAnnotations      *annotations = parser->annotations;
  const EcgAnnotation *current = &parser->current;
  const char          *text = current->aux;
  double               rate;

  if (annotations->items->len > 0 || current->sample != 0 || current->code != ECG_ANNOTATION_NOTE ||
      text == NULL)
    return FALSE;
  if (g_str_has_prefix (text, RESOLUTION))
    {
      text += strlen (RESOLUTION);
      if (ecg_text_read_decimal (&text, &rate) && rate > 0.0)
        annotations->rate_hz = rate;
      return TRUE;
    }
  if (g_str_has_prefix (text, DEFINITIONS) || g_str_has_prefix (text, DEFINITIONS_END))
    {
      parser->defining = g_str_has_prefix (text, DEFINITIONS);
      return TRUE;
    }
  if (parser->defining)
    g_ptr_array_add (annotations->definitions, g_strchomp (g_strdup (text)));
  return parser->defining;
}

static void
finish_annotation (Parser *parser)
{
  if (!parser->pending)
    return;
  if (!take_preamble (parser))
    ecg_annotations_add (parser->annotations, &parser->current);
  g_clear_pointer (&parser->current.aux, g_free);
  parser->current.subtype = 0;
  parser->pending = FALSE;
}

/* Two words, the high one first. */
static gint32
read_skip (EcgReader *reader)
{
  const guint32 high = (guint32) ecg_reader_int16 (reader) & 0xffff;
  const guint32 low = (guint32) ecg_reader_int16 (reader) & 0xffff;

  return (gint32) (high << 16 | low);
}

/* A text that the end of the file cuts is kept as far as it goes. */
static void
read_aux (Parser *parser, gsize n)
{
  const gsize      left = (gsize) (parser->reader.end - parser->reader.at);
  const guint8    *bytes = ecg_reader_take (&parser->reader, MIN (n, left));
  g_autofree char *text = g_strndup ((const char *) bytes, MIN (n, left));

  if (left < n + n % 2)
    parser->reader.failed = TRUE;
  else
    ecg_reader_take (&parser->reader, n % 2);
  g_free (parser->current.aux);
  parser->current.aux = g_utf8_validate (text, -1, NULL)
                          ? g_steal_pointer (&text)
                          : g_convert (text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

static void
read_word (Parser *parser, guint type, guint number)
{
  switch (type)
    {
    case SKIP:
      finish_annotation (parser);
      parser->current.sample += read_skip (&parser->reader);
      break;
    case NUM:
      parser->current.num = (gint8) (number & 0xff);
      break;
    case SUB:
      parser->current.subtype = (gint8) (number & 0xff);
      break;
    case CHN:
      parser->current.chan = (guint8) (number & 0xff);
      break;
    case AUX:
      read_aux (parser, number);
      break;
    default:
      finish_annotation (parser);
      parser->current.sample += number;
      parser->current.code = (guint8) type;
      /* Type 0, “not a beat”, only lets time pass. */
      parser->pending = type != 0;
    }
}

EcgAnnotations *
ecg_wfdb_annotations_parse (const guint8 *bytes, gsize n, gboolean *complete)
{
  Parser   parser = { .reader = ecg_reader_over (bytes, n), .annotations = ecg_annotations_new () };
  gboolean ended = FALSE;

  while (!ended && !parser.reader.failed)
    {
      const guint word = (guint) ecg_reader_int16 (&parser.reader) & 0xffff;

      ended = word == 0;
      if (!ended)
        read_word (&parser, word >> 10, word & NUMBER_MAX);
    }
  finish_annotation (&parser);
  g_free (parser.current.aux);
  if (complete != NULL)
    *complete = ended && !parser.reader.failed;
  return parser.annotations;
}

EcgAnnotations *
ecg_wfdb_annotations_load (const char   *path,
                           gboolean     *complete,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *bytes = NULL;
  gint64             size;

  g_return_val_if_fail (path != NULL, NULL);

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL)
    return NULL;
  if (size > LIMIT_BYTES)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” is too large for a file of annotations."), name);
      return NULL;
    }
  bytes = g_malloc ((gsize) size + 1);
  if (!ecg_file_read_exactly (stream, path, bytes, (gsize) size, cancellable, error))
    return NULL;
  return ecg_wfdb_annotations_parse (bytes, (gsize) size, complete);
}

static void
append_word (GByteArray *out, guint type, guint number)
{
  guint8  word[2];
  guint8 *at = word;

  ecg_writer_int16 (&at, (gint32) (type << 10 | number));
  g_byte_array_append (out, word, sizeof word);
}

static void
append_skip (GByteArray *out, gint32 by)
{
  guint8  words[4];
  guint8 *at = words;

  append_word (out, SKIP, 0);
  ecg_writer_int16 (&at, by >> 16);
  ecg_writer_int16 (&at, by);
  g_byte_array_append (out, words, sizeof words);
}

/* The word that begins an annotation. */
static void
append_begin (GByteArray *out, guint code, gint64 delta)
{
  if (delta >= 0 && delta <= NUMBER_MAX)
    {
      append_word (out, code, (guint) delta);
      return;
    }
  while (delta != 0)
    {
      const gint32 step = (gint32) CLAMP (delta, G_MININT32, G_MAXINT32);

      append_skip (out, step);
      delta -= step;
    }
  append_word (out, code, 0);
}

/* Returns FALSE where the text had to be cut. */
static gboolean
append_aux (GByteArray *out, const char *aux)
{
  const gsize length = strlen (aux);
  gsize       n = length;

  /* Never within a character. */
  while (n > 255 || (n < length && (aux[n] & 0xc0) == 0x80))
    n--;
  append_word (out, AUX, (guint) n);
  g_byte_array_append (out, (const guint8 *) aux, (guint) n);
  if (n % 2 == 1)
    g_byte_array_append (out, (const guint8 *) "", 1);
  return n == length;
}

static void
append_note (GByteArray *out, const char *text)
{
  append_word (out, ECG_ANNOTATION_NOTE, 0);
  append_aux (out, text);
}

static void
append_preamble (GByteArray *out, const EcgAnnotations *annotations)
{
  char number[ECG_NUMBER_SIZE];

  if (annotations->rate_hz > 0.0)
    {
      g_autofree char *text =
        g_strconcat (RESOLUTION, ecg_text_from_double (number, annotations->rate_hz), NULL);

      append_note (out, text);
    }
  if (annotations->definitions->len == 0)
    return;
  append_note (out, DEFINITIONS);
  for (guint i = 0; i < annotations->definitions->len; i++)
    append_note (out, annotations->definitions->pdata[i]);
  append_note (out, DEFINITIONS_END);
}

static gboolean
append_annotation (GByteArray *out, const EcgAnnotation *annotation, const EcgAnnotation *before)
{
  append_begin (out, annotation->code, annotation->sample - before->sample);
  if (annotation->subtype != 0)
    append_word (out, SUB, (guint8) annotation->subtype);
  if (annotation->chan != before->chan)
    append_word (out, CHN, annotation->chan);
  if (annotation->num != before->num)
    append_word (out, NUM, (guint8) annotation->num);
  return annotation->aux == NULL || append_aux (out, annotation->aux);
}

GBytes *
ecg_wfdb_annotations_print (const EcgAnnotations *annotations, guint *lost)
{
  GByteArray   *out = g_byte_array_new ();
  EcgAnnotation before = { 0 };
  guint         n_lost = 0;

  g_return_val_if_fail (annotations != NULL, NULL);

  append_preamble (out, annotations);
  for (guint i = 0; i < annotations->items->len; i++)
    {
      const EcgAnnotation *annotation = ecg_annotations_get (annotations, i);

      if (annotation->code == 0 || annotation->code > CODE_MAX)
        n_lost++;
      else
        {
          const gboolean whole = append_annotation (out, annotation, &before);

          n_lost += !whole || annotation->length != 0;
          before = *annotation;
        }
    }
  append_word (out, 0, 0);
  if (lost != NULL)
    *lost = n_lost;
  return g_byte_array_free_to_bytes (out);
}
