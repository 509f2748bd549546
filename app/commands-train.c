/*
 * Commands that train: train, ablate.
 */

#include "app/command.h"
#include "app/json-members.h"

#include "core/learn/ablation.h"
#include "core/learn/run-data.h"
#include "core/learn/run-files.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* The settings that several commands share. 0 or NULL leaves the default. */
static char  *option_protocol;
static gint64 option_seed = G_MININT64; /* not given */

#define PROTOCOL_OPTION                                                                            \
  {                                                                                                \
    "protocol", 0, 0, G_OPTION_ARG_STRING, &option_protocol,                                       \
      N_ ("How windows are dealt: blocked (default), sessions, subjects, activities, random"),     \
      N_ ("P")                                                                                     \
  }
#define SEED_OPTION                                                                                \
  {                                                                                                \
    "seed", 0, 0, G_OPTION_ARG_INT64, &option_seed, N_ ("Fixes all that is left to chance"),       \
      N_ ("N")                                                                                     \
  }

static gboolean
apply_shared_options (EcgTrainSettings *settings, GError **error)
{
  if (option_protocol != NULL && !ecg_protocol_from_name (option_protocol, &settings->protocol))
    return ecg_command_usage_error (
      error,
      _ ("“%s” is not a protocol: expected blocked, sessions, subjects, activities or random"),
      option_protocol);
  if (option_seed < 0 && option_seed != G_MININT64)
    return ecg_command_usage_error (error, _ ("--seed expects a whole number from 0, not %" PRId64),
                                    option_seed);
  if (option_seed >= 0)
    settings->seed = (guint64) option_seed;
  return TRUE;
}

/* train */

static char *train_resume;
static char *train_repeat;

static char    *train_name;
static char    *train_recipe;
static char    *train_size;
static char    *train_balance;
static char    *train_weights_of;
static double   train_identity_weight = NAN;
static double   train_alpha = NAN;
static char    *train_sca;
static char    *train_pooling;
static char    *train_skip;
static char    *train_tasks;
static char    *train_keep;
static char    *train_classes;
static gboolean train_folds;
static double   train_learning_rate;
static double   train_averaging = NAN;
static double   train_dropout = NAN;
static double   train_weight_decay = NAN;
static int      train_patience;
static char    *train_normalisation;
static char    *train_band;
static double   train_mains = NAN;
static char    *train_augment;
static int      train_epochs;
static int      train_batch;
static int      train_threads;

