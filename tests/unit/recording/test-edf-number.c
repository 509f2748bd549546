/* Decimal fields of eight characters; scales by hand with exact fractions. */

#include "core/recording/edf-number.h"

#include "core/base/rng.h"

#include "tests/unit/recording/edf-bytes.h"

#include <math.h>
#include <string.h>

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    double      value;
  } rows[] = { { "0", 0.0 },      { "-32768", -32768.0 }, { "+1.5", 1.5 },
               { "-.25", -0.25 }, { "3.", 3.0 },          { "-440,5", -440.5 },
               { "1e-3", 0.001 }, { "-1.5E3", -1500.0 },  { "99999999", 99999999.0 } };
  static const char *const wrong[] = { "",   "-",   ".",    "1..2",  "1.2.3", "abc",
                                       "1x", "1e",  "0x8",  "inf",   "nan",   "1 2",
                                       "e5", "--1", "1e99", "1e-99", "9e12",  "1,2,3" };
  EcgEdfNumber             number;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_true (ecg_edf_number_parse (rows[i].text, &number));
      assert_number (ecg_edf_number_value (&number), rows[i].value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    if (ecg_edf_number_parse (wrong[i], &number))
      g_error ("“%s” is no number", wrong[i]);
}

static void
test_print (void)
{
  static const struct
  {
    double      value;
    const char *text;
  } rows[] = { { 0.0, "0" },
               { -168.96, "-168.96" },
               { 158.715, "158.715" },
               { 1.0 / 3.0, "0.333333" },
               { -1.0 / 3.0, "-0.33333" },
               { 12345678.9, "12345679" },
               { -1e9, "-1E9" },
               { 1.234567e-7, "1.235E-7" },
               { 1e-10, "1E-10" },
               { 65535.5, "65535.5" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char text[ECG_EDF_NUMBER + 1];

      ecg_edf_number_print (text, rows[i].value);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
drop_zeros (char *text)
{
  char *end = text + strlen (text);

  if (strchr (text, '.') == NULL)
    return;
  while (end[-1] == '0')
    end--;
  end[end[-1] == '.' ? -1 : 0] = '\0';
}

/* How far the nearest is of all that printf() can say in so many characters. */
static double
least_error (double value)
{
  double least = fabs (value);

  for (int i = 0; i < 2 * ECG_EDF_NUMBER; i++)
    {
      g_autofree char *text = i % 2 == 0 ? g_strdup_printf ("%.*f", i / 2, value)
                                         : g_strdup_printf ("%.*E", i / 2, value);
      g_auto (GStrv) parts = g_strsplit (text, "E", 2);
      g_autofree char *shortest = NULL;
      EcgEdfNumber     number;

      drop_zeros (parts[0]);
      shortest =
        i % 2 == 0 ? g_strdup (parts[0]) : g_strdup_printf ("%sE%d", parts[0], atoi (parts[1]));
      if (strlen (shortest) <= ECG_EDF_NUMBER && ecg_edf_number_parse (shortest, &number))
        least = fmin (least, fabs (ecg_edf_number_value (&number) - value));
    }
  return least;
}

static void
test_print_nearest (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 8, 0);
  for (guint i = 0; i < 20000; i++)
    {
      const double magnitude = pow (10.0, -14.0 + 25.0 * ecg_rng_uniform (&rng));
      const double drawn = magnitude * (ecg_rng_below (&rng, 2) == 0 ? 1.0 : -1.0);
      const double value = i % 3 == 0 ? rint (drawn * 1e3) / 1e3 : drawn;
      char         text[ECG_EDF_NUMBER + 1];
      EcgEdfNumber number;

      ecg_edf_number_print (text, value);
      g_assert_true (ecg_edf_number_parse (text, &number));
      if (fabs (ecg_edf_number_value (&number) - value) > least_error (value))
        g_error ("“%s” is not the nearest to %.17g", text, value);
    }
}

static EcgEdfRange
make_range (gint64 digital_min, gint64 digital_max, const char *min, const char *max)
{
  EcgEdfRange range = { .digital_min = digital_min, .digital_max = digital_max };

  g_assert_true (ecg_edf_number_parse (min, &range.physical_min));
  g_assert_true (ecg_edf_number_parse (max, &range.physical_max));
  return range;
}

static void
test_scale (void)
{
  /* 65535 / (158.715 + 168.96) = 200, at -32768 + 168.96 · 200 = 1024; doubles alone would give
   * 200.00000000000003 or its like. */
  EcgEdfRange mitdb = make_range (-32768, 32767, "-168.96", "158.715");
  EcgEdfRange thirds = make_range (-2, 1, "-1", "8");
  EcgEdfRange upside_down = make_range (0, 4095, "1", "-1");
  EcgEdfRange flat = make_range (0, 1, "1.0", "1");
  EcgEdfRange empty = make_range (5, 5, "0", "1");
  EcgScale    scale;

  g_assert_true (ecg_edf_range_scale (&mitdb, &scale));
  assert_number (scale.gain, 200.0);
  assert_number (scale.baseline, 1024.0);
  g_assert_cmpuint (scale.bits, ==, 16);
  g_assert_true (ecg_edf_range_scale (&thirds, &scale));
  assert_number (scale.gain, 1.0 / 3.0);
  assert_number (scale.baseline, -5.0 / 3.0);
  g_assert_cmpuint (scale.bits, ==, 2);
  g_assert_true (ecg_edf_range_scale (&upside_down, &scale));
  assert_number (scale.gain, -2047.5);
  g_assert_cmpuint (scale.bits, ==, 12);
  g_assert_false (ecg_edf_range_scale (&flat, &scale));
  g_assert_false (ecg_edf_range_scale (&empty, &scale));
}

static void
assert_found (double gain, double baseline, guint bits, guint sample_bits, gboolean exact)
{
  const EcgScale scale = { gain, baseline, bits };
  const gint32   top = (1 << (bits - 1)) - 1;
  EcgEdfRange    range;
  EcgScale       found;

  g_assert_true (ecg_edf_range_find (&range, &scale, sample_bits,
                                     (EcgEdfExtent){ -top / 2 - 1, top / 2 + 1 }) == exact);
  g_assert_true (ecg_edf_range_scale (&range, &found));
  g_assert_cmpint (range.digital_min, <=, -top / 2 - 1);
  g_assert_cmpint (range.digital_max, >=, top / 2 + 1);
  g_assert_cmpuint (found.bits, ==, bits);
  if (exact)
    g_assert_true (memcmp (&found, &scale, 2 * sizeof (double)) == 0);
  g_assert_cmpfloat_with_epsilon (found.gain / gain, 1.0, 1e-6);
}

static void
test_find (void)
{
  assert_found (200.0, 0.0, 11, 16, TRUE);
  assert_found (200.0, 1024.0, 12, 16, TRUE);
  assert_found (-200.0, 0.0, 16, 16, TRUE);
  assert_found (32.7675, -0.5, 16, 16, TRUE);
  assert_found (2796.2025, -0.5, 24, 24, TRUE);
  assert_found (1000.0, 0.0, 16, 24, TRUE);
  assert_found (0.5, 7.0, 24, 24, TRUE);
  /* No decimal of eight characters: 310303 is a prime that no range of 12 bits holds. */
  assert_found (620.606, -3.0, 12, 16, FALSE);
}

/* 11 bits from 0 on, as of the MIT-BIH records: -1024 / 200 is -5.12, 1023 / 200 is 5.115. */
static void
test_find_unsigned (void)
{
  const EcgScale scale = { 200.0, 1024.0, 11 };
  EcgEdfRange    range;
  EcgScale       found;

  g_assert_true (ecg_edf_range_find (&range, &scale, 16, (EcgEdfExtent){ 3, 2000 }));
  g_assert_cmpint (range.digital_min, ==, 0);
  g_assert_cmpint (range.digital_max, ==, 2047);
  assert_number (ecg_edf_number_value (&range.physical_min), -5.12);
  assert_number (ecg_edf_number_value (&range.physical_max), 5.115);
  g_assert_true (ecg_edf_range_scale (&range, &found));
  g_assert_cmpuint (found.bits, ==, 11);
}

/* What has come from a file can go back into one: whatever its fields said. */
static void
test_find_again (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 3, 0);
  for (guint i = 0; i < 200; i++)
    {
      const gint64 limit = (gint64) 1 << (7 + ecg_rng_below (&rng, 9));
      EcgEdfRange  range = { .digital_min = -limit, .digital_max = limit - 1 };
      EcgEdfRange  again;
      EcgScale     scale;

      range.physical_min = (EcgEdfNumber){ -1 - (gint64) ecg_rng_below (&rng, 99999),
                                           (guint) ecg_rng_below (&rng, 5) };
      range.physical_max =
        (EcgEdfNumber){ 1 + (gint64) ecg_rng_below (&rng, 99999), (guint) ecg_rng_below (&rng, 5) };
      g_assert_true (ecg_edf_range_scale (&range, &scale));
      g_assert_true (ecg_edf_range_find (&again, &scale, 16, (EcgEdfExtent){ -1, 1 }));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edf-number/parse", test_parse);
  g_test_add_func ("/edf-number/print", test_print);
  g_test_add_func ("/edf-number/print-nearest", test_print_nearest);
  g_test_add_func ("/edf-number/scale", test_scale);
  g_test_add_func ("/edf-number/find", test_find);
  g_test_add_func ("/edf-number/find-unsigned", test_find_unsigned);
  g_test_add_func ("/edf-number/find-again", test_find_again);
  return g_test_run ();
}
