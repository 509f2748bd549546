#pragma once

#include <adwaita.h>

#include "app/analysis.h"
#include "widgets/viewport.h"

G_BEGIN_DECLS

#define ECG_TYPE_SPECTRUM_PANEL (ecg_spectrum_panel_get_type ())

/**
 * EcgSpectrumPanel:
 *
 * A page of the inspector: the spectrum of what is visible of a lead, raw and filtered. Computed by
 * jobs; a newer request supersedes the older.
 */
G_DECLARE_FINAL_TYPE (EcgSpectrumPanel, ecg_spectrum_panel, ECG, SPECTRUM_PANEL, AdwBin)

/** ecg_spectrum_panel_set_viewport: @viewport: (transfer none): what is visible. */
void ecg_spectrum_panel_set_viewport (EcgSpectrumPanel *self, EcgViewport *viewport);

/** ecg_spectrum_panel_set_recording: @recording: (nullable) (transfer none): whose leads can be
 * chosen. Forgets the analysis of the one before. */
void ecg_spectrum_panel_set_recording (EcgSpectrumPanel *self, EcgRecording *recording);

/** ecg_spectrum_panel_set_analysis: @analysis: (transfer none): of all leads of the recording;
 * shown from the next refresh on. */
void ecg_spectrum_panel_set_analysis (EcgSpectrumPanel *self, EcgAnalysis *analysis);

/** ecg_spectrum_panel_refresh: Measures what is visible now: for when the view has come to rest. */
void ecg_spectrum_panel_refresh (EcgSpectrumPanel *self);

G_END_DECLS
