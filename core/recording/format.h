#pragma once

#include "core/jobs/progress.h"
#include "core/recording/recording.h"

G_BEGIN_DECLS

/**
 * EcgFormat:
 * @id: `wfdb`, `audio`, `csv`
 * @name: for people, translatable: `WFDB`
 * @suffixes: NULL-terminated, lower case, with the dot; the one that is opened, not its companions
 * @companions: (nullable): NULL-terminated, likewise: beside a file of the first of @suffixes, one
 * of these leads to it
 * @probe: (nullable): whether a file that begins with these bytes is of this format
 * @load: reads a recording; polls @cancellable at most 50 ms apart
 * @glance: (nullable): as @load, but reads of a long recording no more than it takes to show it;
 * NULL where @load does
 * @verify: (nullable): reads all of a recording whose samples @load has left where they are;
 * returns the warnings that it would have had, or NULL with an error
 * @save: (nullable): writes one, whole or not at all, never over a file that it was read from; adds
 * to @warnings, where it is not NULL, a sentence for each thing that the format cannot hold
 *
 * One row of the table through which every format is reached. A format is its own file of this
 * folder.
 */
typedef struct
{
  const char        *id;
  const char        *name;
  const char *const *suffixes;
  const char *const *companions;
  gboolean (*probe) (const char *path, const guint8 *head, gsize n_head);
  EcgRecording *(*load) (const char   *path,
                         EcgProgress  *progress,
                         GCancellable *cancellable,
                         GError      **error);
  EcgRecording *(*glance) (const char   *path,
                           EcgProgress  *progress,
                           GCancellable *cancellable,
                           GError      **error);
  char **(*verify) (const char   *path,
                    EcgProgress  *progress,
                    GCancellable *cancellable,
                    GError      **error);
  gboolean (*save) (EcgRecording *recording,
                    const char   *path,
                    EcgProgress  *progress,
                    GStrvBuilder *warnings,
                    GCancellable *cancellable,
                    GError      **error);
} EcgFormat;

/** ecg_formats: Returns: (transfer none): the table, ended by a row without id. */
const EcgFormat *ecg_formats (void);

/** ecg_format_by_id: Returns: (transfer none) (nullable): the row called @id. */
const EcgFormat *ecg_format_by_id (const char *id);

/** ecg_format_probe: Finds who reads @path, by its first bytes, then by suffix. A companion (.dat)
 * leads to its header where that is there. Returns: (nullable): NULL with NOT_RECOGNISED or a
 * %G_IO_ERROR. */
const EcgFormat *ecg_format_probe (const char *path, GError **error);

/** ecg_format_may_hold: Returns: whether @path has a suffix that an import of its folder should
 * try. */
gboolean ecg_format_may_hold (const char *path);

G_END_DECLS
