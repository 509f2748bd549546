#pragma once

#include "core/series/series.h"

/** ECG_EDF_NUMBER: characters of a number in an EDF header. */
#define ECG_EDF_NUMBER 8

/**
 * EcgEdfNumber:
 *
 * A number of an EDF header as it stands there: @mantissa / 10^@decimals, so that what is computed
 * of several is rounded once.
 */
typedef struct
{
  gint64 mantissa;
  guint  decimals;
} EcgEdfNumber;

/** ecg_edf_number_parse: Reads a field without its padding; a comma is taken for the dot. Returns:
 * FALSE where it is no number, or one beyond 10^±12. */
gboolean ecg_edf_number_parse (const char *text, EcgEdfNumber *number);

/** ecg_edf_number_value: Returns: the nearest double. */
double ecg_edf_number_value (const EcgEdfNumber *number);

/** ecg_edf_number_print: Writes the number that is nearest to @value of those that fit into a
 * field. */
void ecg_edf_number_print (char text[ECG_EDF_NUMBER + 1], double value);

/**
 * EcgEdfRange:
 *
 * The four fields of a signal that relate counts and values: @digital_min is @physical_min, and so
 * on, linearly.
 */
typedef struct
{
  gint64       digital_min;
  gint64       digital_max;
  EcgEdfNumber physical_min;
  EcgEdfNumber physical_max;
} EcgEdfRange;

/** ecg_edf_range_scale: Returns: FALSE where the range is empty: no scale follows. */
gboolean ecg_edf_range_scale (const EcgEdfRange *range, EcgScale *scale);

/** EcgEdfExtent: the least and the greatest of some counts. */
typedef struct
{
  gint64 least;
  gint64 greatest;
} EcgEdfExtent;

/**
 * ecg_edf_range_find:
 * @scale: what shall follow
 * @bits: of a sample of the file: 16 or 24
 * @counts: that the range must hold; numbers of @bits bits
 *
 * Looks for a range whose fields hold it exactly, with as many bits as @scale says where they hold
 * the counts, and gives the nearest where there is none.
 *
 * Returns: whether @scale follows from it, to the last bit
 */
gboolean ecg_edf_range_find (EcgEdfRange    *range,
                             const EcgScale *scale,
                             guint           bits,
                             EcgEdfExtent    counts);
