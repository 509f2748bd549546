#pragma once

#include "core/recording/recording.h"

/** EcgDates: what becomes of the time at which a recording began. */
typedef enum
{
  ECG_DATES_SHIFT, /* moved by whole days that are the subject's secret; the time of day stays */
  ECG_DATES_TIME,  /* on 1 January 2001, at its time of day */
  ECG_DATES_FIXED, /* 1 January 2001, midnight */
  ECG_DATES_DROP,  /* not said */
} EcgDates;

/** ecg_dates_from_name: @name: `shift`, `time`, `fixed` or `drop`. Returns: whether it is one. */
gboolean ecg_dates_from_name (const char *name, EcgDates *dates);

/**
 * EcgDeidentification:
 * @pseudonym: (nullable): what stands for the subject; NULL leaves nobody
 * @dates: what becomes of the start
 * @shift_days: for %ECG_DATES_SHIFT; 0 where there is no secret: then as %ECG_DATES_FIXED
 * @kept_texts: (nullable): NULL-terminated texts of labels that tell nobody apart: the activities
 * of the library
 */
typedef struct
{
  const char        *pseudonym;
  EcgDates           dates;
  int                shift_days;
  const char *const *kept_texts;
} EcgDeidentification;

/**
 * EcgRemoval:
 * @field: what: `subject`, `comments`, `annotation texts`; the same in all languages
 * @count: how many
 * @sentence: the same for people; never what was removed
 */
typedef struct
{
  const char *field;
  guint       count;
  char       *sentence;
} EcgRemoval;

/** ecg_removals_new: Returns: (transfer full) (element-type EcgRemoval): nothing yet. */
GArray *ecg_removals_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_removals_note: Adds what was removed, unless that is nothing. @sentence: (transfer full). */
void ecg_removals_note (GArray *removals, const char *field, guint count, char *sentence);

/**
 * EcgDisguise:
 * @recording: the same samples under nothing that tells who they are of
 * @removals: (element-type EcgRemoval): what was taken away
 * @secrets: (element-type utf8): texts of the source that no byte of a copy may hold: names,
 * comments, dates, names of files, what its files hold beyond what was read of them
 *
 * A recording made ready to be given away.
 */
typedef struct
{
  EcgRecording *recording;
  GArray       *removals;
  GPtrArray    *secrets;
} EcgDisguise;

/**
 * ecg_recording_deidentify:
 * @how: what stays
 *
 * Keeps samples, scales, units and names of leads that are known, the activity, and of annotations
 * all but their texts; texts stay that name a rhythm or one of @how's. All else goes. Reads the
 * heads of the recording's files for what they say beyond it.
 *
 * Returns: (transfer full)
 */
EcgDisguise *ecg_recording_deidentify (EcgRecording              *recording,
                                       const EcgDeidentification *how) G_GNUC_WARN_UNUSED_RESULT;
void         ecg_disguise_free (EcgDisguise *self);

/**
 * ecg_disguise_check_name:
 *
 * Returns: FALSE with UNSUPPORTED where the name of the file @path tells what it must not
 */
gboolean ecg_disguise_check_name (const EcgDisguise *self, const char *path, GError **error);

/**
 * ecg_disguise_find_leaks:
 * @path: a file that was written
 * @searched: (inout) (optional): its bytes are added
 *
 * Searches every byte of a file for the secrets: ecg_secrets_find().
 *
 * Returns: (transfer container) (nullable) (element-type utf8): those of the secrets that it holds;
 * NULL with a %G_IO_ERROR
 */
GPtrArray *ecg_disguise_find_leaks (const EcgDisguise *self,
                                    const char        *path,
                                    gint64            *searched,
                                    GCancellable      *cancellable,
                                    GError           **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgDisguise, ecg_disguise_free)
