#include "app/activity-style.h"

/* WCAG 2.1: white on #757575 is 4.61 to 1 and black 4.56, on #767676 it is 4.54 and 4.62. */
static void
test_ink (void)
{
  static const struct
  {
    const char *colour;
    float       ink;
  } cases[] = {
    { "#000000", 1.0f }, { "#ffffff", 0.0f }, { "#757575", 1.0f },
    { "#767676", 0.0f }, { "#1a5fb4", 1.0f }, { "#ffff00", 0.0f },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GdkRGBA colour, ink;

      g_assert_true (gdk_rgba_parse (&colour, cases[i].colour));
      ink = ecg_colour_get_ink (&colour);
      g_assert_cmpfloat_with_epsilon (ink.green, cases[i].ink, 1e-6);
    }
}

static void
test_none (void)
{
  EcgActivityStyle none, unknown;

  ecg_activity_style_look_up (&none, NULL, NULL);
  ecg_activity_style_look_up (&unknown, NULL, "\xc3\xa4rger");
  g_assert_cmpstr (none.letter, ==, "?");
  g_assert_cmpstr (unknown.letter, ==, "\xc3\x84");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/activity-style/ink", test_ink);
  g_test_add_func ("/activity-style/none", test_none);
  return g_test_run ();
}
