#pragma once

#include <adwaita.h>

#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_LIBRARY_PAGE (ecg_library_page_get_type ())

/**
 * EcgLibraryPage:
 *
 * The sidebar: the library's sessions, subject by subject, each with its activity (letter and
 * colour) and length; search above. Signal `session-activated` (EcgSession) when one is chosen.
 */
G_DECLARE_FINAL_TYPE (EcgLibraryPage, ecg_library_page, ECG, LIBRARY_PAGE, AdwBin)

GtkWidget *ecg_library_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_library_page_set_library (EcgLibraryPage *self, EcgLibrary *library);

/** ecg_library_page_select: Selects the session @id, unfolding its subject; says so by
 * `session-activated`. */
void ecg_library_page_select (EcgLibraryPage *self, gint64 id);

/** ecg_library_page_get_selected: Returns: (nullable): the session that is selected. */
EcgSession *ecg_library_page_get_selected (EcgLibraryPage *self);

/** ecg_library_page_focus_search: Puts the keyboard into the search field. */
void ecg_library_page_focus_search (EcgLibraryPage *self);

G_END_DECLS