static const GOptionEntry train_options[] = {
  PROTOCOL_OPTION,
  SEED_OPTION,
  { "recipe", 0, 0, G_OPTION_ARG_STRING, &train_recipe,
    N_ ("What the options below begin with: default, or plain for the first description of the "
        "model"),
    N_ ("R") },
  { "epochs", 0, 0, G_OPTION_ARG_INT, &train_epochs, N_ ("At most so many passes over the data"),
    N_ ("N") },
  { "patience", 0, 0, G_OPTION_ARG_INT, &train_patience,
    N_ ("Epochs without a better validation before it stops (default: 60)"), N_ ("N") },
  { "keep", 0, 0, G_OPTION_ARG_STRING, &train_keep,
    N_ ("The epoch that is kept, by its validation: of the least loss (default), or of the most "
        "accuracy"),
    N_ ("K") },
  { "batch", 0, 0, G_OPTION_ARG_INT, &train_batch, N_ ("Windows per step"), N_ ("N") },
  { "threads", 0, 0, G_OPTION_ARG_INT, &train_threads, N_ ("Threads (default: one a core)"),
    N_ ("N") },
  { "size", 0, 0, G_OPTION_ARG_STRING, &train_size, N_ ("Size of the network: default or lite"),
    N_ ("SIZE") },
  { "balance", 0, 0, G_OPTION_ARG_STRING, &train_balance,
    N_ ("Weighing of the losses: gradnorm (default), equal or static"), N_ ("B") },
  { "identity-weight", 0, 0, G_OPTION_ARG_DOUBLE, &train_identity_weight,
    N_ ("With static: identity's weight, from 0.05 to 1.95; activity has what is left of 2"),
    N_ ("W") },
  { "weights-of", 0, 0, G_OPTION_ARG_STRING, &train_weights_of,
    N_ ("With static: the weights that an earlier run had on average"), N_ ("RUN") },
  { "alpha", 0, 0, G_OPTION_ARG_DOUBLE, &train_alpha,
    N_ ("With gradnorm: how strongly the slower task is pulled along, from 0 (default: 0.5)"),
    N_ ("A") },
  { "sca", 0, 0, G_OPTION_ARG_STRING, &train_sca,
    N_ ("Attention: full (default), channel, sequence or none"), N_ ("SCA") },
  { "pooling", 0, 0, G_OPTION_ARG_STRING, &train_pooling,
    N_ ("What attention sees of channels and times: their mean (default), or mean+max"), N_ ("P") },
  { "skip", 0, 0, G_OPTION_ARG_STRING, &train_skip,
    N_ ("Whether what attention leaves is added to what it was given: on (default) or off"),
    N_ ("S") },
  { "learning-rate", 0, 0, G_OPTION_ARG_DOUBLE, &train_learning_rate,
    N_ ("At the start of the cosine (default: 0.001)"), N_ ("R") },
  { "weight-decay", 0, 0, G_OPTION_ARG_DOUBLE, &train_weight_decay,
    N_ ("Pull of the weights to zero (default: 0.0001)"), N_ ("D") },
  { "dropout", 0, 0, G_OPTION_ARG_DOUBLE, &train_dropout,
    N_ ("Share of the embedding that training drops (default: 0.3)"), N_ ("D") },
  { "average", 0, 0, G_OPTION_ARG_DOUBLE, &train_averaging,
    N_ (
      "What a step leaves of the average of the weights, which is what is kept; 0 for the weights "
      "themselves (default: 0.98)"),
    N_ ("D") },
  { "normalise", 0, 0, G_OPTION_ARG_STRING, &train_normalisation,
    N_ (
      "Amplitudes: by the recording (default), by the deviation of each window: window, or by the "
      "height of its beats: peak"),
    N_ ("N") },
  { "band", 0, 0, G_OPTION_ARG_STRING, &train_band,
    N_ ("What the network reads, LOW-HIGH in hertz (default: 1-95): below move the electrodes, "
        "above is the noise of muscles"),
    N_ ("BAND") },
  { "mains", 0, 0, G_OPTION_ARG_DOUBLE, &train_mains,
    N_ ("What is notched out of it, in hertz; 0 for nothing (default: 50)"), N_ ("HZ") },
  { "augment", 0, 0, G_OPTION_ARG_STRING, &train_augment,
    N_ ("Any of gain, shift, noise, wander, lead-drop, tilt, stretch, high-pass, with commas, or "
        "none (default: all but noise and lead-drop)"),
    N_ ("LIST") },
  { "tasks", 0, 0, G_OPTION_ARG_STRING, &train_tasks,
    N_ ("What is learnt: both (default), identity or activity"), N_ ("T") },
  { "classes", 0, 0, G_OPTION_ARG_STRING, &train_classes,
    N_ ("How often people and activities are shown: level (default: equally often) or as-is"),
    N_ ("C") },
  { "folds", 0, 0, G_OPTION_ARG_NONE, &train_folds,
    N_ ("Train a network for every fold of the protocol, and judge all as one"), NULL },
  { "resume", 0, 0, G_OPTION_ARG_STRING, &train_resume,
    N_ ("Go on with this run, with its own settings, from where it was stopped"), N_ ("RUN") },
  { "repeat", 0, 0, G_OPTION_ARG_FILENAME, &train_repeat,
    N_ ("Train anew what the output of “train --json” or “evaluate --json” in this file says, with "
        "its settings, on its recordings"),
    N_ ("FILE") },
  { "name", 0, 0, G_OPTION_ARG_STRING, &train_name, N_ ("Name of the run"), N_ ("RUN") },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  const char *name;
  int         value;
} Choice;

static const Choice recipes[] = { { "default", FALSE }, { "plain", TRUE }, { NULL } };
static const Choice sizes[] = { { "default", ECG_SIZE_DEFAULT },
                                { "lite", ECG_SIZE_LITE },
                                { NULL } };
