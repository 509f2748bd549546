/*
 * An evaluation as JSON, and back. A number that is not one is null.
 */

#include "core/learn/evaluation.h"
#include "core/learn/trainer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_CLASSES 100000
#define MAX_CURVE_POINTS 100000

static const char *const task_names[ECG_N_TASKS] = { "identity", "activity" };
static const char *const figure_names[ECG_N_TASK_FIGURES] = {
  "accuracy", "balanced_accuracy", "macro_f1", "kappa", "ece", "recording_vote", "recording_mean",
};
static const char *const tar_names[2] = { "tar_at_far_1_percent", "tar_at_far_0.1_percent" };

/* Writing */

static void
add_number (JsonBuilder *builder, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  add_number (builder, value);
}

static void
add_count (JsonBuilder *builder, const char *name, gsize value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
add_pair (JsonBuilder *builder, const char *name, const double pair[2])
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  add_number (builder, pair[0]);
  add_number (builder, pair[1]);
  json_builder_end_array (builder);
}

/* Where @name is NULL, as an element of an array. */
static void
add_figure (JsonBuilder *builder, const char *name, const EcgFigure *figure)
{
  if (name != NULL)
    json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_double (builder, "value", figure->value);
  add_pair (builder, "interval", figure->interval);
  add_double (builder, "chance", figure->chance);
  json_builder_end_object (builder);
}

