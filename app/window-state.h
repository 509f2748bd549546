#pragma once

#include "app/library-filter.h"

G_BEGIN_DECLS

/**
 * EcgWindowState:
 * @width: of the window while it is not maximised; 0 for the usual
 * @height: likewise
 * @maximised: whether it fills the screen
 * @sidebar: whether the library is shown
 * @table: whether as a table
 * @page: (nullable): name of the page
 * @facets: (nullable): what sessions are filtered by
 * @library: (nullable): path of the library that was open
 * @session: id of the session that was on show in it; 0 for none
 *
 * How the user left the window. Words that were searched for are not kept: whoever comes back
 * tomorrow looks for something else.
 */
typedef struct
{
  int      width;
  int      height;
  gboolean maximised;
  gboolean sidebar;
  gboolean table;
  char    *page;
  char    *facets[ECG_N_FACETS];
  char    *library;
  gint64   session;
} EcgWindowState;

/** ecg_window_state_dup_path: Returns: (transfer full): `window.ini` in the user's configuration
 * folder of this program. */
char *ecg_window_state_dup_path (void);

/** ecg_window_state_load: Reads @path. What is missing or cannot be is as in a new window: a broken
 * file keeps nobody from working. */
void ecg_window_state_load (EcgWindowState *state, const char *path);

/** ecg_window_state_save: Writes @path, and folders above it. Blocks. */
gboolean ecg_window_state_save (const EcgWindowState *state, const char *path, GError **error);

void ecg_window_state_clear (EcgWindowState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EcgWindowState, ecg_window_state_clear)

G_END_DECLS
