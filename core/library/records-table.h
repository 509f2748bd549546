#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A `records.csv` beside recordings, or one folder above them: who and what, for recordings that do
 * not tell it themselves. Columns `record` (file name without suffix), `subject` and `activity` are
 * found by their header.
 */

/** ecg_records_table_is_table: Returns: whether @path is such a table, or another list that is kept
 * beside recordings, by its name; it holds no samples. */
gboolean ecg_records_table_is_table (const char *path);

/** ecg_records_table_look_up: Finds the labels of the recording at @path; (out) (transfer full)
 * (nullable) both: NULL where no table tells. */
void ecg_records_table_look_up (const char *path, char **subject, char **activity);

G_END_DECLS
