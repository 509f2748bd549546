/* Each recording is drawn from streams of its own, named by person, activity and session: who draws
 * it, and after which other, changes nothing. */

#include "core/synth/cohort.h"

#include "core/base/team.h"
#include "core/recording/format.h"
#include "core/synth/activity.h"
#include "core/synth/artefact.h"
#include "core/synth/dipole.h"
#include "core/synth/rhythm.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define RATE_HZ 250.0
#define GAIN 1000.0 /* counts per mV */
#define BITS 16
#define MAX_COUNT 32767
#define MEAN_REST_BPM 75.0
#define MEAN_SITTING_BPM 78.2

enum
{
  STREAM_PERSON,
  STREAM_SESSION,
  STREAM_RECORDING,
};

typedef struct
{
  const EcgCohortSettings *settings;
  const char              *folder;
  EcgProgress             *progress;
  GCancellable            *cancellable;
  gint                     n_done; /* atomic */
  GMutex                   lock;   /* of the error */
  GError                  *error;  /* the first one */
} Work;

typedef struct
{
  guint                   subject;
  guint                   session;
  guint                   activity_index;
  const EcgSynthActivity *activity;
} Place;

void
ecg_cohort_settings_default (EcgCohortSettings *settings)
{
  g_return_if_fail (settings != NULL);

  *settings = (EcgCohortSettings){ .seed = 1,
                                   .n_subjects = 12,
                                   .n_activities = ECG_SYNTH_N_ACTIVITIES,
                                   .n_sessions = 2,
                                   .seconds = 120.0,
                                   .artefacts = TRUE };
}

guint
ecg_cohort_n_recordings (const EcgCohortSettings *settings)
{
  g_return_val_if_fail (settings != NULL, 0);

  return settings->n_subjects * settings->n_activities * settings->n_sessions;
}

static Place
place_of (const EcgCohortSettings *settings, guint index)
{
  Place place;

  place.session = index % settings->n_sessions;
  place.activity_index = index / settings->n_sessions % settings->n_activities;
  place.subject = index / settings->n_sessions / settings->n_activities;
  place.activity = ecg_synth_activity (place.activity_index);
  return place;
}

static void
open_stream (EcgRng *rng, guint64 seed, guint kind, guint subject, guint activity, guint session)
{
  ecg_rng_init (rng, seed,
                (guint64) kind << 60 | (guint64) subject << 40 | (guint64) activity << 20 |
                  (guint64) session);
}

/* The person of a session: the same heart, electrodes placed anew. Returns the factor on the
 * variability of the rhythm. */
static double
draw_person (EcgDipole *dipole, double *sitting_bpm, double *rise, guint64 seed, Place place)
{
  EcgRng person, session;
  double variability;

  open_stream (&person, seed, STREAM_PERSON, place.subject, 0, 0);
  open_stream (&session, seed, STREAM_SESSION, place.subject, 0, place.session);
  ecg_dipole_default (dipole);
  ecg_dipole_draw_person (dipole, &person);
  dipole->rest_bpm = CLAMP (MEAN_REST_BPM + 11.0 * ecg_rng_normal (&person), 52.0, 100.0);
  variability = exp (0.2 * ecg_rng_normal (&person));
  /* How strongly this heart answers to work, whatever the work is. */
  *rise = ecg_rng_normal (&person);
  ecg_dipole_draw_session (dipole, &session);
  *sitting_bpm =
    dipole->rest_bpm + MEAN_SITTING_BPM - MEAN_REST_BPM + 4.0 * ecg_rng_normal (&session);
  return variability;
}

static void
render (float *lead_i, float *lead_ii, gsize n, const EcgCohortSettings *settings, Place place)
{
  const EcgSynthActivity *activity = place.activity;
  g_autofree float       *breath = g_new (float, n);
  g_autoptr (GArray) beats = NULL;
  EcgDipole dipole;
  EcgRhythm rhythm;
  EcgRng    rng;
  double    sitting_bpm, rise;

  rhythm.variability = draw_person (&dipole, &sitting_bpm, &rise, settings->seed, place);
  open_stream (&rng, settings->seed, STREAM_RECORDING, place.subject, place.activity_index,
               place.session);
  rise = M_SQRT1_2 * (rise + ecg_rng_normal (&rng));
  rhythm.mean_bpm =
    CLAMP (sitting_bpm + activity->rise_bpm + activity->rise_sd_bpm * rise, 50.0, 165.0);
  /* A faster heart has less room to vary. */
  rhythm.variability *= (MEAN_SITTING_BPM + activity->rise_bpm) / rhythm.mean_bpm;
  rhythm.breath_hz = activity->breath_hz * (1.0 + 0.08 * ecg_rng_normal (&rng));
  beats = ecg_rhythm_beats (&rhythm, activity, settings->seconds, &rng);
  ecg_rhythm_breathe (breath, n, RATE_HZ, rhythm.breath_hz, &rng);
  ecg_dipole_draw_drift (&dipole, &rng);
  ecg_dipole_render (&dipole, lead_i, lead_ii, breath, activity->breath_depth, beats, RATE_HZ, n,
                     &rng);
  ecg_artefact_add (lead_i, lead_ii, activity, settings->artefacts, RATE_HZ, n, &rng);
}

