#include "tests/fuzz/fuzz.h"

#include "core/learn/checkpoint.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  g_autoptr (GBytes) input = g_bytes_new (bytes, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (EcgSafetensors) file = ecg_safetensors_parse (input, "x", &error);
  EcgPredictor *predictor = file == NULL ? NULL : ecg_checkpoint_parse (file, &refusal);

  g_assert ((file == NULL) == (error != NULL));
  g_assert (file == NULL || (predictor == NULL) == (refusal != NULL));
  g_clear_pointer (&predictor, ecg_predictor_unref);
  return 0;
}
