#include "tests/fuzz/fuzz.h"

#include "core/recording/wfdb-annotations.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  g_autoptr (EcgAnnotations) read = ecg_wfdb_annotations_parse (bytes, n, NULL);
  g_autoptr (EcgAnnotations) again = NULL;
  g_autoptr (GBytes) printed = ecg_wfdb_annotations_print (read, NULL);
  gboolean complete;

  again = ecg_wfdb_annotations_parse (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed),
                                      &complete);
  g_assert (complete);
  g_assert (again->items->len <= read->items->len);
  return 0;
}
