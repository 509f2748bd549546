/*
 * The builder wants two calls for each member and has no word for lists; these are the words that
 * the commands use.
 */

#include "app/json-members.h"

#include "core/recording/json-text.h"

void
ecg_json_add_string (JsonBuilder *builder, const char *key, const char *value)
{
  json_builder_set_member_name (builder, key);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
ecg_json_add_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

void
ecg_json_add_double (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

void
ecg_json_add_strv (JsonBuilder *builder, const char *key, const char *const *values)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

void
ecg_json_add_floats (JsonBuilder *builder, const char *key, const float *values, gsize n)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++)
    json_builder_add_double_value (builder, (double) values[i]);
  json_builder_end_array (builder);
}

void
ecg_json_add_document (JsonBuilder *builder, const char *key, const char *json)
{
  g_autoptr (JsonNode) node = json == NULL ? NULL : ecg_json_parse (json, -1, NULL);

  json_builder_set_member_name (builder, key);
  if (node != NULL)
    json_builder_add_value (builder, g_steal_pointer (&node));
  else
    json_builder_add_null_value (builder);
}
