/*
 * Sessions by subject. Groups are kept, also while a filter hides them, and brought up to date by
 * the least splices: what is folded out, and what did not change, is left alone.
 */

#include "app/session-outline.h"

#include "app/subject-group.h"

/* So many sessions are folded out while something is searched for. */
#define MAX_UNFOLDED 300

/* More folds than this are made at once. */
#define MAX_SINGLE_FOLDS 8

struct _EcgSessionOutline
{
  GObject parent_instance;

  /* owned */
  GListModel       *sessions;
  GHashTable       *known; /* subject, "" for nobody → EcgSubjectGroup: all there have been */
  GListStore       *groups;
  GtkTreeListModel *tree;

  /* plain state */
  gboolean looking;
  gboolean updating;
  gboolean folds_are_forced; /* by a search; else they are the user's */
};

enum
{
  UPDATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgSessionOutline, ecg_session_outline, G_TYPE_OBJECT)

static const char *
get_key (const char *subject)
{
  return subject != NULL ? subject : "";
}

static EcgSubjectGroup *
dup_group (EcgSessionOutline *self, const char *subject)
{
  EcgSubjectGroup *group = g_hash_table_lookup (self->known, get_key (subject));

  if (group == NULL)
    {
      group = ecg_subject_group_new (subject);
      g_hash_table_insert (self->known, g_strdup (get_key (subject)), group);
    }
  return g_object_ref (group);
}

/* Returns: (transfer full): subject → its sessions, in their order. */
static GHashTable *
collect_members (EcgSessionOutline *self)
{
  GHashTable *members =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  const guint n = g_list_model_get_n_items (self->sessions);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (self->sessions, i);
      const char *key = get_key (ecg_session_get_subject (session));
      GPtrArray  *of_subject = g_hash_table_lookup (members, key);

      if (of_subject == NULL)
        {
          of_subject = g_ptr_array_new_with_free_func (g_object_unref);
          g_hash_table_insert (members, g_strdup (key), of_subject);
        }
      g_ptr_array_add (of_subject, g_steal_pointer (&session));
    }
  return members;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  return ecg_subject_group_compare (*(EcgSubjectGroup *const *) a, *(EcgSubjectGroup *const *) b);
}

static GPtrArray *
regroup (EcgSessionOutline *self)
{
  g_autoptr (GHashTable) members = collect_members (self);
  GPtrArray     *groups = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer       subject, sessions;

  g_hash_table_iter_init (&iter, members);
  while (g_hash_table_iter_next (&iter, &subject, &sessions))
    {
      EcgSubjectGroup *group = dup_group (self, *(const char *) subject != '\0' ? subject : NULL);

      ecg_subject_group_set_sessions (group, sessions);
      g_ptr_array_add (groups, group);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

static void
remember_folds (EcgSessionOutline *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));

  for (guint i = 0; i < n && !self->folds_are_forced; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree, i);
      g_autoptr (EcgSubjectGroup) group = gtk_tree_list_row_get_item (row);

      ecg_subject_group_set_unfolded (group, gtk_tree_list_row_get_expanded (row));
    }
}

static gboolean
is_wanted_unfolded (EcgSessionOutline *self, guint i)
{
  g_autoptr (EcgSubjectGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

  return self->folds_are_forced || ecg_subject_group_get_unfolded (group);
}

static gboolean
is_unfolded (EcgSessionOutline *self, guint i)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree, i);

  return gtk_tree_list_row_get_expanded (row);
}

/* Puts groups in again that are all to be folded out, or all in: one change of the tree, where a
 * view would otherwise make rows for each on its way. */
static void
refold (EcgSessionOutline *self, guint begin, guint end, gboolean unfolded)
{
  g_autoptr (GPtrArray) run = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = begin; i < end; i++)
    g_ptr_array_add (run, g_list_model_get_item (G_LIST_MODEL (self->groups), i));
  gtk_tree_list_model_set_autoexpand (self->tree, unfolded);
  g_list_store_splice (self->groups, begin, run->len, run->pdata, run->len);
  gtk_tree_list_model_set_autoexpand (self->tree, FALSE);
}

