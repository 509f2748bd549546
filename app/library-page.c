/*
 * The sidebar. The library's flat list becomes a tree of subjects; a search leaves the subjects
 * with a session that matches. The tree is rebuilt from the list when either changes, by the least
 * splices, so that what is folded out and selected stays.
 */

#include "app/library-page.h"

#include "app/session-row.h"
#include "app/subject-group.h"

#include <glib/gi18n.h>

struct _EcgLibraryPage
{
  AdwBin parent_instance;

  /* template children */
  GtkSearchEntry *search;
  GtkStack       *stack;
  GtkListView    *list;

  /* owned */
  EcgLibrary         *library;
  GListStore         *groups;
  GtkTreeListModel   *tree;
  GtkSingleSelection *selection;

  /* plain state */
  gint64 selected_id;
};

enum
{
  SESSION_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgLibraryPage, ecg_library_page, ADW_TYPE_BIN)

static gboolean
contains_folded (const char *text, const char *folded_needle)
{
  g_autofree char *folded = text == NULL ? NULL : g_utf8_casefold (text, -1);

  return folded != NULL && strstr (folded, folded_needle) != NULL;
}

static gboolean
matches (EcgSession *session, const char *folded_needle)
{
  g_autofree char *name = g_path_get_basename (ecg_session_get_path (session));

  return contains_folded (ecg_session_get_subject (session), folded_needle) ||
         contains_folded (ecg_session_get_activity (session), folded_needle) ||
         contains_folded (name, folded_needle);
}

/* Keeps a group that is there, so that its row stays folded out. */
static EcgSubjectGroup *
dup_group (EcgLibraryPage *self, const char *subject)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSubjectGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (g_strcmp0 (ecg_subject_group_get_subject (group), subject) == 0)
        return g_steal_pointer (&group);
    }
  return ecg_subject_group_new (subject);
}

/* The library's list is sorted by subject: a run of equal subjects is a group. */
static GPtrArray *
regroup (EcgLibraryPage *self, const char *folded_needle)
{
  GListModel *sessions = ecg_library_get_sessions (self->library);
  GPtrArray  *groups = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = g_list_model_get_n_items (sessions);
  guint       i = 0;

  while (i < n)
    {
      g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr (EcgSession) first = g_list_model_get_item (sessions, i);
      const char *subject = ecg_session_get_subject (first);

      for (; i < n; i++)
        {
          g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);

          if (g_strcmp0 (ecg_session_get_subject (session), subject) != 0)
            break;
          if (matches (session, folded_needle))
            g_ptr_array_add (members, g_steal_pointer (&session));
        }
      if (members->len > 0)
        {
          EcgSubjectGroup *group = dup_group (self, subject);

          ecg_subject_group_set_sessions (group, members);
          g_ptr_array_add (groups, group);
        }
    }
  return groups;
}

static const char *
choose_stack_page (EcgLibraryPage *self)
{
  if (g_list_model_get_n_items (ecg_library_get_sessions (self->library)) == 0)
    return "empty";
  return g_list_model_get_n_items (G_LIST_MODEL (self->groups)) == 0 ? "nothing-found" : "list";
}

static void
unfold_all (EcgLibraryPage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, i);

      gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static void select_row_of (EcgLibraryPage *self, gint64 id);

static void
rebuild (EcgLibraryPage *self)
{
  g_autofree char *folded = NULL;
  g_autoptr (GPtrArray) groups = NULL;

  if (self->library == NULL)
    return;
  folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  groups = regroup (self, folded);
  ecg_list_store_update (self->groups, groups);
  gtk_stack_set_visible_child_name (self->stack, choose_stack_page (self));
  if (*folded != '\0')
    unfold_all (self);
  select_row_of (self, self->selected_id);
}

static void
search_changed_cb (EcgLibraryPage *self)
{
  rebuild (self);
}

static void
sessions_changed_cb (EcgLibraryPage *self)
{
  rebuild (self);
}

static EcgSession *
dup_selected (EcgLibraryPage *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (GObject) item = row == NULL ? NULL : gtk_tree_list_row_get_item (row);

  return ECG_IS_SESSION (item) ? ECG_SESSION (g_steal_pointer (&item)) : NULL;
}

/* Not when the selection's session is merely a newer version of the one that was: that one is open
 * already. */
static void
selected_cb (EcgLibraryPage *self)
{
  g_autoptr (EcgSession) session = dup_selected (self);

  if (session == NULL || ecg_session_get_id (session) == self->selected_id)
    return;
  self->selected_id = ecg_session_get_id (session);
  g_signal_emit (self, signals[SESSION_ACTIVATED], 0, session);
}

