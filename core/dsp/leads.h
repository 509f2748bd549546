#pragma once

#include <stdbool.h>
#include <stddef.h>

/** EcgLead: the six limb leads, two of which give the rest. */
typedef enum
{
  ECG_LEAD_I,
  ECG_LEAD_II,
  ECG_LEAD_III,
  ECG_LEAD_AVR,
  ECG_LEAD_AVL,
  ECG_LEAD_AVF,
} EcgLead;

#define ECG_N_LIMB_LEADS 6

/** ecg_lead_name: Returns: (transfer none): "I", "aVR": the same in all languages. */
const char *ecg_lead_name (EcgLead lead);

/**
 * ecg_lead_from_name:
 * @lead: (out): which; untouched on failure
 * @name: "III", "avf", "ECG I"; case does not matter
 *
 * Returns: whether @name is that of a limb lead
 */
bool ecg_lead_from_name (EcgLead *lead, const char *name);

/**
 * ecg_leads_weights:
 * @of_a: (out): how much of @lead_a
 * @of_b: (out): and of @lead_b
 *
 * Says what ecg_leads_derive() computes: @wanted = of_a · a + of_b · b.
 *
 * Returns: false where both are the same lead
 */
bool ecg_leads_weights (double *of_a, double *of_b, EcgLead wanted, EcgLead lead_a, EcgLead lead_b)
  __attribute__ ((warn_unused_result));

/**
 * ecg_leads_derive:
 * @out: (out caller-allocates): (n); may be @a or @b
 * @wanted: which lead to compute
 * @a: samples of the lead @lead_a, (n)
 * @b: samples of the lead @lead_b, (n)
 *
 * Computes a limb lead from two others: II = I + III (Einthoven), aVR = −(I + II)/2, aVL =
 * (I − III)/2, aVF = (II + III)/2 (Goldberger). Missing where one of the two is.
 *
 * Returns: false where both are the same lead
 */
bool ecg_leads_derive (float       *out,
                       EcgLead      wanted,
                       const float *a,
                       EcgLead      lead_a,
                       const float *b,
                       EcgLead      lead_b,
                       size_t       n) __attribute__ ((warn_unused_result));

/** ecg_leads_residual: @out, (n), is I + III − II: 0 where the three leads agree. A constant is DC,
 * one shaped as a QRS complex is an error of gain, polarity or a swap. */
void ecg_leads_residual (
  float *out, const float *lead_i, const float *lead_ii, const float *lead_iii, size_t n);
