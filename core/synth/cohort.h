#pragma once

#include "core/jobs/progress.h"

G_BEGIN_DECLS

/**
 * EcgCohortSettings:
 * @seed: fixes every byte
 * @n_subjects: people
 * @n_activities: the first so many of: sitting, mental arithmetic, walking, hand bike, jogging
 * @n_sessions: recordings per person and activity
 * @seconds: of each
 * @artefacts: FALSE leaves out motion, muscle and mains noise: the ablation without motion cue
 */
typedef struct
{
  guint64  seed;
  guint    n_subjects;
  guint    n_activities;
  guint    n_sessions;
  double   seconds;
  gboolean artefacts;
} EcgCohortSettings;

/** ecg_cohort_settings_default: 12 × 5 × 2 × 120 s, seed 1, with artefacts. */
void ecg_cohort_settings_default (EcgCohortSettings *settings);

/** ecg_cohort_n_recordings: Returns: how many recordings the settings make. */
guint ecg_cohort_n_recordings (const EcgCohortSettings *settings);

/**
 * ecg_cohort_write:
 * @folder: made where it is missing; recordings of the same names are replaced
 *
 * Writes the synthetic cohort (../shared/docs/synthetic-cohort.md; McSharry et al. 2003, Sameni et
 * al. 2007) as WFDB, three leads (I, II, III) at 250 Hz, format 16, with `# subject:` and `#
 * activity:` comments. The same settings give the same bytes, whatever the number of threads.
 */
gboolean ecg_cohort_write (const EcgCohortSettings *settings,
                           const char              *folder,
                           EcgProgress             *progress,
                           GCancellable            *cancellable,
                           GError                 **error);

G_END_DECLS