static void
activate_cb (EcgLibraryPage *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, position);

  if (row != NULL && gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static GListModel *
create_children (gpointer item, gpointer user_data)
{
  if (!ECG_IS_SUBJECT_GROUP (item))
    return NULL;
  return g_object_ref (ecg_subject_group_get_sessions (item));
}

static int
find_activity (EcgLibraryPage *self, const char *activity)
{
  const char *const *names = ecg_library_get_activities (self->library);

  for (int i = 0; activity != NULL && names != NULL && names[i] != NULL; i++)
    if (g_str_equal (names[i], activity))
      return i;
  return -1;
}

static void
setup_row_cb (EcgLibraryPage *self, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), ecg_session_row_new ());
  gtk_list_item_set_child (list_item, expander);
}

static void
bind_row_cb (EcgLibraryPage *self, GtkListItem *list_item)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  EcgSessionRow   *row = ECG_SESSION_ROW (gtk_tree_expander_get_child (expander));
  GtkTreeListRow  *tree_row = gtk_list_item_get_item (list_item);
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (tree_row);

  gtk_tree_expander_set_list_row (expander, tree_row);
  gtk_list_item_set_selectable (list_item, ECG_IS_SESSION (item));
  if (ECG_IS_SESSION (item))
    ecg_session_row_show_session (
      row, ECG_SESSION (item), find_activity (self, ecg_session_get_activity (ECG_SESSION (item))));
  else
    ecg_session_row_show_subject (row, ECG_SUBJECT_GROUP (item));
}

static void
build_list (EcgLibraryPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->groups = g_list_store_new (ECG_TYPE_SUBJECT_GROUP);
  self->tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (self->groups)), FALSE, FALSE,
                                        create_children, NULL, NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->tree)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);

  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_row_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (bind_row_cb), self);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                            self);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activate_cb), self);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (factory);
}

static void
ecg_library_page_dispose (GObject *object)
{
  EcgLibraryPage *self = ECG_LIBRARY_PAGE (object);

  ecg_library_page_set_library (self, NULL);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree);
  g_clear_object (&self->groups);
  G_OBJECT_CLASS (ecg_library_page_parent_class)->dispose (object);
}

static void
ecg_library_page_class_init (EcgLibraryPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_library_page_dispose;

  /**
   * EcgLibraryPage::session-activated:
   * @session: what was chosen
   *
   * The user wants to see a session.
   */
  signals[SESSION_ACTIVATED] =
    g_signal_new ("session-activated", ECG_TYPE_LIBRARY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, ECG_TYPE_SESSION);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dt4ecg/ui/library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, search);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EcgLibraryPage, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
ecg_library_page_init (EcgLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  build_list (self);
}

GtkWidget *
ecg_library_page_new (void)
{
  return g_object_new (ECG_TYPE_LIBRARY_PAGE, NULL);
}

void
ecg_library_page_set_library (EcgLibraryPage *self, EcgLibrary *library)
{
  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));

  if (self->library == library)
    return;
  if (self->library != NULL)
    g_signal_handlers_disconnect_by_data (ecg_library_get_sessions (self->library), self);
  g_set_object (&self->library, library);
  if (library != NULL)
    g_signal_connect_swapped (ecg_library_get_sessions (library), "items-changed",
                              G_CALLBACK (sessions_changed_cb), self);
  rebuild (self);
}

static void
select_row_of (EcgLibraryPage *self, gint64 id)
{
  for (guint i = 0; id != 0 && i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, i);
      g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

      if (ECG_IS_SESSION (item) && ecg_session_get_id (ECG_SESSION (item)) == id)
        {
          gtk_single_selection_set_selected (self->selection, i);
          return;
        }
    }
}

void
ecg_library_page_select (EcgLibraryPage *self, gint64 id)
{
  EcgSession *session;

  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));

  session = ecg_library_find_session (self->library, id);
  if (session == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (self->tree, i);
      g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);

      if (ECG_IS_SUBJECT_GROUP (item) &&
          g_strcmp0 (ecg_subject_group_get_subject (ECG_SUBJECT_GROUP (item)),
                     ecg_session_get_subject (session)) == 0)
        gtk_tree_list_row_set_expanded (row, TRUE);
    }
  select_row_of (self, id);
}

EcgSession *
ecg_library_page_get_selected (EcgLibraryPage *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY_PAGE (self), NULL);

  if (self->library == NULL || self->selected_id == 0)
    return NULL;
  return ecg_library_find_session (self->library, self->selected_id);
}

void
ecg_library_page_focus_search (EcgLibraryPage *self)
{
  g_return_if_fail (ECG_IS_LIBRARY_PAGE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
