#pragma once

#include "core/recording/edf-file.h"
#include "core/recording/edf-timeline.h"

#include "core/jobs/progress.h"

/**
 * EcgEdfMark:
 * @onset: seconds after the first sample
 * @duration: seconds; below 0 where it is not said
 * @text: UTF-8
 *
 * An annotation as it stands in the file.
 */
typedef struct
{
  double onset;
  double duration;
  char  *text;
} EcgEdfMark;

/**
 * EcgEdfScan:
 * @timeline: of the leads' samples
 * @start: seconds after the start of the header of the first sample
 * @marks: (element-type EcgEdfMark): in the order of the file
 * @n_broken: lists of annotations that were not understood
 * @n_misplaced: data records whose onset cannot be true; they follow the one before
 * @first_misplaced: the first of them
 *
 * What the signals of annotations say.
 */
typedef struct
{
  EcgEdfTimeline *timeline;
  double          start;
  GArray         *marks;
  guint           n_broken;
  gint64          n_misplaced;
  gint64          first_misplaced;
} EcgEdfScan;

/** ECG_EDF_SCAN_SHARE: of the progress of opening a file; what is read whole is small. */
#define ECG_EDF_SCAN_SHARE 0.9

/**
 * ecg_edf_scan:
 * @rate_hz: of the leads
 * @per_record: their samples in a data record
 * @n_samples: their samples in the file
 * @limit: where the recording may end at most, in samples
 *
 * Reads all signals of annotations.
 *
 * Returns: (transfer full) (nullable): NULL with a %G_IO_ERROR
 */
EcgEdfScan *ecg_edf_scan (const EcgEdfFile *file,
                          double            rate_hz,
                          gint64            per_record,
                          gint64            n_samples,
                          gint64            limit,
                          EcgProgress      *progress,
                          GCancellable     *cancellable,
                          GError          **error) G_GNUC_WARN_UNUSED_RESULT;
void        ecg_edf_scan_free (EcgEdfScan *self);

/**
 * ecg_edf_scan_glance:
 *
 * Asks some data records only, with the arguments of ecg_edf_scan(): one for an uninterrupted file,
 * some twenty for each gap of another. Of a file whose time runs forward the timeline is that of
 * ecg_edf_scan(); marks are those that lie in what was read.
 *
 * Returns: (transfer full) (nullable): NULL with a %G_IO_ERROR, and without where the whole has to
 * be read: many gaps, times that do not run forward, data records that keep none
 */
EcgEdfScan *ecg_edf_scan_glance (const EcgEdfFile *file,
                                 double            rate_hz,
                                 gint64            per_record,
                                 gint64            n_samples,
                                 gint64            limit,
                                 GCancellable     *cancellable,
                                 GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfScan, ecg_edf_scan_free)
