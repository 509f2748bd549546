#pragma once

#include <glib-object.h>
#include <string.h>

#include "core/series/span.h"

G_BEGIN_DECLS

#define ECG_TYPE_SAMPLE_SOURCE (ecg_sample_source_get_type ())

/**
 * EcgSampleSource:
 *
 * The converter's counts of the leads that share a file, read when they are asked for: a bounded
 * number of blocks of all leads stays in memory, the least used go first. Shared by count, safe in
 * any thread.
 *
 * What cannot be read is missing, and the failure is kept: ecg_sample_source_dup_error(). Who asks
 * for the same samples half a second later tries again.
 */
typedef struct _EcgSampleSource EcgSampleSource;

/**
 * EcgSampleReadFunc:
 * @data: as given to ecg_sample_source_new()
 * @counts: (out caller-allocates) (array length=n_channels): one row a channel, each with room for
 * @span; %ECG_COUNT_MISSING where a sample is missing
 * @span: not empty, within the source, at most %ECG_SOURCE_BLOCK samples of all channels together,
 * or one of each
 *
 * Reads @span of all channels. Called in any thread, by one at a time.
 *
 * Returns: FALSE with @error set where the file cannot give them; what is in @counts is not used
 */
typedef gboolean (*EcgSampleReadFunc) (gpointer       data,
                                       gint32 *const *counts,
                                       EcgSpan        span,
                                       GError       **error);

/** ECG_SOURCE_BLOCK: samples, of all channels together, that are read at once. */
#define ECG_SOURCE_BLOCK 65536

GType ecg_sample_source_get_type (void) G_GNUC_CONST;

/* Turns the bits of what is not a number into those of %ECG_COUNT_MISSING, and back. */
#define ECG_FLOAT_BITS 0xffc00000u

/** ecg_sample_source_pack: Returns: @value as what stands for it in a source of floats: every float
 * is another one, and none %ECG_COUNT_MISSING but what is not a number. */
static inline gint32
ecg_sample_source_pack (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return (gint32) (bits ^ ECG_FLOAT_BITS);
}

/** ecg_sample_source_unpack: The inverse of ecg_sample_source_pack(). */
static inline float
ecg_sample_source_unpack (gint32 packed)
{
  const guint32 bits = (guint32) packed ^ ECG_FLOAT_BITS;
  float         value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/**
 * ecg_sample_source_new:
 * @n_channels: above 0
 * @length: samples of each
 * @read: reads the file
 * @data: (transfer full): what @read is given
 * @destroy: (nullable): frees @data, in whichever thread lets go last
 *
 * Takes no memory for samples until some are read, and never more than 8 MB for up to 65536
 * channels.
 *
 * Returns: (transfer full): a source for ecg_series_new_from_source()
 */
EcgSampleSource *ecg_sample_source_new (guint             n_channels,
                                        gint64            length,
                                        EcgSampleReadFunc read,
                                        gpointer          data,
                                        GDestroyNotify    destroy) G_GNUC_WARN_UNUSED_RESULT;
EcgSampleSource *ecg_sample_source_ref (EcgSampleSource *self);
void             ecg_sample_source_unref (EcgSampleSource *self);

guint  ecg_sample_source_get_n_channels (const EcgSampleSource *self);
gint64 ecg_sample_source_get_length (const EcgSampleSource *self);

/** ecg_sample_source_get_block: Returns: samples of each channel that are read at once: who goes
 * through the whole in such steps, all channels in each, reads every block once. */
gint64 ecg_sample_source_get_block (const EcgSampleSource *self);

/** ecg_sample_source_read: Copies @span, within the source, of @channel to @counts. */
void ecg_sample_source_read (EcgSampleSource *self, guint channel, EcgSpan span, gint32 *counts);

/** ecg_sample_source_dup_error: Returns: (transfer full) (nullable): why samples could not be read,
 * the first time that some could not; NULL while all could. */
GError *ecg_sample_source_dup_error (EcgSampleSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgSampleSource, ecg_sample_source_unref)

G_END_DECLS
