#include "tests/fuzz/fuzz.h"

#include "tests/fuzz/fuzz-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  fuzz_load (bytes, n, "x.edf", "x", NULL);
  return 0;
}
