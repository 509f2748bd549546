#pragma once

#include "core/recording/edf-plan.h"

/**
 * EcgEdfLayout:
 * @per_record: samples of a lead in a data record
 * @seconds: that it lasts; 0 where no field can say so little
 * @exact: whether the rate follows from both, to the last bit
 * @records: (element-type gint64): first sample of each data record
 * @gaps: (element-type EcgSpan): samples that no data record holds; all leads lack them
 *
 * How samples are dealt to data records.
 */
typedef struct
{
  gint64       per_record;
  EcgEdfNumber seconds;
  gboolean     exact;
  GArray      *records;
  GArray      *gaps;
} EcgEdfLayout;

/**
 * ecg_edf_layout_new:
 * @sample_bytes: 2 or 3
 * @rate_hz: of the leads
 * @length: samples of each
 * @missing: (nullable) (element-type EcgSpan): what all leads lack; where that is longer than a
 * data record it is left out
 *
 * Looks for data records from which the rate follows exactly: those of a tenth of a second to ten
 * that fill up with @length, else those nearest to a second.
 */
EcgEdfLayout *ecg_edf_layout_new (guint         n_leads,
                                  guint         sample_bytes,
                                  double        rate_hz,
                                  gint64        length,
                                  const GArray *missing) G_GNUC_WARN_UNUSED_RESULT;
void          ecg_edf_layout_free (EcgEdfLayout *self);

/** ecg_edf_layout_end: Returns: one past the last sample of the last data record. */
gint64 ecg_edf_layout_end (const EcgEdfLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfLayout, ecg_edf_layout_free)
