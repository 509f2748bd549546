#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** ecg_machine_to_json: Returns: (transfer full): what results depend on beside the data: version
 * of the program, processor, cores, team size, vectors. @n_threads: 0 for one a core. */
JsonNode *ecg_machine_to_json (guint n_threads) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
