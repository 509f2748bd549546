#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** EcgPool: the named pools; their widths stand in one table in pool.c. */
typedef enum
{
  ECG_POOL_IO,      /* reads and writes files; 4 */
  ECG_POOL_STORE,   /* the library's database; 1 */
  ECG_POOL_COMPUTE, /* filters, envelopes, attention; cores − 1, at least 1 */
  ECG_POOL_SURVEY,  /* goes through a whole recording behind what is on the screen; 1 */
  ECG_POOL_TRAIN,   /* training and evaluation; 1 */
} EcgPool;

/**
 * ecg_pool_run:
 * @pool: where
 * @task: (transfer none): kept until it has returned; its task data is the job
 * @func: does the work and returns the task, on every exit
 *
 * Runs a job in one of the named pools. As g_task_run_in_thread(), but not in GLib's shared pool,
 * whose width is nobody's to choose. The result arrives in the main context in which @task was
 * made.
 */
void ecg_pool_run (EcgPool pool, GTask *task, GTaskThreadFunc func);

G_END_DECLS
