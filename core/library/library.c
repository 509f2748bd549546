/*
 * The library for the window: the object, its lists and what opens it. Whether another program has
 * written to the file is looked for once a second, by a number that SQLite keeps for it.
 */

#include "core/library/library-private.h"

#include "core/jobs/pool.h"
#include "core/jobs/thread.h"

#define POLL_MS 1000

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

guint ecg_library_signals[ECG_LIBRARY_N_SIGNALS];

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

  g_clear_handle_id (&self->poll_id, g_source_remove);
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
  ecg_library_signals[ECG_LIBRARY_SESSION_CHANGED] =
    g_signal_new ("session-changed", ECG_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * EcgLibrary::labels-changed:
   * @id: of which session; 0 for any
   *
   * Labels within a session were edited, or their edit undone.
   */
  ecg_library_signals[ECG_LIBRARY_LABELS_CHANGED] =
    g_signal_new ("labels-changed", ECG_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * EcgLibrary::names-changed:
   *
   * What is known of people and activities, or how much there is of each, has changed.
   */
  ecg_library_signals[ECG_LIBRARY_NAMES_CHANGED] = g_signal_new (
    "names-changed", ECG_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
  EcgStore    *store;
  EcgContents *contents;
} Opened;

static void
opened_free (Opened *opened)
{
  g_clear_object (&opened->store);
  g_clear_pointer (&opened->contents, ecg_contents_free);
  g_free (opened);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opened, opened_free)

/* Other programs */

typedef struct
{
  EcgStore    *store;
  EcgContents *contents; /* NULL where nothing was written */
} Poll;

static void
poll_free (Poll *poll)
{
  g_object_unref (poll->store);
  g_clear_pointer (&poll->contents, ecg_contents_free);
  g_free (poll);
}

static void
look_for_changes (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Poll    *poll = task_data;
  gboolean changed;
  GError  *error = NULL;

  if (ecg_store_poll (poll->store, &changed, &error) && changed)
    poll->contents = ecg_contents_read (poll->store, &error);
  if (error == NULL)
    g_task_return_boolean (task, poll->contents != NULL);
  else
    g_task_return_error (task, error);
}

/* What cannot be read now is read a second later; no reason to disturb anybody. */
static void
polled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  EcgLibrary *self = ECG_LIBRARY (source);
  Poll       *poll = g_task_get_task_data (G_TASK (result));

  self->polling = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  ecg_library_take (self, poll->contents, 0);
  g_signal_emit (self, ecg_library_signals[ECG_LIBRARY_LABELS_CHANGED], 0, (gint64) 0);
}

static gboolean
poll_cb (gpointer data)
{
  EcgLibrary *self = data;
  g_autoptr (GTask) task = NULL;
  Poll *poll;

  if (self->polling)
    return G_SOURCE_CONTINUE;
  self->polling = TRUE;
  task = g_task_new (self, NULL, polled_cb, NULL);
  poll = g_new0 (Poll, 1);
  poll->store = g_object_ref (self->store);
  g_task_set_task_data (task, poll, (GDestroyNotify) poll_free);
  ecg_pool_run (ECG_POOL_STORE, task, look_for_changes);
  return G_SOURCE_CONTINUE;
}

static void
open_store (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (Opened) opened = g_new0 (Opened, 1);
  GError *error = NULL;

  opened->store = ecg_store_open (path, &error);
  if (opened->store != NULL)
    opened->contents = ecg_contents_read (opened->store, &error);
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
  ecg_library_take (self, opened->contents, 0);
  self->poll_id = g_timeout_add (POLL_MS, poll_cb, self);
  return self;
}
