#include "core/recording/scale-setting.h"

#include "core/recording/file-input.h"
#include "core/recording/lead-name.h"
#include "core/recording/reader.h"
#include "core/recording/sidecar.h"
#include "core/recording/unit.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Of each file's beginning and end: a whole day need not be read to know it again. */
#define LOOKED_AT ((gsize) 1 << 16)

char *
ecg_scale_setting_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "dt4ecg", "scales", NULL);
}

static gboolean
add_part (GChecksum    *checksum,
          GInputStream *stream,
          gint64        at,
          guint8       *bytes,
          GCancellable *cancellable,
          GError      **error)
{
  gsize n;

  if (!g_seekable_seek (G_SEEKABLE (stream), at, G_SEEK_SET, cancellable, error) ||
      !g_input_stream_read_all (stream, bytes, LOOKED_AT, &n, cancellable, error))
    return FALSE;
  g_checksum_update (checksum, bytes, (gssize) n);
  return TRUE;
}

static gboolean
add_file (GChecksum *checksum, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *bytes = g_malloc (LOOKED_AT);
  g_autofree char   *text = NULL;
  gint64             size;

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL)
    return FALSE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT ";", size);
  g_checksum_update (checksum, (const guchar *) text, -1);
  return add_part (checksum, stream, 0, bytes, cancellable, error) &&
         add_part (checksum, stream, MAX (size - (gint64) LOOKED_AT, 0), bytes, cancellable, error);
}

/* Where the setting of the recording of @files is, if there is any, but for its suffix. */
static char *
path_of (const char *const *files, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *folder = ecg_scale_setting_folder ();

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    if (!add_file (checksum, files[i], cancellable, error))
      return NULL;
  return g_build_filename (folder, g_checksum_get_string (checksum), NULL);
}

/* Most users never set a scale: then no file is looked through. */
static gboolean
has_settings (void)
{
  g_autofree char *folder = ecg_scale_setting_folder ();

  return g_file_test (folder, G_FILE_TEST_IS_DIR);
}

gboolean
ecg_scale_setting_exists (const char *const *files, GCancellable *cancellable)
{
  g_autofree char *stem = has_settings () ? path_of (files, cancellable, NULL) : NULL;
  g_autofree char *path = stem != NULL ? ecg_sidecar_path (stem) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Applying */

static void
describe (GString *text, EcgSeries *lead, const EcgSidecarLead *said)
{
  const char *unit = said->unit != NULL ? said->unit : ecg_series_get_unit (lead);

  g_string_append (text, text->len > 0 ? ", " : "");
  if (fabs (said->scale.gain) > 0.0)
    g_string_append_printf (text, "%s %g/%s", ecg_series_get_name (lead), said->scale.gain,
                            ecg_unit_display (unit));
  else
    g_string_append_printf (text, "%s %s", ecg_series_get_name (lead), ecg_unit_display (unit));
}

static EcgSeries *
change_lead (EcgSeries *lead, const EcgSidecarLead *said, GString *text)
{
  EcgScale scale = { 1.0, 0.0, 0 };

  if (said->unit == NULL && fabs (said->scale.gain) <= 0.0)
    return ecg_series_ref (lead);
  describe (text, lead, said);
  ecg_series_get_scale (lead, &scale);
  if (fabs (said->scale.gain) > 0.0)
    {
      scale.gain = said->scale.gain;
      scale.baseline = said->scale.baseline;
    }
  return ecg_series_rescale (lead, said->unit != NULL ? said->unit : ecg_series_get_unit (lead),
                             &scale);
}

static EcgRecording *
change (EcgRecording *recording, const EcgSidecar *setting)
{
  const char *const *warnings = ecg_recording_get_warnings (recording);
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  g_autoptr (GPtrArray) sentences = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = g_filename_display_basename (ecg_recording_get_path (recording));
  g_autofree char *sentence = NULL;
  EcgRecordingInfo info;

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    g_ptr_array_add (leads, change_lead (ecg_recording_get_lead (recording, i),
                                         &g_array_index (setting->leads, EcgSidecarLead, i), text));
  sentence = g_strdup_printf (_ ("The scale of “%s” is not its file’s, but was set here: %s."),
                              name, text->str);
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    g_ptr_array_add (sentences, (char *) warnings[i]);
  g_ptr_array_add (sentences, sentence);
  g_ptr_array_add (sentences, NULL);
  ecg_recording_describe (recording, &info);
  info.warnings = (const char *const *) sentences->pdata;
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static EcgSidecar *
read_setting (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  g_autofree char *stem = path_of (ecg_recording_get_files (recording), cancellable, error);

  return stem != NULL ? ecg_sidecar_read (stem, cancellable, error) : NULL;
}

EcgRecording *
ecg_scale_setting_apply (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgSidecar) setting = NULL;

  g_return_val_if_fail (recording != NULL, NULL);

  if (!has_settings ())
    return ecg_recording_ref (recording);
  setting = read_setting (recording, cancellable, error);
  if (setting == NULL)
    return NULL;
  if (setting->leads->len == 0)
    return ecg_recording_ref (recording);
  if (setting->leads->len != ecg_recording_get_n_leads (recording))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” sets %u leads, where the recording has %u."), setting->path,
                   setting->leads->len, ecg_recording_get_n_leads (recording));
      return NULL;
    }
  return change (recording, setting);
}

