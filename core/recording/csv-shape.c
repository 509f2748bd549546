#include "core/recording/csv-shape.h"

#include "core/recording/csv-field.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define LOOKED_AT 24 /* lines */

typedef struct
{
  EcgCsvField lines[LOOKED_AT]; /* neither empty nor comments */
  gsize       numbers[LOOKED_AT];
  guint       n;
} Sample;

void
ecg_csv_shape_free (EcgCsvShape *self)
{
  for (guint i = 0; self->names != NULL && i < self->n_columns; i++)
    {
      g_free (self->names[i]);
      g_free (self->units[i]);
    }
  g_free (self->names);
  g_free (self->units);
  g_ptr_array_unref (self->comments);
  g_free (self);
}

static void
take_sample (EcgCsvShape *self, Sample *sample, const char *text, guint skip)
{
  EcgCsvField line;
  gsize       number = 0;

  while (number < skip && ecg_csv_next_line (&text, &line))
    number++;
  while (sample->n < LOOKED_AT && ecg_csv_next_line (&text, &line))
    {
      number++;
      if (line.length > 0 && (*line.begin == '#' || *line.begin == '%'))
        g_ptr_array_add (self->comments, g_strndup (line.begin + 1, line.length - 1));
      else if (ecg_csv_count_fields (line, '\0') > 0)
        {
          sample->lines[sample->n] = line;
          sample->numbers[sample->n++] = number;
        }
    }
  g_ptr_array_add (self->comments, NULL);
}

static void
find_own_recipe (EcgCsvShape *self)
{
  for (guint i = 0; i + 1 < self->comments->len && self->own_recipe == NULL; i++)
    if (g_str_has_prefix (self->comments->pdata[i], ECG_CSV_RECIPE))
      self->own_recipe = (const char *) self->comments->pdata[i] + strlen (ECG_CSV_RECIPE);
}

static guint
count_all_fields (EcgCsvField line, char delimiter)
{
  EcgCsvField field;
  guint       n = 0;

  while (ecg_csv_next_field (&line, delimiter, &field))
    n++;
  return n;
}

/* A delimiter cuts every line into nearly the same number of fields, with those at its end that are
 * empty or without them. Those that also stand within numbers and times come last. */
static char
find_delimiter (const Sample *sample)
{
  for (const char *candidate = "\t;|, "; *candidate != '\0'; candidate++)
    {
      guint least = G_MAXUINT, most = 0, least_full = G_MAXUINT, most_full = 0;

      for (guint i = 0; i < sample->n; i++)
        {
          const guint n = count_all_fields (sample->lines[i], *candidate);
          const guint n_full = ecg_csv_count_fields (sample->lines[i], *candidate);

          least = MIN (least, n);
          most = MAX (most, n);
          least_full = MIN (least_full, n_full);
          most_full = MAX (most_full, n_full);
        }
      if ((least >= 2 && most - least <= 1) || (least_full >= 2 && most_full - least_full <= 1))
        return *candidate;
    }
  return '\0';
}

/* Whether numbers are written as 0,5: none with a dot, and some that are numbers only so. */
static gboolean
find_decimal_comma (const Sample *sample, char delimiter)
{
  gboolean found = FALSE;

  for (guint i = 0; delimiter != ',' && i < sample->n; i++)
    {
      EcgCsvField line = sample->lines[i];
      EcgCsvField field;
      double      value;

      while (ecg_csv_next_field (&line, delimiter, &field))
        {
          if (memchr (field.begin, ',', field.length) != NULL &&
              ecg_csv_read_number (field, TRUE, &value))
            found = TRUE;
          else if (memchr (field.begin, '.', field.length) != NULL &&
                   ecg_csv_read_number (field, FALSE, &value))
            return FALSE;
        }
    }
  return found;
}

static gboolean
is_stamp (EcgCsvField field)
{
  gboolean dated;
  double   us;

  return ecg_csv_read_stamp (field, &us, &dated);
}

static gboolean
is_of_words (const EcgCsvShape *self, EcgCsvField line)
{
  EcgCsvField field;
  double      value;

  while (ecg_csv_next_field (&line, self->delimiter, &field))
    if (!ecg_csv_is_missing (field) && !is_stamp (field) &&
        !ecg_csv_read_number (field, self->decimal_comma, &value))
      return TRUE;
  return FALSE;
}

