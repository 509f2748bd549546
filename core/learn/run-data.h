#pragma once

#include "core/learn/train-settings.h"
#include "core/library/store.h"

G_BEGIN_DECLS

/*
 * What a run was made of, as one JSON document in the library: its settings and, session by
 * session, fingerprint, labels and how it was read at the time. From it the same windows are dealt
 * again, whatever was edited since.
 */

/**
 * ecg_run_data_to_json:
 * @n_folds: networks that are trained
 *
 * Returns: (transfer full) (nullable): the document: settings, machine, split, leads, sessions, and
 * who was left out; NULL where the data cannot be dealt
 */
char *ecg_run_data_to_json (const EcgTrainSettings *settings,
                            const EcgDataset       *dataset,
                            guint                   n_folds,
                            GError                **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_data_check_complete: Returns: FALSE with INVALID and the reason of the first recording
 * that was left out where @dataset was made of @sessions but does not hold them all. */
gboolean ecg_run_data_check_complete (const EcgDataset *dataset,
                                      const GPtrArray  *sessions,
                                      GError          **error);

/** ecg_run_data_read: Returns: (transfer full) (nullable): the document within what `train --json`
 * or `evaluate --json` printed to the file @path; NULL with INVALID where there is none. */
char *ecg_run_data_read (const char   *path,
                         GCancellable *cancellable,
                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_data_get_left_out: Returns: (transfer full): the sentences of the document @json on
 * sessions that could not take part. */
char **ecg_run_data_get_left_out (const char *json) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_data_compare_machine: Returns: (transfer full) (nullable): a sentence that says where
 * the machine of the document @json differs from this one in what decides the last bits of weights;
 * NULL where it does not. */
char *ecg_run_data_compare_machine (const char *json) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_run_data_get_threads: Returns: the team size that the document @json was trained with; 0
 * where it does not say. */
guint ecg_run_data_get_threads (const char *json);

/** ecg_run_data_check_readings: Returns: FALSE with INVALID where a session of @dataset is read
 * with another rate or scale than the document @json says: the user has set one since. */
gboolean ecg_run_data_check_readings (const char *json, const EcgDataset *dataset, GError **error);

/** ecg_run_data_check_split: Returns: FALSE with INVALID where the document @json knows another
 * split of this fold than @split: it would not be the run's own test part. */
gboolean ecg_run_data_check_split (const char       *json,
                                   const EcgSplit   *split,
                                   const EcgDataset *dataset,
                                   GError          **error);

/**
 * ecg_run_data_from_json:
 * @settings: (out): of the run
 *
 * Finds the run's sessions by fingerprint, where they are now, under the labels that they had then.
 *
 * Returns: (transfer full) (nullable) (element-type EcgSession): NULL with INVALID where one is no
 * longer in the library
 */
GPtrArray *ecg_run_data_from_json (EcgStore         *store,
                                   const char       *json,
                                   EcgTrainSettings *settings,
                                   GError          **error);

G_END_DECLS
