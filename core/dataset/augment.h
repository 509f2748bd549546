#pragma once

#include "core/base/rng.h"
#include "core/dataset/scaler.h"

G_BEGIN_DECLS

/** EcgAugmentation: which changes a training window may undergo. */
typedef enum
{
  ECG_AUGMENT_GAIN = 1 << 0,      /* ±10 % */
  ECG_AUGMENT_NOISE = 1 << 1,     /* white, 0.02–0.05 mV */
  ECG_AUGMENT_WANDER = 1 << 2,    /* one sine of 0.1–0.5 Hz, up to 0.1 mV */
  ECG_AUGMENT_LEAD_DROP = 1 << 3, /* one lead in ten windows, where there are several */
  ECG_AUGMENT_TILT = 1 << 4,      /* what is above 2–15 Hz halved to doubled */
  ECG_AUGMENT_STRETCH = 1 << 5,   /* ±8 % slower or faster */
  ECG_AUGMENT_HIGH_PASS = 1 << 6, /* what is below 1–8 Hz taken out, in half of the windows */
} EcgAugmentation;

/**
 * ecg_augment:
 * @x: (inout): one window, (leads, L), as ecg_window_cut() made it
 * @scaler: of its recording: turns millivolts into the window's units
 * @augmentations: #EcgAugmentation flags
 * @rng: drives all of them
 *
 * Changes a window as another electrode, another day or a little movement would have.
 */
void ecg_augment (float                *x,
                  const EcgScaler      *scaler,
                  const EcgPreparation *preparation,
                  guint                 augmentations,
                  EcgRng               *rng);

G_END_DECLS
