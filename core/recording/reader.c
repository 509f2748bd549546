#include "core/recording/reader.h"

#include <math.h>
#include <string.h>

gboolean
ecg_text_read_integer (const char **text, gint64 *value)
{
  const char *at = *text;
  gboolean    negative = *at == '-';
  gint64      sum = 0;

  if (*at == '-' || *at == '+')
    at++;
  if (!g_ascii_isdigit (*at))
    return FALSE;
  for (; g_ascii_isdigit (*at); at++)
    if (__builtin_mul_overflow (sum, (gint64) 10, &sum) ||
        __builtin_sub_overflow (sum, (gint64) (*at - '0'), &sum))
      return FALSE;
  /* Summed downwards: the least number has no counterpart above 0. */
  if (!negative && sum == G_MININT64)
    return FALSE;
  *value = negative ? sum : -sum;
  *text = at;
  return TRUE;
}

gboolean
ecg_text_read_decimal (const char **text, double *value)
{
  const char *at = *text;
  char       *end;
  double      number;

  if (*at == '-' || *at == '+')
    at++;
  if (!g_ascii_isdigit (*at) && !(*at == '.' && g_ascii_isdigit (at[1])))
    return FALSE;
  if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
    return FALSE;
  number = g_ascii_strtod (*text, &end);
  if (!isfinite (number))
    return FALSE;
  *value = number;
  *text = end;
  return TRUE;
}
