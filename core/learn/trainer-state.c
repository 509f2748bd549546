/*
 * The state of a training in a checkpoint, and back. The network that is saved under its own names
 * is the best so far, since that is what anyone who opens the file wants; the one that is being
 * trained stands beside it under `run.`.
 */

#include "core/learn/checkpoint.h"
#include "core/learn/trainer-private.h"
#include "core/recording/json-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_POSITIONS (sizeof (EcgTrainPosition) / sizeof (gint64))
#define N_BLOCKS 4 /* of a run: both moments, the values, their average */
#define N_GRADNORM 15
#define N_POINT 17
#define MAX_STEPS 1e15

/* GradNorm's numbers in the order of the file. */
static void
gradnorm_to_array (double out[N_GRADNORM], const EcgGradNorm *self)
{
  for (gsize i = 0; i < ECG_N_TASKS; i++)
    {
      out[i] = self->s[i];
      out[2 + i] = self->adam_m[i];
      out[4 + i] = self->adam_v[i];
      out[6 + i] = self->mean_loss[i];
      out[8 + i] = self->mean_norm[i];
      out[10 + i] = self->weight[i];
      out[12 + i] = self->rate[i];
    }
  out[14] = (double) self->n_steps;
}

static void
gradnorm_from_array (EcgGradNorm *self, const double in[N_GRADNORM])
{
  for (gsize i = 0; i < ECG_N_TASKS; i++)
    {
      self->s[i] = in[i];
      self->adam_m[i] = in[2 + i];
      self->adam_v[i] = in[4 + i];
      self->mean_loss[i] = in[6 + i];
      self->mean_norm[i] = in[8 + i];
      self->weight[i] = in[10 + i];
      self->rate[i] = in[12 + i];
    }
  self->n_steps = (size_t) CLAMP (in[14], 0.0, MAX_STEPS);
}

static void
point_to_array (double out[N_POINT], const EcgCurvePoint *point)
{
  const double *pairs[] = { point->loss,
                            point->accuracy,
                            point->weight,
                            point->norm,
                            point->rate,
                            point->validation_loss,
                            point->validation_accuracy };

  out[0] = (double) point->step;
  out[1] = point->epoch;
  out[2] = point->validated ? 1.0 : 0.0;
  for (gsize p = 0; p < G_N_ELEMENTS (pairs); p++)
    memcpy (out + 3 + 2 * p, pairs[p], 2 * sizeof *out);
}

static void
point_from_array (EcgCurvePoint *point, const double in[N_POINT])
{
  double *pairs[] = { point->loss,
                      point->accuracy,
                      point->weight,
                      point->norm,
                      point->rate,
                      point->validation_loss,
                      point->validation_accuracy };

  point->step = (guint64) CLAMP (in[0], 0.0, MAX_STEPS);
  point->epoch = in[1];
  point->validated = in[2] > 0.5;
  for (gsize p = 0; p < G_N_ELEMENTS (pairs); p++)
    memcpy (pairs[p], in + 3 + 2 * p, 2 * sizeof *in);
}

static void
add_vector (GArray *tensors, const char *name, EcgTensorType type, gconstpointer data, gsize n)
{
  const EcgTensorView view = {
    .name = name, .type = type, .rank = 1, .shape = { n }, .data = data
  };

  g_array_append_val (tensors, view);
}

/* In PyTorch's order, as the checkpoint's tensors are. @block holds the values until they are
 * written.
 */
static void
add_values (
  GArray *tensors, const char *name, const float *values, const EcgParams *params, float *block)
{
  ecg_params_export (params, block, values);
  add_vector (tensors, name, ECG_TENSOR_F32, block, params->total);
}

static char *
settings_to_text (const EcgTrainSettings *settings)
{
  g_autoptr (JsonNode) node = ecg_train_settings_to_json (settings);

  return json_to_string (node, FALSE);
}

static GHashTable *
describe (EcgTrainer *self)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (metadata, (gpointer) "protocol",
                       g_strdup (ecg_protocol_get_name (self->split->protocol)));
  g_hash_table_insert (metadata, (gpointer) "seed",
                       g_strdup_printf ("%" G_GUINT64_FORMAT, self->settings.seed));
  g_hash_table_insert (metadata, (gpointer) "settings", settings_to_text (&self->settings));
  if (self->position.has_best)
    g_hash_table_insert (
      metadata, (gpointer) "metrics",
      self->settings.keep == ECG_KEEP_LOSS
        ? g_strdup_printf ("{\"validation_loss_mean\":%.6f}", -self->best_score)
        : g_strdup_printf ("{\"validation_accuracy_mean\":%.6f}", self->best_score));
  return metadata;
}

