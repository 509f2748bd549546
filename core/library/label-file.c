/* Labels in files: as rows where there are columns, as notes where there are none. */

#include "core/library/label-file.h"

#include "core/library/label-text.h"
#include "core/recording/annotation-file.h"
#include "core/recording/events-tsv.h"
#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/recording/table.h"
#include "core/recording/warning.h"
#include "core/recording/writer.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define WFDB_TEXT 255 /* bytes that a note of WFDB holds */

/* Columns of both kinds of tables. Samples say exactly what seconds say to others. */
enum
{
  COLUMN_BEGIN,
  COLUMN_END,
  COLUMN_ACTIVITY,
  COLUMN_TEXT,
  COLUMN_LAYER,
  COLUMN_AUTHOR,
  COLUMN_CREATED,
  COLUMN_CONFIDENCE,
  N_COLUMNS,
};

static const char *const columns[N_COLUMNS] = { "begin", "end",    "activity", "text",
                                                "layer", "author", "created",  "confidence" };

static gboolean
has_suffix (const char *path, const char *suffix)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  return g_str_has_suffix (folded, suffix);
}

static gboolean
write_text (const char *path, const char *text, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &local))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("“%s” cannot be written: %s."), name,
               local->message);
  return FALSE;
}

/* Each from g_malloc(), or NULL. */
static void
print_values (char *values[N_COLUMNS], const EcgLabel *label)
{
  char number[ECG_NUMBER_SIZE];

  values[COLUMN_BEGIN] = g_strdup_printf ("%" G_GINT64_FORMAT, label->begin);
  values[COLUMN_END] = g_strdup_printf ("%" G_GINT64_FORMAT, label->end);
  values[COLUMN_ACTIVITY] = g_strdup (label->activity);
  values[COLUMN_TEXT] = g_strdup (label->text);
  values[COLUMN_LAYER] = g_strdup (label->layer);
  values[COLUMN_AUTHOR] = g_strdup (label->author);
  values[COLUMN_CREATED] = g_strdup (label->created);
  values[COLUMN_CONFIDENCE] = isfinite (label->confidence)
                                ? g_strdup (ecg_text_from_double (number, label->confidence))
                                : NULL;
}

/* Writing */

static gboolean
save_csv (GPtrArray *labels, const char *path, GError **error)
{
  const char *names[N_COLUMNS + 1] = { NULL };
  g_autoptr (EcgTable) table = NULL;
  g_autofree char *text = NULL;

  memcpy (names, columns, sizeof columns);
  table = ecg_table_new (names);
  for (guint i = 0; i < labels->len; i++)
    {
      char *values[N_COLUMNS];

      print_values (values, labels->pdata[i]);
      ecg_table_add_row (table, values);
    }
  text = ecg_table_print (table);
  return write_text (path, text, error);
}

static gboolean
save_events (GPtrArray *labels, const char *path, double rate_hz, GError **error)
{
  g_autoptr (EcgEvents) events = ecg_events_new ();
  g_autofree char *text = NULL;

  for (guint c = 0; c < N_COLUMNS; c++)
    ecg_events_add_column (events, columns[c]);
  for (guint i = 0; i < labels->len; i++)
    {
      const EcgLabel *label = labels->pdata[i];
      char           *values[N_COLUMNS];
      const EcgEvent  event = {
         .onset_s = (double) label->begin / rate_hz,
         .duration_s = (double) (label->end - label->begin) / rate_hz,
         .type = (char *) (label->activity != NULL ? label->activity : label->text),
         .values = values,
      };

      print_values (values, label);
      ecg_events_add (events, &event);
      for (guint c = 0; c < N_COLUMNS; c++)
        g_free (values[c]);
    }
  text = ecg_events_tsv_print (events);
  return write_text (path, text, error);
}

static gboolean
save_notes (
  GPtrArray *labels, const char *path, double rate_hz, GStrvBuilder *warnings, GError **error)
{
  const gboolean is_wfdb = has_suffix (path, ".atr");
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();

  for (guint i = 0; i < labels->len; i++)
    ecg_label_to_annotations (labels->pdata[i], !is_wfdb, is_wfdb ? WFDB_TEXT : 0, annotations);
  return ecg_annotation_file_save (annotations, path, rate_hz, warnings, error);
}

gboolean
ecg_label_file_save (
  GPtrArray *labels, const char *path, double rate_hz, GStrvBuilder *warnings, GError **error)
{
  g_return_val_if_fail (labels != NULL && path != NULL && rate_hz > 0.0, FALSE);

  if (has_suffix (path, ".csv"))
    return save_csv (labels, path, error);
  if (has_suffix (path, ".tsv"))
    return save_events (labels, path, rate_hz, error);
  return save_notes (labels, path, rate_hz, warnings, error);
}

/* Reading */

static gboolean
read_integer (const char *text, gint64 *number)
{
  return text != NULL && ecg_text_read_integer (&text, number) && *text == '\0' && *number >= 0;
}

