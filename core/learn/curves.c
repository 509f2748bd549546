/*
 * Training curves as JSON: what the library keeps and `train --json` prints.
 */

#include "core/learn/curves.h"

#include "core/learn/trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  const char *name;
  gsize       offset; /* of a double for each task */
  gboolean    validation;
} Pair;

#define MOST_FOLDS 1e6

#define OFFSET(member) G_STRUCT_OFFSET (EcgCurvePoint, member)

static const Pair pairs[] = {
  { "loss", OFFSET (loss), FALSE },
  { "accuracy", OFFSET (accuracy), FALSE },
  { "weight", OFFSET (weight), FALSE },
  { "norm", OFFSET (norm), FALSE },
  { "rate", OFFSET (rate), FALSE },
  { "validation_loss", OFFSET (validation_loss), TRUE },
  { "validation_accuracy", OFFSET (validation_accuracy), TRUE },
};

static void
add_point (JsonBuilder *builder, const EcgCurvePoint *point)
{
  json_builder_begin_object (builder);
  if (point->fold > 0)
    {
      json_builder_set_member_name (builder, "fold");
      json_builder_add_int_value (builder, (gint64) point->fold + 1);
    }
  json_builder_set_member_name (builder, "step");
  json_builder_add_int_value (builder, (gint64) point->step);
  json_builder_set_member_name (builder, "epoch");
  json_builder_add_double_value (builder, point->epoch);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const double *values = (gconstpointer) ((const char *) point + pairs[i].offset);

      if (pairs[i].validation && !point->validated)
        continue;
      json_builder_set_member_name (builder, pairs[i].name);
      json_builder_begin_array (builder);
      for (gsize task = 0; task < ECG_N_TASKS; task++)
        json_builder_add_double_value (builder, values[task]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

double
ecg_curves_mean_weight (GArray *points, EcgTask task)
{
  double sum = 0.0;

  g_return_val_if_fail (points != NULL && (gsize) task < ECG_N_TASKS, NAN);

  for (guint i = 0; i < points->len; i++)
    sum += g_array_index (points, EcgCurvePoint, i).weight[task];
  return points->len > 0 ? sum / points->len : NAN;
}

JsonNode *
ecg_curves_to_json (GArray *points)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < points->len; i++)
    add_point (builder, &g_array_index (points, EcgCurvePoint, i));
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

/* json-glib turns whole numbers into integers: both are numbers here. */
static gboolean
read_number (JsonNode *node, double *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 &&
      json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
read_pair (JsonObject *object, const Pair *pair, EcgCurvePoint *point)
{
  JsonNode  *node = json_object_get_member (object, pair->name);
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  double *values = (gpointer) ((char *) point + pair->offset);

  if (array == NULL || json_array_get_length (array) != ECG_N_TASKS)
    return FALSE;
  for (guint task = 0; task < ECG_N_TASKS; task++)
    if (!read_number (json_array_get_element (array, task), &values[task]))
      return FALSE;
  return TRUE;
}

static gboolean
read_point (JsonNode *node, EcgCurvePoint *point)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  double      step, fold = 1.0;

  if (object == NULL || !read_number (json_object_get_member (object, "step"), &step) ||
      step < 0.0 || !read_number (json_object_get_member (object, "epoch"), &point->epoch))
    return FALSE;
  if (json_object_has_member (object, "fold") &&
      (!read_number (json_object_get_member (object, "fold"), &fold) || fold < 1.0 ||
       fold > MOST_FOLDS))
    return FALSE;
  point->fold = (guint) fold - 1;
  point->step = (guint64) step;
  point->validated = json_object_has_member (object, "validation_loss");
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if ((!pairs[i].validation || point->validated) && !read_pair (object, &pairs[i], point))
      return FALSE;
  return TRUE;
}

GArray *
ecg_curves_from_json (JsonNode *node, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (EcgCurvePoint));
  JsonArray *array =
    node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      EcgCurvePoint point = { 0 };

      if (!read_point (json_array_get_element (array, i), &point))
        {
          array = NULL;
          break;
        }
      g_array_append_val (points, point);
    }
  if (array != NULL)
    return g_steal_pointer (&points);
  g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                       _ ("The curves of the run are not in order."));
  return NULL;
}