/* Writing */

/* What is set for each lead from now on. */
static EcgScaleChange *
merge (EcgRecording *recording, const EcgSidecar *before, const EcgScaleChange *changes)
{
  const guint     n = ecg_recording_get_n_leads (recording);
  EcgScaleChange *merged = g_new0 (EcgScaleChange, n);

  for (guint i = 0; i < n; i++)
    {
      const EcgSidecarLead *was =
        before->leads->len == n ? &g_array_index (before->leads, EcgSidecarLead, i) : NULL;

      merged[i].scale = fabs (changes[i].scale.gain) > 0.0 ? changes[i].scale
                        : was != NULL                      ? was->scale
                                                           : (EcgScale){ 0.0, 0.0, 0 };
      merged[i].unit = g_strdup (changes[i].unit != NULL ? changes[i].unit
                                 : was != NULL           ? was->unit
                                                         : NULL);
    }
  return merged;
}

static void
print_change (JsonBuilder *builder, EcgSeries *lead, const EcgScaleChange *change)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, ecg_series_get_name (lead));
  if (change->unit != NULL)
    {
      json_builder_set_member_name (builder, "unit");
      json_builder_add_string_value (builder, change->unit);
    }
  if (fabs (change->scale.gain) > 0.0)
    {
      json_builder_set_member_name (builder, "gain");
      json_builder_add_double_value (builder, change->scale.gain);
      json_builder_set_member_name (builder, "baseline");
      json_builder_add_double_value (builder, change->scale.baseline);
    }
  json_builder_end_object (builder);
}

static char *
print_setting (EcgRecording *recording, const EcgScaleChange *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "file");
  json_builder_add_string_value (builder, ecg_recording_get_path (recording));
  json_builder_set_member_name (builder, "leads");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    print_change (builder, ecg_recording_get_lead (recording, i), &changes[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  return json_generator_to_data (generator, NULL);
}

gboolean
ecg_scale_setting_write (EcgRecording         *recording,
                         const EcgScaleChange *changes,
                         guint                 n_changes,
                         GCancellable         *cancellable,
                         GError              **error)
{
  g_autofree char *stem = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = ecg_scale_setting_folder ();
  g_autofree char *text = NULL;
  g_autoptr (EcgSidecar) before = NULL;
  EcgScaleChange *merged;

  g_return_val_if_fail (recording != NULL && changes != NULL, FALSE);
  g_return_val_if_fail (n_changes == ecg_recording_get_n_leads (recording), FALSE);

  stem = path_of (ecg_recording_get_files (recording), cancellable, error);
  before = stem != NULL ? ecg_sidecar_read (stem, cancellable, error) : NULL;
  if (before == NULL)
    return FALSE;
  path = ecg_sidecar_path (stem);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _ ("The folder “%s” cannot be made: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  merged = merge (recording, before, changes);
  text = print_setting (recording, merged);
  ecg_scale_changes_free (merged, n_changes);
  return g_file_set_contents (path, text, -1, error);
}

gboolean
ecg_scale_setting_accept (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  const EcgScaleAdvice *advice;

  g_return_val_if_fail (recording != NULL, FALSE);

  advice = ecg_recording_get_scale_advice (recording);
  if (advice != NULL && advice->suggestion != NULL)
    return ecg_scale_setting_write (recording, advice->changes, advice->n_leads, cancellable,
                                    error);
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("There is no suggestion for the scale of “%s”."),
               ecg_recording_get_path (recording));
  return FALSE;
}

gboolean
ecg_scale_setting_forget (EcgRecording *recording, GCancellable *cancellable, GError **error)
{
  g_autofree char *stem = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (recording != NULL, FALSE);

  stem = path_of (ecg_recording_get_files (recording), cancellable, error);
  if (stem == NULL)
    return FALSE;
  path = ecg_sidecar_path (stem);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("“%s” cannot be removed: %s"),
               path, g_strerror (errno));
  return FALSE;
}

