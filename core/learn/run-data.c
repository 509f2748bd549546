/*
 * What a run was made of.
 */

#include "core/learn/run-data.h"

#include "core/learn/machine.h"
#include "core/learn/trainer.h"
#include "core/recording/file-input.h"
#include "core/recording/json-text.h"

#include <glib/gi18n-lib.h>

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_item (JsonBuilder *builder, const EcgDatasetItem *item)
{
  const EcgSessionFields *fields = ecg_session_get_fields (item->session);

  json_builder_begin_object (builder);
  add_text (builder, "path", fields->path);
  add_text (builder, "fingerprint", fields->fingerprint);
  add_text (builder, "reading", item->features->reading);
  add_text (builder, "subject", fields->subject);
  add_text (builder, "activity", fields->activity);
  json_builder_end_object (builder);
}

static void
add_count (JsonBuilder *builder, const char *name, gsize value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
add_names (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_left_out (JsonBuilder *builder, const GPtrArray *sentences)
{
  json_builder_set_member_name (builder, "left_out");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sentences->len; i++)
    json_builder_add_string_value (builder, sentences->pdata[i]);
  json_builder_end_array (builder);
}

static void
add_split (JsonBuilder *builder, const EcgSplit *split, const EcgDataset *dataset)
{
  g_autofree char *digest = ecg_split_dup_digest (split, dataset);

  json_builder_begin_object (builder);
  add_count (builder, "train", split->parts[ECG_PART_TRAIN]->len);
  add_count (builder, "validation", split->parts[ECG_PART_VALIDATION]->len);
  add_count (builder, "test", split->parts[ECG_PART_TEST]->len);
  add_text (builder, "sha256", digest);
  json_builder_end_object (builder);
}

static gboolean
add_splits (JsonBuilder            *builder,
            const EcgTrainSettings *settings,
            const EcgDataset       *dataset,
            guint                   n_folds,
            GError                **error)
{
  json_builder_set_member_name (builder, "folds");
  json_builder_begin_array (builder);
  for (guint fold = 0; fold < n_folds; fold++)
    {
      g_autoptr (EcgSplit) split =
        ecg_split_new (dataset, settings->protocol, settings->seed, fold, error);

      if (split == NULL)
        return FALSE;
      add_split (builder, split, dataset);
    }
  json_builder_end_array (builder);
  return TRUE;
}

char *
ecg_run_data_to_json (const EcgTrainSettings *settings,
                      const EcgDataset       *dataset,
                      guint                   n_folds,
                      GError                **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "train");
  json_builder_add_value (builder, ecg_train_settings_to_json (settings));
  json_builder_set_member_name (builder, "machine");
  json_builder_add_value (builder, ecg_machine_to_json (settings->threads));
  if (!add_splits (builder, settings, dataset, n_folds, error))
    return NULL;
  add_names (builder, "leads", (const char *const *) dataset->preparation.leads);
  add_left_out (builder, dataset->left_out);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_array (builder);
  for (gsize i = 0; i < dataset->n_items; i++)
    add_item (builder, &dataset->items[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static const char *
get_text (JsonNode *node, const char *name)
{
  return JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_string_member_with_default (json_node_get_object (node), name, NULL)
           : NULL;
}

static JsonNode *
get_member (JsonNode *node, const char *name)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_member (json_node_get_object (node), name)
           : NULL;
}

/* Returns: (nullable): element @index of the list @name. */
static JsonNode *
get_element (JsonNode *node, const char *name, guint index)
{
  JsonNode *list = get_member (node, name);

  return list != NULL && JSON_NODE_HOLDS_ARRAY (list) &&
             index < json_array_get_length (json_node_get_array (list))
           ? json_array_get_element (json_node_get_array (list), index)
           : NULL;
}

static EcgSession *
find_session (EcgStore *store, JsonNode *node, GError **error)
{
  const char  *fingerprint = get_text (node, "fingerprint");
  const char  *path = get_text (node, "path");
  const gint64 id =
    fingerprint == NULL ? 0 : ecg_store_find_fingerprint (store, fingerprint, error);
  g_autoptr (EcgSession) now = id > 0 ? ecg_store_get_session (store, id, error) : NULL;
  EcgSessionFields fields;

  if (id < 0 || (id > 0 && now == NULL))
    return NULL;
  if (now == NULL)
    {
      g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                   _ ("The run learnt from %s, which is no longer in the library."),
                   path != NULL ? path : "?");
      return NULL;
    }
  fields = *ecg_session_get_fields (now);
  fields.subject = get_text (node, "subject");
  fields.activity = get_text (node, "activity");
  return ecg_session_new (&fields);
}

GPtrArray *
ecg_run_data_from_json (EcgStore         *store,
                        const char       *json,
                        EcgTrainSettings *settings,
                        GError          **error)
{
  g_autoptr (JsonNode) root = ecg_json_parse (json, -1, NULL);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  JsonNode *list = get_member (root, "sessions");
  JsonNode *node;

  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    {
      g_set_error_literal (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                           _ ("The run does not say what it learnt from."));
      return NULL;
    }
  if (!ecg_train_settings_from_json (settings, get_member (root, "train"), error))
    return NULL;
  for (guint i = 0; (node = get_element (root, "sessions", i)) != NULL; i++)
    {
      EcgSession *session = find_session (store, node, error);

      if (session == NULL)
        return NULL;
      g_ptr_array_add (sessions, session);
    }
  return g_steal_pointer (&sessions);
}

gboolean
ecg_run_data_check_complete (const EcgDataset *dataset, const GPtrArray *sessions, GError **error)
{
  if (dataset->n_items == sessions->len)
    return TRUE;
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
               _ ("The data of the run are no longer all there: %s"),
               (const char *) dataset->left_out->pdata[0]);
  return FALSE;
}

