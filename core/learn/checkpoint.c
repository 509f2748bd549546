/*
 * A trained network in a file. The configuration is one JSON text in the metadata, class names and
 * leads are others; weights are walked by the model's own table.
 */

#include "core/learn/checkpoint.h"

#include "core/learn/trainer.h"
#include "core/nn/model-layout.h"
#include "core/recording/json-text.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define MAX_CLASSES 100000

static const char *const normalisations[] = { "recording", "window", "peak", NULL };
static const char *const scas[] = { "full", "channel", "sequence", "none", NULL };
static const char *const poolings[] = { "mean", "mean+max", NULL };

/* Writing */

static void
add_int (JsonBuilder *builder, const char *name, gsize value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static char *
finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static char *
names_to_json (const char *const *names)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (gsize i = 0; names[i] != NULL; i++)
    json_builder_add_string_value (builder, names[i]);
  json_builder_end_array (builder);
  return finish (builder);
}

static char *
config_to_json (const EcgModelConfig *config)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "widths");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < config->n_stages; i++)
    json_builder_add_int_value (builder, (gint64) config->widths[i]);
  json_builder_end_array (builder);
  add_int (builder, "kernel", config->kernel);
  add_int (builder, "stem_kernel", config->stem_kernel);
  add_int (builder, "embedding", config->embedding);
  add_double (builder, "dropout", (double) config->dropout);
  add_text (builder, "sca", scas[config->sca]);
  add_text (builder, "pooling", poolings[config->pooling]);
  json_builder_set_member_name (builder, "sca_skip");
  json_builder_add_boolean_value (builder, config->sca_skip);
  json_builder_end_object (builder);
  return finish (builder);
}

static char *
preparation_to_json (const EcgPreparation *preparation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_double (builder, "rate_hz", preparation->rate_hz);
  add_int (builder, "window", preparation->window);
  add_double (builder, "low_hz", preparation->low_hz);
  add_double (builder, "high_hz", preparation->high_hz);
  add_double (builder, "mains_hz", preparation->mains_hz);
  add_text (builder, "normalisation", normalisations[preparation->normalisation]);
  json_builder_end_object (builder);
  return finish (builder);
}

static GHashTable *
describe (EcgPredictor *predictor, GHashTable *more)
{
  GHashTable           *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const EcgPreparation *preparation = ecg_predictor_get_preparation (predictor);
  GHashTableIter        iter;
  gpointer              key, value;

  g_hash_table_insert (metadata, g_strdup ("format_version"), g_strdup (ECG_CHECKPOINT_VERSION));
  g_hash_table_insert (metadata, g_strdup ("leads"),
                       names_to_json ((const char *const *) preparation->leads));
  g_hash_table_insert (metadata, g_strdup ("preparation"), preparation_to_json (preparation));
  g_hash_table_insert (metadata, g_strdup ("model"),
                       config_to_json (ecg_model_config (ecg_predictor_get_model (predictor))));
  g_hash_table_insert (
    metadata, g_strdup ("subjects"),
    names_to_json (ecg_predictor_get_class_names (predictor, ECG_TASK_IDENTITY)));
  g_hash_table_insert (
    metadata, g_strdup ("activities"),
    names_to_json (ecg_predictor_get_class_names (predictor, ECG_TASK_ACTIVITY)));
  if (more == NULL)
    return metadata;
  g_hash_table_iter_init (&iter, more);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (metadata, g_strdup (key), g_strdup (value));
  return metadata;
}

gboolean
ecg_checkpoint_write (
  const char *path, EcgPredictor *predictor, GArray *state, GHashTable *metadata, GError **error)
{
  const EcgModel   *model = ecg_predictor_get_model (predictor);
  const EcgParams  *params = ecg_model_params (model);
  g_autofree float *values = g_new (float, params->total);
  g_autoptr (GArray) tensors = g_array_new (FALSE, FALSE, sizeof (EcgTensorView));
  g_autoptr (GHashTable) all = describe (predictor, metadata);

  ecg_params_export (params, values, ecg_model_const_values (model));
  for (gsize i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];
      EcgTensorView   view = { .name = param->name,
                               .type = ECG_TENSOR_F32,
                               .rank = param->rank,
                               .data = values + param->offset };

      for (gsize d = 0; d < param->rank; d++)
        view.shape[d] = param->shape[d];
      g_array_append_val (tensors, view);
    }
  if (state != NULL)
    g_array_append_vals (tensors, state->data, state->len);
  return ecg_safetensors_write (path, tensors, all, error);
}

