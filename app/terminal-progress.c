/*
 * Progress for people at a terminal and for log files. A thread of its own looks at the progress
 * now and then: the main thread is the one that works, so no main loop runs that could deliver
 * notifications.
 */

#include "app/terminal-progress.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

#define TERMINAL_INTERVAL_MS 200
#define LOG_INTERVAL_MS 5000

struct _EcgTerminalProgress
{
  EcgProgress *progress;
  GThread     *thread;
  GMutex       lock;
  GCond        wake;
  gboolean     ended;
  gboolean     terminal;
  gboolean     written;
  char        *last;
};

static char *
describe_time_left (double seconds)
{
  const int minutes = (int) (seconds / 60.0);

  if (seconds < 0.0)
    return g_strdup ("");
  if (minutes > 0)
    return g_strdup_printf (_ (", %d min %d s left"), minutes, (int) seconds % 60);
  return g_strdup_printf (_ (", %d s left"), (int) seconds);
}

static void
write_line (EcgTerminalProgress *self)
{
  const double     fraction = ecg_progress_get_fraction (self->progress);
  g_autofree char *text = ecg_progress_dup_text (self->progress);
  g_autofree char *left = describe_time_left (ecg_progress_get_seconds_left (self->progress));
  g_autofree char *line = NULL;

  if (*text == '\0' && fraction < 0.0)
    return;
  if (fraction < 0.0)
    line = g_strdup (text);
  else
    line = g_strdup_printf ("%3.0f %%  %s%s", 100.0 * fraction, text, left);
  if (g_strcmp0 (line, self->last) == 0)
    return;

  if (self->terminal)
    fprintf (stderr, "\r\033[K%s", line);
  else
    fprintf (stderr, "%s\n", line);
  fflush (stderr);
  self->written = TRUE;
  g_free (self->last);
  self->last = g_steal_pointer (&line);
}

static gpointer
watch (gpointer data)
{
  EcgTerminalProgress *self = data;
  const gint64         interval_ms = self->terminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;

  g_mutex_lock (&self->lock);
  while (!self->ended)
    {
      const gint64 until = g_get_monotonic_time () + interval_ms * G_TIME_SPAN_MILLISECOND;

      g_cond_wait_until (&self->wake, &self->lock, until);
      if (!self->ended)
        write_line (self);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

EcgTerminalProgress *
ecg_terminal_progress_new (EcgProgress *progress)
{
  EcgTerminalProgress *self = g_new0 (EcgTerminalProgress, 1);

  self->progress = g_object_ref (progress);
  self->terminal = isatty (STDERR_FILENO);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("progress", watch, self);
  return self;
}

void
ecg_terminal_progress_free (EcgTerminalProgress *self)
{
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  if (self->terminal && self->written)
    fputs ("\r\033[K", stderr);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_object_unref (self->progress);
  g_free (self->last);
  g_free (self);
}
