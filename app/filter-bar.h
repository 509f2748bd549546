#pragma once

#include <adwaita.h>

#include "app/library-filter.h"

G_BEGIN_DECLS

#define ECG_TYPE_FILTER_BAR (ecg_filter_bar_get_type ())

/**
 * EcgFilterBar:
 *
 * Where a session filter is set: a search field, and a button that opens a choice for each facet.
 */
G_DECLARE_FINAL_TYPE (EcgFilterBar, ecg_filter_bar, ECG, FILTER_BAR, AdwBin)

/** ecg_filter_bar_set_filter: @filter: what is set. */
void ecg_filter_bar_set_filter (EcgFilterBar *self, EcgLibraryFilter *filter);

/** ecg_filter_bar_set_sessions: @sessions: (nullable): list of #EcgSession whose values are
 * offered.
 */
void ecg_filter_bar_set_sessions (EcgFilterBar *self, GListModel *sessions);

/** ecg_filter_bar_clear: Empties the search field and shows everything. */
void ecg_filter_bar_clear (EcgFilterBar *self);

/** ecg_filter_bar_focus: Puts the keyboard into the search field. */
void ecg_filter_bar_focus (EcgFilterBar *self);

/** ecg_filter_bar_get_entry: Returns: (transfer none): the search field, for key capture. */
GtkWidget *ecg_filter_bar_get_entry (EcgFilterBar *self);

G_END_DECLS
