#pragma once

#include <gio/gio.h>

#include "core/recording/wfdb-codec.h"

/**
 * EcgWfdbFile:
 *
 * One open file of samples of a WFDB record, any part of which can be read. One thread at a time.
 */
typedef struct _EcgWfdbFile EcgWfdbFile;

/**
 * EcgWfdbLayout:
 * @codec: how samples are stored
 * @n_signals: signals that share the file
 * @frame_samples: (array length=n_signals): samples of each in a frame
 * @initial: (array length=n_signals): what the differences of format 8 begin at
 * @offset: bytes before the first sample
 *
 * What a header says of a file; borrowed until ecg_wfdb_file_open() has returned.
 */
typedef struct
{
  const EcgWfdbCodec *codec;
  guint               n_signals;
  const guint        *frame_samples;
  const gint64       *initial;
  gint64              offset;
} EcgWfdbLayout;

/** ecg_wfdb_file_open: Returns: (transfer full) (nullable): NULL with MALFORMED, UNSUPPORTED or a
 * %G_IO_ERROR */
EcgWfdbFile *ecg_wfdb_file_open (const char          *path,
                                 const EcgWfdbLayout *layout,
                                 GCancellable        *cancellable,
                                 GError             **error) G_GNUC_WARN_UNUSED_RESULT;
void         ecg_wfdb_file_free (EcgWfdbFile *self);

/** ecg_wfdb_file_n_frames: Returns: whole frames that the file holds, or says that it holds. */
gint64 ecg_wfdb_file_n_frames (const EcgWfdbFile *self);

/** ecg_wfdb_file_size: Returns: bytes of the file, whatever they hold. */
gint64 ecg_wfdb_file_size (const EcgWfdbFile *self);

/**
 * ecg_wfdb_file_read:
 * @samples: (out caller-allocates): codes as they are stored, frame by frame, in a frame signal by
 * signal
 * @begin: first frame
 * @end: one past the last; not beyond ecg_wfdb_file_n_frames()
 *
 * Format 8 must be summed from the start; where its sums have stood is kept, so that no part is
 * summed from farther than 65536 frames once it was read.
 */
gboolean ecg_wfdb_file_read (EcgWfdbFile  *self,
                             gint32       *samples,
                             gint64        begin,
                             gint64        end,
                             GCancellable *cancellable,
                             GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgWfdbFile, ecg_wfdb_file_free)
