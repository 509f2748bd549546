#include "core/series/matrix-data.h"

G_DEFINE_BOXED_TYPE (EcgMatrixData, ecg_matrix_data, ecg_matrix_data_ref, ecg_matrix_data_unref)

EcgMatrixData *
ecg_matrix_data_new (gsize              n_rows,
                     gsize              n_columns,
                     float             *values,
                     const char *const *row_names,
                     const char *const *column_names)
{
  EcgMatrixData *self;

  g_return_val_if_fail (values != NULL || n_rows == 0 || n_columns == 0, NULL);

  self = g_atomic_rc_box_new0 (EcgMatrixData);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->values = values;
  self->row_names = g_strdupv ((char **) row_names);
  self->column_names = g_strdupv ((char **) column_names);
  return self;
}

EcgMatrixData *
ecg_matrix_data_ref (EcgMatrixData *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_matrix_data (EcgMatrixData *self)
{
  g_free (self->values);
  g_strfreev (self->row_names);
  g_strfreev (self->column_names);
}

void
ecg_matrix_data_unref (EcgMatrixData *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_matrix_data);
}