/* Reading */

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
               _ ("The checkpoint is not in order: its “%s” is missing or out of range."), what);
  return FALSE;
}

static JsonNode *
parse_metadata (EcgSafetensors *file, const char *key, GError **error)
{
  const char *text = ecg_safetensors_get_metadata (file, key);
  JsonNode   *node = text == NULL ? NULL : ecg_json_parse (text, -1, NULL);

  if (node == NULL)
    fail (error, key);
  return node;
}

static gboolean
check_version (EcgSafetensors *file, GError **error)
{
  const char *version = ecg_safetensors_get_metadata (file, "format_version");

  if (version == NULL)
    return fail (error, "format_version");
  if (g_str_equal (version, ECG_CHECKPOINT_VERSION))
    return TRUE;
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
               _ ("The checkpoint is of format version “%s”; this program reads version %s."),
               version, ECG_CHECKPOINT_VERSION);
  return FALSE;
}

/* Of leads or classes, each named once. */
static char **
read_names (EcgSafetensors *file, const char *key, GError **error)
{
  g_autoptr (JsonNode) node = parse_metadata (file, key, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const guint n = array == NULL ? 0 : json_array_get_length (array);

  if (node == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *name = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING ||
          !g_hash_table_add (seen, (gpointer) json_node_get_string (name)))
        break;
      g_strv_builder_add (names, json_node_get_string (name));
      if (i + 1 == n && n <= MAX_CLASSES)
        return g_strv_builder_end (names);
    }
  fail (error, key);
  return NULL;
}

/* Numbers of a JSON object, one after the other; the first that is not in order names itself. */
typedef struct
{
  JsonObject *object;
  const char *wrong;
} Reader;

static gboolean
reader_init (Reader *self, JsonNode *node, const char *key)
{
  self->object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  self->wrong = self->object == NULL ? key : NULL;
  return self->object != NULL;
}

static JsonNode *
read_value (Reader *self, const char *name)
{
  JsonNode *node = self->object == NULL ? NULL : json_object_get_member (self->object, name);

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    return node;
  self->wrong = self->wrong == NULL ? name : self->wrong;
  return NULL;
}

static double
read_double (Reader *self, const char *name, double least, double most)
{
  JsonNode    *node = read_value (self, name);
  const GType  type = node == NULL ? G_TYPE_INVALID : json_node_get_value_type (node);
  const double value =
    type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : (double) NAN;

  if (value >= least && value <= most)
    return value;
  self->wrong = self->wrong == NULL ? name : self->wrong;
  return least;
}

static gsize
read_size (Reader *self, const char *name, gsize most)
{
  return (gsize) read_double (self, name, 1.0, (double) most);
}

static int
read_choice (Reader *self, const char *name, const char *const *choices)
{
  JsonNode   *node = read_value (self, name);
  const char *text = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
                       ? json_node_get_string (node)
                       : NULL;

  for (int i = 0; text != NULL && choices[i] != NULL; i++)
    if (g_str_equal (choices[i], text))
      return i;
  self->wrong = self->wrong == NULL ? name : self->wrong;
  return 0;
}

static gboolean
read_boolean (Reader *self, const char *name)
{
  JsonNode *node = read_value (self, name);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  self->wrong = self->wrong == NULL ? name : self->wrong;
  return FALSE;
}

static void
read_widths (Reader *self, EcgModelConfig *config)
{
  JsonNode  *node = self->object == NULL ? NULL : json_object_get_member (self->object, "widths");
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  const guint n = array == NULL ? 0 : json_array_get_length (array);

  config->n_stages = n;
  if (n == 0 || n > ECG_MODEL_MAX_STAGES)
    {
      self->wrong = self->wrong == NULL ? "widths" : self->wrong;
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *width = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (width) && json_node_get_value_type (width) == G_TYPE_INT64 &&
          json_node_get_int (width) > 0 && json_node_get_int (width) <= 65536)
        config->widths[i] = (size_t) json_node_get_int (width);
      else
        self->wrong = self->wrong == NULL ? "widths" : self->wrong;
    }
}

