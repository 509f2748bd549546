#pragma once

#include <gio/gio.h>

#include "core/library/label.h"

G_BEGIN_DECLS

/*
 * Labels in a file of their own, by its suffix: WFDB (.atr), EDF+ (.edf), BIDS (_events.tsv) and
 * CSV. Each holds all that is said of a label but the library's own numbers, so that what is read
 * is what was written.
 */

/**
 * ecg_label_file_save:
 * @labels: (element-type EcgLabel): in the order in which they are to stand
 * @rate_hz: samples a second of their session
 *
 * Writes @path, whole or not at all.
 *
 * Returns: FALSE with %ECG_RECORDING_ERROR_UNSUPPORTED for another suffix, or a %G_IO_ERROR
 */
gboolean ecg_label_file_save (
  GPtrArray *labels, const char *path, double rate_hz, GStrvBuilder *warnings, GError **error);

/**
 * ecg_label_file_load:
 * @rate_hz: samples a second of the session that they are for
 *
 * Reads such a file, or one of annotations of any origin: what lasts becomes an activity, a moment
 * a text.
 *
 * Returns: (transfer full) (nullable) (element-type EcgLabel): NULL with a sentence
 */
GPtrArray *ecg_label_file_load (const char   *path,
                                double        rate_hz,
                                GStrvBuilder *warnings,
                                GCancellable *cancellable,
                                GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
