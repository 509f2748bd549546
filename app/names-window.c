/*
 * The window of names: for each kind a list and an editor. Lists hold names only; what else is to
 * be known of one is asked of the library when a row is shown.
 */

#include "app/names-window.h"

#include "app/activity-badge.h"

#include <glib/gi18n.h>

typedef struct
{
  EcgNamesWindow     *window;
  EcgNameKind         kind;
  GtkStringList      *names;
  GtkStringFilter    *filter;
  GtkSingleSelection *selection; /* owned by the list view */
  EcgNameEditor      *editor;
  gint64              id; /* of what is selected */
  gboolean            filling;
} Page;

struct _EcgNamesWindow
{
  AdwWindow parent_instance;

  /* children */
  AdwToastOverlay *toasts;
  AdwViewStack    *stack;

  /* owned */
  EcgLibrary *library;
  Page        pages[2]; /* by kind */
};

G_DEFINE_FINAL_TYPE (EcgNamesWindow, ecg_names_window, ADW_TYPE_WINDOW)

static GPtrArray *
get_entries (Page *page)
{
  return page->kind == ECG_NAME_SUBJECT ? ecg_library_get_subject_entries (page->window->library)
                                        : ecg_library_get_activity_entries (page->window->library);
}

static const char *
get_name (Page *page, gpointer entry)
{
  return page->kind == ECG_NAME_SUBJECT ? ((EcgSubject *) entry)->name
                                        : ((EcgActivity *) entry)->name;
}

static gint64
get_id (Page *page, gpointer entry)
{
  return page->kind == ECG_NAME_SUBJECT ? ((EcgSubject *) entry)->id : ((EcgActivity *) entry)->id;
}

static guint
get_n_sessions (Page *page, gpointer entry)
{
  return page->kind == ECG_NAME_SUBJECT ? ((EcgSubject *) entry)->n_sessions
                                        : ((EcgActivity *) entry)->n_sessions;
}

static gpointer
find_entry (Page *page, const char *name)
{
  GPtrArray *entries = get_entries (page);

  for (guint i = 0; i < entries->len; i++)
    if (g_str_equal (get_name (page, entries->pdata[i]), name))
      return entries->pdata[i];
  return NULL;
}

/* Rows */

static void
setup_cb (Page *page, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (count, "dim-label");
  gtk_widget_add_css_class (count, "numeric");
  if (page->kind == ECG_NAME_ACTIVITY)
    gtk_box_append (GTK_BOX (box), ecg_activity_badge_new ());
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), count);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (Page *page, GtkListItem *list_item)
{
  GtkWidget       *box = gtk_list_item_get_child (list_item);
  GtkWidget       *count = gtk_widget_get_last_child (box);
  GtkStringObject *item = gtk_list_item_get_item (list_item);
  const char      *name = gtk_string_object_get_string (item);
  gpointer         entry = find_entry (page, name);
  const guint      n = entry != NULL ? get_n_sessions (page, entry) : 0;
  g_autofree char *text = g_strdup_printf ("%u", n);
  g_autofree char *spoken =
    g_strdup_printf (ngettext ("%s, %u session", "%s, %u sessions", n), name, n);
  EcgActivityStyle style;

  gtk_label_set_text (GTK_LABEL (count), text);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_prev_sibling (count)), name);
  if (page->kind == ECG_NAME_ACTIVITY)
    {
      ecg_activity_style_look_up (&style, page->window->library, name);
      ecg_activity_badge_set_style (ECG_ACTIVITY_BADGE (gtk_widget_get_first_child (box)), &style);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* Selection, by id: a name can be another one after an edit. */

static void
selected_cb (Page *page)
{
  GtkStringObject *item = gtk_single_selection_get_selected_item (page->selection);
  gpointer entry = item == NULL ? NULL : find_entry (page, gtk_string_object_get_string (item));

  if (page->filling)
    return;
  page->id = entry == NULL ? 0 : get_id (page, entry);
  ecg_name_editor_show (page->editor, page->id);
}

static void
select_name (Page *page, const char *name)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (page->selection));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (G_LIST_MODEL (page->selection), i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        gtk_single_selection_set_selected (page->selection, i);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *x = g_utf8_collate_key_for_filename (*(const char *const *) a, -1);
  g_autofree char *y = g_utf8_collate_key_for_filename (*(const char *const *) b, -1);

  return strcmp (x, y);
}

/* Activities stand in their order, people as people sort names. */
static void
fill (Page *page)
{
  GPtrArray *entries = get_entries (page);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *selected = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      g_ptr_array_add (names, (gpointer) get_name (page, entries->pdata[i]));
      if (get_id (page, entries->pdata[i]) == page->id)
        selected = get_name (page, entries->pdata[i]);
    }
  if (page->kind == ECG_NAME_SUBJECT)
    g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  page->filling = TRUE;
  gtk_string_list_splice (page->names, 0, g_list_model_get_n_items (G_LIST_MODEL (page->names)),
                          (const char *const *) names->pdata);
  if (selected != NULL)
    select_name (page, selected);
  page->filling = FALSE;
  selected_cb (page);
}

static void
names_changed_cb (EcgNamesWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->pages); i++)
    fill (&self->pages[i]);
}

