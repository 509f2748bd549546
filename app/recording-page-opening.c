/*
 * From a session to a recording on the Recording page.
 */

#include "app/recording-page-private.h"

#include "core/recording/loader.h"

static void
show_failure (EcgRecordingPage *self, const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, escaped);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
load_file (EcgRecordingPage *self, const char *path)
{
  ecg_recording_glance_async (path, NULL, ecg_job_slot_begin (&self->loading), loaded_cb,
                              g_object_ref (self));
}

static void
file_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ecg_library_find_file_finish (ECG_LIBRARY (source), result, &error);

  if (!ecg_job_slot_is_current (&self->loading, result))
    return;
  if (path != NULL)
    load_file (self, path);
  else
    show_failure (self, error);
}

/* A file that is not where it was may only have moved. */
static gboolean
search_file (EcgRecordingPage *self)
{
  if (self->library == NULL || self->session == NULL ||
      g_file_test (ecg_session_get_path (self->session), G_FILE_TEST_EXISTS))
    return FALSE;
  ecg_library_find_file_async (self->library, ecg_session_get_id (self->session), NULL,
                               ecg_job_slot_begin (&self->loading), file_found_cb,
                               g_object_ref (self));
  return TRUE;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecordingPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) recording = ecg_recording_glance_finish (result, &error);

  if (!ecg_job_slot_is_current (&self->loading, result))
    return;
  if (recording != NULL)
    ecg_recording_page_show (self, recording);
  else if (!search_file (self))
    show_failure (self, error);
}

void
ecg_recording_page_open (EcgRecordingPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "loading");
  load_file (self, ecg_session_get_path (self->session));
}
