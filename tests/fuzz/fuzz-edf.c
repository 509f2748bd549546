#include "tests/fuzz/fuzz.h"

#include "core/recording/edf-leads.h"
#include "core/recording/edf-scan.h"
#include "tests/fuzz/fuzz-file.h"

#define MOST_SAMPLES ((gint64) 1 << 40)

/* Of a file that promises to have no gaps, a glance says what all of it says. */
static void
glance_at (EcgEdfFile *file)
{
  const EcgEdfHeader *header = ecg_edf_file_header (file);
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  g_autoptr (EcgEdfLeads) leads = ecg_edf_leads_choose (header, "x", warnings, NULL);
  const gint64 n = leads != NULL ? ecg_edf_file_n_samples (file, leads->signals[leads->n - 1]) : 0;
  g_autoptr (EcgEdfScan) glance = NULL;
  g_autoptr (EcgEdfScan) scan = NULL;

  if (n == 0)
    return;
  glance =
    ecg_edf_scan_glance (file, leads->rate_hz, leads->per_record, n, MOST_SAMPLES, NULL, NULL);
  scan = ecg_edf_scan (file, leads->rate_hz, leads->per_record, n, MOST_SAMPLES, NULL, NULL, NULL);
  if (glance == NULL || header->interrupted)
    return;
  g_assert (ecg_edf_timeline_end (glance->timeline) == ecg_edf_timeline_end (scan->timeline));
  g_assert (glance->timeline->runs->len == scan->timeline->runs->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  g_autofree char *folder = g_dir_make_tmp ("dt4ecg-fuzz-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.edf", NULL);
  EcgEdfFile      *file;

  fuzz_load (bytes, n, "x.edf", "x", NULL);
  g_assert (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  file = ecg_edf_file_open (path, NULL, NULL, NULL);
  if (file != NULL)
    glance_at (file);
  g_clear_pointer (&file, ecg_edf_file_unref);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
