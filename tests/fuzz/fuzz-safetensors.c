/* Each input is read twice: as it is, and as the header and the data of a file, parted by the first
 * byte 0, whose length is written in front. Changes rarely come upon a length that is true. */

#include "tests/fuzz/fuzz.h"

#include "core/learn/checkpoint.h"

#include <string.h>

static void
parse (GBytes *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (EcgSafetensors) file = ecg_safetensors_parse (input, "x", &error);
  EcgPredictor *predictor = file == NULL ? NULL : ecg_checkpoint_parse (file, &refusal);

  g_assert ((file == NULL) == (error != NULL));
  g_assert (file == NULL || (predictor == NULL) == (refusal != NULL));
  g_clear_pointer (&predictor, ecg_predictor_unref);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  const uint8_t *zero = n > 0 ? memchr (bytes, 0, n) : NULL;
  const size_t   length = zero != NULL ? (size_t) (zero - bytes) : n;
  const size_t   n_data = zero != NULL ? n - length - 1 : 0;
  const guint64  prefix = GUINT64_TO_LE ((guint64) length);
  GByteArray    *framed = g_byte_array_new ();
  g_autoptr (GBytes) input = g_bytes_new (bytes, n);
  g_autoptr (GBytes) whole = NULL;

  g_byte_array_append (framed, (const guint8 *) &prefix, sizeof prefix);
  g_byte_array_append (framed, bytes, (guint) length);
  g_byte_array_append (framed, bytes + n - n_data, (guint) n_data);
  whole = g_byte_array_free_to_bytes (framed);
  parse (input);
  parse (whole);
  return 0;
}
