/*
 * One step after the other, each a job of its own, so that what comes later can be given up between
 * two of them.
 */

#include "app/survey.h"

#include "core/jobs/pool.h"
#include "core/jobs/progress.h"
#include "core/recording/envelope-cache.h"
#include "core/recording/loader.h"

#include <glib/gi18n.h>

/* A step that takes less than this is not worth a word. */
#define SILENT_US (G_USEC_PER_SEC / 4)
#define CHANGED_EVERY_US (G_USEC_PER_SEC / 5)

typedef enum
{
  STEP_READ,
  STEP_RAW,
  STEP_BEATS,
  STEP_FILTERED,
  STEP_VERIFY,
  STEP_DONE,
} Step;

struct _EcgSurvey
{
  GObject parent_instance;

  /* owned */
  EcgRecording *recording;
  EcgAnalysis  *analysis;
  EcgBeats     *beats;
  GCancellable *cancellable;
  EcgProgress  *progress; /* of the step under way */

  /* plain state */
  Step     step;
  gint64   step_began_us;
  gint64   changed_at_us;
  gboolean sure; /* that the samples lie where @recording has them */
};

enum
{
  CHANGED,
  TOLD,
  WAS_READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EcgSurvey, ecg_survey, G_TYPE_OBJECT)

/* A step in its worker; what it has found is in the last ones. */
typedef struct
{
  Step          step;
  EcgRecording *recording;
  EcgAnalysis  *analysis;
  EcgProgress  *progress;
  gboolean      sure;
  EcgBeats     *beats;
  char        **sentences;
  EcgRecording *whole;
  GError       *error;
} StepJob;

