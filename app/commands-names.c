/*
 * Commands about names: subject, activity.
 */

#include "app/command.h"
#include "app/json-members.h"

#include "core/library/store-names.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* What both take. */
static gboolean name_add;
static char    *name_rename;
static char    *name_merge;

#define COMMON_OPTIONS                                                                                 \
  { "add", 0, 0, G_OPTION_ARG_NONE, &name_add, N_ ("Make it"), NULL },                                 \
    { "rename", 0, 0, G_OPTION_ARG_STRING, &name_rename, N_ ("Call it something else"), N_ ("NAME") }, \
  {                                                                                                    \
    "merge", 0, 0, G_OPTION_ARG_STRING, &name_merge, N_ ("Make all that is its be another's"),         \
      N_ ("NAME")                                                                                      \
  }

static gboolean
fail_without_name (char **arguments, gboolean asked, GError **error)
{
  if (arguments == NULL && asked)
    return ecg_command_usage_error (error, _ ("Of whom or what? A name is missing"));
  return TRUE;
}

/* subject */

static char  *subject_pseudonym;
static char **subject_attributes;

static const GOptionEntry subject_options[] = {
  COMMON_OPTIONS,
  { "pseudonym", 0, 0, G_OPTION_ARG_STRING, &subject_pseudonym,
    N_ ("What stands for the name in exports; “” takes it away, “auto” makes one"),
    N_ ("PSEUDONYM") },
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &subject_attributes,
    N_ ("Anything else that is known, as often as needed; NAME= takes it away"),
    N_ ("NAME=VALUE") },
  G_OPTION_ENTRY_NULL,
};

