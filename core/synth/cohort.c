/*
 * People × activities × sessions. Every recording draws from a stream of its own, so that neither
 * order nor number of threads changes a byte.
 */

#include "core/synth/cohort.h"

#include "core/base/team.h"
#include "core/recording/loader.h"
#include "core/synth/artefact.h"
#include "core/synth/dipole.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define RATE_HZ 250.0
#define COUNTS_PER_MV 1000.0
#define CONVERTER_BITS 16

/* A stream of chance for each person, and for each recording. */
#define PERSON_STREAM 1u
#define RECORDING_STREAM 1000000u

void
ecg_cohort_settings_default (EcgCohortSettings *settings)
{
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
  return settings->n_subjects * settings->n_activities * settings->n_sessions;
}

/* One recording to be made. */
typedef struct
{
  const EcgCohortSettings *settings;
  const EcgSynthActivity  *activity;
  guint                    subject;
  guint                    session;
  EcgRng                   rng;
  EcgDipole                heart;
} Take;

static void
take_init (Take *self, const EcgCohortSettings *settings, guint index)
{
  const guint activity = index / settings->n_sessions % settings->n_activities;
  EcgDipole   person;
  EcgRng      person_rng;

  self->settings = settings;
  self->session = index % settings->n_sessions;
  self->subject = index / settings->n_sessions / settings->n_activities;
  self->activity = &ecg_synth_activities ()[activity];
  ecg_rng_init (&person_rng, settings->seed, PERSON_STREAM + self->subject);
  ecg_dipole_init_person (&person, &person_rng);
  ecg_rng_init (&self->rng, settings->seed, RECORDING_STREAM + index);
  ecg_dipole_init_session (&self->heart, &person, &self->rng);
}

