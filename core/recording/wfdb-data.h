#pragma once

#include <gio/gio.h>

#include "core/recording/wfdb-header.h"
#include "core/series/sample-source.h"

/**
 * EcgWfdbData:
 * @header: (borrowed): what is read
 * @n_frames: of the header, or of the files where it does not say
 * @factor: samples per frame of the fastest signal, and so of each of @counts
 * @n_samples: per signal: @n_frames times @factor
 * @counts: (array length=n_signals of @header): each signal's samples; whoever reads steals them
 * @source: (nullable): of all signals, in place of @counts, for a record that was only opened
 * @sums: (array length=n_signals of @header): sum of each signal's samples as they are stored
 * @files: paths of the files, once each, NULL-terminated once read
 * @warnings: sentences on what was odd
 *
 * The samples of a WFDB record (signal.5). A skewed signal is put right; its end, which the file
 * does not hold, is missing.
 */
typedef struct
{
  const EcgWfdbHeader *header;
  gint64               n_frames;
  guint                factor;
  gint64               n_samples;
  gint32             **counts;
  EcgSampleSource     *source;
  guint32             *sums;
  GPtrArray           *files;
  GPtrArray           *warnings;
} EcgWfdbData;

/**
 * EcgWfdbTellFunc:
 * @fraction: how much is read
 */
typedef void (*EcgWfdbTellFunc) (double fraction, gpointer user_data);

/**
 * ecg_wfdb_data_read:
 * @header: of a record that is no sequence of others
 * @folder: where the header lies, and all files that it names
 * @tell: (nullable): told between blocks
 *
 * Returns: (transfer full) (nullable): NULL with MALFORMED, UNSUPPORTED, TOO_LARGE, EMPTY or a
 * %G_IO_ERROR
 */
EcgWfdbData *ecg_wfdb_data_read (const EcgWfdbHeader *header,
                                 const char          *folder,
                                 EcgWfdbTellFunc      tell,
                                 gpointer             user_data,
                                 GCancellable        *cancellable,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_wfdb_data_open:
 *
 * As ecg_wfdb_data_read(), but leaves the samples of a record of more than %ECG_LIMIT_IN_MEMORY
 * where they are, if any part of it can be read by itself. Its checksums are not verified then:
 * ecg_wfdb_data_verify() does.
 */
EcgWfdbData *ecg_wfdb_data_open (const EcgWfdbHeader *header,
                                 const char          *folder,
                                 EcgWfdbTellFunc      tell,
                                 gpointer             user_data,
                                 GCancellable        *cancellable,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_data_look: Opens a record, sees that its files hold what it promises, and reads no
 * samples but the last. Returns: (transfer full) (nullable): as ecg_wfdb_data_read(), with no
 * samples. */
EcgWfdbData *ecg_wfdb_data_look (const EcgWfdbHeader *header,
                                 const char          *folder,
                                 GCancellable        *cancellable,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_data_verify: Reads all samples of a record and keeps none. Returns: (transfer full)
 * (nullable): with no samples, and warnings on checksums that are wrong, among others. */
EcgWfdbData *ecg_wfdb_data_verify (const EcgWfdbHeader *header,
                                   const char          *folder,
                                   EcgWfdbTellFunc      tell,
                                   gpointer             user_data,
                                   GCancellable        *cancellable,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_wfdb_data_new: Returns: (transfer full): of @header, with no samples yet. */
EcgWfdbData *ecg_wfdb_data_new (const EcgWfdbHeader *header) G_GNUC_WARN_UNUSED_RESULT;
void         ecg_wfdb_data_free (EcgWfdbData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgWfdbData, ecg_wfdb_data_free)
