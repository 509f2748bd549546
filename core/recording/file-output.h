#pragma once

#include "core/recording/recording.h"

/**
 * EcgFileOutput:
 *
 * The files of a recording that is being written: each is made under another name beside its place
 * and moved there when all are complete. What was not moved is removed.
 */
typedef struct _EcgFileOutput EcgFileOutput;

/** ecg_file_output_new: @recording: what will be written; none of the files that it was read from
 * is overwritten. */
EcgFileOutput *ecg_file_output_new (EcgRecording *recording) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_file_output_free: Removes what was not committed. */
void ecg_file_output_free (EcgFileOutput *self);

/** ecg_file_output_add: Makes room for @path. Returns: (transfer none) (nullable): the name under
 * which to write for now. */
const char *ecg_file_output_add (EcgFileOutput *self, const char *path, GError **error);

/** ecg_file_output_add_bytes: Writes all of @path. */
gboolean ecg_file_output_add_bytes (EcgFileOutput *self,
                                    const char    *path,
                                    const void    *bytes,
                                    gsize          n,
                                    GCancellable  *cancellable,
                                    GError       **error);

/** ecg_file_output_commit: Brings the files to the disk and moves them to their places, in the
 * order in which they were added; not where samples of the recording could not be read. */
gboolean ecg_file_output_commit (EcgFileOutput *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgFileOutput, ecg_file_output_free)
