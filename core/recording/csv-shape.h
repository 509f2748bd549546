#pragma once

#include "core/recording/csv-recipe.h"

/** EcgCsvTime: what a time column counts. */
typedef enum
{
  ECG_CSV_TIME_SECONDS,
  ECG_CSV_TIME_MILLISECONDS,
  ECG_CSV_TIME_MICROSECONDS,
  ECG_CSV_TIME_SAMPLES,
  ECG_CSV_TIME_STAMPS,  /* dates or times of day */
  ECG_CSV_TIME_UNKNOWN, /* to be told by its steps */
} EcgCsvTime;

/** ECG_CSV_RECIPE: begins the comment that tells how a file that was written here is to be read. */
#define ECG_CSV_RECIPE " recipe: "

/**
 * EcgCsvShape:
 * @delimiter: between fields: a blank for runs of blanks, NUL where there is one column
 * @data: (borrowed): first line of numbers
 * @data_line: its number, from 1
 * @n_columns: columns of that and the following lines
 * @names: (array length=n_columns): from the header; NULL each where it does not say
 * @units: (array length=n_columns): likewise
 * @has_header: whether there is a line of names
 * @time_column: −1 where no column says that it is
 * @time: what it counts
 * @comments: NULL-terminated, without the leading `#` or `%`
 * @own_recipe: (nullable): what the comment with the recipe says; borrowed from @comments
 *
 * What looking at the first lines of a text tells of all.
 */
typedef struct
{
  char        delimiter;
  gboolean    decimal_comma;
  const char *data;
  gsize       data_line;
  guint       n_columns;
  char      **names;
  char      **units;
  gboolean    has_header;
  int         time_column;
  EcgCsvTime  time;
  GPtrArray  *comments;
  const char *own_recipe;
} EcgCsvShape;

/**
 * ecg_csv_shape_find:
 * @text: all of the file; must outlive what is returned
 * @recipe: (nullable): what is not to be found by looking
 * @name: of the file, for messages
 *
 * Returns: (transfer full) (nullable): NULL with EMPTY, TOO_LARGE or MALFORMED
 */
EcgCsvShape *ecg_csv_shape_find (const char         *text,
                                 const EcgCsvRecipe *recipe,
                                 const char         *name,
                                 GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void         ecg_csv_shape_free (EcgCsvShape *self);

/** ecg_csv_shape_signature: @self: (nullable): NULL for a text without a shape. Returns: (transfer
 * full): what texts of one kind have in common: separator, columns, names. */
char *ecg_csv_shape_signature (const EcgCsvShape *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgCsvShape, ecg_csv_shape_free)
