#include "core/recording/warning.h"

void
ecg_warn (GStrvBuilder *warnings, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list          arguments;

  if (warnings == NULL)
    return;
  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_strv_builder_add (warnings, sentence);
}
