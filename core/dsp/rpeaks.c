/* Elgendi (2013), "Fast QRS detection with an optimized knowledge-based method", in the form of
 * NeuroKit: two centred moving averages of the rectified band. What is added: beats far weaker than
 * their neighbours are dropped, and a beat is placed on the lead as it was given. */

#include "core/dsp/rpeaks.h"

#include "core/dsp/filter-design.h"
#include "core/dsp/sos-filter.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define BAND_LOW_HZ 8.0
#define BAND_HIGH_HZ 20.0
#define BAND_ORDER 2
#define LOWEST_RATE_HZ 100.0
#define HIGHEST_RATE_HZ 1000.0
#define QRS_SECONDS 0.12
#define BEAT_SECONDS 0.6
#define SHORTEST_BLOCK_SECONDS 0.08
#define SHORTEST_RR_SECONDS 0.3
/* How far the peak of the lead may lie from that of the band: half a wide QRS complex. */
#define REFINE_SECONDS 0.07
#define BASELINE_SECONDS 0.25
/* A beat is compared with a tall one, the upper fifth, among so many before and after. Not with the
 * median: where the heart is slow, more noise and T waves than beats lie between. The share is low
 * enough for the flat ventricular beats among tall ones of MIT-BIH 208. */
#define N_NEIGHBOURS 6
#define WEAKEST_OF_TALL 0.25
/* A beat must be so much larger the other way to be marked against the habit of its lead. */
#define AGAINST_HABIT 2.0

/* A beat in the rectified band. */
typedef struct
{
  size_t at;
  double height;
} Candidate;

/* The candidates live in the caller's doubles: first all positions, then all heights. */
typedef struct
{
  double *at;
  double *height;
  size_t  n;
  size_t  capacity;
} Candidates;

static size_t
to_samples (double seconds, double rate_hz)
{
  return (size_t) ceil (seconds * rate_hz);
}

static bool
rate_is_valid (double rate_hz)
{
  return rate_hz >= LOWEST_RATE_HZ && rate_hz <= HIGHEST_RATE_HZ;
}

static bool
design_band (EcgFilter *filter, double rate_hz)
{
  return ecg_filter_design_butterworth (filter, ECG_FILTER_BAND_PASS, BAND_ORDER, BAND_LOW_HZ,
                                        BAND_HIGH_HZ, rate_hz);
}

size_t
ecg_rpeaks_capacity (size_t n, double rate_hz)
{
  return rate_is_valid (rate_hz) ? n / to_samples (SHORTEST_RR_SECONDS, rate_hz) + 1 : 0;
}

size_t
ecg_rpeaks_work_size (size_t n, double rate_hz)
{
  EcgFilter filter;

  if (!rate_is_valid (rate_hz) || !design_band (&filter, rate_hz))
    return 0;
  return ecg_filter_zero_phase_work_size (&filter, n) + 2 * ecg_rpeaks_capacity (n, rate_hz);
}

/* Keeps the taller of two beats that are too close. */
static void
add_candidate (Candidates *list, Candidate found, size_t shortest_rr)
{
  const bool crowded =
    list->n > 0 && (double) found.at - list->at[list->n - 1] < (double) shortest_rr;

  if (crowded && found.height <= list->height[list->n - 1])
    return;
  if (crowded)
    list->n--;
  assert (list->n < list->capacity);
  list->at[list->n] = (double) found.at;
  list->height[list->n] = found.height;
  list->n++;
}

/* A centred moving sum over @width samples; the ends count as zeros. */
typedef struct
{
  size_t before;
  size_t after;
  double sum;
} Moving;

static void
moving_begin (Moving *self, const double *z, size_t n, size_t width)
{
  self->before = width / 2;
  self->after = width - 1 - self->before;
  self->sum = 0;
  for (size_t i = 0; i < self->after && i < n; i++)
    self->sum += z[i];
}

static double
moving_next (Moving *self, const double *z, size_t n, size_t i)
{
  if (i + self->after < n)
    self->sum += z[i + self->after];
  if (i > self->before)
    self->sum -= z[i - self->before - 1];
  return self->sum;
}

static void
find_candidates (Candidates *list, const double *z, size_t n, double rate_hz)
{
  const size_t shortest_block = to_samples (SHORTEST_BLOCK_SECONDS, rate_hz);
  const size_t shortest_rr = to_samples (SHORTEST_RR_SECONDS, rate_hz);
  const size_t qrs_width = to_samples (QRS_SECONDS, rate_hz);
  const size_t beat_width = to_samples (BEAT_SECONDS, rate_hz);
  const double ratio = (double) qrs_width / (double) beat_width;
  Moving       qrs, beat;
  Candidate    found = { 0, 0 };
  size_t       length = 0;

  moving_begin (&qrs, z, n, qrs_width);
  moving_begin (&beat, z, n, beat_width);
  for (size_t i = 0; i < n; i++)
    {
      const double over_qrs = moving_next (&qrs, z, n, i);
      const double over_beat = moving_next (&beat, z, n, i);
      const bool   inside = over_qrs > over_beat * ratio;

      if (inside && (length == 0 || z[i] > found.height))
        found = (Candidate){ i, z[i] };
      length = inside ? length + 1 : length;
      if (inside && i + 1 < n)
        continue;
      if (length >= shortest_block)
        add_candidate (list, found, shortest_rr);
      length = 0;
    }
}

