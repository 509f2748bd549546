/*
 * Commands about the library: list, label, library.
 */

#include "app/command.h"
#include "app/json-members.h"

#include "core/library/backup.h"
#include "core/library/relocate.h"
#include "core/library/store-labels.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

static const char *
or_dash (const char *text)
{
  return text != NULL && *text != '\0' ? text : "–";
}

/* list */

static char    *list_subject;
static char    *list_activity;
static char    *list_tag;
static char    *list_search;
static gboolean list_labelled;
static gboolean list_unlabelled;
static double   list_quality;

static const GOptionEntry list_options[] = {
  { "subject", 0, 0, G_OPTION_ARG_STRING, &list_subject, N_ ("Only theirs; “” for nobody's"),
    N_ ("NAME") },
  { "activity", 0, 0, G_OPTION_ARG_STRING, &list_activity,
    N_ ("Only with this activity; “” for none"), N_ ("NAME") },
  { "tag", 0, 0, G_OPTION_ARG_STRING, &list_tag, N_ ("Only with this tag"), N_ ("TAG") },
  { "search", 0, 0, G_OPTION_ARG_STRING, &list_search,
    N_ ("Only with this in path, notes, names or tags"), N_ ("TEXT") },
  { "labelled", 0, 0, G_OPTION_ARG_NONE, &list_labelled,
    N_ ("Only with an activity, of all or of a part"), NULL },
  { "unlabelled", 0, 0, G_OPTION_ARG_NONE, &list_unlabelled, N_ ("Only without"), NULL },
  { "quality", 0, 0, G_OPTION_ARG_DOUBLE, &list_quality,
    N_ ("Only with at least this share of usable signal, 0 to 1"), N_ ("Q") },
  G_OPTION_ENTRY_NULL,
};

static void
add_session (JsonBuilder *builder, EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);

  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "id", fields->id);
  ecg_json_add_string (builder, "path", fields->path);
  ecg_json_add_string (builder, "subject", fields->subject);
  ecg_json_add_string (builder, "activity", fields->activity);
  ecg_json_add_double (builder, "seconds", ecg_session_get_seconds (session));
  ecg_json_add_string (builder, "notes", fields->notes);
  ecg_json_add_strv (builder, "tags", fields->tags);
  ecg_json_add_int (builder, "labels", fields->n_labels);
  ecg_json_add_double (builder, "labelled", (double) fields->labelled / (double) fields->n_samples);
  if (fields->has_quality)
    ecg_json_add_double (builder, "quality", fields->quality);
  ecg_json_add_string (builder, "imported", fields->imported);
  ecg_json_add_string (builder, "importer", fields->importer);
  ecg_json_add_string (builder, "origin", fields->origin);
  json_builder_end_object (builder);
}

static void
print_list_json (GPtrArray *sessions)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < sessions->len; i++)
    add_session (builder, sessions->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
}

static gboolean
run_list (EcgCommandContext *context, char **arguments, GError **error)
{
  const EcgSessionQuery filter = { .subject = list_subject,
                                   .activity = list_activity,
                                   .tag = list_tag,
                                   .search = list_search,
                                   .labelled = list_labelled     ? ECG_LABELLED
                                               : list_unlabelled ? ECG_NOT_LABELLED
                                                                 : ECG_LABELLED_OR_NOT,
                                   .min_quality = list_quality };
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (GPtrArray) sessions = NULL;

  if (list_labelled && list_unlabelled)
    return ecg_command_usage_error (error, _ ("--labelled and --unlabelled exclude each other"));
  store = ecg_command_open_store (context, error);
  if (store == NULL)
    return FALSE;
  sessions = ecg_store_find_sessions (store, &filter, error);
  if (sessions == NULL)
    return FALSE;

  if (context->json)
    {
      print_list_json (sessions);
      return TRUE;
    }
  for (guint i = 0; i < sessions->len; i++)
    {
      EcgSession *session = sessions->pdata[i];

      printf ("%6" G_GINT64_FORMAT "  %-16s %-20s %8.1f s  %s\n", ecg_session_get_id (session),
              or_dash (ecg_session_get_subject (session)),
              or_dash (ecg_session_get_activity (session)), ecg_session_get_seconds (session),
              ecg_session_get_path (session));
    }
  return TRUE;
}

