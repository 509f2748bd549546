#include "widgets/columns-layout.h"

/* A box of two children of 100 × 50, with columns from 400 px on. */
static GtkWidget *
create_box (void)
{
  GtkWidget        *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkLayoutManager *layout = ecg_columns_layout_new ();

  g_object_set (layout, "threshold", 400, "first-width", 150, "spacing", 10, NULL);
  gtk_widget_set_layout_manager (box, layout);
  for (int i = 0; i < 2; i++)
    {
      GtkWidget *child = gtk_drawing_area_new ();

      gtk_widget_set_size_request (child, 100, 50);
      gtk_box_append (GTK_BOX (box), child);
    }
  return box;
}

static int
natural_height (GtkWidget *box, int width)
{
  int natural;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
test_measures (void)
{
  g_autoptr (GtkWidget) box = create_box ();
  int minimum;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural_height (box, 399), ==, 110);
  g_assert_cmpint (natural_height (box, 400), ==, 50);
  gtk_widget_set_visible (gtk_widget_get_last_child (box), FALSE);
  g_assert_cmpint (natural_height (box, 399), ==, 50);
}

static void
test_allocates (void)
{
  g_autoptr (GtkWidget) box = create_box ();
  GtkWidget      *second = gtk_widget_get_last_child (box);
  graphene_rect_t rect;

  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, 500, 80 }, -1);
  g_assert_true (gtk_widget_compute_bounds (second, box, &rect));
  g_assert_cmpfloat_with_epsilon (rect.origin.x, 160, 0.01);
  g_assert_cmpfloat_with_epsilon (rect.size.width, 340, 0.01);
  g_assert_cmpfloat_with_epsilon (rect.size.height, 80, 0.01);

  gtk_widget_size_allocate (box, &(GtkAllocation){ 0, 0, 300, 120 }, -1);
  g_assert_true (gtk_widget_compute_bounds (second, box, &rect));
  g_assert_cmpfloat_with_epsilon (rect.origin.y, 60, 0.01);
  g_assert_cmpfloat_with_epsilon (rect.size.width, 300, 0.01);
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
  g_test_add_func ("/columns-layout/measures", test_measures);
  g_test_add_func ("/columns-layout/allocates", test_allocates);
  return g_test_run ();
}
