/*
 * Judges a network on a part of a split, and keeps the verdict as JSON.
 */

#include "core/learn/evaluation.h"

#include "core/learn/classify.h"
#include "core/learn/metrics.h"
#include "core/learn/trainer.h"

#include <glib/gi18n-lib.h>

#define BATCH 64
#define MAX_CLASSES 100000
/* Fixed, so that the same predictions have the same interval. */
#define BOOTSTRAP_SEED 1

G_DEFINE_BOXED_TYPE (EcgEvaluation, ecg_evaluation, ecg_evaluation_ref, ecg_evaluation_unref)

static const char *const task_names[ECG_N_TASKS] = { "identity", "activity" };

EcgEvaluation *
ecg_evaluation_ref (EcgEvaluation *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_evaluation (gpointer data)
{
  EcgEvaluation *self = data;

  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      g_strfreev (self->tasks[task].class_names);
      g_free (self->tasks[task].confusion);
    }
}

void
ecg_evaluation_unref (EcgEvaluation *self)
{
  g_atomic_rc_box_release_full (self, clear_evaluation);
}

static void
find_interval (EcgTaskScore  *score,
               const guint64 *n_right,
               const guint64 *n_windows,
               gsize          n_subjects)
{
  EcgRng rng;

  ecg_rng_init (&rng, BOOTSTRAP_SEED, 0);
  ecg_metrics_bootstrap (score->interval, n_right, n_windows, n_subjects, &rng);
}

static void
score_task (EcgTaskScore     *score,
            EcgTask           task,
            const float      *probability,
            const EcgDataset *dataset,
            const GArray     *windows)
{
  const gsize         n_subjects = dataset->n_classes[ECG_TASK_IDENTITY];
  g_autofree guint64 *n_right = g_new0 (guint64, n_subjects);
  g_autofree guint64 *n_windows = g_new0 (guint64, n_subjects);

  score->n_classes = dataset->n_classes[task];
  score->class_names = g_strdupv (dataset->class_names[task]);
  score->confusion = g_new0 (guint64, score->n_classes * score->n_classes);
  for (guint i = 0; i < windows->len; i++)
    {
      const EcgWindow *window = &g_array_index (windows, EcgWindow, i);
      const gsize      truth = (gsize) ecg_window_label (dataset, window, task);
      const gsize      subject = (gsize) ecg_window_label (dataset, window, ECG_TASK_IDENTITY);
      const gsize said = ecg_find_winner (probability + i * score->n_classes, score->n_classes);

      score->confusion[truth * score->n_classes + said]++;
      n_windows[subject]++;
      n_right[subject] += said == truth ? 1 : 0;
    }
  score->accuracy = ecg_metrics_accuracy (score->confusion, score->n_classes);
  score->macro_f1 = ecg_metrics_macro_f1 (score->confusion, score->n_classes);
  score->chance = ecg_metrics_chance (score->confusion, score->n_classes);
  find_interval (score, n_right, n_windows, n_subjects);
}

static gboolean
check_classes (EcgPredictor *predictor, const EcgDataset *dataset, GError **error)
{
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    if (!g_strv_equal (ecg_predictor_get_class_names (predictor, (EcgTask) task),
                       (const char *const *) dataset->class_names[task]))
      {
        g_set_error_literal (
          error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
          _ ("The network knows other people or activities than the data it should be judged on."));
        return FALSE;
      }
  return TRUE;
}

static gboolean
classify (float *const      probability[ECG_N_TASKS],
          EcgPredictor     *predictor,
          const EcgDataset *dataset,
          const EcgSplit   *split,
          const GArray     *windows,
          guint             n_threads,
          EcgProgress      *progress,
          GCancellable     *cancellable,
          GError          **error)
{
  const EcgModel       *model = ecg_predictor_get_model (predictor);
  const EcgModelConfig *config = ecg_model_config (model);
  g_autofree float     *x = g_new (float, BATCH * config->leads * config->length);
  EcgTeam              *team = ecg_team_new (n_threads > 0 ? n_threads : g_get_num_processors ());
  EcgModelWork         *work = ecg_model_work_new (config, BATCH, false, team);
  gboolean              done = FALSE;

  if (work != NULL)
    {
      ecg_model_work_freeze (work, model);
      done = ecg_classify_windows (probability, model, work, x, BATCH, dataset, split, windows,
                                   progress, cancellable, error);
    }
  else
    g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                         _ ("There is not enough memory to judge the network."));
  ecg_model_work_free (work);
  ecg_team_free (team);
  return done;
}

