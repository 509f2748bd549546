/* Written by edf-files.py. */

#pragma once

/* clang-format off */
static const struct { gint64 sample; gint64 length; const char *text; } edf_notes[] = {
  { 0, 0, "Recording starts" },
  { 120000, 0, "Recording ends" },
  { 0, 0, "Recording starts" },
  { 120000, 0, "Recording ends" },
  { 250, 0, "XLSpike" },
  { 447, 0, "Clip Note" },
  { 37184, 0, "XLEvent" },
  { 74697, 0, "XLSpike" },
  { 199, 0, "XLSpike" },
  { 397, 0, "Clip Note" },
  { 15310, 0, "\344\270\255\346\226\207\346\265\213\350\257\225\345\205\253\344\270\252\345\255\227" },
  { 37134, 0, "XLEvent" },
  { 74647, 0, "XLSpike" },
};

/* @digest: SHA-1 of the counts of one lead as little-endian 32-bit numbers. */
static const struct { const char *path; guint n_leads; guint lead; double rate_hz; gint64 length; const char *label; const char *unit; double gain; double baseline; const char *digest; guint first_note; guint n_notes; } edf_files[] = {
  { "formats/edf-bdf/pyedflib/test_generator.edf.gz", 11, 0, 200.0, 120000, "squarewave", "uV", 32.7675, -0.5, "70669e0a3fdd81e8963144b21050c1810fdb2016", 0, 2 },
  { "formats/edf-bdf/pyedflib/test_legacy.edf.gz", 11, 0, 200.0, 120000, "squarewave", "uV", 32.7675, -0.5, "70669e0a3fdd81e8963144b21050c1810fdb2016", 2, 2 },
  { "formats/edf-bdf/pyedflib/test_generator.bdf", 1, 0, 1000.0, 30000, "sine 5Hz", "uV", 2796.2025, -0.5, "7ae18a125b9fabb175b572bd8e89ff8bdd13f257", 4, 0 },
  { "formats/edf-bdf/pyedflib/test_generator_datarec_generator_0_5.bdf", 1, 0, 2000.0, 60000, "sine 10Hz", "uV", 2796.2025, -0.5, "995464c7dbe8580ecdf13d8411bd5e4776491014", 4, 0 },
  { "formats/edf-bdf/pyedflib/test_generator_datarec_generator_2.bdf", 1, 0, 500.0, 15000, "sine 2.5Hz", "uV", 2796.2025, -0.5, "6a843683b564a212ff855c9164df80720ada2685", 4, 0 },
  { "formats/edf-bdf/pyedflib/test_subsecond.edf", 1, 0, 128.0, 89344, "Fp1", "uV", -3.761623234990242, -0.5, "669f4b8979383407963f57922badb429765c56c2", 4, 4 },
  { "formats/edf-bdf/pyedflib/test_utf8.edf", 1, 0, 128.0, 89344, "Fp1", "uV", -3.761623234990242, -0.5, "669f4b8979383407963f57922badb429765c56c2", 8, 5 },
  { "wrist/edf/s2_walk.edf", 15, 0, 256.0, 102400, "chest_ecg", "mV", 30.226815269350052, -12153.976976239192, "7b6b22448cb8d3eefa4f5ecb7b7862a92744cfe9", 13, 0 },
  { "wrist/edf/s6_run.edf", 15, 14, 256.0, 77568, "sample_times_for", "s", 1092.306708923305, -32768.99946063867, "4dad6ad78cd024d72ab90f8e8c3ba747e702137b", 13, 0 },
};
/* clang-format on */
