#pragma once

#include <adwaita.h>

#include "core/recording/recording.h"
#include "widgets/attention-strip.h"
#include "widgets/viewport.h"

G_BEGIN_DECLS

#define ECG_TYPE_ATTENTION_PANEL (ecg_attention_panel_get_type ())

/**
 * EcgAttentionPanel:
 *
 * A page of the inspector: what the network of a run weighed in the window under the cursor, and
 * what it takes that window for. A strip beside the traces shows all windows on the screen, and is
 * visible while there is a run to be asked.
 *
 * Explains in a job; a newer request supersedes the older.
 */
G_DECLARE_FINAL_TYPE (EcgAttentionPanel, ecg_attention_panel, ECG, ATTENTION_PANEL, AdwBin)

/** ecg_attention_panel_attach: Once. @viewport: (transfer none): what is visible. @strip: (transfer
 * none): shows all windows of it. */
void ecg_attention_panel_attach (EcgAttentionPanel *self,
                                 EcgViewport       *viewport,
                                 EcgAttentionStrip *strip);

/** ecg_attention_panel_set_runs: @runs: (nullable) (transfer none): EcgRun, that can be asked. */
void ecg_attention_panel_set_runs (EcgAttentionPanel *self, GListModel *runs);

/** ecg_attention_panel_set_recording: @recording: (nullable) (transfer none): what is explained.
 * Windows stay where it only replaces the one before; NULL forgets them. */
void ecg_attention_panel_set_recording (EcgAttentionPanel *self, EcgRecording *recording);

/** ecg_attention_panel_refresh: Explains what is visible now: for when the view has come to rest.
 */
void ecg_attention_panel_refresh (EcgAttentionPanel *self);

G_END_DECLS
