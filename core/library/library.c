/*
 * The library for the window. What the store holds is read as a whole on its own thread, and the
 * lists are brought up to date by the least splices: objects of sessions that did not change stay,
 * and with them selections and scroll positions.
 */

#include "core/library/library.h"

#include "core/jobs/pool.h"
#include "core/jobs/thread.h"

struct _EcgLibrary
{
  GObject parent_instance;

  EcgStore   *store;
  GListStore *sessions;
  GListStore *runs;
  char      **subjects;
  char      **activities;
  GPtrArray  *subject_entries;
  GPtrArray  *activity_entries;
  char       *undo_text;
  char       *redo_text;
};

G_DEFINE_FINAL_TYPE (EcgLibrary, ecg_library, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_UNDO_TEXT,
  PROP_REDO_TEXT,
  PROP_SUBJECTS,
  PROP_ACTIVITIES,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint       session_changed_signal;
static guint       labels_changed_signal;
static guint       names_changed_signal;

/* All that the window shows of the store, read at once. */
typedef struct
{
  GPtrArray *sessions;
  GPtrArray *runs;
  char     **subjects;
  char     **activities;
  GPtrArray *subject_entries;
  GPtrArray *activity_entries;
  char      *undo_text;
  char      *redo_text;
} Contents;

static void
contents_free (Contents *contents)
{
  g_clear_pointer (&contents->sessions, g_ptr_array_unref);
  g_clear_pointer (&contents->runs, g_ptr_array_unref);
  g_strfreev (contents->subjects);
  g_strfreev (contents->activities);
  g_clear_pointer (&contents->subject_entries, g_ptr_array_unref);
  g_clear_pointer (&contents->activity_entries, g_ptr_array_unref);
  g_free (contents->undo_text);
  g_free (contents->redo_text);
  g_free (contents);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Contents, contents_free)

static Contents *
read_contents (EcgStore *store, GError **error)
{
  g_autoptr (Contents) contents = g_new0 (Contents, 1);

  contents->sessions = ecg_store_list_sessions (store, error);
  if (contents->sessions == NULL)
    return NULL;
  contents->runs = ecg_store_list_runs (store, error);
  if (contents->runs == NULL)
    return NULL;
  contents->subjects = ecg_store_list_subjects (store, error);
  if (contents->subjects == NULL)
    return NULL;
  contents->activities = ecg_store_list_activities (store, error);
  if (contents->activities == NULL)
    return NULL;
  contents->subject_entries = ecg_store_list_subject_entries (store, error);
  if (contents->subject_entries == NULL)
    return NULL;
  contents->activity_entries = ecg_store_list_activity_entries (store, error);
  if (contents->activity_entries == NULL ||
      !ecg_store_get_history (store, &contents->undo_text, &contents->redo_text, error))
    return NULL;
  return g_steal_pointer (&contents);
}

static gboolean
same_session (gpointer a, gpointer b)
{
  return ecg_session_equal (a, b);
}

static gboolean
same_run (gpointer a, gpointer b)
{
  const EcgRunFields *x = ecg_run_get_fields (a);
  const EcgRunFields *y = ecg_run_get_fields (b);

  return x->id == y->id && x->state == y->state && g_strcmp0 (x->curves, y->curves) == 0 &&
         g_strcmp0 (x->evaluation, y->evaluation) == 0;
}

static gboolean
holds (GListStore *store, guint position, gpointer item, gboolean (*same) (gpointer, gpointer))
{
  g_autoptr (GObject) held = g_list_model_get_item (G_LIST_MODEL (store), position);

  return same (held, item);
}

/* One splice over the range that differs. Returns: (transfer full): what it took out. */
static GPtrArray *
update_list (GListStore *store, GPtrArray *items, gboolean (*same) (gpointer, gpointer))
{
  GPtrArray  *removed = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store));
  const guint n_least = MIN (n_old, items->len);
  guint       head = 0, tail = 0;

  while (head < n_least && holds (store, head, items->pdata[head], same))
    head++;
  while (tail < n_least - head &&
         holds (store, n_old - 1 - tail, items->pdata[items->len - 1 - tail], same))
    tail++;
  for (guint i = head; i < n_old - tail; i++)
    g_ptr_array_add (removed, g_list_model_get_item (G_LIST_MODEL (store), i));
  if (removed->len > 0 || items->len - head - tail > 0)
    g_list_store_splice (store, head, removed->len, items->pdata + head, items->len - head - tail);
  return removed;
}

