#pragma once

#include <glib.h>

/**
 * EcgWfdbCodec:
 * @format: its number in headers
 * @bits: of a sample, two's complement once decoded
 * @group_samples: samples that share bytes
 * @group_bytes: bytes of so many samples; 0 for FLAC, which libsndfile takes apart
 * @differences: whether what is stored is the step from the sample before (format 8)
 * @missing: what stands for a sample that is not there; %ECG_COUNT_MISSING where nothing does
 *
 * How one of WFDB's signal formats stores samples (signal.5).
 */
typedef struct
{
  guint    format;
  guint    bits;
  guint    group_samples;
  guint    group_bytes;
  gboolean differences;
  gint32   missing;
} EcgWfdbCodec;

/** ecg_wfdb_codec: Returns: (transfer none) (nullable): of format @format; NULL where it is none of
 * 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516 and 524. */
const EcgWfdbCodec *ecg_wfdb_codec (guint format);

/** ecg_wfdb_codec_bytes: Returns: bytes of the first @n samples of a file; not for FLAC. */
gint64 ecg_wfdb_codec_bytes (const EcgWfdbCodec *self, gint64 n);

/** ecg_wfdb_codec_samples: Returns: whole samples in the first @bytes bytes of a file; not for
 * FLAC. */
gint64 ecg_wfdb_codec_samples (const EcgWfdbCodec *self, gint64 bytes);

/** ecg_wfdb_decode: Takes apart @n samples that begin with a group, from ecg_wfdb_codec_bytes()
 * bytes. What is stored comes out as it is: differences, and codes of missing samples. */
void ecg_wfdb_decode (const EcgWfdbCodec *self, gint32 *samples, gsize n, const guint8 *bytes);

/** ecg_wfdb_encode: The inverse, for formats 16, 24, 32 and 212. */
void ecg_wfdb_encode (const EcgWfdbCodec *self, guint8 *bytes, const gint32 *samples, gsize n);
