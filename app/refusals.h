#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ecg_refusals_present: Shows above @parent a list of @sentences (element-type utf8) under @title,
 * as of files that could not be read, or of what files do not hold; it can be copied as a whole. */
void ecg_refusals_present (GtkWindow *parent, const char *title, GPtrArray *sentences);

G_END_DECLS
