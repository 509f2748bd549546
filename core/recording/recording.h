#pragma once

#include <gio/gio.h>

#include "core/recording/annotation.h"
#include "core/recording/recording-error.h"
#include "core/recording/scale-advice.h"
#include "core/series/series.h"

G_BEGIN_DECLS

#define ECG_TYPE_RECORDING (ecg_recording_get_type ())

/**
 * EcgRecording:
 *
 * Leads of one length and rate, with what their file says of them. Immutable, shared by count, safe
 * in any thread.
 */
typedef struct _EcgRecording EcgRecording;

/**
 * EcgRecordingInfo:
 * @format: id of the format, as in the format table
 * @path: the file that was opened
 * @files: (nullable): NULL-terminated, all files that it was read from, @path first
 * @subject: (nullable): who, where the file says
 * @activity: (nullable): doing what, where the file says
 * @comments: (nullable): NULL-terminated, as they stand in the file, without the leading `#`
 * @started: (nullable): when the recording began, where the file says
 * @warnings: (nullable): NULL-terminated sentences for the user: what was odd and how it was read
 * @annotations: (nullable): what is marked in it
 * @scale_advice: (nullable): a doubt about its amplitudes
 * @glanced: whether no more of its file was read than it takes to show it
 * @layout: (nullable): a digest of where its samples lie, and which are missing, where a glance may
 * take that for other than it is
 *
 * All of it is copied by ecg_recording_new().
 */
typedef struct
{
  const char        *format;
  const char        *path;
  const char *const *files;
  const char        *subject;
  const char        *activity;
  const char *const *comments;
  GDateTime         *started;
  const char *const *warnings;

  const EcgAnnotations *annotations;
  EcgScaleAdvice       *scale_advice;

  gboolean    glanced;
  const char *layout;
} EcgRecordingInfo;

GType ecg_recording_get_type (void) G_GNUC_CONST;

/**
 * ecg_recording_new:
 * @leads: (element-type EcgSeries) (array length=n_leads): at least one; all of one rate and length
 *
 * Returns: (transfer full): a recording that holds a reference on each lead
 */
EcgRecording *ecg_recording_new (const EcgRecordingInfo *info,
                                 EcgSeries *const       *leads,
                                 guint                   n_leads) G_GNUC_WARN_UNUSED_RESULT;
EcgRecording *ecg_recording_ref (EcgRecording *self);
void          ecg_recording_unref (EcgRecording *self);

/** ecg_recording_describe: @info: (out): all of what ecg_recording_new() was told, borrowed from
 * @self: to make another that differs in little. */
void ecg_recording_describe (const EcgRecording *self, EcgRecordingInfo *info);

const char        *ecg_recording_get_format (const EcgRecording *self);
const char        *ecg_recording_get_path (const EcgRecording *self);
const char *const *ecg_recording_get_files (const EcgRecording *self);
const char        *ecg_recording_get_subject (const EcgRecording *self);
const char        *ecg_recording_get_activity (const EcgRecording *self);
const char *const *ecg_recording_get_comments (const EcgRecording *self);
GDateTime         *ecg_recording_get_started (const EcgRecording *self);
const char *const *ecg_recording_get_warnings (const EcgRecording *self);

/** ecg_recording_get_annotations: Returns: (transfer none) (nullable): what its file, or one beside
 * it, marks in it. */
const EcgAnnotations *ecg_recording_get_annotations (const EcgRecording *self);

/** ecg_recording_get_scale_advice: Returns: (transfer none) (nullable): why its amplitudes cannot
 * be true, and what would make them; NULL where they may be. */
const EcgScaleAdvice *ecg_recording_get_scale_advice (const EcgRecording *self);

/** ecg_recording_is_glanced: Returns: whether ecg_recording_glance() has left some of it unread. */
gboolean ecg_recording_is_glanced (const EcgRecording *self);

/** ecg_recording_lies_as: Returns: whether @self and @other, of one file, hold the same samples at
 * the same places. */
gboolean ecg_recording_lies_as (const EcgRecording *self, const EcgRecording *other);

double ecg_recording_get_rate (const EcgRecording *self);
gint64 ecg_recording_get_length (const EcgRecording *self);
double ecg_recording_get_seconds (const EcgRecording *self);
guint  ecg_recording_get_n_leads (const EcgRecording *self);

/** ecg_recording_get_lead: Returns: (transfer none): lead @index, top first. */
EcgSeries *ecg_recording_get_lead (const EcgRecording *self, guint index);

/** ecg_recording_check: Returns: FALSE where samples of a lead could not be read so far, as
 * ecg_series_check() has it. Whoever passes samples on asks when it has read them. */
gboolean ecg_recording_check (const EcgRecording *self, GError **error);

/** ecg_recording_get_n_derived: Returns: how many limb leads were not recorded, but follow from two
 * that were (Einthoven, Goldberger). They are no leads of the recording: whoever wants them asks.
 */
guint ecg_recording_get_n_derived (const EcgRecording *self);

/** ecg_recording_get_derived: Returns: (transfer none): derived lead @index, called `III
 * (derived)`; computed as it is read. */
EcgSeries *ecg_recording_get_derived (const EcgRecording *self, guint index);

/** ecg_recording_complete: Returns: (transfer full): the recording with all of I, II and III, where
 * two were recorded: the third is its lead like others then, in its place among them, but named and
 * flagged as derived. Else @self, referenced. To look at, not to be written. */
EcgRecording *ecg_recording_complete (EcgRecording *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_recording_find_lead: Returns: (transfer none) (nullable): the lead that answers best to
 * @name, as ecg_lead_match() judges, recorded or derived; the first of several. */
EcgSeries *ecg_recording_find_lead (const EcgRecording *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgRecording, ecg_recording_unref)

G_END_DECLS
