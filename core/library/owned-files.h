#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EcgOwnedFiles:
 *
 * Which of the files of an import belong to a WFDB header among them, because it names them as its
 * samples or as a part of its record. They are read with it, and are no recordings of their own,
 * unless it cannot be read.
 */
typedef struct _EcgOwnedFiles EcgOwnedFiles;

/** ecg_owned_files_new: @files: (element-type filename): absolute; those that are owned are moved
 * to the end. Reads the headers among them. Blocks. */
EcgOwnedFiles *ecg_owned_files_new (GPtrArray    *files,
                                    GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void           ecg_owned_files_free (EcgOwnedFiles *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgOwnedFiles, ecg_owned_files_free)

/** ecg_owned_files_is_taken: Returns: whether the file @path was read with its owner. */
gboolean ecg_owned_files_is_taken (EcgOwnedFiles *self, const char *path);

/** ecg_owned_files_refuse: Says that @path could not be read: what it owns stands for itself. */
void ecg_owned_files_refuse (EcgOwnedFiles *self, const char *path);

G_END_DECLS
