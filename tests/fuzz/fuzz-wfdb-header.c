#include "tests/fuzz/fuzz.h"

#include "core/recording/wfdb-header.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  g_autofree char *text = g_strndup ((const char *) bytes, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgWfdbHeader) header = ecg_wfdb_header_parse (text, "fuzz", &error);

  g_assert ((header == NULL) == (error != NULL));
  if (header != NULL && header->n_segments == 0)
    {
      g_autofree char *printed = ecg_wfdb_header_print (header);

      g_assert (printed != NULL);
    }
  return 0;
}
