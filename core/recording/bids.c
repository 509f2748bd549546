/* BIDS: physiological recordings, a table without names packed by gzip, which a JSON file
 * describes.
 */

#include "core/recording/csv-field.h"
#include "core/recording/events-tsv.h"
#include "core/recording/file-input.h"
#include "core/recording/formats.h"
#include "core/recording/gzip-lines.h"
#include "core/recording/json-text.h"
#include "core/recording/limits.h"
#include "core/recording/warning.h"

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SUFFIX ".tsv.gz"

/* Data set, subject, session, kind of data: how far up a description may stand. */
#define LEVELS 4

typedef struct
{
  char      *path; /* of the description */
  char      *name; /* of it, for messages */
  double     rate_hz;
  double     start_s;
  GPtrArray *columns; /* names */
  GPtrArray *units;   /* NULL each where not said */
} About;

static void
clear_about (About *self)
{
  g_free (self->path);
  g_free (self->name);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->units, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (About, clear_about)

static gboolean
fail (const char *name, GError **error, const char *what)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, "“%s”: %s", name, what);
  return FALSE;
}

/* sub-01_task-rest_physio of that and its suffix */
static char *
stem_of (const char *path)
{
  char *stem = g_path_get_basename (path);

  stem[strlen (stem) - strlen (SUFFIX)] = '\0';
  return stem;
}

/* How many parts of its name a description has in common with the data; 0 where one is not
 * (inheritance principle of BIDS). */
static guint
count_parts (const char *description, char **data_parts)
{
  g_autofree char *stem = g_strndup (description, strlen (description) - strlen (".json"));
  g_auto (GStrv) parts = g_strsplit (stem, "_", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) data_parts, parts[i]))
      return 0;
  return g_strv_length (parts);
}

static char *
find_in_folder (const char *folder, char **data_parts)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *best = NULL;
  guint            most = 0;
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, "physio.json") && count_parts (name, data_parts) > most)
      {
        most = count_parts (name, data_parts);
        g_free (best);
        best = g_strdup (name);
      }
  return best != NULL ? g_build_filename (folder, best, NULL) : NULL;
}

static char *
find_description (const char *path)
{
  g_autofree char *stem = stem_of (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_auto (GStrv) parts = g_strsplit (stem, "_", -1);

  for (guint level = 0; level < LEVELS; level++)
    {
      char *found = find_in_folder (folder, parts);
      char *parent;

      if (found != NULL)
        return found;
      parent = g_path_get_dirname (folder);
      g_free (folder);
      folder = parent;
    }
  return NULL;
}

/* Leaves @value where the member is absent. */
static gboolean
get_number (JsonObject *object, const char *key, double *value)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 &&
      json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

static char *
find_unit (JsonObject *object, const char *column)
{
  JsonNode *about = json_object_get_member (object, column);
  JsonNode *unit = about != NULL && JSON_NODE_HOLDS_OBJECT (about)
                     ? json_object_get_member (json_node_get_object (about), "Units")
                     : NULL;

  return unit != NULL && json_node_get_value_type (unit) == G_TYPE_STRING
           ? json_node_dup_string (unit)
           : NULL;
}

static gboolean
take_columns (About *self, JsonObject *object, GError **error)
{
  JsonNode  *node = json_object_get_member (object, "Columns");
  JsonArray *columns =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const guint n = columns != NULL ? json_array_get_length (columns) : 0;

  if (n == 0 || n > ECG_LIMIT_LEADS)
    return fail (self->name, error, _ ("it must name from 1 to 256 “Columns”."));
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->units = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *name = json_array_get_element (columns, i);

      if (json_node_get_value_type (name) != G_TYPE_STRING)
        return fail (self->name, error, _ ("each of the “Columns” must be a name."));
      g_ptr_array_add (self->columns, json_node_dup_string (name));
      g_ptr_array_add (self->units, find_unit (object, json_node_get_string (name)));
    }
  return TRUE;
}

static gboolean
take_description (About *self, JsonNode *root, GError **error)
{
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail (self->name, error, _ ("a JSON object was expected."));
  object = json_node_get_object (root);
  if (!get_number (object, "SamplingFrequency", &self->rate_hz) || !(self->rate_hz > 0.0))
    return fail (self->name, error, _ ("“SamplingFrequency” must be a number above 0."));
  if (!get_number (object, "StartTime", &self->start_s))
    return fail (self->name, error, _ ("“StartTime” must be a number of seconds."));
  return take_columns (self, object, error);
}

static gboolean
read_description (About *self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *data_name = g_filename_display_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) local = NULL;

  self->path = find_description (path);
  if (self->path == NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_NOT_RECOGNISED,
                   _ ("“%s” cannot be read without the JSON file of BIDS that names its columns "
                      "and rate, which is not beside it."),
                   data_name);
      return FALSE;
    }
  self->name = g_filename_display_basename (self->path);
  text = ecg_file_read_text (self->path, ECG_LIMIT_HEADER, cancellable, error);
  if (text == NULL)
    return FALSE;
  root = ecg_json_parse (text, -1, &local);
  if (root == NULL)
    return fail (self->name, error, local->message);
  return take_description (self, root, error);
}

/* The table while it is read. */
typedef struct
{
  const char *name;
  guint       n;
  GArray    **columns; /* of double, NaN where missing */
} Table;

