#pragma once

#include "core/recording/edf-number.h"
#include "core/recording/recording.h"

/**
 * EcgEdfPlanLead:
 * @series: (borrowed): the lead
 * @label: of at most 16 characters of ASCII, unlike all others
 * @unit: of at most 8
 * @computed: (nullable): its counts where the series has none
 * @offset: taken from each count
 * @divisor: by which what is left is divided
 * @range: of what is written
 * @missing: (element-type EcgSpan): samples that are missing, in order, apart
 */
typedef struct
{
  EcgSeries  *series;
  char       *label;
  char       *unit;
  gint32     *computed;
  gint64      offset;
  gint64      divisor;
  EcgEdfRange range;
  GArray     *missing;
} EcgEdfPlanLead;

/**
 * EcgEdfPlan:
 *
 * How the leads of a recording are written with so many bits.
 */
typedef struct
{
  guint           n_leads;
  EcgEdfPlanLead *leads;
} EcgEdfPlan;

/**
 * ecg_edf_plan_new:
 * @bits: 16 or 24
 * @warnings: (nullable): is given a sentence for each lead whose counts, scale or label cannot stay
 * as they are
 *
 * Goes through all samples once.
 *
 * Returns: (transfer full) (nullable): NULL with %G_IO_ERROR_CANCELLED, or where the samples cannot
 * be read
 */
EcgEdfPlan *ecg_edf_plan_new (EcgRecording *recording,
                              guint         bits,
                              GStrvBuilder *warnings,
                              GCancellable *cancellable,
                              GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        ecg_edf_plan_free (EcgEdfPlan *self);

/** ecg_edf_plan_missing: Returns: (transfer full) (element-type EcgSpan): what all leads lack. */
GArray *ecg_edf_plan_missing (const EcgEdfPlan *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_edf_plan_read: @counts: (out caller-allocates): @span of a lead as it is written;
 * %ECG_COUNT_MISSING where missing */
void ecg_edf_plan_read (const EcgEdfPlanLead *lead, EcgSpan span, gint32 *counts);

/** ecg_edf_plan_ascii: Returns: (transfer full): @text in at most @n printable characters of ASCII,
 * µ as u, accents left out. */
char *ecg_edf_plan_ascii (const char *text, gsize n) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfPlan, ecg_edf_plan_free)
