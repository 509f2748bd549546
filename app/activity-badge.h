#pragma once

#include "app/activity-style.h"

G_BEGIN_DECLS

#define ECG_TYPE_ACTIVITY_BADGE (ecg_activity_badge_get_type ())

/**
 * EcgActivityBadge:
 *
 * An activity's letter on its colour. Says nothing to a screen reader: the activity's name stands
 * beside it.
 */
G_DECLARE_FINAL_TYPE (EcgActivityBadge, ecg_activity_badge, ECG, ACTIVITY_BADGE, GtkWidget)

GtkWidget *ecg_activity_badge_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_activity_badge_set_style (EcgActivityBadge *self, const EcgActivityStyle *style);

/** ecg_activity_badge_draw: Draws a badge into @area of any widget's snapshot. */
void ecg_activity_badge_draw (GtkWidget              *widget,
                              GtkSnapshot            *snapshot,
                              const graphene_rect_t  *area,
                              const EcgActivityStyle *style);

G_END_DECLS
