#pragma once

#include "core/recording/wfdb-file.h"
#include "core/recording/wfdb-header.h"
#include "core/series/sample-source.h"

/** ECG_WFDB_SOURCE_SKEW: most frames by which a signal of a source may lag. */
#define ECG_WFDB_SOURCE_SKEW 4096

/**
 * EcgWfdbShare:
 * @file: one of the record's files
 * @first: the first of the signals that it holds
 * @n: how many it holds
 */
typedef struct
{
  EcgWfdbFile *file;
  guint        first;
  guint        n;
} EcgWfdbShare;

/** ecg_wfdb_source_is_possible: Returns: whether any part of all signals can be read without much
 * of what comes before it. */
gboolean ecg_wfdb_source_is_possible (const EcgWfdbHeader *header);

/**
 * ecg_wfdb_source_new:
 * @header: (borrowed): until the function returns
 * @factor: samples of the source per frame: those of the fastest signal
 * @n_frames: that all files hold
 * @shares: (array length=n_shares): all signals in their order; each @file is (transfer full)
 *
 * Returns: (transfer full): the signals of the record, put right where one lags, as channels
 */
EcgSampleSource *ecg_wfdb_source_new (const EcgWfdbHeader *header,
                                      guint                factor,
                                      gint64               n_frames,
                                      const EcgWfdbShare  *shares,
                                      guint                n_shares) G_GNUC_WARN_UNUSED_RESULT;
