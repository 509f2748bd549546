#pragma once

#include "app/filter-bar.h"
#include "app/library-page.h"
#include "app/session-list.h"
#include "app/tally-view.h"

G_BEGIN_DECLS

/* Shared by library-page.c (what is shown) and library-page-actions.c (what can be asked of it). */
struct _EcgLibraryPage
{
  AdwBin parent_instance;

  /* template children */
  EcgFilterBar    *filter_bar;
  GtkToggleButton *as_table;
  GtkLabel        *count;
  GtkWidget       *show_all;
  GtkStack        *stack;
  EcgSessionList  *list;
  EcgTallyView    *tally;

  /* owned */
  EcgLibrary         *library;
  EcgLibraryFilter   *filter;
  GtkFilterListModel *shown;
  EcgSession         *open; /* what the user sees, as it is in the list */
};

/** ecg_library_page_class_install_actions: Part of the class's own initialisation. */
void ecg_library_page_class_install_actions (GtkWidgetClass *widget_class);

/** ecg_library_page_enable_edits: Enables what is possible while @n_selected sessions are selected.
 */
void ecg_library_page_enable_edits (EcgLibraryPage *self, guint n_selected);

G_END_DECLS
