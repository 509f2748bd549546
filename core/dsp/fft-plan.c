#include "core/dsp/fft-plan.h"

#include <assert.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include <fftw3.h>

struct _EcgFftPlan
{
  size_t    n;
  fftw_plan forward;
  fftw_plan inverse;
};

static pthread_mutex_t planner_lock = PTHREAD_MUTEX_INITIALIZER;

/* FFTW_ESTIMATE never looks into these buffers, but wants some that differ. */
static void
make_plans (EcgFftPlan *self, double *signal, fftw_complex *bins)
{
  const int      n = (int) self->n;
  const unsigned flags = FFTW_ESTIMATE | FFTW_UNALIGNED | FFTW_PRESERVE_INPUT;

  pthread_mutex_lock (&planner_lock);
  self->forward = fftw_plan_dft_r2c_1d (n, signal, bins, flags);
  self->inverse = fftw_plan_dft_c2r_1d (n, bins, signal, flags);
  pthread_mutex_unlock (&planner_lock);
}

EcgFftPlan *
ecg_fft_plan_new (size_t n)
{
  EcgFftPlan   *self;
  double       *signal;
  fftw_complex *bins;

  assert (n > 0);

  if (n > INT_MAX)
    return NULL;
  self = calloc (1, sizeof *self);
  signal = malloc (n * sizeof *signal);
  bins = malloc ((n / 2 + 1) * sizeof *bins);
  if (self != NULL && signal != NULL && bins != NULL)
    {
      self->n = n;
      make_plans (self, signal, bins);
    }
  free (signal);
  free (bins);
  if (self != NULL && self->forward != NULL && self->inverse != NULL)
    return self;
  ecg_fft_plan_free (self);
  return NULL;
}

void
ecg_fft_plan_free (EcgFftPlan *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&planner_lock);
  if (self->forward != NULL)
    fftw_destroy_plan (self->forward);
  if (self->inverse != NULL)
    fftw_destroy_plan (self->inverse);
  pthread_mutex_unlock (&planner_lock);
  free (self);
}

size_t
ecg_fft_plan_get_length (const EcgFftPlan *self)
{
  return self->n;
}

size_t
ecg_fft_plan_get_bins (const EcgFftPlan *self)
{
  return self->n / 2 + 1;
}

/* FFTW takes inputs without const; FFTW_PRESERVE_INPUT keeps them. */
void
ecg_fft_plan_forward (const EcgFftPlan *self, double *bins, const double *signal)
{
  fftw_execute_dft_r2c (self->forward, (double *) signal, (fftw_complex *) bins);
}

void
ecg_fft_plan_inverse (const EcgFftPlan *self, double *signal, const double *bins)
{
  fftw_execute_dft_c2r (self->inverse, (fftw_complex *) bins, signal);
  for (size_t i = 0; i < self->n; i++)
    signal[i] /= (double) self->n;
}
