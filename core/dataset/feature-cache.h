#pragma once

#include "core/dataset/preparation.h"
#include "core/library/session.h"

G_BEGIN_DECLS

/**
 * ecg_feature_cache_get:
 *
 * Reads and prepares a session's recording, or gives what an earlier call of this program prepared
 * of the same bytes in the same way: folds, runs and grids that follow each other prepare once. Any
 * thread.
 *
 * Returns: (transfer full) (nullable): NULL with a sentence, also where the file is no longer what
 *   the library knows
 */
EcgFeatures *ecg_feature_cache_get (EcgSession           *session,
                                    const EcgPreparation *preparation,
                                    GCancellable         *cancellable,
                                    GError              **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_feature_cache_clear: Forgets everything that nobody else holds. */
void ecg_feature_cache_clear (void);

G_END_DECLS
