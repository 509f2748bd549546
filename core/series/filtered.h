#pragma once

#include "core/dsp/filter-design.h"
#include "core/series/series.h"

G_BEGIN_DECLS

/** ECG_FILTERED_TOLERANCE: to what part the filter has forgotten what lies beyond the samples that
 * it is given beside those that are asked for. */
#define ECG_FILTERED_TOLERANCE 1e-6

/**
 * ecg_filtered_series_new:
 * @lead: (transfer none): what is filtered
 * @filter: run forward and backward; copied
 *
 * A lead filtered where it is looked at, with zero phase: it takes no memory. As
 * ecg_filter_zero_phase() of the whole lead, but that the filter starts anew, in the steady state
 * of the sample there, so far before and ends so far after what is asked for that of the difference
 * no more than %ECG_FILTERED_TOLERANCE is left. Where a gap lies there, it goes on to its end, but
 * for gaps of more than about half an hour.
 *
 * Returns: (transfer full): a series of values
 */
EcgSeries *ecg_filtered_series_new (EcgSeries       *lead,
                                    const EcgFilter *filter) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
