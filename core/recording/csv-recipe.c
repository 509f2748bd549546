#include "core/recording/csv-recipe.h"

#include "core/recording/csv-shape.h"
#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/writer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
ecg_csv_recipe_init (EcgCsvRecipe *self)
{
  *self = (EcgCsvRecipe){ .delimiter = ECG_CSV_LOOK,
                          .has_header = ECG_CSV_LOOK,
                          .decimal_comma = ECG_CSV_LOOK,
                          .time_column = ECG_CSV_LOOK };
}

void
ecg_csv_recipe_clear (EcgCsvRecipe *self)
{
  g_clear_pointer (&self->names, g_strfreev);
  g_clear_pointer (&self->units, g_strfreev);
}

char *
ecg_csv_recipe_file (void)
{
  return g_build_filename (g_get_user_data_dir (), "dt4ecg", "csv-recipes.ini", NULL);
}

/* Names of groups may hold neither brackets nor line ends, which folders may. */
static char *
group_of (const char *path, const char *looks)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *key = g_strconcat (folder, "\n", looks, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
}

/* Returns: (transfer full): an empty one where there is none yet, or none that can be read. */
static GKeyFile *
open_recipes (void)
{
  g_autofree char *path = ecg_csv_recipe_file ();
  g_autofree char *text = NULL;
  GKeyFile        *recipes = g_key_file_new ();

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return recipes;
  text = ecg_file_read_text (path, ECG_LIMIT_HEADER, NULL, NULL);
  if (text != NULL && *text != '\0')
    g_key_file_load_from_data (recipes, text, strlen (text), G_KEY_FILE_NONE, NULL);
  return recipes;
}

static void
take_number (int *number, GKeyFile *recipes, const char *group, const char *key)
{
  if (g_key_file_has_key (recipes, group, key, NULL))
    *number = CLAMP (g_key_file_get_integer (recipes, group, key, NULL), ECG_CSV_NONE, 0xff);
}

static void
take_recipe (EcgCsvRecipe *self, GKeyFile *recipes, const char *group)
{
  const int skip = g_key_file_get_integer (recipes, group, "skip", NULL);
  double    rate_hz = g_key_file_get_double (recipes, group, "rate", NULL);

  take_number (&self->delimiter, recipes, group, "separator");
  take_number (&self->has_header, recipes, group, "header");
  take_number (&self->decimal_comma, recipes, group, "decimal-comma");
  take_number (&self->time_column, recipes, group, "time-column");
  self->skip_lines = (guint) CLAMP (skip, 0, G_MAXINT16);
  self->rate_hz = isfinite (rate_hz) && rate_hz > 0.0 ? rate_hz : 0.0;
  self->names = g_key_file_get_string_list (recipes, group, "names", NULL, NULL);
  self->units = g_key_file_get_string_list (recipes, group, "units", NULL, NULL);
}

gboolean
ecg_csv_recipe_look_up (EcgCsvRecipe *self, const char *path, const char *looks)
{
  g_autoptr (GKeyFile) recipes = NULL;
  g_autofree char *group = NULL;

  g_return_val_if_fail (self != NULL && path != NULL && looks != NULL, FALSE);

  ecg_csv_recipe_init (self);
  recipes = open_recipes ();
  group = group_of (path, looks);
  if (!g_key_file_has_group (recipes, group))
    return FALSE;
  take_recipe (self, recipes, group);
  return TRUE;
}

static gboolean
save_recipes (GKeyFile *recipes, GError **error)
{
  g_autofree char *path = ecg_csv_recipe_file ();
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_key_file_save_to_file (recipes, path, error);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _ ("The folder “%s” cannot be made: %s"), folder, g_strerror (errno));
  return FALSE;
}

static void
put_number (GKeyFile *recipes, const char *group, const char *key, int number)
{
  if (number != ECG_CSV_LOOK)
    g_key_file_set_integer (recipes, group, key, number);
}

static void
put_list (GKeyFile *recipes, const char *group, const char *key, char **list)
{
  if (list != NULL)
    g_key_file_set_string_list (recipes, group, key, (const char *const *) list,
                                g_strv_length (list));
}

gboolean
ecg_csv_recipe_remember (const EcgCsvRecipe *self,
                         const char         *path,
                         const char         *looks,
                         GError            **error)
{
  g_autoptr (GKeyFile) recipes = NULL;
  g_autofree char *group = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (self != NULL && path != NULL && looks != NULL, FALSE);

  recipes = open_recipes ();
  group = group_of (path, looks);
  whole = g_canonicalize_filename (path, NULL);
  folder = g_path_get_dirname (whole);
  /* For people who look at the file; only the group counts. */
  g_key_file_set_string (recipes, group, "folder", folder);
  g_key_file_set_string (recipes, group, "looks", looks);
  put_number (recipes, group, "separator", self->delimiter);
  put_number (recipes, group, "header", self->has_header);
  put_number (recipes, group, "decimal-comma", self->decimal_comma);
  put_number (recipes, group, "time-column", self->time_column);
  if (self->skip_lines > 0)
    g_key_file_set_integer (recipes, group, "skip", (int) self->skip_lines);
  if (self->rate_hz > 0.0)
    g_key_file_set_double (recipes, group, "rate", self->rate_hz);
  put_list (recipes, group, "names", self->names);
  put_list (recipes, group, "units", self->units);
  return save_recipes (recipes, error);
}

gboolean
ecg_csv_recipe_forget (const char *path, const char *looks, GError **error)
{
  g_autoptr (GKeyFile) recipes = NULL;
  g_autofree char *group = NULL;

  g_return_val_if_fail (path != NULL && looks != NULL, FALSE);

  recipes = open_recipes ();
  group = group_of (path, looks);
  return !g_key_file_remove_group (recipes, group, NULL) || save_recipes (recipes, error);
}

static void
append (GString *text, char *item)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", item);
  g_free (item);
}

char *
ecg_csv_recipe_describe (const EcgCsvRecipe *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->rate_hz > 0.0)
    append (text, g_strdup_printf (_ ("%g Hz"), self->rate_hz));
  if (self->names != NULL)
    append (text, g_strjoinv ("/", self->names));
  if (self->units != NULL)
    append (text, g_strjoinv ("/", self->units));
  if (self->delimiter == '\t')
    append (text, g_strdup (_ ("separated by tabs")));
  else if (self->delimiter > 0)
    append (text, g_strdup_printf (_ ("separated by “%c”"), self->delimiter));
  if (self->decimal_comma > 0)
    append (text, g_strdup (_ ("decimal comma")));
  if (self->skip_lines > 0)
    append (text, g_strdup_printf (_ ("%u lines skipped"), self->skip_lines));
  if (self->has_header != ECG_CSV_LOOK)
    append (text, g_strdup (self->has_header ? _ ("with a header") : _ ("without a header")));
  if (self->time_column >= 0)
    append (text, g_strdup_printf (_ ("time in column %d"), self->time_column + 1));
  else if (self->time_column == ECG_CSV_NONE)
    append (text, g_strdup (_ ("no time column")));
  return g_string_free (text, FALSE);
}

char *
ecg_csv_looks (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = ecg_file_read_text (path, ECG_LIMIT_TEXT, cancellable, error);
  g_autoptr (EcgCsvShape) shape = NULL;

  if (text == NULL)
    return NULL;
  shape = ecg_csv_shape_find (text, NULL, path, NULL);
  return ecg_csv_shape_signature (shape);
}