/* @row: from 1, for the message */
static EcgLabel *
make_label (const char *const values[N_COLUMNS], const char *name, guint row, GError **error)
{
  const char *confidence = values[COLUMN_CONFIDENCE];
  EcgLabel    label = { .activity = values[COLUMN_ACTIVITY],
                        .text = values[COLUMN_TEXT],
                        .layer = values[COLUMN_LAYER],
                        .author = values[COLUMN_AUTHOR],
                        .created = values[COLUMN_CREATED],
                        .confidence = NAN };

  if (!read_integer (values[COLUMN_BEGIN], &label.begin) ||
      !read_integer (values[COLUMN_END], &label.end) || label.end < label.begin)
    g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("“%s”, row %u: begin and end must be samples, in this order."), name, row);
  else if (label.activity == NULL && label.text == NULL)
    g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("“%s”, row %u: it says neither an activity nor a text."), name, row);
  else if (confidence != NULL &&
           (!ecg_text_read_decimal (&confidence, &label.confidence) || *confidence != '\0' ||
            label.confidence < 0.0 || label.confidence > 1.0))
    g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                 _ ("“%s”, row %u: the confidence must be a number from 0 to 1."), name, row);
  else
    return ecg_label_copy (&label);
  return NULL;
}

static gboolean
add_label (GPtrArray *labels, EcgLabel *label)
{
  if (label != NULL)
    g_ptr_array_add (labels, label);
  return label != NULL;
}

static GPtrArray *
read_table (const EcgTable *table, const int found[N_COLUMNS], const char *name, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_label_free);

  for (guint row = 0; row < table->rows->len; row++)
    {
      const char *values[N_COLUMNS];

      for (guint c = 0; c < N_COLUMNS; c++)
        values[c] = ecg_table_get (table, row, found[c]);
      if (!add_label (labels, make_label (values, name, row + 1, error)))
        return NULL;
    }
  return g_steal_pointer (&labels);
}

static GPtrArray *
read_events (const EcgEvents *events, const int found[N_COLUMNS], const char *name, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_label_free);

  for (guint row = 0; row < events->items->len; row++)
    {
      const EcgEvent *event = ecg_events_get (events, row);
      const char     *values[N_COLUMNS];

      for (guint c = 0; c < N_COLUMNS; c++)
        values[c] = found[c] >= 0 && event->values != NULL ? event->values[found[c]] : NULL;
      if (!add_label (labels, make_label (values, name, row + 1, error)))
        return NULL;
    }
  return g_steal_pointer (&labels);
}

static GPtrArray *
load_annotations (const char   *path,
                  double        rate_hz,
                  GStrvBuilder *warnings,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (EcgAnnotations) annotations =
    ecg_annotation_file_load (path, rate_hz, warnings, cancellable, error);

  if (annotations == NULL)
    return NULL;
  return ecg_labels_from_annotations (
    annotations, annotations->rate_hz > 0.0 ? rate_hz / annotations->rate_hz : 1.0);
}

/* Sets @own to whether the columns are those of labels: else it is a list of another kind. */
static GPtrArray *
load_own_csv (const char *path, gboolean *own, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = ecg_file_read_text (path, ECG_LIMIT_EVENTS, cancellable, error);
  g_autoptr (EcgTable) table = text == NULL ? NULL : ecg_table_parse (text, name, error);
  int found[N_COLUMNS];

  *own = TRUE;
  if (table == NULL)
    return NULL;
  for (guint c = 0; c < N_COLUMNS; c++)
    found[c] = ecg_table_find_column (table, columns[c]);
  *own = found[COLUMN_BEGIN] >= 0 && found[COLUMN_END] >= 0;
  return *own ? read_table (table, found, name, error) : NULL;
}

static GPtrArray *
load_own_events (const char *path, gboolean *own, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (EcgEvents) events = ecg_events_tsv_load (path, cancellable, error);
  int found[N_COLUMNS];

  *own = TRUE;
  if (events == NULL)
    return NULL;
  for (guint c = 0; c < N_COLUMNS; c++)
    {
      found[c] = -1;
      for (guint k = 0; k < events->columns->len; k++)
        if (g_ascii_strcasecmp (events->columns->pdata[k], columns[c]) == 0)
          found[c] = (int) k;
    }
  *own = found[COLUMN_BEGIN] >= 0 && found[COLUMN_END] >= 0;
  return *own ? read_events (events, found, name, error) : NULL;
}

GPtrArray *
ecg_label_file_load (const char   *path,
                     double        rate_hz,
                     GStrvBuilder *warnings,
                     GCancellable *cancellable,
                     GError      **error)
{
  gboolean   own = FALSE;
  GPtrArray *labels = NULL;

  g_return_val_if_fail (path != NULL && rate_hz > 0.0, NULL);

  if (has_suffix (path, ".csv"))
    labels = load_own_csv (path, &own, cancellable, error);
  else if (has_suffix (path, ".tsv"))
    labels = load_own_events (path, &own, cancellable, error);
  return own ? labels : load_annotations (path, rate_hz, warnings, cancellable, error);
}
