#pragma once

#include "core/library/store.h"
#include "core/recording/deidentify.h"

G_BEGIN_DECLS

/*
 * Labels of a session that leave, and labels that come in: core/library/label-file with the store.
 */

/**
 * EcgLabelExport:
 * @n_labels: that are in the file
 * @warnings: NULL-terminated sentences: what it does not hold
 * @removals: (nullable) (element-type EcgRemoval): what was taken away; NULL where nothing was to
 * be
 */
typedef struct
{
  guint   n_labels;
  char  **warnings;
  GArray *removals;
} EcgLabelExport;

void ecg_label_export_free (EcgLabelExport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgLabelExport, ecg_label_export_free)

/**
 * ecg_export_labels:
 * @deidentify: whether authors, layers, times of labelling and texts that name no activity stay
 * behind
 *
 * Writes all labels of a session to @path, in the form of its suffix.
 *
 * Returns: (transfer full) (nullable)
 */
EcgLabelExport *ecg_export_labels (EcgStore   *store,
                                   EcgSession *session,
                                   const char *path,
                                   gboolean    deidentify,
                                   GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_export_annotations:
 *
 * Writes what is marked in @recording itself, likewise.
 *
 * Returns: (transfer full) (nullable): NULL with %ECG_RECORDING_ERROR_EMPTY where nothing is
 */
EcgLabelExport *ecg_export_annotations (EcgStore     *store,
                                        EcgRecording *recording,
                                        const char   *path,
                                        gboolean      deidentify,
                                        GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgLabelImport:
 * @n_added: labels that are new
 * @n_known: labels that the session had already, in all they say
 * @warnings: NULL-terminated
 */
typedef struct
{
  guint  n_added;
  guint  n_known;
  char **warnings;
} EcgLabelImport;

void ecg_label_import_free (EcgLabelImport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgLabelImport, ecg_label_import_free)

/** ecg_import_labels: Adds the labels of the file @path to a session: all or none, one undo step.
 * Returns: (transfer full) (nullable). */
EcgLabelImport *ecg_import_labels (EcgStore     *store,
                                   EcgSession   *session,
                                   const char   *path,
                                   GCancellable *cancellable,
                                   GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