/* The unit's one spelling, or NULL for what is none. */
static const char *
find_unit (const char *text)
{
  static const struct
  {
    const char *spelling;
    const char *unit;
  } units[] = {
    { "mv", "mV" },
    { "millivolt", "mV" },
    { "millivolts", "mV" },
    { "uv", "µV" },
    { "µv", "µV" },
    { "μv", "µV" },
    { "microvolts", "µV" },
    { "v", "V" },
    { "volts", "V" },
    { "nv", "nV" },
    { "s", "s" },
    { "sec", "s" },
    { "secs", "s" },
    { "second", "s" },
    { "seconds", "s" },
    { "ms", "ms" },
    { "msec", "ms" },
    { "milliseconds", "ms" },
    { "us", "µs" },
    { "µs", "µs" },
    { "microseconds", "µs" },
    { "sample", "sample" },
    { "samples", "sample" },
    { "sample interval", "sample" },
    { "count", "count" },
    { "counts", "count" },
    { "adu", "count" },
    { "hh:mm:ss.mmm", "s" },
    { "hh:mm:ss", "s" },
    { "date", "s" },
  };
  g_autofree char *folded = g_utf8_strdown (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (folded, units[i].spelling) == 0)
      return units[i].unit;
  return NULL;
}

static gboolean
is_of_units (const EcgCsvShape *self, EcgCsvField line)
{
  EcgCsvField field;
  gboolean    any = FALSE;

  while (ecg_csv_next_field (&line, self->delimiter, &field))
    {
      g_autofree char *text = ecg_csv_field_dup (field);

      if (field.length > 0 && find_unit (text) == NULL)
        return FALSE;
      any = any || field.length > 0;
    }
  return any;
}

/* `II (mV)` or `II [mV]`: the name without its unit, and the unit. */
static void
split_name (char *name, char **unit)
{
  const gsize length = strlen (name);
  const char  closing = length > 0 ? name[length - 1] : '\0';
  char       *opening = closing == ')'   ? strrchr (name, '(')
                        : closing == ']' ? strrchr (name, '[')
                                         : NULL;

  if (opening == NULL || opening == name)
    return;
  name[length - 1] = '\0';
  *unit = g_strdup (find_unit (opening + 1) != NULL ? find_unit (opening + 1) : opening + 1);
  *opening = '\0';
  g_strchomp (name);
}

static void
read_names (EcgCsvShape *self, EcgCsvField line)
{
  EcgCsvField field;

  for (guint i = 0; i < self->n_columns && ecg_csv_next_field (&line, self->delimiter, &field); i++)
    if (field.length > 0)
      {
        self->names[i] = ecg_csv_field_dup (field);
        split_name (self->names[i], &self->units[i]);
      }
}

static void
read_units (EcgCsvShape *self, EcgCsvField line)
{
  EcgCsvField field;

  for (guint i = 0; i < self->n_columns && ecg_csv_next_field (&line, self->delimiter, &field); i++)
    {
      g_autofree char *text = ecg_csv_field_dup (field);

      if (field.length > 0 && self->units[i] == NULL)
        self->units[i] = g_strdup (find_unit (text));
    }
}

static EcgCsvTime
time_of_unit (const char *unit)
{
  if (g_strcmp0 (unit, "s") == 0)
    return ECG_CSV_TIME_SECONDS;
  if (g_strcmp0 (unit, "ms") == 0)
    return ECG_CSV_TIME_MILLISECONDS;
  if (g_strcmp0 (unit, "µs") == 0)
    return ECG_CSV_TIME_MICROSECONDS;
  if (g_strcmp0 (unit, "sample") == 0)
    return ECG_CSV_TIME_SAMPLES;
  return ECG_CSV_TIME_UNKNOWN;
}

static gboolean
says_time (const char *name, EcgCsvTime *time)
{
  static const struct
  {
    const char *name;
    EcgCsvTime  time;
  } rows[] = {
    { "time", ECG_CSV_TIME_UNKNOWN },
    { "t", ECG_CSV_TIME_UNKNOWN },
    { "timestamp", ECG_CSV_TIME_UNKNOWN },
    { "datetime", ECG_CSV_TIME_UNKNOWN },
    { "elapsed time", ECG_CSV_TIME_UNKNOWN },
    { "elapsed_time", ECG_CSV_TIME_UNKNOWN },
    { "seconds", ECG_CSV_TIME_SECONDS },
    { "sec", ECG_CSV_TIME_SECONDS },
    { "time_s", ECG_CSV_TIME_SECONDS },
    { "ms", ECG_CSV_TIME_MILLISECONDS },
    { "milliseconds", ECG_CSV_TIME_MILLISECONDS },
    { "time_ms", ECG_CSV_TIME_MILLISECONDS },
    { "time_us", ECG_CSV_TIME_MICROSECONDS },
    { "sample", ECG_CSV_TIME_SAMPLES },
    { "samples", ECG_CSV_TIME_SAMPLES },
    { "sample #", ECG_CSV_TIME_SAMPLES },
    { "index", ECG_CSV_TIME_SAMPLES },
    { "n", ECG_CSV_TIME_SAMPLES },
  };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (name, rows[i].name) == 0)
      {
        *time = rows[i].time;
        return TRUE;
      }
  return FALSE;
}

