/*
 * What a training learns from, as a table of subject and activity.
 */

#include "app/session-choice.h"

struct _EcgSessionChoice
{
  GObject parent_instance;

  /* owned */
  GListModel *sessions;
  GHashTable *left_out; /* set of keys, see dup_key() */

  /* owned; counted when it is asked for, and forgotten when sessions change */
  GHashTable *counts; /* key → labelled sessions; NULL where not counted */
  char      **subjects;
  char      **activities;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgSessionChoice, ecg_session_choice, G_TYPE_OBJECT)

/* Names do not hold control characters: the library refuses them. */
static char *
dup_key (const char *subject, const char *activity)
{
  return g_strconcat (subject, "\x1f", activity, NULL);
}

static gboolean
is_labelled (EcgSession *session)
{
  return ecg_session_get_subject (session) != NULL && ecg_session_get_activity (session) != NULL;
}

static gboolean
is_chosen (EcgSessionChoice *self, EcgSession *session)
{
  g_autofree char *key =
    dup_key (ecg_session_get_subject (session), ecg_session_get_activity (session));

  return !g_hash_table_contains (self->left_out, key);
}

/* Returns: (transfer full) (element-type EcgSession): labelled sessions of @subject at @activity.
 */
static GPtrArray *
list_in (EcgSessionChoice *self, const char *subject, const char *activity)
{
  GPtrArray  *found = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = g_list_model_get_n_items (self->sessions);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (self->sessions, i);

      if (is_labelled (session) &&
          (subject == NULL || g_str_equal (subject, ecg_session_get_subject (session))) &&
          (activity == NULL || g_str_equal (activity, ecg_session_get_activity (session))))
        g_ptr_array_add (found, g_steal_pointer (&session));
    }
  return found;
}

GPtrArray *
ecg_session_choice_dup_chosen (EcgSessionChoice *self)
{
  g_autoptr (GPtrArray) labelled = NULL;
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (ECG_IS_SESSION_CHOICE (self), chosen);

  labelled = list_in (self, NULL, NULL);
  for (guint i = 0; i < labelled->len; i++)
    if (is_chosen (self, labelled->pdata[i]))
      g_ptr_array_add (chosen, g_object_ref (labelled->pdata[i]));
  return chosen;
}

/* As people sort them: S2 before S10. */
static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *x = g_utf8_collate_key_for_filename (*(char *const *) a, -1);
  g_autofree char *y = g_utf8_collate_key_for_filename (*(char *const *) b, -1);

  return strcmp (x, y);
}

static char **
dup_names (GPtrArray *sessions, const char *(*get_name) (EcgSession *) )
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < sessions->len; i++)
    if (g_hash_table_add (seen, (gpointer) get_name (sessions->pdata[i])))
      g_ptr_array_add (names, g_strdup (get_name (sessions->pdata[i])));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static void
forget_counts (EcgSessionChoice *self)
{
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_pointer (&self->subjects, g_strfreev);
  g_clear_pointer (&self->activities, g_strfreev);
}

/* One pass over the sessions, however many cells of the table are asked for. */
static void
ensure_counts (EcgSessionChoice *self)
{
  g_autoptr (GPtrArray) labelled = NULL;

  if (self->counts != NULL)
    return;
  labelled = list_in (self, NULL, NULL);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < labelled->len; i++)
    {
      char       *key = dup_key (ecg_session_get_subject (labelled->pdata[i]),
                                 ecg_session_get_activity (labelled->pdata[i]));
      const guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));

      g_hash_table_insert (self->counts, key, GUINT_TO_POINTER (n + 1));
    }
  self->subjects = dup_names (labelled, ecg_session_get_subject);
  self->activities = dup_names (labelled, ecg_session_get_activity);
}

char **
ecg_session_choice_dup_subjects (EcgSessionChoice *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_CHOICE (self), NULL);

  ensure_counts (self);
  return g_strdupv (self->subjects);
}

char **
ecg_session_choice_dup_activities (EcgSessionChoice *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_CHOICE (self), NULL);

  ensure_counts (self);
  return g_strdupv (self->activities);
}

