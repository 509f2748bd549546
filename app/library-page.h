#pragma once

#include <adwaita.h>

#include "app/library-filter.h"
#include "core/library/library.h"

G_BEGIN_DECLS

#define ECG_TYPE_LIBRARY_PAGE (ecg_library_page_get_type ())

/**
 * EcgLibraryPage:
 *
 * The sidebar: the library's sessions, subject by subject, each with its activity (letter and
 * colour), leads and length, or as a table of subjects and activities; search and filters above.
 * Several can be selected and edited at once; one that is selected alone is opened.
 *
 * Signals `session-activated` (EcgSession, or NULL once the one that was open has gone) and
 * `session-renewed` (EcgSession): the open one was edited, by whomever. Actions of
 * its own: `library.label`, `library.remove`, `library.show-file`, of what is selected;
 * `library.unfold-all`, `library.fold-all`, `library.show-all`, `library.menu`. Sentences go to
 * `win.tell` (s) and `win.tell-undo` (s).
 */
G_DECLARE_FINAL_TYPE (EcgLibraryPage, ecg_library_page, ECG, LIBRARY_PAGE, AdwBin)

GtkWidget *ecg_library_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_library_page_set_library (EcgLibraryPage *self, EcgLibrary *library);

/** ecg_library_page_select: Selects the session @id, unfolding its subject; says so by
 * `session-activated`. */
void ecg_library_page_select (EcgLibraryPage *self, gint64 id);

/** ecg_library_page_get_selected: Returns: (nullable): the session that was opened last. */
EcgSession *ecg_library_page_get_selected (EcgLibraryPage *self);

/** ecg_library_page_dup_selection: Returns: (transfer full) (element-type EcgSession): what is
 * selected and in sight; what is open, where nothing is. */
GPtrArray *ecg_library_page_dup_selection (EcgLibraryPage *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_page_focus_search: Puts the keyboard into the search field. */
void ecg_library_page_focus_search (EcgLibraryPage *self);

/** ecg_library_page_get_filter: Returns: (transfer none): what is shown. */
EcgLibraryFilter *ecg_library_page_get_filter (EcgLibraryPage *self);

/** ecg_library_page_set_as_table: Whether sessions are shown as a table of subjects and activities,
 * or as a list. */
void     ecg_library_page_set_as_table (EcgLibraryPage *self, gboolean as_table);
gboolean ecg_library_page_is_table (EcgLibraryPage *self);

/** ecg_library_page_get_n_bound: Returns: how many times a row was made or given another session:
 * what the list costs, for tests. */
guint ecg_library_page_get_n_bound (EcgLibraryPage *self);

G_END_DECLS
