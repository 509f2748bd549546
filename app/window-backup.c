/*
 * The library's health, as the window cares for it: all of it is looked at behind what is done, and
 * a backup can take its place. Before that, everything lets go of the library: the files of a
 * damaged one are replaced, and a connection that is closed afterwards would remove what is not
 * its own.
 */

#include "app/window-private.h"

#include "app/backup-job.h"
#include "app/backups-window.h"
#include "core/jobs/job.h"

#include <glib/gi18n.h>

/* Longer than any job that reads or writes the library. */
#define RELEASE_MS 20000
#define LOOK_MS 20

static char *
dup_path (EcgWindow *self)
{
  return self->library_path != NULL ? g_strdup (self->library_path) : ecg_store_default_path ();
}

/* Looking */

static void
show_damage (EcgWindow *self, const char *problem)
{
  g_autofree char *sentence = g_strdup_printf (
    _ ("The library is damaged (%s). What is written to it from now on may be lost; a backup can "
       "take its place."),
    problem);

  gtk_label_set_text (self->damage_text, sentence);
  gtk_info_bar_set_revealed (self->damage, TRUE);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = ecg_backup_check_finish (result, &error);

  if (self->library == NULL) /* closed, or being replaced */
    return;
  if (problems != NULL && problems[0] != NULL)
    show_damage (self, problems[0]);
  else if (g_error_matches (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED) ||
           g_error_matches (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_A_LIBRARY))
    show_damage (self, error->message);
}

void
ecg_window_check_library (EcgWindow *self)
{
  g_autofree char *path = dup_path (self);

  gtk_info_bar_set_revealed (self->damage, FALSE);
  ecg_backup_check_async (path, checked_cb, g_object_ref (self));
}

/* Restoring */

typedef struct
{
  EcgWindow *window;
  char      *backup;
  GWeakRef   store; /* of the library that everything is to let go of */
  gint64     deadline_us;
} Restoration;

static void
restoration_free (Restoration *restoration)
{
  g_object_unref (restoration->window);
  g_free (restoration->backup);
  g_weak_ref_clear (&restoration->store);
  g_free (restoration);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ecg_backup_restore_finish (result, &error))
    ecg_window_tell (self, _ ("The backup was restored. What was there before is a backup now."));
  else if (ecg_error_is_worth_telling (error))
    ecg_window_tell (self, error->message);
  ecg_window_open_library (self);
}

/* Until nothing holds the store any more, and its connection is closed. */
static gboolean
look_whether_free_cb (gpointer user_data)
{
  Restoration *restoration = user_data;
  EcgWindow   *self = restoration->window;
  g_autoptr (GObject) store = g_weak_ref_get (&restoration->store);
  g_autofree char *path = NULL;

  if (store != NULL && g_get_monotonic_time () < restoration->deadline_us)
    return G_SOURCE_CONTINUE;
  if (store != NULL)
    {
      ecg_window_tell (self, _ ("Something is still reading the library: nothing was restored. Try "
                                "again when it has ended."));
      ecg_window_open_library (self);
      return G_SOURCE_REMOVE;
    }
  path = dup_path (self);
  ecg_backup_restore_async (path, restoration->backup, restored_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
close_children (EcgWindow *self)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (gtk_window_get_transient_for (item->data) == GTK_WINDOW (self))
      gtk_window_destroy (item->data);
}

void
ecg_window_restore (EcgWindow *self, const char *backup)
{
  Restoration *restoration;

  g_return_if_fail (ECG_IS_WINDOW (self));

  if (ecg_training_page_is_busy (self->training_page) || self->exporting != NULL ||
      ecg_import_bar_is_busy (self->import_bar))
    {
      ecg_window_tell (self, _ ("A backup cannot be restored while something is trained, imported "
                                "or exported: wait for it or stop it first."));
      return;
    }
  restoration = g_new0 (Restoration, 1);
  restoration->window = g_object_ref (self);
  restoration->backup = g_strdup (backup);
  restoration->deadline_us = g_get_monotonic_time () + RELEASE_MS * G_TIME_SPAN_MILLISECOND;
  g_weak_ref_init (&restoration->store,
                   self->library != NULL ? ecg_library_get_store (self->library) : NULL);
  close_children (self);
  ecg_window_release_library (self);
  g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, look_whether_free_cb, restoration,
                      (GDestroyNotify) restoration_free);
}

void
ecg_window_choose_backup (EcgWindow *self)
{
  g_autofree char *path = dup_path (self);
  GtkWidget       *window = ecg_backups_window_new (GTK_WINDOW (self), path);

  g_signal_connect_object (window, "restore", G_CALLBACK (ecg_window_restore), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* Making one */

static gboolean
make_backup (EcgStore *store, gpointer path, GError **error)
{
  *(char **) path = ecg_backup_make (store, NULL, error);
  return *(char **) path != NULL;
}

static void
free_path (gpointer path)
{
  g_free (*(char **) path);
  g_free (path);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (ecg_library_change_finish (ECG_LIBRARY (source), result, &error))
    ecg_window_tell (self, _ ("A backup of the library was made."));
  else if (ecg_error_is_worth_telling (error))
    ecg_window_tell (self, error->message);
}

void
ecg_window_back_up (EcgWindow *self)
{
  ecg_library_edit_async (self->library, make_backup, g_new0 (char *, 1), free_path, made_cb,
                          g_object_ref (self));
}
