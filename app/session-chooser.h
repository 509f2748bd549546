#pragma once

#include <adwaita.h>

#include "app/session-choice.h"

G_BEGIN_DECLS

/** ecg_session_chooser_present: Opens a dialog above @parent in which @choice is made: a table of
 * subjects and activities with a check at each, at each row, each column and for all. What is
 * ticked holds at once. */
void ecg_session_chooser_present (GtkWindow *parent, EcgSessionChoice *choice);

G_END_DECLS
