#pragma once

#include <gio/gio.h>

#include "core/series/series.h"

/**
 * EcgScaleChange:
 * @scale: of the counts; a gain of 0 where it is to stay as it is
 * @unit: (nullable): NULL where it is to stay as it is
 *
 * What is to be another in the scale of one lead.
 */
typedef struct
{
  EcgScale scale;
  char    *unit;
} EcgScaleChange;

/**
 * EcgScaleAdvice:
 * @doubt: a sentence: what cannot be true of the amplitudes, and what was measured
 * @suggestion: (nullable): a sentence: what would make it true; NULL where nothing simple does
 * @n_leads: of the recording
 * @changes: (array length=n_leads): what the suggestion changes; nothing in all of them where there
 * is none
 *
 * A doubt about the scale of a recording. It is for the user to accept; nothing is changed by it.
 * Immutable, shared by count.
 */
typedef struct
{
  char           *doubt;
  char           *suggestion;
  guint           n_leads;
  EcgScaleChange *changes;
} EcgScaleAdvice;

/**
 * ecg_scale_advise:
 * @leads: (array length=n_leads): of one recording
 * @name: of its file, for the sentences
 *
 * Judges the scale of a recording by what a heart gives.
 *
 * Where leads I, II and III were recorded, and II = I + III holds in counts but not in their unit,
 * their gains are false. Where the median QRS complex of a lead in volts is below 0.02 mV or above
 * 20 mV, its unit is false: smaller than noise, or ten times the greatest that is seen on the skin.
 * Half a minute at most is looked at.
 *
 * Returns: (transfer full) (nullable): NULL where all of it may be true
 */
EcgScaleAdvice *ecg_scale_advise (EcgSeries *const *leads,
                                  guint             n_leads,
                                  const char       *name) G_GNUC_WARN_UNUSED_RESULT;
EcgScaleAdvice *ecg_scale_advice_ref (EcgScaleAdvice *self);
void            ecg_scale_advice_unref (EcgScaleAdvice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgScaleAdvice, ecg_scale_advice_unref)

/**
 * ecg_einthoven_doubt:
 *
 * Checks II = I + III, which holds for every heart and every placement of electrodes.
 *
 * Returns: (transfer full) (nullable): a sentence where it does not hold, with what would make it:
 * a lead upside down, two of them exchanged, or a gain; NULL where it does, or one of the three was
 * not recorded
 */
char *ecg_einthoven_doubt (EcgSeries *const *leads,
                           guint             n_leads,
                           const char       *name) G_GNUC_WARN_UNUSED_RESULT;