/* The settings and curves of a run, with some space. */
#define MAX_DOCUMENT_BYTES (256 * 1024 * 1024)

char *
ecg_run_data_read (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *text = ecg_file_read_text (path, MAX_DOCUMENT_BYTES, cancellable, error);
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonNode) root = text == NULL ? NULL : ecg_json_parse (text, -1, &refusal);
  JsonNode *made_of = get_member (root, "settings");

  if (made_of != NULL && JSON_NODE_HOLDS_OBJECT (made_of))
    return json_to_string (made_of, FALSE);
  if (text != NULL)
    g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                 _ ("%s is not what “train --json” or “evaluate --json” prints: %s"), path,
                 refusal != NULL ? refusal->message : _ ("it has no object “settings”."));
  return NULL;
}

char **
ecg_run_data_get_left_out (const char *json)
{
  g_autoptr (JsonNode) root = ecg_json_parse (json, -1, NULL);
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  JsonNode *sentence;

  for (guint i = 0; (sentence = get_element (root, "left_out", i)) != NULL; i++)
    if (JSON_NODE_HOLDS_VALUE (sentence) && json_node_get_string (sentence) != NULL)
      g_strv_builder_add (sentences, json_node_get_string (sentence));
  return g_strv_builder_end (sentences);
}

char *
ecg_run_data_compare_machine (const char *json)
{
  static const char *const names[] = { "version", "processor", "vectors" };
  g_autoptr (JsonNode) root = ecg_json_parse (json, -1, NULL);
  g_autoptr (JsonNode) here = ecg_machine_to_json (0);
  JsonNode *there = get_member (root, "machine");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *expected = there == NULL ? NULL : get_text (there, names[i]);
      const char *found = get_text (here, names[i]);

      if (expected != NULL && !g_str_equal (expected, found))
        return g_strdup_printf (_ ("The run was trained where “%s” is %s; here it is %s, so that "
                                   "weights may differ in their last bits."),
                                names[i], expected, found);
    }
  return NULL;
}

guint
ecg_run_data_get_threads (const char *json)
{
  g_autoptr (JsonNode) root = ecg_json_parse (json, -1, NULL);
  JsonNode    *machine = get_member (root, "machine");
  const gint64 threads =
    machine != NULL && JSON_NODE_HOLDS_OBJECT (machine)
      ? json_object_get_int_member_with_default (json_node_get_object (machine), "threads", 0)
      : 0;

  return (guint) CLAMP (threads, 0, G_MAXINT32);
}

/* Returns: (nullable): what the document says of the session with this fingerprint; runs of earlier
 * versions say nothing. */
static const char *
get_reading (JsonNode *root, const char *fingerprint)
{
  JsonNode *session;

  for (guint i = 0; (session = get_element (root, "sessions", i)) != NULL; i++)
    if (g_strcmp0 (get_text (session, "fingerprint"), fingerprint) == 0)
      return get_text (session, "reading");
  return NULL;
}

gboolean
ecg_run_data_check_readings (const char *json, const EcgDataset *dataset, GError **error)
{
  g_autoptr (JsonNode) root = ecg_json_parse (json, -1, NULL);

  for (gsize i = 0; i < dataset->n_items; i++)
    {
      const EcgSessionFields *fields = ecg_session_get_fields (dataset->items[i].session);
      const char             *expected = get_reading (root, fields->fingerprint);
      const char             *found = dataset->items[i].features->reading;
      g_autofree char        *name = NULL;

      if (expected == NULL || g_str_equal (expected, found))
        continue;
      name = g_path_get_basename (fields->path);
      g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                   _ ("%s is read in another way than when the run learnt from it: then as %s, now "
                      "as %s. Set its scale, or its recipe, to what it was."),
                   name, expected, found);
      return FALSE;
    }
  return TRUE;
}

/* Returns: (nullable): what the document says of @fold; runs of earlier versions say nothing. */
static const char *
get_digest (JsonNode *root, guint fold)
{
  JsonNode *split = get_element (root, "folds", fold);

  return split == NULL ? NULL : get_text (split, "sha256");
}

gboolean
ecg_run_data_check_split (const char       *json,
                          const EcgSplit   *split,
                          const EcgDataset *dataset,
                          GError          **error)
{
  g_autoptr (JsonNode) root = ecg_json_parse (json, -1, NULL);
  const char      *expected = get_digest (root, split->fold);
  g_autofree char *found = ecg_split_dup_digest (split, dataset);

  if (expected == NULL || g_str_equal (expected, found))
    return TRUE;
  g_set_error_literal (
    error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
    _ ("The data of the run are no longer dealt as they were when it was trained: what is its test "
       "part now may have been seen in training."));
  return FALSE;
}
