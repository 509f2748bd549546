/*
 * The list of the sidebar. What is selected is kept as ids: an edit gives a session a new object,
 * which is selected again.
 */

#include "app/session-list.h"

#include "app/session-outline.h"
#include "app/session-row.h"

struct _EcgSessionList
{
  AdwBin parent_instance;

  /* template children */
  GtkListView *list;
  GMenuModel  *row_menu;

  /* owned */
  EcgLibrary        *library;
  EcgSessionOutline *outline;
  GtkMultiSelection *selection;
  GHashTable        *selected_ids; /* set of gint64 */
  char              *looks;        /* what rows show of activities */
  GtkWidget         *menu;         /* NULL until it is asked for */

  /* plain state */
  gboolean selecting; /* by the program: nobody wants to see a session */
  gboolean looking;   /* for something else than before: what is found is read from its start */
  guint    n_bound;
};

enum
{
  ACTIVATED,
  SELECTED,
  SELECTION_CHANGED,
  UPDATED,
  LOOKS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgSessionList, ecg_session_list, ADW_TYPE_BIN)

/* Selection */

static gint64 *
dup_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static void
selection_changed_cb (EcgSessionList *self)
{
  g_autoptr (GPtrArray) selected = NULL;

  if (self->selecting)
    return;
  selected = ecg_session_list_dup_selected (self);
  g_hash_table_remove_all (self->selected_ids);
  for (guint i = 0; i < selected->len; i++)
    g_hash_table_add (self->selected_ids, dup_id (ecg_session_get_id (selected->pdata[i])));
  g_signal_emit (self, signals[SELECTION_CHANGED], 0, selected->len);
  if (selected->len == 1)
    g_signal_emit (self, signals[SELECTED], 0, selected->pdata[0]);
}

/* After the tree has changed: positions are other ones, ids are not. */
static void
restore_selection (EcgSessionList *self)
{
  g_autoptr (GtkBitset) positions =
    ecg_session_outline_dup_positions (self->outline, self->selected_ids);
  g_autoptr (GtkBitset) all =
    gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->selection)));

  self->selecting = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), positions, all);
  self->selecting = FALSE;
  g_signal_emit (self, signals[SELECTION_CHANGED], 0, (guint) gtk_bitset_get_size (positions));
}

static void
updated_cb (EcgSessionList *self)
{
  restore_selection (self);
  if (self->looking)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
  self->looking = FALSE;
  g_signal_emit (self, signals[UPDATED], 0);
}

/* A subject was folded out or in. */
static void
tree_changed_cb (EcgSessionList *self, guint position, guint removed, guint added)
{
  if (added > 0 && !ecg_session_outline_is_updating (self->outline) &&
      g_hash_table_size (self->selected_ids) > 0)
    restore_selection (self);
}

/* Clicks, and the menu */

static void
toggle (GtkTreeListRow *row)
{
  if (gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static void
activate_cb (EcgSessionList *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (EcgSession) session = ecg_session_outline_dup_session (self->outline, position);

  if (session != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, session);
  else if (row != NULL)
    toggle (row);
}

static void
pop_up (EcgSessionList *self, GtkWidget *at, double x, double y)
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
find_row_at (EcgSessionList *self, double x, double y)
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
clicked_cb (EcgSessionList *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkTreeListRow *row = find_row_at (self, x, y);

  if (row == NULL || !gtk_tree_list_row_is_expandable (row))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (n_press == 1)
    toggle (row);
}

static void
menu_clicked_cb (EcgSessionList *self, int n_press, double x, double y, GtkGesture *gesture)
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
listen_to_clicks (EcgSessionList *self)
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

/* Rows */

static void
setup_row_cb (EcgSessionList *self, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), ecg_session_row_new ());
  gtk_list_item_set_child (list_item, expander);
}

static void
show_session (EcgSessionList *self, EcgSessionRow *row, EcgSession *session)
{
  EcgActivityStyle style;

  ecg_activity_style_look_up (&style, self->library, ecg_session_get_activity (session));
  ecg_session_row_show_session (row, session, &style);
}

static void
bind_row_cb (EcgSessionList *self, GtkListItem *list_item)
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
describe_looks (EcgLibrary *library)
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

/* Rows are made again where activities look otherwise; how many there are of each is no matter of
 * looks. */
static void
names_changed_cb (EcgSessionList *self)
{
  g_autofree char *looks = describe_looks (self->library);
  g_autoptr (GtkListItemFactory) factory = NULL;

  if (g_strcmp0 (looks, self->looks) == 0)
    return;
  g_free (self->looks);
  self->looks = g_steal_pointer (&looks);
  g_set_object (&factory, gtk_list_view_get_factory (self->list));
  gtk_list_view_set_factory (self->list, NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_signal_emit (self, signals[LOOKS_CHANGED], 0);
}

static void
add_factory (EcgSessionList *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_row_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_row_cb), self);
  gtk_list_view_set_factory (self->list, factory);
}

