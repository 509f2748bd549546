#include "core/library/library-error.h"

G_DEFINE_QUARK (ecg - library - error - quark, ecg_library_error)
