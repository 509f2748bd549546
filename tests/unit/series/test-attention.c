#include "core/series/attention.h"
#include "core/series/spectrum-data.h"

static EcgAttention *
make_attention (void)
{
  EcgAttention      *attention = ecg_attention_new ((EcgSpan){ 500, 1000 }, 1);
  EcgAttentionStage *stage = &attention->stages[0];

  stage->n_channels = 2;
  stage->n_steps = 3;
  stage->stride = 2;
  stage->channel = g_new (float, 2);
  stage->sequence = g_new (float, 3);
  stage->channel[0] = 0.5f;
  stage->channel[1] = 0.25f;
  for (guint t = 0; t < 3; t++)
    stage->sequence[t] = 0.25f * (float) (t + 1);
  attention->n_classes[1] = 3;
  attention->probability[1] = g_new0 (float, 3);
  attention->probability[1][2] = 0.75f;
  attention->class_names[1] = g_strsplit ("a b c", " ", -1);
  return attention;
}

static void
test_map (void)
{
  g_autoptr (EcgAttention) attention = make_attention ();
  g_autoptr (EcgMatrixData) map = ecg_attention_map (attention, 0);

  g_assert_cmpuint (map->n_rows, ==, 2);
  g_assert_cmpuint (map->n_columns, ==, 3);
  g_assert_cmpfloat_with_epsilon (map->values[0], 0.125f, 1e-12);
  g_assert_cmpfloat_with_epsilon (map->values[5], 0.1875f, 1e-12);
}

static void
test_winner (void)
{
  g_autoptr (EcgAttention) attention = make_attention ();
  float probability = 0.0f;

  g_assert_cmpuint (ecg_attention_winner (attention, 1, &probability), ==, 2);
  g_assert_cmpfloat_with_epsilon (probability, 0.75f, 1e-12);
}

static void
test_drawn_values (void)
{
  const char *const names[] = { "x", "y", NULL };
  g_autoptr (EcgMatrixData) matrix = ecg_matrix_data_new (2, 2, g_new0 (float, 4), names, names);
  g_autoptr (EcgMatrixData) same_matrix = ecg_matrix_data_ref (matrix);
  g_autoptr (EcgSpectrumData) spectrum =
    ecg_spectrum_data_new ("II", "mV²/Hz", 0.25, g_new0 (float, 8), 8);
  g_autoptr (EcgSpectrumData) same_spectrum = ecg_spectrum_data_ref (spectrum);

  g_assert_cmpstr (same_matrix->column_names[1], ==, "y");
  g_assert_true (same_matrix->row_names != same_matrix->column_names);
  g_assert_cmpuint (same_spectrum->n_bins, ==, 8);
  g_assert_cmpstr (same_spectrum->unit, ==, "mV²/Hz");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attention/map", test_map);
  g_test_add_func ("/attention/winner", test_winner);
  g_test_add_func ("/attention/drawn-values", test_drawn_values);
  return g_test_run ();
}