/* The object */

static void
ecg_session_list_dispose (GObject *object)
{
  EcgSessionList *self = ECG_SESSION_LIST (object);

  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->selection, self);
      g_signal_handlers_disconnect_by_data (self->outline, self);
    }
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->outline);
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (ecg_session_list_parent_class)->dispose (object);
}

static void
ecg_session_list_finalize (GObject *object)
{
  EcgSessionList *self = ECG_SESSION_LIST (object);

  g_free (self->looks);
  g_hash_table_unref (self->selected_ids);
  G_OBJECT_CLASS (ecg_session_list_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_arguments, GType argument)
{
  return g_signal_new (name, ECG_TYPE_SESSION_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_arguments, argument);
}

static void
ecg_session_list_class_init (EcgSessionListClass *class)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = ecg_session_list_dispose;
  object_class->finalize = ecg_session_list_finalize;

  /* What each means is said in the header. */
  signals[ACTIVATED] = add_signal ("activated", 1, ECG_TYPE_SESSION);
  signals[SELECTED] = add_signal ("selected", 1, ECG_TYPE_SESSION);
  signals[SELECTION_CHANGED] = add_signal ("selection-changed", 1, G_TYPE_UINT);
  signals[UPDATED] = add_signal ("updated", 0, G_TYPE_NONE);
  signals[LOOKS_CHANGED] = add_signal ("looks-changed", 0, G_TYPE_NONE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/session-list.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgSessionList, list);
  gtk_widget_class_bind_template_child (widget_class, EcgSessionList, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
ecg_session_list_init (EcgSessionList *self)
{
  self->selected_ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_factory (self);
  listen_to_clicks (self);
}

void
ecg_session_list_set_sessions (EcgSessionList *self, GListModel *sessions)
{
  g_return_if_fail (ECG_IS_SESSION_LIST (self));
  g_return_if_fail (self->outline == NULL);

  self->outline = ecg_session_outline_new (sessions);
  self->selection =
    gtk_multi_selection_new (g_object_ref (ecg_session_outline_get_tree (self->outline)));
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                            self);
  /* When the list knows its rows: it is told what is selected by their positions. */
  g_signal_connect_data (self->selection, "items-changed", G_CALLBACK (tree_changed_cb), self, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_swapped (self->outline, "updated", G_CALLBACK (updated_cb), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

void
ecg_session_list_set_library (EcgSessionList *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_SESSION_LIST (self));

  if (self->library == library)
    return;
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (self->library, self);
  g_set_object (&self->library, library);
  g_clear_pointer (&self->looks, g_free);
  if (library == NULL)
    return;
  self->looks = describe_looks (library);
  g_signal_connect_swapped (library, "names-changed", G_CALLBACK (names_changed_cb), self);
}

void
ecg_session_list_select (EcgSessionList *self, gint64 id)
{
  guint position;

  g_return_if_fail (ECG_IS_SESSION_LIST (self));

  position = ecg_session_outline_unfold (self->outline, id);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
}

GPtrArray *
ecg_session_list_dup_selected (EcgSessionList *self)
{
  g_autoptr (GtkBitset) positions = NULL;
  GPtrArray    *sessions;
  GtkBitsetIter iter;
  guint         position;

  g_return_val_if_fail (ECG_IS_SESSION_LIST (self), NULL);

  positions = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  sessions = g_ptr_array_new_with_free_func (g_object_unref);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, positions, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      EcgSession *session = ecg_session_outline_dup_session (self->outline, position);

      if (session != NULL)
        g_ptr_array_add (sessions, session);
    }
  return sessions;
}

void
ecg_session_list_set_looking (EcgSessionList *self, gboolean looking)
{
  g_return_if_fail (ECG_IS_SESSION_LIST (self));

  self->looking = looking;
  ecg_session_outline_set_looking (self->outline, looking);
}

void
ecg_session_list_set_all_unfolded (EcgSessionList *self, gboolean unfolded)
{
  g_return_if_fail (ECG_IS_SESSION_LIST (self));
  ecg_session_outline_set_all_unfolded (self->outline, unfolded);
}

void
ecg_session_list_pop_up (EcgSessionList *self, GtkWidget *at)
{
  g_return_if_fail (ECG_IS_SESSION_LIST (self));
  pop_up (self, at, 24.0, 24.0);
}

void
ecg_session_list_focus (EcgSessionList *self)
{
  g_return_if_fail (ECG_IS_SESSION_LIST (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

guint
ecg_session_list_get_n_bound (EcgSessionList *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_LIST (self), 0);
  return self->n_bound;
}