gboolean
ecg_trainer_save (EcgTrainer *self, const char *path, GError **error)
{
  const EcgParams *params = ecg_model_params (self->model);
  g_autoptr (EcgPredictor) best = ecg_trainer_dup_predictor (self);
  g_autoptr (GHashTable) metadata = describe (self);
  g_autoptr (GArray) state = g_array_new (FALSE, FALSE, sizeof (EcgTensorView));
  g_autofree double *points = g_new (double, MAX (self->points->len, 1) * N_POINT);
  g_autofree float  *blocks = g_new (float, N_BLOCKS * params->total);
  const gint64       adam_steps = (gint64) self->adam.n_steps;
  double             gradnorm[N_GRADNORM];

  gradnorm_to_array (gradnorm, &self->gradnorm);
  for (guint i = 0; i < self->points->len; i++)
    point_to_array (points + i * N_POINT, &g_array_index (self->points, EcgCurvePoint, i));
  add_values (state, "optim.adam.m", self->adam.m, params, blocks);
  add_values (state, "optim.adam.v", self->adam.v, params, blocks + params->total);
  add_vector (state, "optim.adam.steps", ECG_TENSOR_I64, &adam_steps, 1);
  add_vector (state, "optim.gradnorm", ECG_TENSOR_F64, gradnorm, N_GRADNORM);
  add_values (state, "run.values", ecg_model_values (self->model), params,
              blocks + 2 * params->total);
  if (self->average != NULL)
    add_values (state, "run.average", ecg_model_values (self->average), params,
                blocks + 3 * params->total);
  add_vector (state, "run.position", ECG_TENSOR_I64, &self->position, N_POSITIONS);
  add_vector (state, "run.best_score", ECG_TENSOR_F64, &self->best_score, 1);
  add_vector (state, "run.points", ECG_TENSOR_F64, points, (gsize) self->points->len * N_POINT);
  return ecg_checkpoint_write (path, best, state, metadata, error);
}

/* As this version writes them: an earlier one left out what it did not know. */
static gboolean
check_same_run (EcgTrainer *self, EcgSafetensors *file, GError **error)
{
  g_autofree char *settings = settings_to_text (&self->settings);
  g_autofree char *found = NULL;
  const char      *text = ecg_safetensors_get_metadata (file, "settings");
  g_autoptr (JsonNode) node = text == NULL ? NULL : ecg_json_parse (text, -1, NULL);
  EcgTrainSettings stored;

  if (ecg_train_settings_from_json (&stored, node, NULL))
    found = settings_to_text (&stored);
  if (g_strcmp0 (found, settings) == 0)
    return TRUE;
  g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                       _ ("The checkpoint is of a run with other settings."));
  return FALSE;
}

/* The tensors of both networks have the same names and shapes. */
static gboolean
check_same_network (const EcgModel *model, const EcgModel *other, GError **error)
{
  const EcgParams *a = ecg_model_params (model), *b = ecg_model_params (other);
  gboolean         same = a->n_items == b->n_items;

  for (gsize i = 0; same && i < a->n_items; i++)
    same = g_str_equal (a->items[i].name, b->items[i].name) &&
           a->items[i].rank == b->items[i].rank &&
           memcmp (a->items[i].shape, b->items[i].shape,
                   a->items[i].rank * sizeof a->items[i].shape[0]) == 0;
  if (!same)
    g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
                         _ ("The checkpoint is of a network of another size than the run’s."));
  return same;
}

