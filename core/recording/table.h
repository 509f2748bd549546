#pragma once

#include <glib.h>

/**
 * EcgTable:
 * @comments: (element-type utf8): lines before the names, without their `#` and what blank follows
 * @columns: (element-type utf8): their names
 * @rows: (element-type GPtrArray): of as many values as there are columns; NULL each where empty
 *
 * A small table in text (RFC 4180): values parted by commas; one that holds a comma, a quote or a
 * line's end, is empty or has blanks around it, stands in quotes. What is not there is nothing at
 * all between two commas.
 */
typedef struct
{
  GPtrArray *comments;
  GPtrArray *columns;
  GPtrArray *rows;
} EcgTable;

EcgTable *ecg_table_new (const char *const *columns) G_GNUC_WARN_UNUSED_RESULT;
void      ecg_table_free (EcgTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgTable, ecg_table_free)

/** ecg_table_add_row: @values: (transfer full): as many as there are columns, each NULL or from
 * g_malloc(). */
void ecg_table_add_row (EcgTable *self, char *const *values);

/** ecg_table_find_column: Returns: the index of the column @name, in any letter case; -1 where
 * there is none. */
int ecg_table_find_column (const EcgTable *self, const char *name);

/** ecg_table_get: Returns: (transfer none) (nullable): a value; NULL also for a @column below 0. */
const char *ecg_table_get (const EcgTable *self, guint row, int column);

/** ecg_table_parse: @text: all of a file, with LF or CR LF. Returns: (transfer full) (nullable):
 * NULL with EMPTY or MALFORMED, naming the line. */
EcgTable *ecg_table_parse (const char *text,
                           const char *name,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_table_print: Returns: (transfer full): text that parses as the same. */
char *ecg_table_print (const EcgTable *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_table_append_quoted: Appends @text in quotes, each quote within it doubled. */
void ecg_table_append_quoted (GString *out, const char *text);
