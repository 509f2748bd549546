#pragma once

#include <stddef.h>

/*
 * Meters the heap of the whole program, libraries too: malloc() and its kin are defined here, and
 * under AddressSanitizer its hooks are taken. For a program of its own, linked with
 * heap_meter_dep; what several threads take is counted together.
 */

/** heap_meter_start: Counts from here. */
void heap_meter_start (void);

/** heap_meter_peak: Returns: most bytes that were held at once since, beyond those held then. */
size_t heap_meter_peak (void);

/** heap_meter_greatest: Returns: bytes of the greatest single request since, granted or not. */
size_t heap_meter_greatest (void);