EcgEvaluation *
ecg_evaluation_new (EcgPredictor     *predictor,
                    const EcgDataset *dataset,
                    const EcgSplit   *split,
                    EcgPart           part,
                    guint             n_threads,
                    EcgProgress      *progress,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autoptr (EcgEvaluation) self = g_atomic_rc_box_new0 (EcgEvaluation);
  const GArray     *windows = split->parts[part];
  g_autofree float *identity = g_new (float, windows->len * dataset->n_classes[0]);
  g_autofree float *activity = g_new (float, windows->len * dataset->n_classes[1]);
  float *const      probability[ECG_N_TASKS] = { identity, activity };

  if (!check_classes (predictor, dataset, error) ||
      !classify (probability, predictor, dataset, split, windows, n_threads, progress, cancellable,
                 error))
    return NULL;
  self->protocol = split->protocol;
  self->windows = windows->len;
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    score_task (&self->tasks[task], (EcgTask) task, probability[task], dataset, windows);
  return g_steal_pointer (&self);
}

/* JSON */

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_task (JsonBuilder *builder, const char *name, const EcgTaskScore *score)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_double (builder, "accuracy", score->accuracy);
  json_builder_set_member_name (builder, "interval");
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, score->interval[0]);
  json_builder_add_double_value (builder, score->interval[1]);
  json_builder_end_array (builder);
  add_double (builder, "macro_f1", score->macro_f1);
  add_double (builder, "chance", score->chance);
  json_builder_set_member_name (builder, "classes");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < score->n_classes; i++)
    json_builder_add_string_value (builder, score->class_names[i]);
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
  json_builder_end_object (builder);
}

JsonNode *
ecg_evaluation_to_json (const EcgEvaluation *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "protocol");
  json_builder_add_string_value (builder, ecg_protocol_get_name (self->protocol));
  json_builder_set_member_name (builder, "windows");
  json_builder_add_int_value (builder, (gint64) self->windows);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    add_task (builder, task_names[task], &self->tasks[task]);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
read_double (JsonNode *node, double *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 &&
      json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return TRUE;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
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
        double count;

        if (!read_double (json_array_get_element (json_array_get_array_element (rows, row), column),
                          &count) ||
            count < 0.0)
          return FALSE;
        score->confusion[row * n + column] = (guint64) count;
      }
  return TRUE;
}

static gboolean
read_task (JsonNode *node, EcgTaskScore *score)
{
  JsonObject *object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonArray *interval = object == NULL ? NULL : get_array (object, "interval");

  return interval != NULL && json_array_get_length (interval) == 2 &&
         read_double (json_array_get_element (interval, 0), &score->interval[0]) &&
         read_double (json_array_get_element (interval, 1), &score->interval[1]) &&
         read_double (json_object_get_member (object, "accuracy"), &score->accuracy) &&
         read_double (json_object_get_member (object, "macro_f1"), &score->macro_f1) &&
         read_double (json_object_get_member (object, "chance"), &score->chance) &&
         read_classes (object, score) && read_confusion (object, score);
}

static gboolean
read_evaluation (EcgEvaluation *self, JsonNode *node)
{
  JsonObject *object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *protocol;
  double      windows;

  if (object == NULL)
    return FALSE;
  protocol = json_object_get_string_member_with_default (object, "protocol", "");
  if (!ecg_protocol_from_name (protocol, &self->protocol) ||
      !read_double (json_object_get_member (object, "windows"), &windows) || windows < 0.0)
    return FALSE;
  self->windows = (gsize) windows;
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    if (!read_task (json_object_get_member (object, task_names[task]), &self->tasks[task]))
      return FALSE;
  return TRUE;
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