static void
add_confusion (JsonBuilder *builder, const EcgTaskScore *score)
{
  json_builder_set_member_name (builder, "classes");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < score->n_classes; i++)
    json_builder_add_string_value (builder, score->class_names[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "trained_windows");
  json_builder_begin_array (builder);
  for (gsize i = 0; score->n_trained != NULL && i < score->n_classes; i++)
    json_builder_add_int_value (builder, (gint64) score->n_trained[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "confusion");
  json_builder_begin_array (builder);
  for (gsize row = 0; row < score->n_classes; row++)
    {
      json_builder_begin_array (builder);
      for (gsize column = 0; column < score->n_classes; column++)
        json_builder_add_int_value (builder,
                                    (gint64) score->confusion[row * score->n_classes + column]);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

static void
add_reliability (JsonBuilder *builder, const EcgTaskScore *score)
{
  json_builder_set_member_name (builder, "reliability");
  json_builder_begin_array (builder);
  for (gsize b = 0; b < ECG_RELIABILITY_BINS; b++)
    {
      const EcgReliabilityBin *bin = &score->reliability[b];

      json_builder_begin_object (builder);
      add_double (builder, "windows", bin->n);
      add_double (builder, "confidence", bin->n > 0.0 ? bin->sum_confidence / bin->n : NAN);
      add_double (builder, "accuracy", bin->n > 0.0 ? bin->n_right / bin->n : NAN);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* The headline stands by itself as well, where scripts look for it. */
static void
add_task (JsonBuilder *builder, const char *name, const EcgTaskScore *score)
{
  const EcgFigure *accuracy = &score->figures[ECG_FIGURE_ACCURACY];

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "judged");
  json_builder_add_boolean_value (builder, score->is_judged);
  add_double (builder, "accuracy", accuracy->value);
  add_pair (builder, "interval", accuracy->interval);
  add_double (builder, "chance", accuracy->chance);
  add_double (builder, "macro_f1", score->figures[ECG_FIGURE_MACRO_F1].value);
  json_builder_set_member_name (builder, "figures");
  json_builder_begin_object (builder);
  for (gsize f = 0; f < ECG_N_TASK_FIGURES; f++)
    add_figure (builder, figure_names[f], &score->figures[f]);
  json_builder_end_object (builder);
  add_confusion (builder, score);
  add_reliability (builder, score);
  json_builder_end_object (builder);
}

static void
add_verification (JsonBuilder *builder, const EcgVerificationScore *score)
{
  json_builder_set_member_name (builder, "verification");
  json_builder_begin_object (builder);
  add_count (builder, "genuine_trials", score->n_genuine);
  add_count (builder, "impostor_trials", score->n_impostor);
  add_figure (builder, "eer", &score->eer);
  for (gsize i = 0; i < 2; i++)
    add_figure (builder, tar_names[i], &score->tar[i]);
  json_builder_set_member_name (builder, "tar_is_reliable");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < 2; i++)
    json_builder_add_boolean_value (builder, score->tar_is_reliable[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "far_frr");
  json_builder_begin_array (builder);
  for (guint i = 0; i < score->curve->len; i++)
    {
      const EcgRocPoint *point = &g_array_index (score->curve, EcgRocPoint, i);

      json_builder_begin_array (builder);
      json_builder_add_double_value (builder, point->far);
      json_builder_add_double_value (builder, point->frr);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

JsonNode *
ecg_evaluation_to_json (const EcgEvaluation *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "protocol");
  json_builder_add_string_value (builder, ecg_protocol_get_name (self->protocol));
  json_builder_set_member_name (builder, "optimistic");
  json_builder_add_boolean_value (builder, self->protocol == ECG_PROTOCOL_RANDOM);
  json_builder_set_member_name (builder, "classes_shown_equally_often");
  json_builder_add_boolean_value (builder, self->level_classes);
  add_count (builder, "windows", self->windows);
  add_count (builder, "recordings", self->recordings);
  add_count (builder, "folds", self->folds);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    add_task (builder, task_names[task], &self->tasks[task]);
  add_figure (builder, "both", &self->both);
  json_builder_set_member_name (builder, "cmc");
  json_builder_begin_array (builder);
  for (gsize k = 0; k < ECG_CMC_RANKS; k++)
    add_figure (builder, NULL, &self->cmc[k]);
  json_builder_end_array (builder);
  add_verification (builder, &self->verification);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* Reading */

/* Null, or nothing, reads as NaN. */
static gboolean
read_number (JsonNode *node, double *value)
{
  *value = NAN;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_INT64 &&
                                        json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
read_count (JsonNode *node, gsize *value)
{
  double number;

  if (!read_number (node, &number) || !(number >= 0.0 && number < 1e15))
    return FALSE;
  *value = (gsize) number;
  return TRUE;
}

static JsonObject *
get_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object == NULL ? NULL : json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
read_pair (JsonArray *array, double pair[2])
{
  pair[0] = pair[1] = NAN;
  return array == NULL || (json_array_get_length (array) == 2 &&
                           read_number (json_array_get_element (array, 0), &pair[0]) &&
                           read_number (json_array_get_element (array, 1), &pair[1]));
}

static gboolean
read_figure (JsonNode *node, EcgFigure *figure)
{
  JsonObject *object = get_object (node);

  *figure = (EcgFigure){ NAN, { NAN, NAN }, NAN };
  if (node == NULL)
    return TRUE;
  return object != NULL && read_number (json_object_get_member (object, "value"), &figure->value) &&
         read_number (json_object_get_member (object, "chance"), &figure->chance) &&
         read_pair (get_array (object, "interval"), figure->interval);
}

static gboolean
read_classes (JsonObject *object, EcgTaskScore *score)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonArray *array = get_array (object, "classes");

  if (array == NULL || json_array_get_length (array) > MAX_CLASSES)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *name = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
        return FALSE;
      g_strv_builder_add (names, json_node_get_string (name));
    }
  score->n_classes = json_array_get_length (array);
  score->class_names = g_strv_builder_end (names);
  return TRUE;
}

/* Not there, or empty, where an earlier version wrote it. */
static gboolean
read_trained (JsonArray *array, EcgTaskScore *score)
{
  if (array == NULL || json_array_get_length (array) == 0)
    return TRUE;
  if (json_array_get_length (array) != score->n_classes)
    return FALSE;
  score->n_trained = g_new0 (guint64, score->n_classes);
  for (guint i = 0; i < score->n_classes; i++)
    {
      gsize count;

      if (!read_count (json_array_get_element (array, i), &count))
        return FALSE;
      score->n_trained[i] = count;
    }
  return TRUE;
}

static gboolean
read_confusion (JsonObject *object, EcgTaskScore *score)
{
  JsonArray  *rows = get_array (object, "confusion");
  const gsize n = score->n_classes;

  if (rows == NULL || json_array_get_length (rows) != n)
    return FALSE;
  /* Every row is there before the square is allocated, so a small text cannot ask for a large one.
   */
  for (guint row = 0; row < n; row++)
    {
      JsonNode *node = json_array_get_element (rows, row);

      if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != n)
        return FALSE;
    }
  score->confusion = g_new0 (guint64, n * n);
  for (guint row = 0; row < n; row++)
    for (guint column = 0; column < n; column++)
      {
        gsize count;

        if (!read_count (json_array_get_element (json_array_get_array_element (rows, row), column),
                         &count))
          return FALSE;
        score->confusion[row * n + column] = count;
      }
  return TRUE;
}

static gboolean
read_reliability (JsonArray *array, EcgTaskScore *score)
{
  if (array == NULL)
    return TRUE;
  if (json_array_get_length (array) != ECG_RELIABILITY_BINS)
    return FALSE;
  for (guint b = 0; b < ECG_RELIABILITY_BINS; b++)
    {
      JsonObject *object = get_object (json_array_get_element (array, b));
      double      n, confidence, accuracy;

      if (object == NULL || !read_number (json_object_get_member (object, "windows"), &n) ||
          !read_number (json_object_get_member (object, "confidence"), &confidence) ||
          !read_number (json_object_get_member (object, "accuracy"), &accuracy))
        return FALSE;
      if (n > 0.0)
        score->reliability[b] = (EcgReliabilityBin){ n, n * confidence, n * accuracy };
    }
  return TRUE;
}

/* The headline of an earlier version stands outside of `figures`. */
static gboolean
read_headline (JsonObject *object, EcgTaskScore *score)
{
  EcgFigure *accuracy = &score->figures[ECG_FIGURE_ACCURACY];

  return get_array (object, "interval") != NULL &&
         read_pair (get_array (object, "interval"), accuracy->interval) &&
         read_number (json_object_get_member (object, "accuracy"), &accuracy->value) &&
         read_number (json_object_get_member (object, "chance"), &accuracy->chance) &&
         read_number (json_object_get_member (object, "macro_f1"),
                      &score->figures[ECG_FIGURE_MACRO_F1].value);
}

static gboolean
read_task (JsonNode *node, EcgTaskScore *score)
{
  JsonObject *object = get_object (node);
  JsonObject *figures;

  if (object == NULL)
    return FALSE;
  figures = get_object (json_object_get_member (object, "figures"));
  score->is_judged = json_object_get_boolean_member_with_default (object, "judged", TRUE);
  for (gsize f = 0; f < ECG_N_TASK_FIGURES; f++)
    if (!read_figure (figures == NULL ? NULL : json_object_get_member (figures, figure_names[f]),
                      &score->figures[f]))
      return FALSE;
  return read_headline (object, score) && read_classes (object, score) &&
         read_trained (get_array (object, "trained_windows"), score) &&
         read_confusion (object, score) &&
         read_reliability (get_array (object, "reliability"), score);
}

static gboolean
read_curve (JsonArray *array, GArray *curve)
{
  if (array == NULL)
    return TRUE;
  if (json_array_get_length (array) > MAX_CURVE_POINTS)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode   *node = json_array_get_element (array, i);
      double      pair[2];
      EcgRocPoint point;

      if (!JSON_NODE_HOLDS_ARRAY (node) || !read_pair (json_node_get_array (node), pair))
        return FALSE;
      point = (EcgRocPoint){ pair[0], pair[1] };
      g_array_append_val (curve, point);
    }
  return TRUE;
}

static gboolean
read_verification (JsonObject *object, EcgVerificationScore *score)
{
  JsonArray *reliable = get_array (object, "tar_is_reliable");

  score->curve = g_array_new (FALSE, FALSE, sizeof (EcgRocPoint));
  for (guint i = 0; i < 2; i++)
    {
      JsonNode *flag = reliable != NULL && json_array_get_length (reliable) == 2
                         ? json_array_get_element (reliable, i)
                         : NULL;

      if (!read_figure (object == NULL ? NULL : json_object_get_member (object, tar_names[i]),
                        &score->tar[i]))
        return FALSE;
      score->tar_is_reliable[i] = flag != NULL && JSON_NODE_HOLDS_VALUE (flag) &&
                                  json_node_get_value_type (flag) == G_TYPE_BOOLEAN &&
                                  json_node_get_boolean (flag);
    }
  if (!read_figure (object == NULL ? NULL : json_object_get_member (object, "eer"), &score->eer))
    return FALSE;
  if (object == NULL)
    return TRUE;
  return read_count (json_object_get_member (object, "genuine_trials"), &score->n_genuine) &&
         read_count (json_object_get_member (object, "impostor_trials"), &score->n_impostor) &&
         read_curve (get_array (object, "far_frr"), score->curve);
}

static gboolean
read_cmc (JsonArray *array, EcgFigure *cmc)
{
  if (array != NULL && json_array_get_length (array) != ECG_CMC_RANKS)
    return FALSE;
  for (guint k = 0; k < ECG_CMC_RANKS; k++)
    if (!read_figure (array == NULL ? NULL : json_array_get_element (array, k), &cmc[k]))
      return FALSE;
  return TRUE;
}

static gboolean
read_evaluation (EcgEvaluation *self, JsonNode *node)
{
  JsonObject *object = get_object (node);
  const char *protocol;

  if (object == NULL)
    return FALSE;
  protocol = json_object_get_string_member_with_default (object, "protocol", "");
  if (!ecg_protocol_from_name (protocol, &self->protocol) ||
      !read_count (json_object_get_member (object, "windows"), &self->windows))
    return FALSE;
  self->level_classes =
    json_object_get_boolean_member_with_default (object, "classes_shown_equally_often", FALSE);
  self->folds = 1;
  if (json_object_has_member (object, "folds") &&
      !(read_count (json_object_get_member (object, "folds"), &self->folds) &&
        read_count (json_object_get_member (object, "recordings"), &self->recordings)))
    return FALSE;
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    if (!read_task (json_object_get_member (object, task_names[task]), &self->tasks[task]))
      return FALSE;
  return read_figure (json_object_get_member (object, "both"), &self->both) &&
         read_cmc (get_array (object, "cmc"), self->cmc) &&
         read_verification (get_object (json_object_get_member (object, "verification")),
                            &self->verification);
}

EcgEvaluation *
ecg_evaluation_from_json (JsonNode *node, GError **error)
{
  g_autoptr (EcgEvaluation) self = g_atomic_rc_box_new0 (EcgEvaluation);

  if (read_evaluation (self, node))
    return g_steal_pointer (&self);
  g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                       _ ("The evaluation of the run is not in order."));
  return NULL;
}
