#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ecg_json_parse:
 * @text: (array length=n): bytes that came from a file
 * @n: how many; -1 for a text that ends with a byte 0
 *
 * The one way in which JSON that somebody else may have written becomes nodes. json-glib reads by
 * recursion and takes more than JSON, so that a text is looked at before: it is UTF-8, outside its
 * strings stands nothing but JSON, and no value lies within more than 32 others. An object that
 * says one name twice would be read by one as this and by another as that, and is refused.
 *
 * Returns: (transfer full) (nullable): never NULL-valued; NULL with MALFORMED and a message that
 * completes “FILE: …” where the text is no such JSON
 */
JsonNode *ecg_json_parse (const char *text, gssize n, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