static gboolean
read_config (EcgSafetensors *file, EcgModelConfig *config, GError **error)
{
  g_autoptr (JsonNode) node = parse_metadata (file, "model", error);
  Reader reader;

  if (node == NULL)
    return FALSE;
  if (!reader_init (&reader, node, "model"))
    return fail (error, reader.wrong);
  read_widths (&reader, config);
  config->kernel = read_size (&reader, "kernel", 1025);
  config->stem_kernel = read_size (&reader, "stem_kernel", 1025);
  config->embedding = read_size (&reader, "embedding", 65536);
  config->dropout = (float) read_double (&reader, "dropout", 0.0, 0.99);
  config->sca = (EcgScaMode) read_choice (&reader, "sca", scas);
  config->pooling = (EcgScaPooling) read_choice (&reader, "pooling", poolings);
  config->sca_skip = read_boolean (&reader, "sca_skip");
  return reader.wrong == NULL || fail (error, reader.wrong);
}

static gboolean
read_preparation (EcgSafetensors *file, EcgPreparation *preparation, GError **error)
{
  g_autoptr (JsonNode) node = parse_metadata (file, "preparation", error);
  Reader reader;

  if (node == NULL)
    return FALSE;
  if (!reader_init (&reader, node, "preparation"))
    return fail (error, reader.wrong);
  preparation->rate_hz = read_double (&reader, "rate_hz", 1.0, 1e5);
  preparation->window = read_size (&reader, "window", 1u << 20);
  preparation->low_hz = read_double (&reader, "low_hz", 0.0, 1e5);
  preparation->high_hz = read_double (&reader, "high_hz", 0.0, 1e5);
  preparation->mains_hz = read_double (&reader, "mains_hz", 0.0, 1e5);
  preparation->normalisation =
    (EcgNormalisation) read_choice (&reader, "normalisation", normalisations);
  if (reader.wrong != NULL)
    return fail (error, reader.wrong);
  preparation->leads = read_names (file, "leads", error);
  if (preparation->leads == NULL)
    return FALSE;
  return g_strv_length (preparation->leads) <= ECG_SCALER_MAX_LEADS || fail (error, "leads");
}

/* Numbers, and where they are variances, of which roots are taken, none below 0. */
static gboolean
check_values (const EcgParam *param, const float *values, GError **error)
{
  const float least = g_str_has_suffix (param->name, ".running_var") ? 0.0f : -INFINITY;

  for (gsize i = 0; i < param->size; i++)
    if (!isfinite (values[i]) || values[i] < least)
      return fail (error, param->name);
  return TRUE;
}

/* Before memory is taken for a network, the file must hold it: it may be of any size. */
static gboolean
check_weights (EcgSafetensors *file, const EcgModelConfig *config, GError **error)
{
  EcgModelLayout layout;

  if (!ecg_model_layout_init (&layout, config))
    return fail (error, "model");
  for (gsize i = 0; i < layout.params.n_items; i++)
    {
      const EcgParam *param = &layout.params.items[i];

      if (!ecg_safetensors_check (file, param->name, ECG_TENSOR_F32, param->rank, param->shape,
                                  error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_weights (EcgSafetensors *file, EcgModel *model, GError **error)
{
  const EcgParams  *params = ecg_model_params (model);
  g_autofree float *values = g_new (float, params->total);

  for (gsize i = 0; i < params->n_items; i++)
    {
      const EcgParam *param = &params->items[i];

      if (!ecg_safetensors_copy (file, values + param->offset, param->name, ECG_TENSOR_F32,
                                 param->rank, param->shape, error) ||
          !check_values (param, values + param->offset, error))
        return FALSE;
    }
  ecg_params_import (params, ecg_model_values (model), values);
  return TRUE;
}

EcgPredictor *
ecg_checkpoint_parse (EcgSafetensors *file, GError **error)
{
  g_auto (EcgPreparation) preparation = { 0 };
  g_auto (GStrv) subjects = NULL;
  g_auto (GStrv) activities = NULL;
  EcgModelConfig config = { 0 };
  EcgModel      *model;

  if (!check_version (file, error) || !read_preparation (file, &preparation, error) ||
      !read_config (file, &config, error))
    return NULL;
  subjects = read_names (file, "subjects", error);
  activities = subjects == NULL ? NULL : read_names (file, "activities", error);
  if (activities == NULL)
    return NULL;

  config.leads = g_strv_length (preparation.leads);
  config.length = preparation.window;
  config.n_classes[ECG_TASK_IDENTITY] = g_strv_length (subjects);
  config.n_classes[ECG_TASK_ACTIVITY] = g_strv_length (activities);
  if (!check_weights (file, &config, error))
    return NULL;
  model = ecg_model_new (&config);
  if (model == NULL || !read_weights (file, model, error))
    {
      if (model == NULL)
        fail (error, "model");
      ecg_model_free (model);
      return NULL;
    }
  return ecg_predictor_new (model, &preparation, (char *const *const[]){ subjects, activities });
}
