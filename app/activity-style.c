/*
 * Colours and letters of activities: eight hues, dark enough for white letters, in the order of the
 * library.
 */

#include "app/activity-style.h"

#include <math.h>

static const char *const hues[] = { "#1a5fb4", "#813d9c", "#26744a", "#9a5b00",
                                    "#a51d2d", "#0f6b78", "#6b4a2b", "#3d3846" };

#define NO_HUE "#5e5c64"

static int
find_activity (EcgLibrary *library, const char *activity)
{
  const char *const *names = library == NULL ? NULL : ecg_library_get_activities (library);

  for (int i = 0; names != NULL && names[i] != NULL; i++)
    if (g_str_equal (names[i], activity))
      return i;
  return -1;
}

static void
set_letter (EcgActivityStyle *style, const char *name)
{
  const int n = g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (name)), style->letter);

  style->letter[n] = '\0';
}

void
ecg_activity_style_look_up (EcgActivityStyle *style, EcgLibrary *library, const char *activity)
{
  const gboolean none = activity == NULL || *activity == '\0';
  const int      index = none ? -1 : find_activity (library, activity);

  set_letter (style, none ? "?" : activity);
  gdk_rgba_parse (&style->colour, index < 0 ? NO_HUE : hues[index % G_N_ELEMENTS (hues)]);
}

/* IEC 61966-2-1, as WCAG 2.1 defines relative luminance. */
static double
linearise (float channel)
{
  return channel <= 0.04045f ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

GdkRGBA
ecg_colour_get_ink (const GdkRGBA *colour)
{
  const double luminance = 0.2126 * linearise (colour->red) + 0.7152 * linearise (colour->green) +
                           0.0722 * linearise (colour->blue);
  /* Contrast to black is (L + 0.05) / 0.05, to white 1.05 / (L + 0.05). */
  const float ink = (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.05 ? 0.0f : 1.0f;

  return (GdkRGBA){ ink, ink, ink, 1.0f };
}
