#include "core/recording/recording-error.h"

G_DEFINE_QUARK (ecg - recording - error - quark, ecg_recording_error)
