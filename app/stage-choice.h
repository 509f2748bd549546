#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which stage of a network is looked at, chosen in a #GtkDropDown over a #GtkStringList. */

/** ecg_stage_choice_fill: Offers @n_stages; where there were not as many before, the last is
 * chosen, which sees most. */
void ecg_stage_choice_fill (GtkDropDown *choice, gsize n_stages);

/** ecg_stage_choice_get: Returns: the stage, from 0; 0 where none is offered. */
guint ecg_stage_choice_get (GtkDropDown *choice);

G_END_DECLS
