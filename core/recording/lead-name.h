#pragma once

#include <glib.h>

#include "core/dsp/leads.h"

/**
 * EcgLeadId:
 *
 * A lead, whatever a file calls it. The first six, less one, are those of #EcgLead.
 */
typedef enum
{
  ECG_LEAD_ID_NONE, /* a name that says nothing to us */
  ECG_LEAD_ID_I,
  ECG_LEAD_ID_II,
  ECG_LEAD_ID_III,
  ECG_LEAD_ID_AVR,
  ECG_LEAD_ID_AVL,
  ECG_LEAD_ID_AVF,
  ECG_LEAD_ID_V1,
  ECG_LEAD_ID_V2,
  ECG_LEAD_ID_V3,
  ECG_LEAD_ID_V4,
  ECG_LEAD_ID_V5,
  ECG_LEAD_ID_V6,
  ECG_LEAD_ID_V7,
  ECG_LEAD_ID_V8,
  ECG_LEAD_ID_V9,
  ECG_LEAD_ID_V3R,
  ECG_LEAD_ID_V4R,
  ECG_LEAD_ID_V5R,
  ECG_LEAD_ID_V6R,
  ECG_LEAD_ID_MLI, /* the modified leads of Holter recorders */
  ECG_LEAD_ID_MLII,
  ECG_LEAD_ID_MLIII,
  ECG_LEAD_ID_MCL1,
  ECG_LEAD_ID_MCL6,
  ECG_LEAD_ID_VX, /* Frank's */
  ECG_LEAD_ID_VY,
  ECG_LEAD_ID_VZ,
  ECG_LEAD_ID_CHEST, /* of a chest strap */
  ECG_LEAD_ID_ECG,   /* an electrocardiogram from where is not said */
} EcgLeadId;

#define ECG_N_LEAD_IDS (ECG_LEAD_ID_ECG + 1)

/** EcgLeadMatch: how well a name answers to another, the better the greater. */
typedef enum
{
  ECG_LEAD_MATCH_NONE,
  ECG_LEAD_MATCH_KIN,     /* a modified lead for the one that it stands in for: MLII for II */
  ECG_LEAD_MATCH_VARIANT, /* the same lead, filtered or derived where the other is not */
  ECG_LEAD_MATCH_SAME,    /* the same lead by another name: ECG II for II */
  ECG_LEAD_MATCH_EXACT,   /* the same name, but for letter case */
} EcgLeadMatch;

/** EcgLeadKind: what a name says of its signal. */
typedef enum
{
  ECG_LEAD_KIND_UNKNOWN,
  ECG_LEAD_KIND_ECG,
  ECG_LEAD_KIND_OTHER, /* pressure, breath, movement and the like */
} EcgLeadKind;

/** ecg_lead_id: Returns: which lead @name stands for: `II`, `ii`, `ECG II`, `Lead 2`, `D2`,
 * `ekg_ii`. */
EcgLeadId ecg_lead_id (const char *name);

/** ecg_lead_id_name: Returns: (transfer none): the one name that we write: `II`, `aVR`, `V1`; ""
 * for none. The same in all languages. */
const char *ecg_lead_id_name (EcgLeadId id);

/** ecg_lead_id_is_limb: Returns: whether @id is one of the six limb leads; @lead (out) says
 * which. */
gboolean ecg_lead_id_is_limb (EcgLeadId id, EcgLead *lead);

/** ecg_lead_display_name: Returns: (transfer full): the name under which the lead called @name is
 * shown: that of its id, with what else is known of it: `I (filtered)`; @name itself where it says
 * nothing to us. */
char *ecg_lead_display_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_lead_kind: Returns: whether the signal called @name is an electrocardiogram. */
EcgLeadKind ecg_lead_kind (const char *name);

/** ecg_lead_stands_in_for: Returns: (transfer none) (nullable): the standard lead in whose place
 * the one called @name is taken, where that one is missing: `II` for `MLII`; NULL for most. */
const char *ecg_lead_stands_in_for (const char *name);

/** ecg_lead_match: Returns: how well the lead called @name answers to @wanted. */
EcgLeadMatch ecg_lead_match (const char *wanted, const char *name);