/* label: of a whole session, or of an interval of it */

static char    *label_subject;
static char    *label_activity;
static char    *label_notes;
static char   **label_tags;
static char    *label_from;
static char    *label_to;
static char    *label_text;
static char    *label_author;
static char    *label_layer;
static char    *label_confidence;
static gboolean label_cut;
static gboolean label_list;
static gint64   label_delete;

static const GOptionEntry label_options[] = {
  { "subject", 0, 0, G_OPTION_ARG_STRING, &label_subject, N_ ("Who it is; “” clears"),
    N_ ("NAME") },
  { "activity", 0, 0, G_OPTION_ARG_STRING, &label_activity, N_ ("What they are doing; “” clears"),
    N_ ("NAME") },
  { "notes", 0, 0, G_OPTION_ARG_STRING, &label_notes, N_ ("Free text; “” clears"), N_ ("TEXT") },
  { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &label_tags,
    N_ ("A tag that it shall have, for each once; “” for none"), N_ ("TAG") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &label_from, N_ ("Labels a part: where it begins, seconds"),
    N_ ("S") },
  { "to", 0, 0, G_OPTION_ARG_STRING, &label_to, N_ ("Where the part ends, seconds"), N_ ("S") },
  { "text", 0, 0, G_OPTION_ARG_STRING, &label_text, N_ ("Free text of the part"), N_ ("TEXT") },
  { "author", 0, 0, G_OPTION_ARG_STRING, &label_author, N_ ("Who says so (default: you)"),
    N_ ("NAME") },
  { "layer", 0, 0, G_OPTION_ARG_STRING, &label_layer,
    N_ ("The layer of the part, or the only one listed (default: the author's)"), N_ ("NAME") },
  { "confidence", 0, 0, G_OPTION_ARG_STRING, &label_confidence, N_ ("How sure, 0 to 1"), N_ ("C") },
  { "cut", 0, 0, G_OPTION_ARG_NONE, &label_cut, N_ ("What the part covers in its layer gives way"),
    NULL },
  { "list", 0, 0, G_OPTION_ARG_NONE, &label_list, N_ ("List the labelled parts"), NULL },
  { "delete", 0, 0, G_OPTION_ARG_INT64, &label_delete, N_ ("Delete a labelled part"),
    N_ ("LABEL") },
  G_OPTION_ENTRY_NULL,
};

static void
add_label (JsonBuilder *builder, const EcgLabel *label, double rate_hz)
{
  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "id", label->id);
  ecg_json_add_double (builder, "from", (double) label->begin / rate_hz);
  ecg_json_add_double (builder, "to", (double) label->end / rate_hz);
  ecg_json_add_int (builder, "begin", label->begin);
  ecg_json_add_int (builder, "end", label->end);
  ecg_json_add_string (builder, "activity", label->activity);
  ecg_json_add_string (builder, "text", label->text);
  ecg_json_add_string (builder, "layer", label->layer);
  ecg_json_add_string (builder, "author", label->author);
  ecg_json_add_string (builder, "created", label->created);
  if (!isnan (label->confidence))
    ecg_json_add_double (builder, "confidence", label->confidence);
  json_builder_end_object (builder);
}

static void
print_label (const EcgLabel *label, double rate_hz)
{
  printf ("%6" G_GINT64_FORMAT "  %10.3f %10.3f s  %-20s %-12s %s\n", label->id,
          (double) label->begin / rate_hz, (double) label->end / rate_hz, or_dash (label->activity),
          label->layer, or_dash (label->text));
}

