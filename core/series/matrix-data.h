#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ECG_TYPE_MATRIX_DATA (ecg_matrix_data_get_type ())

/**
 * EcgMatrixData:
 * @n_rows: rows, top first
 * @n_columns: columns, left first
 * @values: row-major; NaN where there is none
 * @row_names: (nullable): NULL-terminated, one a row
 * @column_names: (nullable): NULL-terminated, one a column
 *
 * A matrix as it is drawn: a heatmap or a confusion matrix. Immutable once built, shared by count.
 */
typedef struct
{
  gsize  n_rows;
  gsize  n_columns;
  float *values;
  char **row_names;
  char **column_names;
} EcgMatrixData;

GType ecg_matrix_data_get_type (void) G_GNUC_CONST;

/** ecg_matrix_data_new: @values is (transfer full), from g_malloc; the names are copied. */
EcgMatrixData *ecg_matrix_data_new (gsize              n_rows,
                                    gsize              n_columns,
                                    float             *values,
                                    const char *const *row_names,
                                    const char *const *column_names) G_GNUC_WARN_UNUSED_RESULT;
EcgMatrixData *ecg_matrix_data_ref (EcgMatrixData *self);
void           ecg_matrix_data_unref (EcgMatrixData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgMatrixData, ecg_matrix_data_unref)

G_END_DECLS
