#pragma once

#include <glib.h>

#include "core/series/span.h"

/**
 * EcgEdfRun:
 * @stored: samples of a signal, in the order of the file
 * @sample: where the first of them belongs in the recording
 */
typedef struct
{
  EcgSpan stored;
  gint64  sample;
} EcgEdfRun;

/**
 * EcgEdfTimeline:
 * @runs: (element-type EcgEdfRun): in order, apart in both
 *
 * Where the data records of a file belong in time. Between runs, samples are missing.
 */
typedef struct
{
  GArray *runs;
} EcgEdfTimeline;

EcgEdfTimeline *ecg_edf_timeline_new (void) G_GNUC_WARN_UNUSED_RESULT;
void            ecg_edf_timeline_free (EcgEdfTimeline *self);

/**
 * ecg_edf_timeline_add:
 * @n: samples of the next data record
 * @sample: where it says that it begins
 * @limit: where a recording may end at most
 *
 * Adds a data record. One that would begin within the one before, or beyond @limit, follows the one
 * before.
 *
 * Returns: whether it was put where it says
 */
gboolean ecg_edf_timeline_add (EcgEdfTimeline *self, gint64 n, gint64 sample, gint64 limit);

/** ecg_edf_timeline_end: Returns: one past the last sample. */
gint64 ecg_edf_timeline_end (const EcgEdfTimeline *self);

/** ecg_edf_timeline_find: Returns: index of the first run that ends after @sample; the number of
 * runs where none does. */
guint ecg_edf_timeline_find (const EcgEdfTimeline *self, gint64 sample);

/** ecg_edf_timeline_get: Returns: (transfer none): run @index. */
const EcgEdfRun *ecg_edf_timeline_get (const EcgEdfTimeline *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfTimeline, ecg_edf_timeline_free)