/* Undo and what there is to say */

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (widget));

  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), name, NULL);
}

static void
edited_cb (EcgNamesWindow *self, const char *sentence, gboolean failed)
{
  g_autofree char *title = g_markup_escape_text (sentence, -1);
  AdwToast        *toast = adw_toast_new (title);

  if (!failed)
    {
      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* Building */

static void
search_changed_cb (Page *page, GtkSearchEntry *entry)
{
  gtk_string_filter_set_search (page->filter, gtk_editable_get_text (GTK_EDITABLE (entry)));
}

static GtkWidget *
build_list (Page *page)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkExpression      *name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkWidget          *scroller = gtk_scrolled_window_new ();
  GtkWidget          *list;

  page->names = gtk_string_list_new (NULL);
  page->filter = gtk_string_filter_new (name);
  page->selection = gtk_single_selection_new (G_LIST_MODEL (gtk_filter_list_model_new (
    g_object_ref (G_LIST_MODEL (page->names)), g_object_ref (GTK_FILTER (page->filter)))));
  g_signal_connect_swapped (page->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                            page);
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), page);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_cb), page);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (page->selection), factory);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
    page->kind == ECG_NAME_SUBJECT ? _ ("Subjects") : _ ("Activities"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
build_page (Page *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *search = gtk_search_entry_new ();

  gtk_widget_set_size_request (side, 220, -1);
  gtk_widget_set_margin_top (search, 6);
  gtk_widget_set_margin_start (search, 6);
  gtk_widget_set_margin_end (search, 6);
  g_object_set (search, "placeholder-text", _ ("Search"), NULL);
  g_signal_connect_swapped (search, "search-changed", G_CALLBACK (search_changed_cb), page);
  gtk_box_append (GTK_BOX (side), search);
  gtk_box_append (GTK_BOX (side), build_list (page));
  page->editor = ECG_NAME_EDITOR (ecg_name_editor_new (page->window->library, page->kind));
  gtk_widget_set_hexpand (GTK_WIDGET (page->editor), TRUE);
  g_signal_connect_swapped (page->editor, "edited", G_CALLBACK (edited_cb), page->window);
  gtk_box_append (GTK_BOX (box), side);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (page->editor));
  return box;
}

static void
build (EcgNamesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *switcher = adw_view_switcher_title_new ();

  adw_view_switcher_title_set_stack (ADW_VIEW_SWITCHER_TITLE (switcher), self->stack);
  adw_view_switcher_title_set_title (ADW_VIEW_SWITCHER_TITLE (switcher),
                                     _ ("Subjects and Activities"));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), switcher);
  adw_view_stack_add_titled_with_icon (self->stack, build_page (&self->pages[ECG_NAME_SUBJECT]),
                                       "subject", _ ("Subjects"), "avatar-default-symbolic");
  adw_view_stack_add_titled_with_icon (self->stack, build_page (&self->pages[ECG_NAME_ACTIVITY]),
                                       "activity", _ ("Activities"), "emoji-activities-symbolic");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
}

static void
ecg_names_window_dispose (GObject *object)
{
  EcgNamesWindow *self = ECG_NAMES_WINDOW (object);

  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  for (gsize i = 0; i < G_N_ELEMENTS (self->pages); i++)
    {
      if (self->pages[i].names != NULL)
        g_signal_handlers_disconnect_by_data (self->pages[i].selection, &self->pages[i]);
      g_clear_object (&self->pages[i].names);
      g_clear_object (&self->pages[i].filter);
    }
  g_clear_object (&self->library);
  G_OBJECT_CLASS (ecg_names_window_parent_class)->dispose (object);
}

static void
ecg_names_window_class_init (EcgNamesWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_names_window_dispose;
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ecg_names_window_init (EcgNamesWindow *self)
{
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  for (gsize i = 0; i < G_N_ELEMENTS (self->pages); i++)
    {
      self->pages[i].window = self;
      self->pages[i].kind = (EcgNameKind) i;
    }
  gtk_window_set_title (GTK_WINDOW (self), _ ("Subjects and Activities"));
  gtk_window_set_default_size (GTK_WINDOW (self), 720, 560);
}

GtkWidget *
ecg_names_window_new (GtkWindow *parent, EcgLibrary *library)
{
  EcgNamesWindow *self = g_object_new (ECG_TYPE_NAMES_WINDOW, "transient-for", parent,
                                       "destroy-with-parent", TRUE, NULL);

  self->library = g_object_ref (library);
  build (self);
  names_changed_cb (self);
  g_signal_connect_swapped (library, "names-changed", G_CALLBACK (names_changed_cb), self);
  return GTK_WIDGET (self);
}

void
ecg_names_window_select (EcgNamesWindow *self, EcgNameKind kind, const char *name)
{
  g_return_if_fail (ECG_IS_NAMES_WINDOW (self));

  adw_view_stack_set_visible_child_name (self->stack,
                                         kind == ECG_NAME_SUBJECT ? "subject" : "activity");
  select_name (&self->pages[kind], name);
}

EcgNameEditor *
ecg_names_window_get_editor (EcgNamesWindow *self, EcgNameKind kind)
{
  g_return_val_if_fail (ECG_IS_NAMES_WINDOW (self), NULL);
  return self->pages[kind].editor;
}
