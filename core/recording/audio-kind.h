#pragma once

#include <glib.h>
#include <sndfile.h>

/* Which of libsndfile's formats are read and written, and how samples pass. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SNDFILE, sf_close)

#define ECG_AUDIO_BLOCK 65536

/** EcgAudioBlock: Samples as libsndfile has them: whole numbers, shifted up to 32 bits, or floats.
 */
typedef union
{
  int   whole[ECG_AUDIO_BLOCK];
  float real[ECG_AUDIO_BLOCK];
} EcgAudioBlock;

/** ecg_audio_probe: As a format's probe: libsndfile would try every format that it knows; only what
 * begins like one of ours is shown to it. */
gboolean ecg_audio_probe (const char *path, const guint8 *head, gsize n_head);

/** ecg_audio_is_known: Returns: whether a file of libsndfile's @format is read: one of our
 * containers, with plain samples. */
gboolean ecg_audio_is_known (int format);

/** ecg_audio_bits: Returns: bits of a whole number as it is stored; 0 for all else. */
guint ecg_audio_bits (int format);

gboolean ecg_audio_is_floating (int format);

/** ecg_audio_container: Returns: libsndfile's container for a file that is called @path; WAV where
 * its name says nothing. */
int ecg_audio_container (const char *path);

/** ecg_audio_subtype: Returns: libsndfile's kind of samples of 16, 24 or 32 @bits; 0 for floats. */
int ecg_audio_subtype (guint bits);
