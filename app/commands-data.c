/*
 * Commands about recordings and the library: synth, import, info.
 */

#include "app/command.h"
#include "app/import-settings.h"
#include "app/json-members.h"

#include "core/library/importer.h"
#include "core/recording/csv-recipe.h"
#include "core/recording/lead-name.h"
#include "core/library/import-copies.h"
#include "core/library/label-exchange.h"
#include "core/recording/loader.h"
#include "core/synth/cohort.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>

static const char *
or_dash (const char *text)
{
  return text != NULL && *text != '\0' ? text : "–";
}

/* synth */

static gint64 synth_seed = 1;

static const GOptionEntry synth_options[] = {
  { "seed", 0, 0, G_OPTION_ARG_INT64, &synth_seed, N_ ("Fixes every byte (default: 1)"), N_ ("N") },
  G_OPTION_ENTRY_NULL,
};

static gboolean
run_synth (EcgCommandContext *context, char **arguments, GError **error)
{
  EcgCohortSettings settings;

  ecg_cohort_settings_default (&settings);
  settings.seed = (guint64) synth_seed;
  if (!ecg_cohort_write (&settings, arguments[0], context->progress, context->cancellable, error))
    return FALSE;

  if (context->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      ecg_json_add_string (builder, "folder", arguments[0]);
      ecg_json_add_int (builder, "recordings", ecg_cohort_n_recordings (&settings));
      ecg_json_add_int (builder, "seed", synth_seed);
      json_builder_end_object (builder);
      ecg_command_print_builder (builder);
    }
  else
    printf (_ ("%u recordings written to %s\n"), ecg_cohort_n_recordings (&settings), arguments[0]);
  return TRUE;
}

/* import */

static char    *import_subject;
static char    *import_activity;
static gboolean import_deidentify;
static char    *import_dates;
static gint64   import_session;

static const GOptionEntry import_options[] = {
  { "subject", 0, 0, G_OPTION_ARG_STRING, &import_subject,
    N_ ("Who, where the recordings do not tell"), N_ ("NAME") },
  { "activity", 0, 0, G_OPTION_ARG_STRING, &import_activity,
    N_ ("Doing what, where they do not tell"), N_ ("NAME") },
  ECG_IMPORT_SETTINGS_OPTIONS,
  { "deidentify", 0, 0, G_OPTION_ARG_NONE, &import_deidentify,
    N_ ("Take in copies that leave out all that tells who they are of"), NULL },
  { "dates", 0, 0, G_OPTION_ARG_STRING, &import_dates,
    N_ ("With --deidentify: shift (default), time, fixed or drop"), N_ ("HOW") },
  { "session", 0, 0, G_OPTION_ARG_INT64, &import_session,
    N_ ("With “labels FILE”: whose labels they are"), N_ ("SESSION") },
  G_OPTION_ENTRY_NULL,
};

static gboolean
label_imported (EcgStore *store, GArray *ids, GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      const gint64 id = g_array_index (ids, gint64, i);
      g_autoptr (EcgSession) session = ecg_store_get_session (store, id, error);
      EcgSessionEdit edit = { 0 };

      if (session == NULL)
        return FALSE;
      /* A copy has its pseudonym already. */
      if (ecg_session_get_subject (session) == NULL && !import_deidentify)
        edit.subject = import_subject;
      if (ecg_session_get_activity (session) == NULL)
        edit.activity = import_activity;
      if ((edit.subject != NULL || edit.activity != NULL) &&
          !ecg_store_edit_session (store, id, &edit, error))
        return FALSE;
    }
  return TRUE;
}

