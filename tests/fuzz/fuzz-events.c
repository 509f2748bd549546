#include "tests/fuzz/fuzz.h"

#include "core/recording/events-tsv.h"

#include <string.h>

/* What was read is written so that it reads as the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  g_autofree char *whole = g_strndup ((const char *) bytes, n);
  g_autofree char *text = g_utf8_make_valid (whole, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgEvents) events = ecg_events_tsv_parse (text, "x", &error);
  g_autoptr (EcgEvents) again = NULL;
  g_autoptr (EcgAnnotations) annotations = NULL;
  g_autofree char *printed = NULL;
  g_autofree char *printed_again = NULL;

  g_assert ((events == NULL) == (error != NULL));
  if (events == NULL)
    return 0;
  printed = ecg_events_tsv_print (events);
  again = ecg_events_tsv_parse (printed, "x", NULL);
  g_assert (again != NULL);
  printed_again = ecg_events_tsv_print (again);
  g_assert (strcmp (printed, printed_again) == 0);
  annotations = ecg_events_to_annotations (events, 250.0, NULL);
  return 0;
}
