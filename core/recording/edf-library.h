#pragma once

#include "core/recording/edf-file.h"

/**
 * EcgEdfLibrary:
 *
 * A file as EDFlib has opened it. EDFlib knows 64 open files, each by one name, and no threads:
 * every call to it is made in one file of ours, under one lock.
 */
typedef struct _EcgEdfLibrary EcgEdfLibrary;

/** ecg_edf_library_open: @refusal: (out) (optional) (transfer full): why EDFlib does not read a
 * file of this kind; NULL where only this moment does not suit it. Returns: (transfer full)
 * (nullable): NULL where EDFlib refuses @file, or understands it otherwise than we do. */
EcgEdfLibrary *ecg_edf_library_open (EcgEdfFile *file, char **refusal) G_GNUC_WARN_UNUSED_RESULT;
void           ecg_edf_library_close (EcgEdfLibrary *self);

/**
 * ecg_edf_library_read:
 * @signal: as the file counts them, annotations among them
 * @counts: (out caller-allocates): samples @begin to @end in the order of the file
 *
 * EDFlib cuts counts off at the ends of the digital range that the header gives.
 *
 * Returns: FALSE where EDFlib cannot read them or one lies at such an end, and may have been cut
 * off
 */
gboolean ecg_edf_library_read (
  EcgEdfLibrary *self, guint signal, gint64 begin, gint64 end, gint32 *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfLibrary, ecg_edf_library_close)