/* By its name, or by values that are dates or times of day. */
static void
find_time_column (EcgCsvShape *self, EcgCsvField first_row)
{
  EcgCsvField field;

  for (guint i = 0; i < self->n_columns && ecg_csv_next_field (&first_row, self->delimiter, &field);
       i++)
    {
      EcgCsvTime time = ECG_CSV_TIME_UNKNOWN;
      gboolean   named = says_time (self->names[i], &time);

      if (is_stamp (field))
        time = ECG_CSV_TIME_STAMPS;
      else if (named && self->units[i] != NULL)
        time = time_of_unit (self->units[i]);
      if (named || time == ECG_CSV_TIME_STAMPS)
        {
          self->time_column = (int) i;
          self->time = time;
          return;
        }
    }
}

static void
count_columns (EcgCsvShape *self, const Sample *sample)
{
  for (guint i = 0; i < sample->n; i++)
    self->n_columns =
      MAX (self->n_columns, ecg_csv_count_fields (sample->lines[i], self->delimiter));
}

static gboolean
read_head (
  EcgCsvShape *self, const Sample *sample, int has_header, const char *name, GError **error)
{
  guint row = 0;

  self->names = g_new0 (char *, self->n_columns);
  self->units = g_new0 (char *, self->n_columns);
  if (has_header == ECG_CSV_LOOK ? is_of_words (self, sample->lines[0]) : has_header)
    {
      self->has_header = TRUE;
      read_names (self, sample->lines[row++]);
      if (row < sample->n && is_of_units (self, sample->lines[row]))
        read_units (self, sample->lines[row++]);
    }
  if (row == sample->n)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no line of numbers."), name);
      return FALSE;
    }
  self->data = sample->lines[row].begin;
  self->data_line = sample->numbers[row];
  find_time_column (self, sample->lines[row]);
  return TRUE;
}

static void
replace (char **text, char **list, guint index)
{
  const guint n = list != NULL ? g_strv_length (list) : 0;

  if (n == 0 || (n > 1 && index >= n))
    return;
  g_free (*text);
  *text = g_strdup (list[n == 1 ? 0 : index]);
}

/* What the recipe says of the columns comes after what they say themselves. */
static void
follow (EcgCsvShape *self, const EcgCsvRecipe *recipe)
{
  guint lead = 0;

  if (recipe->time_column == ECG_CSV_NONE)
    self->time_column = ECG_CSV_NONE;
  else if (recipe->time_column >= 0 && (guint) recipe->time_column < self->n_columns &&
           recipe->time_column != self->time_column)
    {
      self->time_column = recipe->time_column;
      self->time = ECG_CSV_TIME_UNKNOWN;
    }
  for (guint i = 0; i < self->n_columns; i++)
    {
      if ((int) i == self->time_column)
        continue;
      if (recipe->names == NULL || lead < g_strv_length (recipe->names))
        replace (&self->names[i], recipe->names, lead);
      replace (&self->units[i], recipe->units, lead);
      lead++;
    }
}

char *
ecg_csv_shape_signature (const EcgCsvShape *self)
{
  GString *text = g_string_new (NULL);

  if (self == NULL)
    return g_string_free (g_string_append (text, "?"), FALSE);
  g_string_append_printf (text, "%d;%u", self->delimiter, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    g_string_append_printf (text, ";%s", self->names[i] != NULL ? self->names[i] : "");
  return g_string_free (text, FALSE);
}

EcgCsvShape *
ecg_csv_shape_find (const char *text, const EcgCsvRecipe *recipe, const char *name, GError **error)
{
  g_autoptr (EcgCsvShape) self = g_new0 (EcgCsvShape, 1);
  Sample       sample = { .n = 0 };
  EcgCsvRecipe none;

  ecg_csv_recipe_init (&none);
  recipe = recipe != NULL ? recipe : &none;

  self->time_column = -1;
  self->comments = g_ptr_array_new_with_free_func (g_free);
  take_sample (self, &sample, text, recipe->skip_lines);
  if (sample.n == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no line of numbers."), name);
      return NULL;
    }
  find_own_recipe (self);
  /* A file of our own may hold so many missing samples that looking does not tell. */
  if (self->own_recipe != NULL)
    self->delimiter = ecg_csv_count_fields (sample.lines[0], '\t') > 1 ? '\t' : ',';
  else
    self->delimiter = find_delimiter (&sample);
  if (recipe->delimiter != ECG_CSV_LOOK)
    self->delimiter = recipe->delimiter == ECG_CSV_NONE ? '\0' : (char) recipe->delimiter;
  self->decimal_comma = recipe->decimal_comma != ECG_CSV_LOOK
                          ? recipe->decimal_comma
                          : find_decimal_comma (&sample, self->delimiter);
  count_columns (self, &sample);
  if (self->n_columns == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no line of numbers."), name);
      return NULL;
    }
  if (self->n_columns > ECG_LIMIT_LEADS + 1)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” has %u columns; at most %d can be read."), name, self->n_columns,
                   ECG_LIMIT_LEADS + 1);
      return NULL;
    }
  if (!read_head (self, &sample, recipe->has_header, name, error))
    return NULL;
  follow (self, recipe);
  return g_steal_pointer (&self);
}
