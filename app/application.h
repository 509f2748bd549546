#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ECG_APPLICATION_ID "io.github.dt4ecg"

#define ECG_TYPE_APPLICATION (ecg_application_get_type ())

/**
 * EcgApplication:
 *
 * The program with a window: one per user, unless `--library` names a library of its own.
 */
G_DECLARE_FINAL_TYPE (EcgApplication, ecg_application, ECG, APPLICATION, AdwApplication)

EcgApplication *ecg_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
