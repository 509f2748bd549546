#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ecg_name_menu_add: Gives @row a button that offers names to choose from. What
 * is chosen becomes the row's text, and is applied where the row has an apply button. */
void ecg_name_menu_add (AdwEntryRow *row);

/** ecg_name_menu_set_names: @row: to which ecg_name_menu_add() has been done. */
void ecg_name_menu_set_names (AdwEntryRow *row, const char *const *names);

G_END_DECLS
