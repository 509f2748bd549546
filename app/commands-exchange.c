/*
 * Commands that write for other tools: export of signals, labels, windows and checkpoints.
 */

#include "app/command.h"
#include "app/json-members.h"

#include "core/learn/export-windows.h"
#include "core/library/exporter.h"
#include "core/library/label-exchange.h"
#include "core/recording/loader.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>

static char    *export_protocol;
static gint64   export_seed = 1;
static char    *export_run;
static int      export_fold = 1;
static gboolean export_deidentify;
static char    *export_dates;
static gboolean export_annotations;

static const GOptionEntry export_options[] = {
  { "protocol", 0, 0, G_OPTION_ARG_STRING, &export_protocol,
    N_ ("How windows are dealt (default: blocked); of several folds the first"), N_ ("P") },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &export_seed, N_ ("Fixes all that is left to chance"),
    N_ ("N") },
  { "run", 0, 0, G_OPTION_ARG_STRING, &export_run,
    N_ ("Windows as this run's network was given them"), N_ ("RUN") },
  { "fold", 0, 0, G_OPTION_ARG_INT, &export_fold, N_ ("Of the run (default: 1)"), N_ ("N") },
  { "deidentify", 0, 0, G_OPTION_ARG_NONE, &export_deidentify,
    N_ ("Leave out all that tells who it is of, and prove it"), NULL },
  { "dates", 0, 0, G_OPTION_ARG_STRING, &export_dates,
    N_ ("With --deidentify: shift (default), time, fixed or drop"), N_ ("HOW") },
  { "annotations", 0, 0, G_OPTION_ARG_NONE, &export_annotations,
    N_ ("Labels: what the session's own file marks instead of what the library knows"), NULL },
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
  if (export_seed < 0)
    return ecg_command_usage_error (error, _ ("--seed expects a whole number from 0, not %" PRId64),
                                    export_seed);
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

gboolean
ecg_command_read_dates (const char *given, EcgDates *dates, GError **error)
{
  *dates = ECG_DATES_SHIFT;
  if (given == NULL || ecg_dates_from_name (given, dates))
    return TRUE;
  return ecg_command_usage_error (
    error, _ ("“%s” does not say what becomes of dates: expected shift, time, fixed or drop"),
    given);
}

/* A number is a session, unless a file has that name. */
static gboolean
is_session (const char *which, gint64 *id)
{
  guint64 number;

  if (g_file_test (which, G_FILE_TEST_EXISTS) ||
      !g_ascii_string_to_unsigned (which, 10, 1, G_MAXINT64, &number, NULL))
    return FALSE;
  *id = (gint64) number;
  return TRUE;
}

static EcgRecording *
open_recording (Export *self, const char *which, GError **error)
{
  EcgCommandContext *context = self->context;
  gint64             id;
  g_autoptr (EcgSession) session = NULL;

  if (!is_session (which, &id))
    return ecg_recording_load (which, context->progress, context->cancellable, error);
  session = ecg_store_get_session (self->store, id, error);
  return session == NULL
           ? NULL
           : ecg_export_open_session (session, context->progress, context->cancellable, error);
}

