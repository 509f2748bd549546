/* What a heart gives, measured on the leads as they are said to be. */

#include "core/recording/scale-advice.h"

#include "core/dsp/rpeaks.h"
#include "core/recording/lead-name.h"
#include "core/recording/unit.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SECONDS 30.0

/* Half of what is looked at around an R peak: the whole QRS complex, no T wave. */
#define HALF_QRS_S 0.06

#define MIN_BEATS 5

/* Smaller than the noise of an amplifier; ten times what the skin over a heart is known to show. */
#define LEAST_MV 0.02
#define GREATEST_MV 20.0

/* So much greater than its QRS complexes a lead may be by drift. */
#define DRIFT 20.0

/* Of what is suggested: gqrs takes QRS complexes from 0.13 mV on, 0.75 mV as typical. */
#define PLAUSIBLE_LEAST_MV 0.13
#define PLAUSIBLE_GREATEST_MV 8.0

/* Share of the largest lead's steps that the residual I + III − II makes: rounding and separate
 * converters leave a few hundredths; a false gain, polarity or name leaves about as much as there
 * is. */
#define AGREES 0.05
#define DISAGREES 0.2

/* Samples between which steps are taken: drift and direct current vanish, the QRS complex stays. */
#define STEP_S 0.02

enum
{
  I,
  II,
  III,
  N_EINTHOVEN,
};

static void
clear_advice (EcgScaleAdvice *self)
{
  for (guint i = 0; i < self->n_leads; i++)
    g_free (self->changes[i].unit);
  g_free (self->changes);
  g_free (self->doubt);
  g_free (self->suggestion);
}

EcgScaleAdvice *
ecg_scale_advice_ref (EcgScaleAdvice *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
ecg_scale_advice_unref (EcgScaleAdvice *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_advice);
}

static EcgScaleAdvice *
make_advice (guint n_leads)
{
  EcgScaleAdvice *self = g_atomic_rc_box_new0 (EcgScaleAdvice);

  self->n_leads = n_leads;
  self->changes = g_new0 (EcgScaleChange, n_leads);
  return self;
}

/* Half a minute from the middle: at the ends electrodes are put on and taken off. */
static EcgSpan
choose_span (EcgSeries *lead)
{
  const gint64 length = ecg_series_get_length (lead);
  const gint64 n = (gint64) MIN ((double) length, SECONDS * ecg_series_get_rate (lead));
  const gint64 begin = (length - n) / 2;

  return (EcgSpan){ begin, begin + n };
}

static float *
read_middle (EcgSeries *lead, gsize *n)
{
  const EcgSpan span = choose_span (lead);
  float        *values;

  *n = (gsize) ecg_span_length (span);
  values = g_new (float, MAX (*n, 1));
  ecg_series_read (lead, span, values);
  return values;
}

static int
compare_floats (const void *a, const void *b)
{
  const float x = *(const float *) a;
  const float y = *(const float *) b;

  return (x > y) - (x < y);
}

static float
measure_beat (const float *values, gsize n, gint64 peak, gint64 half)
{
  const gint64 end = MIN (peak + half, (gint64) n - 1);
  float        least = INFINITY, greatest = -INFINITY;

  for (gint64 t = MAX (peak - half, 0); t <= end; t++)
    if (isfinite (values[t]))
      {
        least = MIN (least, values[t]);
        greatest = MAX (greatest, values[t]);
      }
  return greatest - least;
}

/* Median of the QRS complexes from peak to peak, in the lead's unit; 0 where there are too few. */
static double
measure_qrs (EcgSeries *lead)
{
  const double       rate_hz = ecg_series_get_rate (lead);
  gsize              n;
  g_autofree float  *values = read_middle (lead, &n);
  const gsize        capacity = ecg_rpeaks_capacity (n, rate_hz);
  g_autofree gint64 *peaks = g_new (gint64, MAX (capacity, 1));
  g_autofree double *work = g_new (double, MAX (ecg_rpeaks_work_size (n, rate_hz), 1));
  const gsize        n_beats =
    ecg_rpeaks_detect ((int64_t *) (gpointer) peaks, capacity, values, n, rate_hz, work);
  g_autofree float *heights = g_new (float, n_beats + 1);

  if (n_beats < MIN_BEATS)
    return 0.0;
  for (gsize i = 0; i < n_beats; i++)
    heights[i] = measure_beat (values, n, peaks[i], (gint64) (HALF_QRS_S * rate_hz));
  qsort (heights, n_beats, sizeof *heights, compare_floats);
  return (double) heights[n_beats / 2];
}

/* Einthoven's relation */

typedef struct
{
  EcgSeries *leads[N_EINTHOVEN];
  gsize      n;
  float     *steps[N_EINTHOVEN]; /* of the physical values, in millivolts where they are voltages */
} Triangle;