static gboolean
set_attributes (EcgStore *store, const char *name, GError **error)
{
  for (gsize i = 0; subject_attributes != NULL && subject_attributes[i] != NULL; i++)
    {
      const char      *equals = strchr (subject_attributes[i], '=');
      g_autofree char *attribute = NULL;

      if (equals == NULL)
        return ecg_command_usage_error (error, _ ("--set expects NAME=VALUE, not “%s”"),
                                        subject_attributes[i]);
      attribute = g_strndup (subject_attributes[i], (gsize) (equals - subject_attributes[i]));
      if (!ecg_store_set_attribute (store, name, attribute, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_pseudonym (EcgStore *store, const char *name, GError **error)
{
  g_autofree char *made = NULL;

  if (subject_pseudonym == NULL)
    return TRUE;
  if (!g_str_equal (subject_pseudonym, "auto"))
    return ecg_store_set_pseudonym (store, name, subject_pseudonym, error);
  made = ecg_store_dup_pseudonym (store, name, error);
  return made != NULL;
}

/* The name comes last: all that goes before is said under the old one. */
static gboolean
edit_subject (EcgStore *store, const char *name, GError **error)
{
  return (!name_add || ecg_store_add_subject (store, name, error)) &&
         set_attributes (store, name, error) && set_pseudonym (store, name, error) &&
         (name_rename == NULL || ecg_store_rename_subject (store, name, name_rename, error)) &&
         (name_merge == NULL || ecg_store_merge_subjects (store, name, name_merge, error));
}

static void
add_subject (JsonBuilder *builder, const EcgSubject *entry)
{
  json_builder_begin_object (builder);
  ecg_json_add_string (builder, "name", entry->name);
  ecg_json_add_string (builder, "pseudonym", entry->pseudonym);
  ecg_json_add_int (builder, "sessions", entry->n_sessions);
  json_builder_set_member_name (builder, "attributes");
  json_builder_begin_object (builder);
  for (gsize i = 0; entry->attributes[i] != NULL; i += 2)
    ecg_json_add_string (builder, entry->attributes[i], entry->attributes[i + 1]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
print_subject (const EcgSubject *entry)
{
  printf ("%-20s %-10s %5u", entry->name, entry->pseudonym != NULL ? entry->pseudonym : "–",
          entry->n_sessions);
  for (gsize i = 0; entry->attributes[i] != NULL; i += 2)
    printf ("  %s=%s", entry->attributes[i], entry->attributes[i + 1]);
  printf ("\n");
}

static void
print_subjects (EcgCommandContext *context, GPtrArray *entries, const char *name)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "subjects");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const EcgSubject *entry = entries->pdata[i];

      if (name != NULL && !g_str_equal (name, entry->name))
        continue;
      add_subject (builder, entry);
      if (!context->json)
        print_subject (entry);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (context->json)
    ecg_command_print_builder (builder);
}

static gboolean
run_subject (EcgCommandContext *context, char **arguments, GError **error)
{
  const gboolean asked = name_add || name_rename != NULL || name_merge != NULL ||
                         subject_pseudonym != NULL || subject_attributes != NULL;
  const char *name = arguments == NULL ? NULL : arguments[0];
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!fail_without_name (arguments, asked, error))
    return FALSE;
  store = ecg_command_open_store (context, error);
  if (store == NULL || (asked && !edit_subject (store, name, error)))
    return FALSE;
  entries = ecg_store_list_subject_entries (store, error);
  if (entries == NULL)
    return FALSE;
  print_subjects (context, entries,
                  name_merge != NULL    ? name_merge
                  : name_rename != NULL ? name_rename
                                        : name);
  return TRUE;
}

/* activity */

static char *activity_colour;
static char *activity_letter;
static int   activity_place;

static const GOptionEntry activity_options[] = {
  COMMON_OPTIONS,
  { "colour", 0, 0, G_OPTION_ARG_STRING, &activity_colour,
    N_ ("Its colour; “” leaves it to the program"), N_ ("#RRGGBB") },
  { "letter", 0, 0, G_OPTION_ARG_STRING, &activity_letter,
    N_ ("Its letter; “” leaves it to the program"), N_ ("L") },
  { "place", 0, 0, G_OPTION_ARG_INT, &activity_place, N_ ("Its place in the order, from 1"),
    N_ ("N") },
  G_OPTION_ENTRY_NULL,
};

static gboolean
edit_activity (EcgStore *store, const char *name, GError **error)
{
  return (!name_add || ecg_store_add_activity (store, name, error)) &&
         (activity_colour == NULL || ecg_store_set_colour (store, name, activity_colour, error)) &&
         (activity_letter == NULL || ecg_store_set_letter (store, name, activity_letter, error)) &&
         (activity_place == 0 ||
          ecg_store_move_activity (store, name, (guint) activity_place - 1, error)) &&
         (name_rename == NULL || ecg_store_rename_activity (store, name, name_rename, error)) &&
         (name_merge == NULL || ecg_store_merge_activities (store, name, name_merge, error));
}

static void
print_activities (EcgCommandContext *context, GPtrArray *entries)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "activities");
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const EcgActivity *entry = entries->pdata[i];

      json_builder_begin_object (builder);
      ecg_json_add_string (builder, "name", entry->name);
      ecg_json_add_string (builder, "letter", entry->letter);
      ecg_json_add_string (builder, "colour", entry->colour);
      ecg_json_add_int (builder, "sessions", entry->n_sessions);
      ecg_json_add_int (builder, "labels", entry->n_labels);
      json_builder_end_object (builder);
      if (!context->json)
        printf ("%3u  %s  %-24s %-8s %5u %7u\n", i + 1, entry->letter, entry->name,
                entry->colour != NULL ? entry->colour : "–", entry->n_sessions, entry->n_labels);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (context->json)
    ecg_command_print_builder (builder);
}

static gboolean
run_activity (EcgCommandContext *context, char **arguments, GError **error)
{
  const gboolean asked = name_add || name_rename != NULL || name_merge != NULL ||
                         activity_colour != NULL || activity_letter != NULL || activity_place != 0;
  g_autoptr (EcgStore) store = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  if (!fail_without_name (arguments, asked, error))
    return FALSE;
  if (activity_place < 0)
    return ecg_command_usage_error (error, _ ("--place expects a number from 1, not %d"),
                                    activity_place);
  store = ecg_command_open_store (context, error);
  if (store == NULL || (asked && !edit_activity (store, arguments[0], error)))
    return FALSE;
  entries = ecg_store_list_activity_entries (store, error);
  if (entries == NULL)
    return FALSE;
  print_activities (context, entries);
  return TRUE;
}

static const EcgCommand commands[] = {
  { "subject", "[NAME]", N_ ("Lists people, and says what is known of one."), 0, 1, subject_options,
    run_subject },
  { "activity", "[NAME]", N_ ("Lists activities, and edits one."), 0, 1, activity_options,
    run_activity },
  { NULL },
};

const EcgCommand *
ecg_name_commands (void)
{
  return commands;
}
