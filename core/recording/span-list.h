#pragma once

#include <glib.h>

#include "core/series/span.h"

/* Lists of EcgSpan, in order and apart. */

/** ecg_span_list_new: Returns: (transfer full) (element-type EcgSpan): an empty one. */
GArray *ecg_span_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_span_list_intersect: Returns: (transfer full): what is in both. */
GArray *ecg_span_list_intersect (const GArray *a, const GArray *b) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_span_list_subtract: Returns: (transfer full): what is in @a, but not in @b. */
GArray *ecg_span_list_subtract (const GArray *a, const GArray *b) G_GNUC_WARN_UNUSED_RESULT;
