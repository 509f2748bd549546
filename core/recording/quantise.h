#pragma once

#include "core/series/series.h"

/**
 * ecg_quantise:
 * @series: a lead
 * @bits: 2 to 31: two's complement numbers of so many bits that must hold it
 * @scale: (out): the scale of the counts
 *
 * Gives the counts under which a lead is written. A lead that has counts keeps them and its scale.
 * A computed lead is rounded to a step of 1, 2 or 5 times a power of ten, the finest with which its
 * greatest magnitude fits.
 *
 * Returns: (transfer full): one count a sample, %ECG_COUNT_MISSING where missing
 */
gint32 *ecg_quantise (EcgSeries *series, guint bits, EcgScale *scale) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_counts_fit: Returns: whether numbers of @bits bits hold all @n counts, with the least of
 * them free to stand for a missing one. */
gboolean ecg_counts_fit (const gint32 *counts, gsize n, guint bits);
