/*
 * The sidebar. Sessions pass from the library through a filter into a tree of subjects; rows are
 * made for what is in sight only. What is selected is kept as ids: an edit gives a session a new
 * object, which is selected again.
 */

#include "app/library-page.h"

#include "app/filter-bar.h"
#include "app/label-dialog.h"
#include "app/session-outline.h"
#include "app/session-row.h"
#include "app/tally-view.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

struct _EcgLibraryPage
{
  AdwBin parent_instance;

  /* template children */
  EcgFilterBar    *filter_bar;
  GtkToggleButton *as_table;
  GtkLabel        *count;
  GtkWidget       *show_all;
  GtkStack        *stack;
  GtkListView     *list;
  EcgTallyView    *tally;
  GMenuModel      *row_menu;

  /* owned */
  EcgLibrary         *library;
  EcgLibraryFilter   *filter;
  GtkFilterListModel *shown;
  EcgSessionOutline  *outline;
  GtkMultiSelection  *selection;
  GHashTable         *selected_ids; /* set of gint64 */
  EcgSession         *open;         /* what the user sees, as it is in the list */
  char               *styles;       /* what rows show of activities */
  GtkWidget          *menu;

  /* plain state */
  gboolean selecting; /* by the program: nobody wants to see a session */
  gboolean looking;   /* for something else than before: what is found is read from its start */
  guint    n_bound;
};

enum
{
  SESSION_ACTIVATED,
  SESSION_RENEWED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgLibraryPage, ecg_library_page, ADW_TYPE_BIN)

/* What is shown */

static guint
count_all (EcgLibraryPage *self)
{
  return self->library == NULL
           ? 0
           : g_list_model_get_n_items (ecg_library_get_sessions (self->library));
}

static void
show_count (EcgLibraryPage *self)
{
  const guint      n_all = count_all (self);
  const guint      n = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  const gboolean   clear = ecg_library_filter_is_clear (self->filter);
  g_autofree char *text =
    clear
      ? g_strdup_printf (ngettext ("%'u session", "%'u sessions", n_all), n_all)
      : g_strdup_printf (ngettext ("%'u of %'u session", "%'u of %'u sessions", n_all), n, n_all);

  gtk_label_set_text (self->count, n_all == 0 ? "" : text);
  gtk_widget_set_visible (self->show_all, !clear && n_all > 0);
}

static const char *
choose_stack_page (EcgLibraryPage *self)
{
  if (count_all (self) == 0)
    return "empty";
  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0)
    return "nothing-found";
  return gtk_toggle_button_get_active (self->as_table) ? "table" : "list";
}

static void
show_page (EcgLibraryPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, choose_stack_page (self));
}

/* The table counts only while it is looked at. */
static void
as_table_cb (EcgLibraryPage *self)
{
  const gboolean active = gtk_toggle_button_get_active (self->as_table);

  ecg_tally_view_set_sessions (self->tally, self->library,
                               active ? G_LIST_MODEL (self->shown) : NULL);
  show_page (self);
}

/* Selection */

static gint64 *
dup_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

/* Returns: (transfer full): the sessions that are selected and in sight. */
static GPtrArray *
list_selected (EcgLibraryPage *self)
{
  g_autoptr (GtkBitset) positions =
    gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray    *sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint         position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, positions, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      EcgSession *session = ecg_session_outline_dup_session (self->outline, position);

      if (session != NULL)
        g_ptr_array_add (sessions, session);
    }
  return sessions;
}

static void
update_actions (EcgLibraryPage *self, guint n_selected)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "library.label", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "library.remove", n_selected > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "library.show-file", n_selected == 1);
}

static gboolean
is_open (EcgLibraryPage *self, gint64 id)
{
  return self->open != NULL && ecg_session_get_id (self->open) == id;
}

static void
open_session (EcgLibraryPage *self, EcgSession *session)
{
  g_set_object (&self->open, session);
  g_signal_emit (self, signals[SESSION_ACTIVATED], 0, session);
}