EcgChoiceCount
ecg_session_choice_count (EcgSessionChoice *self)
{
  EcgChoiceCount count = { 0 };
  g_autoptr (GPtrArray) chosen = NULL;
  g_auto (GStrv) subjects = NULL;
  g_auto (GStrv) activities = NULL;

  g_return_val_if_fail (ECG_IS_SESSION_CHOICE (self), count);

  chosen = ecg_session_choice_dup_chosen (self);
  subjects = dup_names (chosen, ecg_session_get_subject);
  activities = dup_names (chosen, ecg_session_get_activity);
  count.labelled = ecg_session_choice_count_in (self, NULL, NULL, NULL);
  count.chosen = chosen->len;
  count.subjects = g_strv_length (subjects);
  count.activities = g_strv_length (activities);
  return count;
}

/* Returns: labelled sessions of the cell; adds those that are chosen to @chosen. */
static guint
count_cell (EcgSessionChoice *self, const char *subject, const char *activity, guint *chosen)
{
  g_autofree char *key = dup_key (subject, activity);
  const guint      n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, key));

  if (!g_hash_table_contains (self->left_out, key))
    *chosen += n;
  return n;
}

static guint
count_row (EcgSessionChoice *self, const char *subject, const char *activity, guint *chosen)
{
  guint n = 0;

  if (activity != NULL)
    return count_cell (self, subject, activity, chosen);
  for (guint i = 0; self->activities[i] != NULL; i++)
    n += count_cell (self, subject, self->activities[i], chosen);
  return n;
}

guint
ecg_session_choice_count_in (EcgSessionChoice *self,
                             const char       *subject,
                             const char       *activity,
                             guint            *chosen)
{
  guint n = 0, n_chosen = 0;

  g_return_val_if_fail (ECG_IS_SESSION_CHOICE (self), 0);

  ensure_counts (self);
  if (subject != NULL)
    n = count_row (self, subject, activity, &n_chosen);
  for (guint i = 0; subject == NULL && self->subjects[i] != NULL; i++)
    n += count_row (self, self->subjects[i], activity, &n_chosen);
  if (chosen != NULL)
    *chosen = n_chosen;
  return n;
}

void
ecg_session_choice_set_chosen (EcgSessionChoice *self,
                               const char       *subject,
                               const char       *activity,
                               gboolean          chosen)
{
  g_autoptr (GPtrArray) found = NULL;
  gboolean changed = FALSE;

  g_return_if_fail (ECG_IS_SESSION_CHOICE (self));

  found = list_in (self, subject, activity);
  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *key = dup_key (ecg_session_get_subject (found->pdata[i]),
                                      ecg_session_get_activity (found->pdata[i]));

      if (chosen)
        changed |= g_hash_table_remove (self->left_out, key);
      else
        changed |= g_hash_table_add (self->left_out, g_steal_pointer (&key));
    }
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
sessions_changed_cb (EcgSessionChoice *self)
{
  forget_counts (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ecg_session_choice_finalize (GObject *object)
{
  EcgSessionChoice *self = ECG_SESSION_CHOICE (object);

  forget_counts (self);
  g_clear_object (&self->sessions);
  g_clear_pointer (&self->left_out, g_hash_table_unref);
  G_OBJECT_CLASS (ecg_session_choice_parent_class)->finalize (object);
}

static void
ecg_session_choice_class_init (EcgSessionChoiceClass *class)
{
  G_OBJECT_CLASS (class)->finalize = ecg_session_choice_finalize;
  signals[CHANGED] = g_signal_new ("changed", ECG_TYPE_SESSION_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ecg_session_choice_init (EcgSessionChoice *self)
{
  self->left_out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

EcgSessionChoice *
ecg_session_choice_new (GListModel *sessions)
{
  EcgSessionChoice *self = g_object_new (ECG_TYPE_SESSION_CHOICE, NULL);

  self->sessions = g_object_ref (sessions);
  g_signal_connect_object (sessions, "items-changed", G_CALLBACK (sessions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
