#pragma once

#include "core/jobs/progress.h"
#include "core/recording/audio-kind.h"

#include <gio/gio.h>

/**
 * EcgAudioFile:
 * @path: (borrowed): where it lies
 * @name: what it is called in sentences
 * @file: (nullable): open; whoever takes it leaves NULL
 * @info: as libsndfile has it, checked
 * @most_frames: that a file of its size can be believed to hold
 *
 * An audio file that is open for reading.
 */
typedef struct
{
  const char *path;
  char       *name;
  SNDFILE    *file;
  SF_INFO     info;
  gint64      most_frames;
} EcgAudioFile;

/** ecg_audio_file_open: @self: path and name are set; what was open before is closed. Fails with
 * MALFORMED, UNSUPPORTED, TOO_LARGE or a %G_IO_ERROR. */
gboolean ecg_audio_file_open (EcgAudioFile *self, GCancellable *cancellable, GError **error);
void     ecg_audio_file_clear (EcgAudioFile *self);

/** ecg_audio_file_read: Reads all of a file that is open. Returns: (transfer full) (nullable)
 * (element-type GArray): of each channel, its samples: 32 bits each, a whole number or a float. */
GPtrArray *ecg_audio_file_read (EcgAudioFile *self,
                                EcgProgress  *progress,
                                GCancellable *cancellable,
                                GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EcgAudioFile, ecg_audio_file_clear)
