#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

/**
 * ecg_label_dialog_present:
 * @parent: above which window
 * @ids: (element-type gint64): new sessions that do not tell subject or activity; copied
 *
 * Asks who the sessions are of and what the people did, and labels those whose file does not tell.
 * Skipping leaves them as they are: they can be labelled later, one by one. Failures go to the
 * action `win.tell` of @parent.
 */
void ecg_label_dialog_present (GtkWindow *parent, EcgLibrary *library, GArray *ids);

/**
 * ecg_label_dialog_present_for:
 * @sessions: (element-type EcgSession): what is labelled
 *
 * Asks for subject, activity and tags of all @sessions at once, and shows what they have in common.
 * Only what is changed in the dialog is written. Failures go to the action `win.tell` of @parent.
 */
void ecg_label_dialog_present_for (GtkWindow *parent, EcgLibrary *library, GPtrArray *sessions);

G_END_DECLS