static void
clear_triangle (Triangle *self)
{
  for (guint k = 0; k < N_EINTHOVEN; k++)
    g_free (self->steps[k]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Triangle, clear_triangle)

static gboolean
find_triangle (Triangle *self, EcgSeries *const *leads, guint n_leads)
{
  static const char *const names[N_EINTHOVEN] = { "I", "II", "III" };

  for (guint k = 0; k < N_EINTHOVEN; k++)
    for (guint i = 0; i < n_leads && self->leads[k] == NULL; i++)
      if (ecg_lead_match (names[k], ecg_series_get_name (leads[i])) >= ECG_LEAD_MATCH_SAME)
        self->leads[k] = leads[i];
  return self->leads[I] != NULL && self->leads[II] != NULL && self->leads[III] != NULL;
}

static void
take_steps (Triangle *self, guint k)
{
  EcgSeries        *lead = self->leads[k];
  const gsize       distance = (gsize) MAX (rint (STEP_S * ecg_series_get_rate (lead)), 1.0);
  gsize             n;
  g_autofree float *values = read_middle (lead, &n);
  double            millivolts;

  ecg_unit_parse (ecg_series_get_unit (lead), &millivolts);
  self->n = n > distance ? n - distance : 0;
  self->steps[k] = g_new (float, self->n + 1);
  for (gsize t = 0; t < self->n; t++)
    self->steps[k][t] = (values[t + distance] - values[t]) * (float) millivolts;
}

/* Mean square of a · I + b · III − c · II over that of the largest of the three, and its root. */
static double
measure_residual (const Triangle *self, double a, double b, double c)
{
  double residual = 0.0, of[N_EINTHOVEN] = { 0.0, 0.0, 0.0 };

  for (gsize t = 0; t < self->n; t++)
    {
      const double x = a * (double) self->steps[I][t];
      const double y = b * (double) self->steps[III][t];
      const double z = c * (double) self->steps[II][t];
      const double r = x + y - z;

      if (!isfinite (r))
        continue;
      residual += r * r;
      of[I] += x * x;
      of[III] += y * y;
      of[II] += z * z;
    }
  of[I] = MAX (of[I], MAX (of[II], of[III]));
  return of[I] > 0.0 ? sqrt (residual / of[I]) : 0.0;
}

/* Steps in counts are those in the unit times the gain. */
static double
measure_residual_of_counts (const Triangle *self)
{
  double of[N_EINTHOVEN];

  for (guint k = 0; k < N_EINTHOVEN; k++)
    {
      EcgScale scale;
      double   millivolts;

      if (!ecg_series_get_scale (self->leads[k], &scale))
        return INFINITY;
      ecg_unit_parse (ecg_series_get_unit (self->leads[k]), &millivolts);
      of[k] = scale.gain / millivolts;
    }
  return measure_residual (self, of[I], of[III], of[II]);
}

static gboolean
gains_differ (const Triangle *self)
{
  double least = INFINITY, greatest = -INFINITY;

  for (guint k = 0; k < N_EINTHOVEN; k++)
    {
      EcgScale scale;

      if (!ecg_series_get_scale (self->leads[k], &scale))
        return FALSE;
      least = MIN (least, scale.gain);
      greatest = MAX (greatest, scale.gain);
    }
  return greatest > least;
}

static gboolean
is_voltage (EcgSeries *lead)
{
  return ecg_unit_parse (ecg_series_get_unit (lead), NULL) == ECG_UNIT_VOLTAGE;
}

/* Counts per millivolt: the power of ten that brings the tallest of the three nearest to 1 mV. */
static double
choose_gain (const Triangle *self)
{
  double tallest = 0.0;

  for (guint k = 0; k < N_EINTHOVEN; k++)
    {
      EcgScale scale = { 1.0, 0.0, 0 };

      ecg_series_get_scale (self->leads[k], &scale);
      tallest = MAX (tallest, fabs (measure_qrs (self->leads[k]) * scale.gain));
    }
  return tallest > 0.0 ? exp10 (rint (log10 (tallest))) : 0.0;
}

static double
measure_extent (EcgSeries *lead)
{
  gsize             n;
  g_autofree float *values = read_middle (lead, &n);
  float             least = INFINITY, greatest = -INFINITY;

  for (gsize t = 0; t < n; t++)
    if (isfinite (values[t]))
      {
        least = MIN (least, values[t]);
        greatest = MAX (greatest, values[t]);
      }
  return (double) (greatest - least);
}

/* Whether the gain of each lead is its own extent, so that all come out as 1 high. */
static gboolean
gain_is_extent (EcgSeries *const *leads, guint n_leads)
{
  for (guint i = 0; i < n_leads; i++)
    if (ecg_lead_kind (ecg_series_get_name (leads[i])) == ECG_LEAD_KIND_ECG &&
        !(fabs (measure_extent (leads[i]) - 1.0) < 0.02))
      return FALSE;
  return TRUE;
}

static gboolean
is_of_triangle (const Triangle *self, EcgSeries *lead)
{
  return lead == self->leads[I] || lead == self->leads[II] || lead == self->leads[III];
}

static void
suggest_gain (EcgScaleAdvice   *advice,
              const Triangle   *triangle,
              EcgSeries *const *leads,
              double            gain)
{
  const gboolean all = gain_is_extent (leads, advice->n_leads);

  for (guint i = 0; i < advice->n_leads; i++)
    {
      EcgScale scale;

      if (!ecg_series_get_scale (leads[i], &scale) || !is_voltage (leads[i]) ||
          (!is_of_triangle (triangle, leads[i]) &&
           !(all && ecg_lead_kind (ecg_series_get_name (leads[i])) == ECG_LEAD_KIND_ECG)))
        continue;
      scale.gain = gain;
      advice->changes[i].scale = scale;
      advice->changes[i].unit = g_strdup ("mV");
    }
  advice->suggestion =
    all ? g_strdup_printf (_ ("Each lead’s gain is its own extent; with %g counts per mV in all of "
                              "them the amplitudes are a heart’s."),
                           gain)
        : g_strdup_printf (_ ("With %g counts per mV in all three the amplitudes are a heart’s."),
                           gain);
}

static EcgScaleAdvice *
advise_by_einthoven (EcgSeries *const *leads, guint n_leads, const char *name)
{
  g_auto (Triangle) triangle = { 0 };
  EcgScaleAdvice *advice;
  double          in_unit, in_counts, gain;

  if (!find_triangle (&triangle, leads, n_leads) || !gains_differ (&triangle))
    return NULL;
  for (guint k = 0; k < N_EINTHOVEN; k++)
    {
      if (!is_voltage (triangle.leads[k]))
        return NULL;
      take_steps (&triangle, k);
    }
  in_unit = measure_residual (&triangle, 1.0, 1.0, 1.0);
  in_counts = measure_residual_of_counts (&triangle);
  if (in_unit < AGREES || in_counts > AGREES)
    return NULL;
  advice = make_advice (n_leads);
  advice->doubt =
    g_strdup_printf (_ ("The gains of “%s” cannot be true: lead II is I + III in counts (but for "
                        "%.0f %%), yet not in mV (but for %.0f %%)."),
                     name, 100.0 * in_counts, 100.0 * in_unit);
  gain = choose_gain (&triangle);
  if (gain > 0.0)
    suggest_gain (advice, &triangle, leads, gain);
  return advice;
}

/* Amplitudes */

/* A unit a thousand times smaller or larger, and so on. */
static const struct
{
  double      millivolts;
  const char *unit;
} units[] = { { 1.0, "mV" }, { 1e-3, "uV" }, { 1e3, "V" }, { 1e-6, "nV" } };

/* Of a lead called an electrocardiogram, or of any in volts where none is; 0 where there is nothing
 * to doubt. Looking for beats takes long: what lies within bounds as a whole needs none. */
static double
measure_millivolts (EcgSeries *lead, gboolean any_named)
{
  const EcgLeadKind kind = ecg_lead_kind (ecg_series_get_name (lead));
  double            millivolts, extent_mv;

  if (kind == ECG_LEAD_KIND_OTHER || (kind == ECG_LEAD_KIND_UNKNOWN && any_named) ||
      ecg_unit_parse (ecg_series_get_unit (lead), &millivolts) != ECG_UNIT_VOLTAGE)
    return 0.0;
  extent_mv = measure_extent (lead) * millivolts;
  if (extent_mv > DRIFT * LEAST_MV && extent_mv < GREATEST_MV)
    return 0.0;
  return measure_qrs (lead) * millivolts;
}

static const char *
find_unit (EcgSeries *lead, double qrs_mv)
{
  double millivolts;

  ecg_unit_parse (ecg_series_get_unit (lead), &millivolts);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      const double then_mv = qrs_mv / millivolts * units[i].millivolts;

      if (then_mv > PLAUSIBLE_LEAST_MV && then_mv < PLAUSIBLE_GREATEST_MV)
        return units[i].unit;
    }
  return NULL;
}

