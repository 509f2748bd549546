#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * One member of the object that a builder is in, by one call. Numbers are written with a dot and so
 * that they read back the same.
 */

/** ecg_json_add_string: @value NULL writes null. */
void ecg_json_add_string (JsonBuilder *builder, const char *key, const char *value);
void ecg_json_add_int (JsonBuilder *builder, const char *key, gint64 value);
void ecg_json_add_double (JsonBuilder *builder, const char *key, double value);

/** ecg_json_add_strv: @values: (nullable): NULL-terminated; NULL writes an empty array. */
void ecg_json_add_strv (JsonBuilder *builder, const char *key, const char *const *values);
void ecg_json_add_floats (JsonBuilder *builder, const char *key, const float *values, gsize n);

/** ecg_json_add_document: @json: (nullable): a JSON text; null where it is none. */
void ecg_json_add_document (JsonBuilder *builder, const char *key, const char *json);

G_END_DECLS