static const Choice balances[] = { { "gradnorm", ECG_BALANCE_GRADNORM },
                                   { "equal", ECG_BALANCE_EQUAL },
                                   { "static", ECG_BALANCE_STATIC },
                                   { NULL } };
static const Choice scas[] = { { "full", ECG_SCA_FULL },
                               { "channel", ECG_SCA_CHANNEL },
                               { "sequence", ECG_SCA_SEQUENCE },
                               { "none", ECG_SCA_NONE },
                               { NULL } };

static const Choice poolings[] = { { "mean", ECG_SCA_POOL_MEAN },
                                   { "mean+max", ECG_SCA_POOL_MEAN_MAX },
                                   { NULL } };
static const Choice skips[] = { { "on", TRUE }, { "off", FALSE }, { NULL } };
static const Choice task_choices[] = { { "both", ECG_TASKS_BOTH },
                                       { "identity", ECG_TASKS_IDENTITY },
                                       { "activity", ECG_TASKS_ACTIVITY },
                                       { NULL } };
static const Choice normalisations[] = { { "recording", ECG_NORMALISE_RECORDING },
                                         { "window", ECG_NORMALISE_WINDOW },
                                         { "peak", ECG_NORMALISE_PEAK },
                                         { NULL } };
static const Choice keep_choices[] = { { "accuracy", ECG_KEEP_ACCURACY },
                                       { "loss", ECG_KEEP_LOSS },
                                       { NULL } };
static const Choice class_choices[] = { { "level", TRUE }, { "as-is", FALSE }, { NULL } };

/* Returns: FALSE with a usage error; @value stays where @text is NULL. */
static gboolean
choose (const char *option, const Choice *choices, const char *text, int *value, GError **error)
{
  if (text == NULL)
    return TRUE;
  for (const Choice *choice = choices; choice->name != NULL; choice++)
    if (g_str_equal (choice->name, text))
      {
        *value = choice->value;
        return TRUE;
      }
  return ecg_command_usage_error (
    error, _ ("“%s” is not a value of --%s: see “dt4ecg train --help”"), text, option);
}

/* The switches that @list names, and no other; NULL leaves them as they are. */
static gboolean
read_augmentations (EcgTrainSettings *settings, const char *list, GError **error)
{
  const struct
  {
    const char *name;
    gboolean   *value;
  } switches[] = {
    { "gain", &settings->augment_gain },           { "shift", &settings->augment_shift },
    { "noise", &settings->augment_noise },         { "wander", &settings->augment_wander },
    { "lead-drop", &settings->augment_lead_drop }, { "tilt", &settings->augment_tilt },
    { "stretch", &settings->augment_stretch },     { "high-pass", &settings->augment_high_pass },
  };
  g_auto (GStrv) names = g_strsplit (list == NULL ? "" : list, ",", -1);

  for (gsize i = 0; list != NULL && i < G_N_ELEMENTS (switches); i++)
    *switches[i].value = g_strv_contains ((const char *const *) names, switches[i].name);
  for (gsize k = 0; names[k] != NULL; k++)
    {
      gboolean known = g_str_equal (names[k], "none");

      for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
        known = known || g_str_equal (names[k], switches[i].name);
      if (!known)
        return ecg_command_usage_error (
          error, _ ("“%s” is not an augmentation: see “dt4ecg train --help”"), names[k]);
    }
  return TRUE;
}

/* Decimal points, whatever the language; the minus between is a dash. */
static gboolean
read_band (EcgTrainSettings *settings, const char *text, GError **error)
{
  char  *dash, *end;
  double low, high;

  if (text == NULL)
    return TRUE;
  low = g_ascii_strtod (text, &dash);
  high = *dash == '-' ? g_ascii_strtod (dash + 1, &end) : NAN;
  if (dash == text || *dash != '-' || end == dash + 1 || *end != '\0' ||
      !(low >= ECG_TRAIN_LEAST_HZ && low <= ECG_TRAIN_MIDDLE_HZ) ||
      !(high > low && high >= ECG_TRAIN_MIDDLE_HZ && high <= ECG_TRAIN_MOST_HZ))
    return ecg_command_usage_error (
      error,
      _ ("“%s” is not a value of --band: expected two numbers with a dash, from %g to %g "
         "and from %g to %g, such as 1-95"),
      text, ECG_TRAIN_LEAST_HZ, ECG_TRAIN_MIDDLE_HZ, ECG_TRAIN_MIDDLE_HZ, ECG_TRAIN_MOST_HZ);
  settings->low_hz = low;
  settings->high_hz = high;
  return TRUE;
}

