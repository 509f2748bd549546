#pragma once

#include "app/analysis.h"
#include "core/series/beats.h"

G_BEGIN_DECLS

#define ECG_TYPE_SURVEY (ecg_survey_get_type ())

/**
 * EcgSurvey:
 *
 * Goes through all of a recording behind what is on the screen: reads what a glance has left
 * unread, lets the envelopes grow, or takes them from the cache, finds the beats an hour at a time,
 * and at last looks for what opening the recording left unsaid: wrong checksums. In
 * %ECG_POOL_SURVEY, block by block; it holds no more than an hour of one lead.
 *
 * Signals: `changed`, some times a second while more becomes known, and once at the end of each
 * step; `told` (s) with a sentence for the user; `was-read` (EcgRecording) with the recording as
 * ecg_recording_load() has it, where it began with a glance: if its samples lie elsewhere, the
 * survey is to be stopped and another begun. Main thread.
 */
G_DECLARE_FINAL_TYPE (EcgSurvey, ecg_survey, ECG, SURVEY, GObject)

/** ecg_survey_new: Begins. @beats: (nullable): what an earlier survey of the recording has found.
 */
EcgSurvey *ecg_survey_new (EcgRecording *recording,
                           EcgAnalysis  *analysis,
                           EcgBeats     *beats) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_survey_stop: Ends it; no signal comes any more. */
void ecg_survey_stop (EcgSurvey *self);

/** ecg_survey_get_beats: Returns: (transfer none) (nullable): those found so far. */
EcgBeats *ecg_survey_get_beats (EcgSurvey *self);

/** ecg_survey_is_done: Returns: whether nothing is left to be looked at. */
gboolean ecg_survey_is_done (EcgSurvey *self);

/** ecg_survey_dup_text: Returns: (transfer full) (nullable): what it is at, and how far; NULL where
 * it is done, or has hardly begun. */
char *ecg_survey_dup_text (EcgSurvey *self);

G_END_DECLS
