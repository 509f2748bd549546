#include "app/train-options.h"

#include "app/command.h"

#include "core/learn/curves.h"
#include "core/learn/experiment.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>

/* Of what was not given: 0, NULL or NAN, which leaves the default, but for the seed, which may be
 * 0. */
char           *ecg_train_option_resume;
char           *ecg_train_option_repeat;
char           *ecg_train_option_name;
static char    *train_protocol;
static gint64   train_seed = G_MININT64;
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

const GOptionEntry ecg_train_options[] = {
  { "protocol", 0, 0, G_OPTION_ARG_STRING, &train_protocol,
    N_ ("How windows are dealt: blocked (default), sessions, subjects, activities, random"),
    N_ ("P") },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &train_seed, N_ ("Fixes all that is left to chance"),
    N_ ("N") },
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
  { "resume", 0, 0, G_OPTION_ARG_STRING, &ecg_train_option_resume,
    N_ ("Go on with this run, with its own settings, from where it was stopped"), N_ ("RUN") },
  { "repeat", 0, 0, G_OPTION_ARG_FILENAME, &ecg_train_option_repeat,
    N_ ("Train anew what the output of “train --json” or “evaluate --json” in this file says, with "
        "its settings, on its recordings"),
    N_ ("FILE") },
  { "name", 0, 0, G_OPTION_ARG_STRING, &ecg_train_option_name, N_ ("Name of the run"), N_ ("RUN") },
  G_OPTION_ENTRY_NULL,
};

static gboolean
read_protocol_and_seed (EcgTrainSettings *settings, GError **error)
{
  if (train_protocol != NULL && !ecg_protocol_from_name (train_protocol, &settings->protocol))
    return ecg_command_usage_error (
      error,
      _ ("“%s” is not a protocol: expected blocked, sessions, subjects, activities or random"),
      train_protocol);
  if (train_seed < 0 && train_seed != G_MININT64)
    return ecg_command_usage_error (error, _ ("--seed expects a whole number from 0, not %" PRId64),
                                    train_seed);
  if (train_seed >= 0)
    settings->seed = (guint64) train_seed;
  return TRUE;
}

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

gboolean
ecg_train_options_read (EcgTrainSettings *settings, GError **error)
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
  if (!read_protocol_and_seed (settings, error) ||
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

gboolean
ecg_train_options_read_weights (EcgTrainSettings *settings, EcgStore *store, GError **error)
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
