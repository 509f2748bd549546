/*
 * Labels from a table that stands beside the recordings. A table that cannot be read tells nothing;
 * it is no reason to refuse a recording.
 */

#include "core/library/records-table.h"

#include <string.h>

#define TABLE_NAME "records.csv"
#define MAX_TABLE_BYTES (16 * 1024 * 1024)

gboolean
ecg_records_table_is_table (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_ascii_strcasecmp (name, TABLE_NAME) == 0 ||
         g_ascii_strcasecmp (name, "segments.csv") == 0;
}

static char *
read_table (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, TABLE_NAME, NULL);
  g_autofree char *text = NULL;
  gsize            length;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > MAX_TABLE_BYTES ||
      !g_utf8_validate (text, (gssize) length, NULL))
    return NULL;
  return g_steal_pointer (&text);
}

static int
find_column (char **header, const char *name)
{
  for (int i = 0; header[i] != NULL; i++)
    if (g_ascii_strcasecmp (g_strstrip (header[i]), name) == 0)
      return i;
  return -1;
}

static char *
dup_cell (char **cells, int column)
{
  if (column < 0 || column >= (int) g_strv_length (cells) || *g_strstrip (cells[column]) == '\0')
    return NULL;
  return g_strdup (cells[column]);
}

static gboolean
look_up_in (const char *folder, const char *record, char **subject, char **activity)
{
  g_autofree char *text = read_table (folder);
  g_auto (GStrv) lines = text == NULL ? NULL : g_strsplit_set (text, "\n", -1);
  g_auto (GStrv) header = lines == NULL || lines[0] == NULL ? NULL : g_strsplit (lines[0], ",", -1);
  const int key = header == NULL ? -1 : find_column (header, "record");

  for (gsize i = 1; key >= 0 && lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
      g_autofree char *cell = dup_cell (cells, key);

      if (g_strcmp0 (cell, record) != 0)
        continue;
      *subject = dup_cell (cells, find_column (header, "subject"));
      *activity = dup_cell (cells, find_column (header, "activity"));
      return TRUE;
    }
  return FALSE;
}

void
ecg_records_table_look_up (const char *path, char **subject, char **activity)
{
  g_autofree char *record = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);
  char            *dot = strrchr (record, '.');

  *subject = NULL;
  *activity = NULL;
  if (dot != NULL)
    *dot = '\0';
  if (!look_up_in (folder, record, subject, activity))
    look_up_in (above, record, subject, activity);
}
