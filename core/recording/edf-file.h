#pragma once

#include <gio/gio.h>

#include "core/recording/edf-header.h"

/**
 * EcgEdfFile:
 *
 * An open EDF or BDF file, of which any samples of any signal can be read. Our own reader: it takes
 * files that EDFlib refuses, holds nothing but the header, and gives the counts as they are stored,
 * also those beyond the digital range. Immutable, shared by count, safe in any thread.
 */
typedef struct _EcgEdfFile EcgEdfFile;

/** ecg_edf_file_open: @warnings: (nullable): is given a sentence for what was odd. Returns:
 * (transfer full) (nullable): NULL with MALFORMED, EMPTY or a %G_IO_ERROR */
EcgEdfFile *ecg_edf_file_open (const char   *path,
                               GStrvBuilder *warnings,
                               GCancellable *cancellable,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
EcgEdfFile *ecg_edf_file_ref (EcgEdfFile *self);
void        ecg_edf_file_unref (EcgEdfFile *self);

/** ecg_edf_file_header: Returns: (transfer none) */
const EcgEdfHeader *ecg_edf_file_header (const EcgEdfFile *self);
const char         *ecg_edf_file_path (const EcgEdfFile *self);

/** ecg_edf_file_n_records: Returns: data records that are there, whatever the header promises; the
 * last may be cut short. */
gint64 ecg_edf_file_n_records (const EcgEdfFile *self);

/** ecg_edf_file_size: Returns: bytes of the file when it was opened. */
gint64 ecg_edf_file_size (const EcgEdfFile *self);

/** ecg_edf_file_n_samples: Returns: samples of a signal that are there. */
gint64 ecg_edf_file_n_samples (const EcgEdfFile *self, guint signal);

/**
 * ecg_edf_file_read:
 * @counts: (out caller-allocates): samples @begin to @end of @signal in the order of the file
 * @begin: first sample, not below 0
 * @end: one past the last; beyond the end samples are missing
 *
 * Reads with a constant amount of memory.
 *
 * Returns: FALSE with a %G_IO_ERROR
 */
gboolean ecg_edf_file_read (
  const EcgEdfFile *self, guint signal, gint64 begin, gint64 end, gint32 *counts, GError **error);

/** ecg_edf_file_text_size: Returns: bytes that one data record holds of @signal; never more than
 * the file. */
gsize ecg_edf_file_text_size (const EcgEdfFile *self, guint signal);

/** ecg_edf_file_read_text: Reads them, of data record @record, into @bytes. Returns: how many are
 * there; -1 with a %G_IO_ERROR. */
gssize ecg_edf_file_read_text (
  const EcgEdfFile *self, guint signal, gint64 record, guint8 *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfFile, ecg_edf_file_unref)