static void
selection_changed_cb (EcgLibraryPage *self)
{
  g_autoptr (GPtrArray) selected = NULL;

  if (self->selecting)
    return;
  selected = list_selected (self);
  g_hash_table_remove_all (self->selected_ids);
  for (guint i = 0; i < selected->len; i++)
    g_hash_table_add (self->selected_ids, dup_id (ecg_session_get_id (selected->pdata[i])));
  update_actions (self, selected->len);
  if (selected->len == 1 && !is_open (self, ecg_session_get_id (selected->pdata[0])))
    open_session (self, selected->pdata[0]);
}

/* After the tree has changed: positions are other ones, ids are not. */
static void
restore_selection (EcgLibraryPage *self)
{
  g_autoptr (GtkBitset) positions =
    ecg_session_outline_dup_positions (self->outline, self->selected_ids);
  g_autoptr (GtkBitset) all =
    gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->selection)));

  self->selecting = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), positions, all);
  self->selecting = FALSE;
  update_actions (self, (guint) gtk_bitset_get_size (positions));
}

/* The session that is open may have a newer version, or have gone. */
static void
follow_open (EcgLibraryPage *self)
{
  EcgSession *now = self->open == NULL || self->library == NULL
                      ? NULL
                      : ecg_library_find_session (self->library, ecg_session_get_id (self->open));

  if (now == self->open)
    return;
  if (now == NULL)
    open_session (self, NULL);
  else if (g_set_object (&self->open, now))
    g_signal_emit (self, signals[SESSION_RENEWED], 0, now);
}

static void
updated_cb (EcgLibraryPage *self)
{
  restore_selection (self);
  if (self->looking)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
  self->looking = FALSE;
  show_count (self);
  show_page (self);
  follow_open (self);
}

/* A subject was folded out or in. */
static void
tree_changed_cb (EcgLibraryPage *self, guint position, guint removed, guint added)
{
  if (added > 0 && !ecg_session_outline_is_updating (self->outline) &&
      g_hash_table_size (self->selected_ids) > 0)
    restore_selection (self);
}

static void
filter_changed_cb (EcgLibraryPage *self)
{
  self->looking = !ecg_library_filter_is_clear (self->filter);
  ecg_session_outline_set_looking (self->outline, self->looking);
}

/* Rows */