/* What the user writes */

static gboolean
fail (const char *text, const char *what, GError **error)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, _ ("“%s”: %s"), text,
               what);
  return FALSE;
}

gboolean
ecg_scale_change_parse (EcgScaleChange *change, const char *text, GError **error)
{
  const char *at = text;

  *change = (EcgScaleChange){ 0 };
  if (ecg_text_read_decimal (&at, &change->scale.gain))
    {
      if (!(fabs (change->scale.gain) > 0.0))
        return fail (text, _ ("a gain other than 0 was expected."), error);
      if (*at == '(' &&
          (at++, !ecg_text_read_decimal (&at, &change->scale.baseline) || *at++ != ')'))
        return fail (text, _ ("a count was expected between the brackets."), error);
      if (*at != '\0' && (*at++ != '/' || *at == '\0'))
        return fail (text, _ ("a scale such as 200/mV was expected."), error);
    }
  if (*at == '\0')
    return at != text || fail (text, _ ("a scale such as 200/mV was expected."), error);
  if (ecg_unit_parse (at, NULL) == ECG_UNIT_OTHER)
    return fail (text, _ ("the unit must be V, mV, uV, nV or count."), error);
  change->unit = g_strdup (at);
  return TRUE;
}

static void
copy_change (EcgScaleChange *to, const EcgScaleChange *from)
{
  g_free (to->unit);
  *to = *from;
  to->unit = g_strdup (from->unit);
}

/* A scale for all goes to the electrocardiograms and what nothing is known of. */
static gboolean
spread (EcgScaleChange       *changes,
        const EcgScaleChange *change,
        const char           *lead,
        EcgRecording         *recording)
{
  gboolean any = FALSE;

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      const char *name = ecg_series_get_name (ecg_recording_get_lead (recording, i));

      if (lead != NULL ? ecg_lead_match (lead, name) < ECG_LEAD_MATCH_SAME
                       : ecg_lead_kind (name) == ECG_LEAD_KIND_OTHER)
        continue;
      copy_change (&changes[i], change);
      any = TRUE;
    }
  return any;
}

static gboolean
parse_item (EcgScaleChange *changes, const char *item, EcgRecording *recording, GError **error)
{
  const char      *equals = strchr (item, '=');
  g_autofree char *lead = equals != NULL ? g_strndup (item, (gsize) (equals - item)) : NULL;
  EcgScaleChange   change = { 0 };
  gboolean         parsed;

  parsed = ecg_scale_change_parse (&change, equals != NULL ? equals + 1 : item, error) &&
           (spread (changes, &change, lead, recording) ||
            fail (item, _ ("the recording has no such lead."), error));
  g_free (change.unit);
  return parsed;
}

EcgScaleChange *
ecg_scale_changes_parse (const char *text, EcgRecording *recording, GError **error)
{
  const guint     n = ecg_recording_get_n_leads (recording);
  EcgScaleChange *changes = g_new0 (EcgScaleChange, n);
  g_auto (GStrv) items = g_strsplit (text, ",", -1);

  gboolean parsed =
    items[0] != NULL || fail (text, _ ("a scale such as 200/mV was expected."), error);

  for (guint i = 0; parsed && items[i] != NULL; i++)
    parsed = parse_item (changes, g_strstrip (items[i]), recording, error);
  if (parsed)
    return changes;
  ecg_scale_changes_free (changes, n);
  return NULL;
}

void
ecg_scale_changes_free (EcgScaleChange *changes, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (changes[i].unit);
  g_free (changes);
}
