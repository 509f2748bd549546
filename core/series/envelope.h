#pragma once

#include <gio/gio.h>

#include "core/series/series.h"

G_BEGIN_DECLS

/** EcgExtent: the least and the greatest of some samples; NaN both where all are missing. */
typedef struct
{
  float lo;
  float hi;
} EcgExtent;

#define ECG_TYPE_ENVELOPE (ecg_envelope_get_type ())

/**
 * EcgEnvelope:
 *
 * A pyramid of minima and maxima over a series: any zoom is drawn from a few values per pixel, and
 * a spike of one sample is seen at every zoom. Immutable, shared by count, safe in any thread.
 */
typedef struct _EcgEnvelope EcgEnvelope;

GType ecg_envelope_get_type (void) G_GNUC_CONST;

/** ecg_envelope_new: Builds the pyramid, in time linear in the series. Returns: (transfer full)
 * (nullable): NULL with %G_IO_ERROR_CANCELLED. */
EcgEnvelope *ecg_envelope_new (EcgSeries    *series,
                               GCancellable *cancellable,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
EcgEnvelope *ecg_envelope_ref (EcgEnvelope *self);
void         ecg_envelope_unref (EcgEnvelope *self);

/** ecg_envelope_get_series: Returns: (transfer none): what it is of. */
EcgSeries *ecg_envelope_get_series (const EcgEnvelope *self);

/** ecg_envelope_get_extent: Returns: of the whole series. */
EcgExtent ecg_envelope_get_extent (const EcgEnvelope *self);

/** ecg_envelope_measure: Returns: the exact extent of the samples of @span; cost grows with the
 * logarithm of its length. */
EcgExtent ecg_envelope_measure (const EcgEnvelope *self, EcgSpan span);

/**
 * ecg_envelope_columns:
 * @begin: position of the left edge of the first column, in samples, may be fractional and outside
 * @samples_per_column: above 0
 * @columns: (out caller-allocates) (array length=n_columns): exact extents of each column's
 * samples; NaN where a column holds none
 *
 * Measures what each pixel column shows. Column i holds the samples whose index lies in
 * [begin + i·step, begin + (i+1)·step).
 */
void ecg_envelope_columns (const EcgEnvelope *self,
                           double             begin,
                           double             samples_per_column,
                           EcgExtent         *columns,
                           gsize              n_columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEnvelope, ecg_envelope_unref)

G_END_DECLS