static void
toggle (GtkTreeListRow *row)
{
  if (gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static void
activate_cb (EcgLibraryPage *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (EcgSession) session = ecg_session_outline_dup_session (self->outline, position);

  if (session != NULL)
    open_session (self, session);
  else if (row != NULL)
    toggle (row);
}

static void
pop_up (EcgLibraryPage *self, GtkWidget *at, double x, double y)
{
  graphene_point_t point;

  if (!gtk_widget_compute_point (at, GTK_WIDGET (self), &GRAPHENE_POINT_INIT ((float) x, (float) y),
                                 &point))
    return;
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle){ (int) point.x, (int) point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* Returns: (nullable): the row at a point of the list. Gestures of the list's own cost nothing
 * where a row is made. */
static GtkTreeListRow *
find_row_at (EcgLibraryPage *self, double x, double y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->list), x, y, GTK_PICK_DEFAULT);
  GtkWidget *expander = NULL;

  if (picked == NULL)
    return NULL;
  expander = gtk_widget_get_ancestor (picked, GTK_TYPE_TREE_EXPANDER);
  /* Beside the expander, within the padding of its item. */
  if (expander == NULL && GTK_IS_TREE_EXPANDER (gtk_widget_get_first_child (picked)))
    expander = gtk_widget_get_first_child (picked);
  return expander == NULL ? NULL : gtk_tree_expander_get_list_row (GTK_TREE_EXPANDER (expander));
}

/* A subject is folded by a click anywhere on it. */
static void
clicked_cb (EcgLibraryPage *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkTreeListRow *row = find_row_at (self, x, y);

  if (row == NULL || !gtk_tree_list_row_is_expandable (row))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (n_press == 1)
    toggle (row);
}

static void
menu_clicked_cb (EcgLibraryPage *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkTreeListRow    *row = find_row_at (self, x, y);
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  const guint        position =
    row == NULL ? GTK_INVALID_LIST_POSITION : gtk_tree_list_row_get_position (row);

  if (row != NULL && !gtk_tree_list_row_is_expandable (row) &&
      !gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_select_item (selection, position, TRUE);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  pop_up (self, GTK_WIDGET (self->list), x, y);
}

static void
listen_to_clicks (EcgLibraryPage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  /* Before the item selects itself. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (clicked_cb), self);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (menu_clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (menu));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus != NULL && gtk_widget_is_ancestor (focus, widget))
    pop_up (ECG_LIBRARY_PAGE (widget), focus, 24.0, 24.0);
}

static void
setup_row_cb (EcgLibraryPage *self, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), ecg_session_row_new ());
  gtk_list_item_set_child (list_item, expander);
}

static void
show_session (EcgLibraryPage *self, EcgSessionRow *row, EcgSession *session)
{
  EcgActivityStyle style;

  ecg_activity_style_look_up (&style, self->library, ecg_session_get_activity (session));
  ecg_session_row_show_session (row, session, &style);
}

static void
bind_row_cb (EcgLibraryPage *self, GtkListItem *list_item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  EcgSessionRow   *row = ECG_SESSION_ROW (gtk_tree_expander_get_child (expander));
  GtkTreeListRow  *tree_row = gtk_list_item_get_item (list_item);
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (tree_row);

  self->n_bound++;
  gtk_tree_expander_set_list_row (expander, tree_row);
  gtk_tree_expander_set_indent_for_icon (expander, !ECG_IS_SESSION (item));
  gtk_list_item_set_selectable (list_item, ECG_IS_SESSION (item));
  if (ECG_IS_SESSION (item))
    show_session (self, row, ECG_SESSION (item));
  else
    ecg_session_row_show_subject (row, ECG_SUBJECT_GROUP (item));
}

static char *
describe_styles (EcgLibrary *library)
{
  GPtrArray *entries = ecg_library_get_activity_entries (library);
  GString   *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const EcgActivity *entry = entries->pdata[i];

      g_string_append_printf (text, "%s\n%s\n%s\n", entry->name, entry->letter,
                              entry->colour != NULL ? entry->colour : "");
    }
  return g_string_free (text, FALSE);
}

/* Rows and table are made again where activities look otherwise; how many there are of each is no
 * matter of looks. */
static void
names_changed_cb (EcgLibraryPage *self)
{
  g_autofree char *styles = describe_styles (self->library);
  g_autoptr (GtkListItemFactory) factory = NULL;

  if (g_strcmp0 (styles, self->styles) == 0)
    return;
  g_free (self->styles);
  self->styles = g_steal_pointer (&styles);
  g_set_object (&factory, gtk_list_view_get_factory (self->list));
  gtk_list_view_set_factory (self->list, NULL);
  gtk_list_view_set_factory (self->list, factory);
  as_table_cb (self);
}

/* Edits of what is selected */

static char *
describe_removed (guint n)
{
  return g_strdup_printf (ngettext ("%u session removed from the library; the file is untouched",
                                    "%u sessions removed from the library; the files are untouched",
                                    n),
                          n);
}

static gboolean
remove_all (EcgStore *store, gpointer ids, GError **error)
{
  const GArray *all = ids;

  return ecg_store_remove_sessions (store, (const gint64 *) (void *) all->data, all->len, error);
}

typedef struct
{
  EcgLibraryPage *page;
  guint           n;
} Removal;

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Removal *removal = user_data;
  g_autoptr (EcgLibraryPage) self = removal->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = describe_removed (removal->n);

  if (ecg_library_change_finish (ECG_LIBRARY (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell-undo", "s", sentence);
  else if (ecg_error_is_worth_telling (error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (widget);
  g_autoptr (GPtrArray) selected = list_selected (self);
  GArray  *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  Removal *removal = g_new0 (Removal, 1);

  for (guint i = 0; i < selected->len; i++)
    {
      const gint64 id = ecg_session_get_id (selected->pdata[i]);

      g_array_append_val (ids, id);
    }
  removal->page = g_object_ref (self);
  removal->n = ids->len;
  ecg_library_edit_async (self->library, remove_all, ids, (GDestroyNotify) g_array_unref,
                          removed_cb, removal);
}

static void
label_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (widget);
  g_autoptr (GPtrArray) selected = list_selected (self);

  if (selected->len > 0)
    ecg_label_dialog_present_for (GTK_WINDOW (gtk_widget_get_root (widget)), self->library,
                                  selected);
}

static void
show_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GPtrArray) selected = list_selected (ECG_LIBRARY_PAGE (widget));
  g_autofree char *folder = NULL;
  g_autofree char *uri = NULL;

  if (selected->len == 0)
    return;
  folder = g_path_get_dirname (ecg_session_get_path (selected->pdata[0]));
  uri = g_filename_to_uri (folder, NULL, NULL);
  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

/* What is folded, and found */

static void
unfold_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_session_outline_set_all_unfolded (ECG_LIBRARY_PAGE (widget)->outline, TRUE);
}

static void
fold_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_session_outline_set_all_unfolded (ECG_LIBRARY_PAGE (widget)->outline, FALSE);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ecg_filter_bar_clear (ECG_LIBRARY_PAGE (widget)->filter_bar);
}

static void
open_only_session (EcgLibraryPage *self)
{
  g_autoptr (EcgSession) only = g_list_model_get_item (G_LIST_MODEL (self->shown), 0);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 1)
    ecg_library_page_select (self, ecg_session_get_id (only));
}

/* A cell of the table becomes a filter, beside those that are set; one session is opened. */
static void
tally_chosen_cb (EcgLibraryPage *self, const char *subject, const char *activity)
{
  if (subject != NULL)
    ecg_library_filter_set_value (self->filter, ECG_FACET_SUBJECT, subject);
  if (activity != NULL)
    ecg_library_filter_set_value (self->filter, ECG_FACET_ACTIVITY, activity);
  gtk_toggle_button_set_active (self->as_table, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  open_only_session (self);
}

/* The list's models stay; the library's sessions pass through them. */
static void
build_list (EcgLibraryPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->filter = ecg_library_filter_new ();
  /* Heard before the list is filtered: its rows are then made as they are to be. */
  g_signal_connect_swapped (self->filter, "changed", G_CALLBACK (filter_changed_cb), self);
  self->shown = gtk_filter_list_model_new (NULL, GTK_FILTER (g_object_ref (self->filter)));
  self->outline = ecg_session_outline_new (G_LIST_MODEL (self->shown));
  self->selection =
    gtk_multi_selection_new (g_object_ref (ecg_session_outline_get_tree (self->outline)));
  self->selected_ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_row_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_row_cb), self);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                            self);
  /* When the list knows its rows: it is told what is selected by their positions. */
  g_signal_connect_data (self->selection, "items-changed", G_CALLBACK (tree_changed_cb), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (self->outline, "updated", G_CALLBACK (updated_cb), self);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activate_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  ecg_filter_bar_set_filter (self->filter_bar, self->filter);
  listen_to_clicks (self);
}

static void
ecg_library_page_dispose (GObject *object)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (object);

  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->selection, self);
      g_signal_handlers_disconnect_by_data (self->outline, self);
      g_signal_handlers_disconnect_by_data (self->filter, self);
    }
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->outline);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_object (&self->library);
  g_clear_object (&self->open);
  g_clear_pointer (&self->styles, g_free);
  g_clear_pointer (&self->selected_ids, g_hash_table_unref);
  G_OBJECT_CLASS (ecg_library_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "library.label", NULL, label_action);
  gtk_widget_class_install_action (widget_class, "library.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "library.show-file", NULL, show_file_action);
  gtk_widget_class_install_action (widget_class, "library.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "library.unfold-all", NULL, unfold_all_action);
  gtk_widget_class_install_action (widget_class, "library.fold-all", NULL, fold_all_action);
  gtk_widget_class_install_action (widget_class, "library.show-all", NULL, show_all_action);
}

static void
ecg_library_page_class_init (EcgLibraryPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ECG_TYPE_FILTER_BAR);
  g_type_ensure (ECG_TYPE_TALLY_VIEW);
  G_OBJECT_CLASS (class)->dispose = ecg_library_page_dispose;

  /**
   * EcgLibraryPage::session-activated:
   * @session: (nullable): what was chosen
   *
   * The user wants to see a session; or the one that was open has gone from the library.
   */
  signals[SESSION_ACTIVATED] =
    g_signal_new ("session-activated", ECG_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, ECG_TYPE_SESSION);

  /**
   * EcgLibraryPage::session-renewed:
   * @session: the session that is open, as it is now
   *
   * Something of the session that is open was edited, here or by another program.
   */
  signals[SESSION_RENEWED] =
    g_signal_new ("session-renewed", ECG_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, ECG_TYPE_SESSION);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, as_table);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, tally);
  gtk_widget_class_bind_template_callback (widget_class, as_table_cb);
  gtk_widget_class_bind_template_callback (widget_class, tally_chosen_cb);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, count);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, show_all);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, list);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, row_menu);
  install_actions (widget_class);
}