static void
clear_table (Table *table)
{
  for (guint i = 0; i < table->n; i++)
    g_array_unref (table->columns[i]);
  g_free (table->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, clear_table)

static gboolean
fail_at (const Table *table, gsize number, const char *what, GError **error)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, _ ("“%s”, line %zu: %s"),
               table->name, number, what);
  return FALSE;
}

static gboolean
take_line (const char *text, gsize number, gpointer user_data, GError **error)
{
  Table      *table = user_data;
  EcgCsvField line = { text, strlen (text) };
  EcgCsvField field;

  if (ecg_csv_count_fields (line, '\0') == 0)
    return TRUE;
  if ((gint64) table->columns[0]->len >= ECG_LIMIT_SAMPLES / table->n)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” holds more samples than can be read."), table->name);
      return FALSE;
    }
  for (guint i = 0; i < table->n; i++)
    {
      double value = NAN;

      if (!ecg_csv_next_field (&line, '\t', &field))
        return fail_at (table, number, _ ("there are fewer values than columns."), error);
      if (!ecg_csv_is_missing (field) &&
          (!ecg_csv_read_number (field, FALSE, &value) || fabs (value) > FLT_MAX))
        return fail_at (table, number, _ ("a number or n/a was expected."), error);
      g_array_append_val (table->columns[i], value);
    }
  return !ecg_csv_next_field (&line, '\t', &field) ||
         fail_at (table, number, _ ("there are more values than columns."), error);
}

/* NULL where a value is no whole number. */
static gint32 *
find_counts (const double *values, gsize n)
{
  g_autofree gint32 *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    if (isnan (values[i]))
      counts[i] = ECG_COUNT_MISSING;
    else if (fabs (values[i]) <= 2e9 && !(fabs (values[i] - rint (values[i])) > 0.0))
      counts[i] = (gint32) values[i];
    else
      return NULL;
  return g_steal_pointer (&counts);
}

static EcgSeries *
make_lead (const Table *table, const About *about, guint index)
{
  const EcgScale as_it_stands = { 1.0, 0.0, 0 };
  const gsize    n = table->columns[index]->len;
  const double  *values = (const double *) (const void *) table->columns[index]->data;
  const char    *unit = about->units->pdata[index];
  gint32        *counts = find_counts (values, n);
  float         *samples;

  unit = unit != NULL && *unit != '\0' ? unit : "a.u.";
  if (counts != NULL)
    return ecg_series_new_digital (about->columns->pdata[index], unit, about->rate_hz, counts, n,
                                   &as_it_stands);
  samples = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    samples[i] = (float) values[i];
  return ecg_series_new_physical (about->columns->pdata[index], unit, about->rate_hz, samples, n);
}

/* Returns: (nullable): `rest` of `sub-01_task-rest_physio`, for `task`. */
static char *
find_entity (const char *path, const char *entity)
{
  g_autofree char *stem = stem_of (path);
  g_auto (GStrv) parts = g_strsplit (stem, "_", -1);
  const gsize length = strlen (entity);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strncmp (parts[i], entity, length) == 0 && parts[i][length] == '-' &&
        parts[i][length + 1] != '\0')
      return g_strdup (parts[i] + length + 1);
  return NULL;
}

static EcgRecording *
make_recording (const char   *path,
                const Table  *table,
                const About  *about,
                gboolean      complete,
                GStrvBuilder *warning_builder,
                GCancellable *cancellable)
{
  const char      *files[] = { path, about->path, NULL };
  g_autofree char *subject = find_entity (path, "sub");
  g_autofree char *activity = find_entity (path, "task");
  const double length_s = complete ? table->columns[0]->len / about->rate_hz : (double) INFINITY;
  g_autoptr (EcgAnnotations) events = ecg_events_tsv_take (path, about->rate_hz, about->start_s,
                                                           length_s, warning_builder, cancellable);
  g_auto (GStrv) warnings = g_strv_builder_end (warning_builder);
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  const EcgRecordingInfo info = { .format = ecg_format_bids.id,
                                  .path = path,
                                  .files = files,
                                  .subject = subject,
                                  .activity = activity,
                                  .warnings = (const char *const *) warnings,
                                  .annotations = events };

  for (guint i = 0; i < table->n; i++)
    g_ptr_array_add (leads, make_lead (table, about, i));
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static EcgRecording *
load_bids (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  g_auto (About) about = { 0 };
  g_auto (Table) table = { .name = name };
  gboolean complete;

  if (!read_description (&about, path, cancellable, error))
    return NULL;
  table.n = about.columns->len;
  table.columns = g_new (GArray *, table.n);
  for (guint i = 0; i < table.n; i++)
    table.columns[i] = g_array_new (FALSE, FALSE, sizeof (double));
  if (!ecg_gzip_lines_read (path, take_line, &table, &complete, progress, cancellable, error))
    return NULL;
  if (table.columns[0]->len == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no samples."), name);
      return NULL;
    }
  if (!complete)
    ecg_warn (warnings, _ ("“%s” was cut off: it holds %u samples, and its end is missing."), name,
              table.columns[0]->len);
  return make_recording (path, &table, &about, complete, warnings, cancellable);
}

static const char *const suffixes[] = { SUFFIX, NULL };

const EcgFormat ecg_format_bids = {
  .id = "bids",
  .name = N_ ("BIDS"),
  .suffixes = suffixes,
  .load = load_bids,
};