static double
tall_around (const double *heights, size_t n, size_t i)
{
  const size_t begin = i > N_NEIGHBOURS ? i - N_NEIGHBOURS : 0;
  const size_t end = n - i > N_NEIGHBOURS ? i + N_NEIGHBOURS + 1 : n;
  double       sorted[2 * N_NEIGHBOURS + 1];
  size_t       count = 0;

  for (size_t j = begin; j < end; j++)
    {
      size_t k = count++;

      for (; k > 0 && sorted[k - 1] > heights[j]; k--)
        sorted[k] = sorted[k - 1];
      sorted[k] = heights[j];
    }
  return sorted[count * 4 / 5];
}

/* The mean of what is present around a beat. */
static double
baseline_at (const float *x, size_t n, size_t at, size_t reach)
{
  const size_t begin = at > reach ? at - reach : 0;
  const size_t end = n - at > reach ? at + reach + 1 : n;
  double       total = 0;
  size_t       count = 0;

  for (size_t i = begin; i < end; i++)
    if (!isnan (x[i]))
      {
        total += x[i];
        count++;
      }
  return count > 0 ? total / (double) count : NAN;
}

/* The deflections of a lead near one beat, above and below its baseline. */
typedef struct
{
  size_t highest;
  size_t lowest;
  double up;
  double down;
} Deflection;

/* Returns: false where nothing is present. */
static bool
measure_deflection (Deflection *out, const float *x, size_t n, size_t at, double rate_hz)
{
  const size_t reach = to_samples (REFINE_SECONDS, rate_hz);
  const size_t begin = at > reach ? at - reach : 0;
  const size_t end = n - at > reach ? at + reach + 1 : n;
  const double baseline = baseline_at (x, n, at, to_samples (BASELINE_SECONDS, rate_hz));

  *out = (Deflection){ at, at, -INFINITY, -INFINITY };
  for (size_t i = begin; i < end; i++)
    {
      const double above = x[i] - baseline;

      if (above > out->up)
        {
          out->up = above;
          out->highest = i;
        }
      if (-above > out->down)
        {
          out->down = -above;
          out->lowest = i;
        }
    }
  return !isnan (x[at]) && isfinite (out->up);
}

/* Returns: whether the beats of this lead point up, by the sum of all. */
static bool
points_up (const Candidates *list, const float *x, size_t n, double rate_hz)
{
  double     balance = 0;
  Deflection deflection;

  for (size_t i = 0; i < list->n; i++)
    if (measure_deflection (&deflection, x, n, (size_t) list->at[i], rate_hz))
      balance += deflection.up - deflection.down;
  return balance >= 0;
}

/* Moves each candidate onto the lead; to NaN where the lead is missing. */
static void
refine (Candidates *list, const float *x, size_t n, double rate_hz)
{
  const double up_weight = points_up (list, x, n, rate_hz) ? AGAINST_HABIT : 1 / AGAINST_HABIT;

  for (size_t i = 0; i < list->n; i++)
    {
      Deflection deflection;

      if (measure_deflection (&deflection, x, n, (size_t) list->at[i], rate_hz))
        list->at[i] = (double) (deflection.up * up_weight >= deflection.down ? deflection.highest
                                                                             : deflection.lowest);
      else
        list->at[i] = NAN;
    }
}

/* Writes the beats that stay; a position may have come too close to its neighbour's on the way. */
static size_t
emit (int64_t *peaks, size_t max_peaks, const Candidates *list, double rate_hz)
{
  const double shortest_rr = (double) to_samples (SHORTEST_RR_SECONDS, rate_hz);
  double       last_height = 0;
  size_t       n_peaks = 0;

  for (size_t i = 0; i < list->n; i++)
    {
      const double height = list->height[i];
      const bool   crowded = n_peaks > 0 && list->at[i] - (double) peaks[n_peaks - 1] < shortest_rr;

      if (isnan (list->at[i]) ||
          height <= WEAKEST_OF_TALL * tall_around (list->height, list->n, i) ||
          (crowded && height <= last_height))
        continue;
      if (crowded)
        n_peaks--;
      if (n_peaks == max_peaks)
        break;
      peaks[n_peaks++] = (int64_t) list->at[i];
      last_height = height;
    }
  return n_peaks;
}

size_t
ecg_rpeaks_detect (
  int64_t *peaks, size_t max_peaks, const float *x, size_t n, double rate_hz, double *work)
{
  EcgFilter  filter;
  Candidates list = { .n = 0, .capacity = ecg_rpeaks_capacity (n, rate_hz) };
  double    *z;

  if (!rate_is_valid (rate_hz) || (double) n < rate_hz || !design_band (&filter, rate_hz))
    return 0;

  list.at = work;
  list.height = list.at + list.capacity;
  z = ecg_filter_zero_phase_in_work (list.height + list.capacity, x, &filter, n);
  for (size_t i = 0; i < n; i++)
    z[i] = fabs (z[i]);

  find_candidates (&list, z, n, rate_hz);
  refine (&list, x, n, rate_hz);
  return emit (peaks, max_peaks, &list, rate_hz);
}