static void
ecg_library_page_init (EcgLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  build_list (self);
  updated_cb (self);
}

GtkWidget *
ecg_library_page_new (void)
{
  return g_object_new (ECG_TYPE_LIBRARY_PAGE, NULL);
}

void
ecg_library_page_set_library (EcgLibraryPage *self, EcgLibrary *library)
{
  GListModel *sessions = library == NULL ? NULL : ecg_library_get_sessions (library);

  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));

  if (self->library == library)
    return;
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_set_object (&self->library, library);
  if (library != NULL)
    {
      g_signal_connect_swapped (library, "names-changed", G_CALLBACK (names_changed_cb), self);
      g_free (self->styles);
      self->styles = describe_styles (library);
    }
  ecg_filter_bar_set_sessions (self->filter_bar, sessions);
  gtk_filter_list_model_set_model (self->shown, sessions);
  as_table_cb (self);
  updated_cb (self);
}

void
ecg_library_page_select (EcgLibraryPage *self, gint64 id)
{
  EcgSession *session;
  guint       position;

  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));

  session = ecg_library_find_session (self->library, id);
  if (session == NULL)
    return;
  position = ecg_session_outline_unfold (self->outline, id);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  if (!is_open (self, id))
    open_session (self, session);
}

EcgSession *
ecg_library_page_get_selected (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);

  return self->open;
}

GPtrArray *
ecg_library_page_dup_selection (EcgLibraryPage *self)
{
  GPtrArray *sessions;

  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);

  sessions = list_selected (self);
  if (sessions->len == 0 && self->open != NULL)
    g_ptr_array_add (sessions, g_object_ref (self->open));
  return sessions;
}

void
ecg_library_page_focus_search (EcgLibraryPage *self)
{
  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));
  ecg_filter_bar_focus (self->filter_bar);
}

EcgLibraryFilter *
ecg_library_page_get_filter (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);
  return self->filter;
}

void
ecg_library_page_set_as_table (EcgLibraryPage *self, gboolean as_table)
{
  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));
  gtk_toggle_button_set_active (self->as_table, as_table);
}

gboolean
ecg_library_page_is_table (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), FALSE);
  return gtk_toggle_button_get_active (self->as_table);
}

guint
ecg_library_page_get_n_bound (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), 0);
  return self->n_bound;
}