static double
find_deviation (const double *x, gsize n)
{
  double mean = 0.0, power = 0.0;

  for (gsize i = 0; i < n; i++)
    mean += x[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    power += (x[i] - mean) * (x[i] - mean) / (double) n;
  return sqrt (power);
}

/* The electrodes RA, LA and LL; a lead sees two of them, hence half of the noise's power each. */
static void
add_artefacts (Take *self, double *lead_i, double *lead_ii, gsize n)
{
  const double       signal = find_deviation (lead_ii, n);
  const double       deviation = signal * pow (10.0, -self->activity->snr_db / 20.0) / G_SQRT2;
  g_autofree double *noise = g_new (double, 3 * n);

  for (gsize electrode = 0; electrode < 3; electrode++)
    ecg_artefact_render (noise + electrode * n, n, RATE_HZ, deviation, self->activity, &self->rng);
  for (gsize i = 0; i < n; i++)
    {
      lead_i[i] += noise[n + i] - noise[i];
      lead_ii[i] += noise[2 * n + i] - noise[i];
    }
}

static gint32
convert (double millivolts)
{
  return (gint32) CLAMP (lround (millivolts * COUNTS_PER_MV), G_MININT16 / 2 + 1, G_MAXINT16 / 2);
}

static EcgRecording *
make_recording (Take *self, const char *path)
{
  static const EcgScale scale = { .gain = COUNTS_PER_MV, .baseline = 0.0, .bits = CONVERTER_BITS };
  static const char *const names[] = { "I", "II", "III" };
  const gsize              n = (gsize) (self->settings->seconds * RATE_HZ);
  g_autofree double       *lead_i = g_new (double, n);
  g_autofree double       *lead_ii = g_new (double, n);
  g_autofree char         *subject = g_strdup_printf ("S%02u", self->subject + 1);
  g_autofree char         *session = g_strdup_printf (" session: %u", self->session + 1);
  const char *const      comments[] = { session, "synthetic: made by DT4ECG, not a person", NULL };
  const EcgRecordingInfo info = { .format = "wfdb",
                                  .path = path,
                                  .subject = subject,
                                  .activity = self->activity->name,
                                  .comments = comments };
  gint32                *counts[3];
  EcgSeries             *leads[3];
  EcgRecording          *recording;
  EcgRhythm              rhythm;

  ecg_rhythm_init (&rhythm, self->activity, self->heart.resting_rate, self->settings->seconds,
                   &self->rng);
  ecg_dipole_render (lead_i, lead_ii, n, RATE_HZ, &self->heart, &rhythm, self->activity,
                     &self->rng);
  ecg_rhythm_clear (&rhythm);
  if (self->settings->artefacts)
    add_artefacts (self, lead_i, lead_ii, n);

  for (gsize lead = 0; lead < 3; lead++)
    counts[lead] = g_new (gint32, n);
  for (gsize i = 0; i < n; i++)
    {
      counts[0][i] = convert (lead_i[i]);
      counts[1][i] = convert (lead_ii[i]);
      counts[2][i] = counts[1][i] - counts[0][i]; /* Einthoven, to the count */
    }
  for (gsize lead = 0; lead < 3; lead++)
    leads[lead] = ecg_series_new_digital (names[lead], "mV", RATE_HZ, counts[lead], n, &scale);
  recording = ecg_recording_new (&info, leads, 3);
  for (gsize lead = 0; lead < 3; lead++)
    ecg_series_unref (leads[lead]);
  return recording;
}

/* What the workers share. */
typedef struct
{
  const EcgCohortSettings *settings;
  const char              *folder;
  EcgProgress             *progress;
  GCancellable            *cancellable;
  GMutex                   lock;
  GError                  *error;  /* the first; under the lock */
  guint                    n_done; /* under the lock */
} Writing;

static void
tell (Writing *self, GError *error)
{
  const guint n = ecg_cohort_n_recordings (self->settings);

  g_mutex_lock (&self->lock);
  if (error != NULL && self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  self->n_done++;
  ecg_progress_set (self->progress, (double) self->n_done / (double) n,
                    _ ("Making the demo cohort"));
  g_mutex_unlock (&self->lock);
}

static gboolean
has_failed (Writing *self)
{
  gboolean failed;

  g_mutex_lock (&self->lock);
  failed = self->error != NULL;
  g_mutex_unlock (&self->lock);
  return failed;
}

static void
write_one (Writing *self, guint index)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  GError *error = NULL;
  Take    take;

  if (!g_cancellable_set_error_if_cancelled (self->cancellable, &error))
    {
      take_init (&take, self->settings, index);
      name = g_strdup_printf ("s%02u_%s_%u.hea", take.subject + 1, take.activity->file_name,
                              take.session + 1);
      path = g_build_filename (self->folder, name, NULL);
      recording = make_recording (&take, path);
      ecg_recording_save (recording, path, self->cancellable, &error);
    }
  tell (self, error);
}

/* Every worker takes each width-th recording: people differ little in cost. */
static void
write_share (void *data, size_t worker, size_t width)
{
  Writing    *self = data;
  const guint n = ecg_cohort_n_recordings (self->settings);

  for (guint index = (guint) worker; index < n && !has_failed (self); index += (guint) width)
    write_one (self, index);
}

gboolean
ecg_cohort_write (const EcgCohortSettings *settings,
                  const char              *folder,
                  EcgProgress             *progress,
                  GCancellable            *cancellable,
                  GError                 **error)
{
  Writing writing = {
    .settings = settings, .folder = folder, .progress = progress, .cancellable = cancellable
  };
  EcgTeam *team;

  g_return_val_if_fail (
    settings->n_activities >= 1 && settings->n_activities <= ECG_SYNTH_N_ACTIVITIES, FALSE);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _ ("The folder %s for the cohort cannot be made: %s."), folder,
                   g_strerror (errno));
      return FALSE;
    }
  g_mutex_init (&writing.lock);
  team = ecg_team_new (g_get_num_processors ());
  ecg_team_run (team, write_share, &writing);
  ecg_team_free (team);
  g_mutex_clear (&writing.lock);
  if (writing.error == NULL)
    return TRUE;
  g_propagate_error (error, writing.error);
  return FALSE;
}
