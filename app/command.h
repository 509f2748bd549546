#pragma once

#include <json-glib/json-glib.h>

#include "app/command-line.h"
#include "core/jobs/progress.h"
#include "core/library/store.h"
#include "core/recording/deidentify.h"

G_BEGIN_DECLS

/**
 * EcgCommandContext:
 * @library_path: (nullable): what `--library` said
 * @json: whether the result is printed as JSON
 * @progress: told by the work, shown on standard error
 * @cancellable: cancelled by an interrupt
 *
 * What every command is given.
 */
typedef struct
{
  char         *library_path;
  gboolean      json;
  EcgProgress  *progress;
  GCancellable *cancellable;
} EcgCommandContext;

/**
 * EcgCommand:
 * @name: what is typed
 * @arguments: after the name, for the usage line
 * @summary: what it does, translatable
 * @n_arguments_min: fewest positional arguments
 * @n_arguments_max: most
 * @options: (nullable): the command's own, ended by an empty entry; static storage, written by the
 * parser
 * @run: does it; usage errors come as G_OPTION_ERROR
 *
 * One row of the table of commands.
 */
typedef struct
{
  const char         *name;
  const char         *arguments;
  const char         *summary;
  int                 n_arguments_min;
  int                 n_arguments_max;
  const GOptionEntry *options;
  gboolean (*run) (EcgCommandContext *context, char **arguments, GError **error);
} EcgCommand;

/** ecg_data_commands: Returns: commands about recordings and the library, ended by a row without
 * name. */
const EcgCommand *ecg_data_commands (void);

/** ecg_library_commands: Returns: commands about the library and its labels, ended by a row without
 * name. */
const EcgCommand *ecg_library_commands (void);

/** ecg_name_commands: Returns: commands about people and activities, ended by a row without name.
 */
const EcgCommand *ecg_name_commands (void);

/** ecg_train_commands: Returns: commands that train, ended by a row without name. */
const EcgCommand *ecg_train_commands (void);

/** ecg_model_commands: Returns: commands about a trained network, ended by a row without name. */
const EcgCommand *ecg_model_commands (void);

/** ecg_exchange_commands: Returns: commands that write for other tools, ended by a row without
 * name.
 */
const EcgCommand *ecg_exchange_commands (void);

/** ecg_command_open_store: Opens the library that the user named, or the user's own. */
EcgStore *ecg_command_open_store (EcgCommandContext *context,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_command_read_dates: @given: (nullable): what `--dates` said. Returns: FALSE with a usage
 * error where that means nothing. */
gboolean ecg_command_read_dates (const char *given, EcgDates *dates, GError **error);

/** ecg_command_name_state: Returns: `running`, `finished`, `stopped` or `failed`. */
const char *ecg_command_name_state (EcgRunState state);

/** ecg_command_print_json: Prints @node as the command's one document. */
void ecg_command_print_json (JsonNode *node);

/** ecg_command_print_builder: Prints what @builder has built. */
void ecg_command_print_builder (JsonBuilder *builder);

/** ecg_command_read_count: Sets @value to what was @given for @option, unless that is 0. Returns:
 * FALSE with a usage error for a number below. */
gboolean ecg_command_read_count (const char *option, int given, guint *value, GError **error);

/** ecg_command_usage_error: Sets a usage error: exit status 2. Returns: FALSE. */
gboolean ecg_command_usage_error (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
