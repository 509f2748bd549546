/*
 * The settings of a run, and their JSON: one table of members says name, type and range for both
 * directions.
 */

#include "core/learn/train-settings.h"

#include "core/learn/trainer.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  MEMBER_UINT,
  MEMBER_SEED,
  MEMBER_DOUBLE,
  MEMBER_BOOLEAN,
  MEMBER_CHOICE,
} MemberType;

typedef struct
{
  const char        *name;
  MemberType         type;
  gsize              offset;
  double             least;
  double             most;
  const char *const *choices; /* of MEMBER_CHOICE: names in the order of the enumeration */
  gboolean           is_new;  /* not in every library's runs */
} Member;

static const char *const protocols[] = { "random",   "blocked",    "sessions",
                                         "subjects", "activities", NULL };
static const char *const task_choices[] = { "both", "identity", "activity", NULL };
static const char *const keep_choices[] = { "accuracy", "loss", NULL };
static const char *const balances[] = { "gradnorm", "equal", "static", NULL };
static const char *const sizes[] = { "default", "lite", NULL };
static const char *const scas[] = { "full", "channel", "sequence", "none", NULL };
static const char *const poolings[] = { "mean", "mean+max", NULL };
static const char *const normalisations[] = { "recording", "window", "peak", NULL };

#define OFFSET(member) G_STRUCT_OFFSET (EcgTrainSettings, member)

static const Member members[] = {
  { "protocol", MEMBER_CHOICE, OFFSET (protocol), 0, 0, protocols },
  { "seed", MEMBER_SEED, OFFSET (seed), 0, 0, NULL },
  { "epochs", MEMBER_UINT, OFFSET (epochs), 1, 100000, NULL },
  { "batch", MEMBER_UINT, OFFSET (batch), 2, 4096, NULL },
  { "patience", MEMBER_UINT, OFFSET (patience), 1, 100000, NULL },
  { "threads", MEMBER_UINT, OFFSET (threads), 0, ECG_TRAIN_MOST_THREADS, NULL },
  { "learning_rate", MEMBER_DOUBLE, OFFSET (learning_rate), 1e-8, 1.0, NULL },
  { "weight_decay", MEMBER_DOUBLE, OFFSET (weight_decay), 0.0, 1.0, NULL },
  { "clip_norm", MEMBER_DOUBLE, OFFSET (clip_norm), 1e-6, 1e6, NULL },
  { "alpha", MEMBER_DOUBLE, OFFSET (alpha), 0.0, 10.0, NULL },
  { "balance", MEMBER_CHOICE, OFFSET (balance), 0, 0, balances },
  { "size", MEMBER_CHOICE, OFFSET (size), 0, 0, sizes },
  { "sca", MEMBER_CHOICE, OFFSET (sca), 0, 0, scas },
  { "pooling", MEMBER_CHOICE, OFFSET (pooling), 0, 0, poolings },
  { "sca_skip", MEMBER_BOOLEAN, OFFSET (sca_skip), 0, 0, NULL },
  { "normalisation", MEMBER_CHOICE, OFFSET (normalisation), 0, 0, normalisations },
  { "augment_gain", MEMBER_BOOLEAN, OFFSET (augment_gain), 0, 0, NULL },
  { "augment_shift", MEMBER_BOOLEAN, OFFSET (augment_shift), 0, 0, NULL },
  { "augment_noise", MEMBER_BOOLEAN, OFFSET (augment_noise), 0, 0, NULL },
  { "augment_wander", MEMBER_BOOLEAN, OFFSET (augment_wander), 0, 0, NULL },
  { "augment_lead_drop", MEMBER_BOOLEAN, OFFSET (augment_lead_drop), 0, 0, NULL },
  { "augment_tilt", MEMBER_BOOLEAN, OFFSET (augment_tilt), 0, 0, NULL, TRUE },
  { "augment_stretch", MEMBER_BOOLEAN, OFFSET (augment_stretch), 0, 0, NULL, TRUE },
  { "averaging", MEMBER_DOUBLE, OFFSET (averaging), 0.0, 0.99999, NULL, TRUE },
  { "identity_weight", MEMBER_DOUBLE, OFFSET (identity_weight), 0.05, 1.95, NULL, TRUE },
  { "dropout", MEMBER_DOUBLE, OFFSET (dropout), 0.0, 0.99, NULL, TRUE },
  { "all_folds", MEMBER_BOOLEAN, OFFSET (all_folds), 0, 0, NULL, TRUE },
  { "tasks", MEMBER_CHOICE, OFFSET (tasks), 0, 0, task_choices, TRUE },
  { "level_classes", MEMBER_BOOLEAN, OFFSET (level_classes), 0, 0, NULL, TRUE },
  { "low_hz", MEMBER_DOUBLE, OFFSET (low_hz), ECG_TRAIN_LEAST_HZ, ECG_TRAIN_MIDDLE_HZ, NULL, TRUE },
  { "high_hz", MEMBER_DOUBLE, OFFSET (high_hz), ECG_TRAIN_MIDDLE_HZ, ECG_TRAIN_MOST_HZ, NULL,
    TRUE },
  { "mains_hz", MEMBER_DOUBLE, OFFSET (mains_hz), 0.0, ECG_TRAIN_MOST_HZ, NULL, TRUE },
  { "augment_high_pass", MEMBER_BOOLEAN, OFFSET (augment_high_pass), 0, 0, NULL, TRUE },
  { "keep", MEMBER_CHOICE, OFFSET (keep), 0, 0, keep_choices, TRUE },
};

