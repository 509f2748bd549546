#pragma once

#include <glib-object.h>

#include "core/series/series.h"

G_BEGIN_DECLS

#define ECG_TYPE_BEATS (ecg_beats_get_type ())

/**
 * EcgBeats:
 * @n: how many
 * @peaks: (array length=n): samples of the R peaks, ascending
 * @rates: (array length=n): heart rate of the interval that ends at each, /min; NaN for none
 * @known: from the first sample on, how many were looked at
 *
 * The beats of a lead, as far as it was looked at. Immutable once built, shared by count.
 */
typedef struct
{
  gsize   n;
  gint64 *peaks;
  float  *rates;
  gint64  known;
} EcgBeats;

GType ecg_beats_get_type (void) G_GNUC_CONST;

EcgBeats *ecg_beats_ref (EcgBeats *self);
void      ecg_beats_unref (EcgBeats *self);

/**
 * ecg_beats_find:
 * @lead: a lead
 * @before: (nullable): what was found before; NULL to begin
 *
 * Looks at the next hour of @lead. The first look at a lead of no more than that is
 * ecg_rpeaks_detect() of the whole; at others, what is around a border between two looks is seen by
 * both, and each beat is taken from the one in which it lies farther from an end.
 *
 * Returns: (transfer full): @before and what the next hour holds; done where @known is the length
 * of @lead
 */
EcgBeats *ecg_beats_find (EcgSeries *lead, const EcgBeats *before) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgBeats, ecg_beats_unref)

G_END_DECLS
