/*
 * A small key file. It is read by value: each is checked by itself, so that one that was edited by
 * hand into nonsense costs that one.
 */

#include "app/window-state.h"

#include <errno.h>

#define WINDOW "window"
#define LIBRARY "library"
#define FILTER "filter"

/* Smaller than any window that can be used, larger than any screen. */
#define MIN_SIZE 200
#define MAX_SIZE 20000

char *
ecg_window_state_dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "dt4ecg", "window.ini", NULL);
}

static int
read_size (GKeyFile *file, const char *key)
{
  const int size = g_key_file_get_integer (file, WINDOW, key, NULL);

  return size >= MIN_SIZE && size <= MAX_SIZE ? size : 0;
}

static gboolean
read_boolean (GKeyFile *file, const char *group, const char *key, gboolean usual)
{
  g_autoptr (GError) error = NULL;
  const gboolean value = g_key_file_get_boolean (file, group, key, &error);

  return error == NULL ? value : usual;
}

void
ecg_window_state_load (EcgWindowState *state, const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  *state = (EcgWindowState){ 0 };
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  state->width = read_size (file, "width");
  state->height = read_size (file, "height");
  state->maximised = read_boolean (file, WINDOW, "maximised", FALSE);
  state->sidebar = read_boolean (file, WINDOW, "sidebar", TRUE);
  state->table = read_boolean (file, WINDOW, "table", FALSE);
  state->page = g_key_file_get_string (file, WINDOW, "page", NULL);
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    state->facets[facet] = g_key_file_get_string (file, FILTER, ecg_facet_get_id (facet), NULL);
  state->library = g_key_file_get_string (file, LIBRARY, "path", NULL);
  state->session = MAX (g_key_file_get_int64 (file, LIBRARY, "session", NULL), 0);
}

static void
set_text (GKeyFile *file, const char *group, const char *key, const char *value)
{
  if (value != NULL)
    g_key_file_set_string (file, group, key, value);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

gboolean
ecg_window_state_save (const EcgWindowState *state, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, WINDOW, "width", state->width);
  g_key_file_set_integer (file, WINDOW, "height", state->height);
  g_key_file_set_boolean (file, WINDOW, "maximised", state->maximised);
  g_key_file_set_boolean (file, WINDOW, "sidebar", state->sidebar);
  g_key_file_set_boolean (file, WINDOW, "table", state->table);
  set_text (file, WINDOW, "page", state->page);
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    set_text (file, FILTER, ecg_facet_get_id (facet), state->facets[facet]);
  set_text (file, LIBRARY, "path", state->library);
  g_key_file_set_int64 (file, LIBRARY, "session", state->session);
  return make_folder (path, error) && g_key_file_save_to_file (file, path, error);
}

void
ecg_window_state_clear (EcgWindowState *state)
{
  g_clear_pointer (&state->page, g_free);
  for (EcgFacet facet = 0; facet < ECG_N_FACETS; facet++)
    g_clear_pointer (&state->facets[facet], g_free);
  g_clear_pointer (&state->library, g_free);
}
