#pragma once

#include <glib.h>

/** EcgCsvField: some characters of a text, without the blanks and quotes around them; borrowed. */
typedef struct
{
  const char *begin;
  gsize       length;
} EcgCsvField;

/** ecg_csv_next_line: Moves @at past the next line, which ends with LF, CR LF or the text. Returns:
 * FALSE at the end of the text. */
gboolean ecg_csv_next_line (const char **at, EcgCsvField *line);

/**
 * ecg_csv_next_field:
 * @line: what is left of the line; whoever begins gives the whole line
 * @delimiter: a blank stands for any run of blanks, NUL for none
 *
 * Returns: FALSE where the line has no further field
 */
gboolean ecg_csv_next_field (EcgCsvField *line, char delimiter, EcgCsvField *field);

/** ecg_csv_count_fields: Returns: how many there are, empty ones at the end left out. */
guint ecg_csv_count_fields (EcgCsvField line, char delimiter);

/** ecg_csv_read_number: Returns: whether @field is one number, and no more. */
gboolean ecg_csv_read_number (EcgCsvField field, gboolean decimal_comma, double *value);

/** ecg_csv_is_missing: Returns: whether @field is empty or says that there is no value: `NaN`. */
gboolean ecg_csv_is_missing (EcgCsvField field);

/**
 * ecg_csv_read_stamp:
 * @us: (out): microseconds: since 1 January of year 1 where @dated, else since midnight
 *
 * Reads `2024-03-26 15:04:53.249732`, with a T, slashes or a zone, or `1:02:03.5`, or `2:03.5`.
 */
gboolean ecg_csv_read_stamp (EcgCsvField field, double *us, gboolean *dated);

/** ecg_csv_field_dup: Returns: (transfer full): its text. */
char *ecg_csv_field_dup (EcgCsvField field) G_GNUC_WARN_UNUSED_RESULT;
