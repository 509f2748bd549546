#pragma once

#include "core/recording/edf-header.h"

/**
 * EcgEdfLeads:
 * @signals: (array length=n): of the header
 * @names: (array length=n): of each, all different
 * @rate_hz: of all
 * @per_record: samples of each in a data record
 *
 * The signals that form the recording.
 */
typedef struct
{
  guint  n;
  guint *signals;
  char **names;
  double rate_hz;
  gint64 per_record;
} EcgEdfLeads;

/**
 * ecg_edf_leads_choose:
 * @name: of the file
 * @warnings: is given a sentence for each signal that cannot be read, for those that are left out
 * because of another rate, and for labels that were told apart
 *
 * Takes all signals of one rate: the highest of those that are called like ECG leads or, where none
 * is, of all.
 *
 * Returns: (transfer full) (nullable): NULL with MALFORMED or EMPTY where none is left
 */
EcgEdfLeads *ecg_edf_leads_choose (const EcgEdfHeader *header,
                                   const char         *name,
                                   GStrvBuilder       *warnings,
                                   GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void         ecg_edf_leads_free (EcgEdfLeads *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfLeads, ecg_edf_leads_free)