static void
refold_all (EcgSessionOutline *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  guint       begin = 0;

  for (guint i = 1; i <= n; i++)
    if (i == n || is_wanted_unfolded (self, i) != is_wanted_unfolded (self, begin))
      {
        refold (self, begin, i, is_wanted_unfolded (self, begin));
        begin = i;
      }
}

static void
choose_folds (EcgSessionOutline *self)
{
  self->folds_are_forced =
    self->looking && g_list_model_get_n_items (self->sessions) <= MAX_UNFOLDED;
}

static void
apply_folds (EcgSessionOutline *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  g_autoptr (GtkBitset) wrong = gtk_bitset_new_empty ();

  for (guint i = 0; i < n; i++)
    if (is_unfolded (self, i) != is_wanted_unfolded (self, i))
      gtk_bitset_add (wrong, i);
  if (gtk_bitset_get_size (wrong) > MAX_SINGLE_FOLDS)
    {
      refold_all (self);
      return;
    }
  for (guint i = 0; i < gtk_bitset_get_size (wrong); i++)
    {
      const guint at = gtk_bitset_get_nth (wrong, i);
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree, at);

      gtk_tree_list_row_set_expanded (row, is_wanted_unfolded (self, at));
    }
}

static gboolean
are_mostly_unfolded (EcgSessionOutline *self, GPtrArray *groups)
{
  guint n_unfolded = 0;

  for (guint i = 0; i < groups->len; i++)
    if (self->folds_are_forced || ecg_subject_group_get_unfolded (groups->pdata[i]))
      n_unfolded++;
  return 2 * n_unfolded > groups->len;
}

static void
end_update (EcgSessionOutline *self)
{
  self->updating = FALSE;
  g_signal_emit (self, signals[UPDATED], 0);
}

static void
update (EcgSessionOutline *self)
{
  g_autoptr (GPtrArray) groups = NULL;

  self->updating = TRUE;
  remember_folds (self);
  choose_folds (self);
  groups = regroup (self);
  /* New rows come as most of them are to be. */
  gtk_tree_list_model_set_autoexpand (self->tree, are_mostly_unfolded (self, groups));
  ecg_list_store_update (self->groups, groups);
  gtk_tree_list_model_set_autoexpand (self->tree, FALSE);
  apply_folds (self);
  end_update (self);
}

static GListModel *
create_children (gpointer item, gpointer user_data)
{
  if (!ECG_IS_SUBJECT_GROUP (item))
    return NULL;
  return g_object_ref (ecg_subject_group_get_sessions (item));
}

static void
ecg_session_outline_dispose (GObject *object)
{
  EcgSessionOutline *self = ECG_SESSION_OUTLINE (object);

  g_clear_object (&self->tree);
  g_clear_object (&self->groups);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_object (&self->sessions);
  G_OBJECT_CLASS (ecg_session_outline_parent_class)->dispose (object);
}

static void
ecg_session_outline_class_init (EcgSessionOutlineClass *class)
{
  G_OBJECT_CLASS (class)->dispose = ecg_session_outline_dispose;

  /**
   * EcgSessionOutline::updated:
   *
   * The tree shows the list as it is now, folded as it is to be.
   */
  signals[UPDATED] = g_signal_new ("updated", ECG_TYPE_SESSION_OUTLINE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ecg_session_outline_init (EcgSessionOutline *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->groups = g_list_store_new (ECG_TYPE_SUBJECT_GROUP);
  self->tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (self->groups)), FALSE, FALSE,
                                        create_children, NULL, NULL);
}

