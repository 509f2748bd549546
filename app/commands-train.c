/*
 * Commands that train: train, ablate.
 */

#include "app/command.h"
#include "app/json-members.h"
#include "app/train-options.h"

#include "core/learn/ablation.h"
#include "core/learn/run-data.h"
#include "core/learn/run-files.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

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
  g_autoptr (EcgRun) run = ecg_store_find_run (store, ecg_train_option_resume, error);

  return run == NULL ? NULL
                     : ecg_experiment_resume (store, run, NULL, context->progress,
                                              context->cancellable, error);
}

static EcgRun *
repeat (EcgCommandContext *context, EcgStore *store, GError **error)
{
  g_autofree char *made_of =
    ecg_run_data_read (ecg_train_option_repeat, context->cancellable, error);
  g_autofree char *difference = made_of == NULL ? NULL : ecg_run_data_compare_machine (made_of);

  if (difference != NULL)
    fprintf (stderr, "dt4ecg: %s\n", difference);
  return made_of == NULL ? NULL
                         : ecg_experiment_repeat (store, made_of, ecg_train_option_name, NULL,
                                                  context->progress, context->cancellable, error);
}

static gboolean
run_train (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (EcgRun) run = NULL;
  EcgTrainSettings settings;

  if (!ecg_train_options_read (&settings, error))
    return FALSE;
  if (ecg_train_option_resume != NULL && ecg_train_option_repeat != NULL)
    return ecg_command_usage_error (
      error, _ ("--resume goes on with a run, --repeat makes another: give one"));
  store = ecg_command_open_store (context, error);
  if (store == NULL || !ecg_train_options_read_weights (&settings, store, error))
    return FALSE;
  if (ecg_train_option_resume != NULL)
    run = resume (context, store, error);
  else if (ecg_train_option_repeat != NULL)
    run = repeat (context, store, error);
  else
    run = ecg_experiment_train (store, NULL, &settings, ecg_train_option_name, NULL,
                                context->progress, context->cancellable, error);
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

  if (!ecg_train_options_read (&settings, error))
    return FALSE;
  if (ecg_train_option_resume != NULL || ecg_train_option_repeat != NULL)
    return ecg_command_usage_error (error, _ ("A grid goes on by itself: give its --name again"));
  store = ecg_command_open_store (context, error);
  if (store == NULL)
    return FALSE;
  rows = ecg_ablation_run (store, NULL, &settings,
                           ecg_train_option_name != NULL ? ecg_train_option_name : "ablation", NULL,
                           context->progress, context->cancellable, error);
  if (rows == NULL)
    return FALSE;
  print_ablation (context, &settings, rows);
  return TRUE;
}

static const EcgCommand commands[] = {
  { "train", "", N_ ("Trains the network on the labelled sessions of the library."), 0, 0,
    ecg_train_options, run_train },
  { "ablate", "",
    N_ ("Trains with and without each part of the network: 16 runs, which go on if interrupted."),
    0, 0, ecg_train_options, run_ablate },
  { NULL },
};

const EcgCommand *
ecg_train_commands (void)
{
  return commands;
}
