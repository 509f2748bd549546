/*
 * What the library knows of a recording follows how it is read: a recipe may have changed that
 * since the recording was taken in.
 */

#include "core/library/library.h"

typedef struct
{
  gint64 id;
  char  *path;
  double rate_hz;
  gint64 n_samples;
  char **leads;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_strfreev (reading->leads);
  g_free (reading);
}

/* Of files that have changed, it is not how they are read that differs. */
static gboolean
write_reading (EcgStore *store, gpointer data, GError **error)
{
  const Reading         *reading = data;
  const EcgSessionFields fields = { .id = reading->id,
                                    .rate_hz = reading->rate_hz,
                                    .n_samples = reading->n_samples,
                                    .leads = (const char *const *) reading->leads };
  gint64                 unchanged;

  if (!ecg_store_find_unchanged (store, reading->path, &unchanged, error))
    return FALSE;
  return unchanged != reading->id || ecg_store_refresh_session (store, &fields, error);
}

/* What cannot be written now is written when the recording is opened the next time. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!ecg_library_change_finish (ECG_LIBRARY (source), result, &error))
    g_debug ("The library does not follow a recording: %s", error->message);
}

void
ecg_library_follow_reading (EcgLibrary *self, EcgSession *session, EcgRecording *recording)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  const double            rate_hz = ecg_recording_get_rate (recording);
  const gint64            n_samples = ecg_recording_get_length (recording);
  g_auto (GStrv) leads = ecg_import_dup_leads (recording);
  Reading *reading;

  g_return_if_fail (ECG_IS_LIBRARY (self));

  if (ABS (fields->rate_hz - rate_hz) < 1e-9 * rate_hz && fields->n_samples == n_samples &&
      fields->leads != NULL && g_strv_equal (fields->leads, (const char *const *) leads))
    return;
  reading = g_new (Reading, 1);
  *reading =
    (Reading){ fields->id, g_strdup (fields->path), rate_hz, n_samples, g_steal_pointer (&leads) };
  ecg_library_edit_async (self, write_reading, reading, reading_free, written_cb, NULL);
}
