/*
 * Writes a long recording of three leads at 250 Hz: ten minutes of a synthetic person, over and
 * over. Arguments: the folder, how many hours, and which files, of `day.hea` (format 212),
 * `day.edf` and `day.flac`.
 */

#include "core/recording/format.h"
#include "core/recording/loader.h"
#include "core/recording/wfdb-codec.h"
#include "core/synth/cohort.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_LEADS 3
#define RATE_HZ 250
#define PART_SECONDS 600
#define PART (PART_SECONDS * RATE_HZ)
#define GAIN 200.0

typedef struct
{
  gint32 *counts[N_LEADS]; /* of the part */
  gint64  length;
} Day;

static gint32 *
read_part (EcgSeries *lead)
{
  gint32           *counts = g_new (gint32, PART);
  g_autofree float *values = g_new (float, PART);

  ecg_series_read (lead, (EcgSpan){ 0, PART }, values);
  for (guint i = 0; i < PART; i++)
    counts[i] =
      isnan (values[i]) ? 0 : (gint32) CLAMP (rint ((double) values[i] * GAIN), -2000, 2000);
  return counts;
}

static gboolean
make_part (Day *day)
{
  EcgCohortSettings settings;
  Scratch           scratch;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  const char *name;

  ecg_cohort_settings_default (&settings);
  settings.n_subjects = settings.n_activities = settings.n_sessions = 1;
  settings.seconds = PART_SECONDS;
  scratch_open (&scratch);
  if (ecg_cohort_write (&settings, scratch.folder, NULL, NULL, NULL))
    dir = g_dir_open (scratch.folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".hea"))
      {
        g_autofree char *path = scratch_path (&scratch, name);

        recording = ecg_recording_load (path, NULL, NULL, NULL);
      }
  for (guint i = 0; recording != NULL && i < N_LEADS; i++)
    day->counts[i] = read_part (ecg_recording_get_lead (recording, i));
  scratch_close (&scratch);
  return recording != NULL;
}

static gint32
count_at (const Day *day, guint lead, gint64 at)
{
  return day->counts[lead][at % PART];
}

/* Format 212, which nothing else here writes: a chunk at a time. */
static gboolean
write_212 (const Day *day, const char *path)
{
  const EcgWfdbCodec *codec = ecg_wfdb_codec (212);
  g_autofree char    *stem = g_strndup (path, strlen (path) - 4);
  g_autofree char    *data_path = g_strconcat (stem, ".dat", NULL);
  g_autoptr (GString) header = g_string_new (NULL);
  guint32 sums[N_LEADS] = { 0 };
  gint32  codes[N_LEADS * 1000];
  guint8  bytes[N_LEADS * 1500];
  FILE   *file = fopen (data_path, "w");

  for (gint64 begin = 0; file != NULL && begin < day->length; begin += 1000)
    {
      for (gint64 i = 0; i < 1000 * N_LEADS; i++)
        {
          codes[i] = count_at (day, (guint) (i % N_LEADS), begin + i / N_LEADS);
          sums[i % N_LEADS] += (guint32) codes[i];
        }
      ecg_wfdb_encode (codec, bytes, codes, G_N_ELEMENTS (codes));
      fwrite (bytes, 1, sizeof bytes, file);
    }
  if (file == NULL || fclose (file) != 0)
    return FALSE;
  g_string_printf (header, "day %d %d %" G_GINT64_FORMAT "\n", N_LEADS, RATE_HZ, day->length);
  for (guint i = 0; i < N_LEADS; i++)
    g_string_append_printf (header, "day.dat 212 %g/mV 12 0 %d %d 0 %s\n", GAIN, day->counts[i][0],
                            (gint16) (guint16) (sums[i] & 0xffff),
                            i == 0   ? "I"
                            : i == 1 ? "II"
                                     : "III");
  return g_file_set_contents (path, header->str, -1, NULL);
}

static gboolean
read_day (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  for (guint c = 0; c < N_LEADS; c++)
    for (gint64 i = span.begin; i < span.end; i++)
      counts[c][i - span.begin] = count_at (data, c, i);
  return TRUE;
}

static gboolean
save (Day *day, const char *path, GError **error)
{
  static const char *const names[] = { "I", "II", "III" };
  const EcgScale           scale = { GAIN, 0.0, 12 };
  const EcgRecordingInfo   info = { .format = "none", .path = "/none" };
  g_autoptr (EcgSampleSource) source =
    ecg_sample_source_new (N_LEADS, day->length, read_day, day, NULL);
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  g_autoptr (EcgRecording) recording = NULL;

  for (guint i = 0; i < N_LEADS; i++)
    g_ptr_array_add (leads,
                     ecg_series_new_from_source (names[i], "mV", RATE_HZ, &scale, source, i));
  recording = ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
  return ecg_recording_save (recording, path, NULL, NULL, NULL, error);
}

int
main (int argc, char **argv)
{
  Day day = { .length = argc > 2 ? (gint64) (g_ascii_strtod (argv[2], NULL) * 3600.0 * RATE_HZ) /
                                     1000 * 1000
                                 : 0 };
  int status = argc > 3 && day.length > 0 && make_part (&day) ? 0 : 1;

  for (int i = 3; i < argc && status == 0; i++)
    {
      g_autofree char *path = g_build_filename (argv[1], argv[i], NULL);
      g_autoptr (GError) error = NULL;

      if (g_str_has_suffix (path, ".hea") ? !write_212 (&day, path) : !save (&day, path, &error))
        {
          g_printerr ("%s: %s\n", path, error != NULL ? error->message : "cannot be written");
          status = 1;
        }
    }
  for (guint i = 0; i < N_LEADS; i++)
    g_free (day.counts[i]);
  return status;
}
