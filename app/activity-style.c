/*
 * Colours and letters of activities: eight hues, dark enough for white letters, in the order of the
 * library.
 */

#include "app/activity-style.h"

#include <math.h>

static const char *const hues[] = { "#1a5fb4", "#813d9c", "#26744a", "#9a5b00",
                                    "#a51d2d", "#0f6b78", "#6b4a2b", "#3d3846" };

#define NO_HUE "#5e5c64"

/* Returns: (nullable): what the library says of it; @index: where it stands. */
static EcgActivity *
find_activity (EcgLibrary *library, const char *activity, guint *index)
{
  GPtrArray *entries = library == NULL ? NULL : ecg_library_get_activity_entries (library);

  for (*index = 0; entries != NULL && *index < entries->len; (*index)++)
    {
      EcgActivity *entry = entries->pdata[*index];

      if (g_str_equal (entry->name, activity))
        return entry;
    }
  return NULL;
}

/* A letter that somebody chose is shown as it was chosen. */
static void
set_letter (EcgActivityStyle *style, const char *text, gboolean is_chosen)
{
  const gunichar letter = g_utf8_get_char (text);
  const int n = g_unichar_to_utf8 (is_chosen ? letter : g_unichar_toupper (letter), style->letter);

  style->letter[n] = '\0';
}

void
ecg_activity_style_look_up (EcgActivityStyle *style, EcgLibrary *library, const char *activity)
{
  const gboolean none = activity == NULL || *activity == '\0';
  guint          index = 0;
  EcgActivity   *entry = none ? NULL : find_activity (library, activity, &index);

  set_letter (style,
              none            ? "?"
              : entry != NULL ? entry->letter
                              : activity,
              entry != NULL && entry->letter_is_chosen);
  if (entry == NULL || entry->colour == NULL || !gdk_rgba_parse (&style->colour, entry->colour))
    gdk_rgba_parse (&style->colour, entry == NULL ? NO_HUE : hues[index % G_N_ELEMENTS (hues)]);
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
