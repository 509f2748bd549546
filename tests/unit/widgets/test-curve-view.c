#include "widgets/curve-view.h"

#include <math.h>

static const EcgCurveStyle solid = { ECG_COLOUR_SERIES_1, FALSE, 1, ECG_CURVE_MARKER_NONE };
static const EcgCurveStyle dashed = { ECG_COLOUR_SERIES_2, TRUE, 1, ECG_CURVE_MARKER_CIRCLE };

static EcgCurveView *
create_view (void)
{
  EcgCurveView *view = ECG_CURVE_VIEW (g_object_ref_sink (ecg_curve_view_new ()));

  ecg_curve_view_set_titles (view, "Loss", "Epoch", NULL);
  g_assert_cmpuint (ecg_curve_view_add_series (view, "training", &solid), ==, 0);
  g_assert_cmpuint (ecg_curve_view_add_series (view, "validation", &dashed), ==, 1);
  return view;
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
test_readout (void)
{
  g_autoptr (EcgCurveView) view = create_view ();

  g_assert_cmpstr (ecg_curve_view_get_readout (view), ==, "");
  ecg_curve_view_append (view, 0, 0.5, 2.0);
  ecg_curve_view_append (view, 0, 1.0, 1.5);
  ecg_curve_view_append (view, 1, 1.0, 1.75);
  g_assert_cmpstr (ecg_curve_view_get_readout (view), ==,
                   "Epoch 1.00: training 1.5 · validation 1.75");
  ecg_curve_view_set_cursor (view, 0.4);
  g_assert_cmpstr (ecg_curve_view_get_readout (view), ==,
                   "Epoch 0.40: training 2 · validation 1.75");
  ecg_curve_view_set_cursor (view, NAN);
  ecg_curve_view_clear (view);
  g_assert_cmpstr (ecg_curve_view_get_readout (view), ==, "");
}

/* A caller that adds many points pays for one notification. */
static void
test_notify (void)
{
  g_autoptr (EcgCurveView) view = create_view ();
  guint count = 0;

  g_signal_connect_swapped (view, "notify::readout", G_CALLBACK (count_cb), &count);
  g_object_freeze_notify (G_OBJECT (view));
  for (int i = 0; i < 1000; i++)
    ecg_curve_view_append (view, 0, i, i);
  g_object_thaw_notify (G_OBJECT (view));
  g_assert_cmpuint (count, ==, 1);

  count = 0;
  ecg_curve_view_set_cursor (view, NAN);
  g_assert_cmpuint (count, ==, 0);

  g_signal_connect_swapped (view, "notify::log-scale", G_CALLBACK (count_cb), &count);
  ecg_curve_view_set_log_scale (view, TRUE);
  ecg_curve_view_set_log_scale (view, TRUE);
  g_assert_cmpuint (count, ==, 1);
}

/* Draws at a size, on both axes, with values that a logarithm does not have. */
static void
test_draws (void)
{
  g_autoptr (EcgCurveView) view = create_view ();
  GtkWidget *window = gtk_window_new ();

  for (int i = 0; i < 5000; i++)
    ecg_curve_view_append (view, 0, i / 100.0, i % 7 == 0 ? NAN : sin (i));
  ecg_curve_view_append (view, 1, 3, 0);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  for (int pass = 0; pass < 2; pass++)
    {
      g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (view));
      GtkSnapshot   *snapshot = gtk_snapshot_new ();
      GskRenderNode *node;

      ecg_curve_view_set_log_scale (view, pass == 1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      gdk_paintable_snapshot (paintable, snapshot, 400, 200);
      node = gtk_snapshot_free_to_node (snapshot);
      g_assert_nonnull (node);
      gsk_render_node_unref (node);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_finalised (void)
{
  EcgCurveView *view = create_view ();
  gpointer      watch = view;

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
  g_test_add_func ("/curve-view/readout", test_readout);
  g_test_add_func ("/curve-view/notify", test_notify);
  g_test_add_func ("/curve-view/draws", test_draws);
  g_test_add_func ("/curve-view/finalised", test_finalised);
  return g_test_run ();
}
