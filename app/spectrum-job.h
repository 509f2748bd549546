#pragma once

#include "core/series/series.h"
#include "core/series/spectrum-data.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** ecg_spectrum_async: Welch's density of @span of @series, 4 s segments, in %ECG_POOL_COMPUTE.
 * Finishes with NULL and no error where the span is too short. */
void             ecg_spectrum_async (EcgSeries          *series,
                                     EcgSpan             span,
                                     const char         *name,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
EcgSpectrumData *ecg_spectrum_finish (GAsyncResult *result,
                                      GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
