#include "core/recording/writer.h"

static gboolean
is_same (double a, double b)
{
  return a >= b && a <= b;
}

const char *
ecg_text_from_double (char buffer[ECG_NUMBER_SIZE], double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, ECG_NUMBER_SIZE, formats[i], value);
      if (is_same (g_ascii_strtod (buffer, NULL), value))
        break;
    }
  return buffer;
}

const char *
ecg_text_from_float (char buffer[ECG_NUMBER_SIZE], float value)
{
  static const char *const formats[] = { "%.6g", "%.7g", "%.8g", "%.9g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, ECG_NUMBER_SIZE, formats[i], (double) value);
      if (is_same ((float) g_ascii_strtod (buffer, NULL), value))
        break;
    }
  return buffer;
}
