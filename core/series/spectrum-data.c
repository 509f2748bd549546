#include "core/series/spectrum-data.h"

G_DEFINE_BOXED_TYPE (EcgSpectrumData,
                     ecg_spectrum_data,
                     ecg_spectrum_data_ref,
                     ecg_spectrum_data_unref)

EcgSpectrumData *
ecg_spectrum_data_new (
  const char *name, const char *unit, double step_hz, float *density, gsize n_bins)
{
  EcgSpectrumData *self;

  g_return_val_if_fail (step_hz > 0.0, NULL);
  g_return_val_if_fail (density != NULL || n_bins == 0, NULL);

  self = g_atomic_rc_box_new0 (EcgSpectrumData);
  self->name = g_strdup (name);
  self->unit = g_strdup (unit);
  self->step_hz = step_hz;
  self->density = density;
  self->n_bins = n_bins;
  return self;
}

EcgSpectrumData *
ecg_spectrum_data_ref (EcgSpectrumData *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear_spectrum_data (EcgSpectrumData *self)
{
  g_free (self->name);
  g_free (self->unit);
  g_free (self->density);
}

void
ecg_spectrum_data_unref (EcgSpectrumData *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_spectrum_data);
}
