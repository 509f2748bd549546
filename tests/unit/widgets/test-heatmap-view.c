#include "widgets/heatmap-view.h"

#include <math.h>

static EcgMatrixData *
create_matrix (gsize n_rows, gsize n_columns)
{
  float *values = g_new (float, n_rows *n_columns);

  for (gsize i = 0; i < n_rows * n_columns; i++)
    values[i] = (float) i / 8;
  return ecg_matrix_data_new (n_rows, n_columns, values, NULL, NULL);
}

static EcgHeatmapView *
create_view (void)
{
  return ECG_HEATMAP_VIEW (g_object_ref_sink (ecg_heatmap_view_new ()));
}

static void
assert_readout (EcgHeatmapView *view, const char *expected)
{
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==, expected);
}

static void
set_cursor (EcgHeatmapView *view, int row, int column)
{
  ecg_cell_view_set_cursor (ECG_CELL_VIEW (view), (EcgCell){ row, column });
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
test_readout (void)
{
  g_autoptr (EcgHeatmapView) view = create_view ();
  g_autoptr (EcgMatrixData) matrix = create_matrix (2, 4);
  guint count = 0;

  matrix->values[3] = NAN;
  g_signal_connect_swapped (view, "notify::readout", G_CALLBACK (count_cb), &count);
  set_cursor (view, 0, 0);
  assert_readout (view, "");
  ecg_heatmap_view_set_matrix (view, matrix);
  assert_readout (view, "");
  g_assert_cmpuint (count, ==, 0);
  set_cursor (view, 1, 2);
  assert_readout (view, "Row 1, Column 2: 0.750");
  g_assert_cmpuint (count, ==, 1);
  set_cursor (view, 0, 3);
  assert_readout (view, "Row 0, Column 3: no value");
  ecg_heatmap_view_set_titles (view, "Attention", "Channel", "Time (s)", "a · b");
  ecg_heatmap_view_set_column_scale (view, 10.0, 0.5);
  assert_readout (view, "Channel 0, Time (s) 11.5: no value");
  set_cursor (view, 2, 0);
  g_assert_false (ecg_cell_view_has_cursor (ECG_CELL_VIEW (view)));
  assert_readout (view, "");
}

/* A new map of the same window: the cursor stays, unless its cell has gone. */
static void
test_new_matrix (void)
{
  g_autoptr (EcgHeatmapView) view = create_view ();
  g_autoptr (EcgMatrixData) large = create_matrix (4, 4);
  g_autoptr (EcgMatrixData) other = create_matrix (4, 4);
  g_autoptr (EcgMatrixData) small = create_matrix (2, 4);

  ecg_heatmap_view_set_matrix (view, large);
  set_cursor (view, 3, 1);
  other->values[13] = 0.25f;
  ecg_heatmap_view_set_matrix (view, other);
  assert_readout (view, "Row 3, Column 1: 0.250");
  ecg_heatmap_view_set_matrix (view, small);
  assert_readout (view, "");
  set_cursor (view, 1, 1);
  ecg_heatmap_view_set_matrix (view, NULL);
  assert_readout (view, "");
}

static void
test_finalised (void)
{
  EcgHeatmapView *view = create_view ();
  g_autoptr (EcgMatrixData) matrix = create_matrix (2, 2);
  gpointer watch = view;

  ecg_heatmap_view_set_matrix (view, matrix);
  g_object_add_weak_pointer (G_OBJECT (view), &watch);
  g_object_unref (view);
  g_assert_null (watch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  g_test_add_func ("/heatmap-view/readout", test_readout);
  g_test_add_func ("/heatmap-view/new-matrix", test_new_matrix);
  g_test_add_func ("/heatmap-view/finalised", test_finalised);
  return g_test_run ();
}
