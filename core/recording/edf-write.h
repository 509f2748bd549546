#pragma once

#include "core/jobs/progress.h"
#include "core/recording/recording.h"

/**
 * EcgEdfKind:
 * @sample_bytes: 2 for EDF, 3 for BDF
 * @plus: EDF+ or BDF+, which hold annotations, gaps and comments
 */
typedef struct
{
  guint    sample_bytes;
  gboolean plus;
} EcgEdfKind;

/**
 * ecg_edf_write:
 * @warnings: (nullable): is given a sentence for each thing that the file does not hold
 *
 * Writes @recording to @path, whole or not at all, never over a file that it was read from. Leads
 * that stay in their file are read block by block.
 *
 * Returns: FALSE with an error of %ECG_RECORDING_ERROR or a %G_IO_ERROR
 */
gboolean ecg_edf_write (EcgRecording     *recording,
                        const char       *path,
                        const EcgEdfKind *kind,
                        EcgProgress      *progress,
                        GStrvBuilder     *warnings,
                        GCancellable     *cancellable,
                        GError          **error);
