#pragma once

#include <gio/gio.h>

/** ECG_CSV_LOOK: what a recipe leaves to be found by looking. */
#define ECG_CSV_LOOK (-2)

/** ECG_CSV_NONE: no time column; no separator, of one column. */
#define ECG_CSV_NONE (-1)

/**
 * EcgCsvRecipe:
 * @skip_lines: before the header, or the first line of numbers
 * @delimiter: between columns: a character, %ECG_CSV_NONE or %ECG_CSV_LOOK
 * @has_header: whether a line names the columns; or %ECG_CSV_LOOK
 * @decimal_comma: whether numbers are written as 0,5; or %ECG_CSV_LOOK
 * @time_column: from 0; %ECG_CSV_NONE or %ECG_CSV_LOOK
 * @rate_hz: 0 to find it by looking
 * @names: (nullable): of the leads, in the order of their columns
 * @units: (nullable): likewise, or one for all
 *
 * How a text is to be read where looking at it would not tell, or tell something else. A recipe is
 * remembered in the user's data folder for all files of one folder that look alike: the same
 * separator and columns of the same names. Cleared by ecg_csv_recipe_clear().
 */
typedef struct
{
  guint  skip_lines;
  int    delimiter;
  int    has_header;
  int    decimal_comma;
  int    time_column;
  double rate_hz;
  char **names;
  char **units;
} EcgCsvRecipe;

/** ecg_csv_recipe_file: Returns: (transfer full): where recipes are kept. */
char *ecg_csv_recipe_file (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_csv_recipe_init: Leaves all to be found by looking. */
void ecg_csv_recipe_init (EcgCsvRecipe *self);
void ecg_csv_recipe_clear (EcgCsvRecipe *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EcgCsvRecipe, ecg_csv_recipe_clear)

/**
 * ecg_csv_recipe_look_up:
 * @self: (out): to be cleared where one is remembered; else as initialised
 * @path: of the text
 * @looks: how it looks, as ecg_csv_shape_signature() says
 *
 * Returns: whether one is remembered
 */
gboolean ecg_csv_recipe_look_up (EcgCsvRecipe *self, const char *path, const char *looks);

/** ecg_csv_recipe_remember: Remembers @self for all files of the folder of @path that look like it;
 * what it leaves open stays as it was remembered before. */
gboolean ecg_csv_recipe_remember (const EcgCsvRecipe *self,
                                  const char         *path,
                                  const char         *looks,
                                  GError            **error);

/** ecg_csv_recipe_forget: Looking counts again. */
gboolean ecg_csv_recipe_forget (const char *path, const char *looks, GError **error);

/** ecg_csv_recipe_describe: Returns: (transfer full): `500 Hz, uV, separator ;` */
char *ecg_csv_recipe_describe (const EcgCsvRecipe *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_csv_looks: Returns: (transfer full) (nullable): how the text @path looks, whatever is
 * remembered of it; NULL where it cannot be read. */
char *ecg_csv_looks (const char   *path,
                     GCancellable *cancellable,
                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;
