#pragma once

#include <gio/gio.h>

#include "core/recording/annotation.h"

/*
 * Annotations in a file of their own: WFDB (.atr), EDF+ (.edf), BIDS (_events.tsv) and CSV, by the
 * file's suffix. Each holds all of an annotation, so that what is read is what was written.
 */

/** ecg_annotation_file_suffixes: Returns: (transfer none): NULL-terminated: `.atr`, … */
const char *const *ecg_annotation_file_suffixes (void);

/**
 * ecg_annotation_file_save:
 * @rate_hz: of the recording; seconds are counted by it where the list has no rate of its own
 * @warnings: (nullable): is given a sentence for each thing that the file does not hold
 *
 * Writes @path, whole or not at all.
 *
 * Returns: FALSE with UNSUPPORTED for another suffix, or a %G_IO_ERROR
 */
gboolean ecg_annotation_file_save (const EcgAnnotations *annotations,
                                   const char           *path,
                                   double                rate_hz,
                                   GStrvBuilder         *warnings,
                                   GError              **error);

/**
 * ecg_annotation_file_load:
 * @rate_hz: of the recording: where a file tells seconds only, they become samples by it
 *
 * Reads what ecg_annotation_file_save() writes, and such files of others: any annotator's of WFDB,
 * any EDF+ or BDF+, any events.tsv, and a CSV with a column `sample` or `onset`.
 *
 * Returns: (transfer full) (nullable): NULL with a sentence
 */
EcgAnnotations *ecg_annotation_file_load (const char   *path,
                                          double        rate_hz,
                                          GStrvBuilder *warnings,
                                          GCancellable *cancellable,
                                          GError      **error) G_GNUC_WARN_UNUSED_RESULT;
