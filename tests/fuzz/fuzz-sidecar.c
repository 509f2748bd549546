#include "tests/fuzz/fuzz.h"

#include "tests/fuzz/fuzz-file.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  fuzz_load (bytes, n, "x.csv.json", "x.csv", "I,II\n1,2\n3,4\n");
  return 0;
}