static gboolean
list_labels (EcgCommandContext *context, EcgStore *store, EcgSession *session, GError **error)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  g_autoptr (GPtrArray) labels =
    ecg_store_list_labels (store, fields->id, 0, G_MAXINT64, label_layer, error);
  g_autoptr (JsonBuilder) builder = NULL;

  if (labels == NULL)
    return FALSE;
  if (!context->json)
    {
      for (guint i = 0; i < labels->len; i++)
        print_label (labels->pdata[i], fields->rate_hz);
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  ecg_json_add_int (builder, "session", fields->id);
  json_builder_set_member_name (builder, "labels");
  json_builder_begin_array (builder);
  for (guint i = 0; i < labels->len; i++)
    add_label (builder, labels->pdata[i], fields->rate_hz);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  ecg_command_print_builder (builder);
  return TRUE;
}

static gboolean
parse_number (const char *option, const char *text, double *value, GError **error)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && isfinite (*value))
    return TRUE;
  return ecg_command_usage_error (error, _ ("--%s expects a number, not “%s”"), option, text);
}

static gboolean
parse_place (
  const char *option, const char *text, EcgSession *session, gint64 *sample, GError **error)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  double                  seconds;

  if (text == NULL)
    return ecg_command_usage_error (error, _ ("A part needs --from and --to, in seconds"));
  if (!parse_number (option, text, &seconds, error))
    return FALSE;
  if (seconds < 0.0 || seconds > ecg_session_get_seconds (session) + 0.5 / fields->rate_hz)
    return ecg_command_usage_error (
      error, _ ("--%s %g does not lie within the session, which has %g seconds"), option, seconds,
      ecg_session_get_seconds (session));
  *sample = MIN (llround (seconds * fields->rate_hz), fields->n_samples);
  return TRUE;
}

static gboolean
label_part (EcgCommandContext *context, EcgStore *store, EcgSession *session, GError **error)
{
  EcgLabel label = { .session = ecg_session_get_id (session),
                     .activity = label_activity,
                     .text = label_text,
                     .author = label_author,
                     .layer = label_layer,
                     .confidence = NAN };
  g_autoptr (EcgLabel) stored = NULL;
  const double rate_hz = ecg_session_get_fields (session)->rate_hz;
  gint64       id;

  if (!parse_place ("from", label_from, session, &label.begin, error) ||
      !parse_place ("to", label_to, session, &label.end, error) ||
      (label_confidence != NULL &&
       !parse_number ("confidence", label_confidence, &label.confidence, error)))
    return FALSE;
  id = ecg_store_add_label (store, &label, label_cut ? ECG_LABEL_CUT : ECG_LABEL_OVERLAP, error);
  if (id == 0)
    return FALSE;
  stored = ecg_store_get_label (store, id, error);
  if (stored == NULL)
    return FALSE;
  if (context->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      add_label (builder, stored, rate_hz);
      ecg_command_print_builder (builder);
    }
  else
    print_label (stored, rate_hz);
  return TRUE;
}

static gboolean
delete_label (EcgStore *store, EcgSession *session, GError **error)
{
  g_autoptr (EcgLabel) label = ecg_store_get_label (store, label_delete, error);

  if (label == NULL)
    return FALSE;
  if (label->session == ecg_session_get_id (session))
    return ecg_store_remove_labels (store, &label_delete, 1, error);
  return ecg_command_usage_error (
    error, _ ("Label %" PRId64 " is of session %" PRId64 ", not of %" PRId64), label->id,
    label->session, ecg_session_get_id (session));
}

static gboolean
label_whole (EcgCommandContext *context, EcgStore *store, gint64 id, GError **error)
{
  const EcgSessionEdit edit = { .subject = label_subject,
                                .activity = label_activity,
                                .notes = label_notes,
                                .tags = (const char *const *) label_tags };
  g_autoptr (EcgSession) session = NULL;

  if (!ecg_store_edit_session (store, id, &edit, error))
    return FALSE;
  session = ecg_store_get_session (store, id, error);
  if (session == NULL)
    return FALSE;

  if (context->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      ecg_json_add_int (builder, "id", ecg_session_get_id (session));
      ecg_json_add_string (builder, "subject", ecg_session_get_subject (session));
      ecg_json_add_string (builder, "activity", ecg_session_get_activity (session));
      ecg_json_add_string (builder, "notes", ecg_session_get_fields (session)->notes);
      ecg_json_add_strv (builder, "tags", ecg_session_get_fields (session)->tags);
      json_builder_end_object (builder);
      ecg_command_print_builder (builder);
    }
  else
    printf (_ ("Session %" PRId64 ": %s, %s\n"), ecg_session_get_id (session),
            or_dash (ecg_session_get_subject (session)),
            or_dash (ecg_session_get_activity (session)));
  return TRUE;
}