static void
add_removals (JsonBuilder *builder, const GArray *removals)
{
  json_builder_set_member_name (builder, "removed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < removals->len; i++)
    {
      const EcgRemoval *removal = &g_array_index (removals, EcgRemoval, i);

      json_builder_begin_object (builder);
      ecg_json_add_string (builder, "field", removal->field);
      ecg_json_add_int (builder, "count", removal->count);
      ecg_json_add_string (builder, "sentence", removal->sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_proof (JsonBuilder *builder, const EcgExportReport *report)
{
  json_builder_set_member_name (builder, "deidentified");
  json_builder_begin_object (builder);
  add_removals (builder, report->removals);
  ecg_json_add_int (builder, "texts_searched", report->n_secrets);
  ecg_json_add_int (builder, "bytes_searched", report->n_searched);
  ecg_json_add_int (builder, "texts_found", 0);
  json_builder_end_object (builder);
}

static void
print_report (Export *self, const EcgExportReport *report)
{
  for (guint i = 0; report->warnings[i] != NULL; i++)
    fprintf (stderr, "dt4ecg: %s\n", report->warnings[i]);
  ecg_json_add_strv (self->builder, "warnings", (const char *const *) report->warnings);
  json_builder_set_member_name (self->builder, "same_samples");
  json_builder_add_boolean_value (self->builder, report->same_samples);
  if (report->removals != NULL)
    add_proof (self->builder, report);
  if (self->context->json)
    return;
  printf (report->same_samples
            ? _ ("Read again: %u leads of %" PRId64 " samples, each as in the source\n")
            : _ ("Read again: %u leads of %" PRId64 " samples, not all as in the source\n"),
          report->n_leads, report->n_samples);
  if (report->removals == NULL)
    return;
  for (guint i = 0; i < report->removals->len; i++)
    printf ("%s\n", g_array_index (report->removals, EcgRemoval, i).sentence);
  printf (_ ("None of %u texts of the source is in the %" PRId64 " bytes written\n"),
          report->n_secrets, report->n_searched);
}

static gboolean
export_signals (Export *self, GError **error)
{
  EcgExportSettings settings = { .deidentify = export_deidentify };
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (EcgExportReport) report = NULL;

  if (!ecg_command_read_dates (export_dates, &settings.dates, error))
    return FALSE;
  recording = open_recording (self, self->arguments[1], error);
  if (recording == NULL)
    return FALSE;
  report = ecg_export_signals (self->store, recording, self->arguments[2], &settings,
                               self->context->progress, self->context->cancellable, error);
  if (report == NULL)
    return FALSE;
  print_report (self, report);
  return TRUE;
}

static void
print_labels (Export *self, const EcgLabelExport *report)
{
  for (guint i = 0; report->warnings[i] != NULL; i++)
    fprintf (stderr, "dt4ecg: %s\n", report->warnings[i]);
  ecg_json_add_int (self->builder, "labels", report->n_labels);
  ecg_json_add_strv (self->builder, "warnings", (const char *const *) report->warnings);
  if (report->removals != NULL)
    {
      json_builder_set_member_name (self->builder, "deidentified");
      json_builder_begin_object (self->builder);
      add_removals (self->builder, report->removals);
      json_builder_end_object (self->builder);
    }
  if (self->context->json)
    return;
  printf (ngettext ("%u label\n", "%u labels\n", report->n_labels), report->n_labels);
  for (guint i = 0; report->removals != NULL && i < report->removals->len; i++)
    printf ("%s\n", g_array_index (report->removals, EcgRemoval, i).sentence);
}

/* Of a session, what the library knows; of a file, what it marks. */
static gboolean
export_labels (Export *self, GError **error)
{
  const char *which = self->arguments[1], *out = self->arguments[2];
  gint64      id;
  g_autoptr (EcgSession) session = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (EcgLabelExport) report = NULL;

  if (is_session (which, &id) && !export_annotations)
    {
      session = ecg_store_get_session (self->store, id, error);
      if (session == NULL)
        return FALSE;
      report = ecg_export_labels (self->store, session, out, export_deidentify, error);
    }
  else
    {
      recording = open_recording (self, which, error);
      if (recording == NULL)
        return FALSE;
      report = ecg_export_annotations (self->store, recording, out, export_deidentify, error);
    }
  if (report == NULL)
    return FALSE;
  print_labels (self, report);
  return TRUE;
}

typedef struct
{
  const char *kind;
  guint       n_arguments; /* with the kind and OUT, which is the last */
  gboolean (*run) (Export *self, GError **error);
} Kind;

static const Kind kinds[] = {
  { "signals", 3, export_signals },
  { "labels", 3, export_labels },
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
    return ecg_command_usage_error (error,
                                    _ ("Expected “export signals SESSION|FILE OUT”, “export labels "
                                       "SESSION|FILE OUT”, “export windows OUT” or “export "
                                       "checkpoint RUN OUT”"));
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
  { "export",
    "signals SESSION|FILE OUT | labels SESSION|FILE OUT | windows OUT | checkpoint RUN OUT",
    N_ ("Writes signals, labels, prepared windows, or a run's weights, for other tools."), 2, 3,
    export_options, run_export },
  { NULL },
};

const EcgCommand *
ecg_exchange_commands (void)
{
  return commands;
}
