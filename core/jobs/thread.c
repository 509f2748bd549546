#include "core/jobs/thread.h"

static GThread *main_thread; /* written once, before any other thread */

void
ecg_thread_set_main (void)
{
  g_atomic_pointer_set (&main_thread, g_thread_self ());
}

gboolean
ecg_thread_is_main (void)
{
  GThread *named = g_atomic_pointer_get (&main_thread);

  return named == NULL || named == g_thread_self ();
}