static gboolean
read_learning_rate (EcgTrainSettings *settings, GError **error)
{
  if (train_learning_rate < 0.0 || train_learning_rate > 1.0)
    return ecg_command_usage_error (error, _ ("--learning-rate expects a number from 0 to 1"));
  if (train_learning_rate > 0.0)
    settings->learning_rate = train_learning_rate;
  return TRUE;
}

/* What is no number was not given. */
static gboolean
read_share (const char *option, double given, double most, double *value, GError **error)
{
  if (given < 0.0 || given > most)
    return ecg_command_usage_error (error, _ ("--%s expects a number from 0 to %g"), option, most);
  if (!isnan (given))
    *value = given;
  return TRUE;
}

static gboolean
check_static_weights (EcgTrainSettings *settings, GError **error)
{
  const gboolean has_weight = !isnan (train_identity_weight);

  if ((has_weight || train_weights_of != NULL) && settings->balance != ECG_BALANCE_STATIC)
    return ecg_command_usage_error (
      error, _ ("--identity-weight and --weights-of belong to --balance static"));
  if (has_weight && train_weights_of != NULL)
    return ecg_command_usage_error (
      error, _ ("--identity-weight and --weights-of are two ways to say the same: give one"));
  if (has_weight && (train_identity_weight < 0.05 || train_identity_weight > 1.95))
    return ecg_command_usage_error (error,
                                    _ ("--identity-weight expects a number from 0.05 to 1.95"));
  if (has_weight)
    settings->identity_weight = train_identity_weight;
  return TRUE;
}

static gboolean
check_ranges (const EcgTrainSettings *settings, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  return ecg_train_settings_check (settings, &local_error) ||
         ecg_command_usage_error (error, "%s", local_error->message);
}

static gboolean
read_settings (EcgTrainSettings *settings, GError **error)
{
  int size, balance, sca, pooling, tasks, keep, level, normalisation, plain = FALSE;

  if (!choose ("recipe", recipes, train_recipe, &plain, error))
    return FALSE;
  if (plain)
    ecg_train_settings_init_plain (settings);
  else
    ecg_train_settings_init (settings);
  size = settings->size;
  balance = settings->balance;
  sca = settings->sca;
  pooling = settings->pooling;
  tasks = settings->tasks;
  keep = settings->keep;
  level = settings->level_classes;
  normalisation = settings->normalisation;
  if (!apply_shared_options (settings, error) ||
      !choose ("size", sizes, train_size, &size, error) ||
      !choose ("balance", balances, train_balance, &balance, error) ||
      !choose ("sca", scas, train_sca, &sca, error) ||
      !choose ("pooling", poolings, train_pooling, &pooling, error) ||
      !choose ("skip", skips, train_skip, &settings->sca_skip, error) ||
      !read_share ("alpha", train_alpha, 10.0, &settings->alpha, error) ||
      !choose ("keep", keep_choices, train_keep, &keep, error) ||
      !choose ("tasks", task_choices, train_tasks, &tasks, error) ||
      !choose ("classes", class_choices, train_classes, &level, error) ||
      !choose ("normalise", normalisations, train_normalisation, &normalisation, error) ||
      !read_band (settings, train_band, error) ||
      !read_augmentations (settings, train_augment, error) ||
      !read_learning_rate (settings, error) ||
      !read_share ("mains", train_mains, ECG_TRAIN_MOST_HZ, &settings->mains_hz, error) ||
      !read_share ("weight-decay", train_weight_decay, 1.0, &settings->weight_decay, error) ||
      !read_share ("dropout", train_dropout, 0.99, &settings->dropout, error) ||
      !read_share ("average", train_averaging, 0.99999, &settings->averaging, error) ||
      !ecg_command_read_count ("patience", train_patience, &settings->patience, error) ||
      !ecg_command_read_count ("epochs", train_epochs, &settings->epochs, error) ||
      !ecg_command_read_count ("batch", train_batch, &settings->batch, error) ||
      !ecg_command_read_count ("threads", train_threads, &settings->threads, error))
    return FALSE;
  settings->size = (EcgModelSize) size;
  settings->balance = (EcgBalance) balance;
  settings->sca = (EcgScaMode) sca;
  settings->pooling = (EcgScaPooling) pooling;
  settings->tasks = (EcgTaskChoice) tasks;
  settings->keep = (EcgKeepChoice) keep;
  settings->level_classes = level;
  settings->normalisation = (EcgNormalisation) normalisation;
  settings->all_folds = train_folds;
  return check_static_weights (settings, error) && check_ranges (settings, error);
}

