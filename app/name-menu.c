/*
 * Names that are known already, beside a field in which one is written: what is chosen is not
 * misspelt.
 */

#include "app/name-menu.h"

#include <glib/gi18n.h>

#define NAMES "ecg-name-menu-names"

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (list_item)));
}

static void
chosen_cb (GtkListView *list, guint position, AdwEntryRow *row)
{
  GtkStringList *names = g_object_get_data (G_OBJECT (row), NAMES);
  GtkWidget     *popover = gtk_widget_get_ancestor (GTK_WIDGET (list), GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  gtk_editable_set_text (GTK_EDITABLE (row), gtk_string_list_get_string (names, position));
  if (adw_entry_row_get_show_apply_button (row))
    g_signal_emit_by_name (row, "apply");
}

static GtkWidget *
build_popover (AdwEntryRow *row, GtkStringList *names)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget          *popover = gtk_popover_new ();
  GtkWidget          *scroller = gtk_scrolled_window_new ();
  GtkWidget          *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  list = gtk_list_view_new (
    GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (names)))), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (list), TRUE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  g_signal_connect (list, "activate", G_CALLBACK (chosen_cb), row);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 300);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_size_request (scroller, 180, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  return popover;
}

void
ecg_name_menu_add (AdwEntryRow *row)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  GtkWidget     *button = gtk_menu_button_new ();

  g_return_if_fail (ADW_IS_ENTRY_ROW (row));

  g_object_set_data_full (G_OBJECT (row), NAMES, names, g_object_unref);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "pan-down-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), build_popover (row, names));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Names that are known"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Names that are known"), -1);
  gtk_widget_set_sensitive (button, FALSE);
  g_object_set_data (G_OBJECT (row), "button", button);
  adw_entry_row_add_suffix (row, button);
}

void
ecg_name_menu_set_names (AdwEntryRow *row, const char *const *names)
{
  GtkStringList *list = g_object_get_data (G_OBJECT (row), NAMES);

  g_return_if_fail (list != NULL);

  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), names);
  gtk_widget_set_sensitive (g_object_get_data (G_OBJECT (row), "button"),
                            names != NULL && names[0] != NULL);
}
