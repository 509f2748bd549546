/* Eight characters are few: a scale survives only where both ends of its range are short decimals,
 * so those are looked for. */

#include "core/recording/edf-number.h"

#include "core/recording/reader.h"

#include <math.h>
#include <string.h>

#define DECIMALS_MAX 12

/* Tried inwards from each end of the digital range. */
#define STEPS_MAX 65536
#define NEAR_MAX 1024

static gint64
power_of_ten (guint exponent)
{
  gint64 power = 1;

  for (guint i = 0; i < exponent; i++)
    power *= 10;
  return power;
}

/* What follows an E. */
static gboolean
take_exponent (const char **at, gint64 *exponent)
{
  *exponent = 0;
  if (**at != 'e' && **at != 'E')
    return TRUE;
  (*at)++;
  return ecg_text_read_integer (at, exponent) && ABS (*exponent) <= 2 * DECIMALS_MAX;
}

gboolean
ecg_edf_number_parse (const char *text, EcgEdfNumber *number)
{
  const char *at = text;
  const char *digits;
  gboolean    negative = *at == '-';
  gint64      mantissa = 0, exponent, decimals = 0;
  gboolean    point = FALSE;

  if (*at == '-' || *at == '+')
    at++;
  digits = at;
  for (; g_ascii_isdigit (*at) || (!point && (*at == '.' || *at == ',')); at++)
    if (!g_ascii_isdigit (*at))
      point = TRUE;
    else if (at - digits > DECIMALS_MAX)
      return FALSE;
    else
      {
        mantissa = 10 * mantissa + (*at - '0');
        decimals += point;
      }
  if (at == digits + point || !take_exponent (&at, &exponent) || *at != '\0')
    return FALSE;
  decimals -= exponent;
  if (decimals > DECIMALS_MAX || decimals < -DECIMALS_MAX ||
      (decimals < 0 &&
       __builtin_mul_overflow (mantissa, power_of_ten ((guint) -decimals), &mantissa)) ||
      mantissa > power_of_ten (DECIMALS_MAX))
    return FALSE;
  *number = (EcgEdfNumber){ negative ? -mantissa : mantissa, (guint) MAX (decimals, 0) };
  return TRUE;
}

double
ecg_edf_number_value (const EcgEdfNumber *number)
{
  return (double) number->mantissa / (double) power_of_ten (number->decimals);
}

static double
error_of (const char *text, double value)
{
  EcgEdfNumber number;

  return ecg_edf_number_parse (text, &number) ? fabs (ecg_edf_number_value (&number) - value)
                                              : INFINITY;
}

/* @text without zeros at its end and the zeros and plus of an exponent. */
static void
shorten (char *text)
{
  char *exponent = strchr (text, 'E');
  char *end = exponent != NULL ? exponent : text + strlen (text);
  char *tail = end;
  char *rest;

  if (memchr (text, '.', (gsize) (end - text)) != NULL)
    {
      while (tail[-1] == '0')
        tail--;
      if (tail[-1] == '.')
        tail--;
    }
  if (exponent == NULL)
    {
      *tail = '\0';
      return;
    }
  rest = exponent + 1 + (exponent[1] == '+' || exponent[1] == '-');
  while (rest[0] == '0' && rest[1] != '\0')
    rest++;
  *tail++ = 'E';
  if (exponent[1] == '-')
    *tail++ = '-';
  memmove (tail, rest, strlen (rest) + 1);
}

/* For how many there is room behind what stands before the point. */
static int
most_decimals (double value)
{
  return fabs (value) < 1e7 ? 6 - (int) log10 (fmax (fabs (value), 1.0)) : 0;
}

/* The nearest number to @value that @kind prints with so many decimals at most, and fits. */
static double
print_kind (char text[ECG_EDF_NUMBER + 1], const char *kind, int decimals, double value)
{
  for (; decimals >= 0; decimals--)
    {
      char   format[8];
      char   trial[400];
      double error;

      g_snprintf (format, sizeof format, kind, decimals);
      g_ascii_formatd (trial, sizeof trial, format, value);
      shorten (trial);
      error = strlen (trial) <= ECG_EDF_NUMBER ? error_of (trial, value) : INFINITY;
      if (error >= INFINITY)
        continue;
      /* With fewer it would be no nearer. */
      strcpy (text, trial);
      return error;
    }
  return INFINITY;
}

void
ecg_edf_number_print (char text[ECG_EDF_NUMBER + 1], double value)
{
  char   exponential[ECG_EDF_NUMBER + 1];
  double error;

  strcpy (text, "0");
  error = print_kind (text, "%%.%df", most_decimals (value), value);
  /* An exponent takes at least two characters, more than the zeros before a thousandth. */
  if ((fabs (value) < 1e-3 || error >= INFINITY) &&
      print_kind (exponential, "%%.%dE", ECG_EDF_NUMBER, value) < error)
    strcpy (text, exponential);
  if (strcmp (text, "-0") == 0)
    strcpy (text, "0");
}

