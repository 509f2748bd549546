/* Annotations in files of their own: which suffix is whose, and how annotations stand in a table.
 */

#include "core/recording/annotation-file.h"

#include "core/recording/edf-annotations.h"
#include "core/recording/events-tsv.h"
#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/recording/table.h"
#include "core/recording/warning.h"
#include "core/recording/wfdb-annotations.h"
#include "core/recording/writer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define RATE "rate: "
#define DEFINE "define: "

/* What a file is read or written with. */
typedef struct
{
  const char   *path;
  double        rate_hz;
  GStrvBuilder *warnings;
  GCancellable *cancellable;
} Context;

static gboolean
write_text (const Context *context, const void *bytes, gsize n, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *name = g_filename_display_basename (context->path);

  if (g_file_set_contents_full (context->path, bytes, (gssize) n, G_FILE_SET_CONTENTS_CONSISTENT,
                                0666, &local))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("“%s” cannot be written: %s."), name,
               local->message);
  return FALSE;
}

static char *
read_text (const Context *context, GError **error)
{
  return ecg_file_read_text (context->path, ECG_LIMIT_EVENTS, context->cancellable, error);
}

/* WFDB */

static gboolean
save_wfdb (const EcgAnnotations *annotations, const Context *context, GError **error)
{
  guint lost;
  g_autoptr (GBytes) bytes = ecg_wfdb_annotations_print (annotations, &lost);

  if (lost > 0)
    ecg_warn (context->warnings,
              ngettext ("WFDB cannot hold %u of the annotations whole: a text beyond 255 bytes is "
                        "cut, a length dropped, a code beyond 49 left out.",
                        "WFDB cannot hold %u of the annotations whole: texts beyond 255 bytes are "
                        "cut, lengths dropped, codes beyond 49 left out.",
                        lost),
              lost);
  return write_text (context, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static EcgAnnotations *
load_wfdb (const Context *context, GError **error)
{
  g_autofree char *name = g_filename_display_basename (context->path);
  gboolean         complete;
  EcgAnnotations  *annotations =
    ecg_wfdb_annotations_load (context->path, &complete, context->cancellable, error);

  if (annotations != NULL && !complete)
    ecg_warn (context->warnings,
              _ ("“%s” ends without its end mark: annotations after the last may be missing."),
              name);
  return annotations;
}

/* BIDS */

/* Of files that know seconds and texts. */
static void
warn_of_definitions (const EcgAnnotations *annotations, const Context *context)
{
  if (annotations->rate_hz > 0.0 && fabs (annotations->rate_hz - context->rate_hz) > 0.0)
    ecg_warn (context->warnings, _ ("The file does not hold a rate of its own: times are kept, "
                                    "samples become those of the recording."));
  if (annotations->definitions->len > 0)
    ecg_warn (context->warnings, _ ("The file does not hold what codes are defined to mean; their "
                                    "numbers are kept."));
}

static gboolean
save_events (const EcgAnnotations *annotations, const Context *context, GError **error)
{
  g_autoptr (EcgEvents) events = ecg_events_from_annotations (annotations, context->rate_hz);
  g_autofree char *text = ecg_events_tsv_print (events);

  warn_of_definitions (annotations, context);
  return write_text (context, text, strlen (text), error);
}

static EcgAnnotations *
load_events (const Context *context, GError **error)
{
  g_autoptr (EcgEvents) events = ecg_events_tsv_load (context->path, context->cancellable, error);
  g_autofree char *name = g_filename_display_basename (context->path);
  EcgAnnotations  *annotations;
  guint            lost;

  if (events == NULL)
    return NULL;
  annotations = ecg_events_to_annotations (events, context->rate_hz, &lost);
  if (lost > 0)
    ecg_warn (context->warnings,
              ngettext ("%u event of “%s” is at no known time and was left out.",
                        "%u events of “%s” are at no known time and were left out.", lost),
              lost, name);
  return annotations;
}

/* EDF+ */

static gboolean
save_edf (const EcgAnnotations *annotations, const Context *context, GError **error)
{
  const double rate_hz = annotations->rate_hz > 0.0 ? annotations->rate_hz : context->rate_hz;
  g_autoptr (GBytes) bytes = ecg_edf_annotations_print (annotations, rate_hz);

  warn_of_definitions (annotations, context);
  return write_text (context, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

static EcgAnnotations *
load_edf (const Context *context, GError **error)
{
  return ecg_edf_annotations_load (context->path, context->rate_hz, context->warnings,
                                   context->cancellable, error);
}

/* CSV */

enum
{
  COLUMN_SAMPLE,
  COLUMN_LENGTH,
  COLUMN_ONSET,
  COLUMN_DURATION,
  COLUMN_MNEMONIC,
  COLUMN_CODE,
  COLUMN_SUBTYPE,
  COLUMN_CHAN,
  COLUMN_NUM,
  COLUMN_TEXT,
  N_COLUMNS,
};

static const char *const columns[N_COLUMNS + 1] = { "sample",   "length", "onset",   "duration",
                                                    "mnemonic", "code",   "subtype", "chan",
                                                    "num",      "text",   NULL };

static char *
print_integer (gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static char *
print_seconds (gint64 samples, double rate_hz)
{
  char number[ECG_NUMBER_SIZE];

  return g_strdup (ecg_text_from_double (number, (double) samples / rate_hz));
}

static void
add_row (EcgTable *table, const EcgAnnotations *annotations, guint index, double rate_hz)
{
  const EcgAnnotation *annotation = ecg_annotations_get (annotations, index);
  char                *values[N_COLUMNS] = { print_integer (annotation->sample),
                                             print_integer (annotation->length),
                                             print_seconds (annotation->sample, rate_hz),
                                             print_seconds (annotation->length, rate_hz),
                                             ecg_annotations_mnemonic (annotations, annotation->code),
                                             print_integer (annotation->code),
                                             print_integer (annotation->subtype),
                                             print_integer (annotation->chan),
                                             print_integer (annotation->num),
                                             g_strdup (annotation->aux) };

  ecg_table_add_row (table, values);
}

static gboolean
save_csv (const EcgAnnotations *annotations, const Context *context, GError **error)
{
  const double rate_hz = annotations->rate_hz > 0.0 ? annotations->rate_hz : context->rate_hz;
  g_autoptr (EcgTable) table = ecg_table_new (columns);
  g_autofree char *text = NULL;
  char             number[ECG_NUMBER_SIZE];

  if (annotations->rate_hz > 0.0)
    g_ptr_array_add (table->comments,
                     g_strconcat (RATE, ecg_text_from_double (number, rate_hz), NULL));
  for (guint i = 0; i < annotations->definitions->len; i++)
    g_ptr_array_add (table->comments,
                     g_strconcat (DEFINE, annotations->definitions->pdata[i], NULL));
  for (guint i = 0; i < annotations->items->len; i++)
    add_row (table, annotations, i, rate_hz);
  text = ecg_table_print (table);
  return write_text (context, text, strlen (text), error);
}

/* A CSV while it becomes annotations. */
typedef struct
{
  const Context *context;
  EcgTable      *table;
  const char    *name;
  int            found[N_COLUMNS];
} Rows;

static gboolean
fail_in_row (const Rows *rows, guint row, guint column, GError **error)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
               _ ("“%s”, row %u: “%s” is not what is expected in the column “%s”."), rows->name,
               row + 1, ecg_table_get (rows->table, row, rows->found[column]), columns[column]);
  return FALSE;
}

/* Leaves @value where the column or the value is not there. */
static gboolean
read_integer (const Rows *rows,
              guint       row,
              guint       column,
              gint64      least,
              gint64      most,
              gint64     *value,
              GError    **error)
{
  const char *text = ecg_table_get (rows->table, row, rows->found[column]);
  gint64      number;

  if (text == NULL)
    return TRUE;
  if (!ecg_text_read_integer (&text, &number) || *text != '\0' || number < least || number > most)
    return fail_in_row (rows, row, column, error);
  *value = number;
  return TRUE;
}

/* In samples, from a column of samples or else of seconds. */
static gboolean
read_time (const Rows *rows, guint row, guint samples, guint seconds, gint64 *value, GError **error)
{
  const char *text = ecg_table_get (rows->table, row, rows->found[seconds]);
  double      number;

  if (ecg_table_get (rows->table, row, rows->found[samples]) != NULL)
    return read_integer (rows, row, samples, 0, ECG_LIMIT_SAMPLES << 10, value, error);
  if (text == NULL)
    return TRUE;
  if (!ecg_text_read_decimal (&text, &number) || *text != '\0' ||
      !(number >= 0.0 && number * rows->context->rate_hz < (double) (ECG_LIMIT_SAMPLES << 10)))
    return fail_in_row (rows, row, seconds, error);
  *value = (gint64) rint (number * rows->context->rate_hz);
  return TRUE;
}

static gboolean
read_code (const Rows *rows, guint row, gint64 *code, GError **error)
{
  const char *mnemonic = ecg_table_get (rows->table, row, rows->found[COLUMN_MNEMONIC]);

  *code = ECG_ANNOTATION_NOTE;
  if (mnemonic != NULL && ecg_annotation_code (mnemonic) != 0)
    *code = ecg_annotation_code (mnemonic);
  return read_integer (rows, row, COLUMN_CODE, 1, 58, code, error);
}

static gboolean
read_row (const Rows *rows, guint row, EcgAnnotations *annotations, GError **error)
{
  gint64        sample = -1, length = 0, code = 0, subtype = 0, chan = 0, num = 0;
  EcgAnnotation annotation;

  if (!read_time (rows, row, COLUMN_SAMPLE, COLUMN_ONSET, &sample, error) ||
      !read_time (rows, row, COLUMN_LENGTH, COLUMN_DURATION, &length, error) ||
      !read_code (rows, row, &code, error) ||
      !read_integer (rows, row, COLUMN_SUBTYPE, G_MININT8, G_MAXINT8, &subtype, error) ||
      !read_integer (rows, row, COLUMN_CHAN, 0, G_MAXUINT8, &chan, error) ||
      !read_integer (rows, row, COLUMN_NUM, G_MININT8, G_MAXINT8, &num, error))
    return FALSE;
  if (sample < 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s”, row %u: it does not say when."), rows->name, row + 1);
      return FALSE;
    }
  annotation =
    (EcgAnnotation){ .sample = sample,
                     .length = length,
                     .code = (guint8) code,
                     .subtype = (gint8) subtype,
                     .chan = (guint8) chan,
                     .num = (gint8) num,
                     .aux = (char *) ecg_table_get (rows->table, row, rows->found[COLUMN_TEXT]) };
  ecg_annotations_add (annotations, &annotation);
  return TRUE;
}

static void
read_comments (const EcgTable *table, EcgAnnotations *annotations)
{
  for (guint i = 0; i < table->comments->len; i++)
    {
      const char *comment = table->comments->pdata[i];

      if (g_str_has_prefix (comment, DEFINE))
        g_ptr_array_add (annotations->definitions, g_strdup (comment + strlen (DEFINE)));
      else if (g_str_has_prefix (comment, RATE))
        annotations->rate_hz = MAX (g_ascii_strtod (comment + strlen (RATE), NULL), 0.0);
    }
  if (!(annotations->rate_hz <= ECG_LIMIT_RATE_HZ))
    annotations->rate_hz = 0.0;
}

static EcgAnnotations *
load_csv (const Context *context, GError **error)
{
  g_autofree char *name = g_filename_display_basename (context->path);
  g_autofree char *text = read_text (context, error);
  g_autoptr (EcgTable) table = text == NULL ? NULL : ecg_table_parse (text, name, error);
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  Rows rows = { .context = context, .table = table, .name = name };

  if (table == NULL)
    return NULL;
  for (guint c = 0; c < N_COLUMNS; c++)
    rows.found[c] = ecg_table_find_column (table, columns[c]);
  if (rows.found[COLUMN_SAMPLE] < 0 && rows.found[COLUMN_ONSET] < 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” is no list of labels: a column “sample” or “onset” was expected."),
                   name);
      return NULL;
    }
  read_comments (table, annotations);
  for (guint i = 0; i < table->rows->len; i++)
    if (!read_row (&rows, i, annotations, error))
      return NULL;
  return g_steal_pointer (&annotations);
}

/* The table of forms */

typedef struct
{
  const char *suffix;
  gboolean (*save) (const EcgAnnotations *annotations, const Context *context, GError **error);
  EcgAnnotations *(*load) (const Context *context, GError **error);
} Form;

static const Form forms[] = {
  { ".atr", save_wfdb, load_wfdb },
  { ".tsv", save_events, load_events },
  { ".edf", save_edf, load_edf },
  { ".csv", save_csv, load_csv },
};

const char *const *
ecg_annotation_file_suffixes (void)
{
  static const char *suffixes[G_N_ELEMENTS (forms) + 1];
  static gsize       ready;

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
        suffixes[i] = forms[i].suffix;
      g_once_init_leave (&ready, 1);
    }
  return suffixes;
}

static const Form *
find_form (const char *path)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_has_suffix (folded, forms[i].suffix))
      return &forms[i];
  return NULL;
}

