#pragma once

#include "core/recording/annotation.h"

/* How annotations stand in EDF+, which knows times and texts only. A note is its own text; all else
 * is named as ecgcodes.h of WFDB describes it, which EDFbrowser writes too: `normal beat`,
 * `rhythm change: (AFIB`. What is more than a code and a text stands in brackets:
 * `signal quality change [3,0,1]`, subtype, signal and number. */

/** ECG_EDF_MARK_TEXT: bytes of a text that EDFlib reads. */
#define ECG_EDF_MARK_TEXT 512

/** ECG_EDF_MARK_MISSING: the text of a mark of ours on samples that were missing, of all leads or,
 * followed by `@@` and the label, of one. */
#define ECG_EDF_MARK_MISSING "DT4ECG: missing samples"

/** ECG_EDF_MARK_PADDING: and of samples at the end that only fill the last data record. */
#define ECG_EDF_MARK_PADDING "DT4ECG: padding"

/** ECG_EDF_MARK_COMMENT: begins the text of a mark at the first sample that holds a comment. */
#define ECG_EDF_MARK_COMMENT "#"

/** ecg_edf_mark_read: Sets all of @annotation but place and length. @annotation: its text is
 * (transfer full). */
void ecg_edf_mark_read (EcgAnnotation *annotation, const char *text);

/** ecg_edf_mark_print: Returns: (transfer full): a text that reads as @annotation. */
char *ecg_edf_mark_print (const EcgAnnotation *annotation) G_GNUC_WARN_UNUSED_RESULT;
