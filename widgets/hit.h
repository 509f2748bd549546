#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ecg_hit_first: Returns: the index of the first of @n ascending @positions that is not below
 * @position; @n where all are. */
gsize ecg_hit_first (const gint64 *positions, gsize n, double position);

/** ecg_hit_nearest: Returns: the index of the one nearest to @position; −1 where there are none. */
gssize ecg_hit_nearest (const gint64 *positions, gsize n, double position);

G_END_DECLS
