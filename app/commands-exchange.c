/*
 * Commands that write for other tools: export of windows and checkpoints.
 */

#include "app/command.h"
#include "app/json-members.h"

#include "core/learn/export-windows.h"

#include <glib/gi18n.h>
#include <stdio.h>

static char  *export_protocol;
static gint64 export_seed = 1;
static char  *export_run;
static int    export_fold = 1;

static const GOptionEntry export_options[] = {
  { "protocol", 0, 0, G_OPTION_ARG_STRING, &export_protocol,
    N_ ("How windows are dealt (default: blocked); of several folds the first"), N_ ("P") },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &export_seed, N_ ("Fixes all that is left to chance"),
    N_ ("N") },
  { "run", 0, 0, G_OPTION_ARG_STRING, &export_run,
    N_ ("Windows as this run's network was given them"), N_ ("RUN") },
  { "fold", 0, 0, G_OPTION_ARG_INT, &export_fold, N_ ("Of the run (default: 1)"), N_ ("N") },
  G_OPTION_ENTRY_NULL,
};

/* What was written, as members of the command's document. */
typedef struct
{
  EcgCommandContext *context;
  EcgStore          *store;
  char             **arguments;
  JsonBuilder       *builder;
} Export;

static gboolean
export_windows (Export *self, GError **error)
{
  EcgCommandContext *context = self->context;
  EcgProtocol        protocol = ECG_PROTOCOL_BLOCKED;
  g_autoptr (EcgRun) run = NULL;

  if (export_protocol != NULL && !ecg_protocol_from_name (export_protocol, &protocol))
    return ecg_command_usage_error (
      error,
      _ ("“%s” is not a protocol: expected blocked, sessions, subjects, activities or random"),
      export_protocol);
  if (export_run == NULL)
    return ecg_export_windows (self->store, protocol, (guint64) export_seed, self->arguments[1],
                               context->progress, context->cancellable, error);
  if (export_protocol != NULL || export_fold < 1)
    return ecg_command_usage_error (
      error, _ ("A run's windows are dealt as they were: --run takes --fold, from 1, and neither "
                "--protocol nor --seed"));
  run = ecg_store_find_run (self->store, export_run, error);
  return run != NULL &&
         ecg_export_run_windows (self->store, run, (guint) export_fold - 1, self->arguments[1],
                                 context->progress, context->cancellable, error);
}

static gboolean
export_checkpoint (Export *self, GError **error)
{
  g_autoptr (EcgRun) run = ecg_store_find_run (self->store, self->arguments[1], error);
  g_autoptr (GFile) from = NULL;
  g_autoptr (GFile) to = NULL;

  if (run == NULL)
    return FALSE;
  from = g_file_new_for_path (ecg_run_get_fields (run)->checkpoint);
  to = g_file_new_for_path (self->arguments[2]);
  if (!g_file_copy (from, to, G_FILE_COPY_OVERWRITE, self->context->cancellable, NULL, NULL, error))
    return FALSE;
  fputs (_ ("dt4ecg: A checkpoint is personal data: it tells the people apart that it was trained "
            "on, and names them. Keep it as you keep their recordings.\n"),
         stderr);
  json_builder_set_member_name (self->builder, "personal_data");
  json_builder_add_boolean_value (self->builder, TRUE);
  return TRUE;
}

typedef struct
{
  const char *kind;
  guint       n_arguments; /* with the kind and OUT, which is the last */
  gboolean (*run) (Export *self, GError **error);
} Kind;

static const Kind kinds[] = {
  { "windows", 2, export_windows },
  { "checkpoint", 3, export_checkpoint },
};

static const Kind *
find_kind (char **arguments)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, arguments[0]) &&
        kinds[i].n_arguments == g_strv_length (arguments))
      return &kinds[i];
  return NULL;
}

static gboolean
run_export (EcgCommandContext *context, char **arguments, GError **error)
{
  const Kind *kind = find_kind (arguments);
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *out = arguments[g_strv_length (arguments) - 1];
  Export      self = { .context = context, .arguments = arguments, .builder = builder };

  if (kind == NULL)
    return ecg_command_usage_error (
      error, _ ("Expected “export windows OUT” or “export checkpoint RUN OUT”"));
  store = ecg_command_open_store (context, error);
  if (store == NULL)
    return FALSE;
  self.store = store;
  json_builder_begin_object (builder);
  ecg_json_add_string (builder, "path", out);
  if (!kind->run (&self, error))
    return FALSE;
  json_builder_end_object (builder);
  if (context->json)
    ecg_command_print_builder (builder);
  else
    printf (_ ("Written to %s\n"), out);
  return TRUE;
}

static const EcgCommand commands[] = {
  { "export", "windows OUT | checkpoint RUN OUT",
    N_ ("Writes prepared windows, or a run's weights, for other tools."), 2, 3, export_options,
    run_export },
  { NULL },
};

const EcgCommand *
ecg_exchange_commands (void)
{
  return commands;
}