static void
print_import (EcgCommandContext *context, EcgImportReport *report)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!context->json)
    {
      printf (_ ("%u added, %u known already, %u refused\n"), report->added, report->known,
              report->refused->len);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "added", report->added);
  ecg_json_add_int (builder, "known", report->known);
  json_builder_set_member_name (builder, "refused");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->refused->len; i++)
    json_builder_add_string_value (builder, report->refused->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

/* A folder with one bad file is a success that says so; nothing but bad files is a failure. */
static gboolean
judge_import (EcgImportReport *report, GError **error)
{
  const gboolean failed = report->added + report->known == 0 && report->refused->len > 0;

  for (guint i = failed ? 1 : 0; i < report->refused->len; i++)
    fprintf (stderr, "dt4ecg: %s\n", (const char *) report->refused->pdata[i]);
  if (failed)
    g_set_error_literal (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                         report->refused->pdata[0]);
  return !failed;
}

static EcgImportReport *
import (EcgCommandContext *context, EcgStore *store, char **arguments, GError **error)
{
  const char *const *paths = (const char *const *) arguments;
  EcgDates           dates;

  if (!import_deidentify)
    return ecg_import (store, paths, context->progress, context->cancellable, error);
  if (!ecg_command_read_dates (import_dates, &dates, error))
    return NULL;
  return ecg_import_copies (store, paths, import_subject, dates, NULL, context->progress,
                            context->cancellable, error);
}

static gboolean
import_labels (EcgCommandContext *context, EcgStore *store, const char *path, GError **error)
{
  g_autoptr (EcgSession) session = ecg_store_get_session (store, import_session, error);
  g_autoptr (EcgLabelImport) report = NULL;
  g_autoptr (JsonBuilder) builder = NULL;

  if (session == NULL)
    return FALSE;
  report = ecg_import_labels (store, session, path, context->cancellable, error);
  if (report == NULL)
    return FALSE;
  for (guint i = 0; report->warnings[i] != NULL; i++)
    fprintf (stderr, "dt4ecg: %s\n", report->warnings[i]);
  if (!context->json)
    {
      printf (_ ("%u labels added, %u known already\n"), report->n_added, report->n_known);
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "added", report->n_added);
  ecg_json_add_int (builder, "known", report->n_known);
  ecg_json_add_strv (builder, "warnings", (const char *const *) report->warnings);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
  return TRUE;
}

static gboolean
run_import (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = ecg_command_open_store (context, error);
  g_autoptr (EcgImportReport) report = NULL;

  if (store == NULL)
    return FALSE;
  if (import_session != 0)
    {
      if (!g_str_equal (arguments[0], "labels") || g_strv_length (arguments) != 2)
        return ecg_command_usage_error (
          error, _ ("--session belongs to “import labels FILE --session SESSION”"));
      return import_labels (context, store, arguments[1], error);
    }
  if (!ecg_import_settings_apply (context, store, (const char *const *) arguments, error))
    return FALSE;
  report = import (context, store, arguments, error);
  if (report == NULL || !label_imported (store, report->unlabelled, error))
    return FALSE;
  if (report->unlabelled->len > 0 && (import_subject == NULL || import_activity == NULL))
    fprintf (
      stderr,
      ngettext (
        "%u recording does not tell subject and activity: see “dt4ecg list”, then “dt4ecg label”\n",
        "%u recordings do not tell subject and activity: see “dt4ecg list”, then “dt4ecg label”\n",
        report->unlabelled->len),
      report->unlabelled->len);

  if (!judge_import (report, error))
    return FALSE;
  print_import (context, report);
  return TRUE;
}

/* info */

/* Whether the network, which asks for a standard lead, is given this modified one. */
static gboolean
is_stand_in (EcgRecording *recording, EcgSeries *lead)
{
  const char *place = ecg_lead_stands_in_for (ecg_series_get_name (lead));

  return place != NULL && ecg_recording_find_lead (recording, place) == lead;
}

static void
add_leads (JsonBuilder *builder, EcgRecording *recording)
{
  json_builder_set_member_name (builder, "leads");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);
      EcgScale   scale;

      json_builder_begin_object (builder);
      ecg_json_add_string (builder, "name", ecg_series_get_name (lead));
      ecg_json_add_string (builder, "lead",
                           ecg_lead_id_name (ecg_lead_id (ecg_series_get_name (lead))));
      ecg_json_add_string (builder, "unit", ecg_series_get_unit (lead));
      if (is_stand_in (recording, lead))
        ecg_json_add_string (builder, "stands_in_for",
                             ecg_lead_stands_in_for (ecg_series_get_name (lead)));
      if (ecg_series_get_scale (lead, &scale))
        {
          ecg_json_add_double (builder, "gain", scale.gain);
          ecg_json_add_double (builder, "baseline", scale.baseline);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* What was not recorded, but is there to whoever names it. */
static char **
list_derived (EcgRecording *recording)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < ecg_recording_get_n_derived (recording); i++)
    g_strv_builder_add (names, ecg_series_get_name (ecg_recording_get_derived (recording, i)));
  return g_strv_builder_end (names);
}

/* Returns: (nullable): the recipe by which a text was read. */
static char *
find_recipe (EcgRecording *recording)
{
  const char      *path = ecg_recording_get_path (recording);
  g_autofree char *looks = NULL;
  g_auto (EcgCsvRecipe) recipe = { 0 };

  if (g_strcmp0 (ecg_recording_get_format (recording), "csv") != 0)
    return NULL;
  looks = ecg_csv_looks (path, NULL, NULL);
  return looks != NULL && ecg_csv_recipe_look_up (&recipe, path, looks)
           ? ecg_csv_recipe_describe (&recipe)
           : NULL;
}

