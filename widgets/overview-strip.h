#pragma once

#include "core/series/envelope.h"
#include "widgets/viewport.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ECG_TYPE_OVERVIEW_STRIP (ecg_overview_strip_get_type ())

/**
 * EcgOverviewStrip:
 *
 * The whole recording in one strip, and what is visible of it as a handle: drag it, or click where
 * you want to be. The handle is a widget of its own, so panning redraws it and not the envelope.
 *
 * ## Accessibility
 *
 * Role `img`; keys of the page move the view.
 */
G_DECLARE_FINAL_TYPE (EcgOverviewStrip, ecg_overview_strip, ECG, OVERVIEW_STRIP, GtkWidget)

GtkWidget *ecg_overview_strip_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_overview_strip_set_viewport (EcgOverviewStrip *self, EcgViewport *viewport);

/** ecg_overview_strip_set_envelope: @envelope: (nullable) (transfer none): of one lead. */
void ecg_overview_strip_set_envelope (EcgOverviewStrip *self, EcgEnvelope *envelope);

G_END_DECLS
