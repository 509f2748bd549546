#pragma once

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls with every input; the plain runner calls it with every file of a corpus. A
 * target must not fail, leak or touch what it may not, whatever the bytes. */
int LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n);
