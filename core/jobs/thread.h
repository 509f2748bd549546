#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ecg_thread_set_main: Says that the caller is the main thread; once, first thing in main(). */
void ecg_thread_set_main (void);

/** ecg_thread_is_main: Returns: whether the caller is the main thread; TRUE for all while none was
 * named. */
gboolean ecg_thread_is_main (void);

/** ecg_assert_main_thread: Guards what may notify. */
#define ecg_assert_main_thread() g_assert (ecg_thread_is_main ())

G_END_DECLS
