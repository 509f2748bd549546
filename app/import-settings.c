/*
 * The options of `dt4ecg import` that say how files are to be read: kept as recipes and scales
 * before the import, which then reads the files as anybody will.
 */

#include "app/import-settings.h"

#include "core/library/importer.h"
#include "core/recording/csv-recipe.h"
#include "core/recording/loader.h"
#include "core/recording/scale-setting.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

EcgImportSettings ecg_import_settings;

static gboolean
is_text (const char *path)
{
  static const char *const suffixes[] = { ".csv", ".tsv", ".txt" };
  g_autofree char         *folded = g_ascii_strdown (path, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (folded, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* @words: two: what stands for FALSE and what for TRUE. */
static gboolean
take_answer (
  int *answer, const char *said, const char *const words[2], const char *option, GError **error)
{
  for (int i = 0; said != NULL && i < 2; i++)
    if (strcmp (said, words[i]) == 0)
      {
        *answer = i;
        return TRUE;
      }
  return said == NULL || ecg_command_usage_error (error, _ ("%s is “%s” or “%s”, not “%s”"), option,
                                                  words[0], words[1], said);
}

static gboolean
take_separator (EcgCsvRecipe *recipe, const char *said, GError **error)
{
  if (said == NULL)
    return TRUE;
  if (strcmp (said, "none") == 0)
    recipe->delimiter = ECG_CSV_NONE;
  else if (strcmp (said, "tab") == 0)
    recipe->delimiter = '\t';
  else if (strlen (said) == 1 && !g_ascii_isalnum (*said))
    recipe->delimiter = *said;
  else
    return ecg_command_usage_error (
      error, _ ("--csv-separator is one sign, “tab” or “none”, not “%s”"), said);
  return TRUE;
}

static gboolean
take_time (EcgCsvRecipe *recipe, const char *said, GError **error)
{
  guint64 column;

  if (said == NULL)
    return TRUE;
  if (strcmp (said, "none") == 0)
    recipe->time_column = ECG_CSV_NONE;
  else if (g_ascii_string_to_unsigned (said, 10, 1, 255, &column, NULL))
    recipe->time_column = (int) column - 1;
  else
    return ecg_command_usage_error (error, _ ("--csv-time is a column from 1, or “none”, not “%s”"),
                                    said);
  return TRUE;
}

static gboolean
take_rate (EcgCsvRecipe *recipe, const char *said, GError **error)
{
  char *end = NULL;

  if (said == NULL)
    return TRUE;
  recipe->rate_hz = g_ascii_strtod (said, &end);
  return (*end == '\0' && isfinite (recipe->rate_hz) && recipe->rate_hz > 0.0) ||
         ecg_command_usage_error (error, _ ("--csv-rate is a number of Hz above 0, not “%s”"),
                                  said);
}

static gboolean
make_recipe (EcgCsvRecipe *recipe, GError **error)
{
  static const char *const signs[] = { "point", "comma" };
  static const char *const answers[] = { "no", "yes" };
  const EcgImportSettings *said = &ecg_import_settings;

  ecg_csv_recipe_init (recipe);
  if (said->csv_skip < 0)
    return ecg_command_usage_error (error, _ ("--csv-skip is a number of lines, not %d"),
                                    said->csv_skip);
  recipe->skip_lines = (guint) said->csv_skip;
  if (said->csv_names != NULL)
    recipe->names = g_strsplit (said->csv_names, ",", -1);
  if (said->csv_unit != NULL)
    recipe->units = g_strsplit (said->csv_unit, ",", -1);
  return take_rate (recipe, said->csv_rate, error) &&
         take_separator (recipe, said->csv_separator, error) &&
         take_time (recipe, said->csv_time, error) &&
         take_answer (&recipe->decimal_comma, said->csv_decimal, signs, "--csv-decimal", error) &&
         take_answer (&recipe->has_header, said->csv_header, answers, "--csv-header", error);
}

static gboolean
says_recipe (void)
{
  const EcgImportSettings *said = &ecg_import_settings;

  return said->csv_rate != NULL || said->csv_unit != NULL || said->csv_names != NULL ||
         said->csv_separator != NULL || said->csv_decimal != NULL || said->csv_header != NULL ||
         said->csv_time != NULL || said->csv_skip != 0;
}

static gboolean
remember_recipe (EcgCommandContext  *context,
                 const char         *path,
                 const EcgCsvRecipe *recipe,
                 GError            **error)
{
  g_autofree char *looks = is_text (path) ? ecg_csv_looks (path, context->cancellable, NULL) : NULL;

  if (looks == NULL)
    return TRUE;
  if (ecg_import_settings.csv_forget && !ecg_csv_recipe_forget (path, looks, error))
    return FALSE;
  return !says_recipe () || ecg_csv_recipe_remember (recipe, path, looks, error);
}

static gboolean
set_scale (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  const char           *scale = ecg_import_settings.scale;
  const EcgScaleAdvice *advice = ecg_recording_get_scale_advice (recording);
  const guint           n = ecg_recording_get_n_leads (recording);
  EcgScaleChange       *changes;
  gboolean              written;

  if (strcmp (scale, "file") == 0)
    return ecg_scale_setting_forget (recording, cancellable, error);
  if (strcmp (scale, "suggested") == 0)
    return advice == NULL || advice->suggestion == NULL ||
           ecg_scale_setting_accept (recording, cancellable, error);
  changes = ecg_scale_changes_parse (scale, recording, error);
  if (changes == NULL)
    return FALSE;
  written = ecg_scale_setting_write (recording, changes, n, cancellable, error);
  ecg_scale_changes_free (changes, n);
  return written;
}

gboolean
ecg_import_settings_apply (EcgCommandContext *context,
                           EcgStore          *store,
                           const char *const *paths,
                           GError           **error)
{
  g_autoptr (GPtrArray) files = NULL;
  g_auto (EcgCsvRecipe) recipe = { 0 };

  if (!make_recipe (&recipe, error))
    return FALSE;
  if (!says_recipe () && !ecg_import_settings.csv_forget && ecg_import_settings.scale == NULL)
    return TRUE;
  files = ecg_import_list_files (paths, context->cancellable);
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (EcgRecording) recording = NULL;

      if (g_cancellable_set_error_if_cancelled (context->cancellable, error) ||
          !remember_recipe (context, files->pdata[i], &recipe, error) ||
          !ecg_store_distrust_file (store, files->pdata[i], error))
        return FALSE;
      if (ecg_import_settings.scale != NULL)
        recording = ecg_recording_load (files->pdata[i], NULL, context->cancellable, NULL);
      if (recording != NULL && !set_scale (recording, context->cancellable, error))
        return FALSE;
    }
  return TRUE;
}