static gint32 *
convert (const float *values, gsize n)
{
  gint32 *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    counts[i] = (gint32) CLAMP (rint (GAIN * (double) values[i]), -MAX_COUNT, MAX_COUNT);
  return counts;
}

/* The third lead is derived, as in most recorders. */
static gint32 *
subtract (const gint32 *a, const gint32 *b, gsize n)
{
  gint32 *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    counts[i] = CLAMP (a[i] - b[i], -MAX_COUNT, MAX_COUNT);
  return counts;
}

static EcgRecording *
describe (EcgSeries *const *leads, const EcgCohortSettings *settings, Place place)
{
  g_autofree char *subject = g_strdup_printf ("S%02u", place.subject + 1);
  g_autofree char *subject_line = g_strdup_printf (" subject: %s", subject);
  g_autofree char *activity_line = g_strdup_printf (" activity: %s", place.activity->name);
  g_autofree char *session_line = g_strdup_printf (" session: %u", place.session + 1);
  g_autofree char *seed_line =
    g_strdup_printf (" synthetic: seed %" G_GUINT64_FORMAT "%s", settings->seed,
                     settings->artefacts ? "" : ", without motion");
  const char *comments[] = { subject_line, activity_line, session_line, seed_line, NULL };
  const EcgRecordingInfo info = {
    .format = "wfdb", .subject = subject, .activity = place.activity->name, .comments = comments
  };

  return ecg_recording_new (&info, leads, 3);
}

static EcgRecording *
make_recording (const EcgCohortSettings *settings, Place place)
{
  const EcgScale    scale = { GAIN, 0.0, BITS };
  const gsize       n = (gsize) rint (settings->seconds * RATE_HZ);
  g_autofree float *lead_i = g_new (float, n);
  g_autofree float *lead_ii = g_new (float, n);
  gint32           *counts[3];

  render (lead_i, lead_ii, n, settings, place);
  counts[0] = convert (lead_i, n);
  counts[1] = convert (lead_ii, n);
  counts[2] = subtract (counts[1], counts[0], n);

  g_autoptr (EcgSeries) i = ecg_series_new_digital ("I", "mV", RATE_HZ, counts[0], n, &scale);
  g_autoptr (EcgSeries) ii = ecg_series_new_digital ("II", "mV", RATE_HZ, counts[1], n, &scale);
  g_autoptr (EcgSeries) iii = ecg_series_new_digital ("III", "mV", RATE_HZ, counts[2], n, &scale);

  return describe ((EcgSeries *const[]){ i, ii, iii }, settings, place);
}

static char *
make_path (const Work *work, Place place)
{
  g_autofree char *activity = g_strdelimit (g_strdup (place.activity->name), " ", '_');
  g_autofree char *name =
    g_strdup_printf ("s%02u_%s_%u.hea", place.subject + 1, activity, place.session + 1);

  return g_build_filename (work->folder, name, NULL);
}

static gboolean
write_one (Work *work, guint index, GError **error)
{
  const Place place = place_of (work->settings, index);
  g_autoptr (EcgRecording) recording = make_recording (work->settings, place);
  g_autofree char *path = make_path (work, place);

  return ecg_format_by_id ("wfdb")->save (recording, path, NULL, NULL, work->cancellable, error);
}

static gboolean
has_failed (Work *work)
{
  gboolean failed;

  g_mutex_lock (&work->lock);
  failed = work->error != NULL;
  g_mutex_unlock (&work->lock);
  return failed;
}

static void
keep_error (Work *work, GError *error)
{
  g_mutex_lock (&work->lock);
  if (work->error == NULL)
    work->error = g_steal_pointer (&error);
  g_mutex_unlock (&work->lock);
  g_clear_error (&error);
}

static void
write_slice (void *data, size_t worker, size_t width)
{
  Work       *work = data;
  const guint n = ecg_cohort_n_recordings (work->settings);

  for (guint i = (guint) worker; i < n && !has_failed (work); i += (guint) width)
    {
      GError *error = NULL;

      if (g_cancellable_set_error_if_cancelled (work->cancellable, &error) ||
          !write_one (work, i, &error))
        {
          keep_error (work, error);
          return;
        }
      ecg_progress_set (work->progress, (g_atomic_int_add (&work->n_done, 1) + 1.0) / n, NULL);
    }
}

gboolean
ecg_cohort_write (const EcgCohortSettings *settings,
                  const char              *folder,
                  EcgProgress             *progress,
                  GCancellable            *cancellable,
                  GError                 **error)
{
  Work     work = { settings, folder, progress, cancellable };
  EcgTeam *team;

  g_return_val_if_fail (settings != NULL && folder != NULL, FALSE);
  g_return_val_if_fail (settings->n_activities <= ECG_SYNTH_N_ACTIVITIES, FALSE);
  g_return_val_if_fail (settings->seconds >= 1.0 && settings->seconds <= 86400.0, FALSE);

  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      const int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   _ ("The folder “%s” cannot be made: %s."), folder, g_strerror (code));
      return FALSE;
    }
  ecg_progress_set (progress, 0.0, _ ("Making the synthetic cohort"));
  g_mutex_init (&work.lock);
  team = ecg_team_new (CLAMP (g_get_num_processors (), 1, 8));
  ecg_team_run (team, write_slice, &work);
  ecg_team_free (team);
  g_mutex_clear (&work.lock);
  if (work.error != NULL)
    g_propagate_error (error, work.error);
  return work.error == NULL;
}
