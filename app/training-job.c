/*
 * A training as a job. The training thread leaves points and attention in a mailbox under a lock;
 * the main thread empties it when it has time, so that a slow screen never slows the training and a
 * fast training never floods the screen.
 */

#include "app/training-job.h"

#include "core/jobs/pool.h"
#include "core/jobs/thread.h"
#include "core/learn/ablation.h"

struct _EcgTrainingJob
{
  GObject parent_instance;

  /* owned; immutable once it has started */
  EcgStore        *store;
  GPtrArray       *sessions; /* NULL for a run that is resumed */
  EcgRun          *resumed;  /* NULL for a new one */
  char            *name;
  gboolean         is_grid;
  GCancellable    *cancellable;
  EcgTrainSettings settings;

  /* owned; main thread */
  EcgProgress *progress;
  EcgRun      *run;
  gboolean     evaluating;

  /* the mailbox; both threads, under the lock */
  GMutex        lock;
  GArray       *points;
  EcgAttention *attention;
  gboolean      delivery_pending;
};

enum
{
  PROP_EVALUATING = 1,
  N_PROPS,
};

enum
{
  POINTS,
  ATTENTION,
  ENDED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgTrainingJob, ecg_training_job, G_TYPE_OBJECT)

/* The mailbox */

static GArray *
create_points (void)
{
  return g_array_new (FALSE, FALSE, sizeof (EcgCurvePoint));
}

static void
deliver (EcgTrainingJob *self)
{
  g_autoptr (GArray) points = NULL;
  g_autoptr (EcgAttention) attention = NULL;

  g_mutex_lock (&self->lock);
  points = g_steal_pointer (&self->points);
  self->points = create_points ();
  attention = g_steal_pointer (&self->attention);
  self->delivery_pending = FALSE;
  g_mutex_unlock (&self->lock);

  if (points->len > 0)
    g_signal_emit (self, signals[POINTS], 0, points);
  if (attention != NULL)
    g_signal_emit (self, signals[ATTENTION], 0, attention);
}

static gboolean
deliver_cb (gpointer data)
{
  deliver (ECG_TRAINING_JOB (data));
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
plan_delivery (EcgTrainingJob *self)
{
  if (self->delivery_pending)
    return;
  self->delivery_pending = TRUE;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, deliver_cb, g_object_ref (self), g_object_unref);
}

static void
post_point (const EcgCurvePoint *point, gpointer data)
{
  EcgTrainingJob *self = data;

  g_mutex_lock (&self->lock);
  g_array_append_vals (self->points, point, 1);
  plan_delivery (self);
  g_mutex_unlock (&self->lock);
}

static void
post_attention (EcgAttention *attention, gpointer data)
{
  EcgTrainingJob *self = data;

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->attention, ecg_attention_unref);
  self->attention = ecg_attention_ref (attention);
  plan_delivery (self);
  g_mutex_unlock (&self->lock);
}

/* The job: first the training, then the judgement */

/* The program stays until what was learnt is on disk, also where its window has been closed. */
static void
hold_program (void)
{
  if (g_application_get_default () != NULL)
    g_application_hold (g_application_get_default ());
}

static void
release_program (void)
{
  if (g_application_get_default () != NULL)
    g_application_release (g_application_get_default ());
}

static void
end (EcgTrainingJob *self, GError *error)
{
  release_program ();
  g_signal_emit (self, signals[ENDED], 0, self->run, error);
}

static void
run_task (EcgTrainingJob *self, GAsyncReadyCallback callback, GTaskThreadFunc func)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, callback, NULL);

  g_clear_object (&self->progress);
  self->progress = ecg_progress_new ();
  /* A run that was stopped is returned all the same. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_object_ref (self->progress), g_object_unref);
  ecg_pool_run (ECG_POOL_TRAIN, task, func);
}

static void
evaluate (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  EcgTrainingJob *self = source;
  GError         *error = NULL;
  g_autoptr (EcgEvaluation) evaluation =
    ecg_experiment_evaluate (self->store, self->run, task_data, cancellable, &error);

  if (evaluation != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
evaluated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  end (ECG_TRAINING_JOB (source), error);
}

/* Returns the last run of the grid. */
static EcgRun *
train_grid (EcgTrainingJob         *self,
            const EcgTrainObserver *observer,
            EcgProgress            *progress,
            GCancellable           *cancellable,
            GError                **error)
{
  g_autoptr (GPtrArray) rows =
    ecg_ablation_run (self->store, self->sessions, &self->settings, self->name, observer, progress,
                      cancellable, error);
  EcgAblationRow *last = rows == NULL ? NULL : g_ptr_array_index (rows, rows->len - 1);

  return last == NULL ? NULL : g_object_ref (last->run);
}

