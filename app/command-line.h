#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The program without a window: `dt4ecg COMMAND ...`. Results go to standard output, as text or as
 * one JSON document; progress and messages to standard error.
 */

/** EcgExit: the exit statuses that scripts can rely on. */
typedef enum
{
  ECG_EXIT_OK = 0,
  ECG_EXIT_FAILED = 1,
  ECG_EXIT_USAGE = 2,
  ECG_EXIT_INTERRUPTED = 130,
} EcgExit;

/**
 * ecg_command_line_find:
 *
 * Looks for a command among the arguments.
 *
 * Returns: the index of its name; 0 where there is none, so that the window opens; −index of the
 * first argument where that is neither a command nor a file
 */
int ecg_command_line_find (int argc, char **argv);

/**
 * ecg_command_line_run:
 * @command: what ecg_command_line_find() found
 *
 * Runs the command. An interrupt (Ctrl+C) cancels it; a second one ends the program at once.
 *
 * Returns: an #EcgExit
 */
int ecg_command_line_run (int argc, char **argv, int command);

/** ecg_command_line_describe: Returns: (transfer full): a line for each command, for `--help`. */
char *ecg_command_line_describe (void);

G_END_DECLS