/* Tells of the sessions that are in @now as before, but not as they were. */
static void
tell_changed_sessions (EcgLibrary *self, GPtrArray *removed, GPtrArray *now, gint64 except)
{
  g_autoptr (GHashTable) before = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < removed->len; i++)
    {
      const EcgSessionFields *fields = ecg_session_get_fields (removed->pdata[i]);

      g_hash_table_insert (before, (gpointer) &fields->id, removed->pdata[i]);
    }
  for (guint i = 0; i < now->len && removed->len > 0; i++)
    {
      const gint64 id = ecg_session_get_id (now->pdata[i]);
      EcgSession  *session = id == except ? NULL : g_hash_table_lookup (before, &id);

      if (session != NULL && !ecg_session_equal (now->pdata[i], session))
        g_signal_emit (self, session_changed_signal, 0, id);
    }
}

static gboolean
same_names (char **a, char **b)
{
  return a != NULL && b != NULL && g_strv_equal ((const char *const *) a, (const char *const *) b);
}

static void
take_names (EcgLibrary *self, char ***kept, char ***names, int property)
{
  if (same_names (*kept, *names))
    return;
  g_strfreev (*kept);
  *kept = g_steal_pointer (names);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
take_text (EcgLibrary *self, char **kept, char **text, int property)
{
  if (g_strcmp0 (*kept, *text) == 0)
    return;
  g_free (*kept);
  *kept = g_steal_pointer (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
same_subjects (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const EcgSubject *x = a->pdata[i];
      const EcgSubject *y = b->pdata[i];

      if (x->id != y->id || x->n_sessions != y->n_sessions || g_strcmp0 (x->name, y->name) != 0 ||
          g_strcmp0 (x->pseudonym, y->pseudonym) != 0 ||
          !g_strv_equal ((const char *const *) x->attributes, (const char *const *) y->attributes))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_activities (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const EcgActivity *x = a->pdata[i];
      const EcgActivity *y = b->pdata[i];

      if (x->id != y->id || x->n_sessions != y->n_sessions || x->n_labels != y->n_labels ||
          g_strcmp0 (x->name, y->name) != 0 || g_strcmp0 (x->colour, y->colour) != 0 ||
          g_strcmp0 (x->letter, y->letter) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Returns: whether anything of them has changed. */
static gboolean
take_entries (EcgLibrary *self, Contents *contents)
{
  const gboolean same = same_subjects (self->subject_entries, contents->subject_entries) &&
                        same_activities (self->activity_entries, contents->activity_entries);

  if (same)
    return FALSE;
  g_ptr_array_unref (self->subject_entries);
  self->subject_entries = g_steal_pointer (&contents->subject_entries);
  g_ptr_array_unref (self->activity_entries);
  self->activity_entries = g_steal_pointer (&contents->activity_entries);
  return TRUE;
}

/* Names come before the sessions that are shown by them. @told: the session of which the caller
 * tells itself, or 0. */
static void
take_contents (EcgLibrary *self, Contents *contents, gint64 told)
{
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) runs = NULL;

  ecg_assert_main_thread ();

  if (take_entries (self, contents))
    g_signal_emit (self, names_changed_signal, 0);
  take_names (self, &self->subjects, &contents->subjects, PROP_SUBJECTS);
  take_names (self, &self->activities, &contents->activities, PROP_ACTIVITIES);
  sessions = update_list (self->sessions, contents->sessions, same_session);
  runs = update_list (self->runs, contents->runs, same_run);
  take_text (self, &self->undo_text, &contents->undo_text, PROP_UNDO_TEXT);
  take_text (self, &self->redo_text, &contents->redo_text, PROP_REDO_TEXT);
  tell_changed_sessions (self, sessions, contents->sessions, told);
}

static void
ecg_library_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EcgLibrary *self = ECG_LIBRARY (object);

  switch (id)
    {
    case PROP_UNDO_TEXT:
      g_value_set_string (value, self->undo_text);
      break;
    case PROP_REDO_TEXT:
      g_value_set_string (value, self->redo_text);
      break;
    case PROP_SUBJECTS:
      g_value_set_boxed (value, self->subjects);
      break;
    case PROP_ACTIVITIES:
      g_value_set_boxed (value, self->activities);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_library_finalize (GObject *object)
{
  EcgLibrary *self = ECG_LIBRARY (object);

  g_clear_object (&self->store);
  g_clear_object (&self->sessions);
  g_clear_object (&self->runs);
  g_strfreev (self->subjects);
  g_strfreev (self->activities);
  g_ptr_array_unref (self->subject_entries);
  g_ptr_array_unref (self->activity_entries);
  g_free (self->undo_text);
  g_free (self->redo_text);
  G_OBJECT_CLASS (ecg_library_parent_class)->finalize (object);
}

static void
ecg_library_class_init (EcgLibraryClass *class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = ecg_library_get_property;
  object_class->finalize = ecg_library_finalize;

  properties[PROP_UNDO_TEXT] = g_param_spec_string ("undo-text", NULL, NULL, NULL, flags);
  properties[PROP_REDO_TEXT] = g_param_spec_string ("redo-text", NULL, NULL, NULL, flags);
  properties[PROP_SUBJECTS] = g_param_spec_boxed ("subjects", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_ACTIVITIES] = g_param_spec_boxed ("activities", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  /**
   * EcgLibrary::session-changed:
   * @id: which
   *
   * A session was edited, removed or brought back; the lists are up to date.
   */
  session_changed_signal = g_signal_new ("session-changed", ECG_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * EcgLibrary::labels-changed:
   * @id: of which session; 0 for any
   *
   * Labels within a session were edited, or their edit undone.
   */
  labels_changed_signal = g_signal_new ("labels-changed", ECG_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * EcgLibrary::names-changed:
   *
   * What is known of people and activities, or how much there is of each, has changed.
   */
  names_changed_signal = g_signal_new ("names-changed", ECG_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ecg_library_init (EcgLibrary *self)
{
  self->sessions = g_list_store_new (ECG_TYPE_SESSION);
  self->runs = g_list_store_new (ECG_TYPE_RUN);
  self->subjects = g_new0 (char *, 1);
  self->activities = g_new0 (char *, 1);
  self->subject_entries = g_ptr_array_new ();
  self->activity_entries = g_ptr_array_new ();
}

EcgStore *
ecg_library_get_store (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return self->store;
}

GListModel *
ecg_library_get_sessions (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return G_LIST_MODEL (self->sessions);
}

GListModel *
ecg_library_get_runs (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return G_LIST_MODEL (self->runs);
}

/* The list holds the reference: the result is good until the list changes. */
EcgSession *
ecg_library_find_session (EcgLibrary *self, gint64 id)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sessions)); i++)
    {
      g_autoptr (EcgSession) session = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      if (ecg_session_get_id (session) == id)
        return session;
    }
  return NULL;
}

const char *const *
ecg_library_get_subjects (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return (const char *const *) self->subjects;
}

const char *const *
ecg_library_get_activities (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return (const char *const *) self->activities;
}

GPtrArray *
ecg_library_get_subject_entries (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return self->subject_entries;
}

GPtrArray *
ecg_library_get_activity_entries (EcgLibrary *self)
{
  g_return_val_if_fail (ECG_IS_LIBRARY (self), NULL);
  return self->activity_entries;
}

/* Opening */

typedef struct
{
  EcgStore *store;
  Contents *contents;
} Opened;

static void
opened_free (Opened *opened)
{
  g_clear_object (&opened->store);
  g_clear_pointer (&opened->contents, contents_free);
  g_free (opened);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opened, opened_free)

static void
open_store (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (Opened) opened = g_new0 (Opened, 1);
  GError *error = NULL;

  opened->store = ecg_store_open (path, &error);
  if (opened->store != NULL)
    opened->contents = read_contents (opened->store, &error);
  if (opened->contents != NULL)
    g_task_return_pointer (task, g_steal_pointer (&opened), (GDestroyNotify) opened_free);
  else
    g_task_return_error (task, error);
}

void
ecg_library_open_async (const char         *path,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ecg_library_open_async);
  g_task_set_task_data (task, path != NULL ? g_strdup (path) : ecg_store_default_path (), g_free);
  ecg_pool_run (ECG_POOL_STORE, task, open_store);
}

EcgLibrary *
ecg_library_open_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (Opened) opened = NULL;
  EcgLibrary *self;

  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_library_open_async), NULL);

  opened = g_task_propagate_pointer (G_TASK (result), error);
  if (opened == NULL)
    return NULL;
  self = g_object_new (ECG_TYPE_LIBRARY, NULL);
  self->store = g_steal_pointer (&opened->store);
  take_contents (self, opened->contents, 0);
  return self;
}

/* Changes: what is done to the store, then what it may have changed read again. */

typedef struct _Change Change;

struct _Change
{
  EcgStore *store;
  gboolean (*run) (Change *change, GError **error); /* NULL only reads */
  gint64         id;                                /* the session; 0 for several, or none */
  gboolean       of_labels; /* of the session: of all lists, only its row can differ */
  char          *labels[3]; /* subject, activity, notes; NULL leaves */
  EcgLibraryEdit edit;
  gpointer       data;
  GDestroyNotify free_data;

  /* The result: all contents, or of an edit of labels the one row. */
  Contents   *contents;
  EcgSession *session;
};

static void
change_free (Change *change)
{
  g_object_unref (change->store);
  for (gsize i = 0; i < G_N_ELEMENTS (change->labels); i++)
    g_free (change->labels[i]);
  if (change->free_data != NULL)
    change->free_data (change->data);
  g_clear_pointer (&change->contents, contents_free);
  g_clear_object (&change->session);
  g_free (change);
}

static Contents *
read_after_labels (Change *change, GError **error)
{
  g_autoptr (Contents) contents = g_new0 (Contents, 1);

  change->session = ecg_store_get_session (change->store, change->id, error);
  if (change->session == NULL)
    return NULL;
  contents->subject_entries = ecg_store_list_subject_entries (change->store, error);
  if (contents->subject_entries == NULL)
    return NULL;
  contents->activity_entries = ecg_store_list_activity_entries (change->store, error);
  if (contents->activity_entries == NULL ||
      !ecg_store_get_history (change->store, &contents->undo_text, &contents->redo_text, error))
    return NULL;
  return g_steal_pointer (&contents);
}

static void
make_change (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Change *change = task_data;
  GError *error = NULL;

  if (change->run == NULL || change->run (change, &error))
    change->contents = change->of_labels && change->id != 0 ? read_after_labels (change, &error)
                                                            : read_contents (change->store, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static Change *
new_change (EcgLibrary *self, gboolean (*run) (Change *, GError **), gint64 id)
{
  Change *change = g_new0 (Change, 1);

  change->store = g_object_ref (self->store);
  change->run = run;
  change->id = id;
  return change;
}

static void
submit (EcgLibrary *self, Change *change, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, submit);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  ecg_pool_run (ECG_POOL_STORE, task, make_change);
}

/* An edit of labels changes neither the order of sessions nor which there are. */
static void
take_session (EcgLibrary *self, Change *change)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EcgSession) held = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      if (ecg_session_get_id (held) != change->id)
        continue;
      if (!ecg_session_equal (held, change->session))
        g_list_store_splice (self->sessions, i, 1, (gpointer *) &change->session, 1);
      break;
    }
  if (take_entries (self, change->contents))
    g_signal_emit (self, names_changed_signal, 0);
  take_text (self, &self->undo_text, &change->contents->undo_text, PROP_UNDO_TEXT);
  take_text (self, &self->redo_text, &change->contents->redo_text, PROP_REDO_TEXT);
}

gboolean
ecg_library_change_finish (EcgLibrary *self, GAsyncResult *result, GError **error)
{
  Change *change;

  g_return_val_if_fail (ECG_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, submit), FALSE);

  change = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (change->session != NULL)
    take_session (self, change);
  else
    take_contents (self, change->contents, change->id);
  if (change->of_labels || change->id == 0)
    g_signal_emit (self, labels_changed_signal, 0, change->id);
  else
    g_signal_emit (self, session_changed_signal, 0, change->id);
  return TRUE;
}