EcgSessionOutline *
ecg_session_outline_new (GListModel *sessions)
{
  EcgSessionOutline *self = g_object_new (ECG_TYPE_SESSION_OUTLINE, NULL);

  self->sessions = g_object_ref (sessions);
  g_signal_connect_object (sessions, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

GListModel *
ecg_session_outline_get_tree (EcgSessionOutline *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_OUTLINE (self), NULL);
  return G_LIST_MODEL (self->tree);
}

EcgSession *
ecg_session_outline_dup_session (EcgSessionOutline *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = NULL;
  g_autoptr (GObject) item = NULL;

  g_return_val_if_fail (ECG_IS_SESSION_OUTLINE (self), NULL);

  row = gtk_tree_list_model_get_row (self->tree, position);
  item = row == NULL ? NULL : gtk_tree_list_row_get_item (row);
  return ECG_IS_SESSION (item) ? ECG_SESSION (g_steal_pointer (&item)) : NULL;
}

/* Returns: position of the session in its group, or -1. */
static int
find_in_group (EcgSubjectGroup *group, gint64 id)
{
  GListModel *sessions = ecg_subject_group_get_sessions (group);
  const guint n = g_list_model_get_n_items (sessions);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);

      if (ecg_session_get_id (session) == id)
        return (int) i;
    }
  return -1;
}

guint
ecg_session_outline_unfold (EcgSessionOutline *self, gint64 id)
{
  guint n;

  g_return_val_if_fail (ECG_IS_SESSION_OUTLINE (self), GTK_INVALID_LIST_POSITION);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSubjectGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);
      const int within = find_in_group (group, id);

      if (within >= 0)
        {
          g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree, i);

          ecg_subject_group_set_unfolded (group, TRUE);
          gtk_tree_list_row_set_expanded (row, TRUE);
          return gtk_tree_list_row_get_position (row) + 1 + (guint) within;
        }
    }
  return GTK_INVALID_LIST_POSITION;
}

void
ecg_session_outline_set_all_unfolded (EcgSessionOutline *self, gboolean unfolded)
{
  guint n;

  g_return_if_fail (ECG_IS_SESSION_OUTLINE (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  self->updating = TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSubjectGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      ecg_subject_group_set_unfolded (group, unfolded);
    }
  if (n > 0)
    refold (self, 0, n, unfolded);
  end_update (self);
}

void
ecg_session_outline_set_looking (EcgSessionOutline *self, gboolean looking)
{
  g_return_if_fail (ECG_IS_SESSION_OUTLINE (self));

  if (self->looking == looking)
    return;
  self->updating = TRUE;
  remember_folds (self);
  self->looking = looking;
  choose_folds (self);
  apply_folds (self);
  end_update (self);
}

gboolean
ecg_session_outline_is_updating (EcgSessionOutline *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_OUTLINE (self), FALSE);
  return self->updating;
}

static void
add_positions (GtkBitset *positions, EcgSubjectGroup *group, guint first, GHashTable *ids)
{
  GListModel *sessions = ecg_subject_group_get_sessions (group);
  const guint n = g_list_model_get_n_items (sessions);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (sessions, i);
      const gint64 id = ecg_session_get_id (session);

      if (g_hash_table_contains (ids, &id))
        gtk_bitset_add (positions, first + i);
    }
}

GtkBitset *
ecg_session_outline_dup_positions (EcgSessionOutline *self, GHashTable *ids)
{
  GtkBitset *positions = gtk_bitset_new_empty ();
  guint      n;

  g_return_val_if_fail (ECG_IS_SESSION_OUTLINE (self), positions);

  if (g_hash_table_size (ids) == 0)
    return positions;
  n = g_list_model_get_n_items (G_LIST_MODEL (self->groups));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree, i);
      g_autoptr (EcgSubjectGroup) group = gtk_tree_list_row_get_item (row);

      if (gtk_tree_list_row_get_expanded (row))
        add_positions (positions, group, gtk_tree_list_row_get_position (row) + 1, ids);
    }
  return positions;
}
