#include "core/dsp/resample.h"

#include "core/base/size.h"
#include "core/dsp/gaps.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <samplerate.h>

/* The line through the first and the last sample. libsamplerate reads zeros outside the signal:
 * what is left after taking the line away joins them without a step. */
typedef struct
{
  double start;
  double slope; /* per input sample */
} Line;

static bool
rates_are_valid (double from_hz, double to_hz)
{
  return isfinite (from_hz) && isfinite (to_hz) && from_hz > 0 && to_hz > 0 &&
         src_is_valid_ratio (to_hz / from_hz);
}

static bool
rates_are_equal (double from_hz, double to_hz)
{
  return fabs (to_hz - from_hz) <= 1e-9 * from_hz;
}

size_t
ecg_resample_length (size_t n, double from_hz, double to_hz)
{
  return rates_are_equal (from_hz, to_hz) ? n : (size_t) round ((double) n * (to_hz / from_hz));
}

/* Returns: (transfer full) (nullable): the bridged samples less @line, and then @n_zeros zeros. */
static float *
make_input (Line *line, const float *in, size_t n, size_t n_zeros)
{
  size_t  n_bytes;
  double *bridged = ecg_size_mul (&n_bytes, n, sizeof (double)) ? malloc (n_bytes) : NULL;
  float  *input = bridged != NULL ? calloc (n + n_zeros, sizeof *input) : NULL;

  if (input != NULL)
    {
      ecg_gaps_fill (bridged, in, n);
      line->start = bridged[0];
      line->slope = n > 1 ? (bridged[n - 1] - bridged[0]) / (double) (n - 1) : 0;
      for (size_t i = 0; i < n; i++)
        input[i] = (float) (bridged[i] - (line->start + line->slope * (double) i));
    }
  free (bridged);
  return input;
}

static bool
convert (float *out, size_t n_out, const float *in, size_t n, double ratio)
{
  int        error;
  SRC_STATE *state = src_new (SRC_SINC_MEDIUM_QUALITY, 1, &error);
  SRC_DATA   data = {
      .data_in = in,
      .data_out = out,
      .input_frames = (long) n,
      .output_frames = (long) n_out,
      .src_ratio = ratio,
      .end_of_input = 1,
  };

  if (state == NULL)
    return false;
  error = src_process (state, &data);
  src_delete (state);
  return error == 0 && data.output_frames_gen == (long) n_out;
}

/* Puts the line back, and the gaps. */
static void
finish (float *out, size_t n_out, const float *in, size_t n, double ratio, const Line *line)
{
  for (size_t j = 0; j < n_out; j++)
    {
      const double position = (double) j / ratio;
      const size_t before = position < (double) n ? (size_t) position : n - 1;
      /* A position that is whole but for rounding lies on its sample, not beyond it. */
      const size_t after = (size_t) fmin (ceil (position - 1e-6), (double) (n - 1));

      if (isnan (in[before]) || isnan (in[after]))
        out[j] = NAN;
      else
        out[j] = (float) (out[j] + line->start + line->slope * position);
    }
}

bool
ecg_resample (float *out, const float *in, size_t n, double from_hz, double to_hz)
{
  const double ratio = to_hz / from_hz;
  const size_t n_out = ecg_resample_length (n, from_hz, to_hz);
  Line         line;
  float       *input;
  size_t       n_zeros;
  bool         converted;

  if (!rates_are_valid (from_hz, to_hz))
    return false;
  if (rates_are_equal (from_hz, to_hz))
    {
      memcpy (out, in, n * sizeof *out);
      return true;
    }
  if (n_out == 0)
    return true;

  /* Room for the last output, which rounding may put just beyond the last input. */
  n_zeros = (size_t) ceil (1 / ratio) + 2;
  if (n > LONG_MAX / sizeof (double) - n_zeros)
    return false;
  input = make_input (&line, in, n, n_zeros);
  if (input == NULL)
    return false;
  converted = convert (out, n_out, input, n + n_zeros, ratio);
  free (input);
  if (converted)
    finish (out, n_out, in, n, ratio, &line);
  return converted;
}
