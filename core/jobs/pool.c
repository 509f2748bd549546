/* One GThreadPool per name, made at the first job and kept until the program ends. */

#include "core/jobs/pool.h"

typedef struct
{
  const char *name;
  int         width; /* 0: as many as the machine has cores, less the one of the main thread */
} PoolRow;

static const PoolRow pool_table[] = {
  [ECG_POOL_IO] = { "io", 4 },           [ECG_POOL_STORE] = { "store", 1 },
  [ECG_POOL_COMPUTE] = { "compute", 0 }, [ECG_POOL_SURVEY] = { "survey", 1 },
  [ECG_POOL_TRAIN] = { "train", 1 },
};

typedef struct
{
  GTask          *task;
  GTaskThreadFunc func;
} Job;

static gboolean
do_nothing_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* The last reference on a task drops its source object, which may be a widget: that must happen
 * where the task was made, never in a worker. */
static void
release_in_context (GTask *task)
{
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (task));
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "[ecg] release task");
  g_source_set_callback (source, do_nothing_cb, task, g_object_unref);
  g_source_attach (source, context);
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job   *job = data;
  GTask *task = job->task;

  if (!g_task_return_error_if_cancelled (task))
    job->func (task, g_task_get_source_object (task), g_task_get_task_data (task),
               g_task_get_cancellable (task));
  g_free (job);
  release_in_context (task);
}

static GThreadPool *
make_pool (EcgPool pool)
{
  int width = pool_table[pool].width;

  if (width == 0)
    width = MAX (1, (int) g_get_num_processors () - 1);

  /* Not exclusive: such a pool cannot fail, and idle threads are shared. */
  return g_thread_pool_new (run_job, NULL, width, FALSE, NULL);
}

static GThreadPool *
get_pool (EcgPool pool)
{
  static gsize pools[G_N_ELEMENTS (pool_table)];

  if (g_once_init_enter (&pools[pool]))
    g_once_init_leave (&pools[pool], (gsize) make_pool (pool));
  return (GThreadPool *) pools[pool];
}

void
ecg_pool_run (EcgPool pool, GTask *task, GTaskThreadFunc func)
{
  Job *job;

  g_return_if_fail (pool < G_N_ELEMENTS (pool_table));
  g_return_if_fail (G_IS_TASK (task));
  g_return_if_fail (func != NULL);

  job = g_new (Job, 1);
  job->task = g_object_ref (task);
  job->func = func;
  if (g_task_get_name (task) == NULL)
    g_task_set_name (task, pool_table[pool].name);
  /* A thread that cannot be had leaves the job in the queue for the pool's other threads. */
  g_thread_pool_push (get_pool (pool), job, NULL);
}