/* Static weights: given, or taken from the curves of an earlier run. */
static gboolean
read_static_weights (EcgTrainSettings *settings, EcgStore *store, GError **error)
{
  g_autoptr (EcgRun) run = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GArray) points = NULL;
  double weight;

  if (train_weights_of == NULL)
    return TRUE;
  run = ecg_store_find_run (store, train_weights_of, error);
  if (run == NULL)
    return FALSE;
  if (ecg_run_get_fields (run)->curves != NULL)
    node = json_from_string (ecg_run_get_fields (run)->curves, NULL);
  points = node == NULL ? NULL : ecg_curves_from_json (node, NULL);
  weight = points == NULL ? NAN : ecg_curves_mean_weight (points, ECG_TASK_IDENTITY);
  if (!(weight >= 0.05 && weight <= 1.95))
    {
      g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                   _ ("Run %s has no weights to take: it was not trained on both tasks."),
                   train_weights_of);
      return FALSE;
    }
  settings->identity_weight = weight;
  return TRUE;
}

/* Whoever thinks that a recording was learnt from should know that it was not. */
static void
tell_left_out (const EcgRunFields *fields)
{
  g_auto (GStrv) sentences = ecg_run_data_get_left_out (fields->settings);

  for (gsize i = 0; sentences[i] != NULL; i++)
    fprintf (stderr, "dt4ecg: %s\n", sentences[i]);
}

