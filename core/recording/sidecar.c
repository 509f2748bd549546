#include "core/recording/sidecar.h"

#include "core/recording/file-input.h"
#include "core/recording/json-text.h"
#include "core/recording/limits.h"

#include <glib/gi18n.h>
#include <math.h>

static void
clear_lead (EcgSidecarLead *lead)
{
  g_free (lead->name);
  g_free (lead->unit);
}

static EcgSidecar *
make_sidecar (void)
{
  EcgSidecar *self = g_new0 (EcgSidecar, 1);

  self->missing = ECG_COUNT_MISSING;
  self->leads = g_array_new (FALSE, TRUE, sizeof (EcgSidecarLead));
  g_array_set_clear_func (self->leads, (GDestroyNotify) clear_lead);
  return self;
}

void
ecg_sidecar_free (EcgSidecar *self)
{
  g_free (self->path);
  g_free (self->name);
  g_array_unref (self->leads);
  g_free (self->subject);
  g_free (self->activity);
  g_strfreev (self->comments);
  g_clear_pointer (&self->started, g_date_time_unref);
  g_free (self);
}

char *
ecg_sidecar_path (const char *path)
{
  return g_strconcat (path, ".json", NULL);
}

static gboolean
fail (const EcgSidecar *self, GError **error, const char *what)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, "“%s”: %s", self->name,
               what);
  return FALSE;
}

/* NULL where the member is absent or no text. */
static char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_dup_string (node);
}

/* Leaves @value as it is where the member is absent; FALSE where it is no finite number. */
static gboolean
get_number (JsonObject *object, const char *key, double *value)
{
  JsonNode *node = json_object_get_member (object, key);
  double    number;

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64 &&
      json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  number = json_node_get_double (node);
  if (!isfinite (number))
    return FALSE;
  *value = number;
  return TRUE;
}

static JsonArray *
get_array (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
read_lead (EcgSidecar *self, JsonNode *node, GError **error)
{
  EcgSidecarLead lead = { 0 };
  JsonObject    *object;
  double         gain = NAN, bits = 0.0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (self, error, _ ("each of the leads must be an object."));
  object = json_node_get_object (node);
  if (!get_number (object, "gain", &gain) || fabs (gain) <= 0.0)
    return fail (self, error, _ ("a lead's gain must be a number other than 0."));
  if (!get_number (object, "baseline", &lead.scale.baseline))
    return fail (self, error, _ ("a lead's baseline must be a number."));
  if (!get_number (object, "bits", &bits) || bits < 0.0 || bits > 32.0)
    return fail (self, error, _ ("a lead's bits must be a number from 0 to 32."));
  lead.scale.gain = isnan (gain) ? 0.0 : gain;
  lead.scale.bits = (guint) bits;
  lead.name = get_text (object, "name");
  lead.unit = get_text (object, "unit");
  g_array_append_val (self->leads, lead);
  return TRUE;
}

static gboolean
read_leads (EcgSidecar *self, JsonArray *leads, GError **error)
{
  if (json_array_get_length (leads) > ECG_LIMIT_LEADS)
    return fail (self, error, _ ("there are more leads than can be read."));
  for (guint i = 0; i < json_array_get_length (leads); i++)
    if (!read_lead (self, json_array_get_element (leads, i), error))
      return FALSE;
  return TRUE;
}

static void
read_comments (EcgSidecar *self, JsonArray *comments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (comments); i++)
    {
      JsonNode *node = json_array_get_element (comments, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  self->comments = g_strv_builder_end (builder);
}

static gboolean
read_object (EcgSidecar *self, JsonObject *object, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *started = get_text (object, "started");
  double           missing = ECG_COUNT_MISSING;

  if (!get_number (object, "rate", &self->rate_hz) || self->rate_hz < 0.0 ||
      (self->rate_hz > 0.0 && !ecg_limit_holds_rate (self->rate_hz)))
    return fail (self, error, _ ("the rate must be a number above 0."));
  if (!get_number (object, "missing", &missing) || missing < G_MININT32 || missing > G_MAXINT32)
    return fail (self, error, _ ("the count of a missing sample must be a whole number."));
  self->missing = (gint32) missing;
  if (get_array (object, "leads") != NULL && !read_leads (self, get_array (object, "leads"), error))
    return FALSE;
  if (get_array (object, "comments") != NULL)
    read_comments (self, get_array (object, "comments"));
  self->subject = get_text (object, "subject");
  self->activity = get_text (object, "activity");
  self->started = started != NULL ? g_date_time_new_from_iso8601 (started, utc) : NULL;
  return TRUE;
}

static gboolean
parse_sidecar (EcgSidecar *self, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) root = ecg_json_parse (text, -1, &local);

  if (root == NULL)
    return fail (self, error, local->message);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail (self, error, _ ("a JSON object was expected."));
  return read_object (self, json_node_get_object (root), error);
}

EcgSidecar *
ecg_sidecar_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (EcgSidecar) self = make_sidecar ();

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  self->name = g_strdup (name);
  return parse_sidecar (self, text, error) ? g_steal_pointer (&self) : NULL;
}

EcgSidecar *
ecg_sidecar_read (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgSidecar) self = make_sidecar ();
  g_autofree char *sidecar_path = ecg_sidecar_path (path);
  g_autofree char *text = NULL;

  if (!g_file_test (sidecar_path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&self);
  text = ecg_file_read_text (sidecar_path, ECG_LIMIT_HEADER, cancellable, error);
  if (text == NULL)
    return NULL;
  self->name = g_filename_display_basename (sidecar_path);
  self->path = g_steal_pointer (&sidecar_path);
  if (!parse_sidecar (self, text, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
add_text (JsonBuilder *builder, const char *key, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *key, double number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, number);
}

static void
add_whole_number (JsonBuilder *builder, const char *key, gint64 number)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, number);
}

static void
add_leads (JsonBuilder *builder, EcgRecording *recording, const EcgScale *scales)
{
  json_builder_set_member_name (builder, "leads");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      json_builder_begin_object (builder);
      add_text (builder, "name", ecg_series_get_name (lead));
      add_text (builder, "unit", ecg_series_get_unit (lead));
      if (fabs (scales[i].gain) > 0.0)
        {
          add_number (builder, "gain", scales[i].gain);
          add_number (builder, "baseline", scales[i].baseline);
          add_whole_number (builder, "bits", scales[i].bits);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_comments (JsonBuilder *builder, const char *const *comments)
{
  json_builder_set_member_name (builder, "comments");
  json_builder_begin_array (builder);
  for (guint i = 0; comments != NULL && comments[i] != NULL; i++)
    json_builder_add_string_value (builder, comments[i]);
  json_builder_end_array (builder);
}

char *
ecg_sidecar_print (EcgRecording   *recording,
                   const EcgScale *scales,
                   const gint32   *missing,
                   gboolean        pretty)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *started = NULL;

  if (ecg_recording_get_started (recording) != NULL)
    started = g_date_time_format_iso8601 (ecg_recording_get_started (recording));
  json_builder_begin_object (builder);
  add_number (builder, "rate", ecg_recording_get_rate (recording));
  if (missing != NULL)
    add_whole_number (builder, "missing", *missing);
  if (scales != NULL)
    add_leads (builder, recording, scales);
  add_text (builder, "subject", ecg_recording_get_subject (recording));
  add_text (builder, "activity", ecg_recording_get_activity (recording));
  add_text (builder, "started", started);
  add_comments (builder, ecg_recording_get_comments (recording));
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, pretty);
  return json_generator_to_data (generator, NULL);
}
