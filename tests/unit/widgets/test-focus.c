/* Views that have keys take the focus when they are pressed. */
#include "widgets/focus.h"

#include "widgets/confusion-view.h"
#include "widgets/curve-view.h"
#include "widgets/heatmap-view.h"

static void
press (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller))
        g_signal_emit_by_name (controller, "pressed", 1, 10.0, 10.0);
    }
}

static void
test_views (void)
{
  GtkWidget *views[] = { ecg_heatmap_view_new (), ecg_confusion_view_new (),
                         ecg_curve_view_new () };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_button_new ();

  gtk_box_append (GTK_BOX (box), button);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    gtk_box_append (GTK_BOX (box), views[i]);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_widget_show (window);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      gtk_widget_grab_focus (button);
      press (views[i]);
      g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == views[i]);
    }
  gtk_window_destroy (GTK_WINDOW (window));
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
  g_test_add_func ("/focus/views", test_views);
  return g_test_run ();
}
