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
 * a spike of one sample is seen at every zoom. Shared by count, safe in any thread.
 *
 * Of a series in memory it is exact to the sample, for it looks at the samples where a span ends
 * within a block. Of one whose samples are not in memory it looks at none once it is built: there
 * it is exact to whole blocks, of ecg_envelope_get_block() samples, and what it says is of the
 * samples of those blocks, no more and no less.
 *
 * One thread may let it grow while others draw from it: what is known never changes, what is not
 * known yet reads as missing.
 */
typedef struct _EcgEnvelope EcgEnvelope;

/** ECG_ENVELOPE_COARSE: least samples of a block over a series that is not in memory: a day of
 * three leads takes 9 MB. */
#define ECG_ENVELOPE_COARSE 64

/** ECG_ENVELOPE_BLOCKS: most blocks over such a series: of a longer one they are larger, and still
 * shorter than a pixel of any page that is too long for a detail. */
#define ECG_ENVELOPE_BLOCKS ((gint64) 1 << 20)

GType ecg_envelope_get_type (void) G_GNUC_CONST;

/** ecg_envelope_new: Builds the pyramid, in time linear in the series. Returns: (transfer full)
 * (nullable): NULL with %G_IO_ERROR_CANCELLED. */
EcgEnvelope *ecg_envelope_new (EcgSeries    *series,
                               GCancellable *cancellable,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_envelope_new_growing: Returns: (transfer full): one that knows nothing yet; what it does not
 * know of a series in memory reads as missing, too. */
EcgEnvelope *ecg_envelope_new_growing (EcgSeries *series) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_envelope_grow: Takes the next block of the series in, some ten thousand samples. One thread
 * at a time. Returns: FALSE where all is known, and nothing was left to do. */
gboolean ecg_envelope_grow (EcgEnvelope *self);

/** ecg_envelope_get_known: Returns: how many samples from the first on it knows. */
gint64 ecg_envelope_get_known (const EcgEnvelope *self);

/**
 * ecg_envelope_peek:
 * @lo: (out) (array): least of each block
 * @hi: (out) (array): greatest of each
 *
 * What an envelope that knows all of its series was built from, to be kept elsewhere.
 *
 * Returns: how many blocks there are
 */
gsize ecg_envelope_peek (const EcgEnvelope *self, const float **lo, const float **hi);

/**
 * ecg_envelope_fill:
 * @lo: (array length=n): as ecg_envelope_peek() gave them
 * @hi: (array length=n): likewise
 *
 * Takes all blocks in at once, where nothing is known yet.
 *
 * Returns: FALSE, and nothing is known still, where these cannot be the blocks of any series of
 * that length
 */
gboolean ecg_envelope_fill (EcgEnvelope *self, const float *lo, const float *hi, gsize n);

/** ecg_envelope_count_blocks: Returns: how many blocks it has, or will have. */
gsize ecg_envelope_count_blocks (const EcgEnvelope *self);

/** ecg_envelope_get_block: Returns: samples of a block. */
gint64 ecg_envelope_get_block (const EcgEnvelope *self);

EcgEnvelope *ecg_envelope_ref (EcgEnvelope *self);
void         ecg_envelope_unref (EcgEnvelope *self);

/** ecg_envelope_get_series: Returns: (transfer none): what it is of. */
EcgSeries *ecg_envelope_get_series (const EcgEnvelope *self);

/** ecg_envelope_get_extent: Returns: of all that is known. */
EcgExtent ecg_envelope_get_extent (const EcgEnvelope *self);

/** ecg_envelope_measure: Returns: the extent of the samples of @span, exactly; of a series that is
 * not in memory, of all blocks that @span meets. Cost grows with the logarithm of its length. */
EcgExtent ecg_envelope_measure (const EcgEnvelope *self, EcgSpan span);

/**
 * ecg_envelope_columns:
 * @begin: position of the left edge of the first column, in samples, may be fractional and outside
 * @samples_per_column: above 0
 * @columns: (out caller-allocates) (array length=n_columns): extents of each column's samples; NaN
 * where a column holds none
 *
 * Measures what each pixel column shows. Column i holds the samples whose index lies in
 * [begin + i·step, begin + (i+1)·step). Of a series that is not in memory it holds whole blocks:
 * its edges move to the nearest border between blocks, so that each block that is on the screen
 * lies in exactly one column; where a column is narrower than a block, it holds the block at its
 * left edge.
 */
void ecg_envelope_columns (const EcgEnvelope *self,
                           double             begin,
                           double             samples_per_column,
                           EcgExtent         *columns,
                           gsize              n_columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEnvelope, ecg_envelope_unref)

G_END_DECLS