static void
suggest_unit (EcgScaleAdvice *advice, EcgSeries *lead, const char *unit, double qrs_mv)
{
  const char *said = ecg_series_get_unit (lead);
  double      said_mv, then_mv;

  ecg_unit_parse (said, &said_mv);
  ecg_unit_parse (unit, &then_mv);
  if (advice->suggestion == NULL)
    advice->suggestion = g_strdup_printf (
      _ ("In %s instead of %s it is %.2g mV: what a heart gives."), ecg_unit_display (unit),
      ecg_unit_display (said), qrs_mv / said_mv * then_mv);
}

static EcgScaleAdvice *
advise_by_amplitude (EcgSeries *const *leads, guint n_leads, const char *name)
{
  g_autoptr (EcgScaleAdvice) advice = make_advice (n_leads);
  gboolean any_named = FALSE;

  for (guint i = 0; i < n_leads; i++)
    any_named |= ecg_lead_kind (ecg_series_get_name (leads[i])) == ECG_LEAD_KIND_ECG;
  for (guint i = 0; i < n_leads; i++)
    {
      const double qrs_mv = measure_millivolts (leads[i], any_named);
      const char  *unit;

      if (qrs_mv <= 0.0 || (qrs_mv >= LEAST_MV && qrs_mv <= GREATEST_MV))
        continue;
      unit = find_unit (leads[i], qrs_mv);
      advice->changes[i].unit = g_strdup (unit);
      if (advice->doubt == NULL)
        advice->doubt = g_strdup_printf (_ ("The unit of lead “%s” of “%s” cannot be true: its "
                                            "median QRS complex would be %.3g mV high, where a "
                                            "heart gives 0.1 to 5 mV."),
                                         ecg_series_get_name (leads[i]), name, qrs_mv);
      if (unit != NULL)
        suggest_unit (advice, leads[i], unit, qrs_mv);
    }
  return advice->doubt != NULL ? g_steal_pointer (&advice) : NULL;
}