static void
print_info_json (EcgRecording *recording, const char *const *warnings)
{
  const EcgScaleAdvice *advice = ecg_recording_get_scale_advice (recording);
  g_auto (GStrv) derived = list_derived (recording);
  g_autofree char *recipe = find_recipe (recording);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ecg_json_add_string (builder, "path", ecg_recording_get_path (recording));
  ecg_json_add_string (builder, "format", ecg_recording_get_format (recording));
  ecg_json_add_double (builder, "rate", ecg_recording_get_rate (recording));
  ecg_json_add_int (builder, "samples", ecg_recording_get_length (recording));
  ecg_json_add_double (builder, "seconds", ecg_recording_get_seconds (recording));
  add_leads (builder, recording);
  ecg_json_add_strv (builder, "derived", (const char *const *) derived);
  ecg_json_add_string (builder, "recipe", recipe);
  ecg_json_add_string (builder, "scale_doubt", advice != NULL ? advice->doubt : NULL);
  ecg_json_add_string (builder, "scale_suggestion", advice != NULL ? advice->suggestion : NULL);
  ecg_json_add_string (builder, "subject", ecg_recording_get_subject (recording));
  ecg_json_add_string (builder, "activity", ecg_recording_get_activity (recording));
  ecg_json_add_strv (builder, "comments", ecg_recording_get_comments (recording));
  ecg_json_add_strv (builder, "warnings", warnings);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

static void
print_info_text (EcgRecording *recording, const char *const *warnings)
{
  const EcgScaleAdvice *advice = ecg_recording_get_scale_advice (recording);
  g_autofree char      *recipe = find_recipe (recording);

  printf (_ ("Format:    %s\n"), ecg_recording_get_format (recording));
  printf (_ ("Rate:      %g Hz\n"), ecg_recording_get_rate (recording));
  printf (_ ("Length:    %" PRId64 " samples, %.1f s\n"), ecg_recording_get_length (recording),
          ecg_recording_get_seconds (recording));
  printf (_ ("Subject:   %s\n"), or_dash (ecg_recording_get_subject (recording)));
  printf (_ ("Activity:  %s\n"), or_dash (ecg_recording_get_activity (recording)));
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      printf (_ ("Lead:      %s, in %s\n"), ecg_series_get_name (lead), ecg_series_get_unit (lead));
      if (is_stand_in (recording, lead))
        printf (_ ("           read as %s\n"), ecg_lead_stands_in_for (ecg_series_get_name (lead)));
    }
  for (guint i = 0; i < ecg_recording_get_n_derived (recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_derived (recording, i);

      printf (_ ("Lead:      %s, in %s\n"), ecg_series_get_name (lead), ecg_series_get_unit (lead));
    }
  if (recipe != NULL)
    printf (_ ("Recipe:    %s\n"), recipe);
  for (gsize i = 0; warnings != NULL && warnings[i] != NULL; i++)
    fprintf (stderr, "dt4ecg: %s\n", warnings[i]);
  if (advice != NULL && advice->suggestion != NULL)
    fprintf (stderr, _ ("dt4ecg: To take the suggestion: dt4ecg import --scale suggested “%s”\n"),
             ecg_recording_get_path (recording));
}

/* Those of opening it and, of a recording that is only opened, those of reading it: a checksum that
 * is wrong is no reason to say nothing. Returns: (nullable): NULL on cancellation. */
static char **
find_warnings (EcgCommandContext *context, EcgRecording *recording, GError **error)
{
  const char *const *known = ecg_recording_get_warnings (recording);
  g_autoptr (GError) failure = NULL;
  g_auto (GStrv) found =
    ecg_recording_verify (recording, context->progress, context->cancellable, &failure);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (known != NULL)
    g_strv_builder_addv (all, (const char **) known);
  if (found != NULL)
    g_strv_builder_addv (all, (const char **) found);
  if (failure != NULL)
    g_strv_builder_add (all, failure->message);
  return g_strv_builder_end (all);
}

static gboolean
run_info (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgRecording) recording = NULL;
  g_auto (GStrv) warnings = NULL;

  recording = ecg_recording_load (arguments[0], context->progress, context->cancellable, error);
  if (recording == NULL)
    return FALSE;
  warnings = find_warnings (context, recording, error);
  if (warnings == NULL)
    return FALSE;
  if (context->json)
    print_info_json (recording, (const char *const *) warnings);
  else
    print_info_text (recording, (const char *const *) warnings);
  return TRUE;
}

static const EcgCommand commands[] = {
  { "synth", "OUT", N_ ("Writes the synthetic demo cohort to a folder."), 1, 1, synth_options,
    run_synth },
  { "import", "PATH… | labels FILE --session SESSION",
    N_ ("Takes files, or folders of them, into the library."), 1, G_MAXINT, import_options,
    run_import },
  { "info", "FILE", N_ ("Says what a recording holds."), 1, 1, NULL, run_info },
  { NULL },
};

const EcgCommand *
ecg_data_commands (void)
{
  return commands;
}
