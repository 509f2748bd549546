#include "widgets/confusion-view.h"

static const char *const names[] = { "sitting", "walking", "jogging", NULL };

static EcgMatrixData *
create_counts (void)
{
  static const float values[] = { 8, 2, 0, 1, 3, 0, 0, 0, 0 };

  return ecg_matrix_data_new (3, 3, g_memdup2 (values, sizeof values), names, names);
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
test_readout (void)
{
  g_autoptr (EcgConfusionView) view =
    ECG_CONFUSION_VIEW (g_object_ref_sink (ecg_confusion_view_new ()));
  g_autoptr (EcgMatrixData) counts = create_counts ();
  guint count = 0;

  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==, "");
  ecg_confusion_view_set_counts (view, counts);
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==,
                   "11 of 14 windows of 3 classes are right");
  g_signal_connect_swapped (view, "notify::readout", G_CALLBACK (count_cb), &count);
  ecg_cell_view_set_cursor (ECG_CELL_VIEW (view), (EcgCell){ 0, 1 });
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==,
                   "True sitting, predicted walking: 2 of 10 windows (20 %)");
  ecg_cell_view_set_cursor (ECG_CELL_VIEW (view), (EcgCell){ 0, 1 });
  g_assert_cmpuint (count, ==, 1);
  ecg_cell_view_set_cursor (ECG_CELL_VIEW (view), (EcgCell){ 2, 0 });
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==,
                   "No window of jogging was judged");
  ecg_cell_view_set_cursor (ECG_CELL_VIEW (view), (EcgCell){ 3, 0 });
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==,
                   "11 of 14 windows of 3 classes are right");
  ecg_confusion_view_set_counts (view, NULL);
  g_assert_cmpstr (ecg_cell_view_get_readout (ECG_CELL_VIEW (view)), ==, "");
}

/* Forty classes have room for every name. */
static void
test_size (void)
{
  g_autoptr (EcgConfusionView) view =
    ECG_CONFUSION_VIEW (g_object_ref_sink (ecg_confusion_view_new ()));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EcgMatrixData) counts = NULL;
  g_auto (GStrv) many = NULL;
  int minimum;
  int natural;

  for (int i = 0; i < 40; i++)
    g_strv_builder_add (builder, "P");
  many = g_strv_builder_end (builder);
  counts = ecg_matrix_data_new (40, 40, g_new0 (float, 1600), (const char *const *) many,
                                (const char *const *) many);
  ecg_confusion_view_set_counts (view, counts);
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL,
                      NULL);
  g_assert_cmpint (minimum, >=, 40 * 15);
  g_assert_cmpint (natural, >=, minimum);
}

static void
test_finalised (void)
{
  EcgConfusionView *view = ECG_CONFUSION_VIEW (g_object_ref_sink (ecg_confusion_view_new ()));
  g_autoptr (EcgMatrixData) counts = create_counts ();
  gpointer watch = view;

  ecg_confusion_view_set_counts (view, counts);
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
  g_test_add_func ("/confusion-view/readout", test_readout);
  g_test_add_func ("/confusion-view/size", test_size);
  g_test_add_func ("/confusion-view/finalised", test_finalised);
  return g_test_run ();
}
