#pragma once

#include "core/recording/recording.h"
#include "core/series/envelope.h"

G_BEGIN_DECLS

/** ECG_ENVELOPE_CACHE_BYTES: what the cache may take on the disk. */
#define ECG_ENVELOPE_CACHE_BYTES ((gint64) 512 << 20)

/**
 * ecg_envelope_cache_key:
 * @recording: whose files are looked at
 * @variant: what was made of its leads: `raw`, or the name of a filter
 *
 * Names the envelopes of a recording by its files as they are now: path, inode, size, time of
 * change and some pieces of content of each. A file that has changed has another key, by all
 * chances even where its time was set back.
 *
 * Returns: (transfer full) (nullable): NULL where a file cannot be read
 */
char *ecg_envelope_cache_key (EcgRecording *recording,
                              const char   *variant,
                              GCancellable *cancellable,
                              GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_envelope_cache_load:
 * @envelopes: (array length=n): filled; they know nothing yet
 *
 * Looks in `$XDG_CACHE_HOME/dt4ecg/envelopes`. What is there under @key is believed only if it is
 * whole: a digest goes over all of it.
 *
 * Returns: FALSE, and @envelopes know nothing still, where there is none to be believed
 */
gboolean ecg_envelope_cache_load (const char *key, EcgEnvelope *const *envelopes, guint n);

/** ecg_envelope_cache_store: Keeps @envelopes, which know all, under @key, whole or not at all, and
 * makes room by removing what was used longest ago. */
gboolean ecg_envelope_cache_store (const char         *key,
                                   EcgEnvelope *const *envelopes,
                                   guint               n,
                                   GError            **error);

/** ecg_envelope_cache_trim: Removes what was used longest ago until no more than @n_bytes are
 * left. */
void ecg_envelope_cache_trim (gint64 n_bytes);

G_END_DECLS
