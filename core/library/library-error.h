#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ECG_LIBRARY_ERROR (ecg_library_error_quark ())

typedef enum
{
  ECG_LIBRARY_ERROR_NOT_A_LIBRARY, /* the file is no database, or not one of ours */
  ECG_LIBRARY_ERROR_NEWER,         /* made by a newer version of the program */
  ECG_LIBRARY_ERROR_DAMAGED,       /* ours, but not whole */
  ECG_LIBRARY_ERROR_NOT_FOUND,     /* no such session, label, name or run */
  ECG_LIBRARY_ERROR_EXISTS,        /* the name is taken */
  ECG_LIBRARY_ERROR_INVALID,       /* a value that cannot be */
  ECG_LIBRARY_ERROR_CONFLICT,      /* a step that can no longer be undone or redone */
  ECG_LIBRARY_ERROR_FAILED,        /* what SQLite said */
} EcgLibraryError;

GQuark ecg_library_error_quark (void);

G_END_DECLS