static gboolean
run_any_edit (Change *change, GError **error)
{
  return change->edit (change->store, change->data, error);
}

void
ecg_library_edit_labels_async (EcgLibrary         *self,
                               gint64              session,
                               EcgLibraryEdit      edit,
                               gpointer            data,
                               GDestroyNotify      free_data,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  Change *change = new_change (self, run_any_edit, session);

  change->of_labels = TRUE;
  change->edit = edit;
  change->data = data;
  change->free_data = free_data;
  submit (self, change, callback, user_data);
}

void
ecg_library_edit_async (EcgLibrary         *self,
                        EcgLibraryEdit      edit,
                        gpointer            data,
                        GDestroyNotify      free_data,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  Change *change = new_change (self, run_any_edit, 0);

  change->edit = edit;
  change->data = data;
  change->free_data = free_data;
  submit (self, change, callback, user_data);
}

/* Labels of a span */

typedef struct
{
  EcgStore *store;
  gint64    session;
  gint64    begin;
  gint64    end;
  char     *layer;
} LabelSpan;

static void
label_span_free (LabelSpan *span)
{
  g_object_unref (span->store);
  g_free (span->layer);
  g_free (span);
}

static void
list_labels (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  LabelSpan *span = task_data;
  GError    *error = NULL;
  GPtrArray *labels =
    ecg_store_list_labels (span->store, span->session, span->begin, span->end, span->layer, &error);

  if (labels != NULL)
    g_task_return_pointer (task, labels, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
ecg_library_list_labels_async (EcgLibrary         *self,
                               gint64              session,
                               gint64              begin,
                               gint64              end,
                               const char         *layer,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  LabelSpan *span = g_new0 (LabelSpan, 1);

  span->store = g_object_ref (self->store);
  span->session = session;
  span->begin = begin;
  span->end = end;
  span->layer = g_strdup (layer);
  g_task_set_source_tag (task, ecg_library_list_labels_async);
  g_task_set_task_data (task, span, (GDestroyNotify) label_span_free);
  ecg_pool_run (ECG_POOL_STORE, task, list_labels);
}

GPtrArray *
ecg_library_list_labels_finish (EcgLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_library_list_labels_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_edit (Change *change, GError **error)
{
  const EcgSessionEdit edit = { change->labels[0], change->labels[1], change->labels[2] };

  return ecg_store_edit_session (change->store, change->id, &edit, error);
}

void
ecg_library_edit_session_async (EcgLibrary           *self,
                                gint64                id,
                                const EcgSessionEdit *edit,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data)
{
  Change *change = new_change (self, run_edit, id);

  change->labels[0] = g_strdup (edit->subject);
  change->labels[1] = g_strdup (edit->activity);
  change->labels[2] = g_strdup (edit->notes);
  submit (self, change, callback, user_data);
}

static gboolean
run_remove_session (Change *change, GError **error)
{
  return ecg_store_remove_session (change->store, change->id, error);
}

void
ecg_library_remove_session_async (EcgLibrary         *self,
                                  gint64              id,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  submit (self, new_change (self, run_remove_session, id), callback, user_data);
}

/* The number is a run's: no session has changed. */
static gboolean
run_remove_run (Change *change, GError **error)
{
  const gint64 run = change->id;

  change->id = 0;
  return ecg_store_remove_run (change->store, run, error);
}

void
ecg_library_remove_run_async (EcgLibrary         *self,
                              gint64              id,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  submit (self, new_change (self, run_remove_run, id), callback, user_data);
}

static gboolean
take_undone (Change *change, gboolean (*move) (EcgStore *, EcgUndone *, GError **), GError **error)
{
  EcgUndone what = { 0 };

  if (!move (change->store, &what, error))
    return FALSE;
  change->id = what.session;
  change->of_labels = what.labels;
  return TRUE;
}

static gboolean
run_undo (Change *change, GError **error)
{
  return take_undone (change, ecg_store_undo, error);
}

void
ecg_library_undo_async (EcgLibrary *self, GAsyncReadyCallback callback, gpointer user_data)
{
  submit (self, new_change (self, run_undo, 0), callback, user_data);
}

static gboolean
run_redo (Change *change, GError **error)
{
  return take_undone (change, ecg_store_redo, error);
}

void
ecg_library_redo_async (EcgLibrary *self, GAsyncReadyCallback callback, gpointer user_data)
{
  submit (self, new_change (self, run_redo, 0), callback, user_data);
}

void
ecg_library_reload_async (EcgLibrary *self, GAsyncReadyCallback callback, gpointer user_data)
{
  submit (self, new_change (self, NULL, 0), callback, user_data);
}

/* Imports read files for long: they run where files are read, and the store serialises. */

typedef struct
{
  EcgStore        *store;
  char           **paths;
  EcgProgress     *progress;
  Contents        *contents;
  EcgImportReport *report;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->store);
  g_strfreev (import->paths);
  g_clear_object (&import->progress);
  g_clear_pointer (&import->contents, contents_free);
  g_clear_pointer (&import->report, ecg_import_report_free);
  g_free (import);
}

static void
run_import (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Import *import = task_data;
  GError *error = NULL;

  import->report = ecg_import (import->store, (const char *const *) import->paths, import->progress,
                               cancellable, &error);
  /* What was taken in before it ended stays, so it is shown as well. */
  import->contents = read_contents (import->store, error == NULL ? &error : NULL);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ecg_library_import_async (EcgLibrary         *self,
                          const char *const  *paths,
                          EcgProgress        *progress,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Import *import = g_new0 (Import, 1);

  import->store = g_object_ref (self->store);
  import->paths = g_strdupv ((char **) paths);
  g_set_object (&import->progress, progress);
  g_task_set_source_tag (task, ecg_library_import_async);
  g_task_set_task_data (task, import, (GDestroyNotify) import_free);
  ecg_pool_run (ECG_POOL_IO, task, run_import);
}

EcgImportReport *
ecg_library_import_finish (EcgLibrary *self, GAsyncResult *result, GError **error)
{
  Import *import;

  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_library_import_async), NULL);

  import = g_task_get_task_data (G_TASK (result));
  if (import->contents != NULL)
    take_contents (self, import->contents, 0);
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&import->report)
                                                           : NULL;
}