static gboolean
check_label_options (GError **error)
{
  const gboolean of_part = label_from != NULL || label_to != NULL;

  if (of_part && (label_subject != NULL || label_notes != NULL || label_tags != NULL))
    return ecg_command_usage_error (
      error, _ ("--subject, --notes and --tag are of a whole session, --from and --to of a part"));
  if (!of_part && (label_text != NULL || label_author != NULL || label_confidence != NULL))
    return ecg_command_usage_error (
      error, _ ("--text, --author and --confidence are of a part: give --from and --to"));
  if (of_part && label_activity == NULL && label_text == NULL)
    return ecg_command_usage_error (error, _ ("A part needs --activity or --text"));
  if (!of_part && !label_list && label_delete == 0 && label_subject == NULL &&
      label_activity == NULL && label_notes == NULL && label_tags == NULL)
    return ecg_command_usage_error (
      error,
      _ (
        "Nothing to label with: give --subject, --activity, --notes or --tag, or --from and --to"));
  return TRUE;
}

static gboolean
run_label (EcgCommandContext *context, char **arguments, GError **error)
{
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (EcgSession) session = NULL;
  guint64 id;

  if (!check_label_options (error))
    return FALSE;
  if (!g_ascii_string_to_unsigned (arguments[0], 10, 1, G_MAXINT64, &id, NULL))
    return ecg_command_usage_error (
      error, _ ("“%s” is not the number of a session: see “dt4ecg list”"), arguments[0]);
  store = ecg_command_open_store (context, error);
  session = store == NULL ? NULL : ecg_store_get_session (store, (gint64) id, error);
  if (session == NULL)
    return FALSE;

  if (label_list)
    return list_labels (context, store, session, error);
  if (label_delete != 0)
    return delete_label (store, session, error);
  if (label_from != NULL || label_to != NULL)
    return label_part (context, store, session, error);
  return label_whole (context, store, (gint64) id, error);
}

/* library */

static gboolean library_full;
static gboolean library_yes;

static const GOptionEntry library_options[] = {
  { "full", 0, 0, G_OPTION_ARG_NONE, &library_full,
    N_ ("check: compare every index and follow every reference"), NULL },
  { "yes", 0, 0, G_OPTION_ARG_NONE, &library_yes, N_ ("restore: do not ask"), NULL },
  G_OPTION_ENTRY_NULL,
};

static char *
dup_library_path (EcgCommandContext *context)
{
  return context->library_path != NULL ? g_strdup (context->library_path)
                                       : ecg_store_default_path ();
}

static gboolean
check_library (EcgCommandContext *context, const char *argument, GError **error)
{
  g_autofree char *path = dup_library_path (context);
  g_auto (GStrv) problems = ecg_backup_check (path, library_full, error);

  if (problems == NULL)
    return FALSE;
  if (context->json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      ecg_json_add_string (builder, "library", path);
      ecg_json_add_strv (builder, "problems", (const char *const *) problems);
      json_builder_end_object (builder);
      ecg_command_print_builder (builder);
    }
  else if (problems[0] == NULL)
    printf (_ ("%s is whole.\n"), path);
  for (gsize i = 0; problems[i] != NULL && !context->json; i++)
    printf ("%s\n", problems[i]);
  if (problems[0] == NULL)
    return TRUE;
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED,
               _ ("%s is damaged; “dt4ecg library backups” lists what can be restored."), path);
  return FALSE;
}