static void
print_run (EcgCommandContext *context, EcgRun *run)
{
  const EcgRunFields *fields = ecg_run_get_fields (run);
  g_autoptr (JsonBuilder) builder = NULL;

  tell_left_out (fields);

  if (!context->json)
    {
      printf (_ ("Run %s is %s. Evaluate it by: dt4ecg evaluate %s\n"), fields->name,
              ecg_command_name_state (fields->state), fields->name);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  ecg_json_add_string (builder, "run", fields->name);
  ecg_json_add_string (builder, "state", ecg_command_name_state (fields->state));
  ecg_json_add_string (builder, "protocol", fields->protocol);
  ecg_json_add_string (builder, "checkpoint", fields->checkpoint);
  json_builder_set_member_name (builder, "checkpoints");
  json_builder_add_value (builder, ecg_run_files_list (run));
  ecg_json_add_document (builder, "settings", fields->settings);
  ecg_json_add_document (builder, "curves", fields->curves);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

static EcgRun *
resume (EcgCommandContext *context, EcgStore *store, GError **error)
{
  g_autoptr (EcgRun) run = ecg_store_find_run (store, train_resume, error);

  return run == NULL ? NULL
                     : ecg_experiment_resume (store, run, NULL, context->progress,
                                              context->cancellable, error);
}

static EcgRun *
repeat (EcgCommandContext *context, EcgStore *store, GError **error)
{
  g_autofree char *made_of = ecg_run_data_read (train_repeat, context->cancellable, error);
  g_autofree char *difference = made_of == NULL ? NULL : ecg_run_data_compare_machine (made_of);

  if (difference != NULL)
    fprintf (stderr, "dt4ecg: %s\n", difference);
  return made_of == NULL ? NULL
                         : ecg_experiment_repeat (store, made_of, train_name, NULL,
                                                  context->progress, context->cancellable, error);
}

static gboolean
run_train (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (EcgRun) run = NULL;
  EcgTrainSettings settings;

  if (!read_settings (&settings, error))
    return FALSE;
  if (train_resume != NULL && train_repeat != NULL)
    return ecg_command_usage_error (
      error, _ ("--resume goes on with a run, --repeat makes another: give one"));
  store = ecg_command_open_store (context, error);
  if (store == NULL || !read_static_weights (&settings, store, error))
    return FALSE;
  if (train_resume != NULL)
    run = resume (context, store, error);
  else if (train_repeat != NULL)
    run = repeat (context, store, error);
  else
    run = ecg_experiment_train (store, NULL, &settings, train_name, NULL, context->progress,
                                context->cancellable, error);
  if (run == NULL)
    return FALSE;
  print_run (context, run);
  return TRUE;
}

/* ablate */

static void
print_ablation_row (const EcgAblationRow *row)
{
  printf ("%-14s %-9s", row->tasks, row->sca);
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    {
      const EcgFigure *accuracy = ecg_evaluation_get_accuracy (row->evaluation, (EcgTask) task);

      if (isfinite (accuracy->value))
        printf ("  %6.1f (%5.1f–%5.1f)", 100.0 * accuracy->value, 100.0 * accuracy->interval[0],
                100.0 * accuracy->interval[1]);
      else
        printf ("  %6s %13s", "–", "");
    }
  printf ("\n");
}

/* All rows are judged on the same windows: the last of the table has both tasks. */
static void
print_ablation_chance (GPtrArray *rows)
{
  const EcgAblationRow *row = rows->pdata[rows->len - 1];

  printf ("%-24s", _ ("chance"));
  for (gsize task = 0; task < ECG_N_TASKS; task++)
    printf ("  %6.1f %13s",
            100.0 * ecg_evaluation_get_accuracy (row->evaluation, (EcgTask) task)->chance, "");
  printf ("\n");
}

static void
add_ablation_row (JsonBuilder *builder, const EcgAblationRow *row)
{
  json_builder_begin_object (builder);
  ecg_json_add_string (builder, "tasks", row->tasks);
  ecg_json_add_string (builder, "sca", row->sca);
  ecg_json_add_string (builder, "run", ecg_run_get_name (row->run));
  json_builder_set_member_name (builder, "evaluation");
  json_builder_add_value (builder, ecg_evaluation_to_json (row->evaluation));
  json_builder_end_object (builder);
}

static void
print_ablation (EcgCommandContext *context, const EcgTrainSettings *settings, GPtrArray *rows)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!context->json)
    {
      printf (_ ("Protocol %s%s\n"), ecg_protocol_get_name (settings->protocol),
              settings->protocol == ECG_PROTOCOL_RANDOM ? _ (" (optimistic)") : "");
      printf (_ ("%-14s %-9s  %-22s  %s\n"), _ ("tasks"), _ ("attention"), _ ("identity % (95 %)"),
              _ ("activity % (95 %)"));
      for (guint i = 0; i < rows->len; i++)
        print_ablation_row (rows->pdata[i]);
      print_ablation_chance (rows);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rows->len; i++)
    add_ablation_row (builder, rows->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

static gboolean
run_ablate (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  EcgTrainSettings settings;

  if (!read_settings (&settings, error))
    return FALSE;
  if (train_resume != NULL || train_repeat != NULL)
    return ecg_command_usage_error (error, _ ("A grid goes on by itself: give its --name again"));
  store = ecg_command_open_store (context, error);
  if (store == NULL)
    return FALSE;
  rows = ecg_ablation_run (store, NULL, &settings, train_name != NULL ? train_name : "ablation",
                           NULL, context->progress, context->cancellable, error);
  if (rows == NULL)
    return FALSE;
  print_ablation (context, &settings, rows);
  return TRUE;
}

static const EcgCommand commands[] = {
  { "train", "", N_ ("Trains the network on the labelled sessions of the library."), 0, 0,
    train_options, run_train },
  { "ablate", "",
    N_ ("Trains with and without each part of the network: 16 runs, which go on if interrupted."),
    0, 0, train_options, run_ablate },
  { NULL },
};

const EcgCommand *
ecg_train_commands (void)
{
  return commands;
}