gboolean
ecg_train_settings_learns (const EcgTrainSettings *self, EcgTask task)
{
  return self->tasks == ECG_TASKS_BOTH ||
         (self->tasks == ECG_TASKS_IDENTITY) == (task == ECG_TASK_IDENTITY);
}

void
ecg_train_settings_prepare (const EcgTrainSettings *self, EcgPreparation *preparation)
{
  preparation->normalisation = self->normalisation;
  preparation->low_hz = self->low_hz;
  preparation->high_hz = self->high_hz;
  preparation->mains_hz = self->mains_hz;
}

void
ecg_train_settings_init_plain (EcgTrainSettings *self)
{
  *self = (EcgTrainSettings){
    .protocol = ECG_PROTOCOL_BLOCKED,
    .level_classes = TRUE,
    .seed = 1,
    .epochs = 60,
    .batch = 64,
    .patience = 10,
    .learning_rate = 1e-3,
    .weight_decay = 1e-4,
    .clip_norm = 5.0,
    .dropout = 0.3,
    .alpha = 0.5,
    .identity_weight = 1.0,
    .balance = ECG_BALANCE_GRADNORM,
    .size = ECG_SIZE_DEFAULT,
    .sca = ECG_SCA_FULL,
    .pooling = ECG_SCA_POOL_MEAN,
    .sca_skip = TRUE,
    .normalisation = ECG_NORMALISE_RECORDING,
    .low_hz = 0.5,
    .high_hz = 40.0,
    .mains_hz = 50.0,
    .augment_gain = TRUE,
    .augment_shift = TRUE,
    .augment_noise = TRUE,
  };
}

void
ecg_train_settings_init (EcgTrainSettings *self)
{
  ecg_train_settings_init_plain (self);
  self->patience = 60;
  self->keep = ECG_KEEP_LOSS;
  self->averaging = 0.98;
  self->low_hz = 1.0;
  self->high_hz = 95.0;
  self->augment_noise = FALSE;
  self->augment_wander = TRUE;
  self->augment_tilt = TRUE;
  self->augment_stretch = TRUE;
  self->augment_high_pass = TRUE;
}