/* The physical range in units of 10^-@decimals. */
static void
align (const EcgEdfRange *range, __int128 *min, __int128 *max, guint *decimals)
{
  const EcgEdfNumber *a = &range->physical_min;
  const EcgEdfNumber *b = &range->physical_max;

  *decimals = MAX (a->decimals, b->decimals);
  *min = (__int128) a->mantissa * power_of_ten (*decimals - a->decimals);
  *max = (__int128) b->mantissa * power_of_ten (*decimals - b->decimals);
}

/* Of a converter with so many codes. */
static guint
bits_of (const EcgEdfRange *range)
{
  guint bits = 1;

  while (bits < 32 && range->digital_max - range->digital_min >= (gint64) 1 << bits)
    bits++;
  return bits;
}

gboolean
ecg_edf_range_scale (const EcgEdfRange *range, EcgScale *scale)
{
  const __int128 counts = range->digital_max - range->digital_min;
  __int128       min, max;
  guint          decimals;

  align (range, &min, &max, &decimals);
  if (counts <= 0 || max == min)
    return FALSE;
  /* Fractions of whole numbers: each is rounded once. */
  scale->gain = (double) (counts * power_of_ten (decimals)) / (double) (max - min);
  /* … and no 0 is negative. */
  scale->baseline =
    (double) (range->digital_min * (max - min) - min * counts) / (double) (max - min) + 0.0;
  scale->bits = bits_of (range);
  return TRUE;
}

static gboolean
is_same (double a, double b)
{
  return a <= b && a >= b;
}

static double
value_of (const EcgScale *scale, gint64 count)
{
  return ((double) count - scale->baseline) / scale->gain;
}

/* Whether it may be a decimal that a field has room for: six digits after the point at most. */
static gboolean
is_short (double value)
{
  const double millionths = value * 1e6;

  return fabs (millionths - rint (millionths)) <= 1e-9 + 1e-13 * fabs (millionths);
}

/* The field for @count. Returns how far it is off, relative to its value. */
static double
print_end (EcgEdfNumber *number, const EcgScale *scale, gint64 count)
{
  const double value = value_of (scale, count);
  char         text[ECG_EDF_NUMBER + 1];

  ecg_edf_number_print (text, value);
  if (!ecg_edf_number_parse (text, number))
    *number = (EcgEdfNumber){ 0, 0 };
  return fabs (ecg_edf_number_value (number) - value) / fmax (fabs (value), G_MINDOUBLE);
}

/* The first count from @from towards @to whose value a field holds but for the rounding of a
 * double; where there is none, that of the nearest field among the first. */
static gint64
find_end (EcgEdfNumber *number, const EcgScale *scale, gint64 from, gint64 to)
{
  const gint64 step = from < to ? 1 : -1;
  const gint64 n = ABS (to - from) + 1;
  gint64       nearest = from;
  double       least = INFINITY;

  for (gint64 i = 0; i < MIN (n, STEPS_MAX); i++)
    if (is_short (value_of (scale, from + step * i)) &&
        print_end (number, scale, from + step * i) <= 1e-14)
      return from + step * i;
  for (gint64 i = 0; i < MIN (n, NEAR_MAX); i++)
    {
      const double error = print_end (number, scale, from + step * i);

      if (error < least)
        {
          least = error;
          nearest = from + step * i;
        }
    }
  print_end (number, scale, nearest);
  return nearest;
}

/* A range of @bits bits from @begin on. */
static gboolean
try_range (EcgEdfRange *range, const EcgScale *scale, gint64 begin, guint bits, EcgEdfExtent counts)
{
  const gint64 codes = (gint64) 1 << bits;
  const gint64 end = begin + codes - 1;
  EcgScale     found;

  /* Not so far inwards that fewer bits would do. */
  range->digital_min =
    find_end (&range->physical_min, scale, begin, MIN (counts.least, begin + codes / 4 - 1));
  range->digital_max =
    find_end (&range->physical_max, scale, end, MAX (counts.greatest, end - codes / 4 + 1));
  return ecg_edf_range_scale (range, &found) && is_same (found.gain, scale->gain) &&
         is_same (found.baseline, scale->baseline);
}

gboolean
ecg_edf_range_find (EcgEdfRange *range, const EcgScale *scale, guint bits, EcgEdfExtent counts)
{
  const gint64 limit = (gint64) 1 << (bits - 1);
  const guint  kept = scale->bits >= 2 && scale->bits < bits ? scale->bits : bits;
  const gint64 half = (gint64) 1 << (kept - 1);
  EcgEdfRange  wide;

  /* With the bits that it has, around 0 or above it; with all else: it is more than they. */
  if (counts.least >= -half && counts.greatest < half)
    {
      if (try_range (range, scale, -half, kept, counts))
        return TRUE;
    }
  else if (kept < bits && counts.least >= 0 && counts.greatest < 2 * half)
    {
      if (try_range (range, scale, 0, kept, counts))
        return TRUE;
    }
  else
    return try_range (range, scale, -limit, bits, counts);
  if (kept == bits || !try_range (&wide, scale, -limit, bits, counts))
    return FALSE;
  *range = wide;
  return TRUE;
}
