#include "core/recording/reading.h"

#include "core/recording/csv-recipe.h"
#include "core/recording/scale-setting.h"

#include <glib/gstdio.h>

/* A file that is written anew is another one, and a folder in which one is has changed. */
static void
add_stamp (GString *stamp, const char *path)
{
  GStatBuf facts;

  if (g_stat (path, &facts) == 0)
    g_string_append_printf (stamp, " %" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ".%09ld",
                            (guint64) facts.st_ino, (gint64) facts.st_mtim.tv_sec,
                            (long) facts.st_mtim.tv_nsec);
  else
    g_string_append (stamp, " none");
}

char *
ecg_reading_stamp (void)
{
  g_autofree char *scales = ecg_scale_setting_folder ();
  g_autofree char *recipes = ecg_csv_recipe_file ();
  GString         *stamp = g_string_new (NULL);

  add_stamp (stamp, scales);
  add_stamp (stamp, recipes);
  return g_string_free (stamp, FALSE);
}

/* The same in every language. */
static void
add_number (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.12g", value));
}

static void
add_lead (GString *text, EcgSeries *lead)
{
  EcgScale scale;

  g_string_append_printf (text, "; %s ", ecg_series_get_name (lead));
  if (ecg_series_get_scale (lead, &scale))
    {
      add_number (text, scale.gain);
      g_string_append_c (text, '(');
      add_number (text, scale.baseline);
      g_string_append (text, ")/");
    }
  g_string_append (text, ecg_series_get_unit (lead));
}

char *
ecg_reading_describe (EcgRecording *recording, const char *const *leads)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (recording != NULL && leads != NULL, NULL);

  add_number (text, ecg_recording_get_rate (recording));
  g_string_append (text, " Hz");
  for (gsize i = 0; leads[i] != NULL; i++)
    {
      EcgSeries *lead = ecg_recording_find_lead (recording, leads[i]);

      if (lead != NULL)
        add_lead (text, lead);
    }
  return g_string_free (text, FALSE);
}
