/*
 * Requests of the window to the library: edits, labels of a span, imports.
 */

#include "core/library/library-private.h"

#include "core/jobs/pool.h"
#include "core/library/relocate.h"

/* Changes: what is done to the store, then what it may have changed read again. */

typedef struct _Change Change;

struct _Change
{
  EcgStore *store;
  gboolean (*run) (Change *change, GError **error); /* NULL only reads */
  gint64         id;                                /* the session; 0 for several, or none */
  gboolean       of_labels; /* of the session: of all lists, only its row can differ */
  char          *labels[3]; /* subject, activity, notes; NULL leaves */
  char         **tags;      /* of a session; NULL leaves */
  EcgLibraryEdit edit;
  gpointer       data;
  GDestroyNotify free_data;

  /* The result: all contents, or of an edit of labels the one row. */
  EcgContents *contents;
  EcgSession  *session;
};

static void
change_free (Change *change)
{
  g_object_unref (change->store);
  for (gsize i = 0; i < G_N_ELEMENTS (change->labels); i++)
    g_free (change->labels[i]);
  g_strfreev (change->tags);
  if (change->free_data != NULL)
    change->free_data (change->data);
  g_clear_pointer (&change->contents, ecg_contents_free);
  g_clear_object (&change->session);
  g_free (change);
}

static gboolean
read_again (Change *change, GError **error)
{
  if (change->of_labels && change->id != 0)
    {
      change->session = ecg_store_get_session (change->store, change->id, error);
      if (change->session == NULL)
        return FALSE;
      change->contents = ecg_contents_read_names (change->store, error);
    }
  else
    change->contents = ecg_contents_read (change->store, error);
  return change->contents != NULL;
}

static void
make_change (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Change *change = task_data;
  GError *error = NULL;

  if ((change->run == NULL || change->run (change, &error)) && read_again (change, &error))
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
    ecg_library_take_session (self, change->contents, change->session);
  else
    ecg_library_take (self, change->contents, change->id);
  if (change->of_labels || change->id == 0)
    g_signal_emit (self, ecg_library_signals[ECG_LIBRARY_LABELS_CHANGED], 0, change->id);
  else
    g_signal_emit (self, ecg_library_signals[ECG_LIBRARY_SESSION_CHANGED], 0, change->id);
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
  gboolean  forward; /* where one is looked for, from begin */
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

static void
find_label (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  LabelSpan *span = task_data;
  EcgLabel  *label = NULL;
  GError    *error = NULL;

  if (ecg_store_find_label (span->store, span->session, span->begin, span->forward, span->layer,
                            &label, &error))
    g_task_return_pointer (task, label, (GDestroyNotify) ecg_label_free);
  else
    g_task_return_error (task, error);
}

void
ecg_library_find_label_async (EcgLibrary         *self,
                              gint64              session,
                              gint64              position,
                              gboolean            forward,
                              const char         *layer,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  LabelSpan *span = g_new0 (LabelSpan, 1);

  span->store = g_object_ref (self->store);
  span->session = session;
  span->begin = position;
  span->forward = forward;
  span->layer = g_strdup (layer);
  g_task_set_source_tag (task, ecg_library_find_label_async);
  g_task_set_task_data (task, span, (GDestroyNotify) label_span_free);
  ecg_pool_run (ECG_POOL_STORE, task, find_label);
}

EcgLabel *
ecg_library_find_label_finish (EcgLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_library_find_label_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_edit (Change *change, GError **error)
{
  const EcgSessionEdit edit = { change->labels[0], change->labels[1], change->labels[2],
                                (const char *const *) change->tags };

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
  change->tags = g_strdupv ((char **) edit->tags);
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
  EcgImportManner  manner;
  EcgProgress     *progress;
  EcgContents     *contents;
  EcgImportReport *report;
} Import;

static void
import_free (Import *import)
{
  g_object_unref (import->store);
  g_strfreev (import->paths);
  g_clear_object (&import->progress);
  g_clear_pointer (&import->contents, ecg_contents_free);
  g_clear_pointer (&import->report, ecg_import_report_free);
  g_free (import);
}

static EcgImportReport *
import_in_manner (Import *import, GCancellable *cancellable, GError **error)
{
  const char *const *paths = (const char *const *) import->paths;

  return import->manner.deidentify
           ? ecg_import_copies (import->store, paths, NULL, import->manner.dates, NULL,
                                import->progress, cancellable, error)
           : ecg_import (import->store, paths, import->progress, cancellable, error);
}

static void
run_import (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Import *import = task_data;
  GError *error = NULL;

  import->report = import_in_manner (import, cancellable, &error);
  /* What was taken in before it ended stays, so it is shown as well. */
  import->contents = ecg_contents_read (import->store, error == NULL ? &error : NULL);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ecg_library_import_async (EcgLibrary            *self,
                          const char *const     *paths,
                          const EcgImportManner *manner,
                          EcgProgress           *progress,
                          GCancellable          *cancellable,
                          GAsyncReadyCallback    callback,
                          gpointer               user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Import *import = g_new0 (Import, 1);

  import->store = g_object_ref (self->store);
  import->paths = g_strdupv ((char **) paths);
  if (manner != NULL)
    import->manner = *manner;
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
    ecg_library_take (self, import->contents, 0);
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&import->report)
                                                           : NULL;
}

/* Files that moved */

typedef struct
{
  EcgStore    *store;
  gint64       session;
  EcgProgress *progress;
  char        *path;
  EcgContents *contents;
} FileSearch;

static void
file_search_free (FileSearch *search)
{
  g_object_unref (search->store);
  g_clear_object (&search->progress);
  g_free (search->path);
  g_clear_pointer (&search->contents, ecg_contents_free);
  g_free (search);
}

static void
find_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  FileSearch *search = task_data;
  GError     *error = NULL;

  search->path =
    ecg_relocate_session (search->store, search->session, search->progress, cancellable, &error);
  if (search->path != NULL)
    search->contents = ecg_contents_read (search->store, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ecg_library_find_file_async (EcgLibrary         *self,
                             gint64              session,
                             EcgProgress        *progress,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  FileSearch *search = g_new0 (FileSearch, 1);

  search->store = g_object_ref (self->store);
  search->session = session;
  g_set_object (&search->progress, progress);
  g_task_set_source_tag (task, ecg_library_find_file_async);
  g_task_set_task_data (task, search, (GDestroyNotify) file_search_free);
  ecg_pool_run (ECG_POOL_IO, task, find_file);
}

char *
ecg_library_find_file_finish (EcgLibrary *self, GAsyncResult *result, GError **error)
{
  FileSearch *search;

  g_return_val_if_fail (g_async_result_is_tagged (result, ecg_library_find_file_async), NULL);

  search = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  ecg_library_take (self, search->contents, 0);
  return g_steal_pointer (&search->path);
}
