#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TEST_TYPE_PAGE_WINDOW (test_page_window_get_type ())

/** TestPageWindow: Stands for the window: has the actions that pages speak to. */
G_DECLARE_FINAL_TYPE (TestPageWindow, test_page_window, TEST, PAGE_WINDOW, GtkWindow)

/** test_page_window_present: Shows @page in a window of its own, 900 × 600. */
TestPageWindow *test_page_window_present (GtkWidget *page);

/** test_page_window_get_told: Returns: (nullable): what an action was given last. */
const char *test_page_window_get_told (TestPageWindow *self);

/** test_find_widget: Returns: (nullable): the first descendant of @type, or @widget itself, that is
 * not on a hidden page of a stack, nor in a popover. */
GtkWidget *test_find_widget (GtkWidget *widget, GType type);

/** test_visible_page: Returns: name of the page shown by the stack below @widget that has a page
 * called @known. */
const char *test_visible_page (GtkWidget *widget, const char *known);

/** test_page_window_use_style: Gives all windows the program's own colours. */
void test_page_window_use_style (void);

G_END_DECLS
