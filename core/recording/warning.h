#pragma once

#include <glib.h>

/** ecg_warn: Adds a sentence for the user, printed as by printf(). @warnings: (nullable): NULL for
 * nobody who would read it. */
void ecg_warn (GStrvBuilder *warnings, const char *format, ...) G_GNUC_PRINTF (2, 3);
