#pragma once

#include "core/dataset/preparation.h"
#include "core/series/span.h"

G_BEGIN_DECLS

#define ECG_SCALER_MAX_LEADS 16

/** EcgScaler: centre and width of each lead of one recording. */
typedef struct
{
  float centre[ECG_SCALER_MAX_LEADS];
  float width[ECG_SCALER_MAX_LEADS];
} EcgScaler;

/** ecg_scaler_fit: Median and interquartile range of each lead over @spans: the training part where
 * there is one, so that nothing of the test part is known; a flat lead gets width 1. */
void ecg_scaler_fit (EcgScaler         *self,
                     const EcgFeatures *features,
                     const EcgSpan     *spans,
                     gsize              n_spans);

/** ecg_window_cut: @x (out caller-allocates): (leads, L), the window at @start as the network sees
 * it. */
void ecg_window_cut (float                *x,
                     const EcgFeatures    *features,
                     const EcgScaler      *scaler,
                     const EcgPreparation *preparation,
                     gint64                start);

/** ecg_window_normalise: @x (inout): (leads, L): normalises a window by itself once more, after
 * something has changed it; nothing where amplitudes are those of the recording. */
void ecg_window_normalise (float *x, const EcgPreparation *preparation);

G_END_DECLS
