#pragma once

#include "core/series/series.h"

/**
 * ecg_derived_leads_make:
 * @leads: (array length=n_leads): what was recorded
 *
 * Finds which of the six limb leads were not recorded, but follow from two that were.
 *
 * Nothing follows from modified leads, whose electrodes are elsewhere, nor from leads whose units
 * are not the same and not both voltages.
 *
 * Returns: (transfer full) (element-type EcgSeries): in the order of #EcgLead, called
 * `III (derived)`
 */
GPtrArray *ecg_derived_leads_make (EcgSeries *const *leads,
                                   guint             n_leads) G_GNUC_WARN_UNUSED_RESULT;
