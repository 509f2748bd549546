#pragma once

#include "core/recording/recording.h"

G_BEGIN_DECLS

/**
 * ecg_quality_measure:
 *
 * The share of whole seconds in which at least one lead carries a signal: no sample of it is
 * missing, it moves, and not more than a tenth of it lies at the largest or the smallest value of
 * that second, as where the converter is at its end. A summary for a list, no verdict on the ECG.
 *
 * Returns: 0 to 1; −1 on cancellation, and for a recording shorter than a second
 */
double ecg_quality_measure (EcgRecording *recording, GCancellable *cancellable);

G_END_DECLS
