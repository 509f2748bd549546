#pragma once

#include <gtk/gtk.h>

#include "core/library/library.h"

G_BEGIN_DECLS

/**
 * EcgActivityStyle:
 * @letter: one character; `?` for no activity
 * @colour: of its badge
 *
 * How an activity is told: by its letter; the colour only helps.
 */
typedef struct
{
  char    letter[8];
  GdkRGBA colour;
} EcgActivityStyle;

/** ecg_activity_style_look_up: @activity: (nullable): NULL or "" for none. */
void ecg_activity_style_look_up (EcgActivityStyle *style,
                                 EcgLibrary       *library,
                                 const char       *activity);

/** ecg_colour_get_ink: Returns: black or white, whichever is read better on @colour. */
GdkRGBA ecg_colour_get_ink (const GdkRGBA *colour);

G_END_DECLS
