#pragma once

#include <gtk/gtk.h>

#include "widgets/viewport.h"

G_BEGIN_DECLS

#define ECG_TYPE_TIMED_VIEW (ecg_timed_view_get_type ())

/**
 * EcgTimedView:
 *
 * What all that is drawn against time has in common: it follows an #EcgViewport, takes the focus,
 * and tells those who do not see it what it shows. Abstract; pixel 0 of the viewport lies at
 * %ECG_LANE_MARGIN.
 *
 * ## Accessibility
 *
 * Role `img`; the description is asked for when the view has come to rest, not while it moves.
 */
G_DECLARE_DERIVABLE_TYPE (EcgTimedView, ecg_timed_view, ECG, TIMED_VIEW, GtkWidget)

/**
 * EcgTimedViewClass:
 * @describe: (nullable): (transfer full): what is on the screen now, as a sentence
 * @viewport_changed: the viewport has changed; draws anew unless overridden
 * @cursor_changed: (nullable): the cursor of the viewport has moved
 */
struct _EcgTimedViewClass
{
  GtkWidgetClass parent_class;

  char *(*describe) (EcgTimedView *self);
  void (*viewport_changed) (EcgTimedView *self);
  void (*cursor_changed) (EcgTimedView *self);
};

/** ecg_timed_view_set_viewport: @viewport: (transfer none) (nullable): what to follow. */
void         ecg_timed_view_set_viewport (EcgTimedView *self, EcgViewport *viewport);
EcgViewport *ecg_timed_view_get_viewport (EcgTimedView *self);

/** ecg_timed_view_get_area: Returns: where the time axis lies: all but the margin. */
graphene_rect_t ecg_timed_view_get_area (EcgTimedView *self);

/** ecg_timed_view_set_label: Names it, on the screen and aloud: `II`. */
void        ecg_timed_view_set_label (EcgTimedView *self, const char *label);
const char *ecg_timed_view_get_label (EcgTimedView *self);

/** ecg_timed_view_changed: For subclasses: what is shown is another; draws and describes anew. */
void ecg_timed_view_changed (EcgTimedView *self);

G_END_DECLS