static gboolean
check_number (const Member *member, double value, GError **error)
{
  if (value >= member->least && value <= member->most)
    return TRUE;
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
               _ ("The setting “%s” is %.9g: expected a number from %.9g to %.9g."), member->name,
               value, member->least, member->most);
  return FALSE;
}

gboolean
ecg_train_settings_check (const EcgTrainSettings *self, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      gconstpointer place = (const char *) self + members[i].offset;

      if ((members[i].type == MEMBER_UINT &&
           !check_number (&members[i], (double) *(const guint *) place, error)) ||
          (members[i].type == MEMBER_DOUBLE &&
           !check_number (&members[i], *(const double *) place, error)))
        return FALSE;
    }
  return TRUE;
}

static void
add_member (JsonBuilder *builder, const EcgTrainSettings *self, const Member *member)
{
  gconstpointer place = (const char *) self + member->offset;

  json_builder_set_member_name (builder, member->name);
  switch (member->type)
    {
    case MEMBER_UINT:
      json_builder_add_int_value (builder, *(const guint *) place);
      break;
    case MEMBER_SEED:
      json_builder_add_int_value (builder, (gint64) * (const guint64 *) place);
      break;
    case MEMBER_DOUBLE:
      json_builder_add_double_value (builder, *(const double *) place);
      break;
    case MEMBER_BOOLEAN:
      json_builder_add_boolean_value (builder, *(const gboolean *) place);
      break;
    case MEMBER_CHOICE:
      json_builder_add_string_value (builder, member->choices[*(const int *) place]);
      break;
    default:
      g_assert_not_reached ();
    }
}

JsonNode *
ecg_train_settings_to_json (const EcgTrainSettings *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    add_member (builder, self, &members[i]);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static gboolean
read_choice (const Member *member, JsonNode *node, int *place)
{
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  for (int i = 0; member->choices[i] != NULL; i++)
    if (g_str_equal (member->choices[i], json_node_get_string (node)))
      {
        *place = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_number (const Member *member, JsonNode *node, double *value)
{
  const GType type = json_node_get_value_type (node);

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *value = type == G_TYPE_INT64 ? (double) json_node_get_int (node) : json_node_get_double (node);
  return *value >= member->least && *value <= member->most;
}

static gboolean
read_member (EcgTrainSettings *self, const Member *member, JsonNode *node)
{
  gpointer place = (char *) self + member->offset;
  double   number;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  switch (member->type)
    {
    case MEMBER_UINT:
      if (json_node_get_value_type (node) != G_TYPE_INT64 || !read_number (member, node, &number))
        return FALSE;
      *(guint *) place = (guint) number;
      return TRUE;
    case MEMBER_SEED:
      if (json_node_get_value_type (node) != G_TYPE_INT64)
        return FALSE;
      *(guint64 *) place = (guint64) json_node_get_int (node);
      return TRUE;
    case MEMBER_DOUBLE:
      if (!read_number (member, node, &number))
        return FALSE;
      *(double *) place = number;
      return TRUE;
    case MEMBER_BOOLEAN:
      if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return FALSE;
      *(gboolean *) place = json_node_get_boolean (node);
      return TRUE;
    case MEMBER_CHOICE:
      return read_choice (member, node, place);
    default:
      g_assert_not_reached ();
    }
}

gboolean
ecg_train_settings_from_json (EcgTrainSettings *self, JsonNode *node, GError **error)
{
  EcgTrainSettings settings;
  JsonObject      *object =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  ecg_train_settings_init_plain (&settings);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonNode *value = object == NULL ? NULL : json_object_get_member (object, members[i].name);

      if (value == NULL && members[i].is_new && object != NULL)
        continue;
      if (value == NULL || !read_member (&settings, &members[i], value))
        {
          g_set_error (
            error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
            _ ("The settings of the run are not in order: “%s” is missing or out of range."),
            members[i].name);
          return FALSE;
        }
    }
  *self = settings;
  return TRUE;
}
