#pragma once

#include <glib-object.h>

#include "core/series/sample-source.h"
#include "core/series/span.h"

G_BEGIN_DECLS

/** ECG_COUNT_MISSING: a count that stands for a sample that is not there. */
#define ECG_COUNT_MISSING G_MININT32

/**
 * EcgScale:
 * @gain: counts per unit; never 0
 * @baseline: count at 0 units
 * @bits: resolution of the converter; 0 where it is not known
 *
 * How a converter's counts become physical values: (count − baseline) / gain.
 */
typedef struct
{
  double gain;
  double baseline;
  guint  bits;
} EcgScale;

#define ECG_TYPE_SERIES (ecg_series_get_type ())

/**
 * EcgSeries:
 *
 * The samples of one lead: equidistant, immutable, shared by count, safe in any thread.
 *
 * A series that came from a file keeps the converter's counts, so that what is written again is
 * what was read, to the last bit. Values are physical, float, and NaN where a sample is missing.
 */
typedef struct _EcgSeries EcgSeries;

GType ecg_series_get_type (void) G_GNUC_CONST;

/**
 * ecg_series_new_digital:
 * @name: the lead: `II`
 * @unit: of the physical values: `mV`
 * @rate_hz: samples per second, above 0
 * @counts: (transfer full) (array length=n): from g_malloc; %ECG_COUNT_MISSING where missing
 *
 * Returns: (transfer full): a series of converter counts
 */
EcgSeries *ecg_series_new_digital (const char     *name,
                                   const char     *unit,
                                   double          rate_hz,
                                   gint32         *counts,
                                   gsize           n,
                                   const EcgScale *scale) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_series_new_from_source:
 * @source: (transfer none): kept until the series is freed
 * @channel: which of its channels the lead is
 *
 * Returns: (transfer full): a series of converter counts that are read when they are asked for; for
 * all that reads it, as if they were in memory
 */
EcgSeries *ecg_series_new_from_source (const char      *name,
                                       const char      *unit,
                                       double           rate_hz,
                                       const EcgScale  *scale,
                                       EcgSampleSource *source,
                                       guint            channel) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_series_new_from_floats:
 * @scale: what makes physical values of the floats, as of counts
 * @source: of floats, as ecg_sample_source_pack() packs them
 *
 * Returns: (transfer full): a series of values that are read when they are asked for
 */
EcgSeries *ecg_series_new_from_floats (const char      *name,
                                       const char      *unit,
                                       double           rate_hz,
                                       const EcgScale  *scale,
                                       EcgSampleSource *source,
                                       guint            channel) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_series_new_physical:
 * @values: (transfer full) (array length=n): from g_malloc; NaN where missing
 *
 * Returns: (transfer full): a series of computed values, without counts
 */
EcgSeries *ecg_series_new_physical (const char *name,
                                    const char *unit,
                                    double      rate_hz,
                                    float      *values,
                                    gsize       n) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_series_new_derived:
 * @a: (transfer none): kept until the series is freed
 * @b: (transfer none): likewise; of the rate and length of @a
 *
 * Returns: (transfer full): @of_a · @a + @of_b · @b, a series of computed values that is computed
 * when it is read; missing where one of the two is
 */
EcgSeries *ecg_series_new_derived (const char *name,
                                   const char *unit,
                                   EcgSeries  *a,
                                   double      of_a,
                                   EcgSeries  *b,
                                   double      of_b) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_series_rescale: @scale: of the counts; of the values, taken for counts, of a series that has
 * none. Returns: (transfer full): the same samples in another unit and scale; what is missing
 * stays so. */
EcgSeries *ecg_series_rescale (EcgSeries      *self,
                               const char     *unit,
                               const EcgScale *scale) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgSeriesReadFunc:
 * @values: (out caller-allocates): one a sample of @span; NaN where missing
 * @span: not empty, within the series
 *
 * Computes values when they are asked for, in any thread and in several at once.
 */
typedef void (*EcgSeriesReadFunc) (gpointer data, float *values, EcgSpan span);

/**
 * ecg_series_new_computed:
 * @data: (transfer full): what @read is given
 * @destroy: (nullable): frees @data, in whichever thread lets go last
 *
 * Returns: (transfer full): a series of values, without counts, that takes no memory
 */
EcgSeries *ecg_series_new_computed (const char       *name,
                                    const char       *unit,
                                    double            rate_hz,
                                    gint64            length,
                                    EcgSeriesReadFunc read,
                                    gpointer          data,
                                    GDestroyNotify    destroy) G_GNUC_WARN_UNUSED_RESULT;

EcgSeries *ecg_series_ref (EcgSeries *self);
void       ecg_series_unref (EcgSeries *self);

const char *ecg_series_get_name (const EcgSeries *self);
const char *ecg_series_get_unit (const EcgSeries *self);
double      ecg_series_get_rate (const EcgSeries *self);
gint64      ecg_series_get_length (const EcgSeries *self);

/** ecg_series_is_derived: Returns: whether it was not recorded, but computed from two others. */
gboolean ecg_series_is_derived (const EcgSeries *self);

/** ecg_series_get_source: Returns: (transfer none) (nullable): where its samples are read from;
 * NULL for a series whose samples are in memory; of a derived one, where those of its first parent
 * are. */
EcgSampleSource *ecg_series_get_source (const EcgSeries *self);

/** ecg_series_is_in_memory: Returns: whether reading it is no more than copying. */
gboolean ecg_series_is_in_memory (const EcgSeries *self);

/** ecg_series_check: Returns: FALSE where samples could not be read from their source so far, which
 * were therefore given as missing. */
gboolean ecg_series_check (const EcgSeries *self, GError **error);

/** ecg_series_get_scale: Returns: FALSE, and @scale untouched, for a series without counts. */
gboolean ecg_series_get_scale (const EcgSeries *self, EcgScale *scale);

/**
 * ecg_series_read:
 * @span: within the series, or beyond it
 * @values: (out caller-allocates): physical values, one a sample of @span; NaN where missing or
 * outside
 */
void ecg_series_read (const EcgSeries *self, EcgSpan span, float *values);

/** ecg_series_read_counts: As ecg_series_read(), in counts; only for a series that has a scale. */
void ecg_series_read_counts (const EcgSeries *self, EcgSpan span, gint32 *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgSeries, ecg_series_unref)

G_END_DECLS
