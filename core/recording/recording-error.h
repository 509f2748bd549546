#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ECG_RECORDING_ERROR (ecg_recording_error_quark ())

typedef enum
{
  ECG_RECORDING_ERROR_NOT_RECOGNISED, /* no format claims the file */
  ECG_RECORDING_ERROR_MALFORMED,      /* claimed, but the bytes are not what the format says */
  ECG_RECORDING_ERROR_UNSUPPORTED,    /* well formed, but not ours to read or write */
  ECG_RECORDING_ERROR_TOO_LARGE,
  ECG_RECORDING_ERROR_EMPTY, /* no samples, no leads, or a folder without recordings */
} EcgRecordingError;

GQuark ecg_recording_error_quark (void);

G_END_DECLS