gboolean
ecg_annotation_file_save (const EcgAnnotations *annotations,
                          const char           *path,
                          double                rate_hz,
                          GStrvBuilder         *warnings,
                          GError              **error)
{
  const Context context = { .path = path, .rate_hz = rate_hz, .warnings = warnings };
  const Form   *form;

  g_return_val_if_fail (annotations != NULL && path != NULL && rate_hz > 0.0, FALSE);

  form = find_form (path);
  if (form == NULL)
    {
      g_autofree char *name = g_filename_display_basename (path);
      g_autofree char *known = g_strjoinv (", ", (char **) ecg_annotation_file_suffixes ());

      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("“%s” does not end like a file of labels that can be written: %s."), name,
                   known);
      return FALSE;
    }
  return form->save (annotations, &context, error);
}

/* Any other suffix is an annotator's of WFDB. */
EcgAnnotations *
ecg_annotation_file_load (const char   *path,
                          double        rate_hz,
                          GStrvBuilder *warnings,
                          GCancellable *cancellable,
                          GError      **error)
{
  const Context context = { path, rate_hz, warnings, cancellable };
  const Form   *form;

  g_return_val_if_fail (path != NULL && rate_hz > 0.0, NULL);

  form = find_form (path);
  return form != NULL ? form->load (&context, error) : load_wfdb (&context, error);
}
