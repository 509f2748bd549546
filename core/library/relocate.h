#pragma once

#include "core/jobs/progress.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/**
 * EcgRelocation:
 * @n_missing: sessions whose file was not where it should be
 * @n_found: of those, found
 */
typedef struct
{
  guint n_missing;
  guint n_found;
} EcgRelocation;

/**
 * ecg_relocate:
 * @folder: searched with all folders in it
 *
 * Finds files that moved again, by their fingerprint: first those that are called as before, then,
 * where any is still missing, all of fitting size. Blocks: run it in %ECG_POOL_IO. What was found
 * before a cancellation stays found.
 */
gboolean ecg_relocate (EcgStore      *store,
                       const char    *folder,
                       EcgRelocation *found,
                       EcgProgress   *progress,
                       GCancellable  *cancellable,
                       GError       **error);

/**
 * ecg_relocate_session:
 *
 * Looks for the file of one session where it may have gone: in every folder that the library knows
 * of, and in those beside and below them. Blocks: run it in %ECG_POOL_IO.
 *
 * Returns: (transfer full) (nullable): its path, which may be that of before; NULL with NOT_FOUND
 */
char *ecg_relocate_session (
  EcgStore *store, gint64 id, EcgProgress *progress, GCancellable *cancellable, GError **error);

G_END_DECLS
