#pragma once

/**
 * ECG_VECTORISED: before a function whose loops run over samples: compiles it once for each level
 * of x86-64, and the program takes the best one that the machine has. Results may differ between
 * machines in the last bits, never between runs on one.
 */
#if defined __x86_64__ && defined __GNUC__ && !defined __clang__ && !defined __SANITIZE_THREAD__
#define ECG_HAS_LEVELS
#define ECG_VECTORISED                                                                             \
  __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
/* ThreadSanitizer is not up yet when the loader asks which one to take. */
#define ECG_VECTORISED
#endif
