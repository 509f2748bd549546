#pragma once

#include "core/recording/edf-header.h"
#include "core/recording/recording.h"

/**
 * EcgEdfIdentity:
 * @subject: (nullable)
 * @activity: (nullable)
 * @comments: (element-type utf8): NULL-terminated
 *
 * What the patient and recording fields of a header say (EDF+ 2.1.3.3), or the comments that a file
 * of ours holds, which have the last word: fields are short, and know neither blanks nor accents.
 */
typedef struct
{
  char      *subject;
  char      *activity;
  GPtrArray *comments;
} EcgEdfIdentity;

/** ecg_edf_identity_read: @comments: (transfer full) (element-type utf8): what marks of the file
 * say. */
EcgEdfIdentity *ecg_edf_identity_read (const EcgEdfHeader *header,
                                       GPtrArray          *comments) G_GNUC_WARN_UNUSED_RESULT;
void            ecg_edf_identity_free (EcgEdfIdentity *self);

/** ECG_EDF_FIELD: characters of a patient or recording field. */
#define ECG_EDF_FIELD 80

/** ecg_edf_identity_print: Fills both fields; in a file without marks, not @plus, they are free
 * texts. */
void ecg_edf_identity_print (EcgRecording *recording,
                             gboolean      plus,
                             char          patient[ECG_EDF_FIELD + 1],
                             char          about[ECG_EDF_FIELD + 1]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEdfIdentity, ecg_edf_identity_free)