static void
step_job_free (gpointer data)
{
  StepJob *job = data;

  ecg_recording_unref (job->recording);
  ecg_analysis_unref (job->analysis);
  g_object_unref (job->progress);
  g_clear_pointer (&job->beats, ecg_beats_unref);
  g_strfreev (job->sentences);
  g_clear_pointer (&job->whole, ecg_recording_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static gboolean
knows_all (const EcgEnvelope *envelope)
{
  return ecg_envelope_get_known (envelope) ==
         ecg_series_get_length (ecg_envelope_get_series (envelope));
}

/* All leads of a block, then the next: the file is read once. */
static gboolean
grow (const StepJob *job, EcgEnvelope **envelopes, GCancellable *cancellable)
{
  const double length = (double) ecg_recording_get_length (job->recording);
  gboolean     grown;

  do
    {
      grown = FALSE;
      for (guint i = 0; i < job->analysis->n_leads; i++)
        {
          if (g_cancellable_is_cancelled (cancellable))
            return FALSE;
          grown |= ecg_envelope_grow (envelopes[i]);
        }
      ecg_progress_set (job->progress, (double) ecg_envelope_get_known (envelopes[0]) / length,
                        NULL);
    }
  while (grown);
  return TRUE;
}

/* Raw envelopes may have another source than the recording: that of a glance at it. */
static gboolean
could_be_read (const StepJob *job, EcgEnvelope **envelopes)
{
  for (guint i = 0; i < job->analysis->n_leads; i++)
    if (!ecg_series_check (ecg_envelope_get_series (envelopes[i]), NULL))
      return FALSE;
  return ecg_recording_check (job->recording, NULL);
}

/* Not where the files have changed meanwhile, nor where they could not be read. */
static void
keep (const StepJob *job, EcgEnvelope **envelopes, const char *variant, const char *key)
{
  g_autofree char *key_now = ecg_envelope_cache_key (job->recording, variant, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (key, key_now) != 0 || !could_be_read (job, envelopes))
    return;
  /* It would only have been quicker the next time. */
  if (!ecg_envelope_cache_store (key, envelopes, job->analysis->n_leads, &error))
    g_debug ("envelopes are not kept: %s", error->message);
}

/* A failure in between leaves some known, and those are not asked of the cache again. */
static void
learn_envelopes (const StepJob *job,
                 EcgEnvelope  **envelopes,
                 const char    *variant,
                 GCancellable  *cancellable)
{
  const guint      n = job->analysis->n_leads;
  g_autofree char *key = NULL;
  gboolean         fresh = TRUE, in_memory = FALSE;

  for (guint i = 0; i < n; i++)
    {
      fresh = fresh && ecg_envelope_get_known (envelopes[i]) == 0;
      in_memory = in_memory || ecg_series_is_in_memory (ecg_envelope_get_series (envelopes[i]));
    }
  if (fresh && !in_memory && job->sure)
    key = ecg_envelope_cache_key (job->recording, variant, cancellable, NULL);
  if (key != NULL && ecg_envelope_cache_load (key, envelopes, n))
    return;
  if (grow (job, envelopes, cancellable) && key != NULL)
    keep (job, envelopes, variant, key);
}

static void
find_beats (StepJob *job)
{
  EcgSeries *lead = ecg_recording_get_lead (job->recording, job->analysis->beat_lead);
  g_autoptr (EcgBeats) before = job->beats;

  job->beats = ecg_beats_find (lead, before);
  ecg_progress_set (job->progress,
                    (double) job->beats->known / (double) ecg_series_get_length (lead), NULL);
}

static void
run_step (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StepJob *job = task_data;

  switch (job->step)
    {
    case STEP_READ:
      job->whole = ecg_recording_load (ecg_recording_get_path (job->recording), job->progress,
                                       cancellable, &job->error);
      break;
    case STEP_RAW:
      learn_envelopes (job, job->analysis->raw, "raw", cancellable);
      break;
    case STEP_BEATS:
      find_beats (job);
      break;
    case STEP_FILTERED:
      learn_envelopes (job, job->analysis->filtered, job->analysis->filter_name, cancellable);
      break;
    case STEP_VERIFY:
      job->sentences = ecg_recording_verify (job->recording, job->progress, cancellable, NULL);
      break;
    case STEP_DONE:
    default:
      g_assert_not_reached ();
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_needed (const EcgSurvey *self, Step step)
{
  const EcgAnalysis *analysis = self->analysis;

  switch (step)
    {
    case STEP_READ:
      return ecg_recording_is_glanced (self->recording);
    case STEP_RAW:
      return !knows_all (analysis->raw[analysis->n_leads - 1]);
    case STEP_BEATS:
      return self->beats == NULL || self->beats->known < ecg_recording_get_length (self->recording);
    case STEP_FILTERED:
      return !knows_all (analysis->filtered[analysis->n_leads - 1]);
    case STEP_VERIFY:
      return !analysis->whole;
    case STEP_DONE:
    default:
      return TRUE;
    }
}

static void
tell_failure (EcgSurvey *self)
{
  g_autoptr (GError) error = NULL;

  if (!ecg_recording_check (self->recording, &error))
    g_signal_emit (self, signals[TOLD], 0, error->message);
}

static void begin_step (EcgSurvey *self, Step step);

/* Who listens may stop the survey. */
static void
take_whole (EcgSurvey *self, const StepJob *job)
{
  self->sure = job->whole != NULL && ecg_recording_lies_as (job->whole, job->recording);
  if (job->whole != NULL)
    g_signal_emit (self, signals[WAS_READ], 0, job->whole);
  else
    g_signal_emit (self, signals[TOLD], 0, job->error->message);
}

static void
step_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgSurvey) self = user_data;
  StepJob *job = g_task_get_task_data (G_TASK (result));
  Step     next = job->step == STEP_BEATS ? STEP_BEATS : job->step + 1;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  if (job->step == STEP_READ)
    {
      take_whole (self, job);
      if (g_cancellable_is_cancelled (self->cancellable))
        return;
    }
  if (job->beats != NULL)
    {
      g_clear_pointer (&self->beats, ecg_beats_unref);
      self->beats = g_steal_pointer (&job->beats);
    }
  for (guint i = 0; job->sentences != NULL && job->sentences[i] != NULL; i++)
    g_signal_emit (self, signals[TOLD], 0, job->sentences[i]);
  if (job->step == STEP_RAW)
    tell_failure (self);
  while (!is_needed (self, next))
    next++;
  begin_step (self, next);
}

static void
begin_step (EcgSurvey *self, Step step)
{
  g_autoptr (GTask) task = NULL;
  StepJob *job;

  if (step != self->step)
    self->step_began_us = g_get_monotonic_time ();
  self->step = step;
  if (step == STEP_DONE)
    {
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }
  job = g_new0 (StepJob, 1);
  job->step = step;
  job->recording = ecg_recording_ref (self->recording);
  job->analysis = ecg_analysis_ref (self->analysis);
  job->progress = g_object_ref (self->progress);
  job->sure = self->sure;
  if (step == STEP_BEATS && self->beats != NULL)
    job->beats = ecg_beats_ref (self->beats);
  task = g_task_new (NULL, self->cancellable, step_done_cb, g_object_ref (self));
  g_task_set_source_tag (task, begin_step);
  g_task_set_task_data (task, job, step_job_free);
  g_task_set_check_cancellable (task, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
  ecg_pool_run (ECG_POOL_SURVEY, task, run_step);
}

static void
progressed_cb (EcgSurvey *self)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (g_cancellable_is_cancelled (self->cancellable) ||
      now_us - self->changed_at_us < CHANGED_EVERY_US)
    return;
  self->changed_at_us = now_us;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
ecg_survey_dispose (GObject *object)
{
  EcgSurvey *self = ECG_SURVEY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->progress);
  G_OBJECT_CLASS (ecg_survey_parent_class)->dispose (object);
}

static void
ecg_survey_finalize (GObject *object)
{
  EcgSurvey *self = ECG_SURVEY (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->recording, ecg_recording_unref);
  g_clear_pointer (&self->analysis, ecg_analysis_unref);
  g_clear_pointer (&self->beats, ecg_beats_unref);
  G_OBJECT_CLASS (ecg_survey_parent_class)->finalize (object);
}

static void
ecg_survey_class_init (EcgSurveyClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = ecg_survey_dispose;
  object_class->finalize = ecg_survey_finalize;
  signals[CHANGED] = g_signal_new ("changed", ECG_TYPE_SURVEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[TOLD] = g_signal_new ("told", ECG_TYPE_SURVEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WAS_READ] = g_signal_new ("was-read", ECG_TYPE_SURVEY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, ECG_TYPE_RECORDING);
}

static void
ecg_survey_init (EcgSurvey *self)
{
  self->cancellable = g_cancellable_new ();
  self->progress = ecg_progress_new ();
  self->step = STEP_DONE;
  g_signal_connect_object (self->progress, "notify::fraction", G_CALLBACK (progressed_cb), self,
                           G_CONNECT_SWAPPED);
}

EcgSurvey *
ecg_survey_new (EcgRecording *recording, EcgAnalysis *analysis, EcgBeats *beats)
{
  EcgSurvey *self = g_object_new (ECG_TYPE_SURVEY, NULL);
  Step       step = STEP_READ;

  self->sure = !ecg_recording_is_glanced (recording);
  self->recording = ecg_recording_ref (recording);
  self->analysis = ecg_analysis_ref (analysis);
  self->beats = beats != NULL ? ecg_beats_ref (beats) : NULL;
  while (!is_needed (self, step))
    step++;
  begin_step (self, step);
  return self;
}

void
ecg_survey_stop (EcgSurvey *self)
{
  g_return_if_fail (ECG_IS_SURVEY (self));

  g_cancellable_cancel (self->cancellable);
}

EcgBeats *
ecg_survey_get_beats (EcgSurvey *self)
{
  g_return_val_if_fail (ECG_IS_SURVEY (self), NULL);

  return self->beats;
}

gboolean
ecg_survey_is_done (EcgSurvey *self)
{
  g_return_val_if_fail (ECG_IS_SURVEY (self), TRUE);

  return self->step == STEP_DONE;
}

char *
ecg_survey_dup_text (EcgSurvey *self)
{
  double percent;

  g_return_val_if_fail (ECG_IS_SURVEY (self), NULL);

  if (self->step == STEP_DONE || g_get_monotonic_time () - self->step_began_us < SILENT_US)
    return NULL;
  percent = 100.0 * MAX (ecg_progress_get_fraction (self->progress), 0.0);
  switch (self->step)
    {
    case STEP_READ:
      return g_strdup_printf (_ ("annotations %.0f %%"), percent);
    case STEP_RAW:
      return g_strdup_printf (_ ("overview %.0f %%"), percent);
    case STEP_BEATS:
      return g_strdup_printf (_ ("beats %.0f %%"), percent);
    case STEP_FILTERED:
      return g_strdup_printf (_ ("filtered overview %.0f %%"), percent);
    case STEP_VERIFY:
      return g_strdup_printf (_ ("checking the file %.0f %%"), percent);
    case STEP_DONE:
    default:
      return NULL;
    }
}
