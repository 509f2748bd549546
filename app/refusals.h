#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ecg_refusals_present: Shows above @parent a list of @sentences (element-type utf8), one for each
 * file that could not be read, which can be copied as a whole. */
void ecg_refusals_present (GtkWindow *parent, GPtrArray *sentences);

G_END_DECLS
