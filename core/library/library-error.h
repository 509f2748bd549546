#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ECG_LIBRARY_ERROR (ecg_library_error_quark ())

typedef enum
{
  ECG_LIBRARY_ERROR_NOT_A_LIBRARY, /* the file is no database, or not one of ours */
  ECG_LIBRARY_ERROR_NEWER,         /* made by a newer version of the program */
  ECG_LIBRARY_ERROR_NOT_FOUND,     /* no such session or run */
  ECG_LIBRARY_ERROR_EXISTS,        /* a run of that name is there already */
  ECG_LIBRARY_ERROR_FAILED,        /* what SQLite said */
} EcgLibraryError;

GQuark ecg_library_error_quark (void);

G_END_DECLS
