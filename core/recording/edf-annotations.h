#pragma once

#include <gio/gio.h>

#include "core/recording/annotation.h"

/*
 * Annotations in an EDF+ file without signals, which stands beside a recording of any format
 * (EDF+ 2.2.3). The header says nothing of people or dates.
 */

/** ecg_edf_annotations_print: @rate_hz: of the samples that @annotations counts in. Returns:
 * (transfer full): the bytes of such a file. */
GBytes *ecg_edf_annotations_print (const EcgAnnotations *annotations,
                                   double                rate_hz) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_edf_annotations_load:
 * @path: any EDF+ or BDF+ file, with signals or without
 * @rate_hz: samples a second of what is returned
 * @warnings: (nullable)
 *
 * Marks of ours on missing samples, and comments, are no annotations.
 *
 * Returns: (transfer full) (nullable): NULL with a sentence
 */
EcgAnnotations *ecg_edf_annotations_load (const char   *path,
                                          double        rate_hz,
                                          GStrvBuilder *warnings,
                                          GCancellable *cancellable,
                                          GError      **error) G_GNUC_WARN_UNUSED_RESULT;