static gboolean
back_up_library (EcgCommandContext *context, const char *argument, GError **error)
{
  g_autoptr (EcgStore) store = ecg_command_open_store (context, error);
  g_autofree char *path = store == NULL ? NULL : ecg_backup_make (store, argument, error);

  if (path != NULL)
    printf ("%s\n", path);
  return path != NULL;
}

static gboolean
list_backups (EcgCommandContext *context, const char *argument, GError **error)
{
  g_autofree char *path = dup_library_path (context);
  g_autoptr (GPtrArray) backups = ecg_backup_list (path);

  for (guint i = 0; i < backups->len; i++)
    {
      const EcgBackup *backup = backups->pdata[i];
      g_autofree char *size = g_format_size ((guint64) backup->size);

      printf ("%s  %-8s %10s  %s\n", backup->time, backup->reason, size, backup->path);
    }
  return TRUE;
}

/* Asks where somebody can answer; a script has to say --yes. */
static gboolean
is_agreed (const char *library, const char *backup, GError **error)
{
  char answer[8] = "";

  if (library_yes)
    return TRUE;
  if (isatty (STDIN_FILENO))
    {
      printf (_ ("Put %s in the place of %s? The present one is kept. [y/N] "), backup, library);
      fflush (stdout);
      if (fgets (answer, sizeof answer, stdin) != NULL && (*answer == 'y' || *answer == 'Y'))
        return TRUE;
    }
  return ecg_command_usage_error (error, _ ("Nothing was restored: --yes would do it"));
}

static gboolean
restore_library (EcgCommandContext *context, const char *argument, GError **error)
{
  g_autofree char *path = dup_library_path (context);
  g_autofree char *kept = NULL;
  g_autoptr (EcgStore) store = NULL;

  if (argument == NULL)
    return ecg_command_usage_error (
      error, _ ("restore needs a backup: “dt4ecg library backups” lists them"));
  if (!is_agreed (path, argument, error) || !ecg_backup_restore (path, argument, &kept, error))
    return FALSE;
  store = ecg_store_open (path, error); /* brings an old copy up to date */
  if (store == NULL)
    return FALSE;
  printf (_ ("Restored from %s.\n"), argument);
  if (kept != NULL)
    printf (_ ("What was there is kept: “dt4ecg library restore %s” brings it back.\n"), kept);
  return TRUE;
}

static gboolean
relocate_library (EcgCommandContext *context, const char *argument, GError **error)
{
  g_autoptr (EcgStore) store = ecg_command_open_store (context, error);
  EcgRelocation found;

  if (argument == NULL)
    return ecg_command_usage_error (error, _ ("relocate needs a folder to search"));
  if (store == NULL ||
      !ecg_relocate (store, argument, &found, context->progress, context->cancellable, error))
    return FALSE;
  printf (_ ("%u of %u missing recordings found\n"), found.n_found, found.n_missing);
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*run) (EcgCommandContext *context, const char *argument, GError **error);
} library_actions[] = {
  { "check", check_library },     { "backup", back_up_library },    { "backups", list_backups },
  { "restore", restore_library }, { "relocate", relocate_library },
};

static gboolean
run_library (EcgCommandContext *context, char **arguments, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (library_actions); i++)
    if (g_str_equal (arguments[0], library_actions[i].name))
      return library_actions[i].run (context, arguments[1], error);
  return ecg_command_usage_error (
    error,
    _ ("“%s” is nothing that “library” does: expected check, backup, backups, restore or "
       "relocate"),
    arguments[0]);
}

static const EcgCommand commands[] = {
  { "list", "", N_ ("Lists the sessions of the library."), 0, 0, list_options, run_list },
  { "label", "SESSION",
    N_ ("Says who a session is of and what they are doing, in all of it or a part."), 1, 1,
    label_options, run_label },
  { "library", "check | backup [FILE] | backups | restore FILE | relocate FOLDER",
    N_ ("Checks, copies and restores the library; finds files that moved."), 1, 2, library_options,
    run_library },
  { NULL },
};

const EcgCommand *
ecg_library_commands (void)
{
  return commands;
}