EcgScaleAdvice *
ecg_scale_advise (EcgSeries *const *leads, guint n_leads, const char *name)
{
  EcgScaleAdvice *advice;

  g_return_val_if_fail (leads != NULL && name != NULL, NULL);

  advice = advise_by_einthoven (leads, n_leads, name);
  return advice != NULL ? advice : advise_by_amplitude (leads, n_leads, name);
}

/* What would make the three agree. Exchanging the electrodes of two arms or a leg keeps the
 * relation, so that it says nothing about those. */

/* Least squares of II on I and III: FALSE where the two are too alike to tell their shares. */
static gboolean
fit (const Triangle *self, double *of_i, double *of_iii)
{
  double ii = 0.0, ij = 0.0, jj = 0.0, iy = 0.0, jy = 0.0, determinant;

  for (gsize t = 0; t < self->n; t++)
    {
      const double x = (double) self->steps[I][t];
      const double y = (double) self->steps[III][t];
      const double z = (double) self->steps[II][t];

      if (!isfinite (x + y + z))
        continue;
      ii += x * x;
      ij += x * y;
      jj += y * y;
      iy += x * z;
      jy += y * z;
    }
  determinant = ii * jj - ij * ij;
  if (determinant <= 1e-6 * ii * jj)
    return FALSE;
  *of_i = (iy * jj - jy * ij) / determinant;
  *of_iii = (jy * ii - iy * ij) / determinant;
  return TRUE;
}

static char *
explain (const Triangle *self)
{
  double of_i, of_iii;

  if (measure_residual (self, -1.0, 1.0, 1.0) < AGREES)
    return g_strdup (_ ("They would if I were upside down, or II and III exchanged."));
  if (measure_residual (self, 1.0, -1.0, 1.0) < AGREES)
    return g_strdup (_ ("They would if III were upside down, or I and II exchanged."));
  if (measure_residual (self, 1.0, 1.0, -1.0) < AGREES)
    return g_strdup (_ ("They would if II were upside down."));
  if (fit (self, &of_i, &of_iii) && of_i > 0.0 && of_iii > 0.0 &&
      measure_residual (self, of_i, of_iii, 1.0) < AGREES)
    return g_strdup_printf (_ ("They would with I taken %.2f times and III %.2f times: a gain is "
                               "false."),
                            of_i, of_iii);
  return g_strdup (_ ("No exchange, polarity or gain makes them: they may not belong together."));
}

char *
ecg_einthoven_doubt (EcgSeries *const *leads, guint n_leads, const char *name)
{
  g_auto (Triangle) triangle = { 0 };
  g_autofree char *hint = NULL;
  double           residual;

  g_return_val_if_fail (leads != NULL && name != NULL, NULL);

  if (!find_triangle (&triangle, leads, n_leads))
    return NULL;
  for (guint k = 0; k < N_EINTHOVEN; k++)
    take_steps (&triangle, k);
  residual = measure_residual (&triangle, 1.0, 1.0, 1.0);
  if (!(residual > DISAGREES))
    return NULL;
  hint = explain (&triangle);
  return g_strdup_printf (_ ("Leads I, II and III of “%s” do not agree: II should be I + III, but "
                             "%.0f %% of it is not. %s"),
                          name, 100.0 * residual, hint);
}
