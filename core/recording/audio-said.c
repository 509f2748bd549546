#include "core/recording/audio-said.h"

#include "core/recording/comment.h"
#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/scale-setting.h"
#include "core/recording/warning.h"
#include "core/recording/wfdb-header.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
find_header (const char *path)
{
  const char      *dot = strrchr (path, '.');
  g_autofree char *stem = dot != NULL ? g_strndup (path, (gsize) (dot - path)) : g_strdup (path);
  g_autofree char *header = g_strconcat (stem, ".hea", NULL);

  return g_file_test (header, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&header) : NULL;
}

static EcgWfdbHeader *
read_header (const char *path, guint n_channels, GStrvBuilder *warnings)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ecg_file_read_text (path, ECG_LIMIT_HEADER, NULL, &error);
  g_autoptr (EcgWfdbHeader) header =
    text != NULL ? ecg_wfdb_header_parse (text, name, &error) : NULL;

  if (header == NULL)
    ecg_warn (warnings, "%s", error->message);
  else if (header->n_signals != n_channels || header->n_segments > 0)
    ecg_warn (warnings,
              _ ("“%s” describes %u signals, where the audio file beside it has %u channels: it "
                 "was not used."),
              name, header->n_signals, n_channels);
  else
    return g_steal_pointer (&header);
  return NULL;
}

static void
take_header (EcgSidecar *sidecar, const EcgWfdbHeader *header, gboolean floating)
{
  const char *const *comments = (const char *const *) header->comments->pdata;

  for (guint i = 0; i < header->n_signals; i++)
    {
      const EcgWfdbSignal *signal = &header->signals[i];
      EcgSidecarLead       lead = { g_strdup (signal->name),
                                    g_strdup (signal->unit),
                                    { floating ? 0.0 : signal->gain, signal->baseline, signal->bits } };

      g_array_append_val (sidecar->leads, lead);
    }
  if (sidecar->rate_hz <= 0.0)
    sidecar->rate_hz = header->rate_hz;
  if (sidecar->comments == NULL)
    sidecar->comments = g_strdupv ((char **) comments);
  if (sidecar->subject == NULL)
    sidecar->subject = ecg_comment_value (comments, "subject");
  if (sidecar->activity == NULL)
    sidecar->activity = ecg_comment_value (comments, "activity");
  if (sidecar->started == NULL && header->started != NULL)
    sidecar->started = g_date_time_ref (header->started);
}

/* A text that says nothing of the leads is one for people. */
static void
take_text (EcgSidecar *sidecar, const char *text, guint n_channels, gboolean floating)
{
  g_auto (GStrv) lines = g_strsplit_set (text, "\r\n;", -1);
  g_autofree char *gain = ecg_comment_value ((const char *const *) lines, "gain");
  g_autofree char *unit = ecg_comment_value ((const char *const *) lines, "unit");
  g_autofree char *leads = ecg_comment_value ((const char *const *) lines, "leads");
  g_auto (GStrv) names = g_strsplit (leads != NULL ? leads : "", ",", -1);
  const guint    n_names = g_strv_length (names);
  EcgScaleChange scale = { 0 };

  if ((gain != NULL && !ecg_scale_change_parse (&scale, gain, NULL)) ||
      (gain == NULL && unit == NULL && leads == NULL) || (leads != NULL && n_names != n_channels))
    {
      g_free (scale.unit);
      return;
    }
  for (guint i = 0; i < n_channels; i++)
    {
      EcgSidecarLead lead = { n_names > 0 ? g_strdup (g_strstrip (names[i])) : NULL,
                              g_strdup (scale.unit != NULL ? scale.unit : unit), scale.scale };

      if (floating)
        lead.scale.gain = 0.0;
      g_array_append_val (sidecar->leads, lead);
    }
  g_free (scale.unit);
}

char *
ecg_audio_said_complete (EcgSidecar   *sidecar,
                         const char   *path,
                         guint         n_channels,
                         gboolean      floating,
                         const char   *text,
                         GStrvBuilder *warnings)
{
  g_autofree char *header_path = NULL;
  g_autoptr (EcgWfdbHeader) header = NULL;

  g_return_val_if_fail (sidecar != NULL && path != NULL, NULL);

  if (sidecar->leads->len > 0)
    return NULL;
  header_path = find_header (path);
  header = header_path != NULL ? read_header (header_path, n_channels, warnings) : NULL;
  if (header != NULL)
    {
      take_header (sidecar, header, floating);
      return g_steal_pointer (&header_path);
    }
  if (text != NULL)
    take_text (sidecar, text, n_channels, floating);
  return NULL;
}
