/* Runs cascades of second-order sections, transposed direct form II, in double. */

#include "core/dsp/sos-filter.h"

#include "core/dsp/gaps.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static inline double
step (double z[][2], const EcgFilter *filter, double value)
{
  for (size_t s = 0; s < filter->n_sections; s++)
    {
      const EcgSos *section = &filter->sections[s];
      const double  in = value;

      value = section->b[0] * in + z[s][0];
      z[s][0] = section->b[1] * in - section->a[1] * value + z[s][1];
      z[s][1] = section->b[2] * in - section->a[2] * value;
    }
  return value;
}

static double
sum (const double c[3])
{
  return c[0] + c[1] + c[2];
}

void
ecg_sos_state_init (EcgSosState *self)
{
  memset (self, 0, sizeof *self);
}

void
ecg_sos_state_prime (EcgSosState *self, const EcgFilter *filter, double value)
{
  double in = value;

  ecg_sos_state_init (self);
  self->held = value;
  for (size_t s = 0; s < filter->n_sections; s++)
    {
      const EcgSos *section = &filter->sections[s];
      const double  out = in * sum (section->b) / sum (section->a);

      self->z[s][1] = section->b[2] * in - section->a[2] * out;
      self->z[s][0] = section->b[1] * in - section->a[1] * out + self->z[s][1];
      in = out;
    }
}

void
ecg_sos_filter (float *out, const float *in, EcgSosState *state, const EcgFilter *filter, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      const bool missing = isnan (in[i]);
      double     value;

      if (!missing)
        state->held = in[i];
      value = step (state->z, filter, state->held);
      out[i] = missing ? NAN : (float) value;
    }
}

size_t
ecg_filter_zero_phase_pad (const EcgFilter *filter, size_t n)
{
  const size_t settled = ecg_filter_settling (filter, exp (-3));
  /* SciPy's default, for filters that are quicker than it. */
  const size_t least = 3 * (2 * filter->n_sections + 1);
  const size_t wanted = settled > least ? settled : least;

  if (n == 0 || filter->n_sections == 0)
    return 0;
  return wanted < n ? wanted : n - 1;
}

size_t
ecg_filter_zero_phase_work_size (const EcgFilter *filter, size_t n)
{
  return n + 2 * ecg_filter_zero_phase_pad (filter, n);
}

/* Reflects the samples x[pad, pad + n) about their first and about their last one. */
static void
reflect_ends (double *x, size_t n, size_t pad)
{
  double *first = x + pad;
  double *last = first + n - 1;

  for (size_t i = 1; i <= pad; i++)
    {
      *(first - i) = 2 * *first - first[i];
      last[i] = 2 * *last - *(last - i);
    }
}

/* Filters @in within @work, (n + 2 · pad); n > 0. */
static void
run_both_ways (double *work, const float *in, const EcgFilter *filter, size_t n, size_t pad)
{
  const size_t length = n + 2 * pad;
  EcgSosState  state;

  ecg_gaps_fill (work + pad, in, n);
  reflect_ends (work, n, pad);

  ecg_sos_state_prime (&state, filter, work[0]);
  for (size_t i = 0; i < length; i++)
    work[i] = step (state.z, filter, work[i]);

  ecg_sos_state_prime (&state, filter, work[length - 1]);
  for (size_t i = length; i-- > 0;)
    work[i] = step (state.z, filter, work[i]);
}

void
ecg_filter_zero_phase_padded (
  float *out, const float *in, double *work, const EcgFilter *filter, size_t n, size_t pad)
{
  assert (pad < n || pad == 0);

  if (n == 0)
    return;
  run_both_ways (work, in, filter, n, pad);
  for (size_t i = 0; i < n; i++)
    out[i] = isnan (in[i]) ? NAN : (float) work[pad + i];
}

void
ecg_filter_zero_phase (float *out, const float *in, double *work, const EcgFilter *filter, size_t n)
{
  ecg_filter_zero_phase_padded (out, in, work, filter, n, ecg_filter_zero_phase_pad (filter, n));
}

double *
ecg_filter_zero_phase_in_work (double *work, const float *in, const EcgFilter *filter, size_t n)
{
  const size_t pad = ecg_filter_zero_phase_pad (filter, n);

  if (n > 0)
    run_both_ways (work, in, filter, n, pad);
  return work + pad;
}
