#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ECG_TYPE_SPECTRUM_DATA (ecg_spectrum_data_get_type ())

/**
 * EcgSpectrumData:
 * @name: what it is of: `II, filtered`
 * @unit: of the density: `mV²/Hz`
 * @step_hz: distance of the bins; bin 0 is 0 Hz
 * @density: (array length=n_bins): one-sided power spectral density
 * @resolution_hz: main-lobe resolution: 1 / length of a segment
 * @n_segments: how many were averaged
 * @variance: of the samples that went in, in unit²
 *
 * A spectrum as it is drawn. Immutable once built, shared by count.
 */
typedef struct
{
  char  *name;
  char  *unit;
  double step_hz;
  float *density;
  gsize  n_bins;
  double resolution_hz;
  guint  n_segments;
  double variance;
} EcgSpectrumData;

GType ecg_spectrum_data_get_type (void) G_GNUC_CONST;

/** ecg_spectrum_data_new: @density is (transfer full), from g_malloc; names are copied. Returns:
 * (transfer full): a spectrum to fill in before it is shared. */
EcgSpectrumData *ecg_spectrum_data_new (const char *name,
                                        const char *unit,
                                        double      step_hz,
                                        float      *density,
                                        gsize       n_bins) G_GNUC_WARN_UNUSED_RESULT;
EcgSpectrumData *ecg_spectrum_data_ref (EcgSpectrumData *self);
void             ecg_spectrum_data_unref (EcgSpectrumData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgSpectrumData, ecg_spectrum_data_unref)

G_END_DECLS
