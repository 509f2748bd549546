/* A window for a page alone. */
#include "tests/ui/page-window.h"

struct _TestPageWindow
{
  GtkWindow parent_instance;

  char *told;
};

G_DEFINE_FINAL_TYPE (TestPageWindow, test_page_window, GTK_TYPE_WINDOW)

static void
tell_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TestPageWindow *self = TEST_PAGE_WINDOW (widget);

  g_free (self->told);
  self->told = g_variant_dup_string (parameter, NULL);
}

static void
test_page_window_finalize (GObject *object)
{
  g_free (TEST_PAGE_WINDOW (object)->told);
  G_OBJECT_CLASS (test_page_window_parent_class)->finalize (object);
}

static void
test_page_window_class_init (TestPageWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = test_page_window_finalize;
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell_action);
  gtk_widget_class_install_action (widget_class, "win.tell-undo", "s", tell_action);
  gtk_widget_class_install_action (widget_class, "win.show-run", "s", tell_action);
}

static void
test_page_window_init (TestPageWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self), 900, 600);
}

TestPageWindow *
test_page_window_present (GtkWidget *page)
{
  TestPageWindow *window = g_object_new (TEST_TYPE_PAGE_WINDOW, "child", page, NULL);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

void
test_page_window_use_style (void)
{
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (style, "/io/github/dt4ecg/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

const char *
test_page_window_get_told (TestPageWindow *self)
{
  return self->told;
}

GtkWidget *
test_find_widget (GtkWidget *widget, GType type)
{
  if (!gtk_widget_get_child_visible (widget) || GTK_IS_POPOVER (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = test_find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkStack *
find_stack (GtkWidget *widget, const char *known)
{
  if (GTK_IS_STACK (widget) && gtk_stack_get_child_by_name (GTK_STACK (widget), known) != NULL)
    return GTK_STACK (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkStack *found = find_stack (child, known);

      if (found != NULL)
        return found;
    }
  return NULL;
}

const char *
test_visible_page (GtkWidget *widget, const char *known)
{
  return gtk_stack_get_visible_child_name (find_stack (widget, known));
}
