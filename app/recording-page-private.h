#pragma once

#include "app/attention-panel.h"
#include "app/recording-page.h"
#include "app/scale-note.h"
#include "app/session-panel.h"
#include "app/spectrum-panel.h"
#include "app/survey.h"
#include "app/trace-lanes.h"
#include "core/jobs/job.h"
#include "widgets/cursor-layer.h"
#include "widgets/overview-strip.h"
#include "widgets/rate-view.h"
#include "widgets/time-ruler.h"

G_BEGIN_DECLS

/* Shared by recording-page.c (what is shown), recording-page-opening.c (how a session comes to be
 * shown) and recording-page-actions.c (what its keys and buttons ask). */
struct _EcgRecordingPage
{
  AdwBin parent_instance;

  /* template children */
  GtkStack          *stack;
  AdwStatusPage     *failure;
  EcgOverviewStrip  *overview;
  EcgTimeRuler      *ruler;
  EcgTraceLanes     *lanes;
  EcgCursorLayer    *cursor;
  EcgRateView       *rate;
  EcgAttentionStrip *attention_strip;
  GtkLabel          *scale;
  GtkDropDown       *band;
  EcgScaleNote      *scale_note;
  EcgSessionPanel   *session_panel;
  EcgSpectrumPanel  *spectrum_panel;
  EcgAttentionPanel *attention_panel;

  /* owned */
  EcgViewport  *viewport;
  EcgLibrary   *library;
  EcgSession   *session;
  EcgRecording *recording;
  EcgAnalysis  *analysis;
  EcgSurvey    *survey; /* of @recording, as @analysis shows it */

  /* requests under way */
  EcgJobSlot loading;
  EcgJobSlot analysing;

  /* plain state */
  guint     follow_id;
  EcgBeats *shown_beats; /* borrowed from @survey */
};

/** ecg_recording_page_show: Begins to show @recording, of which nothing but its leads is known. */
void ecg_recording_page_show (EcgRecordingPage *self, EcgRecording *recording);

/** ecg_recording_page_replace: Shows @recording in the place of the one on show, samples of which
 * lie at the same places. */
void ecg_recording_page_replace (EcgRecordingPage *self, EcgRecording *recording);

/** ecg_recording_page_forget: Lets go of the recording and ends all that is under way. */
void ecg_recording_page_forget (EcgRecordingPage *self);

/** ecg_recording_page_open: Opens the file of the session, also where it has moved; then shows it,
 * or why it cannot be read. */
void ecg_recording_page_open (EcgRecordingPage *self);

/** ecg_recording_page_class_install_actions: Part of the class's own initialisation. */
void ecg_recording_page_class_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
