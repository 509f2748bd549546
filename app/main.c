/*
 * With a command the program works in the terminal, without one it opens its window.
 */

#include "app/application.h"
#include "app/command-line.h"
#include "core/jobs/thread.h"

#include "app/config.h"

#include <cblas.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

static void
set_up_language (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ECG_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static int
open_window (int argc, char **argv)
{
  g_autoptr (EcgApplication) application = ecg_application_new ();
  g_autofree char *commands = ecg_command_line_describe ();

  g_set_application_name ("DT4ECG");
  g_application_set_option_context_parameter_string (G_APPLICATION (application),
                                                     _ ("[FILE…] | COMMAND …"));
  g_application_set_option_context_description (G_APPLICATION (application), commands);
  return g_application_run (G_APPLICATION (application), argc, argv);
}

int
main (int argc, char **argv)
{
  int command;

  set_up_language ();
  ecg_thread_set_main ();
  /* One level of parallelism: teams cut the work, BLAS does each slice. */
  openblas_set_num_threads (1);

  command = ecg_command_line_find (argc, argv);
  if (command > 0)
    return ecg_command_line_run (argc, argv, command);
  if (command < 0)
    {
      fprintf (stderr, _ ("dt4ecg: “%s” is neither a command nor a file; see “dt4ecg --help”\n"),
               argv[-command]);
      return ECG_EXIT_USAGE;
    }
  return open_window (argc, argv);
}
