/*
 * Labels from a table that stands beside the recordings. A table that cannot be read tells nothing;
 * it is no reason to refuse a recording.
 */

#include "core/library/records-table.h"

#include "core/recording/csv-field.h"
#include "core/recording/file-input.h"

#include <string.h>

#define TABLE_NAME "records.csv"

/* A hundred thousand recordings. */
#define MAX_TABLE_BYTES ((gint64) 4 << 20)

/* Longer is no name. */
#define MAX_NAME_BYTES 256

#define MAX_FOLDERS 16

typedef struct
{
  char *subject;
  char *activity;
} Labels;

struct _EcgRecordsTables
{
  GHashTable *folders; /* path → hash table, record → Labels */
};

static void
free_labels (gpointer data)
{
  Labels *labels = data;

  g_free (labels->subject);
  g_free (labels->activity);
  g_free (labels);
}

EcgRecordsTables *
ecg_records_tables_new (void)
{
  EcgRecordsTables *self = g_new0 (EcgRecordsTables, 1);

  self->folders =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  return self;
}

void
ecg_records_tables_free (EcgRecordsTables *self)
{
  g_hash_table_unref (self->folders);
  g_free (self);
}

gboolean
ecg_records_table_is_table (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_ascii_strcasecmp (name, TABLE_NAME) == 0 ||
         g_ascii_strcasecmp (name, "segments.csv") == 0;
}

/* Where the columns are; −1 for one that is absent. */
typedef struct
{
  int record;
  int subject;
  int activity;
} Columns;

static gboolean
says (EcgCsvField field, const char *name)
{
  return field.length == strlen (name) &&
         g_ascii_strncasecmp (field.begin, name, field.length) == 0;
}

static Columns
read_header (EcgCsvField line)
{
  Columns     columns = { -1, -1, -1 };
  EcgCsvField field;

  for (int i = 0; ecg_csv_next_field (&line, ',', &field); i++)
    {
      int *column = says (field, "record")     ? &columns.record
                    : says (field, "subject")  ? &columns.subject
                    : says (field, "activity") ? &columns.activity
                                               : NULL;

      if (column != NULL && *column < 0)
        *column = i;
    }
  return columns;
}

static char *
dup_name (EcgCsvField field)
{
  return field.length > 0 && field.length <= MAX_NAME_BYTES ? ecg_csv_field_dup (field) : NULL;
}

/* The first line of a record counts. */
static void
read_line (GHashTable *records, const Columns *columns, EcgCsvField line)
{
  g_autofree char *record = NULL;
  Labels          *labels = g_new0 (Labels, 1);
  EcgCsvField      field;

  for (int i = 0; ecg_csv_next_field (&line, ',', &field); i++)
    {
      if (i == columns->record)
        record = dup_name (field);
      else if (i == columns->subject)
        labels->subject = dup_name (field);
      else if (i == columns->activity)
        labels->activity = dup_name (field);
    }
  if (record != NULL && !g_hash_table_contains (records, record))
    g_hash_table_insert (records, g_steal_pointer (&record), labels);
  else
    free_labels (labels);
}

static GHashTable *
read_table (const char *folder)
{
  GHashTable      *records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_labels);
  g_autofree char *path = g_build_filename (folder, TABLE_NAME, NULL);
  g_autofree char *text = ecg_file_read_text (path, MAX_TABLE_BYTES, NULL, NULL);
  const char      *at = text;
  EcgCsvField      line;
  Columns          columns;

  if (text == NULL || !ecg_csv_next_line (&at, &line))
    return records;
  columns = read_header (line);
  while (columns.record >= 0 && ecg_csv_next_line (&at, &line))
    read_line (records, &columns, line);
  return records;
}

static const Labels *
find_in (EcgRecordsTables *self, const char *folder, const char *record)
{
  GHashTable *records = g_hash_table_lookup (self->folders, folder);

  if (records == NULL)
    {
      if (g_hash_table_size (self->folders) >= MAX_FOLDERS)
        g_hash_table_remove_all (self->folders);
      records = read_table (folder);
      g_hash_table_insert (self->folders, g_strdup (folder), records);
    }
  return g_hash_table_lookup (records, record);
}

void
ecg_records_tables_look_up (EcgRecordsTables *self,
                            const char       *path,
                            char            **subject,
                            char            **activity)
{
  g_autofree char *record = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);
  char            *dot = strrchr (record, '.');
  const Labels    *labels;

  if (dot != NULL)
    *dot = '\0';
  labels = find_in (self, folder, record);
  if (labels == NULL)
    labels = find_in (self, above, record);
  *subject = labels != NULL ? g_strdup (labels->subject) : NULL;
  *activity = labels != NULL ? g_strdup (labels->activity) : NULL;
}