static gboolean
check_finite (const char *name, const double *values, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      {
        g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
                     _ ("The checkpoint is not in order: its “%s” holds what is no number."), name);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_doubles (EcgSafetensors *file, double *values, const char *name, gsize n, GError **error)
{
  return ecg_safetensors_copy (file, values, name, ECG_TENSOR_F64, 1, &n, error) &&
         check_finite (name, values, n, error);
}

static gboolean
read_integers (EcgSafetensors *file, gint64 *values, const char *name, gsize n, GError **error)
{
  return ecg_safetensors_copy (file, values, name, ECG_TENSOR_I64, 1, &n, error);
}

static gboolean
read_points (EcgTrainer *self, EcgSafetensors *file, GError **error)
{
  const EcgTensorView *view = ecg_safetensors_find (file, "run.points");
  const gsize          n = view != NULL && view->rank == 1 ? view->shape[0] : 0;
  g_autofree double   *points = g_new (double, MAX (n, 1));

  if (!read_doubles (file, points, "run.points", n, error))
    return FALSE;
  g_array_set_size (self->points, (guint) (n / N_POINT));
  for (guint i = 0; i < self->points->len; i++)
    {
      g_array_index (self->points, EcgCurvePoint, i) = (EcgCurvePoint){ .fold = self->split->fold };
      point_from_array (&g_array_index (self->points, EcgCurvePoint, i), points + i * N_POINT);
    }
  return TRUE;
}

/* Positions index, and become times: none may be what no training of these batches ever was. Every
 * step moves the optimiser and leaves a point. */
static gboolean
check_state (EcgTrainer *self, gint64 adam_steps, const EcgGradNorm *gradnorm, GError **error)
{
  const EcgTrainPosition *position = &self->position;
  const gint64            n_batches = (gint64) ecg_trainer_count_batches (self);

  if (position->epoch >= 0 && position->epoch <= (gint64) self->settings.epochs &&
      position->batch >= 0 && position->batch <= n_batches &&
      position->step == position->epoch * n_batches + position->batch && position->stale >= 0 &&
      position->stale <= position->epoch && adam_steps == position->step &&
      self->points->len == position->step && gradnorm->n_steps <= (size_t) position->step &&
      gradnorm->weight[0] > 0.0 && gradnorm->weight[1] > 0.0)
    return TRUE;
  g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
                       _ ("The checkpoint is not in order: its training stands where none can."));
  return FALSE;
}

static gboolean
read_values (
  EcgSafetensors *file, float *values, const char *name, const EcgParams *params, GError **error)
{
  const gsize       total = params->total;
  g_autofree float *block = g_new (float, total);

  if (!ecg_safetensors_copy (file, block, name, ECG_TENSOR_F32, 1, &total, error))
    return FALSE;
  for (gsize i = 0; i < total; i++)
    if (!check_finite (name, &(const double){ (double) block[i] }, 1, error))
      return FALSE;
  ecg_params_import (params, values, block);
  return TRUE;
}

static gboolean
read_state (EcgTrainer *self, EcgSafetensors *file, GError **error)
{
  const EcgParams *params = ecg_model_params (self->model);
  EcgGradNorm      gradnorm = self->gradnorm;
  double           numbers[N_GRADNORM];
  gint64           adam_steps;

  if (!read_values (file, self->adam.m, "optim.adam.m", params, error) ||
      !read_values (file, self->adam.v, "optim.adam.v", params, error) ||
      !read_integers (file, &adam_steps, "optim.adam.steps", 1, error) ||
      !read_doubles (file, numbers, "optim.gradnorm", N_GRADNORM, error) ||
      !read_values (file, ecg_model_values (self->model), "run.values", params, error) ||
      (self->average != NULL &&
       !read_values (file, ecg_model_values (self->average), "run.average", params, error)) ||
      !read_integers (file, (gint64 *) &self->position, "run.position", N_POSITIONS, error) ||
      !read_doubles (file, &self->best_score, "run.best_score", 1, error) ||
      !read_points (self, file, error))
    return FALSE;
  gradnorm_from_array (&gradnorm, numbers);
  if (!check_state (self, adam_steps, &gradnorm, error))
    return FALSE;
  self->adam.n_steps = (size_t) adam_steps;
  self->gradnorm = gradnorm;
  return TRUE;
}

gboolean
ecg_trainer_resume (EcgTrainer *self, const char *checkpoint, GError **error)
{
  g_autoptr (EcgSafetensors) file = ecg_safetensors_read (checkpoint, error);
  g_autoptr (EcgPredictor) best = file == NULL ? NULL : ecg_checkpoint_parse (file, error);

  if (best == NULL || !check_same_run (self, file, error) ||
      !check_same_network (self->best, ecg_predictor_get_model (best), error) ||
      !read_state (self, file, error))
    return FALSE;
  memcpy (ecg_model_values (self->best), ecg_model_const_values (ecg_predictor_get_model (best)),
          ecg_model_params (self->best)->total * sizeof (float));
  return TRUE;
}
