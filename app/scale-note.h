#pragma once

#include <adwaita.h>

#include "core/recording/recording.h"

G_BEGIN_DECLS

#define ECG_TYPE_SCALE_NOTE (ecg_scale_note_get_type ())

/**
 * EcgScaleNote:
 *
 * What is suggested for the scale of a recording whose amplitudes cannot be true, with a button
 * that takes the suggestion. Not visible where there is none.
 *
 * The suggestion is kept by a job; then the action `recording.reload` shows what it makes of the
 * recording. What goes wrong goes to `win.tell` (s).
 */
G_DECLARE_FINAL_TYPE (EcgScaleNote, ecg_scale_note, ECG, SCALE_NOTE, AdwBin)

GtkWidget *ecg_scale_note_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_scale_note_show: @recording: (nullable) (transfer none): what is on the screen. */
void ecg_scale_note_show (EcgScaleNote *self, EcgRecording *recording);

G_END_DECLS
