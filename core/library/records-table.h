#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EcgRecordsTables:
 *
 * A `records.csv` beside recordings, or one folder above them: who and what, for recordings that do
 * not tell it themselves. Columns `record` (file name without suffix), `subject` and `activity` are
 * found by their header. Each folder's is read once, when it is first asked for.
 */
typedef struct _EcgRecordsTables EcgRecordsTables;

EcgRecordsTables *ecg_records_tables_new (void) G_GNUC_WARN_UNUSED_RESULT;
void              ecg_records_tables_free (EcgRecordsTables *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgRecordsTables, ecg_records_tables_free)

/** ecg_records_tables_look_up: Finds the labels of the recording at @path; (out) (transfer full)
 * (nullable) both: NULL where no table tells. */
void ecg_records_tables_look_up (EcgRecordsTables *self,
                                 const char       *path,
                                 char            **subject,
                                 char            **activity);

/** ecg_records_table_is_table: Returns: whether @path is such a table, or another list that is kept
 * beside recordings, by its name; it holds no samples. */
gboolean ecg_records_table_is_table (const char *path);

G_END_DECLS
