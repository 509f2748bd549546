/*
 * Finds the command, parses its options, runs it and turns its error into an exit status. The
 * commands themselves stand in tables: commands-data.c, commands-library.c, commands-names.c,
 * commands-train.c, commands-model.c and commands-exchange.c.
 */

#include "app/command-line.h"

#include "app/command.h"
#include "app/terminal-progress.h"
#include "core/jobs/job.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef const EcgCommand *(*CommandTable) (void);

static const CommandTable tables[] = { ecg_data_commands,  ecg_library_commands,
                                       ecg_name_commands,  ecg_train_commands,
                                       ecg_model_commands, ecg_exchange_commands };

static const EcgCommand *
find_command (const char *name)
{
  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const EcgCommand *command = tables[t](); command->name != NULL; command++)
      if (g_str_equal (command->name, name))
        return command;
  return NULL;
}

int
ecg_command_line_find (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--library"))
        i++;
      else if (argv[i][0] != '-')
        {
          if (find_command (argv[i]) != NULL)
            return i;
          return g_file_test (argv[i], G_FILE_TEST_EXISTS) ? 0 : -i;
        }
    }
  return 0;
}

char *
ecg_command_line_describe (void)
{
  GString *text = g_string_new (_ ("Commands (each has its own --help):\n"));

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const EcgCommand *command = tables[t](); command->name != NULL; command++)
      g_string_append_printf (text, "  %-10s %s\n", command->name, _ (command->summary));
  return g_string_free (text, FALSE);
}

/* GOption parses what is left when the command's own name is taken out. */
static char **
copy_without (int argc, char **argv, int skipped)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int i = 0; i < argc; i++)
    if (i != skipped)
      g_strv_builder_add (builder, argv[i]);
  return g_strv_builder_end (builder);
}

static void
check_argument_count (const EcgCommand *command, char **arguments, GError **error)
{
  const int n = arguments == NULL ? 0 : (int) g_strv_length (arguments);

  if (n < command->n_arguments_min)
    ecg_command_usage_error (error, _ ("An argument is missing: dt4ecg %s %s"), command->name,
                             command->arguments);
  else if (n > command->n_arguments_max)
    ecg_command_usage_error (error, _ ("“%s” is one argument too many: dt4ecg %s %s"),
                             arguments[command->n_arguments_max], command->name,
                             command->arguments);
}

static gboolean
parse (const EcgCommand  *command,
       EcgCommandContext *context,
       char            ***argv,
       char            ***arguments,
       GError           **error)
{
  const GOptionEntry common[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, &context->library_path,
      N_ ("The library (default: your own)"), N_ ("FILE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &context->json, N_ ("Print one JSON document"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, arguments, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *title = g_strdup_printf ("%s %s", command->name, command->arguments);
  g_autoptr (GOptionContext) parser = g_option_context_new (title);
  g_autoptr (GError) local_error = NULL;

  g_option_context_set_translation_domain (parser, GETTEXT_PACKAGE);
  g_option_context_set_summary (parser, _ (command->summary));
  if (command->options != NULL)
    g_option_context_add_main_entries (parser, command->options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (parser, common, GETTEXT_PACKAGE);

  if (!g_option_context_parse_strv (parser, argv, &local_error))
    return ecg_command_usage_error (error, "%s", local_error->message);
  check_argument_count (command, *arguments, &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Where the handler tells the thread below; a pipe, since a handler may call little more than
 * write(). */
static int interrupt_pipe[2];

static void
handle_interrupt (int number)
{
  const int     kept = errno;
  const char    told = 0;
  const ssize_t written = write (interrupt_pipe[1], &told, 1);

  (void) written; /* a full pipe has told already */
  errno = kept;
}

static gboolean
wait_until_told (void)
{
  ssize_t n;
  char    told;

  do
    n = read (interrupt_pipe[0], &told, 1);
  while (n < 0 && errno == EINTR);
  return n == 1;
}

static gpointer
wait_for_interrupt (gpointer data)
{
  GCancellable *cancellable = data;

  if (!wait_until_told ())
    return NULL;
  fputs (_ ("\nStopping; what was learnt is kept. Once more to end at once.\n"), stderr);
  g_cancellable_cancel (cancellable);
  if (wait_until_told ())
    _exit (ECG_EXIT_INTERRUPTED);
  return NULL;
}

/* A handler and not a signal mask: libraries start threads before main() that would take the signal
 * and end the program. */
static void
cancel_on_interrupt (GCancellable *cancellable)
{
  struct sigaction action = { .sa_handler = handle_interrupt, .sa_flags = SA_RESTART };

  if (!g_unix_open_pipe (interrupt_pipe, FD_CLOEXEC, NULL))
    return;
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  g_thread_unref (g_thread_new ("interrupt", wait_for_interrupt, cancellable));
}

static int
exit_status (const GError *error, GCancellable *cancellable)
{
  if (g_cancellable_is_cancelled (cancellable))
    return ECG_EXIT_INTERRUPTED;
  if (error == NULL)
    return ECG_EXIT_OK;
  return error->domain == G_OPTION_ERROR ? ECG_EXIT_USAGE : ECG_EXIT_FAILED;
}

int
ecg_command_line_run (int argc, char **argv, int command_index)
{
  const EcgCommand *command = find_command (argv[command_index]);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  g_auto (GStrv) rest = copy_without (argc, argv, command_index);
  g_auto (GStrv) arguments = NULL;
  g_autoptr (GError) error = NULL;
  EcgCommandContext context = { .progress = progress, .cancellable = cancellable };

  cancel_on_interrupt (cancellable);
  if (parse (command, &context, &rest, &arguments, &error))
    {
      g_autoptr (EcgTerminalProgress) shown = ecg_terminal_progress_new (progress);

      command->run (&context, arguments, &error);
    }

  if (ecg_error_is_worth_telling (error))
    fprintf (stderr, "dt4ecg: %s\n", error->message);
  g_free (context.library_path);
  return exit_status (error, cancellable);
}

EcgStore *
ecg_command_open_store (EcgCommandContext *context, GError **error)
{
  g_autofree char *own = ecg_store_default_path ();

  return ecg_store_open (context->library_path != NULL ? context->library_path : own, error);
}

const char *
ecg_command_name_state (EcgRunState state)
{
  switch (state)
    {
    case ECG_RUN_RUNNING:
      return "running";
    case ECG_RUN_FINISHED:
      return "finished";
    case ECG_RUN_STOPPED:
      return "stopped";
    case ECG_RUN_FAILED:
      return "failed";
    default:
      g_return_val_if_reached ("");
    }
}

void
ecg_command_print_json (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, NULL);
  puts (text);
}

void
ecg_command_print_builder (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  ecg_command_print_json (root);
}

gboolean
ecg_command_read_count (const char *option, int given, guint *value, GError **error)
{
  if (given < 0)
    return ecg_command_usage_error (error, _ ("--%s expects a number above 0, not %d"), option,
                                    given);
  if (given > 0)
    *value = (guint) given;
  return TRUE;
}

gboolean
ecg_command_usage_error (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, message);
  return FALSE;
}
