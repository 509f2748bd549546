/*
 * Prepared recordings, by fingerprint and preparation. What is over the budget of features lies in
 * files already (core/dataset/preparation), so that the cache need not forget; it is as large as
 * the cohorts that were used.
 */

#include "core/dataset/feature-cache.h"

#include "core/recording/loader.h"
#include "core/recording/reading.h"

#include <glib/gi18n-lib.h>

static GMutex      lock;
static GHashTable *known; /* key → EcgFeatures; under the lock */

/* All that features depend on; neither window nor normalisation is. Where the user sets a scale or
 * a recipe, the same bytes become other samples. */
static char *
create_key (const char *fingerprint, const EcgPreparation *preparation)
{
  g_autofree char *leads = g_strjoinv ("\n", preparation->leads);
  g_autofree char *stamp = ecg_reading_stamp ();

  return g_strdup_printf ("%s%s %a %a %a %a %s", fingerprint, stamp, preparation->rate_hz,
                          preparation->low_hz, preparation->high_hz, preparation->mains_hz, leads);
}

static EcgFeatures *
find (const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  EcgFeatures *features = known == NULL ? NULL : g_hash_table_lookup (known, key);

  return features == NULL ? NULL : ecg_features_ref (features);
}

static void
keep (const char *key, EcgFeatures *features)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (known == NULL)
    known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ecg_features_unref);
  g_hash_table_insert (known, g_strdup (key), ecg_features_ref (features));
}

void
ecg_feature_cache_clear (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  g_clear_pointer (&known, g_hash_table_unref);
}

/* What is learnt from, or judged on, is what the library knows, to the last byte. */
static gboolean
check_fingerprint (const char   *expected,
                   EcgRecording *recording,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *found = ecg_recording_fingerprint (recording, cancellable, error);

  if (found == NULL)
    return FALSE;
  if (g_strcmp0 (found, expected) == 0)
    return TRUE;
  g_set_error_literal (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                       _ ("its file has changed since it came into the library; import it again."));
  return FALSE;
}

EcgFeatures *
ecg_feature_cache_get (EcgSession           *session,
                       const EcgPreparation *preparation,
                       GCancellable         *cancellable,
                       GError              **error)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  g_autofree char        *key = create_key (fields->fingerprint, preparation);
  EcgFeatures            *features = find (key);
  g_autoptr (EcgRecording) recording = NULL;

  if (features != NULL)
    return features;
  recording = ecg_recording_load (fields->path, NULL, cancellable, error);
  if (recording == NULL || !check_fingerprint (fields->fingerprint, recording, cancellable, error))
    return NULL;
  features = ecg_features_prepare (recording, preparation, cancellable, error);
  if (features != NULL)
    keep (key, features);
  return features;
}