static void
train (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  EcgTrainingJob        *self = source;
  const EcgTrainObserver observer = { post_point, post_attention, self };
  GError                *error = NULL;
  EcgRun                *run;

  if (self->is_grid)
    run = train_grid (self, &observer, task_data, cancellable, &error);
  else if (self->resumed != NULL)
    run =
      ecg_experiment_resume (self->store, self->resumed, &observer, task_data, cancellable, &error);
  else
    run = ecg_experiment_train (self->store, self->sessions, &self->settings, self->name, &observer,
                                task_data, cancellable, &error);

  if (run != NULL)
    g_task_return_pointer (task, run, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
trained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EcgTrainingJob *self = ECG_TRAINING_JOB (source);
  g_autoptr (GError) error = NULL;

  self->run = g_task_propagate_pointer (G_TASK (result), &error);
  deliver (self);
  if (self->is_grid || self->run == NULL || ecg_run_get_state (self->run) != ECG_RUN_FINISHED)
    {
      end (self, error);
      return;
    }
  self->evaluating = TRUE;
  run_task (self, evaluated_cb, evaluate);
  g_object_notify_by_pspec (source, props[PROP_EVALUATING]);
}

void
ecg_training_job_start (EcgTrainingJob *self)
{
  g_return_if_fail (ECG_IS_TRAINING_JOB (self));
  g_return_if_fail (self->progress == NULL);
  ecg_assert_main_thread ();

  hold_program ();
  run_task (self, trained_cb, train);
}

void
ecg_training_job_stop (EcgTrainingJob *self)
{
  g_return_if_fail (ECG_IS_TRAINING_JOB (self));

  g_cancellable_cancel (self->cancellable);
}

EcgProgress *
ecg_training_job_get_progress (EcgTrainingJob *self)
{
  g_return_val_if_fail (ECG_IS_TRAINING_JOB (self), NULL);

  return self->progress;
}

gboolean
ecg_training_job_get_evaluating (EcgTrainingJob *self)
{
  g_return_val_if_fail (ECG_IS_TRAINING_JOB (self), FALSE);

  return self->evaluating;
}

/* The object */

static void
ecg_training_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_EVALUATING:
      g_value_set_boolean (value, ECG_TRAINING_JOB (object)->evaluating);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ecg_training_job_finalize (GObject *object)
{
  EcgTrainingJob *self = ECG_TRAINING_JOB (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_object (&self->resumed);
  g_clear_pointer (&self->name, g_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->progress);
  g_clear_object (&self->run);
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->attention, ecg_attention_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ecg_training_job_parent_class)->finalize (object);
}

static void
ecg_training_job_class_init (EcgTrainingJobClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->finalize = ecg_training_job_finalize;
  object_class->get_property = ecg_training_job_get_property;
  props[PROP_EVALUATING] =
    g_param_spec_boolean ("evaluating", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[POINTS] = g_signal_new ("points", ECG_TYPE_TRAINING_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ARRAY);
  signals[ATTENTION] = g_signal_new ("attention", ECG_TYPE_TRAINING_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, ECG_TYPE_ATTENTION);
  signals[ENDED] = g_signal_new ("ended", ECG_TYPE_TRAINING_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 2, ECG_TYPE_RUN, G_TYPE_ERROR);
}

static void
ecg_training_job_init (EcgTrainingJob *self)
{
  g_mutex_init (&self->lock);
  self->points = create_points ();
  self->cancellable = g_cancellable_new ();
}

EcgTrainingJob *
ecg_training_job_new (EcgStore               *store,
                      GPtrArray              *sessions,
                      const EcgTrainSettings *settings,
                      const char             *name)
{
  EcgTrainingJob *self = g_object_new (ECG_TYPE_TRAINING_JOB, NULL);

  self->store = g_object_ref (store);
  self->sessions = g_ptr_array_ref (sessions);
  self->settings = *settings;
  self->name = g_strdup (name);
  return self;
}

EcgTrainingJob *
ecg_training_job_new_grid (EcgStore               *store,
                           GPtrArray              *sessions,
                           const EcgTrainSettings *settings,
                           const char             *name)
{
  EcgTrainingJob *self = ecg_training_job_new (store, sessions, settings, name);

  self->is_grid = TRUE;
  return self;
}

EcgTrainingJob *
ecg_training_job_new_resumed (EcgStore *store, EcgRun *run)
{
  EcgTrainingJob *self = g_object_new (ECG_TYPE_TRAINING_JOB, NULL);

  self->store = g_object_ref (store);
  self->resumed = g_object_ref (run);
  return self;
}
